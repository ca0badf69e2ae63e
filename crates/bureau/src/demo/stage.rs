//! One step of a file, done by whoever does it, through the use case that does it.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use jiff::{Timestamp, civil::Date};
use toml::Table;
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Text,
    decide::Serving,
    event::{Values, What},
    file::FilePaper,
    id::{ActorId, PersonId, RoleId},
    key::{City, FileKey, Seq},
    model::PartyKind,
    time,
    value::{Blob, Value},
};

use super::{
    DemoCode, DemoError,
    data::{CaseData, Data, Entering, Filed, Journey, StepData},
    people::{self, text},
    told,
};
use crate::{
    ActError, Acted, AmendPut, Amending, Answers, BrowserToken, Bureau, CityCard, PartyGiven, PartyWho, Who,
    load::Loaded,
};

/// Where amendments are confirmed from: an address of documentation (RFC 5737).
const ADDRESS: &str = "192.0.2.1";

/// What all files of a city share.
pub(super) struct Stage<'a> {
    pub(super) bureau: &'a Bureau,
    pub(super) data: &'a Data,
    pub(super) city: City,
    pub(super) card: Arc<CityCard>,
    /// Everybody with an account, by login.
    pub(super) who: BTreeMap<String, Who>,
    /// Officers by post: logins, which are their ids.
    pub(super) by_post: BTreeMap<String, Vec<String>>,
    /// Applicants with an account: login, name, what is known of them.
    pub(super) citizens: Vec<(String, String, Values)>,
    pub(super) codes: Vec<DemoCode>,
}

/// A file, as far as it was played.
pub(super) struct Played<'a> {
    journey: &'a Journey,
    case: &'a CaseData,
    filed: Filed,
    /// Its place among all files: chooses who is in it.
    nth: usize,
    pub(super) steps: Vec<StepData>,
    key: Option<FileKey>,
    /// The last event that the next form will have seen.
    seen: Seq,
    /// The request that waits.
    request: Option<Seq>,
}

impl<'a> Played<'a> {
    pub(super) fn new(
        journey: &'a Journey,
        case: &'a CaseData,
        filed: Filed,
        nth: usize,
        steps: Vec<StepData>,
    ) -> Self {
        Self { journey, case, filed, nth, steps, key: None, seen: Seq::default(), request: None }
    }

    fn key(&self) -> Result<&FileKey, ActError> {
        self.key.as_ref().ok_or(ActError::Unknown("file"))
    }

    fn go_on(&mut self, acted: &Acted) {
        self.seen = acted.last;
    }
}

/// The day of a step, with all that its words hang on.
struct Day<'a> {
    on: Date,
    calendar: &'a Calendar,
    docs: BTreeMap<String, Blob>,
}

