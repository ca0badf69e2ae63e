//! Documents that come in (附件): taken by content, not by name.

use bytes::Bytes;
use jiff::Timestamp;
use xiezhi_matter::{key::FileKey, value::Blob};
use xiezhi_store::{MAX_BLOB, NewDraft};

use crate::{
    ActError, AttachmentError, Bureau, LookError, Who,
    act::{clean_text, draft_owner},
};

/// Characters of a document's name.
const NAME: usize = 120;
/// So many documents a draft holds.
const MOST: u32 = 60;
/// A text of so many bytes at most: longer ones come as documents.
const TEXT: usize = 1_000_000;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The media types that are taken, with the endings that fit.
pub const TAKEN: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg", "jfif"]),
    (DOCX, &["docx"]),
    (XLSX, &["xlsx"]),
    ("text/plain", &["txt", "text"]),
];

/// What a document is, by its content; refused where that is nothing we take, or its name says otherwise.
pub(crate) fn sniffed(name: &str, bytes: &[u8]) -> Result<&'static str, AttachmentError> {
    if bytes.is_empty() {
        return Err(AttachmentError::Empty);
    }
    if bytes.len() > MAX_BLOB {
        return Err(AttachmentError::TooLarge { size: bytes.len() as u64, most: MAX_BLOB as u64 });
    }
    let found = content(bytes).ok_or(AttachmentError::Kind)?;
    let ending = name.rsplit_once('.').map(|(_, e)| e.trim().to_ascii_lowercase()).unwrap_or_default();
    let known = TAKEN.iter().any(|(media, endings)| *media == found && endings.contains(&ending.as_str()));
    if known {
        Ok(found)
    } else {
        Err(AttachmentError::Mislabelled { said: ending, found: found.to_owned() })
    }
}

fn content(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        return Some("application/pdf");
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some("image/jpeg");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // An office document is a package that says so in its first entries; any other package is refused.
        return package(bytes);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    (plain && bytes.len() <= TEXT).then_some("text/plain")
}

/// Which office document a package is, by the names in its directory.
fn package(bytes: &[u8]) -> Option<&'static str> {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|w| w == name);
    // Macros make it a program.
    if !has(b"[Content_Types].xml") || has(b"vbaProject.bin") {
        return None;
    }
    if has(b"word/document.xml") {
        Some(DOCX)
    } else if has(b"xl/workbook.xml") {
        Some(XLSX)
    } else {
        None
    }
}

/// A name without the path that some browsers send, and of bearable length; its ending stays.
fn short(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = clean_text(&name.replace(['\n', '\t'], " "));
    // Marks that turn the direction of writing make `gpj.exe` out of `exe.jpg`.
    let fine =
        |c: &char| !matches!(u32::from(*c), 0x200B..=0x200F | 0x202A..=0x202E | 0x2066..=0x2069 | 0xFEFF);
    let name: String = name.chars().filter(fine).collect();
    if name.chars().count() <= NAME {
        return name;
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let stem: String = stem.chars().take(NAME.saturating_sub(ending.len() + 1)).collect();
    format!("{stem}.{ending}")
}

impl Bureau {
    /// Takes a document for a form that is being filled in: kind by content, size, name. The blob goes into the
    /// answers; of a draft it is remembered with it.
    pub async fn attach(
        &self,
        who: &Who,
        key: &FileKey,
        name: &str,
        bytes: Bytes,
        now: Timestamp,
    ) -> Result<Blob, ActError> {
        self.sieve("attach", who)?;
        let owner = draft_owner(who).ok_or(ActError::Forbidden("attach"))?;
        let draft = self.store().find_draft(key, &owner, now).await?;
        if draft.is_none() {
            // No draft of theirs: then it is a file that they know of.
            let loaded = self.load(key).await.map_err(LookError::from)?;
            self.gate_in("attach", who, &loaded)?;
        }
        let name = short(name);
        let media = sniffed(&name, &bytes)?;
        if draft
            .as_ref()
            .is_some_and(|d| d.draft.attachments.len() >= usize::try_from(MOST).unwrap_or(usize::MAX))
        {
            return Err(AttachmentError::TooMany(MOST).into());
        }
        let kept = self.store().put_blob(key, media, &name, bytes, now).await?;
        if let Some(draft) = draft {
            let keep = draft.expires.duration_since(draft.updated);
            let mut draft: NewDraft = draft.draft;
            draft.attachments.push(kept.clone());
            self.store().put_draft(&draft, keep, now).await?;
        }
        Ok(Blob { hash: kept.hash.0, size: kept.size, media: kept.media, name: kept.name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_its_content_is() {
        assert_eq!(sniffed("a.pdf", b"%PDF-1.7 ..."), Ok("application/pdf"));
        assert_eq!(sniffed("照片.JPG", &[0xFF, 0xD8, 0xFF, 0xE0]), Ok("image/jpeg"));
        assert_eq!(sniffed("说明.txt", "你好".as_bytes()), Ok("text/plain"));
        let docx = b"PK\x03\x04....[Content_Types].xml....word/document.xml";
        assert_eq!(sniffed("答复.docx", docx), Ok(DOCX));
    }

    #[test]
    fn what_is_mislabelled_packed_or_empty_is_refused() {
        let png = b"\x89PNG\r\n\x1a\n....";
        assert!(matches!(sniffed("a.pdf", png), Err(AttachmentError::Mislabelled { .. })));
        assert_eq!(sniffed("a.zip", b"PK\x03\x04....readme.txt"), Err(AttachmentError::Kind));
        let macros = b"PK\x03\x04..[Content_Types].xml..word/document.xml..vbaProject.bin";
        assert_eq!(sniffed("a.docx", macros), Err(AttachmentError::Kind));
        assert_eq!(sniffed("a.exe", b"MZ\x90\x00"), Err(AttachmentError::Kind));
        assert_eq!(sniffed("a.txt", b""), Err(AttachmentError::Empty));
    }

    #[test]
    fn a_hostile_name_loses_its_path_and_its_tricks() {
        assert_eq!(short("../../etc/passwd.pdf"), "passwd.pdf");
        assert_eq!(short("C\u{3A}\\fakepath\\决定书.pdf"), "决定书.pdf");
        assert_eq!(short("exe\u{202E}gpj.pdf"), "exegpj.pdf");
        assert!(short(&format!("{}.pdf", "长".repeat(500))).ends_with(".pdf"));
    }
}
