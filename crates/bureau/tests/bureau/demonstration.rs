//! The demonstration, made once on a fixed day: what its pages promise is so.

use std::collections::{BTreeMap, BTreeSet};

use xiezhi_bureau::{
    Bureau, EnterError, Settings, Who,
    demo::{DemoSeeded, seed, seeded},
};
use xiezhi_matter::{key::City, time};
use xiezhi_store::{Direction, FileLine, MasterKey, Open, Order, Query, TaskFor};

use crate::bed::on;

/// A Wednesday in a month without holidays.
const DAY: &str = "2026-03-18";

async fn files(bureau: &Bureau, city: &City) -> Vec<FileLine> {
    let mut query = Query {
        city: city.clone(),
        matter: None,
        filters: Vec::new(),
        order: Order::Opened,
        direction: Direction::Up,
        after: None,
        limit: 1000,
    };
    let mut files = Vec::new();
    loop {
        let page = bureau.store().list_files(&query).await.unwrap();
        files.extend(page.rows);
        query.after = page.next;
        if query.after.is_none() {
            return files;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demonstration_is_what_its_pages_promise() {
    let folder = tempfile::tempdir().unwrap();
    let open = Open::folder(folder.path(), MasterKey::load_or_make(folder.path()).unwrap());
    let mut settings = Settings::new(open, "https://xiezhi.test");
    settings.demo = true;
    let now = on(DAY);
    let bureau = Bureau::open(settings, now).await.unwrap();
    let made = seed(&bureau, now).await.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(seeded(&bureau).await.unwrap(), Some(made.clone()));
    let cities: Vec<City> = bureau.cities().into_iter().map(|(city, _)| city).collect();
    let lanzhou: City = "620100".parse().unwrap();

    // Some two hundred files, in every state that there is.
    let all = files(&bureau, &lanzhou).await;
    let matter = bureau.definition("reconsideration").unwrap();
    let there: BTreeSet<&str> =
        all.iter().filter(|l| l.row.matter == *matter.id).map(|l| l.row.state.as_str()).collect();
    let missing: Vec<&str> =
        matter.states.keys().map(xiezhi_matter::id::StateId::as_str).filter(|s| !there.contains(s)).collect();
    assert!(missing.is_empty(), "no file is in {missing:?}");
    let cases = all.iter().filter(|l| l.row.matter == *matter.id).count();
    assert!((180..=260).contains(&cases), "{cases} files");
    everybody_comes_in_and_case_officers_have_work(&bureau, &made).await;
    every_code_opens_something(&bureau, &made).await;

    // The worker goes round until nothing is left.
    for city in &cities {
        for _ in 0..40 {
            let worked = bureau.work(city, now).await.unwrap();
            if worked.sequenced == 0 && worked.papers == 0 {
                break;
            }
        }
        let before = bureau.store().dump_projections(city).await.unwrap();
        let tasks = bureau.store().list_tasks(city, &TaskFor::All, None, 1000).await.unwrap().rows;
        // A specimen seal is on every paper that is made, so none waits for one.
        let idle: Vec<&str> =
            tasks.iter().filter(|t| t.task.kind == "seal").map(|t| t.task.id.as_str()).collect();
        assert!(idle.is_empty(), "tasks stayed for papers that were made: {idle:?}");
        let count = bureau.rebuild(city).await.unwrap();
        assert_eq!(count, files(&bureau, city).await.len() as u64);
        assert!(
            before == bureau.store().dump_projections(city).await.unwrap(),
            "{city} is rebuilt to other bytes"
        );
    }
}

async fn everybody_comes_in_and_case_officers_have_work(bureau: &Bureau, made: &DemoSeeded) {
    let now = on(DAY);
    let today = time::day(now);
    let mut wrong = BTreeMap::new();
    for one in &made.sign_ins {
        let came = bureau.sign_in(&one.city, &one.login, &one.password, "192.0.2.7", now).await;
        let who = match came {
            Ok((_, _, who)) => who,
            Err(why) => panic!("{} of {} does not come in: {why}", one.login, one.city),
        };
        let name = format!("{} of {}", one.login, one.city);
        let Who::Officer(officer) = &who else {
            let files = bureau.my_files(&who, now).await.unwrap();
            assert!(!files.is_empty(), "{name} takes part in nothing");
            continue;
        };
        if !officer.posts.iter().any(|(post, _)| post.as_str() == "case-officer") {
            continue;
        }
        let tasks = bureau.today(&who, None, 200, now).await.unwrap().tasks;
        let overdue = tasks.iter().filter(|t| t.due.is_some_and(|due| due < today)).count();
        if tasks.is_empty() || overdue * 2 > tasks.len() {
            wrong.insert(name, (overdue, tasks.len()));
        }
    }
    assert!(wrong.is_empty(), "overdue, of all: {wrong:?}");
}

async fn every_code_opens_something(bureau: &Bureau, made: &DemoSeeded) {
    let now = on(DAY);
    assert!(!made.codes.is_empty());
    for (n, one) in made.codes.iter().enumerate() {
        let address = format!("192.0.2.{n}");
        match bureau.enter_by_code(&one.city, &one.code, &address, now).await {
            Ok((_, _, who, key)) => {
                bureau.read(&who, &key, now).await.unwrap_or_else(|e| panic!("{}: {e}", one.what.zh()));
            }
            // An invitation of somebody who is nobody yet.
            Err(EnterError::Wrong) => {
                let invited = bureau.invitation(&one.city, &one.code, &address, now).await;
                invited.unwrap_or_else(|e| panic!("{}: {e}", one.what.zh()));
            }
            Err(other) => panic!("{}: {other}", one.what.zh()),
        }
    }
}
