//! The law itself: statute text as a lossless tree, citations, and the proof of a quotation.
//!
//! A definition of a matter cites the article that each of its rules stands on, and the words relied on.
//! This crate finds the text in force on a day and says whether the words stand there.
//!
//! Invariant: no I/O (the caller reads the files), no clock (the day comes in), no global state.
//! Invariant: the source is never changed; the leaves of a tree concatenate to it, byte for byte.
//! Invariant: no text panics; a parser gives a tree and notes.
//!
//! To look up a quotation:
//!
//! ```
//! use xiezhi_law::{Library, Proof};
//! let text = "# 中华人民共和国某法\n\n<!-- INFO END -->\n\n第一条 应当在五日内审查。";
//! let library = Library::build([("某法(2023-09-01).md".to_owned(), text.to_owned())]);
//! let proof = library.prove("某法", "第一条", "五日内", None);
//! assert_eq!(proof, Proof::Found { text: "应当在五日内审查。".to_owned() });
//! ```

pub mod amend;
pub mod citation;
pub mod cite;
pub mod compare;
pub mod decide;
pub mod history;
pub mod library;
pub mod numeral;
mod parse;
mod renumber;
mod survey;
pub mod tree;
mod words;

pub use amend::amend;
pub use citation::{ArticleNumber, Citation, Place};
pub use decide::decide;
pub use library::{Library, Nearest, Proof, Text};
pub use parse::parse;
pub use renumber::{Renumbered, renumber};
pub use survey::survey;
pub use tree::{Article, Division, Fault, Kind, Leaf, Missing, Note, Tree, Unit};
