use xiezhi_papers::{PaperError, Seal, missing_glyphs, pdf};

use crate::samples::{HOSTILE, fonts, plain, sample, specimen};
use crate::tools::{Line, lines, poppler, without_space};

const ALL: [&str; 4] = ["acceptance", "decision", "letter", "reading-copy"];

/// Leaves a paper where a developer can look at it, when asked.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPERS_KEEP") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn the_text_comes_back_from_the_pdf_as_it_went_in() {
    for name in ALL {
        let (text, layout) = sample(name);
        let made = pdf(&text, &layout, &fonts()).unwrap();
        keep(&format!("{name}.pdf"), &made);
        let read = without_space(&poppler("pdftotext", &["-raw"], &made));
        for line in text.plain().lines().map(|line| line.trim_start_matches("附件 1. ")) {
            // A table's cells and a page's end come between; words of a cell stay together.
            for part in line.split(" | ") {
                let part = without_space(part);
                let (head, tail) =
                    part.split_at(part.char_indices().nth(part.chars().count() / 2).map_or(0, |(at, _)| at));
                assert!(
                    read.contains(&part) || read.contains(head) && read.contains(tail),
                    "{name}: {part}\n{read}"
                );
            }
        }
        for around in [&layout.organ, &layout.signer] {
            assert!(read.contains(&without_space(around)), "{name}: {around}");
        }
        let code = layout.check.as_ref().unwrap();
        assert!(read.contains(&code.code.to_string()), "{name}: {read}");
        assert!(read.contains(&code.url));
    }
}

#[test]
fn a_hostile_name_comes_back_from_the_pdf_as_it_went_in() {
    for hostile in HOSTILE {
        let source = "+++\nto = \"{{ x }}\"\n+++\n# {{ x }}\n\n甲{{ x }}乙\n\n{{ x }}\n\n|{{ x }}|b|\n|-|-|\n|c|{{ x }}|\n\n1. {{ x }}\n";
        let (text, mut layout) = plain(source, hostile);
        layout.title = hostile.to_owned();
        layout.signer = hostile.to_owned();
        layout.copies_to = vec![hostile.to_owned()];
        let made = pdf(&text, &layout, &fonts()).unwrap();
        assert!(missing_glyphs(&text, &layout, &fonts()).is_empty(), "{hostile}");
        let read = without_space(&poppler("pdftotext", &["-raw"], &made));
        let count = read.matches(&without_space(hostile)).count();
        assert!(count >= 10, "{hostile}: {count}\n{read}");
        assert!(read.contains(&format!("甲{}乙", without_space(hostile))), "{hostile}: {read}");
    }
}

#[test]
fn what_no_font_has_is_named_by_its_number_and_marks_of_direction_are_gone() {
    let (text, mut layout) = plain("甲{{ x }}乙", "a\u{202E}b\u{200F}\u{10FFFD}c\u{E000}");
    layout.signer = "a\u{202E}b".to_owned();
    assert_eq!(missing_glyphs(&text, &layout, &fonts()), ['\u{E000}', '\u{10FFFD}']);
    let made = pdf(&text, &layout, &fonts()).unwrap();
    let read = without_space(&poppler("pdftotext", &["-raw"], &made));
    assert!(read.contains("甲ab〔U+10FFFD〕c〔U+E000〕乙"), "{read}");
}

/// The characters are there in their own order; how a reader's program puts them in a line is its affair.
#[test]
fn a_name_in_a_script_from_right_to_left_can_be_set() {
    let (text, layout) = plain("甲{{ x }}乙", "שלום ﷽ ئۇيغۇر");
    let read = without_space(&poppler("pdftotext", &["-raw"], &pdf(&text, &layout, &fonts()).unwrap()));
    assert!(read.contains('甲') && read.contains('乙'));
}

