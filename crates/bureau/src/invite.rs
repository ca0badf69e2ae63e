//! Invitations (邀请): a code with which a third party, an agent or a party who filed on paper enters a file.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::{
    Doing,
    event::{PartyEntry, Values},
    id::{PersonId, RoleId},
    key::{City, FileKey},
    model::PartyKind,
};
use xiezhi_store::NewInvite;

use crate::{
    ActError, Bureau, EnterError, LookError, PersonRecord, Who,
    act::{Along, clean_text},
    heads::head_of,
    show::{Shower, masked},
    view::FileHead,
};

/// An invitation may be taken up for so long.
const GOOD: SignedDuration = SignedDuration::from_hours(24 * 90);

/// An invitation just made.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The code; shown this once.
    pub code: String,
    /// Into which role.
    pub role: RoleId,
    /// Until when it may be used.
    pub expires: Timestamp,
}

/// An invitation in the list of its file.
#[derive(Clone, Debug)]
pub struct InvitationShown {
    /// What stands for its code, which is not kept.
    pub id: String,
    /// Into which role.
    pub role: xiezhi_matter::Text,
    /// Whom; none for somebody new.
    pub name: Option<String>,
    /// Until when it may be used.
    pub expires: Timestamp,
    /// When it was taken up.
    pub used: Option<Timestamp>,
    /// Whether it may still be taken up.
    pub open: bool,
}

/// What an invitation leads to, before it is taken up.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The file; names are masked.
    pub head: FileHead,
    /// Into which role, and its name.
    pub role: (RoleId, xiezhi_matter::Text),
    /// The name that the office has, masked; none for somebody new.
    pub name: Option<String>,
}

impl Bureau {
    /// Makes an invitation into a role: for a party who is in the file already, or for somebody who is not.
    pub async fn invite(
        &self,
        who: &Who,
        key: &FileKey,
        role: &RoleId,
        person: Option<&PersonId>,
        now: Timestamp,
    ) -> Result<Invitation, ActError> {
        let loaded = self.load(key).await?;
        self.gate_in("invite", who, &loaded)?;
        if !loaded.bound.def.parties.contains_key(&**role) {
            return Err(ActError::Unknown("role"));
        }
        let i = match person {
            Some(person) => {
                let at = loaded.file.in_role(role).position(|p| p.person == *person);
                u32::try_from(at.ok_or(ActError::Unknown("party"))?).unwrap_or(0)
            }
            None => u32::try_from(loaded.file.in_role(role).count()).unwrap_or(0),
        };
        let code = xiezhi_papers::CheckCode::from_random(rand::random());
        let expires = now.saturating_add(GOOD).unwrap_or(Timestamp::MAX);
        let invite = NewInvite {
            code: code.compact(),
            role: role.to_string(),
            i,
            person: person.map(|p| p.as_str().into()),
            expires,
        };
        self.store().new_invite(key, &invite).await?;
        Ok(Invitation { code: code.to_string(), role: role.clone(), expires })
    }

    /// The invitations into a file: open, taken up, run out.
    pub async fn invitations(
        &self,
        who: &Who,
        key: &FileKey,
        now: Timestamp,
    ) -> Result<Vec<InvitationShown>, LookError> {
        let loaded = self.load(key).await?;
        self.gate_in("invitations", who, &loaded)?;
        let shower = Shower::new(&loaded.bound);
        let lines = self.store().list_invites(key).await?;
        let ids = lines.iter().filter_map(|l| l.person.as_ref()).map(|p| PersonId::from(p.as_str()));
        let persons = self.persons(&key.city, ids, &std::collections::BTreeMap::new()).await?;
        Ok(lines
            .into_iter()
            .map(|line| InvitationShown {
                name: line.person.as_ref().and_then(|p| persons.get(p.as_str())).map(|p| p.name.clone()),
                role: shower.role_name(&line.role),
                open: line.used.is_none() && line.expires > now,
                id: line.id,
                expires: line.expires,
                used: line.used,
            })
            .collect())
    }

