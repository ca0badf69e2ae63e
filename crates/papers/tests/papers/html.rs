use xiezhi_papers::html;

use crate::samples::{HOSTILE, filled, plain, sample, specimen};

#[test]
fn the_samples_fill_to_these_words() {
    for name in ["acceptance", "decision", "letter", "reading-copy"] {
        insta::assert_snapshot!(name, filled(name).plain());
    }
}

#[test]
fn a_preview_is_semantic_and_has_no_inline_style() {
    let (text, layout) = specimen("acceptance");
    insta::assert_snapshot!(html(&text, &layout));
    for name in ["acceptance", "decision", "letter", "reading-copy"] {
        let (text, layout) = sample(name);
        let page = html(&text, &layout);
        for forbidden in ["style=", "<script", "onclick", "javascript:", "<img", "href="] {
            assert!(!page.contains(forbidden), "{forbidden}: {page}");
        }
    }
}

#[test]
fn a_hostile_name_is_a_text_node_in_the_preview() {
    for hostile in HOSTILE {
        let (text, mut layout) =
            plain("+++\nto = \"{{ x }}\"\n+++\n# {{ x }}\n\n甲{{ x }}乙\n\n|{{ x }}|\n|-|", hostile);
        layout.title = hostile.to_owned();
        let page = html(&text, &layout);
        let escaped = hostile
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        assert_eq!(page.matches(&escaped).count(), 5, "{hostile}: {page}");
        assert!(!page.contains("<script") && !page.contains("<label"));
    }
}