/// A paper that cannot be set would hold up the act that needs it, so no text may cause that: characters of
/// every block, in random company, by a generator with a fixed seed.
#[test]
fn no_text_keeps_a_paper_from_being_set() {
    let mut seed = 42_u64;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..3 {
        let mut wild = String::new();
        for _ in 0..1500 {
            let from = [
                0, 0x80, 0x300, 0x590, 0x900, 0x1100, 0x2000, 0x2E80, 0x4E00, 0xA000, 0xFE00, 0x1F000,
                0x20000, 0xE0000,
            ][next(14) as usize];
            wild.extend(char::from_u32(from + next(0x400)));
        }
        let (text, mut layout) = plain("# 甲{{ x }}乙\n\n{{ x }}\n\n|a|\n|-|\n|{{ x }}|\n", &wild);
        layout.title = wild.chars().take(40).collect();
        layout.organ = wild.chars().skip(40).take(20).collect();
        layout.addressee = Some(wild.chars().skip(60).take(30).collect());
        layout.fictional = true;
        layout.seal = Seal::Specimen { name: layout.organ.clone() };
        pdf(&text, &layout, &fonts()).unwrap();
    }
}

#[test]
fn emoji_and_joined_ones_can_be_set() {
    let (text, layout) = plain("甲{{ x }}乙", "😀👨‍👩‍👧‍👦🇨🇳❤️☺︎");
    let made = pdf(&text, &layout, &fonts()).unwrap();
    assert!(without_space(&poppler("pdftotext", &["-raw"], &made)).contains('甲'));
}

#[test]
fn a_word_longer_than_a_line_stays_on_the_page() {
    for long in ["a".repeat(300), "测".repeat(300), "https://x.example/".to_owned() + &"b-".repeat(100)] {
        let (text, mut layout) = plain("甲{{ x }}乙", &long);
        layout.addressee = Some(long.clone());
        layout.copies_to = vec![long.clone()];
        let made = pdf(&text, &layout, &fonts()).unwrap();
        for line in lines(&made) {
            assert!(line.right < 210.0 - 25.0, "{line:?}");
        }
        assert!(without_space(&poppler("pdftotext", &["-raw"], &made)).contains(&long));
    }
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    for name in ALL {
        let (text, layout) = specimen(name);
        let first = pdf(&text, &layout, &fonts()).unwrap();
        keep(&format!("{name}-fictional.pdf"), &first);
        assert_eq!(first, pdf(&text, &layout, &fonts()).unwrap());
        xiezhi_papers::forget();
        let again = xiezhi_papers::Fonts::find().unwrap();
        let stored: xiezhi_papers::Text =
            serde_json::from_str(&serde_json::to_string(&text).unwrap()).unwrap();
        assert_eq!(first, pdf(&stored, &layout, &again).unwrap());
    }
}

#[test]
fn the_pdf_is_archival_tagged_titled_and_dated_by_the_paper() {
    for name in ALL {
        let (text, layout) = sample(name);
        let made = pdf(&text, &layout, &fonts()).unwrap();
        let info = poppler("pdfinfo", &["-isodates"], &made);
        let has = |line: &str, value: &str| {
            let found =
                info.lines().find(|row| row.starts_with(line)).unwrap_or_else(|| panic!("{line}: {info}"));
            assert!(found.contains(value), "{found}, not {value}");
        };
        has("Title:", &layout.title.replace('\n', ""));
        has("Tagged:", "yes");
        has("Page size:", "A4");
        has("CreationDate:", "2026-03-10T00:00:00+08");
        has("PDF version:", "1.7");
        has("JavaScript:", "no");
        let xmp = without_space(&poppler("pdfinfo", &["-meta"], &made));
        for mark in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
        ] {
            assert!(xmp.contains(mark), "{mark}: {xmp}");
        }
        let lang = if name == "reading-copy" { "(en" } else { "(zh" };
        let bytes = String::from_utf8_lossy(&made).into_owned();
        assert!(
            bytes.contains(&format!("/Lang{lang}")) || bytes.contains(&format!("/Lang {lang}")),
            "{name}"
        );
    }
}

#[test]
fn every_font_is_embedded_and_every_character_has_its_meaning() {
    for name in ALL {
        let (text, layout) = specimen(name);
        let fonts = poppler("pdffonts", &[], &pdf(&text, &layout, &fonts()).unwrap());
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(rows.len() > 1, "{fonts}");
        for row in rows {
            // … emb sub uni object ID
            let columns: Vec<&str> = row.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(columns, ["yes", "yes", "yes"], "{fonts}");
        }
    }
}

