//! Filing (收件): opening a file, and the receipt for it.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::{
    Doing, decide,
    event::What,
    id::PersonId,
    key::{City, FileId, FileKey, Seq},
    model::PartyKind,
    world::Actor,
};
use xiezhi_store::{AppendError, Fault, NewInvite};

use crate::{
    ActError, Answers, Bureau, LookError, Who,
    act::{Along, Answer, cleaned, draft_of, draft_owner, wish},
    clocks::clocks,
    heads::head_of,
    load::Loaded,
    record,
    show::{Shower, Sight},
    view::{Receipt, View},
    world::Wanted,
};

/// A code on a receipt opens its file for so long: longer than any case that is not filed away.
const CODE: SignedDuration = SignedDuration::from_hours(24 * 366 * 3);

impl Bureau {
    /// Opens a file. `id` is that of the draft, if there is one. The same `once` again gives the same receipt,
    /// its code too, so that a double click files once and a lost answer can be asked for again.
    #[expect(clippy::too_many_arguments, reason = "a filing hangs on all of these, and on nothing more")]
    pub async fn file_new(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        id: Option<FileId>,
        answers: &Answers,
        once: &str,
        now: Timestamp,
    ) -> Result<Receipt, ActError> {
        self.gate_at("file_new", who, city)?;
        self.sieve_matter(who, matter)?;
        let answers = cleaned(answers);
        let loaded = self.to_be(city, matter, id, &answers, now)?;
        let once = self.once(who, Some(once));
        let of = wish(who, matter, &answers);
        if let Some(once) = &once
            && let Some(first) = self.repeated(&loaded.key, once, now).await?
        {
            Answer::same(&first.answer, of)?;
            return self.receipt_after(&first.key, first.first, &first.answer, now).await;
        }
        let actor = self.opener(who, &loaded, &answers)?;
        let entering = self.entering(who, &loaded, &actor, &answers.parties).await?;
        let code = self.code_for(who, &actor, &entering.entries, now);
        let (code, invites) = code.map_or((None, Vec::new()), |(code, invite)| (Some(code), vec![invite]));
        let answer = Answer { asked: false, code, of };
        let along = Along {
            once: once.clone(),
            people: entering.people.clone(),
            invites,
            drop_draft: draft_owner(who),
            parent: None,
            answer: record::write(&answer),
        };
        let doing = Doing::Act(draft_of(&answers, entering.entries.clone()));
        for _ in 0..4 {
            let wanted = Wanted {
                actor: &actor,
                act: Some(&answers.act),
                values: &answers.values,
                entering: &entering.entries,
                people: &entering.people,
                now,
            };
            let (world, guards) = self.world(&loaded, &wanted).await?;
            let decision = decide(&loaded.ground(&world), &loaded.file, &doing, &actor, now);
            if !decision.done() || !entering.faults.is_empty() {
                let not_done = self.not_done(&loaded, &actor, &decision, entering.faults);
                return Err(ActError::NotDone(Box::new(not_done)));
            }
            if decision.events.iter().any(|e| matches!(e.what, What::Asked(_))) {
                // A file is not there to wait in: opening acts have no chain.
                return Err(ActError::NotDone(Box::default()));
            }
            match self.append(&loaded, decision, &world, guards, along.clone(), now).await {
                Ok((appended, events)) => {
                    if appended.repeated {
                        Answer::same(&appended.answer, of)?;
                    } else {
                        self.after(&appended.key, &loaded, &events, now).await;
                    }
                    return self.receipt_after(&appended.key, appended.first, &appended.answer, now).await;
                }
                Err(AppendError::Guard { .. }) => {}
                // The draft's file was opened before, under another key.
                Err(AppendError::Moved { file, .. }) => return Err(ActError::NoFile(file)),
                Err(other) => return Err(other.into()),
            }
        }
        Err(ActError::Fault(Fault::Contended))
    }

    /// The receipt of a file, for its parties and readers; without the code, which is shown once.
    pub async fn receipt(&self, who: &Who, key: &FileKey, now: Timestamp) -> Result<Receipt, LookError> {
        let loaded = self.load(key).await?;
        self.gate_in("receipt", who, &loaded)?;
        self.look(who, key, "receipt", "", now).await?;
        self.receipt_of(&loaded, Seq(1), None, now).await
    }

    async fn receipt_after(
        &self,
        key: &FileKey,
        n: Seq,
        answer: &[u8],
        now: Timestamp,
    ) -> Result<Receipt, ActError> {
        let answer = Answer::same(answer, None)?;
        let loaded = self.load(key).await?;
        Ok(self.receipt_of(&loaded, n, answer.code, now).await?)
    }

    async fn receipt_of(
        &self,
        loaded: &Loaded,
        n: Seq,
        code: Option<String>,
        now: Timestamp,
    ) -> Result<Receipt, LookError> {
        let event = loaded.file.event(n).ok_or_else(|| LookError::NoFile(loaded.key.clone()))?;
        let ids: Vec<PersonId> = loaded.file.parties.iter().map(|p| p.person.clone()).collect();
        let persons = self.persons(&loaded.key.city, ids, &std::collections::BTreeMap::new()).await?;
        let shower = Shower::new(&loaded.bound);
        let done = event.done();
        let answers = done
            .map(|d| d.values.iter().chain(&d.own).map(|(id, v)| shower.shown(id, v, Sight::All)).collect())
            .unwrap_or_default();
        let hash = usize::try_from(n.0).ok().and_then(|n| loaded.hashes.get(n.checked_sub(1)?));
        Ok(Receipt {
            head: head_of(loaded, &persons, true),
            n,
            at: event.recorded_at,
            on: event.happened_on,
            clocks: clocks(loaded, &View::Officer, now),
            code,
            paper: loaded.file.papers.iter().find(|p| p.at.n == n).map(|p| p.at),
            answers,
            hash: hash.map(ToString::to_string).unwrap_or_default(),
        })
    }

    /// The code by which the file is followed: for the first party who has no account to follow it with.
    fn code_for(
        &self,
        who: &Who,
        actor: &Actor,
        entries: &[xiezhi_matter::event::PartyEntry],
        now: Timestamp,
    ) -> Option<(String, NewInvite)> {
        let signed_in = matches!(who, Who::Person(_)) && actor.person.as_ref() == who.person();
        let whose =
            entries.iter().enumerate().find(|(_, entry)| entry.kind != PartyKind::Office && !signed_in);
        let (at, entry) = whose?;
        let i = entries.iter().take(at).filter(|e| e.role == entry.role).count();
        let code = xiezhi_papers::CheckCode::from_random(rand::random());
        let invite = NewInvite {
            code: code.compact(),
            role: entry.role.to_string(),
            i: u32::try_from(i).unwrap_or(0),
            person: Some(entry.person.as_str().into()),
            expires: now.saturating_add(CODE).unwrap_or(Timestamp::MAX),
        };
        Some((code.to_string(), invite))
    }
}
