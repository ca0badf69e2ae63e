//! The page of a file (案卷), as whoever looks may see it.

mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use xiezhi_matter::{
    Lang, Text,
    event::{Capacity, Event, What},
    file::{FilePaper, Pending},
    id::{ActorId, FieldId, PersonId},
    key::FileKey,
    model::Class,
    offers,
    value::{Blob, Value},
    world::{Actor, Person},
};
use xiezhi_store::Hash;

use crate::{
    Bureau, Document, LookError, Who,
    clocks::{clocks, meets_by},
    heads::head_of,
    load::Loaded,
    project::tasks_state,
    show::{Shower, Sight, as_is, in_both, listed, person_name},
    view::{
        ChainStep, ChildShown, Entry, FilePage, LookShown, OfferShown, PaperShown, PaperState, PartyShown,
        Plain, ProposalShown, QuestionShown, RequestShown, SeatShown, ServiceShown, Shown, View,
    },
    world::Wanted,
};

/// So many looks are shown.
const LOOKS: u32 = 50;

impl Bureau {
    /// The page of a file, as whoever looks may see it: what has expired is settled, and the look is recorded
    /// before anything is shown.
    pub async fn read(&self, who: &Who, key: &FileKey, now: Timestamp) -> Result<FilePage, LookError> {
        let loaded = self.load(key).await?;
        let view = self.gate_in("read", who, &loaded)?;
        self.look(who, key, "file", ground_of(&view), now).await?;
        let loaded = self.settled(loaded, now).await?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let (values, people) = (xiezhi_matter::event::Values::new(), BTreeMap::new());
        let wanted =
            Wanted { actor: &actor, act: None, values: &values, entering: &[], people: &people, now };
        let (world, _) = self.world(&loaded, &wanted).await?;
        let officers = self.holders(&key.city, now).await?;
        let looks = self.store().list_looks(key, None, LOOKS).await?.rows;
        let names = &world.names;
        let page = Page {
            loaded: &loaded,
            view: &view,
            persons: &world.persons,
            names,
            shower: Shower::new(&loaded.bound),
        };
        let offers = offers(&loaded.ground(&world), &loaded.file, &actor, now);
        let is_officer = view == View::Officer;
        let may = ["assign", "serve", "note", "attach", "amend", "dismiss"]
            .into_iter()
            .filter(|act| self.may_built_in(act, who, &loaded))
            .chain(["invite", "seal"].into_iter().filter(|_| self.may_built_in("serve", who, &loaded)))
            .chain(["attach"].into_iter().filter(|_| !is_officer))
            .collect();
        Ok(FilePage {
            head: head_of(&loaded, &world.persons, true),
            seen: loaded.file.last(),
            version: loaded.bound.def.version,
            opened_on: loaded.file.opened_on,
            since: loaded.file.since,
            tracks: page.tracks(),
            seats: page.seats(&officers, is_officer),
            offers: offers.iter().map(|o| page.offer(o, &actor)).collect(),
            proposals: if is_officer { page.proposals() } else { Vec::new() },
            requests: if is_officer { page.requests(&actor) } else { Vec::new() },
            questions: if is_officer { page.questions() } else { Vec::new() },
            clocks: clocks(&loaded, &view, now),
            facts: page.facts(),
            timeline: page.timeline(),
            parties: page.parties(),
            papers: page.papers(&actor),
            children: page.children(self),
            parent: loaded.parent().filter(|_| is_officer),
            looks: looks
                .into_iter()
                .map(|l| LookShown {
                    who: names.get(l.look.who.as_str()).cloned().unwrap_or_else(|| "当事人".to_owned()),
                    what: page.shower.look(&l.look.what, &loaded),
                    why: page.shower.look_ground(&l.look.why),
                    at: l.look.at,
                })
                .collect(),
            may,
            view,
        })
    }

