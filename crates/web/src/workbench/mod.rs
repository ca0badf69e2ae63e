//! What officers see (工作台): a page a file.

pub mod account;
pub mod accounts;
pub mod act;
pub mod amend;
pub mod approval;
pub mod approvals;
pub mod assign;
pub mod dismiss;
pub mod document;
pub mod file;
pub mod holidays;
pub mod intake;
pub mod invite;
pub mod issue;
pub mod note;
pub mod paper;
pub mod question;
pub mod register;
pub mod reveal;
pub mod service;
pub mod small;
pub mod statistics;
pub mod today;
