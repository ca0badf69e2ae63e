use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use xiezhi_papers::{PaperError, docx};

use crate::samples::{HOSTILE, plain, sample, specimen};
use crate::tools::without_space;

fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut file = zip.by_index(n).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The words of a part, a line a paragraph, as a reader of XML sees them; fails where it is no XML.
fn text_of(xml: &[u8]) -> String {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).unwrap());
    let (mut out, mut depth) = (String::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
                depth += usize::from(tag.name().as_ref() == "w:t");
            }
            Event::End(tag) => {
                depth -= usize::from(tag.name().as_ref() == "w:t");
                if tag.name().as_ref() == "w:p" {
                    out.push('\n');
                }
            }
            Event::Empty(tag) if tag.name().as_ref() == "w:br" => out.push('\n'),
            Event::Text(text) if depth > 0 => out.push_str(&text),
            Event::GeneralRef(name) if depth > 0 => out.push(match &*name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                other => panic!("&{other};"),
            }),
            Event::Eof => return out,
            _ => {}
        }
    }
}

#[test]
fn the_package_has_its_parts_and_each_is_xml() {
    for name in ["acceptance", "decision", "letter", "reading-copy"] {
        let (text, layout) = specimen(name);
        let made = docx(&text, &layout).unwrap();
        if let Some(folder) = std::env::var_os("PAPERS_KEEP") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.docx")), &made).unwrap();
        }
        let parts = unpacked(&made);
        for part in [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/styles.xml",
            "docProps/core.xml",
        ] {
            assert!(parts.contains_key(part), "{part}");
        }
        for (part, bytes) in &parts {
            if part.ends_with("png") {
                assert!(bytes.starts_with(b"\x89PNG"));
            } else {
                text_of(bytes);
            }
        }
        // Every part that is named is there, and every style that is used is defined.
        let all = |part: &str| String::from_utf8(parts[part].clone()).unwrap();
        for target in all("word/_rels/document.xml.rels").split("Target=\"").skip(1) {
            let target = target.split('"').next().unwrap();
            assert!(parts.contains_key(&format!("word/{target}")), "{target}");
        }
        for style in all("word/document.xml").split("w:pStyle w:val=\"").skip(1) {
            let style = style.split('"').next().unwrap();
            assert!(all("word/styles.xml").contains(&format!("w:styleId=\"{style}\"")), "{style}");
        }
        for face in ["仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"] {
            assert!(all("word/styles.xml").contains(face));
        }
    }
}

#[test]
fn the_text_comes_back_from_the_docx_as_it_went_in() {
    for name in ["acceptance", "decision", "letter", "reading-copy"] {
        let (text, layout) = sample(name);
        let read = without_space(&text_of(&unpacked(&docx(&text, &layout).unwrap())["word/document.xml"]));
        for line in text.plain().lines() {
            for part in line.trim_start_matches("附件 1. ").split(" | ") {
                assert!(read.contains(&without_space(part)), "{name}: {part}\n{read}");
            }
        }
        let check = layout.check.unwrap();
        assert!(read.contains(&check.code.to_string()) && read.contains(&check.url));
    }
}

#[test]
fn a_hostile_name_comes_back_from_the_docx_as_it_went_in() {
    for hostile in HOSTILE.into_iter().chain(["😀👨‍👩‍👧", &"长".repeat(2000)]) {
        let source = "+++\nto = \"{{ x }}\"\n+++\n# {{ x }}\n\n甲{{ x }}乙\n\n|{{ x }}|b|\n|-|-|\n|c|{{ x }}|\n\n1. {{ x }}\n";
        let (text, mut layout) = plain(source, hostile);
        layout.title = hostile.to_owned();
        layout.signer = hostile.to_owned();
        layout.copies_to = vec![hostile.to_owned()];
        let parts = unpacked(&docx(&text, &layout).unwrap());
        let read = text_of(&parts["word/document.xml"]);
        assert_eq!(read.matches(hostile).count(), 9, "{hostile}: {read}");
        assert!(read.contains(&format!("甲{hostile}乙")));
        text_of(&parts["docProps/core.xml"]);
    }
}

#[test]
fn characters_that_xml_forbids_are_gone() {
    let (text, mut layout) = plain("甲{{ x }}乙", "a\u{0}\u{8}\u{FFFF}b\u{202E}");
    layout.signer = "c\u{1}\u{FFFE}\u{202E}d".to_owned();
    let read = text_of(&unpacked(&docx(&text, &layout).unwrap())["word/document.xml"]);
    assert!(read.contains("甲ab乙") && read.contains("cd\n"), "{read}");
}

#[test]
fn the_same_facts_give_the_same_package() {
    let (text, layout) = specimen("decision");
    assert_eq!(docx(&text, &layout).unwrap(), docx(&text, &layout).unwrap());
}

#[test]
fn a_specimen_seal_is_refused_on_a_real_paper() {
    let (text, mut layout) = specimen("decision");
    layout.fictional = false;
    assert!(matches!(docx(&text, &layout), Err(PaperError::SpecimenOnRealPaper)));
}