impl Stage<'_> {
    /// Whoever has an account, signed in.
    pub(super) async fn come_in(&mut self, login: &str, now: Timestamp) -> Result<(), DemoError> {
        let account = self.bureau.store().find_account_by_login(&self.city, login).await?;
        let account = account.ok_or_else(|| DemoError::Data(format!("no account {login}")))?;
        let who = self.bureau.who_is(&self.city, &account, now).await;
        let who = who.map_err(|why| DemoError::Account { login: login.to_owned(), why })?;
        self.who.insert(login.to_owned(), who);
        Ok(())
    }

    fn login(&self, login: &str) -> Result<Who, ActError> {
        self.who.get(login).cloned().ok_or(ActError::Unknown("account"))
    }

    /// The `k`-th officer of a post for a file; of a seat, each after the one before.
    fn of_post(&self, post: &str, k: usize) -> Result<&str, ActError> {
        let list = self.by_post.get(post).map(Vec::as_slice).unwrap_or_default();
        let place = k.checked_rem(list.len()).and_then(|at| list.get(at));
        place.map(String::as_str).ok_or(ActError::Unknown("officer"))
    }

    fn seat(&self, played: &Played<'_>, seat: &str) -> Result<&str, ActError> {
        let k = ["lead", "second", "third", "fourth"].iter().position(|s| *s == seat);
        self.of_post("case-officer", played.nth + k.ok_or(ActError::Unknown("seat"))?)
    }

    /// Who does a step.
    fn doer(&self, played: &Played<'_>, by: &str) -> Result<Who, ActError> {
        match by {
            "lead" | "second" => self.login(self.seat(played, by)?),
            "clerk" => self.login(self.of_post("intake-clerk", played.nth)?),
            "head" => self.login(self.of_post("reconsideration-head", played.nth)?),
            "respondent" => self.login(&played.case.office),
            "applicant" => self.login(&self.citizen(played)?.0),
            account => self.login(account),
        }
    }

    fn citizen(&self, played: &Played<'_>) -> Result<&(String, String, Values), ActError> {
        let place = played.nth.checked_rem(self.citizens.len());
        place.and_then(|at| self.citizens.get(at)).ok_or(ActError::Unknown("citizen"))
    }

    /// Does a step.
    pub(super) async fn step(
        &mut self,
        played: &mut Played<'_>,
        step: &StepData,
        now: Timestamp,
    ) -> Result<(), DemoError> {
        let done = self.do_step(played, step, now).await;
        done.map_err(|error| DemoError::Step {
            journey: format!("{} ({})", played.journey.id, played.case.id),
            step: step.name(),
            on: time::day(now),
            why: told(&error),
        })
    }

    async fn do_step(
        &mut self,
        played: &mut Played<'_>,
        step: &StepData,
        now: Timestamp,
    ) -> Result<(), ActError> {
        if let Some(act) = &step.act {
            return if played.key.is_none() {
                self.open(played, act, now).await
            } else {
                self.act(played, act, step, now).await
            };
        }
        let key = played.key()?.clone();
        if step.assign {
            return self.assign(played, now).await;
        }
        if step.settle {
            self.bureau.read(&Who::Program, &key, now).await?;
        } else if let Some(paper) = &step.serve {
            self.serve(played, paper, step, now).await?;
        } else if step.take_back {
            let lead = self.doer(played, "lead")?;
            let request = played.request.take().ok_or(ActError::Unknown("request"))?;
            let acted = self.bureau.take_back(&lead, &key, request, played.seen, now).await?;
            played.go_on(&acted);
        } else if let Some(words) = &step.note {
            let lead = self.doer(played, "lead")?;
            let acted = self.bureau.note(&lead, &key, words, None, now).await?;
            played.go_on(&acted);
        } else if let Some(words) = &step.put_in {
            let lead = self.doer(played, "lead")?;
            let name = step.doc.as_deref().and_then(|d| d.strip_prefix("doc:")).unwrap_or(words);
            let paper = self.document(&lead, &key, name, now).await?;
            let acted = self.bureau.put_in(&lead, &key, words, &[paper], None, now).await?;
            played.go_on(&acted);
        } else if let Some(paper) = &step.amend {
            self.amend(played, paper, &step.why, now).await?;
        } else if let Some(role) = &step.invite {
            self.invite(played, role, step.taken_up.as_deref(), now).await?;
        } else {
            return Err(ActError::Unknown("verb"));
        }
        Ok(())
    }

    // ── opening ─────────────────────────────────────────────────────
    async fn open(&mut self, played: &mut Played<'_>, act: &str, now: Timestamp) -> Result<(), ActError> {
        let (who, applicant) = self.filer(played)?;
        let calendar = self.bureau.calendar(&self.city);
        let mut day = Day { on: time::day(now), calendar: &calendar, docs: BTreeMap::new() };
        let mut answers = Answers::to(act);
        answers.confirmed = played.journey.confirmed.iter().map(|r| r.as_str().into()).collect();
        answers.parties.push(applicant);
        answers.parties.push(PartyGiven {
            role: "respondent".into(),
            who: if played.filed == Filed::Office {
                PartyWho::Me
            } else {
                PartyWho::Office(played.case.office.clone())
            },
            name: String::new(),
            facts: Values::new(),
            acts_for: None,
        });
        let table = application(played);
        let mut docs = Vec::new();
        named(&toml::Value::Table(table.clone()), &mut docs);
        let mut draft = None;
        if !docs.is_empty() {
            let kept =
                self.bureau.keep_draft(&who, &self.city, None, &self.data.matter, &answers, now).await?;
            for name in docs {
                let blob = self.document(&who, &kept.key, &name, now).await?;
                day.docs.insert(name, blob);
            }
            draft = Some(kept.key.id);
        }
        answers.values = self.values(played, &table, &day)?;
        let once = format!("demo/{}", played.nth);
        let filed = self.bureau.file_new(&who, &self.city, &self.data.matter, draft, &answers, &once, now);
        let receipt = filed.await?;
        played.key = Some(receipt.head.key.clone());
        played.seen = receipt.n;
        // A few codes are shown: with one, somebody without an account follows their file.
        if let (Some(code), Filed::Anonymous) = (receipt.code, played.filed)
            && self.codes.len() < 4
        {
            let number = receipt.head.number.unwrap_or_default();
            self.codes.push(DemoCode {
                city: self.city.clone(),
                code,
                what: Text::new([
                    format!("{number}收件回执上的代码：没有账号也能查看").as_str(),
                    format!("The code on the receipt of {number}: follows the file without an account")
                        .as_str(),
                ]),
            });
        }
        Ok(())
    }

    /// Who files, and for whom.
    fn filer(&self, played: &Played<'_>) -> Result<(Who, PartyGiven), ActError> {
        let place = self.card.name.zh();
        let electronic = played.nth.is_multiple_of(3);
        let mut given = PartyGiven {
            role: "applicant".into(),
            who: PartyWho::New(PartyKind::Person),
            name: people::name(played.nth),
            facts: people::facts(played.nth, place, electronic),
            acts_for: None,
        };
        let who = match played.filed {
            Filed::Citizen => {
                let (login, name, facts) = self.citizen(played)?;
                given.who = PartyWho::Me;
                given.name.clone_from(name);
                given.facts.clone_from(facts);
                self.login(login)?
            }
            Filed::Anonymous => {
                given.who = PartyWho::Me;
                Who::Anonymous(BrowserToken::random())
            }
            Filed::Office => self.doer(played, "respondent")?,
            Filed::Counter | Filed::Post | Filed::Oral => {
                if played.nth % 7 == 3 {
                    given.who = PartyWho::New(PartyKind::Organisation);
                    given.name = people::company(played.nth);
                    given.facts = people::company_facts(played.nth, place, electronic);
                }
                self.doer(played, "clerk")?
            }
        };
        Ok((who, given))
    }

    // ── acts ────────────────────────────────────────────────────────
    async fn act(
        &self,
        played: &mut Played<'_>,
        act: &str,
        step: &StepData,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let key = played.key()?.clone();
        let who = self.doer(played, step.by.as_deref().unwrap_or("lead"))?;
        let calendar = self.bureau.calendar(&self.city);
        let mut day = Day { on: time::day(now), calendar: &calendar, docs: BTreeMap::new() };
        let mut docs = Vec::new();
        named(&toml::Value::Table(step.with.clone()), &mut docs);
        for name in docs {
            let blob = self.document(&who, &key, &name, now).await?;
            day.docs.insert(name, blob);
        }
        let mut answers = Answers::to(act);
        answers.values = self.values(played, &step.with, &day)?;
        answers.confirmed = step.confirmed.iter().map(|r| r.as_str().into()).collect();
        for seat in &step.signed {
            answers.signed.push(ActorId::from(self.seat(played, seat)?));
        }
        answers.parties = step.parties.iter().map(|one| self.entering(played, one)).collect();
        let acted = self.bureau.act(&who, &key, &answers, played.seen, None, now).await?;
        played.go_on(&acted);
        if acted.asked { self.chain(played, &acted, step, now).await } else { Ok(()) }
    }

    fn entering(&self, played: &Played<'_>, one: &Entering) -> PartyGiven {
        let (place, i) = (self.card.name.zh(), 1_000 + played.nth);
        let company = one.kind == "organisation";
        PartyGiven {
            role: one.role.as_str().into(),
            who: PartyWho::New(if company { PartyKind::Organisation } else { PartyKind::Person }),
            name: if company { people::company(i) } else { people::name(i) },
            facts: contact(people::facts(i, place, false)),
            acts_for: None,
        }
    }

    /// Lets the chain of a request take the steps that it took.
    async fn chain(
        &self,
        played: &mut Played<'_>,
        acted: &Acted,
        step: &StepData,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let key = played.key()?.clone();
        let asked = acted.events.iter().rev().find_map(|e| match &e.what {
            What::Asked(request) => Some((e.n, request.steps.clone())),
            _ => None,
        });
        let (request, posts) = asked.ok_or(ActError::Unknown("request"))?;
        played.request = Some(request);
        let approved = step.chain.unwrap_or(posts.len());
        for post in posts.iter().take(approved) {
            let who = self.login(self.of_post(post, played.nth)?)?;
            let acted = self.bureau.approve(&who, &key, request, &[], played.seen, now).await?;
            played.go_on(&acted);
        }
        let Some(next) = posts.get(approved) else { return Ok(()) };
        let who = self.login(self.of_post(next, played.nth)?)?;
        if let Some(why) = &step.sent_back {
            let acted = self.bureau.send_back(&who, &key, request, why, played.seen, now).await?;
            played.go_on(&acted);
        } else if let Some(why) = &step.delegated {
            let to = ActorId::from(self.of_post(next, played.nth + 1)?);
            let acted = self.bureau.delegate(&who, &key, request, &to, why, played.seen, now).await?;
            played.go_on(&acted);
        }
        Ok(())
    }

    async fn assign(&self, played: &mut Played<'_>, now: Timestamp) -> Result<(), ActError> {
        let key = played.key()?.clone();
        let head = self.doer(played, "head")?;
        for seat in ["lead", "second"] {
            let officer = ActorId::from(self.seat(played, seat)?);
            let acted =
                self.bureau.assign(&head, &key, &seat.into(), &officer, None, played.seen, now).await?;
            played.go_on(&acted);
        }
        Ok(())
    }

    // ── service ─────────────────────────────────────────────────────
    /// Makes the latest paper of a kind and serves it on everybody of a role.
    async fn serve(
        &self,
        played: &mut Played<'_>,
        paper: &str,
        step: &StepData,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let key = played.key()?.clone();
        let lead = self.doer(played, "lead")?;
        let loaded = self.bureau.load(&key).await?;
        let found = latest(&loaded, paper)?;
        let at = found.at;
        if found.original.is_none() {
            self.bureau.paper_pdf(&Who::Program, &key, at, now).await?;
        }
        let loaded = self.bureau.load(&key).await?;
        played.seen = loaded.file.last();
        let found = latest(&loaded, paper)?;
        let persons: Vec<PersonId> = loaded
            .file
            .in_role(&step.to)
            .map(|p| p.person.clone())
            .filter(|p| found.issued.to.contains(p))
            .collect();
        if persons.is_empty() {
            return Err(ActError::Unknown("party to serve"));
        }
        let today = time::day(now);
        for to in persons {
            let consents = consents(&loaded, &to);
            let usual = match (consents, played.nth % 3) {
                (true, _) => "electronic",
                (false, 1) => "post",
                (false, _) => "direct",
            };
            let mode = step.mode.clone().unwrap_or_else(|| usual.to_owned());
            let on = match &step.on {
                Some(word) => counted(word, today, &loaded.calendar).ok_or(ActError::Unknown("day"))?,
                None => today,
            };
            let (proof, reasons) = match mode.as_str() {
                "electronic" => (None, None),
                "post" => (Some("邮件回执"), None),
                "leaving" => (Some("留置送达照片"), Some("（虚构）本人在场拒收，见证人签名并拍照。")),
                "announcement" => (Some("公告"), Some("（虚构）电话不通，两次邮寄退回，直接送达无人。")),
                _ => (Some("送达回证"), None),
            };
            let proof = match proof {
                Some(name) => vec![self.document(&lead, &key, name, now).await?],
                None => Vec::new(),
            };
            let taken_by = (mode == "direct").then(|| "本人".to_owned());
            let reasons = reasons.map(str::to_owned);
            let serving = Serving { paper: at, to, mode, on, taken_by, reasons, proof };
            let acted = self.bureau.serve(&lead, &key, &serving, played.seen, None, now).await?;
            played.go_on(&acted);
        }
        Ok(())
    }

    // ── what else happens in a file ─────────────────────────────────
    /// Puts right who signed for a paper; the second officer confirms it.
    async fn amend(
        &self,
        played: &mut Played<'_>,
        paper: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let key = played.key()?.clone();
        let loaded = self.bureau.load(&key).await?;
        let found = latest(&loaded, paper)?;
        let service = found.services.first().ok_or(ActError::Unknown("service"))?;
        let amending = Amending {
            n: service.n,
            put: Some(AmendPut {
                on: service.on,
                values: Values::from([("taken_by".into(), text("申请人本人"))]),
            }),
            why: why.to_owned(),
            second: (self.seat(played, "second")?.to_owned(), self.data.password.clone()),
        };
        let lead = self.doer(played, "lead")?;
        let acted = self.bureau.amend(&lead, &key, &amending, ADDRESS, loaded.file.last(), now).await?;
        played.go_on(&acted);
        Ok(())
    }

    async fn invite(
        &mut self,
        played: &mut Played<'_>,
        role: &str,
        taken_up: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let key = played.key()?.clone();
        let lead = self.doer(played, "lead")?;
        let loaded = self.bureau.load(&key).await?;
        let there = loaded.file.in_role(role).next().map(|p| p.person.clone());
        let role = RoleId::from(role);
        let invited = self.bureau.invite(&lead, &key, &role, there.as_ref(), now).await?;
        if let Some(login) = taken_up {
            let who = self.login(login)?;
            let name = self.data.citizen.iter().find(|c| c.login == login).map_or("", |c| c.name.as_str());
            let facts = contact(people::facts(2_000 + played.nth, self.card.name.zh(), true));
            self.bureau
                .take_up(&who, &self.city, &invited.code, PartyKind::Person, name, &facts, now)
                .await?;
            played.seen = self.bureau.load(&key).await?.file.last();
        } else {
            let number = loaded.file.number.clone().unwrap_or_default();
            self.codes.push(DemoCode {
                city: self.city.clone(),
                code: invited.code,
                what: Text::new([
                    format!("邀请第三人进入{number}").as_str(),
                    format!("Invites the third party into {number}").as_str(),
                ]),
            });
        }
        Ok(())
    }

    /// What lies on desks unfinished today: drafts of an application and of an act.
    pub(super) async fn last_words(
        &self,
        files: &[Played<'_>],
        small: bool,
        now: Timestamp,
    ) -> Result<(), DemoError> {
        if small {
            return Ok(());
        }
        let failed = |error: ActError| DemoError::Data(told(&error));
        let calendar = self.bureau.calendar(&self.city);
        let day = Day { on: time::day(now), calendar: &calendar, docs: BTreeMap::new() };
        let mut drafted = 0;
        for played in files.iter().filter(|f| f.journey.id == "fresh").take(2) {
            let (login, name, facts) = self.citizen(played).map_err(failed)?;
            let who = self.login(login).map_err(failed)?;
            let mut answers = Answers::to("apply");
            let table: Table = application(played).into_iter().take(6).collect();
            answers.values = self.values(played, &table, &day).map_err(failed)?;
            answers.parties.push(PartyGiven {
                role: "applicant".into(),
                who: PartyWho::Me,
                name: name.clone(),
                facts: facts.clone(),
                acts_for: None,
            });
            let kept = self.bureau.keep_draft(&who, &self.city, None, &self.data.matter, &answers, now).await;
            kept.map_err(failed)?;
            drafted += 1;
        }
        for played in files.iter().filter(|f| f.journey.id == "drafting").take(1) {
            let who = self.doer(played, "lead").map_err(failed)?;
            let key = played.key().map_err(failed)?;
            let mut answers = Answers::to("decide");
            answers.values.insert("facts_found".into(), text("（虚构）查明：……（草稿，未完）"));
            let id = Some(key.id.clone());
            let kept = self.bureau.keep_draft(&who, &self.city, id, &self.data.matter, &answers, now).await;
            kept.map_err(failed)?;
            drafted += 1;
        }
        if drafted == 0 { Err(DemoError::Data("no file to leave a draft in".to_owned())) } else { Ok(()) }
    }

    // ── words into values ───────────────────────────────────────────
    async fn document(&self, who: &Who, key: &FileKey, name: &str, now: Timestamp) -> Result<Blob, ActError> {
        let bytes = Bytes::from(people::document(name));
        self.bureau.attach(who, key, &format!("{name}.pdf"), bytes, now).await
    }

    fn values(&self, played: &Played<'_>, table: &Table, day: &Day<'_>) -> Result<Values, ActError> {
        table.iter().map(|(field, raw)| Ok((field.as_str().into(), self.value(played, raw, day)?))).collect()
    }

    fn value(&self, played: &Played<'_>, raw: &toml::Value, day: &Day<'_>) -> Result<Value, ActError> {
        Ok(match raw {
            toml::Value::Boolean(yes) => Value::YesNo(*yes),
            toml::Value::Integer(n) => Value::Integer(*n),
            toml::Value::Array(items) => {
                Value::List(items.iter().map(|i| self.value(played, i, day)).collect::<Result<_, _>>()?)
            }
            toml::Value::Table(fields) => Value::Record(self.values(played, fields, day)?),
            toml::Value::String(words) => match words.split_once(':') {
                Some(("doc", name)) => {
                    let blob = day.docs.get(name).cloned().ok_or(ActError::Unknown("document"))?;
                    Value::List(vec![Value::Blob(blob)])
                }
                Some(("day" | "workday", _)) => {
                    Value::Date(counted(words, day.on, day.calendar).ok_or(ActError::Unknown("day"))?)
                }
                Some(("seat", seat)) => text(self.seat(played, seat)?),
                Some(("field", _)) => {
                    let office = self.card.office.get(&played.case.office);
                    text(office.and_then(|o| o.field.clone()).unwrap_or_default())
                }
                _ => text(self.words(played, words, day.on)),
            },
            _ => return Err(ActError::Unknown("kind of value")),
        })
    }

    fn words(&self, played: &Played<'_>, words: &str, on: Date) -> String {
        let office = self.card.office.get(&played.case.office).map_or("", |o| o.name.zh());
        let act = played.case.with.get("act_name").and_then(toml::Value::as_str).unwrap_or_default();
        words
            .replace("{act}", act)
            .replace("{office}", office)
            .replace("{year}", &on.year().to_string())
            .replace("{n}", &(played.nth + 1).to_string())
    }
}