#[test]
fn the_structure_names_title_headings_tables_and_the_qr_code() {
    let (text, layout) = sample("decision");
    let structure = poppler("pdfinfo", &["-struct-text"], &pdf(&text, &layout, &fonts()).unwrap());
    for element in ["H1", "H2", "Table", "TH", "TD", "Figure", "P"] {
        assert!(
            structure.lines().any(|line| line.trim_start().split([' ', ':']).next() == Some(element)),
            "{element}: {structure}"
        );
    }
}

/// A page of nothing but text: GB/T 9704-2012 5.2.2 「一般每面排22行，每行排28个字，并撑满版心」.
#[test]
fn a_page_holds_22_lines_of_28_characters_within_its_margins() {
    let words = "兰州市人民政府依法办理行政复议案件".repeat(120);
    let (text, layout) = plain("{{ x }}", &words);
    let made = pdf(&text, &layout, &fonts()).unwrap();
    keep("grid.pdf", &made);
    let second: Vec<Line> = lines(&made).into_iter().filter(|line| line.page == 2).collect();
    let body: Vec<&Line> = second.iter().filter(|line| line.text.chars().count() > 5).collect();
    assert_eq!(body.len(), 22, "{body:#?}");
    for line in &body {
        assert_eq!(line.text.chars().count(), 28, "{line:?}");
        near(line.left, 28.0, 0.3);
        near(line.right, 210.0 - 26.0, 0.5);
    }
    // A line takes 225/22 mm and its characters, 16 points high, stand in its middle.
    let pitch = 225.0 / 22.0;
    let rest = (pitch - 16.0 * 25.4 / 72.0) / 2.0;
    let middle = |line: &Line| f64::midpoint(line.top, line.bottom);
    near(middle(body[1]) - middle(body[0]), pitch, 0.02);
    near(middle(body[21]) - middle(body[0]), 21.0 * pitch, 0.1);
    near(middle(body[0]), 37.0 + rest + 2.82, 1.0);
    near(middle(body[21]), 297.0 - 35.0 - rest - 2.82, 1.0);
    // — 2 — to the left on an even page, 7 mm below.
    let number = second.iter().find(|line| line.text.contains('2')).unwrap();
    assert_eq!(number.text, "—2—");
    near(number.left, 28.0 + 4.9, 0.5);
    assert!(number.top > 297.0 - 35.0 + 4.0 && number.top < 297.0 - 35.0 + 9.0, "{number:?}");
    let third = lines(&made).into_iter().find(|line| line.page == 3 && line.text == "—3—").unwrap();
    near(third.right, 210.0 - 26.0 - 4.9, 1.0);
}

fn near(is: f64, should: f64, within: f64) {
    assert!((is - should).abs() <= within, "{is} is not {should} ± {within}");
}

#[test]
fn the_mark_stands_where_the_standard_puts_it() {
    let (text, layout) = sample("acceptance");
    let found = lines(&pdf(&text, &layout, &fonts()).unwrap());
    let line = |words: &str| {
        found.iter().find(|line| line.text.contains(words)).unwrap_or_else(|| panic!("{words}: {found:#?}"))
    };
    let (mark, number, title, to) =
        (line("兰州市人民政府"), line("〔2026〕"), line("受理通知书"), line("张小三"));
    // Poppler's boxes are taller than the characters by some 15 % of their height on each side.
    near(mark.top, 37.0 + 35.0, 4.0);
    near(f64::midpoint(mark.left, mark.right), 28.0 + 78.0, 1.0);
    near(f64::midpoint(number.left, number.right), 28.0 + 78.0, 1.0);
    near(f64::midpoint(title.left, title.right), 28.0 + 78.0, 1.0);
    assert!(mark.bottom < number.top && number.bottom < title.top && title.bottom < to.top);
    near(to.left, 28.0, 0.3);
    // 署名 centred above 成文日期, which ends four characters from the right.
    let date = found.iter().rfind(|line| line.text == "2026年3月10日").unwrap();
    let signer = found.iter().rfind(|line| line.text == "兰州市人民政府").unwrap();
    near(f64::midpoint(date.left, date.right), f64::midpoint(signer.left, signer.right), 0.3);
    near(date.right.max(signer.right), 210.0 - 26.0 - 4.0 * 156.0 / 28.0, 0.5);
    assert!(date.top > signer.top && date.page == signer.page);
}

