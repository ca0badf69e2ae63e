//! The form of an act (表单), made from the definition.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use xiezhi_matter::{
    Text,
    decide::asked,
    event::{Capacity, Values},
    expr::{Expr, Read, Root, Scope, Was},
    file::File,
    id::{DefineId, FieldId, PersonId},
    key::{City, FileKey, Seq},
    model::{Act, Asked, Definition, Field, FieldType, From, Give, Mark, PartyKind, To, Who as By},
    offers, time,
    value::Value,
    world::{Actor, World},
};

use crate::{
    ActError, Answers, Bureau, LookError, NotDone, PartyWho, Who,
    act::cleaned,
    clocks,
    heads::head_of,
    load::Loaded,
    show::{Shower, Sight, listed},
    view::{Answerer, AskedField, ChainStep, Choice, Form, PartyForm, ShownIf, View},
    world::Wanted,
};

impl Bureau {
    /// The form of an opening act, with what was answered so far.
    pub async fn opening_form(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Form, LookError> {
        self.gate_at("opening_form", who, city)?;
        self.sieve_matter(who, matter)?;
        let loaded = self.to_be(city, matter, None, answers, now)?;
        let actor = self.opener(who, &loaded, answers)?;
        self.form_of(who, &loaded, &actor, answers, now).await
    }

    /// What would stand in the way of an opening act: nothing is recorded. For each page of a wizard, and for the
    /// page that shows all answers before they are sent.
    pub async fn judge_new(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<NotDone, ActError> {
        self.gate_at("judge_new", who, city)?;
        self.sieve_matter(who, matter)?;
        let answers = cleaned(answers);
        let loaded = self.to_be(city, matter, None, &answers, now)?;
        let actor = self.opener(who, &loaded, &answers)?;
        let (decision, _, faults) = self.would(who, &loaded, &actor, &answers, now).await?;
        Ok(self.not_done(&loaded, &actor, &decision, faults))
    }

    /// The form of an act in a file.
    pub async fn form(
        &self,
        who: &Who,
        key: &FileKey,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Form, LookError> {
        let loaded = self.load(key).await?;
        self.gate_in("form", who, &loaded)?;
        let loaded = self.settled(loaded, now).await?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        self.look(who, key, &format!("form:{}", answers.act), "", now).await?;
        self.form_of(who, &loaded, &actor, answers, now).await
    }

    /// A file to be, under the version in force on the day that counts.
    pub(crate) fn to_be(
        &self,
        city: &City,
        matter: &str,
        id: Option<xiezhi_matter::key::FileId>,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Loaded, LookError> {
        self.city(city)?;
        let today = time::day(now);
        let in_use = self.in_use();
        let newest = in_use.current(matter).ok_or(LookError::Unknown("matter"))?;
        let act = newest.def.acts.get(&*answers.act).ok_or(LookError::Unknown("act"))?;
        if !act.from.contains(&From::New) {
            return Err(LookError::Unknown("act"));
        }
        let dated = act.dated.iter().find_map(|f| answers.values.get(f).and_then(Value::as_date));
        let bound = in_use
            .on(matter, dated.filter(|d| *d < today).unwrap_or(today))
            .or_else(|| in_use.on(matter, today))
            .ok_or(LookError::Unknown("matter"))?;
        let id = id.unwrap_or_else(|| xiezhi_matter::key::FileId::from_random(rand::random()));
        Ok(Loaded::fresh(FileKey { city: city.clone(), id }, bound, self.calendar(city)))
    }

    /// Whoever opens a file: somebody without an account becomes a person of this file, and so does an
    /// organisation for which somebody with an account of their own acts.
    pub(crate) fn opener(&self, who: &Who, loaded: &Loaded, answers: &Answers) -> Result<Actor, LookError> {
        let mut actor = self.actor(&loaded.key.city, &loaded.bound.def, who)?;
        let for_organisation = answers.parties.iter().any(|p| p.who == PartyWho::MyOrganisation);
        if matches!(who, Who::Anonymous(_)) || (matches!(who, Who::Person(_)) && for_organisation) {
            let person = PersonId::from(xiezhi_store::PersonId::random().as_str());
            actor.id = person.as_str().into();
            actor.person = Some(person);
        }
        Ok(actor)
    }

    async fn form_of(
        &self,
        who: &Who,
        loaded: &Loaded,
        actor: &Actor,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Form, LookError> {
        let def = &loaded.bound.def;
        let file = &loaded.file;
        let act = def.acts.get(&*answers.act).ok_or(LookError::Unknown("act"))?;
        let city = self.city(&loaded.key.city)?;
        let people = BTreeMap::new();
        let wanted = Wanted {
            actor,
            act: Some(&answers.act),
            values: &answers.values,
            entering: &[],
            people: &people,
            now,
        };
        let (world, _) = self.world(loaded, &wanted).await?;
        let ground = loaded.ground(&world);
        let offer = offers(&ground, file, actor, now).into_iter().find(|o| o.act == answers.act);
        let opening = file.opened_on.is_none();
        let capacity = capacity(act, file, actor, who, answers).ok_or(LookError::Forbidden("form"))?;
        let shower = Shower::new(&loaded.bound);
        let filler = Filler::new(loaded, act, &capacity, actor, &world, answers, now);
        let officers = self.officers_of(&loaded.key.city, now).await?;
        let asked = filler.asked();
        let fields: Vec<AskedField> =
            asked.iter().filter_map(|a| filler.field(a, &officers, &asked)).collect();
        let view = self.sees(who, loaded)?.unwrap_or(View::Officer);
        let clocks = file
            .counts
            .iter()
            .filter(|c| c.running())
            .filter(|c| {
                def.limits
                    .get(c.rule)
                    .is_some_and(|l| l.met_by.iter().any(|m| matches!(m, Mark::Act(a) if *a == answers.act)))
            })
            .filter_map(|c| clocks::clock_of(loaded, c, &view, now))
            .collect();
        let proposed = file.proposals.iter().find(|p| p.act == answers.act).map(|p| {
            let names: Vec<Text> = p.counts.iter().map(|c| shower.limit_name(&c.limit)).collect();
            listed(&names)
        });
        let about = act.about.as_ref().map(|about| {
            let mut events: Vec<(Seq, Text)> = about
                .acts
                .iter()
                .flat_map(|a| {
                    file.doings(a).map(|(n, on, _)| (n, dated(&shower.act_name(a), on))).collect::<Vec<_>>()
                })
                .collect();
            events.sort_by_key(|(n, _)| *n);
            events
        });
        let clerk = matches!(capacity, Capacity::Post(_) | Capacity::Seat(_));
        let mut for_party: Vec<(PersonId, String)> = Vec::new();
        if clerk && !opening {
            for by in &act.by {
                let By::Party(role) = by else { continue };
                for entry in file.in_role(role) {
                    let name = world.persons.get(&entry.person).map(|p| p.name.clone()).unwrap_or_default();
                    for_party.push((entry.person.clone(), name));
                }
            }
        }
        let signers = match act.sign {
            Some(_) => officers.iter().filter(|(id, _)| *id != actor.id.as_str()).cloned().collect(),
            None => Vec::new(),
        };
        let me = match (opening, who.person()) {
            (true, Some(person)) => {
                let record = self.record_of(loaded, person).await?;
                Some((record.name, record.facts))
            }
            _ => None,
        };
        let reasons = offer.iter().flat_map(|o| &o.stands).filter(|s| !opening || !expected(&s.why));
        Ok(Form {
            file: (!opening).then(|| head_of(loaded, &world.persons, true)),
            seen: file.last(),
            act: answers.act.clone(),
            name: act.name.clone(),
            basis: act.basis.clone(),
            answerer: match &capacity {
                Capacity::Party(role, _) => Answerer::Party(role.clone(), shower.role_name(role)),
                Capacity::Public => Answerer::Public,
                other => Answerer::Officer(shower.capacity(other)),
            },
            fields,
            parties: act
                .parties
                .iter()
                .filter_map(|(role, required)| {
                    filler.party(role, *required, &city, &officers, who, me.as_ref())
                })
                .collect(),
            sign: act.sign,
            signers,
            about: about.unwrap_or_default(),
            for_party,
            open: opening || offer.as_ref().is_some_and(xiezhi_matter::Offer::open),
            reasons: reasons.map(|s| shower.reason(s, actor)).collect(),
            chain: act
                .approve
                .iter()
                .map(|s| ChainStep {
                    post: s.post.clone(),
                    name: shower.post_name(&s.post),
                    who: None,
                    at: None,
                    delegated_to: None,
                    now: false,
                })
                .collect(),
            papers: act.papers.iter().map(|p| shower.paper_name(p)).collect(),
            clocks,
            leads_to: match &act.to {
                To::Stay => Vec::new(),
                To::Back => file.base.iter().map(|s| shower.state(s).name).collect(),
                To::States(next) => next.iter().map(|n| shower.state(&n.state).name).collect(),
            },
            proposed,
            given: filler.given.clone(),
        })
    }

    /// Officers who work here now: id and name.
    pub(crate) async fn officers_of(
        &self,
        city: &City,
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, xiezhi_store::Fault> {
        let today = time::day(now);
        let officers = self.store().list_officers(city).await?;
        let here = officers.into_iter().filter(|o| o.until.is_none_or(|until| today <= until));
        Ok(here.map(|o| (o.id.0, o.name)).collect())
    }
}

/// What stands only because the form is not filled in yet.
fn expected(why: &xiezhi_matter::decide::Why) -> bool {
    matches!(why, xiezhi_matter::decide::Why::By)
}

fn dated(name: &Text, on: jiff::civil::Date) -> Text {
    crate::show::in_both(|lang| format!("{on} {}", name.get(lang)))
}

/// In which capacity somebody fills in the form.
pub(crate) fn capacity(
    act: &Act,
    file: &File,
    actor: &Actor,
    who: &Who,
    answers: &Answers,
) -> Option<Capacity> {
    let opening = file.opened_on.is_none();
    act.by.iter().find_map(|by| match by {
        By::Post(post) => actor.posts.contains(post).then(|| Capacity::Post(post.clone())),
        By::Officer(seat) => {
            let mine = file.officers.get(seat).is_some_and(|o| o.contains(&actor.id));
            mine.then(|| Capacity::Seat(seat.clone()))
        }
        By::Party(role) if opening => {
            let me = actor.person.clone()?;
            let given = answers.parties.iter().find(|p| p.who.is_mine());
            let office = who.signed_in().is_some_and(|s| s.office.is_some() && s.officer.is_none());
            let fits = match given {
                Some(given) => given.role == *role,
                // An office answers for itself where the last named party may open the file.
                None => !office || act.by.iter().rfind(|b| matches!(b, By::Party(_))) == Some(by),
            };
            fits.then(|| Capacity::Party(role.clone(), me))
        }
        By::Party(role) => {
            let person = actor.person.as_ref()?;
            let mine = file.in_role(role).any(|p| p.person == *person);
            mine.then(|| Capacity::Party(role.clone(), person.clone()))
        }
        By::Public => Some(Capacity::Public),
        By::Law | By::Matter(_) => None,
    })
}

/// Fills a form with what is known.
struct Filler<'a> {
    loaded: &'a Loaded,
    act: &'a Act,
    capacity: &'a Capacity,
    actor: &'a Actor,
    world: &'a World,
    /// Values of the file as the form would leave it.
    all: Values,
    /// Values that stay with the act.
    own: Values,
    given: Values,
    today: jiff::civil::Date,
}

impl<'a> Filler<'a> {
    fn new(
        loaded: &'a Loaded,
        act: &'a Act,
        capacity: &'a Capacity,
        actor: &'a Actor,
        world: &'a World,
        answers: &Answers,
        now: Timestamp,
    ) -> Self {
        let def = &loaded.bound.def;
        let mut filler = Self {
            loaded,
            act,
            capacity,
            actor,
            world,
            all: loaded.file.values.clone(),
            own: Values::new(),
            given: Values::new(),
            today: time::day(now),
        };
        let proposal = loaded.file.proposals.iter().find(|p| p.act == answers.act);
        for asked in filler.asked() {
            let Some(field) = def.fields.get(&*asked.field) else { continue };
            let value = answers
                .values
                .get(&asked.field)
                .cloned()
                .or_else(|| proposal.and_then(|p| p.with.get(&asked.field).cloned()))
                .or_else(|| filler.offered(&asked.field, field));
            if let Some(value) = value {
                let into = if field.scope_act { &mut filler.own } else { &mut filler.all };
                into.insert(asked.field.clone(), value.clone());
                filler.given.insert(asked.field.clone(), value);
            }
        }
        filler
    }

    /// What the definition offers where nothing was given: prefill, default, what is on file.
    fn offered(&self, id: &FieldId, field: &Field) -> Option<Value> {
        if !field.scope_act
            && let Some(value) = self.loaded.file.values.get(id)
        {
            return Some(value.clone());
        }
        if let Some(prefill) = &field.prefill
            && let Ok(value) = prefill.value(&self.scope(&self.all, &self.own))
        {
            return Some(value);
        }
        if self.loaded.file.opened_on.is_some() && !field.scope_act {
            return None;
        }
        match &field.default {
            Some(Give::Value(value)) => Some(value.clone()),
            Some(Give::Cel(expr)) => expr.value(&self.scope(&self.all, &self.own)).ok(),
            None => None,
        }
    }

    fn scope<'s>(&'s self, all: &'s Values, own: &'s Values) -> Scope<'s> {
        Scope {
            def: &self.loaded.bound.def,
            shared: Some(&self.loaded.bound.shared),
            file: &self.loaded.file,
            values: all,
            parties: &self.loaded.file.parties,
            was: Was::Before(&self.loaded.file.values),
            own: Some((own, &self.actor.id)),
            actor: Some(self.actor),
            world: Some(self.world),
            row: None,
            on: self.today,
            calendar: &self.loaded.calendar,
        }
    }

    fn asked(&self) -> Vec<&'a Asked> {
        let mut seen = BTreeSet::new();
        asked(self.act, self.capacity_static()).filter(|a| seen.insert(a.field.clone())).collect()
    }

    fn capacity_static(&self) -> &'a Capacity {
        self.capacity
    }

    fn field(&self, asked: &Asked, officers: &[(String, String)], form: &[&Asked]) -> Option<AskedField> {
        let def = &self.loaded.bound.def;
        let field = def.fields.get(&*asked.field)?;
        let mut shown = self.plain_field(&asked.field, field, asked.required, officers);
        if let Some(when) = &field.when {
            shown.shown = when.holds(&self.scope(&self.all, &self.own)).unwrap_or(false);
            let mut reads = BTreeSet::new();
            read_fields(def, when, &mut reads, &mut BTreeSet::new());
            let on_form = |id: &FieldId| form.iter().any(|a| a.field == *id);
            shown.controlled_by = reads.iter().filter(|id| on_form(id)).cloned().collect();
            if let ([one], 1) = (shown.controlled_by.as_slice(), reads.len()) {
                shown.shown_if = self.shown_if(when, one);
            }
        }
        shown.value = self.given.get(&asked.field).cloned();
        shown.on_file = !field.scope_act && self.loaded.file.values.contains_key(&asked.field);
        if field.value.is_some() {
            let value = self.loaded.file.values.get(&asked.field)?;
            shown.computed = Some(Shower::new(&self.loaded.bound).shown(&asked.field, value, Sight::All));
        }
        Some(shown)
    }

    fn plain_field(
        &self,
        id: &FieldId,
        field: &Field,
        required: bool,
        officers: &[(String, String)],
    ) -> AskedField {
        let def: &Definition = &self.loaded.bound.def;
        let shower = Shower::new(&self.loaded.bound);
        let mut options: Vec<Choice> = field
            .options
            .as_ref()
            .and_then(|o| shower.options(o))
            .into_iter()
            .flatten()
            .filter(|(_, item)| item.in_force.holds(self.today))
            .map(|(id, item)| Choice {
                id: id.to_string(),
                name: item.name.clone(),
                basis: item.basis.clone(),
            })
            .collect();
        let named = |id: &str, name: &str| Choice {
            id: id.to_owned(),
            name: crate::show::as_is(name),
            basis: Vec::new(),
        };
        match field.ty {
            FieldType::Officer => options.extend(officers.iter().map(|(id, name)| named(id, name))),
            FieldType::Person => {
                options.extend(self.loaded.file.parties.iter().map(|p| {
                    let name = self.world.persons.get(&p.person).map_or("", |one| one.name.as_str());
                    named(&p.person, name)
                }));
            }
            _ => {}
        }
        let of = field
            .of_fields
            .iter()
            .filter_map(|id| Some(self.plain_field(id, def.fields.get(&**id)?, false, officers)))
            .collect();
        AskedField {
            id: id.clone(),
            name: field.name.clone(),
            help: field.help.clone(),
            ty: field.ty,
            class: field.class,
            required,
            shown: true,
            controlled_by: Vec::new(),
            shown_if: None,
            only: field.only,
            options,
            of,
            range: field.range,
            value: None,
            on_file: false,
            computed: None,
            basis: field.basis.clone(),
        }
    }

    /// For which values of one other field this one is asked, by trying each.
    fn shown_if(&self, when: &Expr, other: &FieldId) -> Option<ShownIf> {
        let def = &self.loaded.bound.def;
        let field = def.fields.get(&**other)?;
        let shower = Shower::new(&self.loaded.bound);
        let holds = |value: Value| {
            let (mut all, mut own) = (self.all.clone(), self.own.clone());
            if field.scope_act { &mut own } else { &mut all }.insert(other.clone(), value);
            when.holds(&self.scope(&all, &own)).unwrap_or(false)
        };
        let mut values = Vec::new();
        let mut words = Vec::new();
        // A question that is not asked leaves those that hang on it to what holds without its answer.
        let (mut all, mut own) = (self.all.clone(), self.own.clone());
        all.remove(other);
        own.remove(other);
        if when.holds(&self.scope(&all, &own)).unwrap_or(false) {
            values.push(String::new());
        }
        match field.ty {
            FieldType::YesNo => {
                for (yes, zh, en) in [(true, "是", "yes"), (false, "否", "no")] {
                    if holds(Value::YesNo(yes)) {
                        values.push(yes.to_string());
                        words.push(Text::new([zh, en]));
                    }
                }
            }
            FieldType::Choice | FieldType::Choices => {
                for (id, item) in field.options.as_ref().and_then(|o| shower.options(o)).into_iter().flatten()
                {
                    let one = Value::Text(id.to_string());
                    let one = if field.ty == FieldType::Choices { Value::List(vec![one]) } else { one };
                    if holds(one) {
                        values.push(id.to_string());
                        words.push(item.name.clone());
                    }
                }
            }
            _ => return None,
        }
        Some(ShownIf { field: other.clone(), name: field.name.clone(), values, words })
    }

    fn party(
        &self,
        role: &xiezhi_matter::id::RoleId,
        required: bool,
        city: &crate::CityCard,
        officers: &[(String, String)],
        who: &Who,
        me: Option<&(String, Values)>,
    ) -> Option<PartyForm> {
        let def = &self.loaded.bound.def;
        let define = def.parties.get(&**role)?;
        let needs = define
            .needs
            .iter()
            .filter_map(|a| {
                Some(self.plain_field(&a.field, def.fields.get(&*a.field)?, a.required, officers))
            })
            .collect();
        let opens = self.act.by.iter().any(|by| matches!(by, By::Party(r) if r == role));
        let office = who.signed_in().is_some_and(|s| s.office.is_some());
        let fits = match define.kind {
            PartyKind::Any => true,
            PartyKind::Office => office,
            PartyKind::Person | PartyKind::Organisation => !office,
        };
        let may_be_me = opens && fits && self.actor.person.is_some();
        // A citizen who says who they are is not asked which office they might be.
        let offices = if define.kind == PartyKind::Office || (define.kind == PartyKind::Any && !may_be_me) {
            city.office
                .iter()
                .filter(|(_, o)| o.kind.is_none())
                .map(|(id, o)| (id.clone(), o.name.clone()))
                .collect()
        } else {
            Vec::new()
        };
        Some(PartyForm {
            me: me.filter(|_| may_be_me).cloned(),
            role: role.clone(),
            name: define.name.clone(),
            kind: define.kind,
            min: define.min,
            max: define.max,
            required,
            acts_for: define.acts_for.clone(),
            needs,
            offices,
            may_be_me,
            basis: define.basis.clone(),
        })
    }
}

/// The fields of the file or the act that a condition reads, through what it names.
fn read_fields(def: &Definition, expr: &Expr, found: &mut BTreeSet<FieldId>, seen: &mut BTreeSet<DefineId>) {
    for read in expr.reads() {
        match read {
            Read::Member(Root::File | Root::Act, field) | Read::Has(Root::File | Root::Act, field)
                if def.fields.contains_key(&**field) =>
            {
                found.insert(field.clone());
            }
            Read::Define(id) if seen.insert(id.clone()) => {
                if let Some(define) = def.defines.get(&**id) {
                    read_fields(def, &define.cel, found, seen);
                }
            }
            _ => {}
        }
    }
}
