//! What every file knows: approvals, seats, service, notes, papers put in, proposals, entries put right.

use jiff::Timestamp;
use xiezhi_matter::{
    Doing,
    decide::{Putting, Serving},
    event::{Done, What},
    id::{ActId, ActorId, RuleId, SeatId},
    key::{FileKey, Seq},
    value::{Blob, Value},
};
use xiezhi_store::SignInError;

use crate::{
    ActError, Acted, AmendPut, Amending, Bureau, Who,
    act::{Along, clean_text},
    load::Loaded,
};

impl Bureau {
    #[expect(clippy::too_many_arguments, reason = "a doing hangs on all of these, and on nothing more")]
    async fn at_desk(
        &self,
        name: &'static str,
        who: &Who,
        key: &FileKey,
        doing: Doing,
        seen: Option<Seq>,
        once: Option<&str>,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let loaded = self.load(key).await?;
        self.gate_in(name, who, &loaded)?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let along = Along { once: self.once(who, once), ..Along::default() };
        self.carry_out(who, loaded, &actor, &doing, seen, along, now).await
    }

    /// Approves a request; the last approval does the act.
    pub async fn approve(
        &self,
        who: &Who,
        key: &FileKey,
        request: Seq,
        confirmed: &[RuleId],
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let doing = Doing::Approve { request, confirmed: confirmed.to_vec() };
        self.at_desk("approve", who, key, doing, Some(seen), None, now).await
    }

    /// Sends a request back with reasons.
    pub async fn send_back(
        &self,
        who: &Who,
        key: &FileKey,
        request: Seq,
        why: &str,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let doing = Doing::Return { request, why: clean_text(why) };
        self.at_desk("send_back", who, key, doing, Some(seen), None, now).await
    }

    /// Lets another officer of the post decide.
    #[expect(clippy::too_many_arguments, reason = "a delegation hangs on all of these")]
    pub async fn delegate(
        &self,
        who: &Who,
        key: &FileKey,
        request: Seq,
        to: &ActorId,
        why: &str,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        self.known_officer(key, to).await?;
        let doing = Doing::Delegate { request, to: to.clone(), why: clean_text(why) };
        self.at_desk("delegate", who, key, doing, Some(seen), None, now).await
    }

    /// Takes a request back.
    pub async fn take_back(
        &self,
        who: &Who,
        key: &FileKey,
        request: Seq,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        self.at_desk("take_back", who, key, Doing::TakeBack { request }, Some(seen), None, now).await
    }

    /// Gives a seat to an officer.
    #[expect(clippy::too_many_arguments, reason = "an assignment hangs on all of these")]
    pub async fn assign(
        &self,
        who: &Who,
        key: &FileKey,
        seat: &SeatId,
        officer: &ActorId,
        instead_of: Option<&ActorId>,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        self.known_officer(key, officer).await?;
        let doing =
            Doing::Assign { seat: seat.clone(), officer: officer.clone(), instead_of: instead_of.cloned() };
        self.at_desk("assign", who, key, doing, Some(seen), None, now).await
    }

    async fn known_officer(&self, key: &FileKey, officer: &ActorId) -> Result<(), ActError> {
        let names = self.officer_names(&key.city).await?;
        if names.contains_key(officer) { Ok(()) } else { Err(ActError::Unknown("officer")) }
    }

    /// Records a service.
    pub async fn serve(
        &self,
        who: &Who,
        key: &FileKey,
        serving: &Serving,
        seen: Seq,
        once: Option<&str>,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let mut serving = serving.clone();
        serving.taken_by = serving.taken_by.map(|t| clean_text(&t)).filter(|t| !t.is_empty());
        serving.reasons = serving.reasons.map(|t| clean_text(&t));
        self.at_desk("serve", who, key, Doing::Serve(serving), Some(seen), once, now).await
    }

    /// Writes a note. Nobody's page grows stale by one.
    pub async fn note(
        &self,
        who: &Who,
        key: &FileKey,
        text: &str,
        once: Option<&str>,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        self.at_desk("note", who, key, Doing::Note(clean_text(text)), None, once, now).await
    }

    /// Puts papers into the file.
    pub async fn put_in(
        &self,
        who: &Who,
        key: &FileKey,
        text: &str,
        papers: &[Blob],
        once: Option<&str>,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let doing = Doing::Attach { text: clean_text(text), papers: papers.to_vec() };
        self.at_desk("put_in", who, key, doing, None, once, now).await
    }

