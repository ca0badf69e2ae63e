//! Papers as a reader gets them: what is in the PDF and the docx is read back with independent tools.
//!
//! Needs `fonts-noto-cjk` and `poppler-utils`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod definitions;
mod docx;
mod html;
mod pdf;
mod samples;
mod tools;
