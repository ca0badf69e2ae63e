//! The docx of a paper: the same layout by named styles, in the official fonts, for an office that still
//! has to set its hand to it.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::layout::{Layout, Words};
use crate::qr::Modules;
use crate::text::Text;
use crate::{PaperError, check};

/// Makes the docx of a paper.
///
/// Fonts are named, not embedded: 仿宋_GB2312, 方正小标宋简体, 黑体 and 楷体_GB2312 are on the machines of
/// offices. The same text and layout give the same bytes.
pub fn docx(text: &Text, layout: &Layout) -> Result<Vec<u8>, PaperError> {
    check(layout)?;
    let layout = &layout.cleaned();
    let words = Words::new(text, layout);
    let qr = layout.check.as_ref().map(|check| Modules::of(&check.url)?.png()).transpose()?;

    let mut files: Vec<(&str, Vec<u8>)> = vec![
        ("[Content_Types].xml", parts::CONTENT_TYPES.into()),
        ("_rels/.rels", parts::PACKAGE_RELATIONS.into()),
        ("docProps/core.xml", parts::core(layout).into_bytes()),
        ("docProps/app.xml", parts::APP.into()),
        ("word/document.xml", body::document(text, layout, &words).into_bytes()),
        ("word/_rels/document.xml.rels", parts::relations(qr.is_some()).into_bytes()),
        ("word/styles.xml", parts::styles(layout.lang).into_bytes()),
        ("word/settings.xml", parts::SETTINGS.into()),
        ("word/fontTable.xml", parts::FONT_TABLE.into()),
        ("word/header1.xml", parts::header(words.banner.as_deref()).into_bytes()),
        ("word/footer1.xml", parts::footer("right").into_bytes()),
        ("word/footer2.xml", parts::footer("left").into_bytes()),
        ("word/footer3.xml", parts::empty_footer().into_bytes()),
    ];
    if let Some(png) = qr {
        files.push(("word/media/qr.png", png));
    }
    pack(&files).map_err(|error| PaperError::Packing(error.to_string()))
}

/// A package without the time of its making: the same files give the same bytes.
fn pack(files: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// XML as it grows. Texts go through [`Xml::text`] alone.
pub(crate) struct Xml(pub(crate) String);

impl Xml {
    /// Markup of ours.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text node, or the value of an attribute.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&quick_xml::escape::escape(text));
        self
    }
}
