//! Official papers (公文、文书) from one text and the facts of a file: as PDF (PDF/A-2a and PDF/UA-1), as
//! docx and as a preview in HTML, in the layout of GB/T 9704-2012.
//!
//! Invariant: a placeholder's value is a text node in every output; it is never parsed as Markdown,
//! typst, HTML or XML.
//! Invariant: reads no clock and draws no random number. The same text, layout and fonts give the same
//! bytes.
//! Invariant: a placeholder without a value is an error that names it, never a blank.
//! Invariant: no type of a typesetting library is in the public interface.
//!
//! To add a kind of paper, write its text beside its matter (`papers/<id>.md`); `docs/papers.md` is the
//! language of texts. No code is needed:
//!
//! ```
//! use xiezhi_papers::{Layout, Template, fill, html};
//!
//! let source = "+++\ntitle = \"关于{{ party.applicant.name }}申请的答复\"\n+++\n你的申请收悉。";
//! let template = Template::parse("answer", source)?;
//! let text = fill(&template, &serde_json::json!({ "party": { "applicant": { "name": "<张三>" } } }))?;
//! let layout = Layout::of(&text, "兰州市人民政府", jiff::civil::date(2026, 3, 1));
//! assert!(html(&text, &layout).contains("关于&lt;张三&gt;申请的答复"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod code;
mod docx;
mod filters;
mod fonts;
mod html;
mod layout;
mod markdown;
mod pdf;
mod qr;
mod template;
mod text;
mod words;

pub use code::{CheckCode, CheckCodeError};
pub use docx::docx;
pub use fonts::{FontError, Fonts};
pub use html::{STYLESHEET, html};
pub use layout::{Check, Format, Lang, Layout, Seal};
pub use pdf::{forget, missing_glyphs, pdf};
pub use template::{FillError, Placeholder, Template, TemplateError, fill};
pub use text::{Block, Face, Run, Set, Text};

/// Why a paper was not made. The reader is told that it will be tried again and whom to ask; the log
/// gets the cause.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A specimen seal was asked for on a paper of a city that exists.
    #[error("a specimen seal may stand on papers of a fictional city only")]
    SpecimenOnRealPaper,
    /// The check address does not fit into a QR code.
    #[error("the check address has {0} bytes, too many for a QR code")]
    CheckAddressTooLong(usize),
    /// The typesetter refused the paper: a fault of ours, not of the facts.
    #[error("the paper could not be set: {0}")]
    Typesetting(String),
    /// The package of a docx could not be written.
    #[error("the docx could not be packed: {0}")]
    Packing(String),
}

/// What every output checks first.
fn check(layout: &Layout) -> Result<(), PaperError> {
    if matches!(layout.seal, Seal::Specimen { .. }) && !layout.fictional {
        return Err(PaperError::SpecimenOnRealPaper);
    }
    Ok(())
}
