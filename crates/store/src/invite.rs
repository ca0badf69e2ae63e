//! Invitations (邀请码): a code on paper with which a third party or an agent enters a file.

use jiff::Timestamp;
use xiezhi_matter::key::{City, FileId, FileKey};

use crate::{
    AccountId, Fault, PersonId, Store,
    check_code::normal,
    engine::{Tx, params, work},
    keys::CityKeys,
};

/// An invitation to be written with an append. The code is made by [`Store::new_code`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvite {
    /// The code as printed. Only its keyed hash is stored.
    pub code: String,
    /// Into which role.
    pub role: String,
    /// As which party of that role.
    pub i: u32,
    /// As which person.
    pub person: Option<PersonId>,
    /// Until when it may be used.
    pub expires: Timestamp,
}

/// An invitation that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Into which file.
    pub file: FileId,
    /// Into which role.
    pub role: String,
    /// As which party of that role.
    pub i: u32,
    /// As which person.
    pub person: Option<PersonId>,
}

/// An invitation in the list of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteLine {
    /// What stands for its code: nobody comes in with it.
    pub id: String,
    /// Into which role.
    pub role: String,
    /// As which party of that role.
    pub i: u32,
    /// As which person.
    pub person: Option<PersonId>,
    /// Until when it may be used.
    pub expires: Timestamp,
    /// When it was used first.
    pub used: Option<Timestamp>,
}

/// Why an invitation can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    /// No such code; the same answer for one of another city.
    #[error("this code is not known: check each letter, and ask the office that sent it")]
    Unknown,
    /// Its time ran out.
    #[error("this code ran out on {0}: ask the office for a new one")]
    Expired(Timestamp),
    /// Used before, by another account.
    #[error("this code was used before")]
    Used,
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Store {
    /// Writes an invitation outside an append (for a file that is there).
    pub async fn new_invite(&self, key: &FileKey, invite: &NewInvite) -> Result<(), Fault> {
        let (keys, key, invites) = (self.city_keys(&key.city).await?, key.clone(), vec![invite.clone()]);
        self.write(work!([keys, key, invites], |tx| {
            write(tx, &keys, &key, &invites);
            Ok(())
        }))
        .await
    }

    /// The invitations into a file, the newest last; by what stands for the code, which is not kept itself.
    pub async fn list_invites(&self, key: &FileKey) -> Result<Vec<InviteLine>, Fault> {
        let key = key.clone();
        self.read(work!([key], |tx| {
            let rows = tx
                .query(
                    "SELECT code, role, i, person, expires, used FROM invite
                     WHERE city = $1 AND file = $2 ORDER BY expires, code",
                    params![&key.city, &key.id],
                )
                .await?;
            let lines = rows.into_iter().map(|mut row| {
                Ok(InviteLine {
                    id: hex::encode(row.bytes()?),
                    role: row.text()?,
                    i: row.u32()?,
                    person: row.opt_text()?.map(PersonId),
                    expires: row.time()?,
                    used: row.opt_time()?,
                })
            });
            lines.collect()
        }))
        .await
    }

    /// Withdraws an invitation that was not used: it ends at `now`. `false`: there is none, or it was used.
    pub async fn end_invite(&self, key: &FileKey, id: &str, now: Timestamp) -> Result<bool, Fault> {
        let Ok(code) = hex::decode(id) else { return Ok(false) };
        let key = key.clone();
        self.write(work!([key, code], |tx| {
            let done = tx
                .execute(
                    "UPDATE invite SET expires = $1
                     WHERE city = $2 AND code = $3 AND file = $4 AND used IS NULL AND expires > $1",
                    params![now, &key.city, code.clone(), &key.id],
                )
                .await?;
            Ok(done == 1)
        }))
        .await
    }

    /// What a code leads to, without using it.
    pub async fn find_invite(&self, city: &City, code: &str, now: Timestamp) -> Result<Invite, InviteError> {
        let (keys, city, code) = (self.city_keys(city).await?, city.clone(), code.to_owned());
        self.read(work!([keys, city, code], |tx| find(tx, &keys, &city, &code, None, now).await)).await
    }

    /// Uses a code for an account; the same account may use it again and gets the same.
    pub async fn use_invite(
        &self,
        city: &City,
        code: &str,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Invite, InviteError> {
        let (keys, city, code, account) =
            (self.city_keys(city).await?, city.clone(), code.to_owned(), account.clone());
        self.write(work!([keys, city, code, account], |tx| {
            let invite = find(tx, &keys, &city, &code, Some(&account), now).await?;
            // Of two at once the second waits here, then finds the first's name.
            let done = tx
                .execute(
                    "UPDATE invite SET account = $1, used = COALESCE(used, $2)
                     WHERE city = $3 AND code = $4 AND (account IS NULL OR account = $1)",
                    params![&account, now, &city, hashed(&keys, &code)],
                )
                .await?;
            if done == 1 { Ok(invite) } else { Err(InviteError::Used) }
        }))
        .await
    }
}

fn hashed(keys: &CityKeys, code: &str) -> Vec<u8> {
    keys.blind("invite", &normal(code))
}

pub(crate) fn write(tx: &mut Tx, keys: &CityKeys, key: &FileKey, invites: &[NewInvite]) {
    let rows = invites.iter().map(|invite| {
        params![
            &key.city,
            hashed(keys, &invite.code),
            &key.id,
            &invite.role,
            invite.i,
            invite.person.as_ref(),
            invite.expires,
        ]
        .to_vec()
    });
    tx.insert("INSERT INTO invite (city, code, file, role, i, person, expires)", rows.collect(), "");
}

async fn find(
    tx: &mut Tx,
    keys: &CityKeys,
    city: &City,
    code: &str,
    account: Option<&AccountId>,
    now: Timestamp,
) -> Result<Invite, InviteError> {
    let row = tx
        .query_opt(
            "SELECT file, role, i, person, expires, account FROM invite WHERE city = $1 AND code = $2",
            params![city, hashed(keys, code)],
        )
        .await?;
    let mut row = row.ok_or(InviteError::Unknown)?;
    let invite =
        Invite { file: row.file()?, role: row.text()?, i: row.u32()?, person: row.opt_text()?.map(PersonId) };
    let (expires, used) = (row.time()?, row.opt_text()?);
    match used {
        Some(by) if account.is_some_and(|a| a.as_str() == by) => Ok(invite),
        Some(_) => Err(InviteError::Used),
        None if now >= expires => Err(InviteError::Expired(expires)),
        None => Ok(invite),
    }
}
