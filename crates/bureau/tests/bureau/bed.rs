//! A bureau of a test's own, and everybody who takes part in it.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use jiff::{Timestamp, civil::Date, tz};
use xiezhi_bureau::{
    ActError, Acted, Answers, BrowserToken, Bureau, Functions, NewOfficer, PartyGiven, PartyWho, Settings,
    Who,
    view::{FilePage, Receipt},
};
use xiezhi_matter::{
    decide::Serving,
    event::{PaperRef, Values},
    key::{City, FileKey},
    value::{Blob, Value},
};
use xiezhi_store::{MasterKey, Open, testing::Database};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "一个够长的口令 2026";

pub(crate) struct Bed {
    pub(crate) bureau: Bureau,
    pub(crate) city: City,
    folder: tempfile::TempDir,
    database: Option<Database>,
}

/// Runs a test on both engines.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::bed::Bed::sqlite("620100").await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::bed::Bed::postgres("620100").await).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// Ten in the morning of a day in the city.
pub(crate) fn at(day: Date) -> Timestamp {
    tz::offset(8).to_timestamp(day.at(10, 0, 0, 0)).unwrap()
}

/// A day written as `2026-02-11`.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Ten in the morning of a day written as `2026-02-11`.
pub(crate) fn on(text: &str) -> Timestamp {
    at(day(text))
}

impl Bed {
    pub(crate) async fn sqlite(city: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let open = Open::folder(folder.path(), MasterKey::load_or_make(folder.path()).unwrap());
        Self::open(Settings::new(open, "https://xiezhi.test"), folder, None, city).await
    }

    /// Another node on the same database; SQLite has one.
    pub(crate) async fn other_node(&self) -> Option<Bureau> {
        let database = self.database.as_ref()?;
        let key = MasterKey::load_or_make(self.folder.path()).unwrap();
        let open = Open::postgres(&database.url, &self.folder.path().join("blobs"), key);
        Some(Bureau::open(Settings::new(open, "https://xiezhi.test"), on("2026-01-05")).await.unwrap())
    }

    /// With what the program carries and the matter `bookings` of the tests, whose files may be others.
    pub(crate) async fn with_bookings(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let functions = folder.path().join("functions");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&root.join("../../functions"), &functions);
        let bookings = functions.join("99-tests/bookings");
        copy(&root.join("tests/bureau/bookings"), &bookings);
        for (name, text) in files {
            let path = bookings.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let data = folder.path().join("data");
        let open = Open::folder(&data, MasterKey::load_or_make(&data).unwrap());
        let mut settings = Settings::new(open, "https://xiezhi.test");
        settings.functions = Functions::Folder(functions);
        Self::open(settings, folder, None, "620100").await
    }

    /// The definitions of [`Bed::with_bookings`].
    pub(crate) fn bookings(&self) -> PathBuf {
        self.folder.path().join("functions/99-tests/bookings")
    }

    pub(crate) async fn postgres(city: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = tokio::task::spawn_blocking(Database::new).await.unwrap();
        let key = MasterKey::load_or_make(folder.path()).unwrap();
        let open = Open::postgres(&database.url, &folder.path().join("blobs"), key);
        Self::open(Settings::new(open, "https://xiezhi.test"), folder, Some(database), city).await
    }

    pub(crate) async fn open(
        settings: Settings,
        folder: tempfile::TempDir,
        database: Option<Database>,
        city: &str,
    ) -> Self {
        let now = on("2026-01-05");
        let bureau = Bureau::open(settings, now).await.unwrap();
        let city: City = city.parse().unwrap();
        let bed = Self { bureau, city, folder, database };
        for (id, name, posts) in [
            ("head", "何主任", &["reconsideration-head"][..]),
            ("leader", "李市长", &["city-leader"]),
            ("lead", "陈承办", &["case-officer"]),
            ("second", "孙协办", &["case-officer"]),
            ("third", "吴承办", &["case-officer"]),
            ("fourth", "郑承办", &["case-officer"]),
            ("clerk", "周收件", &["intake-clerk"]),
            ("nobody", "钱无岗", &[]),
        ] {
            bed.officer(id, name, posts, "reconsideration-unit", now).await;
        }
        bed
    }

    pub(crate) async fn officer(&self, id: &str, name: &str, posts: &[&str], office: &str, now: Timestamp) {
        let new = NewOfficer {
            id: id.to_owned(),
            name: name.to_owned(),
            office: office.to_owned(),
            posts: posts.iter().map(|p| ((*p).to_owned(), office.to_owned())).collect(),
            administrator: id == "head" || id == "leader",
            email: Some(format!("{id}@example.gov.cn")),
            login: id.to_owned(),
            password: PASSWORD.to_owned(),
        };
        self.bureau.new_officer(&Who::Program, &self.city, &new, now).await.unwrap();
    }

