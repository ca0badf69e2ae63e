//! How much is taken (限额), each with its reason.

/// One form with its documents. Twenty photographs of a phone, or one long scan.
pub const BODY_BYTES: u64 = 64 * 1024 * 1024;

/// One document. A scanned file of two hundred pages at 200 dpi stays under it.
pub const DOCUMENT_BYTES: u64 = 20 * 1024 * 1024;

/// One answer in words. The longest applications on record have some twenty thousand characters.
pub const TEXT_BYTES: usize = 256 * 1024;

/// The fields of one form, rows of lists included.
pub const FIELDS: usize = 2_000;
