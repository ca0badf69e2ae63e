//! From what is recorded to what is shown: names, words, masks.

use std::collections::BTreeMap;

use xiezhi_matter::{
    Lang, Text,
    decide::{Stands, Why},
    event::{Capacity, Event, What},
    id::{ActId, ActorId, FieldId, PersonId},
    model::{Act, Binds, Class, Definition, Expiry, FieldType, Mark, Options, OptionsRef, Role, Who},
    value::Value,
    world::{Actor, Person},
};

use crate::{
    functions::Bound,
    load::Loaded,
    view::{Plain, Reason, Shown, StateShown},
};

/// How much of closed values is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// All of it.
    All,
    /// All but the sensitive, which is masked until it is opened.
    Officer,
    /// Nothing personal: masked.
    Masked,
}

/// Shows things of one definition.
#[derive(Clone, Copy)]
pub(crate) struct Shower<'a> {
    pub(crate) bound: &'a Bound,
}

/// Words in both languages, made by the same rule.
pub(crate) fn in_both(make: impl Fn(Lang) -> String) -> Text {
    let [zh, en] = Lang::ALL.map(make);
    Text::new([zh.as_str(), en.as_str()])
}

/// Names one after another, as each language lists them.
pub(crate) fn listed(names: &[Text]) -> Text {
    in_both(|lang| {
        let names: Vec<&str> = names.iter().map(|n| n.get(lang)).collect();
        names.join(if lang == Lang::Zh { "、" } else { ", " })
    })
}

/// The same words in both languages.
pub(crate) fn as_is(words: &str) -> Text {
    Text::new([words, words])
}

/// A name that tells who is meant to those who know, and nothing to others: 赵*.
pub(crate) fn masked(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        // One star whatever the length: how long a name is tells something too.
        Some(first) => format!("{first}*"),
        None => String::new(),
    }
}

/// Digits with the middle left out: 6201***********018.
pub(crate) fn masked_digits(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 7 {
        return "*".repeat(chars.len());
    }
    let ends = if chars.len() > 12 { 4 } else { 3 };
    let shown = |at: usize| at < ends || at + ends > chars.len();
    chars.iter().enumerate().map(|(at, c)| if shown(at) { *c } else { '*' }).collect()
}

impl<'a> Shower<'a> {
    pub(crate) fn new(bound: &'a Bound) -> Self {
        Self { bound }
    }

