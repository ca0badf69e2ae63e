//! Refusals (不予) as answers: rule, words, article, the facts read, and who may lift them.

use serde::{Deserialize, Serialize};

use crate::{
    event::Capacity,
    expr::{Fault, Read, Root, Scope},
    id::{ActId, FieldId},
    model::{Basis, Definition, Refusal, Strength, Who},
    text::Text,
    value::Value,
};

/// A refusal that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stands {
    /// Which kind, with the rule's key where it is one of the definition's.
    pub why: Why,
    /// How strong it is here: an unverified rule only warns a party.
    pub strength: Strength,
    /// What it says.
    pub says: Text,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// The facts it read.
    pub facts: Vec<(FieldId, Value)>,
    /// Who may lift it, as a definition writes it.
    pub lift: Vec<String>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The file does not stand where the act may be done.
    From,
    /// A parallel track does not.
    Track,
    /// Whoever acts has not the power.
    By,
    /// The act's own condition does not hold.
    When,
    /// The act's date cannot be.
    Date,
    /// There is nothing that it could answer.
    About,
    /// The chain of approval.
    Chain,
    /// A rule of the definition.
    Rule(crate::id::RuleId),
    /// A condition could not be judged: the act is held until the definition is repaired.
    Broken,
}

impl Why {
    /// The word that a worked example uses.
    pub fn word(&self) -> &str {
        match self {
            Self::From => "from",
            Self::Track => "track",
            Self::By => "by",
            Self::When => "when",
            Self::Date => "date",
            Self::About => "about",
            Self::Chain => "chain",
            Self::Broken => "broken",
            Self::Rule(id) => id,
        }
    }
}

impl Stands {
    /// One of the refusals that every act knows.
    pub(crate) fn built_in(why: Why, zh: &str, en: &str, basis: &[Basis]) -> Self {
        Self {
            why,
            strength: Strength::Block,
            says: Text::new([zh, en]),
            basis: basis.to_vec(),
            facts: Vec::new(),
            lift: Vec::new(),
            unverified: false,
        }
    }
}

/// The refusals of an act that stand, in the order written. `unset` says what becomes of one that reads
/// something unset: at a decision it is a fault, on a page that only looks ahead it is left open.
pub(crate) fn stands(
    def: &Definition,
    act: &ActId,
    capacity: &Capacity,
    scope: &Scope<'_>,
    broken: &mut Vec<String>,
    looking_ahead: bool,
) -> Vec<Stands> {
    let party = matches!(capacity, Capacity::Party(..) | Capacity::Public);
    let mut found = Vec::new();
    for refusal in &def.refusals {
        if !refusal.acts.contains(act) || !refusal.in_force.holds(scope.on) {
            continue;
        }
        match refusal.when.holds(scope) {
            Ok(false) => {}
            Ok(true) => found.push(standing(refusal, party, scope)),
            Err(Fault::Unset(_)) if looking_ahead => {}
            Err(fault) => {
                broken.push(format!("{}: {fault}", refusal.id));
                if !party {
                    found.push(Stands::built_in(
                        Why::Broken,
                        &format!("规则 {} 无法判断（{fault}），修复定义前暂不能办理", refusal.id),
                        &format!(
                            "Rule {} could not be judged ({fault}); held until it is repaired",
                            refusal.id
                        ),
                        &refusal.basis,
                    ));
                }
            }
        }
    }
    found
}

fn standing(refusal: &Refusal, party: bool, scope: &Scope<'_>) -> Stands {
    let facts = refusal.when.reads().iter().filter_map(|read| match read {
        Read::Member(Root::File, field) => Some((field.clone(), scope.values.get(field)?.clone())),
        Read::Member(Root::Act, field) => Some((field.clone(), scope.own?.0.get(field)?.clone())),
        _ => None,
    });
    Stands {
        why: Why::Rule(refusal.id.clone()),
        strength: if refusal.unverified && party { Strength::Warn } else { refusal.strength },
        says: refusal.says.clone(),
        basis: refusal.basis.clone(),
        facts: facts.collect(),
        lift: refusal.lift.iter().map(Who::written).collect(),
        unverified: refusal.unverified,
    }
}
