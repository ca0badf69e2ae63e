//! Checks that every rule of the law pages is carried.

use crate::load::{Library, Listed, Mistake, RuleAt, Severity};

impl Library {
    /// Where a listed rule is carried: by a limit, a refusal, or the mode of a service, in its function or in
    /// what all share.
    pub fn carried(&self, listed: &Listed) -> impl Iterator<Item = &RuleAt> {
        let folder = format!("{}/", listed.function);
        self.rules.iter().filter(move |r| {
            let here = r.at.file.starts_with(&folder) || r.at.file.contains(&format!("/{folder}"));
            r.rule == listed.rule && (r.matter.is_none() || here)
        })
    }
}

/// Rules of the law pages that nothing carries.
pub fn uncarried(library: &Library) -> Vec<Mistake> {
    let lost = |l: &&Listed| l.test.is_none() && library.carried(l).next().is_none();
    let told = |l: &Listed| Mistake {
        severity: Severity::Error,
        code: "uncarried",
        message: format!("nothing carries the rule {}: {}", l.rule, l.says.zh()),
        places: vec![l.at.clone()],
        hint: Some("Write its limit or refusal, or name the test that holds it, and why.".to_owned()),
    };
    library.listed.iter().filter(lost).map(told).collect()
}
