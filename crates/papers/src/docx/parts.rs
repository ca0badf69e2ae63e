//! The parts of the package that hardly change: styles, settings, header and footers.

use super::Xml;
use crate::layout::{Lang, Layout};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer3.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub(super) const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub(super) const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Xiezhi</Application></Properties>"#;

pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

pub(super) const FONT_TABLE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/><w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font><w:font w:name="方正小标宋简体"><w:altName w:val="方正小标宋_GBK"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font><w:font w:name="黑体"><w:altName w:val="SimHei"/><w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font><w:font w:name="楷体_GB2312"><w:altName w:val="楷体"/><w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font><w:font w:name="Times New Roman"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>"#;

/// Title, organ, language and the paper's date as the time of making.
pub(super) fn core(layout: &Layout) -> String {
    let mut xml = Xml(HEAD.to_owned());
    let date = layout.date;
    xml.raw("<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>")
        .text(&layout.title.replace('\n', " "))
        .raw("</dc:title><dc:creator>")
        .text(&layout.organ)
        .raw("</dc:creator><dc:language>")
        .raw(layout.lang.tag())
        .raw("</dc:language>");
    for name in ["created", "modified"] {
        xml.raw(&format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:{name}>"));
    }
    xml.raw("</cp:coreProperties>");
    xml.0
}

pub(super) fn relations(with_qr: bool) -> String {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut list = vec![
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "fontTable", "fontTable.xml"),
        ("rId4", "header", "header1.xml"),
        ("rId5", "footer", "footer1.xml"),
        ("rId6", "footer", "footer2.xml"),
        ("rId7", "footer", "footer3.xml"),
    ];
    if with_qr {
        list.push(("rId8", "image", "media/qr.png"));
    }
    let mut xml = Xml(format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    ));
    for (id, name, target) in list {
        xml.raw(&format!("<Relationship Id=\"{id}\" Type=\"{kind}/{name}\" Target=\"{target}\"/>"));
    }
    xml.raw("</Relationships>");
    xml.0
}

/// The banner of a fictional city or a reading copy, at the head of every page.
pub(super) fn header(banner: Option<&str>) -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.raw(&format!("<w:hdr {WORD}><w:p><w:pPr><w:pStyle w:val=\"PaperBanner\"/></w:pPr>"));
    if let Some(banner) = banner {
        xml.raw("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">")
            .text(banner)
            .raw("</w:t></w:r>");
    }
    xml.raw("</w:p></w:hdr>");
    xml.0
}

/// — 1 —, odd pages to the right and even ones to the left, one character in.
pub(super) fn footer(side: &str) -> String {
    let run = |inner: &str| format!("<w:r>{inner}</w:r>");
    format!(
        "{HEAD}<w:ftr {WORD}><w:p><w:pPr><w:pStyle w:val=\"PaperPageNumber\"/><w:ind w:left=\"280\" w:right=\"280\"/><w:jc w:val=\"{side}\"/></w:pPr>{}{}{}{}{}</w:p></w:ftr>",
        run("<w:t xml:space=\"preserve\">— </w:t>"),
        run("<w:fldChar w:fldCharType=\"begin\"/>"),
        run("<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>"),
        run("<w:fldChar w:fldCharType=\"end\"/>"),
        run("<w:t xml:space=\"preserve\"> —</w:t>"),
    )
}

/// The first page of a letter bears no number.
pub(super) fn empty_footer() -> String {
    format!("{HEAD}<w:ftr {WORD}><w:p><w:pPr><w:pStyle w:val=\"PaperPageNumber\"/></w:pPr></w:p></w:ftr>")
}

/// One style: id, name, its parent, what its paragraphs and its characters add.
fn style(id: &str, name: &str, paragraph: &str, characters: &str) -> String {
    format!(
        "<w:style w:type=\"paragraph\" w:customStyle=\"{}\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{characters}</w:rPr></w:style>",
        u8::from(!name.starts_with("heading")),
    )
}

fn face(east_asian: &str) -> String {
    format!("<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{east_asian}\"/>")
}

fn size(points: u32) -> String {
    format!("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", points * 2)
}

