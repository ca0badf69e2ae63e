//! Plays the whole demonstration of a city: accounts first, then every step of every file in the order of its day.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp, civil::Date};
use xiezhi_calendar::Calendar;
use xiezhi_matter::{Text, key::City, time};

use super::{
    DemoError, DemoSeeded, DemoSignIn,
    data::{Data, Journey},
    people,
    stage::{Played, Stage},
};
use crate::{Bureau, CityCard, EnterError, NewOfficer, Who, city::OfficeCard};

/// Working days that are counted back at most: no journey is longer.
const BACK: usize = 420;
/// Accounts are there from so many calendar days before the first step.
const BEFORE: i32 = 30;
/// The first step of a day is at nine; the next follow each so many minutes later.
const MINUTES: i64 = 2;

/// A step of a file in time.
struct Moment {
    /// Working days before today.
    back: usize,
    file: usize,
    step: usize,
}

/// Fills one city.
pub(super) async fn play(
    bureau: &Bureau,
    data: &Data,
    city: &City,
    card: &Arc<CityCard>,
    small: bool,
    now: Timestamp,
    made: &mut DemoSeeded,
) -> Result<(), DemoError> {
    let days = days(&bureau.calendar(city), time::day(now));
    let first = days.last().copied().unwrap_or_else(|| time::day(now));
    let open = at(first.saturating_sub(jiff::Span::new().days(BEFORE)), 0, now);
    let mut stage = Stage {
        bureau,
        data,
        city: city.clone(),
        card: Arc::clone(card),
        who: BTreeMap::new(),
        by_post: BTreeMap::new(),
        citizens: Vec::new(),
        codes: Vec::new(),
    };
    officers(&mut stage, small, open, made).await?;
    offices(&mut stage, open, made).await?;
    citizens(&mut stage, small, open, made).await?;

    let (mut files, mut moments) = files(data, card, small)?;
    moments.sort_by_key(|m| (Reverse(m.back), m.file, m.step));
    let mut clock = (usize::MAX, 0);
    for moment in moments {
        clock = if clock.0 == moment.back { (clock.0, clock.1 + MINUTES) } else { (moment.back, 0) };
        let day = days.get(moment.back).copied();
        let day =
            day.ok_or_else(|| DemoError::Data(format!("a journey is longer than {BACK} working days")))?;
        let instant = at(day, clock.1, now);
        let Some(file) = files.get_mut(moment.file) else { continue };
        let Some(step) = file.steps.get(moment.step).cloned() else { continue };
        stage.step(file, &step, instant).await?;
    }
    stage.last_words(&files, small, now).await?;
    bureau.sweep(city, now).await.map_err(|e| DemoError::Data(super::told(&e)))?;
    made.files += files.len();
    made.codes.append(&mut stage.codes);
    Ok(())
}

/// Working days before a day, the day itself first where it is one: nobody in an office acts on a day of rest.
fn days(calendar: &Calendar, today: Date) -> Vec<Date> {
    let mut days = Vec::with_capacity(BACK);
    let mut day = today;
    while days.len() < BACK && day > Date::MIN {
        if calendar.is_workday(day) {
            days.push(day);
        }
        day = day.saturating_sub(jiff::Span::new().days(1));
    }
    days
}

/// So many minutes after nine on a day; never later than now.
fn at(day: Date, minutes: i64, now: Timestamp) -> Timestamp {
    let nine = time::instant(day.at(9, 0, 0, 0));
    nine.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(now).min(now)
}

/// The files of a city, with every step in time.
fn files<'a>(
    data: &'a Data,
    card: &CityCard,
    small: bool,
) -> Result<(Vec<Played<'a>>, Vec<Moment>), DemoError> {
    let mut files = Vec::new();
    let mut moments = Vec::new();
    let mut turn = 0;
    for journey in data.journey.iter().filter(|j| j.small || !small) {
        let cases: Vec<_> = data
            .case
            .iter()
            .filter(|c| card.office.contains_key(&c.office))
            .filter(|c| {
                if journey.cases.is_empty() { c.id != "small-fine" } else { journey.cases.contains(&c.id) }
            })
            .collect();
        let steps = data.steps(journey)?;
        let ages = if small { journey.ages.get(..1) } else { Some(journey.ages.as_slice()) };
        for (nth, age) in ages.unwrap_or_default().iter().enumerate() {
            // Journeys that name their cases take them in order; the others take all cases in turn.
            let place = if journey.cases.is_empty() { turn } else { nth };
            let case = cases.get(place.checked_rem(cases.len()).unwrap_or(0));
            let case =
                case.ok_or_else(|| DemoError::Data(format!("no case for {} in {}", journey.id, card.code)))?;
            let filed = filed(journey, nth)?;
            let whole: usize = steps.iter().map(|s| s.wait).sum();
            let mut so_far = 0;
            for (i, step) in steps.iter().enumerate() {
                so_far += step.wait;
                moments.push(Moment { back: age + whole - so_far, file: files.len(), step: i });
            }
            files.push(Played::new(journey, case, filed, files.len(), steps.clone()));
            turn += 1;
        }
    }
    Ok((files, moments))
}

