//! From what use cases give back to what pages show (接线): every choice of words, language and address
//! is made here, none of law.

pub mod answers;
pub mod desk;
pub mod file;
pub mod form;
pub mod portal;
pub mod statistics;
pub mod text;
