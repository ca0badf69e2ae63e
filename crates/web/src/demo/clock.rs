//! The clock of a demonstration (演示时钟): it goes as fast as any other, and can be moved on, so that a whole
//! procedure of months can be walked through in an afternoon.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{body::Bytes, http::HeaderMap};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
};
use xiezhi_matter::time;

use crate::{page::prelude::*, posted};

/// The setting of the store that keeps by how many seconds the clock is ahead.
pub const KEPT: &str = "demo-clock";

/// At what time of day a clock that is set to a date begins: when offices are open.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// A clock that is so many seconds ahead of (or behind) the machine's.
#[derive(Clone, Debug, Default)]
pub struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    /// A clock this many seconds ahead.
    pub fn ahead(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(seconds)))
    }

    /// A clock that shows `then` when the machine's shows `now`.
    pub fn set(&self, then: Timestamp, now: Timestamp) {
        self.0.store(then.duration_since(now).as_secs(), Ordering::SeqCst);
    }

    /// By how many seconds it is ahead.
    pub fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// What it shows when the machine's shows `now`.
    pub fn at(&self, now: Timestamp) -> Timestamp {
        now.checked_add(SignedDuration::from_secs(self.seconds())).unwrap_or(now)
    }
}

/// Reads `2026-02-11` or `2026-02-11T10:30` as an instant of the cities.
pub fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let civil = match text.parse::<Date>() {
        Ok(date) if !text.contains('T') => date.to_datetime(MORNING),
        _ => text.parse::<DateTime>().ok()?,
    };
    Some(time::instant(civil))
}

/// `POST /demo/clock` with `to=2026-02-13`: moves the clock on, and settles what expired meanwhile. There is
/// none in a real bureau.
pub async fn post(
    State(app): State<App>,
    Extension(frame): Extension<Frame>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let (true, Some(clock)) = (app.bureau.demo(), &app.demo_clock) else { return Err(Fault::NotFound) };
    // The page has no session and so no token: a browser says by itself whether another site sent this.
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(Fault::ForgedForm);
    }
    let pairs = posted::decode(&body)?;
    let to = pairs.iter().find(|(name, _)| name == "to").map(|(_, to)| to.as_str());
    let typed = to.unwrap_or_default().to_owned();
    let not_moved = |frame: Frame, why: String| {
        let page = super::people::page(&app, frame, Some((typed.clone(), why)));
        show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let Some(to) = instant(&typed) else {
        let why = frame.t("missing-date");
        return Ok(not_moved(frame, why));
    };
    let now = clock.at(Timestamp::now());
    if to < now {
        let why = frame.t1("clock-only-on", "now", frame.instant(&now));
        return Ok(not_moved(frame, why));
    }
    clock.set(to, Timestamp::now());
    let national = "000000".parse().map_err(|_| Fault::NotFound)?;
    let kept = app.bureau.store().set_setting(&national, KEPT, &clock.seconds().to_string()).await;
    kept.map_err(|e| Fault::unavailable(&e))?;
    for (city, _) in app.bureau.cities() {
        app.bureau.confirm_clock(&city, to).await?;
        app.bureau.work(&city, to).await?;
        app.bureau.sweep(&city, to).await?;
    }
    Ok(Redirect::to("/demo").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_morning_of_that_day_in_the_cities() {
        let morning: Timestamp = "2026-02-11T01:00:00Z".parse().unwrap();
        assert_eq!(instant("2026-02-11"), Some(morning));
        assert_eq!(instant("2026-02-11T09:00"), Some(morning));
        assert_eq!(instant("yesterday"), None);
    }

    #[test]
    fn a_moved_clock_goes_on_from_there() {
        let clock = DemoClock::default();
        let (now, then) = (Timestamp::UNIX_EPOCH, instant("2026-02-11").unwrap());
        clock.set(then, now);
        assert_eq!(clock.at(now), then);
        let minute = SignedDuration::from_mins(1);
        assert_eq!(clock.at(now + minute), then + minute);
    }
}