    /// Opens what the page masks: sensitive facts of the file and of one party, or of the file alone. The look is
    /// recorded under its own name.
    pub async fn reveal(
        &self,
        who: &Who,
        key: &FileKey,
        person: Option<&PersonId>,
        why: &str,
        now: Timestamp,
    ) -> Result<Vec<Shown>, LookError> {
        let loaded = self.load(key).await?;
        let view = self.gate_in("reveal", who, &loaded)?;
        let what = person.map_or_else(|| "closed".to_owned(), |p| format!("closed:{p}"));
        self.look(who, key, &what, why, now).await?;
        let shower = Shower::new(&loaded.bound);
        let (persons, names) = (BTreeMap::new(), BTreeMap::new());
        let page = Page { loaded: &loaded, view: &view, persons: &persons, names: &names, shower };
        // What the page shows openly is not opened again, and what it does not show at all stays closed.
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let masks = |id: &FieldId, v: &Value| {
            page.opens(id, &actor) && shower.shown(id, v, page.sight()) != shower.shown(id, v, Sight::All)
        };
        let opened = |(id, v): (&FieldId, &Value)| masks(id, v).then(|| shower.shown(id, v, Sight::All));
        let Some(person) = person else {
            return Ok(loaded.file.values.iter().filter_map(opened).collect());
        };
        let entry = loaded.file.parties.iter().find(|p| p.person == *person);
        let entry = entry.ok_or(LookError::Unknown("party"))?;
        let persons = self.persons(&key.city, [person.clone()], &BTreeMap::new()).await?;
        let known = persons.get(person).map(|p| p.more.clone()).unwrap_or_default();
        Ok(known.iter().chain(&entry.needs).filter_map(opened).collect())
    }

    /// A document of a file: handed in, made, sealed, or a proof of service.
    pub async fn document(
        &self,
        who: &Who,
        key: &FileKey,
        hash: &Hash,
        now: Timestamp,
    ) -> Result<Document, LookError> {
        let loaded = self.load(key).await?;
        let view = self.gate_in("document", who, &loaded)?;
        let (persons, names) = (BTreeMap::new(), BTreeMap::new());
        let page = Page {
            loaded: &loaded,
            view: &view,
            persons: &persons,
            names: &names,
            shower: Shower::new(&loaded.bound),
        };
        let blob = page.blob(hash).ok_or(LookError::Unknown("document"))?;
        let look = self.sight(who, &format!("blob:{hash}"), ground_of(&view), now);
        let bytes = self.store().get_blob(key, hash, &look).await?;
        Ok(Document { name: blob.name.clone(), media: blob.media.clone(), bytes })
    }

    /// How the store records that somebody sees something.
    pub(crate) fn sight(&self, who: &Who, what: &str, why: &str, now: Timestamp) -> xiezhi_store::Sight {
        if matches!(who, Who::Program) {
            return xiezhi_store::Sight::Nobody;
        }
        xiezhi_store::Sight::Person(xiezhi_store::Look {
            who: who.id().to_string(),
            what: what.to_owned(),
            why: crate::token::why(who, why),
            at: now,
        })
    }

    /// Officers by post, today: post, id, name.
    async fn holders(
        &self,
        city: &xiezhi_matter::key::City,
        now: Timestamp,
    ) -> Result<Vec<(String, ActorId, String)>, LookError> {
        let today = xiezhi_matter::time::day(now);
        let names = self.officer_names(city).await?;
        let holders = self.store().list_post_holders(city, today).await?;
        Ok(holders
            .into_iter()
            .filter_map(|h| {
                let id = ActorId::from(h.officer.as_str());
                Some((h.post.0, id.clone(), names.get(&id)?.clone()))
            })
            .collect())
    }
}

/// On what ground somebody looks.
pub(crate) fn ground_of(view: &View) -> &str {
    match view {
        View::Officer => "office",
        View::Party { roles, .. } => roles.first().map_or("party", |r| r.as_str()),
    }
}

/// A page being made.
pub(crate) struct Page<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) view: &'a View,
    pub(crate) persons: &'a BTreeMap<PersonId, Person>,
    pub(crate) names: &'a BTreeMap<ActorId, String>,
    pub(crate) shower: Shower<'a>,
}