const RED: &str = "<w:color w:val=\"D5000F\"/>";

/// The styles, elements in the order that the schema asks for. Sizes: 2号 is 22 points, 3号 16, 4号 14; 22 lines in 225 mm are 579 twentieths of a point each.
pub(super) fn styles(lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let (body, line, indent) =
        if zh { (16, 579, "<w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/>") } else { (11, 340, "") };
    let none = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";
    let spacing = |line: u32| format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>");
    let mut out = format!(
        "{HEAD}<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr>{}{}{}<w:lang w:val=\"{}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val=\"0\"/><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>",
        face("仿宋_GB2312"),
        // 28 characters of 16 points are 2 mm wider than the print area: each gives up a quarter of a point.
        if zh { "<w:spacing w:val=\"-5\"/>" } else { "" },
        size(body),
        if zh { "en-US" } else { "en-GB" },
    );
    out.push_str("<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:jc w:val=\"both\"/></w:pPr></w:style>");
    out.push_str("<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"108\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>");
    let (big, big_line) = if zh { (22, 700) } else { (15, 440) };
    for (id, name, paragraph, characters) in [
        ("PaperBody", "Paper Body", indent.to_owned(), String::new()),
        ("PaperFlush", "Paper Flush", String::new(), String::new()),
        ("PaperAddressee", "Paper Addressee", String::new(), String::new()),
        (
            "PaperMark",
            "Paper Mark",
            "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".into(),
            format!("{}{RED}", face("方正小标宋简体")),
        ),
        ("PaperNumber", "Paper Number", "<w:jc w:val=\"center\"/>".into(), String::new()),
        (
            "PaperTitle",
            "Paper Title",
            format!("<w:keepNext/>{}<w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>", spacing(big_line)),
            format!("{}{}", face("方正小标宋简体"), size(big)),
        ),
        ("Heading1", "heading 1", format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"0\"/>"), face("黑体")),
        (
            "Heading2",
            "heading 2",
            format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"1\"/>"),
            face("楷体_GB2312"),
        ),
        (
            "Heading3",
            "heading 3",
            format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"2\"/>"),
            "<w:b/>".into(),
        ),
        ("Heading4", "heading 4", format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"3\"/>"), String::new()),
        (
            "PaperQuote",
            "Paper Quote",
            "<w:ind w:leftChars=\"200\" w:left=\"632\" w:firstLineChars=\"200\" w:firstLine=\"632\"/>".into(),
            face("楷体_GB2312"),
        ),
        (
            "PaperTableText",
            "Paper Table Text",
            format!("{}{none}<w:jc w:val=\"left\"/>", spacing(if zh { 380 } else { 280 })),
            size(if zh { 12 } else { 10 }),
        ),
        (
            "PaperTableHead",
            "Paper Table Head",
            format!("<w:keepNext/>{}{none}<w:jc w:val=\"center\"/>", spacing(if zh { 380 } else { 280 })),
            format!("{}{}", face("黑体"), size(if zh { 12 } else { 10 })),
        ),
        (
            "PaperSignature",
            "Paper Signature",
            "<w:keepNext/><w:keepLines/><w:jc w:val=\"right\"/>".into(),
            String::new(),
        ),
        (
            "PaperCheck",
            "Paper Check",
            format!("<w:keepNext/>{}<w:jc w:val=\"left\"/>", spacing(280)),
            size(9),
        ),
        (
            "PaperImprint",
            "Paper Imprint",
            format!("{}<w:ind w:left=\"280\" w:right=\"280\"/>", spacing(if zh { 480 } else { 300 })),
            size(if zh { 14 } else { 10 }),
        ),
        (
            "PaperBanner",
            "Paper Banner",
            "<w:jc w:val=\"center\"/>".into(),
            format!("{}{RED}{}", face("黑体"), size(9)),
        ),
        (
            "PaperPageNumber",
            "Paper Page Number",
            String::new(),
            format!(
                "<w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/>{}",
                size(if zh { 14 } else { 10 })
            ),
        ),
    ] {
        out.push_str(&style(id, name, &paragraph, &characters));
    }
    out.push_str("</w:styles>");
    out
}
