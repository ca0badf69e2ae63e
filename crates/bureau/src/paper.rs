//! Papers (文书): made from the facts fixed in the event that issued them, once; sealed; compared.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use xiezhi_matter::{
    Doing, decide,
    event::{Issued, PaperRef, What},
    file::FilePaper,
    id::ActorId,
    key::{City, FileKey, Seq},
    model::{Column, Paper, PartyKind},
    value::Blob,
    world::Actor,
};
use xiezhi_papers::{Check, CheckCode, Layout, Seal, Template, Text as PaperText, docx, fill, html, pdf};
use xiezhi_store::{Hash, Sight, TooMany};

use crate::{
    ActError, Acted, Answers, AttachmentError, Bureau, Document, LookError, Who,
    act::{Along, cleaned},
    attach::sniffed,
    functions::Bound,
    load::Loaded,
    page::{Page, ground_of},
    project::{paper_id, paper_ref},
    settle::program,
    show::{Shower, Sight as Closed, masked},
    view::{Checked, CheckedVersion, View},
    world::Wanted,
};

/// A paper that an act would issue, or has issued.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Which.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// The paper as HTML; its style is `xiezhi_papers::STYLESHEET`.
    pub html: String,
}

/// What stands where a number will be.
const NO_NUMBER: &str = "待编号";
/// Looking up a check code: so many at once from one address …
const CHECKS: u32 = 10;
/// … and one more after so long.
const CHECK_EVERY: SignedDuration = SignedDuration::from_secs(6);

impl Bureau {
    /// The PDF of a paper; made on first sight. The sealed original goes before the text as issued.
    pub async fn paper_pdf(
        &self,
        who: &Who,
        key: &FileKey,
        paper: PaperRef,
        now: Timestamp,
    ) -> Result<Document, LookError> {
        let (loaded, view) = self.paper_gate("paper_pdf", who, key, paper).await?;
        let loaded = self.made(loaded, paper, now).await?;
        let found = loaded.file.paper(paper).ok_or(LookError::Unknown("paper"))?;
        let blob = found.original.as_ref().or(found.pdf.as_ref()).ok_or(LookError::Unknown("paper"))?;
        let sight = self.sight(who, &format!("paper:{}", paper_id(paper)), ground_of(&view), now);
        let bytes = self.store().get_blob(key, &Hash(blob.hash), &sight).await?;
        Ok(Document { name: blob.name.clone(), media: blob.media.clone(), bytes })
    }

    /// The paper as docx, for the organ's own system of documents.
    pub async fn paper_docx(
        &self,
        who: &Who,
        key: &FileKey,
        paper: PaperRef,
        now: Timestamp,
    ) -> Result<Document, LookError> {
        let (loaded, view) = self.paper_gate("paper_docx", who, key, paper).await?;
        self.look(who, key, &format!("paper:{}", paper_id(paper)), ground_of(&view), now).await?;
        let (text, layout) = self.set(&loaded, paper).await?;
        let name = file_name(&loaded, paper, "docx");
        let bytes = apart(move || docx(&text, &layout)).await?;
        Ok(Document {
            name,
            media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document".to_owned(),
            bytes,
        })
    }

    /// The paper as HTML.
    pub async fn paper_html(
        &self,
        who: &Who,
        key: &FileKey,
        paper: PaperRef,
        now: Timestamp,
    ) -> Result<Preview, LookError> {
        let (loaded, view) = self.paper_gate("paper_html", who, key, paper).await?;
        self.look(who, key, &format!("paper:{}", paper_id(paper)), ground_of(&view), now).await?;
        let found = loaded.file.paper(paper).ok_or(LookError::Unknown("paper"))?;
        let (text, layout) = self.set(&loaded, paper).await?;
        Ok(Preview {
            paper: found.issued.paper.to_string(),
            title: layout.title.replace('\n', ""),
            html: html(&text, &layout),
        })
    }

    async fn paper_gate(
        &self,
        name: &'static str,
        who: &Who,
        key: &FileKey,
        paper: PaperRef,
    ) -> Result<(Loaded, View), LookError> {
        let loaded = self.load(key).await?;
        let view = self.gate_in(name, who, &loaded)?;
        let (persons, names) = Default::default();
        let shower = Shower::new(&loaded.bound);
        let page = Page { loaded: &loaded, view: &view, persons: &persons, names: &names, shower };
        let seen = loaded.file.paper(paper).is_some_and(|p| page.sees_paper(p));
        if seen { Ok((loaded, view)) } else { Err(LookError::Unknown("paper")) }
    }

