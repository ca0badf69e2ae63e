//! What officers see (工作台): a page a file.

pub mod act;
pub mod amend;
pub mod approval;
pub mod approvals;
pub mod file;
pub mod holidays;
pub mod intake;
pub mod invite;
pub mod paper;
pub mod register;
pub mod service;
pub mod today;
