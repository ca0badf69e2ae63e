//! The document itself: head, text, signature with its seal, foot.

use super::{Xml, parts};
use crate::layout::{Format, Lang, Layout, Seal, Words};
use crate::text::{Block, Face, Run, Set, Text, column_widths, item_label};

const NAMESPACES: &str = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"";

/// 156 mm, in twentieths of a point.
const WIDTH: u64 = 8844;
/// A millimetre in English metric units.
const MM: i64 = 36_000;

pub(super) fn document(text: &Text, layout: &Layout, words: &Words) -> String {
    let mut page = Page {
        xml: Xml(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document {} {NAMESPACES}><w:body>",
            parts::WORD
        )),
        zh: layout.lang == Lang::Zh,
        lang: text.lang,
    };
    page.head(layout);
    if let Some(to) = &words.addressee {
        page.line("PaperAddressee", "", to);
    }
    page.blocks(&text.blocks, 0, "PaperBody");
    if !words.attachments.is_empty() {
        page.empty(1);
        for (lead, name) in &words.attachments {
            page.line("PaperBody", "", &format!("{lead}{name}"));
        }
    }
    page.signature(layout, words);
    if let Some(note) = &words.note {
        page.line("PaperBody", "", note);
    }
    page.foot(layout, words);
    // Margins 37, 28, 35 and 26 mm; the page number 7 mm below the print area.
    let first = if layout.format == Format::Letter {
        "<w:headerReference w:type=\"first\" r:id=\"rId4\"/><w:footerReference w:type=\"first\" r:id=\"rId7\"/>"
    } else {
        ""
    };
    page.xml.raw(&format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:headerReference w:type=\"even\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>{first}<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"850\" w:footer=\"1304\" w:gutter=\"0\"/>{}</w:sectPr></w:body></w:document>",
        if first.is_empty() { "" } else { "<w:titlePg/>" },
    ));
    page.xml.0
}

struct Page {
    xml: Xml,
    zh: bool,
    lang: Lang,
}

impl Page {
    /// A paragraph of one plain run.
    fn line(&mut self, style: &str, more: &str, text: &str) {
        self.runs(style, more, &[Run::plain(text)]);
    }

    fn empty(&mut self, count: usize) {
        for _ in 0..count {
            self.xml.raw("<w:p><w:pPr><w:pStyle w:val=\"PaperFlush\"/></w:pPr></w:p>");
        }
    }