#[test]
fn a_long_paper_numbers_its_pages_and_keeps_its_signature_whole() {
    let (mut text, layout) = sample("decision");
    for pages in 2..6 {
        let more = text.blocks.clone();
        text.blocks.extend(more);
        let found = lines(&pdf(&text, &layout, &fonts()).unwrap());
        let last = found.iter().map(|line| line.page).max().unwrap();
        assert!(last >= pages);
        for page in 1..=last {
            assert!(
                found.iter().any(|line| line.page == page && line.text == format!("—{page}—")),
                "page {page}"
            );
        }
        let signer = found.iter().rfind(|line| line.text == layout.organ).unwrap();
        let date = found.iter().rfind(|line| line.text == "2026年3月10日").unwrap();
        assert_eq!(signer.page, date.page);
        let words = found
            .iter()
            .any(|line| line.page == date.page && line.text.contains("依法向人民法院提起行政诉讼"));
        assert!(words, "the signature stands alone on page {}", date.page);
    }
}

#[test]
fn a_seal_is_drawn_for_a_fictional_city_alone() {
    let (text, mut layout) = specimen("acceptance");
    let read = poppler("pdftotext", &[], &pdf(&text, &layout, &fonts()).unwrap());
    assert!(read.contains("虚构城市演示文书"), "{read}");
    assert!(without_space(&read).contains("样章"), "{read}");
    layout.fictional = false;
    assert!(matches!(pdf(&text, &layout, &fonts()), Err(PaperError::SpecimenOnRealPaper)));
    layout.seal = Seal::Place;
    let read = poppler("pdftotext", &[], &pdf(&text, &layout, &fonts()).unwrap());
    assert!(!read.contains("样章") && !read.contains("虚构"));
}

#[test]
fn a_reading_copy_says_that_the_chinese_counts_on_every_page() {
    let (mut text, layout) = sample("reading-copy");
    for _ in 0..4 {
        let more = text.blocks.clone();
        text.blocks.extend(more);
    }
    let found = lines(&pdf(&text, &layout, &fonts()).unwrap());
    for page in 1..=found.iter().map(|line| line.page).max().unwrap() {
        assert!(
            found.iter().any(|line| line.page == page && line.text.contains("Chinesetextalone")),
            "page {page}"
        );
    }
}

#[test]
fn an_address_too_long_for_a_qr_code_is_refused() {
    let (text, mut layout) = sample("acceptance");
    layout.check.as_mut().unwrap().url = "x".repeat(5000);
    assert!(matches!(pdf(&text, &layout, &fonts()), Err(PaperError::CheckAddressTooLong(5000))));
}

#[test]
fn every_kind_of_block_can_be_empty_or_deep() {
    for body in [
        "",
        "# ",
        "|a|\n|-|",
        "|a|b|\n|-|-|\n|||",
        "- ",
        "1. a\n   - b\n     1. c",
        "> # a\n> - b\n>\n> |x|\n> |-|",
        "---",
        "#### d\n\n# a\n\n### c",
        "→ a\n\n← b\n\n↔ c",
        "a\\\nb",
        "**a***b*",
        "> > a",
        "- |a|\n  |-|\n  |b|",
    ] {
        let (mut text, mut layout) = plain(body, "");
        pdf(&text, &layout, &fonts()).unwrap_or_else(|error| panic!("{body}: {error}"));
        text.lang = xiezhi_papers::Lang::En;
        layout.lang = xiezhi_papers::Lang::En;
        layout.seal = Seal::None;
        layout.title = String::new();
        layout.organ = String::new();
        layout.signer = String::new();
        pdf(&text, &layout, &fonts()).unwrap_or_else(|error| panic!("{body}: {error}"));
    }
}
