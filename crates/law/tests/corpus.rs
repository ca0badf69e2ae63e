//! The crate against real law: the corpus that `XIEZHI_LAWS` names.

use std::{env, fs, io, path::Path};

use xiezhi_law::{
    Library, Place, Proof, Text,
    amend::{self, Decision, Op},
    cite, decide,
    decide::Style,
    parse,
};

/// Reads the corpus, or says that it is not there.
fn corpus(test: &str) -> Option<Vec<(String, String)>> {
    let Some(folder) = env::var_os("XIEZHI_LAWS") else {
        eprintln!("SKIPPED {test}: XIEZHI_LAWS names no folder of laws");
        return None;
    };
    let mut files = Vec::new();
    let outcome = read(Path::new(&folder), &mut files);
    assert!(outcome.is_ok() && !files.is_empty(), "XIEZHI_LAWS names no folder of texts: {outcome:?}");
    Some(files)
}

fn read(folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
            files.push((path.to_string_lossy().into_owned(), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

#[test]
fn every_text_of_the_corpus_gives_its_source_back() {
    let Some(files) = corpus("every_text_of_the_corpus_gives_its_source_back") else { return };
    let library = Library::build(files);
    assert!(library.texts().len() > 3_000, "{}", library.texts().len());
    let mut without = 0;
    for text in library.texts() {
        let mut at = 0;
        for leaf in text.tree().leaves() {
            assert_eq!(leaf.span.start, at, "{}", text.path);
            assert!(text.source().get(leaf.span.clone()).is_some(), "{}", text.path);
            at = leaf.span.end;
        }
        assert_eq!(at, text.source().len(), "{}", text.path);
        without += usize::from(text.tree().articles().is_empty());
    }
    let notes: usize = library.texts().iter().map(|text| text.notes().len()).sum();
    eprintln!("{} texts, {without} without articles, {notes} notes", library.texts().len());
}

#[test]
fn articles_of_the_reconsideration_law_are_found_in_the_right_version() {
    let Some(files) = corpus("articles_of_the_reconsideration_law_are_found_in_the_right_version") else {
        return;
    };
    let library = Library::build(files);
    let found = |law: &str, place: &str, quote: &str, on: Option<&str>| {
        library.prove(law, place, quote, on.map(|day| day.parse().unwrap()))
    };
    for (law, place, quote, on) in [
        ("行政复议法", "第三十条第一款第七项", "未受理过该申请人就同一行政行为", None),
        ("行政复议法", "第六十三条第二款", "第三人提出相反请求的除外", Some("2024-01-01")),
        ("行政复议法", "第八十八条第二款", "有关「三日」、『五日』", None),
        ("行政复议法", "第九条第一款", "具体行政行为之日起六十日内", Some("2023-12-31")),
        ("行政复议法实施条例", "第十六条第一款第二项", "收到申请满60日起计算", None),
        ("行政诉讼法", "第四十五条", "收到复议决定书之日起十五日内", None),
        ("民法典", "第二百零二条", "月末日为期间的最后一日", None),
        ("刑法", "第一百三十三条之一", "道路上驾驶机动车", None),
    ] {
        let proof = found(law, place, quote, on);
        assert!(matches!(proof, Proof::Found { .. }), "{law} {place}: {proof:?}");
    }
    assert!(matches!(found("行政复议法", "第三十条第一款第八项", "", None), Proof::NoSuchItem { .. }));
    assert!(matches!(found("行政复议法", "第九十一条", "", None), Proof::NoSuchArticle));
}

#[test]
fn references_of_the_corpus_lead_somewhere() {
    let Some(files) = corpus("references_of_the_corpus_lead_somewhere") else { return };
    let library = Library::build(files);
    let (mut own, mut dangling, mut others, mut led) = (0u32, 0u32, 0u32, 0u32);
    for text in library.texts() {
        for finding in library.references(text) {
            let span = finding.reference.span.clone();
            assert!(text.source().get(span).is_some(), "{}", text.path);
            let missing = finding.problems.iter().any(|p| matches!(p, cite::Problem::Dangling(_)));
            if finding.reference.cited == cite::Cited::This {
                own += 1;
                dangling += u32::from(missing);
            } else if !finding.reference.targets.is_empty() {
                others += 1;
                led += u32::from(finding.text.is_some() && !missing);
            }
        }
    }
    eprintln!(
        "{own} to the text itself, {dangling} of them dangling; {others} to others, {led} of them led to words"
    );
    assert!(own > 12_000, "{own}");
    // Of a sample of what dangles many were faults of the texts or of the collection.
    assert!(dangling * 30 < own, "more than one in thirty dangles: {dangling} of {own}");
}

/// Every pair of neighbouring versions of an instrument, the older first.
fn version_pairs(library: &Library) -> Vec<(&Text, &Text)> {
    let mut titles: Vec<&str> = library.texts().iter().map(|text| text.title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    let mut pairs = Vec::new();
    for title in titles {
        let mut versions = library.versions(title);
        versions.retain(|text| text.dated.is_some() && text.title == title);
        versions.sort_by_key(|text| text.dated);
        versions.dedup_by_key(|text| text.dated);
        pairs.extend(versions.iter().copied().zip(versions.iter().copied().skip(1)));
    }
    pairs
}

#[test]
fn a_decision_written_from_two_versions_gives_the_second_one_back() {
    let Some(files) = corpus("a_decision_written_from_two_versions_gives_the_second_one_back") else {
        return;
    };
    let library = Library::build(files);
    let pairs = version_pairs(&library);
    let mut exceptions = Vec::new();
    for (old, new) in &pairs {
        let draft = decide(old.source(), new.source(), &Style::default());
        if let Some(unproven) = draft.unproven {
            exceptions.push(format!("{} {:?} -> {:?}: {unproven:?}", old.title, old.dated, new.dated));
        }
    }
    eprintln!("{} pairs, {} reproduced", pairs.len(), pairs.len() - exceptions.len());
    for exception in &exceptions {
        eprintln!("EXCEPTION {exception}");
    }
    assert!(pairs.len() > 70, "{}", pairs.len());
    // What is left are headings broken over several lines, and one text in which the same headings stand
    // twice: no sentence can name what has no place.
    assert!(exceptions.len() <= 5, "{} exceptions", exceptions.len());
}

/// The text without the articles that a decision adds: what it was before, as far as the decision tells.
fn without_added(law: &str, decision: &Decision) -> String {
    let (tree, _) = parse(law);
    let mut out = law.to_owned();
    for order in decision.orders.iter().rev() {
        if let Op::AddArticle { number, .. } = &order.op
            && let Some(article) = tree.find_article(*number)
        {
            let leaves = tree.leaves().get(article.leaves.clone()).unwrap_or_default();
            let (Some(first), Some(last)) = (leaves.first(), leaves.last()) else { continue };
            let (start, end) = (first.span.start, last.span.end);
            let (start, end) = (out.floor_char_boundary(start), out.floor_char_boundary(end));
            out.replace_range(start..end, "");
        }
    }
    out
}

#[test]
fn the_amendments_of_the_criminal_law_apply_and_lead_to_the_law_as_it_is() {
    let Some(files) = corpus("the_amendments_of_the_criminal_law_apply") else { return };
    let library = Library::build(files);
    let text = |title: &str| library.find(title, None)[0].source();
    let law = text("刑法");
    let (mut orders, mut replaced, mut kept) = (0, 0, 0);
    for number in ["（七）", "（十一）", "（十二）"] {
        let amendment = text(&format!("刑法修正案{number}"));
        let decision = amend::read(amendment).unwrap();
        orders += decision.orders.len();
        let added = decision.orders.iter().filter(|o| matches!(o.op, Op::AddArticle { .. })).count();
        let before = without_added(law, &decision);
        let amended = amend::carry_out(&before, &decision).unwrap_or_else(|refusal| panic!("{refusal}"));
        let ((old, _), (new, _), (now, _)) = (parse(&before), parse(&amended), parse(law));
        assert_eq!(old.articles().len() + added, new.articles().len(), "{number}");
        let numbers = |tree: &xiezhi_law::Tree| tree.articles().iter().map(|a| a.number).collect::<Vec<_>>();
        assert_eq!(numbers(&new), numbers(&now), "{number}: every new article stands in its place");
        // Where no later amendment came, the amended words are those of the law as it is.
        let of = |source: &str, tree: &xiezhi_law::Tree, n| {
            let spans = tree.find(Place::article(n)).unwrap();
            spans.into_iter().map(|span| source[span].to_owned()).collect::<Vec<_>>()
        };
        for order in &decision.orders {
            let article = match &order.op {
                Op::AddArticle { number, .. } => *number,
                Op::Replace { at, .. } => at.article.unwrap(),
                _ => continue,
            };
            replaced += 1;
            kept += usize::from(of(&amended, &new, article) == of(law, &now, article));
        }
    }
    eprintln!("{orders} orders of three amendments; {kept} of {replaced} articles are so today");
    assert!(kept * 10 >= replaced * 7, "{kept} of {replaced}");
}

#[test]
fn every_amendment_of_the_criminal_law_and_the_constitution_is_understood() {
    let Some(files) = corpus("every_amendment_is_understood") else { return };
    let library = Library::build(files);
    let amendments = library.texts().iter().filter(|text| {
        text.title.contains("刑法修正案") && text.path.contains("刑法/")
            || text.title.contains("宪法修正案") && text.path.contains("宪法/")
    });
    let (mut read_whole, mut orders, mut not) = (0, 0, Vec::new());
    for text in amendments {
        match amend::read(text.source()) {
            Ok(decision) => {
                read_whole += 1;
                orders += decision.orders.len();
            }
            Err(refusal) => not.push(format!("{}: {refusal}", text.title)),
        }
    }
    eprintln!("{read_whole} amendments read whole, {orders} orders; not: {not:#?}");
    assert!(read_whole >= 17, "{not:#?}");
}

/// How the constitution stood before its amendment of 2018, as far as this one tells: the sections and
/// articles that it adds are left out, and its changes of words taken back.
#[test]
fn the_constitutional_amendment_of_2018_leads_to_the_constitution_as_it_is() {
    let Some(files) = corpus("the_constitutional_amendment_of_2018") else { return };
    let library = Library::build(files);
    let now = library.find("宪法", None)[0].source();
    let decision = amend::read(library.find("宪法修正案（2018年）", None)[0].source()).unwrap();
    let back = amend::Decision {
        orders: decision.orders.iter().rev().filter_map(taken_back).collect(),
        renumbers: true,
        history: None,
    };
    let before = amend::carry_out(now, &back).unwrap_or_else(|refusal| panic!("back: {refusal}"));
    let (then, _) = parse(&before);
    assert_eq!(then.articles().len(), 138, "so many articles it had from 1982 on");
    let amended = amend::carry_out(&before, &decision).unwrap_or_else(|refusal| panic!("{refusal}"));
    let words = |text: &str| {
        let body = text.split("<!-- INFO END -->").nth(1).unwrap().replace("<!-- FORCE BREAK -->", "");
        body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (amended, now) = (words(&amended), words(now));
    let differing: Vec<_> = amended.iter().zip(&now).filter(|(a, b)| a != b).collect();
    assert!(differing.is_empty() && amended.len() == now.len(), "{differing:#?}");
}

/// The order that takes another one back; one that replaced a whole place cannot be.
fn taken_back(order: &amend::Order) -> Option<amend::Order> {
    use amend::{Edit, HeadingOp, Which};
    use xiezhi_law::{Unit, cite::Spot};
    let op = match &order.op {
        Op::Words { at, old, new } => Op::Words { at: at.clone(), old: new.clone(), new: old.clone() },
        Op::AddArticle { number, .. } => Op::Delete(Spot { article: Some(*number), ..Spot::default() }),
        Op::AddParagraph { article, number, .. } => {
            Op::Delete(Spot { article: Some(*article), paragraph: *number, ..Spot::default() })
        }
        Op::AddItem { at, number, .. } => Op::Delete(Spot { item: *number, ..at.clone() }),
        Op::Preamble { paragraph, edit: Edit::Words { old, new } } => {
            // 后增加 leaves out the comma that joins; the paragraph restated at the end of the sentence has it.
            let joined = match (new.strip_prefix(old.as_str()), new.strip_suffix(old.as_str())) {
                (Some(behind), _) => format!("{old}，{behind}"),
                (_, Some(before)) => format!("{before}，{old}"),
                _ => new.clone(),
            };
            let edit = Edit::Words { old: joined, new: old.clone() };
            Op::Preamble { paragraph: *paragraph, edit }
        }
        Op::Heading(HeadingOp::Add { .. }) => {
            Op::Heading(HeadingOp::Delete(Which::Path(vec![(Unit::Chapter, 3), (Unit::Section, 7)])))
        }
        Op::Heading(HeadingOp::Change { .. }) => Op::Heading(HeadingOp::Change {
            which: Which::Path(vec![(Unit::Chapter, 3), (Unit::Section, 8)]),
            number: Some(7),
            title: None,
            first: None,
        }),
        _ => return None,
    };
    Some(amend::Order { sentence: order.sentence.clone(), op })
}
