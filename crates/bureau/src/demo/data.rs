//! What is in `people.toml` and `journeys.toml`.

use serde::Deserialize;
use toml::Table;

use super::DemoError;

/// The whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub(super) matter: String,
    pub(super) password: String,
    pub(super) officer: Vec<OfficerData>,
    pub(super) citizen: Vec<CitizenData>,
    pub(super) case: Vec<CaseData>,
    road: Vec<Road>,
    pub(super) journey: Vec<Journey>,
}

/// An officer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficerData {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) post: Option<String>,
    /// The post is held in the organ, above all offices.
    #[serde(default)]
    pub(super) above: bool,
    #[serde(default)]
    pub(super) administrator: bool,
    pub(super) what: (String, String),
    /// Also in the small city.
    #[serde(default)]
    pub(super) small: bool,
}

/// A person with an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitizenData {
    pub(super) login: String,
    pub(super) name: String,
    /// Wants papers on paper.
    #[serde(default)]
    pub(super) paper: bool,
    #[serde(default)]
    pub(super) agent: bool,
    #[serde(default)]
    pub(super) third: bool,
    #[serde(default)]
    pub(super) small: bool,
}

/// What a case is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseData {
    pub(super) id: String,
    pub(super) office: String,
    /// The number of the act complained of; empty: it has none.
    pub(super) number: String,
    /// Complains of silence: there is no act whose day could be known.
    #[serde(default)]
    pub(super) inaction: bool,
    pub(super) with: Table,
}

/// Steps that several journeys share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Road {
    id: String,
    begin: Option<String>,
    steps: Vec<StepData>,
}

/// How the application came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Filed {
    Citizen,
    Anonymous,
    Counter,
    Post,
    Oral,
    Office,
}

/// The journey of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journey {
    pub(super) id: String,
    /// How its files came in, in turn.
    pub(super) filed: Vec<Filed>,
    /// Which cases; none: any.
    #[serde(default)]
    pub(super) cases: Vec<String>,
    /// The number of the act complained of, instead of one of its own.
    pub(super) number: Option<String>,
    /// Warnings that the application confirms.
    #[serde(default)]
    pub(super) confirmed: Vec<String>,
    /// A file for each: so many working days ago was its last step.
    pub(super) ages: Vec<usize>,
    /// Its first file also in the small city.
    #[serde(default)]
    pub(super) small: bool,
    /// What the application also says.
    #[serde(default)]
    pub(super) also: Table,
    begin: Option<String>,
    steps: Vec<StepData>,
}

/// A step: one of its verbs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct StepData {
    /// Working days after the step before.
    pub(super) wait: usize,
    pub(super) act: Option<String>,
    pub(super) with: Table,
    pub(super) by: Option<String>,
    pub(super) signed: Vec<String>,
    pub(super) confirmed: Vec<String>,
    pub(super) parties: Vec<Entering>,
    /// So many approvals of its chain; none: all.
    pub(super) chain: Option<usize>,
    pub(super) sent_back: Option<String>,
    pub(super) delegated: Option<String>,
    pub(super) take_back: bool,
    /// Both seats are given.
    pub(super) assign: bool,
    /// What has run out is settled.
    pub(super) settle: bool,
    /// The paper that is served …
    pub(super) serve: Option<String>,
    /// … on whom, how, on which day.
    pub(super) to: String,
    pub(super) mode: Option<String>,
    pub(super) on: Option<String>,
    pub(super) note: Option<String>,
    pub(super) put_in: Option<String>,
    pub(super) doc: Option<String>,
    /// The paper whose service is put right.
    pub(super) amend: Option<String>,
    pub(super) why: String,
    /// The role into which somebody is invited, and who took it up.
    pub(super) invite: Option<String>,
    pub(super) taken_up: Option<String>,
}

/// Somebody who enters by an act.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entering {
    pub(super) role: String,
    pub(super) kind: String,
}

impl Data {
    /// Reads what the program was built with.
    pub(super) fn read() -> Result<Self, DemoError> {
        toml::from_str(concat!(include_str!("people.toml"), include_str!("journeys.toml")))
            .map_err(|e| DemoError::Data(e.to_string()))
    }

    /// All steps of a journey, those of its road first.
    pub(super) fn steps(&self, journey: &Journey) -> Result<Vec<StepData>, DemoError> {
        let mut parts = vec![&journey.steps];
        let mut begin = journey.begin.as_ref();
        while let Some(id) = begin {
            let road = self.road.iter().find(|r| r.id == *id);
            let road = road.ok_or_else(|| DemoError::Data(format!("no road {id}")))?;
            parts.push(&road.steps);
            // A road that led back to itself would be longer than all of them.
            if parts.len() > self.road.len() + 1 {
                return Err(DemoError::Data(format!("the road {id} leads to itself")));
            }
            begin = road.begin.as_ref();
        }
        Ok(parts.into_iter().rev().flatten().cloned().collect())
    }
}

impl StepData {
    /// Its verb, for an error.
    pub(super) fn name(&self) -> String {
        let named = [&self.act, &self.serve, &self.invite, &self.amend].into_iter().flatten().next();
        named.cloned().unwrap_or_else(|| if self.assign { "assign".into() } else { "step".into() })
    }
}
