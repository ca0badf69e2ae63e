//! The checks at load: what the walk by the tables of keys cannot see.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    load::{
        Library,
        build::Use,
        names::{All, Names},
        report::Sink,
        tree::Node,
    },
    model::{Definition, Shared},
};

/// What a check sees of a matter.
pub(crate) struct View<'a> {
    pub(crate) def: &'a Arc<Definition>,
    pub(crate) tree: &'a Node,
    /// Its main file.
    pub(crate) file: usize,
    pub(crate) names: &'a Names,
    pub(crate) all: &'a All,
    pub(crate) shared: &'a Shared,
    pub(crate) library: &'a Library,
    pub(crate) paper_files: &'a IndexMap<String, usize>,
}

/// Checks `shared.toml`.
pub(crate) fn shared(_shared: &Shared, _uses: &[Use], _sink: &mut Sink) {}

/// Checks a matter.
pub(crate) fn matter(_view: &View<'_>, _uses: &[Use], _sink: &mut Sink) {}