    /// Withdraws an invitation that nobody has taken up.
    pub async fn withdraw_invitation(
        &self,
        who: &Who,
        key: &FileKey,
        id: &str,
        now: Timestamp,
    ) -> Result<(), LookError> {
        let loaded = self.load(key).await?;
        self.gate_in("withdraw_invitation", who, &loaded)?;
        let done = self.store().end_invite(key, id, now).await?;
        if done { Ok(()) } else { Err(LookError::Unknown("invitation")) }
    }

    /// What an invitation leads to.
    pub async fn invitation(
        &self,
        city: &City,
        code: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Invited, EnterError> {
        self.code_token(city, address, now).await?;
        let (_, invite) = self.coded(city, code, now).await?;
        let loaded = self.load(&FileKey { city: city.clone(), id: invite.file.clone() }).await?;
        let ids = loaded.file.parties.iter().map(|p| p.person.clone());
        let persons = self.persons(city, ids, &std::collections::BTreeMap::new()).await?;
        let name = invite.person.as_ref().and_then(|p| persons.get(p.as_str())).map(|p| masked(&p.name));
        let role_name =
            loaded.bound.def.parties.get(invite.role.as_str()).map(|r| r.name.clone()).unwrap_or_default();
        Ok(Invited {
            head: head_of(&loaded, &persons, false),
            role: (invite.role.as_str().into(), role_name),
            name,
        })
    }

    /// Takes an invitation up for the account of whoever asks: they take part from now on. `name` and `facts`
    /// are what the role needs to be known of somebody new.
    #[expect(clippy::too_many_arguments, reason = "an entry is all of these")]
    pub async fn take_up(
        &self,
        who: &Who,
        city: &City,
        code: &str,
        kind: PartyKind,
        name: &str,
        facts: &Values,
        now: Timestamp,
    ) -> Result<FileKey, ActError> {
        self.gate_at("take_up", who, city)?;
        let one = who.signed_in().ok_or(ActError::Forbidden("take_up"))?;
        let me = one.person.clone().ok_or(ActError::Forbidden("take_up"))?;
        let (code, found) = self.coded(city, code, now).await.map_err(code_error)?;
        if found.person.as_ref().is_some_and(|p| p.as_str() != me.as_str()) {
            // This code is one person's, who is in the file already: they come in by it, not by another account.
            return Err(ActError::Forbidden("take_up"));
        }
        let invite = self
            .store()
            .use_invite(city, &code, &one.account, now)
            .await
            .map_err(EnterError::from)
            .map_err(code_error)?;
        let key = FileKey { city: city.clone(), id: invite.file };
        let loaded = self.load(&key).await?;
        let role = RoleId::from(invite.role.as_str());
        let old = invite.person.map(|p| PersonId::from(p.as_str()));
        if old.as_ref() == Some(&me) || loaded.file.in_role(&role).any(|p| p.person == me) {
            return Ok(key);
        }
        let acts_for = loaded
            .bound
            .def
            .parties
            .get(&*role)
            .and_then(|r| r.acts_for.as_ref())
            .and_then(|r| loaded.file.in_role(r).next())
            .map(|p| p.person.clone());
        let entry = PartyEntry { role, person: me.clone(), kind, acts_for, needs: facts.clone() };
        let mut along = Along::default();
        if one.office.is_none() && !name.trim().is_empty() {
            let record = PersonRecord { name: clean_text(name), born: None, facts: facts.clone() };
            along.people.insert(me, record);
        }
        let actor = self.actor(city, &loaded.bound.def, who)?;
        // The code is the right to know of the file, so the gate is asked as the program.
        self.carry_out(&Who::Program, loaded, &actor, &Doing::Join(entry), None, along, now).await?;
        Ok(key)
    }
}

fn code_error(error: EnterError) -> ActError {
    match error {
        EnterError::Fault(fault) => ActError::Fault(fault),
        EnterError::TooOften(wait) => ActError::TooOften(wait),
        _ => ActError::from(LookError::Unknown("code")),
    }
}
