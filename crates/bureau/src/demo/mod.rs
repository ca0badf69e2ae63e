//! A demonstration (演示): a whole bureau at work, made by the same use cases that people use, with a clock that
//! runs from more than a year ago to now.
//!
//! Who is in it and what the cases are about is data: `people.toml`; so are the journeys that their files took:
//! `journeys.toml`. All of it counts back from the day of creation in working days, so that today's list has
//! something due today, something soon, and little that is overdue, on whatever day it is made. The same day
//! gives the same demonstration: only ids and codes differ.
//!
//! Invariant: everybody is fictional, and says so: see `people.toml`.
//! Invariant: nothing is written past the use cases: what a real bureau would refuse is an error here.

mod data;
mod people;
mod play;
mod stage;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use xiezhi_matter::{Text, key::City};
use xiezhi_store::Fault;

use self::data::Data;
use crate::{ActError, Bureau, EnterError, LookError};

/// The setting that holds what was made.
const SETTING: &str = "demo";
/// What it holds while it is being made.
const BEGUN: &str = "begun";

/// A demonstration that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoSeeded {
    /// How many files were opened.
    pub files: usize,
    /// With which name and password one comes in, as whom, and what for.
    pub sign_ins: Vec<DemoSignIn>,
    /// Codes with which one comes in without an account.
    pub codes: Vec<DemoCode>,
}

/// A way in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoSignIn {
    /// In which city.
    pub city: City,
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// The name of whoever it is.
    pub name: String,
    /// What they do here.
    pub what: Text,
}

/// A code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoCode {
    /// In which city.
    pub city: City,
    /// The code.
    pub code: String,
    /// What it opens.
    pub what: Text,
}

/// Why a demonstration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The bureau was not opened as a demonstration.
    #[error("this is a real bureau: a demonstration needs a folder of its own")]
    Real,
    /// The making was broken off.
    #[error("the demonstration in this folder was not made to its end: give a new folder")]
    Half,
    /// The data of the demonstration have a mistake.
    #[error("the data of the demonstration: {0}")]
    Data(String),
    /// A step was refused, or failed.
    #[error("demonstration, {journey}, step {step} on {on}: {why}")]
    Step {
        /// Of which journey.
        journey: String,
        /// Which.
        step: String,
        /// The day.
        on: jiff::civil::Date,
        /// Why.
        why: String,
    },
    /// An account could not be made.
    #[error("the account {login} of the demonstration: {why}")]
    Account {
        /// Which.
        login: String,
        /// Why.
        why: EnterError,
    },
    /// Something could not be looked up.
    #[error(transparent)]
    Look(#[from] LookError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Fault(#[from] Fault),
}

/// Fills a new demonstration: the first city whole, a handful of files in each other. Where it was made before,
/// that one is shown again and nothing is written.
pub async fn seed(bureau: &Bureau, now: Timestamp) -> Result<DemoSeeded, DemoError> {
    if !bureau.demo() {
        return Err(DemoError::Real);
    }
    if let Some(made) = seeded(bureau).await? {
        return Ok(made);
    }
    let national = City::national();
    if bureau.store().claim_setting(&national, SETTING, BEGUN).await? != BEGUN {
        return Err(DemoError::Half);
    }
    let data = Data::read()?;
    let mut made = DemoSeeded { files: 0, sign_ins: Vec::new(), codes: Vec::new() };
    // A real city is shown whole; one that does not exist shows only that nothing of the first is in code.
    let mut cities = bureau.cities();
    cities.sort_by_key(|(_, card)| card.fictional);
    for (i, (city, card)) in cities.into_iter().enumerate() {
        play::play(bureau, &data, &city, &card, i > 0, now, &mut made).await?;
    }
    let kept = serde_json::to_string(&made).map_err(|e| DemoError::Data(e.to_string()))?;
    bureau.store().set_setting(&national, SETTING, &kept).await?;
    Ok(made)
}

/// The demonstration that was made, for the page that shows how to come in.
pub async fn seeded(bureau: &Bureau) -> Result<Option<DemoSeeded>, DemoError> {
    match bureau.store().setting(&City::national(), SETTING).await? {
        None => Ok(None),
        Some(kept) if kept == BEGUN => Err(DemoError::Half),
        Some(kept) => serde_json::from_str(&kept).map(Some).map_err(|e| DemoError::Data(e.to_string())),
    }
}

/// Why an act was not done, with every reason.
fn told(error: &ActError) -> String {
    match error {
        ActError::NotDone(not_done) => {
            let reasons: Vec<String> =
                not_done.refusals.iter().map(|r| format!("{} {}", r.rule, r.says.zh())).collect();
            format!("{} {:?}", reasons.join("；"), not_done.faults)
        }
        ActError::Stale(stale) => format!("stale: {:?}", stale.changed),
        other => other.to_string(),
    }
}
