//! Who may what (权限): default deny. Each use case asks this table first; a test walks it against every
//! post.

use xiezhi_matter::{file::File, id::PersonId, key::City, model::Sees};

use crate::{Bureau, LookError, Who, load::Loaded, token, view::View};

/// A ground on which somebody may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum May {
    /// Anybody, signed in or not.
    Anyone,
    /// Anybody who is signed in.
    SignedIn,
    /// Any officer.
    Officer,
    /// Officers who look after accounts, offices and holiday notices.
    Administrator,
    /// Officers whose post in the office in charge may read the matter, and whoever has a seat in the file.
    Reader,
    /// Whoever takes part in the file.
    Party,
    /// Whoever may do this built-in act: its posts stand in `shared.toml`.
    BuiltIn(&'static str),
    /// Whoever knows of the file; the definition's own rules then say who may do the act.
    ByDefinition,
}

/// A use case and who may.
#[derive(Clone, Copy, Debug)]
pub struct UseCase {
    /// Its name: that of the method.
    pub name: &'static str,
    /// Whether it is about one file: whoever may not know of the file is told that there is none.
    pub in_file: bool,
    /// Any of these grounds will do.
    pub may: &'static [May],
}

const fn open(name: &'static str, may: &'static [May]) -> UseCase {
    UseCase { name, in_file: false, may }
}

const fn within(name: &'static str, may: &'static [May]) -> UseCase {
    UseCase { name, in_file: true, may }
}

/// Every use case with who may. What is not here nobody may.
pub const USE_CASES: &[UseCase] = &[
    open("services", &[May::Anyone]),
    open("guide", &[May::Anyone]),
    open("roads", &[May::Anyone]),
    open("opening_form", &[May::Anyone]),
    open("judge_new", &[May::Anyone]),
    // The definition says who opens a file; a person needs no account for it.
    open("file_new", &[May::Anyone]),
    open("keep_draft", &[May::Anyone]),
    open("check_paper", &[May::Anyone]),
    open("sign_in", &[May::Anyone]),
    open("enter_by_code", &[May::Anyone]),
    open("sign_up", &[May::Anyone]),
    // Whoever holds the code of a first sign-in, which an administrator made for one officer.
    open("set_up", &[May::Anyone]),
    open("setup_code", &[May::Administrator]),
    // A draft answers to its writer alone: the account, or whoever has the code.
    open("find_draft", &[May::Anyone]),
    open("drafts", &[May::Anyone]),
    open("drop_draft", &[May::Anyone]),
    open("set_language", &[May::SignedIn]),
    open("invitation", &[May::Anyone]),
    open("take_up", &[May::SignedIn]),
    open("change_password", &[May::SignedIn]),
    open("new_token", &[May::SignedIn]),
    open("tokens", &[May::SignedIn]),
    open("end_token", &[May::SignedIn]),
    open("my_files", &[May::SignedIn]),
    open("my_tasks", &[May::SignedIn]),
    open("today", &[May::Officer]),
    open("register", &[May::Officer]),
    open("register_lines", &[May::Officer]),
    open("registers", &[May::Officer]),
    open("statistics", &[May::Officer]),
    open("alike", &[May::Officer]),
    open("recently_filed", &[May::Officer]),
    open("find_number", &[May::SignedIn]),
    open("holidays", &[May::Officer]),
    open("try_notice", &[May::Administrator]),
    open("load_notice", &[May::Administrator]),
    open("new_officer", &[May::Administrator]),
    open("new_office_account", &[May::Administrator]),
    open("new_person_account", &[May::Administrator]),
    open("accounts", &[May::Administrator]),
    open("set_account", &[May::Administrator]),
    open("posts", &[May::Administrator]),
    open("posts_held", &[May::Administrator]),
    open("give_post", &[May::Administrator]),
    open("end_post", &[May::Administrator]),
    open("reset_account", &[May::Administrator]),
    open("declare_relation", &[May::Officer]),
    within("read", &[May::Reader, May::Party]),
    within("receipt", &[May::Reader, May::Party]),
    within("document", &[May::Reader, May::Party]),
    within("reveal", &[May::Reader]),
    within("inbox", &[May::Party]),
    within("form", &[May::ByDefinition]),
    within("judge", &[May::ByDefinition]),
    within("act", &[May::ByDefinition]),
    within("attach", &[May::ByDefinition]),
    within("preview", &[May::Reader]),
    within("preview_request", &[May::Reader]),
    within("approve", &[May::BuiltIn("approve")]),
    within("send_back", &[May::BuiltIn("return")]),
    within("delegate", &[May::BuiltIn("delegate")]),
    within("take_back", &[May::ByDefinition]),
    within("assign", &[May::BuiltIn("assign")]),
    within("serve", &[May::BuiltIn("serve")]),
    within("note", &[May::BuiltIn("note")]),
    within("put_in", &[May::BuiltIn("attach"), May::Party]),
    within("dismiss", &[May::BuiltIn("dismiss")]),
    within("amend", &[May::BuiltIn("amend")]),
    within("settle_question", &[May::BuiltIn("amend")]),
    within("invite", &[May::BuiltIn("serve")]),
    within("invitations", &[May::BuiltIn("serve")]),
    within("withdraw_invitation", &[May::BuiltIn("serve")]),
    within("paper_pdf", &[May::Reader, May::Party]),
    within("paper_docx", &[May::Reader, May::Party]),
    within("paper_html", &[May::Reader, May::Party]),
    // The posts of its seal may: the definition says which.
    within("issue", &[May::Reader]),
    within("seal", &[May::BuiltIn("serve")]),
];