/// What the application says: the case, how it came in, and what the journey adds.
fn application(played: &Played<'_>) -> Table {
    let mut table = Table::new();
    let mut put = |field: &str, value: toml::Value| {
        table.insert(field.to_owned(), value);
    };
    let days = |n: usize| toml::Value::String(format!("day:-{n}"));
    put("sued", false.into());
    if played.case.inaction {
        // Sixty days of waiting are over (复条 第十六条), the sixty in which to apply are not.
        put("request_received_on", days(70 + played.nth % 30));
        put("urgent", false.into());
    } else {
        put("act_made_on", days(12 + played.nth % 30));
        put("act_learned_on", days(6 + played.nth % 30));
        put("rights_told", true.into());
        let number = played.journey.number.as_ref().unwrap_or(&played.case.number);
        put("act_number", number.as_str().into());
    }
    let channel = match played.filed {
        Filed::Counter => Some("counter"),
        Filed::Post => Some("post"),
        Filed::Oral => Some("oral"),
        Filed::Citizen | Filed::Anonymous | Filed::Office => None,
    };
    if let Some(channel) = channel {
        put("channel", channel.into());
        put("received_on", days(0));
        if channel == "oral" {
            put("read_back", true.into());
        }
        if channel == "post" {
            put("posted_on", days(3));
        }
    }
    if played.filed == Filed::Office {
        put("organ_received_on", days(2));
    }
    for (field, value) in played.case.with.iter().chain(&played.journey.also) {
        put(field, value.clone());
    }
    table
}

