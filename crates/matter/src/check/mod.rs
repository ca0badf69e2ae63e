//! The checks at load: what the walk by the tables of keys cannot see.

mod cel;
mod functions;
mod guard;
mod operator;
mod papers;
mod quotes;
mod rows;
mod rules;
mod sure;
mod types;
mod whole;

pub use self::{
    quotes::{Reading, check_quotes, readings},
    rules::uncarried,
};

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
pub(crate) fn matter(view: &View<'_>, uses: &[Use], sink: &mut Sink) {
    let sure = sure::Sure::of(view.def);
    for one in uses {
        cel::check(view, &sure, one, sink);
    }
    whole::states(view, &sure, sink);
    whole::acts(view, sink);
    whole::limits(view, sink);
    whole::refusals(view, sink);
    whole::used(view, sink);
    papers::papers(view, &sure, sink);
}