    /// An officer, signed in.
    pub(crate) async fn who(&self, login: &str, now: Timestamp) -> Who {
        self.bureau.sign_in(&self.city, login, PASSWORD, "192.0.2.1", now).await.unwrap().2
    }

    /// The office that made the act, signed in with an account of its own.
    pub(crate) async fn respondent(&self, now: Timestamp) -> Who {
        let made = self
            .bureau
            .new_office_account(&Who::Program, &self.city, "market-bureau", "market", PASSWORD, now)
            .await;
        if let Err(error) = made {
            assert!(matches!(error, xiezhi_bureau::EnterError::Taken), "{error}");
        }
        self.who("market", now).await
    }

    /// Whoever holds the code of a receipt.
    pub(crate) async fn by_code(&self, code: &str, now: Timestamp) -> Who {
        self.bureau.enter_by_code(&self.city, code, "192.0.2.9", now).await.unwrap().2
    }

    /// A document for a form of somebody's draft or file.
    pub(crate) async fn paper(&self, who: &Who, key: &FileKey, name: &str, now: Timestamp) -> Value {
        Value::List(vec![Value::Blob(self.blob(who, key, name, now).await)])
    }

    pub(crate) async fn blob(&self, who: &Who, key: &FileKey, name: &str, now: Timestamp) -> Blob {
        let bytes = Bytes::from(format!("%PDF-1.7\n{name}"));
        self.bureau.attach(who, key, &format!("{name}.pdf"), bytes, now).await.unwrap()
    }

    /// An application by somebody without an account.
    pub(crate) fn application(&self) -> Answers {
        let mut answers = Answers::to("apply");
        for (field, value) in [
            ("act_kind", text("penalty")),
            ("on_the_spot", Value::YesNo(false)),
            ("act_name", text("行政处罚决定书")),
            ("act_number", text("兰市监罚〔2026〕1号")),
            ("act_made_on", Value::Date(day("2026-01-12"))),
            ("act_learned_on", Value::Date(day("2026-01-15"))),
            ("rights_told", Value::YesNo(true)),
            ("sum", Value::Integer(2_000_000)),
            ("sued", Value::YesNo(false)),
            ("requests", Value::List(vec![text("quash")])),
            ("facts", text("处罚决定认定事实不清。")),
        ] {
            answers.values.insert(field.into(), value);
        }
        answers.parties.push(PartyGiven {
            role: "applicant".into(),
            who: PartyWho::Me,
            name: "马建国".to_owned(),
            facts: Values::from([
                ("address".into(), text("兰州市城关区某路1号")),
                ("phone".into(), text("13900000000")),
                ("email".into(), text("ma@example.com")),
                ("e_service".into(), Value::YesNo(true)),
            ]),
            acts_for: None,
        });
        answers.parties.push(PartyGiven {
            role: "respondent".into(),
            who: PartyWho::Office("market-bureau".to_owned()),
            name: String::new(),
            facts: Values::new(),
            acts_for: None,
        });
        answers
    }

    /// Somebody without an account files the application.
    pub(crate) async fn filed(&self, now: Timestamp) -> Receipt {
        let who = Who::Anonymous(BrowserToken::random());
        let answers = self.application();
        let filed =
            self.bureau.file_new(&who, &self.city, "reconsideration", None, &answers, "once-1", now).await;
        filed.unwrap_or_else(|e| panic!("{}", told(&e)))
    }

    pub(crate) async fn page(&self, who: &Who, key: &FileKey, now: Timestamp) -> FilePage {
        self.bureau.read(who, key, now).await.unwrap()
    }

    /// The last day of the latest count of a limit.
    pub(crate) async fn due(&self, key: &FileKey, rule: &str, now: Timestamp) -> Option<Date> {
        self.page(&Who::Program, key, now).await.due(rule)
    }

    /// Seats are given to the two officers of the file.
    pub(crate) async fn seated(&self, key: &FileKey, now: Timestamp) {
        let head = self.who("head", now).await;
        for (seat, officer) in [("lead", "lead"), ("second", "second")] {
            let seen = self.page(&head, key, now).await.seen;
            let done = self.bureau.assign(&head, key, &seat.into(), &officer.into(), None, seen, now).await;
            done.unwrap_or_else(|e| panic!("{}", told(&e)));
        }
    }