fn filed(journey: &Journey, nth: usize) -> Result<super::data::Filed, DemoError> {
    let place = nth.checked_rem(journey.filed.len());
    let filed = place.and_then(|p| journey.filed.get(p)).copied();
    filed.ok_or_else(|| DemoError::Data(format!("{} says not how its files came in", journey.id)))
}

fn account(login: &str) -> impl Fn(EnterError) -> DemoError {
    let login = login.to_owned();
    move |why| DemoError::Account { login: login.clone(), why }
}

async fn officers(
    stage: &mut Stage<'_>,
    small: bool,
    open: Timestamp,
    made: &mut DemoSeeded,
) -> Result<(), DemoError> {
    let unit = stage.card.office.iter().find(|(_, o)| o.kind.is_some()).map(|(id, _)| id.clone());
    let unit = unit.ok_or_else(|| DemoError::Data(format!("{} has no office in charge", stage.city)))?;
    for one in stage.data.officer.iter().filter(|o| o.small || !small) {
        let office = if one.above { stage.card.organ.id.clone() } else { unit.clone() };
        let new = NewOfficer {
            id: one.login.clone(),
            name: one.name.clone(),
            office: office.clone(),
            posts: one.post.iter().map(|p| (p.clone(), office.clone())).collect(),
            administrator: one.administrator,
            email: Some(format!("{}@example.invalid", one.login)),
            login: one.login.clone(),
            password: stage.data.password.clone(),
        };
        stage
            .bureau
            .new_officer(&Who::Program, &stage.city, &new, open)
            .await
            .map_err(account(&one.login))?;
        stage.come_in(&one.login, open).await?;
        if let Some(post) = &one.post {
            stage.by_post.entry(post.clone()).or_default().push(one.login.clone());
        }
        sign_in(stage, made, &one.login, &one.name, Text::new([one.what.0.as_str(), one.what.1.as_str()]));
    }
    Ok(())
}

/// The accounts of offices that are respondents.
async fn offices(stage: &mut Stage<'_>, open: Timestamp, made: &mut DemoSeeded) -> Result<(), DemoError> {
    let mut offices: Vec<&str> = stage.data.case.iter().map(|c| c.office.as_str()).collect();
    offices.sort_unstable();
    offices.dedup();
    let words = Text::new([
        "被申请人：收取副本，逐项答复，提交证据，报告履行",
        "Respondent: receives the copy, replies point by point, hands in evidence, reports performance",
    ]);
    for office in offices {
        let Some(OfficeCard { name, .. }) = stage.card.office.get(office) else { continue };
        let name = name.zh().to_owned();
        let new = stage.bureau.new_office_account(
            &Who::Program,
            &stage.city,
            office,
            office,
            &stage.data.password,
            open,
        );
        new.await.map_err(account(office))?;
        stage.come_in(office, open).await?;
        sign_in(stage, made, office, &name, words.clone());
    }
    Ok(())
}

async fn citizens(
    stage: &mut Stage<'_>,
    small: bool,
    open: Timestamp,
    made: &mut DemoSeeded,
) -> Result<(), DemoError> {
    let place = stage.card.name.zh().to_owned();
    for (i, one) in stage.data.citizen.iter().enumerate().filter(|(_, c)| c.small || !small) {
        let facts = people::facts(9_000 + i, &place, !one.paper);
        let (login, password) = (&one.login, &stage.data.password);
        let new = stage.bureau.new_person_account(
            &Who::Program,
            &stage.city,
            &one.name,
            &facts,
            login,
            password,
            open,
        );
        new.await.map_err(account(login))?;
        stage.come_in(login, open).await?;
        let what = if one.agent {
            ["代理人：由代码邀请进入案卷", "Agent, invited into a file by a code"]
        } else if one.third {
            ["第三人：由代码邀请进入案卷", "Third party, invited into a file by a code"]
        } else if one.paper {
            ["申请人（要求纸质文书）", "Applicant, who wants papers on paper"]
        } else {
            [
                "申请人：查看进度，收取文书，补正，撤回，查阅",
                "Applicant: follows, receives papers, corrects, withdraws, reads the file",
            ]
        };
        if !one.agent && !one.third {
            stage.citizens.push((one.login.clone(), one.name.clone(), facts));
        }
        sign_in(stage, made, login, &one.name, Text::new(what));
    }
    Ok(())
}

fn sign_in(stage: &Stage<'_>, made: &mut DemoSeeded, login: &str, name: &str, what: Text) {
    made.sign_ins.push(DemoSignIn {
        city: stage.city.clone(),
        login: login.to_owned(),
        password: stage.data.password.clone(),
        name: name.to_owned(),
        what,
    });
}