    /// The file with this paper made.
    async fn made(&self, loaded: Loaded, paper: PaperRef, now: Timestamp) -> Result<Loaded, LookError> {
        if loaded.file.paper(paper).is_none_or(|p| p.pdf.is_some() || to_number(&loaded, p)) {
            return Ok(loaded);
        }
        self.make_paper(&loaded, paper, now).await?;
        Ok(self.load(&loaded.key).await?)
    }

    /// Makes all papers of a file that were issued and not made; how many.
    pub(crate) async fn make_papers(&self, key: &FileKey, now: Timestamp) -> Result<u64, ActError> {
        let mut made = 0;
        let loaded = self.load(key).await?;
        for paper in loaded.file.papers.iter().filter(|p| p.pdf.is_none() && !to_number(&loaded, p)) {
            match self.make_paper(&loaded, paper.at, now).await {
                Ok(()) => made += 1,
                Err(LookError::Paper(why)) => {
                    // The text or a fact is wanting: the office is told by the paper that is not there.
                    tracing::error!(file = %key, "Paper {} of file {key} could not be made: {why}", paper.issued.paper);
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok(made)
    }

    /// Makes a paper: the PDF is kept, its hash is an event. In a fictional city the specimen seal is on it
    /// already, so it is its own original.
    async fn make_paper(&self, loaded: &Loaded, paper: PaperRef, now: Timestamp) -> Result<(), LookError> {
        let (text, layout) = self.set(loaded, paper).await?;
        let specimen = matches!(layout.seal, Seal::Specimen { .. });
        let fonts = self.fonts().clone();
        let bytes = apart(move || pdf(&text, &layout, &fonts)).await?;
        let name = file_name(loaded, paper, "pdf");
        let kept = self.store().put_blob(&loaded.key, "application/pdf", &name, bytes, now).await?;
        let pdf = Blob { hash: kept.hash.0, size: kept.size, media: kept.media, name: kept.name };
        let actor = program();
        for _ in 0..6 {
            let fresh = self.load(&loaded.key).await?;
            let Some(found) = fresh.file.paper(paper) else { return Err(LookError::Unknown("paper")) };
            if found.pdf.is_some() {
                // Made elsewhere a moment ago: that one holds.
                return Ok(());
            }
            let world = self.bare_world(&fresh).await?;
            let made = Doing::Record(What::PaperMade { paper, pdf: pdf.clone() });
            let mut decision = decide(&fresh.ground(&world), &fresh.file, &made, &actor, now);
            if specimen {
                let sealed = Doing::Record(What::Sealed { paper, original: pdf.clone() });
                let more = decide(&fresh.ground(&world), &decision.file, &sealed, &actor, now);
                decision.events.extend(more.events);
                decision.file = more.file;
            }
            match self.append(&fresh, decision, &world, Vec::new(), Along::default(), now).await {
                Ok(_) => return Ok(()),
                Err(xiezhi_store::AppendError::Moved { .. }) => {}
                Err(xiezhi_store::AppendError::Erased) => return Err(LookError::Erased),
                Err(xiezhi_store::AppendError::Fault(fault)) => return Err(fault.into()),
                Err(other) => return Err(LookError::Paper(other.to_string())),
            }
        }
        Err(xiezhi_store::Fault::Contended.into())
    }

    /// The text of a paper, filled, with its layout.
    async fn set(&self, loaded: &Loaded, at: PaperRef) -> Result<(PaperText, Layout), LookError> {
        let paper = loaded.file.paper(at).ok_or(LookError::Unknown("paper"))?;
        let (bound, define) = self.text_of(loaded, paper).await?;
        self.laid_out(&loaded.key.city, &bound, &define, &paper.issued, paper.on, paper.issued.number.clone())
    }

    /// The definition that holds the text a paper was issued with.
    async fn text_of(&self, loaded: &Loaded, paper: &FilePaper) -> Result<(Bound, Arc<str>), LookError> {
        let now = loaded.bound.def.papers.get(&*paper.issued.paper);
        if let Some(define) = now
            && <[u8; 32]>::from(Sha256::digest(define.text.as_bytes())) == paper.issued.text
        {
            return Ok((loaded.bound.clone(), Arc::clone(&define.text)));
        }
        let index = usize::try_from(paper.at.n.0).ok().and_then(|n| n.checked_sub(1));
        let named = index.and_then(|at| loaded.under.get(at)).ok_or(LookError::Unknown("paper"))?;
        let bound = self.as_it_was(&loaded.key.city, named).await?;
        let text = bound.def.papers.get(&*paper.issued.paper).map(|p| Arc::clone(&p.text));
        let text = text.ok_or(LookError::Unknown("paper"))?;
        Ok((bound, text))
    }

    fn laid_out(
        &self,
        city: &City,
        bound: &Bound,
        template: &str,
        issued: &Issued,
        on: jiff::civil::Date,
        number: Option<String>,
    ) -> Result<(PaperText, Layout), LookError> {
        let card = self.city(city)?;
        let define: Option<&Paper> = bound.def.papers.get(&*issued.paper);
        let seal = define.and_then(|p| p.seal.as_ref());
        let organ = card.issues_as(seal.map(xiezhi_matter::id::SealId::as_str)).to_owned();
        let template =
            Template::parse(&issued.paper, template).map_err(|e| LookError::Paper(e.to_string()))?;
        let mut facts = (*issued.facts).clone();
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("organ".to_owned(), json!(organ));
            facts.insert("bureau".to_owned(), json!(card.bureau.name.zh()));
        }
        let text = fill(&template, &facts).map_err(|e| LookError::Paper(e.to_string()))?;
        let mut layout = Layout::of(&text, organ.clone(), on);
        layout.number = number;
        layout.fictional = self.fictional(city);
        layout.seal = match seal {
            None => Seal::None,
            Some(_) if layout.fictional => Seal::Specimen { name: organ },
            Some(_) => Seal::Place,
        };
        let code = issued.facts.get("paper").and_then(|p| p.get("check")).and_then(|c| c.as_str());
        layout.check = code
            .and_then(|c| c.parse::<CheckCode>().ok())
            .map(|code| Check { url: format!("{}/{city}/check/{}", self.0.address, code.compact()), code });
        Ok((text, layout))
    }

    /// The papers that an act would issue, with approvals taken as given.
    pub async fn preview(
        &self,
        who: &Who,
        key: &FileKey,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Vec<Preview>, ActError> {
        let answers = cleaned(answers);
        let loaded = self.load(key).await?;
        let view = self.gate_in("preview", who, &loaded)?;
        self.look(who, key, &format!("preview:{}", answers.act), ground_of(&view), now).await?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let (decision, world, faults) = self.would(who, &loaded, &actor, &answers, now).await?;
        if !decision.done() || !faults.is_empty() {
            return Err(ActError::NotDone(Box::new(self.not_done(&loaded, &actor, &decision, faults))));
        }
        self.previewed(&loaded, &world, decision, now)
    }

    /// The papers that a request would issue once it is approved.
    pub async fn preview_request(
        &self,
        who: &Who,
        key: &FileKey,
        request: Seq,
        now: Timestamp,
    ) -> Result<Vec<Preview>, ActError> {
        let loaded = self.load(key).await?;
        let view = self.gate_in("preview_request", who, &loaded)?;
        self.look(who, key, &format!("preview:{request}"), ground_of(&view), now).await?;
        let pending = loaded.file.requests.iter().find(|p| p.n == request);
        let asked = pending.map(|p| p.request.clone()).ok_or(ActError::Unknown("request"))?;
        // What the conditions of the act look up, they look up for its preview too.
        let (nobody, people) = (program(), BTreeMap::new());
        let wanted = Wanted {
            actor: &nobody,
            act: Some(&asked.act),
            values: &asked.given.values,
            entering: &asked.given.parties,
            people: &people,
            now,
        };
        let (world, _) = self.world(&loaded, &wanted).await?;
        let mut decision = decide(&loaded.ground(&world), &loaded.file, &Doing::Nothing, &nobody, now);
        // Of several that wait, this one alone is taken as approved.
        decision.file.requests.retain(|p| p.n == request);
        if decision.file.requests.is_empty() {
            return Err(ActError::Unknown("request"));
        }
        self.previewed(&loaded, &world, decision, now)
    }

    /// Takes every step of the requests that wait as approved, and shows the papers that come of it.
    fn previewed(
        &self,
        loaded: &Loaded,
        world: &xiezhi_matter::world::World,
        mut decision: xiezhi_matter::Decision,
        now: Timestamp,
    ) -> Result<Vec<Preview>, ActError> {
        let ground = loaded.ground(world);
        let before = loaded.file.papers.len();
        // As many steps as any chain has; each is taken by somebody who is nobody else.
        for step in 0..16 {
            let Some(pending) = decision.file.requests.last().cloned() else { break };
            let Some(post) = pending.turn().cloned() else { break };
            let actor = Actor {
                id: ActorId::from(format!("preview-{step}")),
                person: None,
                posts: vec![post],
                office: None,
            };
            // Whoever a step was delegated to takes it.
            let actor = match &pending.delegated_to {
                Some(to) => Actor { id: to.clone(), ..actor },
                None => actor,
            };
            let doing = Doing::Approve { request: pending.n, confirmed: Vec::new() };
            let next = decide(&ground, &decision.file, &doing, &actor, now);
            if !next.done() {
                return Err(ActError::NotDone(Box::new(self.not_done(loaded, &actor, &next, Vec::new()))));
            }
            decision.file = next.file;
        }
        let mut previews = Vec::new();
        for paper in decision.file.papers.iter().skip(before) {
            let Some(define) = loaded.bound.def.papers.get(&*paper.issued.paper) else { continue };
            let number = paper.issued.number.as_ref().map(|_| NO_NUMBER.to_owned());
            let mut issued = paper.issued.clone();
            let mut facts = (*issued.facts).clone();
            if let Some(paper) = facts.get_mut("paper").and_then(|p| p.as_object_mut()) {
                paper.insert("number".to_owned(), json!(number));
            }
            issued.facts = Arc::new(facts);
            let set = self.laid_out(&loaded.key.city, &loaded.bound, &define.text, &issued, paper.on, number);
            let (text, layout) = set?;
            previews.push(Preview {
                paper: issued.paper.to_string(),
                title: layout.title.replace('\n', ""),
                html: html(&text, &layout),
            });
        }
        Ok(previews)
    }

    /// Issues and numbers a paper that the law or a party had brought about; a post of its seal does.
    pub async fn issue(
        &self,
        who: &Who,
        key: &FileKey,
        paper: PaperRef,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let loaded = self.load(key).await?;
        self.gate_in("issue", who, &loaded)?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        self.carry_out(who, loaded, &actor, &Doing::Issue(paper), Some(seen), Along::default(), now).await
    }

    /// Puts in the sealed original: the scan of the paper that was printed and sealed by hand.
    #[expect(clippy::too_many_arguments, reason = "a sealing hangs on all of these")]
    pub async fn seal(
        &self,
        who: &Who,
        key: &FileKey,
        paper: PaperRef,
        name: &str,
        scan: Bytes,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let loaded = self.load(key).await?;
        self.gate_in("seal", who, &loaded)?;
        let found = loaded.file.paper(paper).ok_or(ActError::Unknown("paper"))?;
        let sealed = loaded.bound.def.papers.get(&*found.issued.paper).is_some_and(|p| p.seal.is_some());
        // A served paper never changes; a correction is a new paper.
        if !sealed || !found.services.is_empty() {
            return Err(ActError::Unknown("paper"));
        }
        let media = sniffed(name, &scan)?;
        // A text that could be typed anew shows no seal.
        if !matches!(media, "application/pdf" | "image/jpeg" | "image/png") {
            return Err(AttachmentError::Kind.into());
        }
        // Asked before the scan is kept: nothing is to be left of one that is not taken.
        if let Some(stale) = self.stale(&loaded, seen).await? {
            return Err(ActError::Stale(Box::new(stale)));
        }
        let loaded = self.made(loaded, paper, now).await?;
        let kept = self.store().put_blob(key, media, name, scan, now).await?;
        let original = Blob { hash: kept.hash.0, size: kept.size, media: kept.media, name: kept.name };
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let doing = Doing::Record(What::Sealed { paper, original });
        self.carry_out(who, loaded, &actor, &doing, Some(seen), Along::default(), now).await
    }

    /// What a check code leads to, to be compared with the paper in hand; rate-limited by address. It says what
    /// was issued, never that the paper in hand is it.
    pub async fn check_paper(
        &self,
        city: &City,
        code: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Checked, LookError> {
        self.city(city)?;
        let token =
            self.store().take_token(city, &format!("check/{address}"), CHECKS, CHECK_EVERY, now).await;
        token.map_err(|e| match e {
            TooMany::Wait(wait) => LookError::TooOften(wait),
            TooMany::Fault(fault) => fault.into(),
        })?;
        let code: CheckCode = code.parse().map_err(|_| LookError::Unknown("code"))?;
        let found = self.store().find_check_code(city, &code.compact()).await?;
        let found = found.ok_or(LookError::Unknown("code"))?;
        let at = paper_ref(&found.paper).ok_or(LookError::Unknown("code"))?;
        let key = FileKey { city: city.clone(), id: found.file };
        let loaded = self.load(&key).await?;
        let paper = loaded.file.paper(at).ok_or(LookError::Unknown("code"))?;
        self.checked(&loaded, paper).await
    }

    async fn checked(&self, loaded: &Loaded, paper: &FilePaper) -> Result<Checked, LookError> {
        let card = self.city(&loaded.key.city)?;
        let def = &loaded.bound.def;
        let shower = Shower::new(&loaded.bound);
        let seal = def.papers.get(&*paper.issued.paper).and_then(|p| p.seal.as_ref());
        let ids = loaded.file.parties.iter().map(|p| p.person.clone());
        let persons = self.persons(&loaded.key.city, ids, &BTreeMap::new()).await?;
        let parties = loaded
            .file
            .parties
            .iter()
            .filter(|p| p.acts_for.is_none())
            .map(|p| {
                let name = persons.get(&p.person).map(|p| p.name.clone()).unwrap_or_default();
                let name = if p.kind == PartyKind::Office { name } else { masked(&name) };
                (shower.role_name(&p.role), name)
            })
            .collect();
        // The public facts of the register, as this paper states them.
        let public = def.register.public.as_ref().map(|p| p.columns.as_slice()).unwrap_or_default();
        let stated = paper.issued.facts.get("raw");
        let holding = public
            .iter()
            .filter_map(|c| match c {
                Column::Field(field) => Some(field),
                _ => None,
            })
            .filter(|f| stated.is_some_and(|raw| raw.get(f.as_str()).is_some()))
            .filter_map(|f| Some(shower.shown(f, loaded.file.value(f)?, Closed::Masked)))
            .collect();
        let mut versions = Vec::new();
        for (blob, zh, en) in [
            (&paper.original, "用印原件", "The original with its seal"),
            (&paper.pdf, "文书正文（未用印）", "The text as issued"),
        ] {
            let Some(blob) = blob else { continue };
            let bytes = self.store().get_blob(&loaded.key, &Hash(blob.hash), &Sight::Nobody).await?;
            let sha256 = Hash::of(&bytes).to_string();
            if versions.iter().any(|v: &CheckedVersion| v.sha256 == sha256) {
                continue;
            }
            versions.push(CheckedVersion { name: xiezhi_matter::Text::new([zh, en]), sha256 });
        }
        let title = shower.paper_name(&paper.issued.paper);
        Ok(Checked {
            file: loaded.key.clone(),
            organ: card.issues_as(seal.map(xiezhi_matter::id::SealId::as_str)).to_owned(),
            number: paper.issued.number.clone(),
            date: Some(paper.on),
            title: title.zh().to_owned(),
            parties,
            holding,
            versions,
        })
    }
}

/// Whether a paper has yet to be numbered before it can be made.
fn to_number(loaded: &Loaded, paper: &FilePaper) -> bool {
    crate::project::tasks_state(&loaded.bound.def, paper) == "to-number"
}

/// The name of a paper as a file on somebody's disk.
fn file_name(loaded: &Loaded, at: PaperRef, ending: &str) -> String {
    let paper = loaded.file.paper(at);
    let title = paper.map(|p| Shower::new(&loaded.bound).paper_name(&p.issued.paper));
    let number = paper.and_then(|p| p.issued.number.clone()).unwrap_or_default();
    let name = format!("{}{number}", title.as_ref().map_or("", |t| t.zh()));
    let name: String =
        name.chars().filter(|c| !matches!(c, '/' | '\\' | ':' | '"' | '<' | '>' | '|' | '?' | '*')).collect();
    format!("{name}.{ending}")
}

/// Setting a paper takes a while: not on a thread that serves others.
async fn apart<E: std::fmt::Display + Send + 'static>(
    work: impl FnOnce() -> Result<Vec<u8>, E> + Send + 'static,
) -> Result<Bytes, LookError> {
    let made = tokio::task::spawn_blocking(work).await.map_err(|e| LookError::Paper(e.to_string()))?;
    made.map(Bytes::from).map_err(|e| LookError::Paper(e.to_string()))
}
