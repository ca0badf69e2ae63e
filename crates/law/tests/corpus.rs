//! The crate against real law: the corpus that `XIEZHI_LAWS` names.

use std::{env, fs, io, path::Path};

use xiezhi_law::{Library, Proof};

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
