//! The fictional city: made in a new folder, opened again later, with a clock that can be moved on.

use std::{env, io, io::Write as _};

use jiff::Timestamp;
use xiezhi_bureau::{
    Bureau,
    demo::{DemoSeeded, DemoSignIn, seed, seeded},
};
use xiezhi_matter::{Lang, Text, key::City};
use xiezhi_web::{
    demo::clock::{KEPT, instant},
    server::{DemoClock, Person},
};

use crate::{
    house::{self, HouseError, Kind},
    settings::Settings,
};

/// Sets the demonstration's clock at the start: `2026-01-15` or `2026-01-15T09:30`.
const CLOCK: &str = "XIEZHI_DEMO_CLOCK";
/// Why no demonstration is there. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// The bureau did not open.
    #[error(transparent)]
    House(#[from] HouseError),
    /// The clock is none.
    #[error("{CLOCK} is “{0}”: give a date, as 2026-01-15, or a minute, as 2026-01-15T09:30.")]
    Clock(String),
    /// The making failed.
    #[error("The demonstration could not be made: {0}")]
    Failed(String),
}

fn failed(cause: impl std::fmt::Display) -> DemoError {
    DemoError::Failed(cause.to_string())
}

/// A demonstration, open.
pub(crate) struct Demo {
    /// The bureau.
    pub(crate) bureau: Bureau,
    /// Its clock.
    pub(crate) clock: DemoClock,
    /// How to come in.
    pub(crate) made: DemoSeeded,
}

/// Opens a demonstration, made first in a new folder.
pub(crate) async fn open(settings: &Settings, address: &str) -> Result<Demo, DemoError> {
    let data = &settings.server.data;
    if !house::is_there(data) {
        house::is_new(data)?;
    }
    let bureau = house::open(settings, Kind::Demo, address).await?;
    let national: City = "000000".parse().map_err(failed)?;
    let store = bureau.store();
    let clock = match env::var(CLOCK).ok().filter(|text| !text.is_empty()) {
        Some(text) => {
            let clock = DemoClock::default();
            clock.set(instant(&text).ok_or(DemoError::Clock(text))?, Timestamp::now());
            clock
        }
        None => {
            let kept = store.setting(&national, KEPT).await.map_err(failed)?;
            DemoClock::ahead(kept.and_then(|s| s.parse().ok()).unwrap_or(0))
        }
    };
    let now = clock.at(Timestamp::now());
    if seeded(&bureau).await.map_err(failed)?.is_none() {
        tracing::info!("Making the fictional city, which takes a minute or two");
    }
    let made = seed(&bureau, now).await.map_err(failed)?;
    store.set_setting(&national, KEPT, &clock.seconds().to_string()).await.map_err(failed)?;
    // The clock of a demonstration stands still while it is off, and jumps when it is told to.
    for (city, _) in bureau.cities() {
        bureau.confirm_clock(&city, now).await.map_err(failed)?;
    }
    Ok(Demo { bureau: bureau.clone(), clock, made })
}

/// The people of the fictional city for the page that lists them.
pub(crate) fn people(made: &DemoSeeded) -> Vec<Person> {
    let sign_in = |one: &DemoSignIn| Person {
        city: one.city.to_string(),
        name: one.name.clone(),
        post: both(&one.what),
        login: one.login.clone(),
        password: one.password.clone(),
        try_this: (String::new(), String::new()),
    };
    made.sign_ins.iter().map(sign_in).collect()
}

fn both(text: &Text) -> (String, String) {
    (text.zh().to_owned(), text.get(Lang::En).to_owned())
}

/// Prints how to come in, on standard output.
pub(crate) fn print_people(base: &str, made: &DemoSeeded) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "演示 · Demonstration: everybody and everything in it is fictional.\n{base}/");
    let mut city = None;
    for one in &made.sign_ins {
        if city != Some(&one.city) {
            city = Some(&one.city);
            let _ = writeln!(out, "\n{base}/{}/sign-in", one.city);
        }
        let _ = writeln!(out, "  {:<14} {}   {} · {}", one.login, one.password, one.name, one.what.zh());
    }
    for one in &made.codes {
        let _ = writeln!(out, "  {base}/{}/code?code={}   {}", one.city, one.code, one.what.zh());
    }
    let _ = out.flush();
}