/// What an agent or a third party says of themselves.
fn contact(mut facts: Values) -> Values {
    facts.retain(|field, _| ["phone", "email", "e_service"].contains(&field.as_str()));
    facts
}

/// `day:-3` and `workday:9`, counted from a day.
fn counted(word: &str, from: Date, calendar: &Calendar) -> Option<Date> {
    let (kind, n) = word.split_once(':')?;
    let n: i32 = n.parse().ok()?;
    if kind == "day" {
        return Some(from.saturating_add(jiff::Span::new().days(n)));
    }
    let mut day = from;
    for _ in 0..n {
        day = day.tomorrow().ok()?;
        while !calendar.is_workday(day) {
            day = day.tomorrow().ok()?;
        }
    }
    Some(day)
}

/// The names of all documents in a value.
fn named(raw: &toml::Value, docs: &mut Vec<String>) {
    match raw {
        toml::Value::String(words) => docs.extend(words.strip_prefix("doc:").map(str::to_owned)),
        toml::Value::Array(items) => items.iter().for_each(|i| named(i, docs)),
        toml::Value::Table(fields) => fields.iter().for_each(|(_, v)| named(v, docs)),
        _ => {}
    }
}

/// The latest paper of a kind.
fn latest<'f>(loaded: &'f Loaded, paper: &str) -> Result<&'f FilePaper, ActError> {
    loaded.file.papers.iter().rev().find(|p| *p.issued.paper == *paper).ok_or(ActError::Unknown("paper"))
}

/// Whether somebody agreed to electronic service.
fn consents(loaded: &Loaded, person: &PersonId) -> bool {
    let yes = |v: Option<&Value>| v.and_then(Value::as_yes_no) == Some(true);
    let entry = loaded.file.parties.iter().find(|p| p.person == *person);
    entry.is_some_and(|p| p.kind != PartyKind::Office && yes(p.needs.get("e_service")))
}
