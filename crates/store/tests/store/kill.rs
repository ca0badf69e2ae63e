//! kill -9 at random moments: what was acknowledged is there, once.
//!
//! Fifty rounds in a test run on SQLite and ten on PostgreSQL; `XIEZHI_KILLS=1000` for as many as one likes.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    time::Duration,
};

use xiezhi_store::{Append, MasterKey, Once, Open, Sight, Store, testing::Database};

use crate::bed::{at, city, filing};

const PLACE: &str = "XIEZHI_KILL_PLACE";
const BEGIN: &str = "XIEZHI_KILL_BEGIN";
/// Files that a child may open in its life; more than it lives to.
const A_LIFE: u32 = 400;

fn open(place: &str) -> Open {
    let master = MasterKey::new([7; 32]);
    match place.split_once('|') {
        Some((url, blobs)) => Open::postgres(url, blobs.as_ref(), master),
        None => Open::folder(place.as_ref(), master),
    }
}

fn wish(n: u32) -> Append {
    let id = xiezhi_matter::key::FileId::from_random(bytes(n));
    let key = xiezhi_matter::key::FileKey { city: city(), id };
    Append { once: Some(Once { by: "child".into(), id: n.to_string() }), ..filing(key, "刘伟") }
}

/// Sixteen bytes for a number beyond the thousand that `file` takes.
fn bytes(n: u32) -> [u8; 16] {
    std::array::from_fn(|i| u8::try_from((n >> (5 * i.min(5))) & 31).unwrap() * u8::from(i < 6))
}

/// Not a proposition but the child of the two below, which run this binary again with a place in its environment. It
/// files until it is killed and says before each filing that it tries, and after each that it was acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn a_child_files_until_it_is_killed() {
    let (Ok(place), Ok(begin)) = (std::env::var(PLACE), std::env::var(BEGIN)) else { return };
    let store = Store::open(open(&place)).await.unwrap();
    let begin: u32 = begin.parse().unwrap();
    let clients: Vec<_> = (0..4)
        .map(|client| {
            let store = store.clone();
            tokio::spawn(async move {
                for i in 0..A_LIFE / 4 {
                    let n = begin + client * (A_LIFE / 4) + i;
                    say(&format!("try {n}"));
                    let number = store.append(wish(n)).await.unwrap().numbers[0];
                    say(&format!("ack {n} {number}"));
                    if i % 16 == 3 {
                        store.sequence(&city(), 10, at(i64::from(n))).await.unwrap();
                    }
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    say("done");
    std::future::pending::<()>().await;
}

/// One line, whole: a pipe takes so few bytes in one piece.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

async fn killed(place: &str, rounds: u32) {
    let mut acknowledged = BTreeMap::<u32, u64>::new();
    let mut seed = u64::from(std::process::id());
    for round in 0..rounds {
        let begin = round * A_LIFE;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::a_child_files_until_it_is_killed", "--nocapture", "--test-threads=1"])
            .env(PLACE, place)
            .env(BEGIN, begin.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut tried, mut first) = (Vec::new(), true);
        // Random moments, counted from the first filing on: starting up is not what is tested.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let life = Duration::from_micros((seed >> 33) % 60_000);
        let mut take = |line: String, tried: &mut Vec<u32>| {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["try", n] => tried.push(n.parse().unwrap()),
                ["ack", n, number] => {
                    acknowledged.insert(n.parse().unwrap(), number.parse().unwrap());
                }
                _ => {}
            }
        };
        let pid = child.id();
        for line in lines.by_ref() {
            take(line.unwrap(), &mut tried);
            if first && !tried.is_empty() {
                first = false;
                std::thread::spawn(move || {
                    std::thread::sleep(life);
                    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
                    assert!(killed.is_ok());
                });
            }
        }
        assert!(!child.wait().unwrap().success(), "the child was killed");
        assert!(!tried.is_empty());

        let store = Store::open(open(place)).await.unwrap();
        for n in &tried {
            // A client whose answer was lost sends again under its key, and the filing is there once.
            let known = acknowledged.get(n).copied();
            let again = store.append(wish(*n)).await.unwrap();
            assert!(
                known.is_none_or(|number| again.repeated && again.numbers == [number]),
                "round {round}, file {n}"
            );
            acknowledged.insert(*n, again.numbers[0]);
            assert_eq!(store.events(&again.key, &Sight::Nobody).await.unwrap().len(), 1);
        }
        store.close().await;
    }
    let store = Store::open(open(place)).await.unwrap();
    let mut numbers: Vec<u64> = acknowledged.values().copied().collect();
    numbers.sort_unstable();
    let count = numbers.len() as u64;
    assert!(numbers.into_iter().eq(1..=count), "numbers have neither gap nor double");
    for n in acknowledged.keys() {
        let again = store.append(wish(*n)).await.unwrap();
        assert!(again.repeated);
        assert_eq!(store.events(&again.key, &Sight::Nobody).await.unwrap().len(), 1);
    }
    let mut keys = 0;
    let mut after = None;
    loop {
        let page = store.list_keys(&city(), after.as_ref(), 1000).await.unwrap();
        keys += page.len() as u64;
        let Some(last) = page.last().cloned() else { break };
        after = Some(last);
    }
    assert_eq!(keys, count, "every file was acknowledged or sent again");
    loop {
        let done = store.sequence(&city(), 1000, at(0)).await.unwrap();
        if done.from == done.to {
            break;
        }
    }
    assert_eq!(store.log_size(&city()).await, Ok(count), "each event has its place in the log");
    println!("{rounds} kills, {count} filings, none lost, none doubled");
}

fn rounds(usual: u32) -> u32 {
    std::env::var("XIEZHI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_sqlite_it_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path().to_str().unwrap(), rounds(50)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_postgres_it_loses_and_doubles_nothing() {
    let (folder, database) = (tempfile::tempdir().unwrap(), Database::new());
    let place = format!("{}|{}", database.url, folder.path().to_str().unwrap());
    killed(&place, rounds(10)).await;
}