impl Page<'_> {
    /// The party who looks with those it acts for; nobody for an officer.
    fn us(&self) -> Vec<PersonId> {
        match self.view {
            View::Officer => Vec::new(),
            View::Party { person, .. } => self.loaded.behind(person),
        }
    }

    /// Whether the whole file is open to whoever looks.
    fn whole(&self) -> bool {
        matches!(self.view, View::Officer | View::Party { all: true, .. })
    }

    fn sight(&self) -> Sight {
        match self.view {
            View::Officer => Sight::Officer,
            View::Party { .. } => Sight::All,
        }
    }

    /// Fields that are kept from whoever looks, whatever else it sees.
    fn hidden(&self, field: &FieldId) -> bool {
        let def = self.shower.def();
        let View::Party { roles, .. } = self.view else {
            return false;
        };
        let restricted = def.fields.get(&**field).is_some_and(|f| f.class == Class::Restricted);
        let named = def.access.fields.get(field).is_some_and(|who| {
            who.iter().any(|w| matches!(w, xiezhi_matter::model::Who::Party(r) if roles.contains(r)))
        });
        let hides = roles.iter().all(|r| def.parties.get(&**r).is_some_and(|r| r.hides.contains(field)));
        hides || (restricted && !named)
    }

    /// Whether an officer may open a field: one of the highest class, where the definition names them.
    fn opens(&self, field: &FieldId, actor: &Actor) -> bool {
        use xiezhi_matter::model::Who as By;
        let def = self.shower.def();
        let restricted = def.fields.get(&**field).is_some_and(|f| f.class == Class::Restricted);
        let named = def.access.fields.get(field).is_some_and(|who| {
            who.iter().any(|by| match by {
                By::Post(post) => actor.posts.contains(post),
                By::Officer(seat) => {
                    self.loaded.file.officers.get(seat).is_some_and(|o| o.contains(&actor.id))
                }
                _ => false,
            })
        });
        !restricted || named
    }

    /// Whether an event came from whoever looks, or was done for them.
    fn ours(&self, event: &Event) -> bool {
        let us = self.us();
        match self.loaded.file.said(event.n).map_or(&event.what, |(_, what)| what) {
            What::Act(done) => {
                let by = match &done.by {
                    Capacity::Party(_, person) => Some(person),
                    _ => None,
                };
                by.is_some_and(|p| us.contains(p)) || done.for_party.as_ref().is_some_and(|p| us.contains(p))
                    // The opening act, for whoever it entered in the role that files.
                    || (event.n.0 == 1
                        && done.parties.first().is_some_and(|first| {
                            done.parties.iter().any(|p| p.role == first.role && us.contains(&p.person))
                        }))
            }
            What::Joined(entry) => us.contains(&entry.person),
            What::Served(served) => us.contains(&served.to),
            What::Attached { .. } => us.iter().any(|p| event.actor.as_str() == p.as_str()),
            _ => false,
        }
    }

    fn tracks(&self) -> Vec<(Text, Text)> {
        let def = self.shower.def();
        self.loaded
            .file
            .tracks
            .iter()
            .filter_map(|(track, state)| {
                Some((def.tracks.get(&**track)?.name.clone(), self.shower.state(state).name))
            })
            .collect()
    }

    fn officer(&self, id: &ActorId) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    fn seats(&self, holders: &[(String, ActorId, String)], could: bool) -> Vec<SeatShown> {
        self.shower
            .def()
            .officers
            .iter()
            .map(|(id, seat)| SeatShown {
                seat: id.clone(),
                name: seat.name.clone(),
                officers: self
                    .loaded
                    .file
                    .officers
                    .get(id)
                    .into_iter()
                    .flatten()
                    .map(|o| (o.clone(), self.officer(o)))
                    .collect(),
                could: holders
                    .iter()
                    .filter(|(post, _, _)| could && *post == *seat.post)
                    .map(|(_, id, name)| (id.clone(), name.clone()))
                    .collect(),
            })
            .collect()
    }

    fn offer(&self, offer: &xiezhi_matter::Offer, actor: &Actor) -> OfferShown {
        let act = self.shower.act(&offer.act);
        OfferShown {
            act: offer.act.clone(),
            name: self.shower.act_name(&offer.act),
            open: offer.open(),
            theirs: offer.capacity.is_some(),
            reasons: offer.stands.iter().map(|s| self.shower.reason(s, actor)).collect(),
            asked: offer.asked,
            proposed: offer.proposed,
            approve: act
                .map(|a| a.approve.iter().map(|s| self.shower.post_name(&s.post)).collect())
                .unwrap_or_default(),
            due: meets_by(self.loaded, &offer.act),
            basis: act.map(|a| a.basis.clone()).unwrap_or_default(),
        }
    }

    fn proposals(&self) -> Vec<ProposalShown> {
        self.loaded
            .file
            .proposals
            .iter()
            .map(|p| {
                let why: Vec<Text> = p.counts.iter().map(|c| self.shower.limit_name(&c.limit)).collect();
                let why = listed(&why);
                ProposalShown {
                    act: p.act.clone(),
                    name: self.shower.act_name(&p.act),
                    on: p.on,
                    why: match &p.child {
                        Some(_) => Text::new(["子案卷已办结", "A child file has ended"]),
                        None => in_both(|lang| match lang {
                            Lang::Zh => format!("{}届满", why.zh()),
                            Lang::En => format!("Ran out: {}", why.get(lang)),
                        }),
                    },
                    with: p.with.iter().map(|(id, v)| self.shower.shown(id, v, self.sight())).collect(),
                    basis: self.shower.act(&p.act).map(|a| a.basis.clone()).unwrap_or_default(),
                }
            })
            .collect()
    }

    fn requests(&self, actor: &Actor) -> Vec<RequestShown> {
        self.loaded.file.requests.iter().map(|p| self.request(p, actor)).collect()
    }

    /// An act that waits for approval.
    pub(crate) fn request(&self, pending: &Pending, actor: &Actor) -> RequestShown {
        let request = &pending.request;
        let turn = pending.approved_by.len();
        let approvals: Vec<&std::sync::Arc<Event>> = self
            .loaded
            .file
            .events
            .iter()
            .filter(|e| matches!(&e.what, What::Approved(a) if a.request == pending.n))
            .collect();
        let chain = request
            .steps
            .iter()
            .enumerate()
            .map(|(at, post)| ChainStep {
                post: post.clone(),
                name: self.shower.post_name(post),
                who: pending.approved_by.get(at).map(|o| self.officer(o)),
                at: approvals.get(at).map(|e| e.recorded_at),
                delegated_to: pending.delegated_to.as_ref().filter(|_| at == turn).map(|o| self.officer(o)),
                now: at == turn,
            })
            .collect();
        let theirs = match &pending.delegated_to {
            Some(to) => *to == actor.id,
            None => pending.turn().is_some_and(|post| actor.posts.contains(post)),
        };
        let twice = pending.asked_by == actor.id || pending.approved_by.contains(&actor.id);
        RequestShown {
            n: pending.n,
            act: request.act.clone(),
            name: self.shower.act_name(&request.act),
            by: self.officer(&pending.asked_by),
            at: self.loaded.file.event(pending.n).map_or(Timestamp::MIN, |e| e.recorded_at),
            facts: request
                .given
                .values
                .iter()
                .filter(|(id, _)| !self.shower.computed(id))
                .map(|(id, v)| self.shower.shown(id, v, self.sight()))
                .collect(),
            chain,
            my_turn: theirs && !twice,
            mine: pending.asked_by == actor.id,
            lifted: pending.lifted.iter().map(|l| (l.rule.to_string(), l.why.clone())).collect(),
            basis: self.shower.act(&request.act).map(|a| a.basis.clone()).unwrap_or_default(),
            due: meets_by(self.loaded, &request.act),
        }
    }

    fn questions(&self) -> Vec<QuestionShown> {
        self.loaded
            .file
            .questions
            .iter()
            .filter_map(|n| {
                let (on, what) = self.loaded.file.said(*n)?;
                Some(QuestionShown { n: *n, name: self.shower.event_name(what), on })
            })
            .collect()
    }

    /// What is on file: all of it, or what whoever looks gave, and what is public.
    fn facts(&self) -> Vec<Shown> {
        let file = &self.loaded.file;
        let def = self.shower.def();
        let given: BTreeSet<&FieldId> = if self.whole() {
            BTreeSet::new()
        } else {
            file.events
                .iter()
                .filter(|e| self.ours(e))
                .filter_map(|e| match file.said(e.n)?.1 {
                    What::Act(done) => Some(done.values.keys()),
                    _ => None,
                })
                .flatten()
                .collect()
        };
        // In the order in which the definition asks.
        def.fields
            .keys()
            .filter_map(|id| Some((id, file.values.get(id)?)))
            .filter(|(id, _)| !self.hidden(id))
            .filter(|(id, _)| {
                let public = def.fields.get(&***id).is_some_and(|f| f.class == Class::Public);
                self.whole() || public || given.contains(id)
            })
            .map(|(id, v)| self.shower.shown(id, v, self.sight()))
            .collect()
    }

    fn parties(&self) -> Vec<PartyShown> {
        let us = self.us();
        let me = match self.view {
            View::Officer => None,
            View::Party { person, .. } => Some(person),
        };
        self.loaded
            .file
            .parties
            .iter()
            .map(|entry| {
                let own = us.contains(&entry.person);
                let open = self.whole() || own || self.acts_for_us(entry, &us);
                let known = self.persons.get(&entry.person).map(|p| p.more.clone()).unwrap_or_default();
                let facts = known.iter().chain(&entry.needs).filter(|(id, _)| !self.hidden(id));
                let consent = entry.needs.get("e_service").or_else(|| known.get("e_service"));
                PartyShown {
                    role: entry.role.clone(),
                    role_name: self.shower.role_name(&entry.role),
                    person: entry.person.clone(),
                    kind: entry.kind,
                    name: person_name(self.persons, &entry.person, open),
                    facts: if open {
                        facts.map(|(id, v)| self.shower.shown(id, v, self.sight())).collect()
                    } else {
                        Vec::new()
                    },
                    acts_for: entry.acts_for.as_ref().map(|p| match person_name(self.persons, p, open) {
                        Plain::Typed(name) | Plain::Masked(name) => name,
                        _ => String::new(),
                    }),
                    e_service: consent.and_then(Value::as_yes_no),
                    me: me == Some(&entry.person),
                }
            })
            .collect()
    }

    fn acts_for_us(&self, entry: &xiezhi_matter::event::PartyEntry, us: &[PersonId]) -> bool {
        entry.acts_for.as_ref().is_some_and(|p| us.contains(p))
    }

    /// Whether whoever looks sees a paper: an officer, one to whom the whole file is open, or one for whom it is
    /// and who has it.
    pub(crate) fn sees_paper(&self, paper: &FilePaper) -> bool {
        if self.whole() {
            return true;
        }
        let us = self.us();
        let define = self.shower.def().papers.get(&*paper.issued.paper);
        let served = us.iter().any(|p| paper.served_on(p).is_some());
        let theirs = paper.issued.to.iter().any(|p| us.contains(p));
        // A paper that is not served (a receipt) is in hand at once.
        served || (theirs && define.is_some_and(|p| !p.serve))
    }

    fn papers(&self, actor: &Actor) -> Vec<PaperShown> {
        let seen = self.loaded.file.papers.iter().rev().filter(|p| self.sees_paper(p));
        seen.map(|p| {
            let paper = self.paper(p);
            let issue = paper.state == PaperState::ToNumber && self.issues(&paper.paper, actor);
            PaperShown { issue, ..paper }
        })
        .collect()
    }

    /// Whether somebody holds a post that may have the paper's seal set.
    fn issues(&self, paper: &xiezhi_matter::id::PaperId, actor: &Actor) -> bool {
        let define = self.shower.def().papers.get(&**paper);
        let seal = define.and_then(|p| p.seal.as_ref());
        let seal = seal.and_then(|s| self.loaded.bound.shared.seals.get(&**s));
        seal.is_some_and(|s| s.posts.iter().any(|p| actor.posts.contains(p)))
    }

    pub(crate) fn paper(&self, paper: &FilePaper) -> PaperShown {
        let def = self.shower.def();
        let define = def.papers.get(&*paper.issued.paper);
        let rules = self.loaded.bound.shared.services.get(&*def.service);
        let us = self.us();
        let services = paper
            .issued
            .to
            .iter()
            .filter(|p| self.whole() || us.contains(p))
            .map(|person| {
                let service = paper.services.iter().find(|s| s.to == *person);
                let role = self.loaded.file.roles_of(person).next();
                ServiceShown {
                    to: person.clone(),
                    name: person_name(self.persons, person, true),
                    role: role.map_or_else(Text::default, |r| self.shower.role_name(r)),
                    mode: service.map(|s| {
                        let mode = rules.and_then(|r| r.modes.get(&s.how.mode));
                        let name = mode.map_or_else(|| as_is(&s.how.mode), |m| m.name.clone());
                        (s.how.mode.clone(), name)
                    }),
                    on: service.map(|s| s.on),
                    taken_by: service.and_then(|s| s.how.taken_by.clone()),
                    proof: service.map(|s| s.how.proof.clone()).unwrap_or_default(),
                }
            })
            .collect();
        let check = paper.issued.facts.get("paper").and_then(|p| p.get("check")).and_then(|c| c.as_str());
        PaperShown {
            at: paper.at,
            paper: paper.issued.paper.clone(),
            name: self.shower.paper_name(&paper.issued.paper),
            number: paper.issued.number.clone(),
            on: paper.on,
            state: match tasks_state(def, paper) {
                "to-number" => PaperState::ToNumber,
                "issued" => PaperState::Issued,
                "to-seal" => PaperState::ToSeal,
                "to-serve" => PaperState::ToServe,
                _ => PaperState::Done,
            },
            issue: false,
            seal: define
                .and_then(|p| p.seal.as_ref())
                .and_then(|s| self.loaded.bound.shared.seals.get(&**s))
                .map(|s| s.name.clone()),
            pdf: paper.pdf.clone(),
            original: paper.original.clone(),
            check: check.map(str::to_owned),
            services,
            serve: define.is_some_and(|p| p.serve),
            class: if define.is_some_and(|p| p.public) { Class::Public } else { Class::Personal },
        }
    }

    fn children(&self, bureau: &Bureau) -> Vec<ChildShown> {
        if self.view != &View::Officer {
            return Vec::new();
        }
        self.loaded
            .file
            .children
            .iter()
            .map(|c| {
                let def = bureau.definition(&c.matter);
                let state = c.state.as_ref().map(|s| {
                    def.as_ref()
                        .and_then(|d| d.states.get(&**s))
                        .map_or_else(|| as_is(s), |state| state.name.clone())
                });
                ChildShown {
                    file: c.file.clone(),
                    matter: def.map_or_else(|| as_is(&c.matter), |d| d.name.clone()),
                    state,
                    ended: c.ended,
                }
            })
            .collect()
    }

    /// A document that whoever looks may open.
    fn blob(&self, hash: &Hash) -> Option<Blob> {
        let file = &self.loaded.file;
        let same = |b: &&Blob| b.hash == hash.0;
        if self.whole() && self.view == &View::Officer {
            return file
                .events
                .iter()
                .find_map(|e| e.blobs().into_iter().find(|b| b.hash == hash.0).cloned());
        }
        let in_papers = file
            .papers
            .iter()
            .filter(|p| self.sees_paper(p))
            .flat_map(|p| p.pdf.iter().chain(&p.original))
            .find(same)
            .cloned();
        if in_papers.is_some() {
            return in_papers;
        }
        file.events
            .iter()
            .filter(|e| self.whole() || self.ours(e))
            .filter(|e| !matches!(e.what, What::PaperMade { .. } | What::Sealed { .. }))
            .find_map(|e| match &e.what {
                // What is hidden from a role stays so.
                What::Act(done) => done
                    .values
                    .iter()
                    .chain(&done.own)
                    .filter(|(id, _)| !self.hidden(id))
                    .flat_map(|(_, v)| v.blobs())
                    .chain(
                        done.parties
                            .iter()
                            .filter(|p| self.whole() || self.us().contains(&p.person) || event_is_own(e))
                            .flat_map(|p| p.needs.values().flat_map(Value::blobs)),
                    )
                    .find(same)
                    .cloned(),
                _ => e.blobs().into_iter().find(same).cloned(),
            })
    }
}

/// The opening event: whoever filed it handed in what it holds.
fn event_is_own(event: &Event) -> bool {
    event.n.0 == 1
}
