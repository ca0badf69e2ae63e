//! Drafts (草稿): a form not yet sent. No event, no number, no clock; its writer alone sees it.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::{
    key::{City, FileId, FileKey},
    value::Blob,
};
use xiezhi_store::{BlobRef, Draft, DraftOwner, NewDraft};

use crate::{
    ActError, Answers, BrowserToken, Bureau, LookError, Who,
    act::{cleaned, draft_owner},
    record,
};

/// A form kept before it was sent.
#[derive(Clone, Debug)]
pub struct KeptDraft {
    /// The file it would act in, or open.
    pub key: FileKey,
    /// The matter.
    pub matter: String,
    /// What was answered so far.
    pub answers: Answers,
    /// What was attached so far.
    pub attachments: Vec<Blob>,
    /// When it was last kept.
    pub updated: Timestamp,
    /// When it goes.
    pub expires: Timestamp,
    /// The code by which it is taken up on another device, for one without an account.
    pub code: Option<String>,
}

impl BrowserToken {
    /// A new token, which is also the code by which drafts are taken up on another device.
    pub fn random() -> Self {
        Self(xiezhi_papers::CheckCode::from_random(rand::random()).to_string())
    }

    /// A code as it was typed; none where it is no code.
    pub fn typed(code: &str) -> Option<Self> {
        let code: xiezhi_papers::CheckCode = code.parse().ok()?;
        Some(Self(code.to_string()))
    }
}

impl Bureau {
    /// Keeps a form; without an id a new one is given, which is the file's id from then on. Attachments of the
    /// draft stay with it.
    pub async fn keep_draft(
        &self,
        who: &Who,
        city: &City,
        id: Option<FileId>,
        matter: &str,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<KeptDraft, ActError> {
        self.gate_at("keep_draft", who, city)?;
        self.sieve_matter(who, matter)?;
        self.city(city)?;
        let owner = draft_owner(who).ok_or(ActError::Forbidden("keep_draft"))?;
        let bound = self.in_use().current(matter).ok_or(ActError::Unknown("matter"))?;
        if !bound.def.acts.contains_key(&*answers.act) {
            return Err(ActError::Unknown("act"));
        }
        let fresh = id.is_none();
        let id = id.unwrap_or_else(|| FileId::from_random(rand::random()));
        let key = FileKey { city: city.clone(), id };
        let before = if fresh { None } else { self.store().find_draft(&key, &owner, now).await? };
        if !fresh && before.is_none() {
            // Another's draft, or a file: of a file one must know.
            match self.load(&key).await {
                Ok(loaded) => {
                    self.gate_in("form", who, &loaded)?;
                }
                Err(xiezhi_store::ReadError::NoFile(_)) => return Err(ActError::NoFile(key)),
                Err(other) => return Err(other.into()),
            }
        }
        let keep = SignedDuration::from_hours(24 * i64::from(bound.shared.draft_days.max(1)));
        let draft = NewDraft {
            key: key.clone(),
            owner: owner.clone(),
            matter: matter.to_owned(),
            act: answers.act.to_string(),
            body: record::write(&cleaned(answers)),
            attachments: before.map(|d| d.draft.attachments).unwrap_or_default(),
        };
        self.store().put_draft(&draft, keep, now).await?;
        let kept = Draft { draft, updated: now, expires: now.saturating_add(keep).unwrap_or(Timestamp::MAX) };
        Ok(shown(kept)?)
    }

    /// A form kept before.
    pub async fn find_draft(
        &self,
        who: &Who,
        key: &FileKey,
        now: Timestamp,
    ) -> Result<Option<KeptDraft>, LookError> {
        self.gate_at("find_draft", who, &key.city)?;
        let Some(owner) = draft_owner(who) else { return Ok(None) };
        let found = self.store().find_draft(key, &owner, now).await?;
        found.map(shown).transpose()
    }

    /// All forms that somebody keeps. On another device: `Who::Anonymous(BrowserToken::typed(code))`.
    pub async fn drafts(&self, who: &Who, city: &City, now: Timestamp) -> Result<Vec<KeptDraft>, LookError> {
        self.gate_at("drafts", who, city)?;
        let Some(owner) = draft_owner(who) else { return Ok(Vec::new()) };
        self.store().list_drafts(city, &owner, now).await?.into_iter().map(shown).collect()
    }

    /// Throws a form away.
    pub async fn drop_draft(&self, who: &Who, key: &FileKey, now: Timestamp) -> Result<(), ActError> {
        self.gate_at("drop_draft", who, &key.city)?;
        let Some(owner) = draft_owner(who) else { return Ok(()) };
        Ok(self.store().drop_draft(key, &owner, now).await?)
    }
}

fn shown(kept: Draft) -> Result<KeptDraft, LookError> {
    let answers: Answers = record::read(&kept.draft.body, "a draft")?;
    let code = match &kept.draft.owner {
        DraftOwner::Token(token) => Some(token.clone()),
        DraftOwner::Account(_) => None,
    };
    Ok(KeptDraft {
        key: kept.draft.key,
        matter: kept.draft.matter,
        answers,
        attachments: kept.draft.attachments.into_iter().map(blob).collect(),
        updated: kept.updated,
        expires: kept.expires,
        code,
    })
}

fn blob(kept: BlobRef) -> Blob {
    Blob { hash: kept.hash.0, size: kept.size, media: kept.media, name: kept.name }
}