    pub(crate) fn def(&self) -> &'a Definition {
        &self.bound.def
    }

    /// A refusal as it is shown to whoever would act.
    pub(crate) fn reason(&self, stands: &Stands, actor: &Actor) -> Reason {
        use xiezhi_matter::model::Strength;
        let mine = match stands.strength {
            Strength::Block => false,
            Strength::Warn => matches!(stands.why, Why::Rule(_)),
            Strength::Hold => actor.posts.iter().any(|p| stands.lift.iter().any(|l| l == p.as_str())),
        };
        Reason {
            rule: stands.why.word().to_owned(),
            says: stands.says.clone(),
            strength: stands.strength,
            basis: stands.basis.clone(),
            facts: stands.facts.iter().map(|(id, v)| self.shown(id, v, Sight::Officer)).collect(),
            lift: stands.lift.iter().map(|l| self.written(l)).collect(),
            mine,
            unverified: stands.unverified,
        }
    }

    /// A power as a definition writes it: `city-leader`, `officer:lead`, `party:applicant`.
    fn written(&self, who: &str) -> Text {
        if let Some(seat) = who.strip_prefix("officer:") {
            return self.def().officers.get(seat).map_or_else(|| as_is(who), |s| s.name.clone());
        }
        if let Some(role) = who.strip_prefix("party:") {
            return self.role_name(role);
        }
        self.post_name(who)
    }

    pub(crate) fn post_name(&self, post: &str) -> Text {
        self.bound.shared.posts.get(post).map_or_else(|| as_is(post), |p| p.name.clone())
    }

    pub(crate) fn role(&self, role: &str) -> Option<&'a Role> {
        self.def().parties.get(role)
    }

    pub(crate) fn role_name(&self, role: &str) -> Text {
        self.role(role).map_or_else(|| as_is(role), |r| r.name.clone())
    }

    pub(crate) fn by_name(&self, who: &Who) -> Text {
        match who {
            Who::Post(post) => self.post_name(post),
            Who::Officer(seat) => {
                self.def().officers.get(seat).map_or_else(|| as_is(seat), |s| s.name.clone())
            }
            Who::Party(role) => self.role_name(role),
            Who::Matter(matter) => as_is(matter),
            Who::Public => Text::new(["任何人", "Anybody"]),
            Who::Law => Text::new(["法律规定", "The law"]),
        }
    }

    pub(crate) fn binds_name(&self, binds: &Binds) -> Text {
        match binds {
            Binds::Office => self
                .bound
                .shared
                .offices
                .get(&*self.def().office)
                .map_or_else(|| as_is(&self.def().office), |o| o.name.clone()),
            Binds::Served => Text::new(["受送达人", "Whoever was served"]),
            Binds::Who(who) => self.by_name(who),
        }
    }

    pub(crate) fn act(&self, act: &str) -> Option<&'a Act> {
        self.def().acts.get(act).or_else(|| self.bound.shared.acts.get(act))
    }

    pub(crate) fn act_name(&self, act: &str) -> Text {
        self.act(act).map_or_else(|| as_is(act), |a| a.name.clone())
    }

    /// Whether the definition computes a field: nobody said it.
    pub(crate) fn computed(&self, field: &FieldId) -> bool {
        self.def().fields.get(&**field).is_some_and(|f| f.value.is_some())
    }

    /// What was looked at, in words.
    pub(crate) fn look(&self, what: &str, loaded: &Loaded) -> Text {
        let (kind, of) = what.split_once(':').unwrap_or((what, ""));
        let said = |zh: &str, en: &str, of: &Text| {
            in_both(|lang| match lang {
                Lang::Zh => format!("{zh}：{}", of.zh()),
                Lang::En => format!("{en}: {}", of.get(lang)),
            })
        };
        match kind {
            "file" => Text::new(["案卷", "The file"]),
            "inbox" => Text::new(["收件箱", "The inbox"]),
            "receipt" => Text::new(["收件回执", "The receipt"]),
            "form" => said("表单", "A form", &self.act_name(of)),
            "preview" => Text::new(["文书预览", "A preview of papers"]),
            "closed" => Text::new(["遮蔽的信息", "What is masked"]),
            "paper" => {
                let paper = crate::project::paper_ref(of).and_then(|at| loaded.file.paper(at));
                let name = paper.map(|p| self.paper_name(&p.issued.paper)).unwrap_or_default();
                said("文书", "A paper", &name)
            }
            "blob" => {
                let all = loaded.file.events.iter().flat_map(|e| e.blobs());
                let named = all.into_iter().find(|b| of == xiezhi_store::Hash(b.hash).to_string());
                said("材料", "A document", &as_is(named.map_or("", |b| b.name.as_str())))
            }
            _ => as_is(what),
        }
    }

    /// By what right it was looked at: for the office, in a role, or for the reason given.
    pub(crate) fn look_ground(&self, why: &str) -> Text {
        if let Some((why, token)) = crate::token::apart(why) {
            let ground = self.look_ground(why);
            return Text::new([
                format!("{}（令牌：{token}）", ground.zh()).as_str(),
                format!("{} (token: {token})", ground.get(xiezhi_matter::Lang::En)).trim_start(),
            ]);
        }
        match why {
            "" => Text::default(),
            "office" => Text::new(["履行职责", "In the course of duty"]),
            "party" => Text::new(["当事人", "A party"]),
            role if self.def().parties.contains_key(role) => self.role_name(role),
            reason => as_is(reason),
        }
    }

    pub(crate) fn limit_name(&self, rule: &str) -> Text {
        self.def().limits.iter().find(|l| l.id == *rule).map_or_else(|| as_is(rule), |l| l.name.clone())
    }

    pub(crate) fn paper_name(&self, paper: &str) -> Text {
        self.def().papers.get(paper).map_or_else(|| as_is(paper), |p| p.name.clone())
    }

    pub(crate) fn state(&self, state: &str) -> StateShown {
        let found = self
            .def()
            .states
            .get(state)
            .or_else(|| self.def().tracks.values().find_map(|t| t.states.get(state)));
        StateShown {
            id: state.into(),
            name: found.map_or_else(|| as_is(state), |s| s.name.clone()),
            is_final: found.is_some_and(|s| s.is_final),
            basis: found.map(|s| s.basis.clone()).unwrap_or_default(),
        }
    }

    /// The title of a law by its short name.
    pub(crate) fn law(&self, law: &str) -> String {
        self.bound.shared.laws.get(law).map_or_else(|| law.to_owned(), |l| l.title.clone())
    }

    pub(crate) fn options(&self, options: &OptionsRef) -> Option<&'a Options> {
        match options {
            OptionsRef::Own(list) => self.def().options.get(&**list),
            OptionsRef::Shared(list) => self.bound.shared.options.get(&**list),
        }
    }

    /// A fact with its name.
    pub(crate) fn shown(&self, id: &FieldId, value: &Value, sight: Sight) -> Shown {
        let field = self.def().fields.get(&**id);
        let class = field.map_or(Class::Personal, |f| f.class);
        Shown {
            field: id.clone(),
            name: field.map_or_else(|| as_is(id), |f| f.name.clone()),
            class,
            value: self.plain(id, value, sight),
        }
    }

    /// A value as somebody may see it.
    pub(crate) fn plain(&self, id: &FieldId, value: &Value, sight: Sight) -> Plain {
        let field = self.def().fields.get(&**id);
        let class = field.map_or(Class::Personal, |f| f.class);
        let closed = match sight {
            Sight::All => false,
            Sight::Officer => class >= Class::Sensitive,
            Sight::Masked => class >= Class::Personal,
        };
        if closed {
            return match value {
                Value::Text(s) if s.chars().all(|c| c.is_ascii_alphanumeric()) => {
                    Plain::Masked(masked_digits(s))
                }
                Value::Text(s) => Plain::Masked(masked(s)),
                _ => Plain::Masked("***".to_owned()),
            };
        }
        match value {
            Value::Text(s) => {
                let options = field.and_then(|f| f.options.as_ref()).and_then(|o| self.options(o));
                match options.and_then(|o| o.get(s.as_str())) {
                    Some(option) => Plain::Text(option.name.clone()),
                    None => Plain::Typed(s.clone()),
                }
            }
            Value::Integer(n) if field.is_some_and(|f| f.ty == FieldType::Money) => Plain::Money(*n),
            Value::Integer(n) => Plain::Integer(*n),
            Value::Number(d) => Plain::Number(d.to_string()),
            Value::YesNo(b) => Plain::YesNo(*b),
            Value::Date(d) => Plain::Date(*d),
            Value::Time(t) => Plain::Time(*t),
            Value::List(items) => Plain::List(items.iter().map(|i| self.plain(id, i, sight)).collect()),
            Value::Record(fields) => {
                Plain::Record(fields.iter().map(|(k, v)| self.shown(k, v, sight)).collect())
            }
            Value::Blob(b) => Plain::Blob(b.clone()),
        }
    }

    /// What starts a limit, in words.
    pub(crate) fn mark(&self, mark: &Mark) -> Text {
        match mark {
            Mark::Act(act) => self.act_name(act),
            Mark::Asked(act) => {
                let name = self.act_name(act);
                in_both(|lang| match lang {
                    Lang::Zh => format!("“{}”报请批准", name.zh()),
                    Lang::En => format!("“{}” put up for approval", name.get(lang)),
                })
            }
            Mark::Service { papers, to } => {
                let papers: Vec<Text> = papers.iter().map(|p| self.paper_name(p)).collect();
                let papers = listed(&papers);
                let to: Vec<Text> = to.iter().map(|r| self.role_name(r)).collect();
                let to = listed(&to);
                in_both(|lang| match (lang, to.zh().is_empty()) {
                    (Lang::Zh, true) => format!("{}送达", papers.zh()),
                    (Lang::Zh, false) => format!("{}送达{}", papers.zh(), to.zh()),
                    (Lang::En, true) => format!("Service of: {}", papers.get(lang)),
                    (Lang::En, false) => format!("Service of {} on {}", papers.get(lang), to.get(lang)),
                })
            }
            Mark::Field(field) => {
                self.def().fields.get(&**field).map_or_else(|| as_is(field), |f| f.name.clone())
            }
            Mark::Enter(state) => self.state(state).name,
            Mark::Expiry(rule) => {
                let name = self.limit_name(rule);
                in_both(|lang| match lang {
                    Lang::Zh => format!("{}届满", name.zh()),
                    Lang::En => format!("The end of: {}", name.get(lang)),
                })
            }
            Mark::Child(child, _) => {
                let name = self.def().children.get(&**child).map(|c| c.of.to_string()).unwrap_or_default();
                as_is(&name)
            }
        }
    }

    /// What follows when a limit runs out, in words.
    pub(crate) fn consequence(&self, expiry: &Expiry) -> Text {
        match expiry {
            Expiry::Act { act, deemed, .. } => {
                let name = self.act_name(act);
                in_both(|lang| match (lang, deemed) {
                    (Lang::Zh, true) => format!("期限届满的，视为{}", name.zh()),
                    (Lang::Zh, false) => format!("期限届满的，{}", name.zh()),
                    (Lang::En, true) => format!("When it runs out it counts as: {}", name.get(lang)),
                    (Lang::En, false) => format!("When it runs out: {}", name.get(lang)),
                })
            }
            Expiry::Propose { act, .. } => {
                let name = self.act_name(act);
                in_both(|lang| match lang {
                    Lang::Zh => format!("期限届满的，由工作人员核实后决定是否“{}”", name.zh()),
                    Lang::En => {
                        format!("When it runs out, an officer decides whether to: {}", name.get(lang))
                    }
                })
            }
            Expiry::Tell(posts) => {
                let posts: Vec<Text> = posts.iter().map(|p| self.post_name(p)).collect();
                let posts = listed(&posts);
                in_both(|lang| match lang {
                    Lang::Zh => format!("期限届满的，通知{}", posts.zh()),
                    Lang::En => format!("When it runs out, {} are told", posts.get(lang)),
                })
            }
        }
    }

    /// What an event is, in words.
    pub(crate) fn event_name(&self, what: &What) -> Text {
        let of = |zh: &str, en: &str, act: &ActId| {
            let name = self.act_name(act);
            in_both(|lang| match lang {
                Lang::Zh => format!("{zh}：{}", name.zh()),
                Lang::En => format!("{en}: {}", name.get(lang)),
            })
        };
        match what {
            What::Act(done) if done.deemed => {
                let name = self.act_name(&done.act);
                in_both(|lang| match lang {
                    Lang::Zh => format!("视为{}", name.zh()),
                    Lang::En => format!("Deemed: {}", name.get(lang)),
                })
            }
            What::Act(done) => self.act_name(&done.act),
            What::Asked(request) => of("报请批准", "Put up for approval", &request.act),
            What::Approved(_) => Text::new(["批准", "Approved"]),
            What::Returned { .. } => Text::new(["退回", "Sent back"]),
            What::Delegated { .. } => Text::new(["委托审批", "Approval delegated"]),
            What::TakenBack { .. } => Text::new(["撤回报批", "Request taken back"]),
            What::Lapsed { .. } => Text::new(["报批失效", "Request lapsed"]),
            What::Served(served) => {
                let rules = self.bound.shared.services.get(&*self.def().service);
                let mode = rules.and_then(|r| r.modes.get(&served.mode));
                mode.map_or_else(|| Text::new(["送达", "Served"]), |m| m.name.clone())
            }
            What::RanOut(ran_out) => {
                let name = self.limit_name(&ran_out.limit);
                in_both(|lang| match lang {
                    Lang::Zh => format!("{}届满", name.zh()),
                    Lang::En => format!("Ran out: {}", name.get(lang)),
                })
            }
            What::Dismissed { act, .. } => of("不采纳建议", "Proposal dismissed", act),
            What::Assigned { seat, .. } => {
                let name = self.def().officers.get(&**seat).map_or_else(|| as_is(seat), |s| s.name.clone());
                in_both(|lang| match lang {
                    Lang::Zh => format!("指定{}", name.zh()),
                    Lang::En => format!("Assigned: {}", name.get(lang)),
                })
            }
            What::Noted { .. } => Text::new(["记事", "Note"]),
            What::Attached { .. } => Text::new(["归入材料", "Papers put in"]),
            What::Joined(entry) => {
                let name = self.role_name(&entry.role);
                in_both(|lang| match lang {
                    Lang::Zh => format!("{}参加", name.zh()),
                    Lang::En => format!("Joined: {}", name.get(lang)),
                })
            }
            What::Amended(_) => Text::new(["更正记录", "Entry put right"]),
            What::Settled { stands: true, .. } => Text::new(["确认", "Confirmed"]),
            What::Settled { stands: false, .. } => Text::new(["撤销", "Annulled"]),
            What::Numbered { .. } => Text::new(["文书已编号", "Paper numbered"]),
            What::PaperMade { .. } => Text::new(["文书已生成", "Paper made"]),
            What::Sealed { .. } => Text::new(["文书已用印", "Paper sealed"]),
            What::Recounted(_) => {
                Text::new(["按新的放假通知重新计算期限", "Limits counted again under a new holiday notice"])
            }
            What::ChildOpened { .. } => Text::new(["开立子案卷", "Child file opened"]),
            What::ChildReached { .. } => Text::new(["子案卷有进展", "Child file moved"]),
        }
    }

    /// In which capacity, in words.
    pub(crate) fn capacity(&self, capacity: &Capacity) -> Text {
        match capacity {
            Capacity::Post(post) => self.post_name(post),
            Capacity::Seat(seat) => {
                self.def().officers.get(&**seat).map_or_else(|| as_is(seat), |s| s.name.clone())
            }
            Capacity::Party(role, _) => self.role_name(role),
            Capacity::Matter(matter) => as_is(matter),
            Capacity::Public => Text::new(["任何人", "Anybody"]),
            Capacity::Law => Text::new(["法律规定", "The law"]),
        }
    }

    /// Who did what when, in a sentence.
    pub(crate) fn sentence(&self, event: &Event, names: &BTreeMap<ActorId, String>) -> Text {
        let name = self.event_name(&event.what);
        let who = match (names.get(&event.actor), event.done().map(|d| &d.by)) {
            (Some(name), _) => as_is(name),
            (None, Some(by)) => self.capacity(by),
            (None, None) => Text::new(["有人", "Somebody"]),
        };
        let at = xiezhi_matter::time::civil(event.recorded_at);
        let at = at.strftime("%Y-%m-%d %H:%M").to_string();
        in_both(|lang| match lang {
            Lang::Zh => format!("{at} {}：{}", who.zh(), name.zh()),
            Lang::En => format!("{at} {}: {}", who.get(lang), name.get(lang)),
        })
    }
}

/// The name of a person, as somebody may see it: offices are never masked.
pub(crate) fn person_name(persons: &BTreeMap<PersonId, Person>, id: &PersonId, open: bool) -> Plain {
    match persons.get(id) {
        Some(person) if open || person.office.is_some() => Plain::Typed(person.name.clone()),
        Some(person) => Plain::Masked(masked(&person.name)),
        None => Plain::Masked("*".to_owned()),
    }
}