    /// Dismisses a proposal.
    pub async fn dismiss(
        &self,
        who: &Who,
        key: &FileKey,
        act: &ActId,
        why: &str,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let doing = Doing::Dismiss { act: act.clone(), why: clean_text(why) };
        self.at_desk("dismiss", who, key, doing, Some(seen), None, now).await
    }

    /// Puts a mistaken entry right; the second officer confirms under their own sign-in, so that nobody can
    /// name a colleague who was not asked.
    pub async fn amend(
        &self,
        who: &Who,
        key: &FileKey,
        amending: &Amending,
        address: &str,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let loaded = self.load(key).await?;
        self.gate_in("amend", who, &loaded)?;
        let second = self.second(key, amending, address, now).await?;
        if !self.may_built_in("amend", &second, &loaded) {
            return Err(ActError::Forbidden("amend"));
        }
        let put = match &amending.put {
            Some(put) => Some(put_of(&loaded, amending.n, put).ok_or(ActError::Unknown("entry"))?),
            None => None,
        };
        let doing =
            Doing::Amend(Putting { n: amending.n, put, why: clean_text(&amending.why), second: second.id() });
        self.at_desk("amend", who, key, doing, Some(seen), None, now).await
    }

    async fn second(
        &self,
        key: &FileKey,
        amending: &Amending,
        address: &str,
        now: Timestamp,
    ) -> Result<Who, ActError> {
        let (login, password) = &amending.second;
        let account = self.store().sign_in(&key.city, login, password, address, now).await;
        let account = account.map_err(|error| match error {
            SignInError::Fault(fault) => ActError::Fault(fault),
            SignInError::Wrong | SignInError::LockedOut { .. } => ActError::Forbidden("second officer"),
        })?;
        self.who_is(&key.city, &account, now).await.map_err(|_| ActError::Forbidden("second officer"))
    }

    /// Confirms or annuls what rested on an amended entry.
    #[expect(clippy::too_many_arguments, reason = "the answer hangs on all of these")]
    pub async fn settle_question(
        &self,
        who: &Who,
        key: &FileKey,
        n: Seq,
        stands: bool,
        why: &str,
        seen: Seq,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let doing = Doing::Settle { n, stands, why: clean_text(why) };
        self.at_desk("settle_question", who, key, doing, Some(seen), None, now).await
    }
}

/// The right entry: the mistaken one with another day and other values.
fn put_of(loaded: &Loaded, n: Seq, put: &AmendPut) -> Option<(jiff::civil::Date, What)> {
    let (_, what) = loaded.file.said(n)?;
    let mut what = what.clone();
    match &mut what {
        What::Act(done) => {
            for (field, value) in &put.values {
                let stays = loaded.bound.def.fields.get(&**field).is_some_and(|f| f.scope_act);
                let Done { values, own, .. } = &mut **done;
                let into = if stays { own } else { values };
                into.insert(field.clone(), value.clone());
            }
            // What the act set to its own day follows the day.
            follow_day(loaded, n, done, put.on);
        }
        What::Served(served) => {
            if let Some(mode) = put.values.get("mode").and_then(Value::as_text) {
                mode.clone_into(&mut served.mode);
            }
            if let Some(by) = put.values.get("taken_by").and_then(Value::as_text) {
                served.taken_by = Some(by.to_owned());
            }
        }
        _ => {}
    }
    Some((put.on, what))
}

/// Values that the act had set to its own day move with it.
fn follow_day(loaded: &Loaded, n: Seq, done: &mut Done, on: jiff::civil::Date) {
    use xiezhi_matter::{
        expr::{Read, Root},
        model::Give,
    };
    let Some(act) = loaded.bound.def.acts.get(&*done.act) else { return };
    let Some((was, _)) = loaded.file.said(n) else { return };
    for (field, give) in &act.set {
        let Give::Cel(expr) = give else { continue };
        let of_day =
            expr.reads().iter().any(|r| matches!(r, Read::Member(Root::Act, m) if m.as_str() == "on"));
        for values in [&mut done.values, &mut done.own] {
            if of_day && values.get(field) == Some(&Value::Date(was)) {
                values.insert(field.clone(), Value::Date(on));
            }
        }
    }
}