    fn runs(&mut self, style: &str, more: &str, runs: &[Run]) {
        self.xml.raw(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>"));
        for run in runs {
            self.run(run, "");
        }
        self.xml.raw("</w:p>");
    }

    fn run(&mut self, run: &Run, more: &str) {
        let face = match run.face {
            Face::Plain => "<w:rFonts w:hint=\"eastAsia\"/>",
            Face::Strong => "<w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"黑体\"/>",
            Face::Stress => "<w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"楷体_GB2312\"/>",
        };
        self.xml.raw(&format!("<w:r><w:rPr>{face}{more}</w:rPr>"));
        for (n, line) in run.text.split('\n').enumerate() {
            if n > 0 {
                self.xml.raw("<w:br/>");
            }
            if !line.is_empty() {
                self.xml.raw("<w:t xml:space=\"preserve\">").text(line).raw("</w:t>");
            }
        }
        self.xml.raw("</w:r>");
    }

    /// 版头 and title.
    fn head(&mut self, layout: &Layout) {
        let red_line = |kind: &str, width: u32| {
            format!(
                "<w:pBdr><w:bottom w:val=\"{kind}\" w:sz=\"{width}\" w:space=\"4\" w:color=\"D5000F\"/></w:pBdr>"
            )
        };
        let long = u32::try_from(layout.organ.chars().count().max(1)).unwrap_or(1);
        let mark = |page: &mut Self, width_pt: u32, most: u32, more: &str| {
            let points = (width_pt / long).clamp(16, most);
            page.xml.raw(&format!("<w:p><w:pPr><w:pStyle w:val=\"PaperMark\"/>{more}</w:pPr>"));
            page.run(
                &Run::plain(&layout.organ),
                &format!("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", points * 2),
            );
            page.xml.raw("</w:p>");
        };
        match layout.format {
            Format::Document => {
                // 35 mm from the edge of the print area to the mark: 「发文机关标志上边缘至版心上边缘为35mm」.
                mark(self, 420, 50, "<w:spacing w:before=\"1984\"/>");
                self.empty(2);
                self.line(
                    "PaperNumber",
                    &red_line("single", 12),
                    layout.number.as_deref().unwrap_or_default(),
                );
                self.empty(2);
                self.line("PaperTitle", "", &layout.title);
            }
            Format::Letter => {
                mark(self, 440, 40, &red_line("thickThinSmallGap", 24));
                if let Some(number) = &layout.number {
                    self.line("PaperNumber", "<w:spacing w:before=\"200\"/><w:jc w:val=\"right\"/>", number);
                }
                self.empty(2);
                self.line("PaperTitle", "", &layout.title);
            }
            Format::Plain => {
                self.line("PaperTitle", "", &layout.title);
                if let Some(number) = &layout.number {
                    self.line("PaperNumber", "<w:spacing w:before=\"240\"/><w:jc w:val=\"right\"/>", number);
                }
            }
        }
        self.empty(1);
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize, style: &str) {
        for block in blocks {
            match block {
                Block::Heading { level, runs } => self.runs(&format!("Heading{level}"), "", runs),
                Block::Paragraph { set, runs } => match set {
                    Set::Indent => self.runs(style, "", runs),
                    Set::Left => self.runs("PaperFlush", "", runs),
                    Set::Centre => self.runs("PaperFlush", "<w:jc w:val=\"center\"/>", runs),
                    Set::Right => self.runs("PaperFlush", "<w:jc w:val=\"right\"/>", runs),
                },
                Block::List { first, items } => {
                    for (n, item) in items.iter().enumerate() {
                        self.item(&item_label(*first, n, depth, self.lang), item, depth, style);
                    }
                }
                Block::Table { columns, head, rows } => self.table(columns, head, rows),
                Block::Quote { blocks } => self.blocks(blocks, depth, "PaperQuote"),
                Block::Line => {
                    self.xml.raw("<w:p><w:pPr><w:pStyle w:val=\"PaperFlush\"/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr></w:pPr></w:p>");
                }
            }
        }
    }

    /// An item is a paragraph that begins with its number, as papers have it.
    fn item(&mut self, label: &str, item: &[Block], depth: usize, style: &str) {
        let mut runs = vec![Run::plain(label)];
        let rest = match item.split_first() {
            Some((Block::Paragraph { runs: first, .. }, rest)) => {
                runs.extend(first.iter().cloned());
                rest
            }
            _ => item,
        };
        self.runs(style, "", &runs);
        self.blocks(rest, depth + 1, style);
    }

    fn table(&mut self, columns: &[Set], head: &[Vec<Run>], rows: &[Vec<Vec<Run>>]) {
        let widths = column_widths(head, rows);
        let all: u64 = widths.iter().sum::<u64>().max(1);
        let widths: Vec<u64> = widths.into_iter().map(|width| width * WIDTH / all).collect();
        self.xml.raw(&format!("<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblBorders>"));
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            self.xml.raw(&format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"));
        }
        self.xml.raw("</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in &widths {
            self.xml.raw(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.xml.raw("</w:tblGrid>");
        for (n, row) in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).enumerate() {
            let header = if n == 0 { "<w:tblHeader/>" } else { "" };
            self.xml.raw(&format!("<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>"));
            for (cell, (set, width)) in row.iter().zip(columns.iter().zip(&widths)) {
                self.xml.raw(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"));
                let side = match set {
                    Set::Centre => "<w:jc w:val=\"center\"/>",
                    Set::Right => "<w:jc w:val=\"right\"/>",
                    Set::Indent | Set::Left => "",
                };
                if n == 0 {
                    self.runs("PaperTableHead", "", cell);
                } else {
                    self.runs("PaperTableText", side, cell);
                }
                self.xml.raw("</w:tc>");
            }
            self.xml.raw("</w:tr>");
        }
        // Two tables without a paragraph between them would become one.
        self.xml.raw("</w:tbl>");
        self.empty(1);
    }

    /// 署名 centred above 成文日期, four characters from the right where a seal covers both.
    fn signature(&mut self, layout: &Layout, words: &Words) {
        let sealed = layout.seal != Seal::None;
        let half_widths =
            |text: &str| text.chars().map(|c| if crate::words::is_wide(c) { 2_u64 } else { 1 }).sum::<u64>();
        let (name, date) = (half_widths(&layout.signer), half_widths(&words.date));
        let widest = name.max(date);
        let right = match (self.zh, sealed) {
            (true, true) => 8,
            (true, false) => 4,
            (false, _) => 2,
        };
        // Half a character of the grid is 158 twentieths of a point.
        let indent = |own: u64| format!("<w:ind w:right=\"{}\"/>", (right * 2 + widest - own) * 158 / 2);
        // The seal reaches up to the last line of the text; two and a half lines lie between.
        let mut before = format!("<w:spacing w:before=\"{}\"/>", if sealed { 1447 } else { 579 });
        if !layout.signer.is_empty() {
            self.line(
                "PaperSignature",
                &format!("{}{}", std::mem::take(&mut before), indent(name)),
                &layout.signer,
            );
        }
        self.xml.raw(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"PaperSignature\"/><w:keepNext w:val=\"0\"/>{before}{}</w:pPr>",
            indent(date)
        ));
        let centre = 156 * MM - i64::try_from((right * 2 + widest) * 158 / 2 * 635).unwrap_or(0);
        match &layout.seal {
            Seal::Place => self.seal(centre, "BFBFBF", "sysDot", 6350, &format!("（{}）", words.seal_place)),
            Seal::Specimen { name } => {
                self.seal(centre, "D5000F", "solid", 28_575, &format!("{name}\n★\n样　章"));
            }
            Seal::None => {}
        }
        self.run(&Run::plain(&words.date), "");
        self.xml.raw("</w:p>");
        if sealed {
            self.empty(1);
        }
    }

    /// A circle of 42 mm over the signature, with its words inside.
    fn seal(&mut self, centre: i64, colour: &str, dash: &str, stroke: u32, inner: &str) {
        let side = 42 * MM;
        // Its middle lies 1.4 lines above the date's upper edge, so that both stand below it.
        let (x, y) = (centre - side / 2, -side / 2 - 14 * MM);
        self.xml.raw(&format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\" simplePos=\"0\" relativeHeight=\"2\" behindDoc=\"1\" locked=\"0\" layoutInCell=\"1\" allowOverlap=\"1\"><wp:simplePos x=\"0\" y=\"0\"/><wp:positionH relativeFrom=\"column\"><wp:posOffset>{x}</wp:posOffset></wp:positionH><wp:positionV relativeFrom=\"paragraph\"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx=\"{side}\" cy=\"{side}\"/><wp:wrapNone/><wp:docPr id=\"2\" name=\"Seal\" descr=\""
        ));
        self.xml.text(&inner.replace('\n', " ")).raw(&format!(
            "\"/><a:graphic><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{side}\" cy=\"{side}\"/></a:xfrm><a:prstGeom prst=\"ellipse\"><a:avLst/></a:prstGeom><a:noFill/><a:ln w=\"{stroke}\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:prstDash val=\"{dash}\"/></a:ln></wps:spPr><wps:txbx><w:txbxContent>"
        ));
        for line in inner.split('\n') {
            self.xml.raw("<w:p><w:pPr><w:pStyle w:val=\"PaperCheck\"/><w:jc w:val=\"center\"/></w:pPr>");
            self.run(&Run::plain(line), &format!("<w:color w:val=\"{colour}\"/>"));
            self.xml.raw("</w:p>");
        }
        self.xml.raw("</w:txbxContent></wps:txbx><wps:bodyPr anchor=\"ctr\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r>");
    }

    /// QR code and check code, then 版记, in a table that stands at the foot of the last page.
    fn foot(&mut self, layout: &Layout, words: &Words) {
        if words.check_url.is_none() && words.copies.is_none() && words.printed.is_none() {
            return;
        }
        self.xml.raw(&format!(
            "<w:tbl><w:tblPr><w:tblpPr w:leftFromText=\"0\" w:rightFromText=\"0\" w:vertAnchor=\"margin\" w:horzAnchor=\"margin\" w:tblpXSpec=\"left\" w:tblpYSpec=\"bottom\"/><w:tblOverlap w:val=\"never\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"1400\"/><w:gridCol w:w=\"{}\"/></w:tblGrid>",
            WIDTH - 1400
        ));
        if let Some(check) = &layout.check {
            self.xml.raw("<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"1400\" w:type=\"dxa\"/></w:tcPr>");
            self.qr(&check.url);
            self.xml.raw(&format!("</w:tc><w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>", WIDTH - 1400));
            self.line("PaperCheck", "", &words.check_lead);
            if let Some((label, code)) = &words.check_code {
                self.runs(
                    "PaperCheck",
                    "",
                    &[Run { text: label.clone(), face: Face::Strong }, Run::plain(code)],
                );
            }
            self.line("PaperCheck", "", &check.url);
            self.xml.raw("</w:tc></w:tr>");
        }
        // Rules of 0.35 mm (sz 8) outside, 0.25 mm (sz 6) inside.
        let rows = usize::from(words.copies.is_some()) + usize::from(words.printed.is_some());
        let mut row = 0;
        let mut imprint = |page: &mut Self, fill: &dyn Fn(&mut Self)| {
            row += 1;
            let bottom = if row == rows { 8 } else { 6 };
            let top = if row == 1 {
                "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"auto\"/>"
            } else {
                ""
            };
            page.xml.raw(&format!("<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:gridSpan w:val=\"2\"/><w:tcBorders>{top}<w:bottom w:val=\"single\" w:sz=\"{bottom}\" w:space=\"0\" w:color=\"auto\"/></w:tcBorders></w:tcPr>"));
            fill(page);
            page.xml.raw("</w:tc></w:tr>");
        };
        if let Some(copies) = &words.copies {
            imprint(self, &|page| page.line("PaperImprint", "", copies));
        }
        if let Some((by, on)) = &words.printed {
            imprint(self, &|page| {
                page.xml.raw("<w:p><w:pPr><w:pStyle w:val=\"PaperImprint\"/><w:tabs><w:tab w:val=\"right\" w:pos=\"8340\"/></w:tabs></w:pPr>");
                page.run(&Run::plain(by), "");
                page.xml.raw("<w:r><w:tab/></w:r>");
                page.run(&Run::plain(on), "");
                page.xml.raw("</w:p>");
            });
        }
        self.xml.raw("</w:tbl>");
        // A document may not end with a table.
        self.empty(1);
    }

    fn qr(&mut self, url: &str) {
        let side = 20 * MM;
        self.xml.raw(&format!("<w:p><w:pPr><w:pStyle w:val=\"PaperCheck\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{side}\" cy=\"{side}\"/><wp:docPr id=\"1\" name=\"QR\" descr=\""));
        self.xml.text(url).raw(&format!("\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"qr.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId8\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{side}\" cy=\"{side}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"));
    }
}