/// The use case of a name.
fn use_case(name: &str) -> Option<&'static UseCase> {
    USE_CASES.iter().find(|u| u.name == name)
}

impl Bureau {
    /// The gate of a use case that is about no file.
    pub(crate) fn gate(&self, name: &'static str, who: &Who) -> Result<(), LookError> {
        if matches!(who, Who::Program) {
            return Ok(());
        }
        let may = use_case(name).map_or(&[] as &[May], |u| u.may);
        let fits = may.iter().any(|may| match may {
            May::Anyone => true,
            May::SignedIn => who.signed_in().is_some(),
            May::Officer => matches!(who, Who::Officer(_)),
            May::Administrator => matches!(who, Who::Officer(one) if one.administrator),
            May::Reader | May::Party | May::BuiltIn(_) | May::ByDefinition => false,
        });
        if fits { self.sieve(name, who) } else { Err(LookError::Forbidden(name)) }
    }

    /// The gate of a use case in a city: whoever is signed in elsewhere has no business here.
    pub(crate) fn gate_at(&self, name: &'static str, who: &Who, city: &City) -> Result<(), LookError> {
        self.gate(name, who)?;
        if who.signed_in().is_some_and(|one| one.city != *city) {
            return Err(LookError::Forbidden(name));
        }
        Ok(())
    }

    /// The gate of a use case in a file: how much of it whoever asks may see. Whoever may not know of it is
    /// told that there is none.
    pub(crate) fn gate_in(&self, name: &'static str, who: &Who, loaded: &Loaded) -> Result<View, LookError> {
        let view = self.sees(who, loaded)?.ok_or_else(|| LookError::NoFile(loaded.key.clone()))?;
        if matches!(who, Who::Program) {
            return Ok(view);
        }
        let may = use_case(name).filter(|u| u.in_file).map_or(&[] as &[May], |u| u.may);
        let fits = may.iter().any(|may| match may {
            May::Anyone => true,
            May::SignedIn => who.signed_in().is_some(),
            May::Officer => matches!(who, Who::Officer(_)),
            May::Administrator => matches!(who, Who::Officer(one) if one.administrator),
            May::Reader => view == View::Officer,
            May::Party => matches!(view, View::Party { .. }),
            May::BuiltIn(act) => self.may_built_in(act, who, loaded),
            May::ByDefinition => true,
        });
        if !fits {
            return Err(LookError::Forbidden(name));
        }
        self.sieve(name, who)?;
        Ok(view)
    }

    /// How much of a file somebody may see; none: they may not know of it.
    pub(crate) fn sees(&self, who: &Who, loaded: &Loaded) -> Result<Option<View>, LookError> {
        let city = self.city(&loaded.key.city)?;
        let (def, file) = (&loaded.bound.def, &loaded.file);
        if !token::reaches(who, loaded) {
            return Ok(None);
        }
        Ok(match who {
            Who::Program => Some(View::Officer),
            Who::Anonymous(_) => None,
            Who::Officer(one) if one.city != loaded.key.city => None,
            Who::Person(one) if one.city != loaded.key.city => None,
            Who::Officer(one) => {
                let me = who.id();
                let seated = file.officers.values().flatten().any(|o| *o == me);
                let delegated = file.requests.iter().any(|p| p.delegated_to.as_ref() == Some(&me));
                let posts = one.posts_in(&city, city.in_charge(&def.office));
                let reader = !def.access.of_file && def.access.read.iter().any(|p| posts.contains(p));
                (seated || delegated || reader).then_some(View::Officer)
            }
            Who::Person(one) => one.person.as_ref().and_then(|person| party_view(loaded, file, person)),
        })
    }

    /// Whether somebody may do a built-in act, by its posts; where it names none, by a seat in the file.
    pub(crate) fn may_built_in(&self, act: &str, who: &Who, loaded: &Loaded) -> bool {
        use xiezhi_matter::model::Who as By;
        let Who::Officer(one) = who else {
            return false;
        };
        let Ok(city) = self.city(&loaded.key.city) else {
            return false;
        };
        let me = who.id();
        // Whoever a step was delegated to decides it, whatever their post.
        let delegated = ["approve", "return", "delegate"].contains(&act)
            && loaded.file.requests.iter().any(|p| p.delegated_to.as_ref() == Some(&me));
        let posts = one.posts_in(&city, city.in_charge(&loaded.bound.def.office));
        let define = loaded.bound.shared.acts.get(act);
        let named = define.is_some_and(|a| {
            a.by.iter().any(|by| match by {
                By::Post(post) => posts.contains(post),
                By::Officer(seat) => loaded.file.officers.get(seat).is_some_and(|o| o.contains(&me)),
                _ => false,
            })
        });
        let seated = loaded.file.officers.values().flatten().any(|o| *o == me);
        delegated || named || (seated && define.is_none_or(|a| a.by.is_empty()))
    }
}

fn party_view(loaded: &Loaded, file: &File, person: &PersonId) -> Option<View> {
    let roles: Vec<_> = file.roles_of(person).cloned().collect();
    if roles.is_empty() {
        return None;
    }
    let access = &loaded.bound.def.access.parties;
    // A role that the definition does not name sees nothing.
    let sees: Vec<Sees> = roles.iter().filter_map(|r| access.get(r).copied()).collect();
    let all = sees.contains(&Sees::All);
    (!sees.is_empty()).then(|| View::Party { person: person.clone(), roles, all })
}