    /// Does an act and lets its chain approve it.
    pub(crate) async fn act(&self, who: &Who, key: &FileKey, answers: &Answers, now: Timestamp) -> Acted {
        self.try_act(who, key, answers, now).await.unwrap_or_else(|e| panic!("{}: {}", answers.act, told(&e)))
    }

    pub(crate) async fn try_act(
        &self,
        who: &Who,
        key: &FileKey,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let seen = self.page(&Who::Program, key, now).await.seen;
        let mut acted = self.bureau.act(who, key, answers, seen, None, now).await?;
        for _ in 0..4 {
            let page = self.page(&Who::Program, key, now).await;
            let Some(request) = page.requests.iter().find(|r| r.act == answers.act) else { break };
            let turn = request.chain.iter().find(|s| s.now).unwrap();
            let login = match turn.post.as_str() {
                "reconsideration-head" => "head",
                "city-leader" => "leader",
                other => panic!("nobody here is {other}"),
            };
            let approver = self.who(login, now).await;
            // Whoever approves reads what will be issued.
            let def = self.bureau.definition("reconsideration").unwrap();
            let papers = def.acts[&*answers.act].papers.len();
            let previews = self.bureau.preview_request(&approver, key, request.n, now).await;
            let previews = previews.unwrap_or_else(|e| panic!("preview of {}: {}", answers.act, told(&e)));
            assert!(papers == 0 || !previews.is_empty(), "{} shows nothing to its approver", answers.act);
            acted = self.bureau.approve(&approver, key, request.n, &[], page.seen, now).await?;
        }
        Ok(acted)
    }

    /// The latest paper of a kind is made, sealed by hand and scanned back.
    pub(crate) async fn sealed(&self, key: &FileKey, paper: &str, now: Timestamp) -> PaperRef {
        let lead = self.who("lead", now).await;
        let page = self.page(&lead, key, now).await;
        let at = page.papers.iter().find(|p| p.paper == *paper).unwrap_or_else(|| panic!("no {paper}")).at;
        let pdf = self.bureau.paper_pdf(&lead, key, at, now).await.unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-"), "{} is a PDF", pdf.name);
        let page = self.page(&lead, key, now).await;
        let shown = page.papers.iter().find(|p| p.at == at).unwrap();
        if shown.seal.is_some() && shown.original.is_none() {
            let scan = Bytes::from(format!("%PDF-1.7\nscan of {paper}"));
            let sealed = self.bureau.seal(&lead, key, at, "扫描件.pdf", scan, page.seen, now).await;
            sealed.unwrap_or_else(|e| panic!("{}", told(&e)));
        }
        at
    }

    /// A paper is served by hand on whoever has a role.
    pub(crate) async fn served(&self, key: &FileKey, paper: &str, role: &str, now: Timestamp) {
        let at = self.sealed(key, paper, now).await;
        let lead = self.who("lead", now).await;
        let page = self.page(&lead, key, now).await;
        let to = page.parties.iter().find(|p| p.role == *role).unwrap().person.clone();
        let proof = self.blob(&lead, key, "送达回证", now).await;
        let serving = Serving {
            paper: at,
            to,
            mode: "direct".to_owned(),
            on: xiezhi_matter::time::day(now),
            taken_by: Some("本人".to_owned()),
            reasons: None,
            proof: vec![proof],
        };
        let done = self.bureau.serve(&lead, key, &serving, page.seen, None, now).await;
        done.unwrap_or_else(|e| panic!("{}", told(&e)));
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

pub(crate) fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

/// An act with values.
pub(crate) fn answers(act: &str, values: &[(&str, Value)]) -> Answers {
    let mut answers = Answers::to(act);
    for (field, value) in values {
        answers.values.insert((*field).into(), value.clone());
    }
    answers
}

/// An error in words, with all that stands in the way.
pub(crate) fn told(error: &ActError) -> String {
    match error {
        ActError::NotDone(not_done) => {
            let refusals: Vec<String> =
                not_done.refusals.iter().map(|r| format!("{}: {}", r.rule, r.says.zh())).collect();
            format!("{refusals:?} {:?}", not_done.faults)
        }
        ActError::Stale(stale) => format!("stale: {:?}", stale.changed),
        other => other.to_string(),
    }
}

/// The rules that refused.
pub(crate) fn refused(result: Result<Acted, ActError>) -> Vec<String> {
    match result {
        Err(ActError::NotDone(not_done)) => not_done.refusals.iter().map(|r| r.rule.clone()).collect(),
        Err(other) => panic!("{}", told(&other)),
        Ok(acted) => panic!("it was done: {:?}", acted.events),
    }
}
