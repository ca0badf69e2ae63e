//! The preview of a paper in a page: semantic HTML without inline style, for a strict content policy.

use std::fmt::Write as _;

use crate::layout::{Format, Lang, Layout, Seal, Words};
use crate::text::{Block, Face, Run, Set, Text, item_label};

/// The style of the preview: every class begins with `paper-`. The page that shows a preview serves it
/// as a file of its own.
pub const STYLESHEET: &str = include_str!("paper.css");

/// A paper as one `<article>`, to be shown before it is approved and to be read on a phone.
///
/// Everything is escaped; there is no script, no inline style and no address in it. The QR code is left
/// out: whoever reads the page is there already.
#[must_use]
pub fn html(text: &Text, layout: &Layout) -> String {
    let layout = &layout.cleaned();
    let words = Words::new(text, layout);
    let mut out = String::with_capacity(4096);
    let format = match layout.format {
        Format::Document => "document",
        Format::Letter => "letter",
        Format::Plain => "plain",
    };
    let mut page = Page { out: &mut out };
    let _ =
        writeln!(page.out, "<article class=\"paper-sheet paper-{format}\" lang=\"{}\">", layout.lang.tag());
    if let Some(banner) = &words.banner {
        page.element("p", "paper-banner", banner);
    }
    page.out.push_str("<header class=\"paper-head\">\n");
    if layout.format != Format::Plain {
        page.element("p", "paper-mark", &layout.organ);
    }
    if layout.format == Format::Plain {
        page.element("h1", "paper-title", &layout.title);
    }
    if let Some(number) = &layout.number {
        page.element("p", "paper-number", number);
    }
    if layout.format != Format::Plain {
        page.element("h1", "paper-title", &layout.title);
    }
    page.out.push_str("</header>\n<div class=\"paper-body\">\n");
    if let Some(addressee) = &words.addressee {
        page.element("p", "paper-addressee", addressee);
    }
    page.blocks(&text.blocks, 0, text.lang);
    for (lead, name) in &words.attachments {
        page.element("p", "paper-attachment", &format!("{lead}{name}"));
    }
    page.out.push_str("</div>\n<div class=\"paper-signature\">\n");
    if !layout.signer.is_empty() {
        page.element("p", "paper-signer", &layout.signer);
    }
    page.element("p", "paper-date", &words.date);
    match &layout.seal {
        Seal::Place => page.element("p", "paper-seal-place", &format!("（{}）", words.seal_place)),
        Seal::Specimen { name } => page.element("p", "paper-seal-specimen", &format!("{name} 样章")),
        Seal::None => {}
    }
    page.out.push_str("</div>\n");
    if let Some(note) = &words.note {
        page.element("p", "paper-note", note);
    }
    page.out.push_str("<footer class=\"paper-foot\">\n");
    if let Some((lead, code)) = &words.check_code {
        page.element("p", "paper-check", &format!("{lead}{code}"));
    }
    if let Some(copies) = &words.copies {
        page.element("p", "paper-copies", copies);
    }
    if let Some((by, on)) = &words.printed {
        page.out.push_str("<p class=\"paper-printed\"><span>");
        page.text(by);
        page.out.push_str("</span> <span>");
        page.text(on);
        page.out.push_str("</span></p>\n");
    }
    page.out.push_str("</footer>\n</article>\n");
    out
}

struct Page<'a> {
    out: &'a mut String,
}

impl Page<'_> {
    fn element(&mut self, name: &str, class: &str, text: &str) {
        let _ = write!(self.out, "<{name} class=\"{class}\">");
        self.text(text);
        let _ = writeln!(self.out, "</{name}>");
    }

    /// A text node.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                '\n' => self.out.push_str("<br>"),
                c => self.out.push(c),
            }
        }
    }

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            let (open, close) = match run.face {
                Face::Plain => ("", ""),
                Face::Strong => ("<strong>", "</strong>"),
                Face::Stress => ("<em>", "</em>"),
            };
            self.out.push_str(open);
            self.text(&run.text);
            self.out.push_str(close);
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize, lang: Lang) {
        for block in blocks {
            match block {
                Block::Heading { level, runs } => {
                    let tag = level + 1;
                    let _ = write!(self.out, "<h{tag} class=\"paper-heading-{level}\">");
                    self.runs(runs);
                    let _ = writeln!(self.out, "</h{tag}>");
                }
                Block::Paragraph { set, runs } => {
                    self.out.push_str(match set {
                        Set::Indent => "<p>",
                        Set::Left => "<p class=\"paper-left\">",
                        Set::Centre => "<p class=\"paper-centre\">",
                        Set::Right => "<p class=\"paper-right\">",
                    });
                    self.runs(runs);
                    self.out.push_str("</p>\n");
                }
                Block::List { first, items } => {
                    // The numbers are part of the words, as they are on paper: （1） is no list style.
                    self.out.push_str("<ul class=\"paper-list\">\n");
                    for (index, item) in items.iter().enumerate() {
                        self.out.push_str("<li><span class=\"paper-label\">");
                        self.text(&item_label(*first, index, depth, lang));
                        self.out.push_str("</span>");
                        self.blocks(item, depth + 1, lang);
                        self.out.push_str("</li>\n");
                    }
                    self.out.push_str("</ul>\n");
                }
                Block::Table { columns, head, rows } => {
                    self.out.push_str("<table class=\"paper-table\">\n<thead><tr>");
                    for cell in head {
                        self.out.push_str("<th scope=\"col\">");
                        self.runs(cell);
                        self.out.push_str("</th>");
                    }
                    self.out.push_str("</tr></thead>\n<tbody>\n");
                    for row in rows {
                        self.out.push_str("<tr>");
                        for (n, cell) in row.iter().enumerate() {
                            self.out.push_str(match columns.get(n) {
                                Some(Set::Centre) => "<td class=\"paper-centre\">",
                                Some(Set::Right) => "<td class=\"paper-right\">",
                                _ => "<td>",
                            });
                            self.runs(cell);
                            self.out.push_str("</td>");
                        }
                        self.out.push_str("</tr>\n");
                    }
                    self.out.push_str("</tbody></table>\n");
                }
                Block::Quote { blocks } => {
                    self.out.push_str("<blockquote class=\"paper-quote\">\n");
                    self.blocks(blocks, depth, lang);
                    self.out.push_str("</blockquote>\n");
                }
                Block::Line => self.out.push_str("<hr class=\"paper-line\">\n"),
            }
        }
    }
}
