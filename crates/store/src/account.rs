//! Accounts (账户) and signing in.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::key::City;

use crate::{
    AccountId, Fault, OfficeId, OfficerId, PersonId, Store, crypto,
    engine::{Row, Tx, params, work},
    hashing,
};

/// One who can sign in: a person, an officer, or an office's own account (a respondent).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with.
    pub login: String,
    /// The person it stands for.
    pub person: Option<PersonId>,
    /// The officer it stands for.
    pub officer: Option<OfficerId>,
    /// The office it stands for.
    pub office: Option<OfficeId>,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// The language it reads: `zh` or `en`.
    pub language: String,
}

/// Whether an account may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// It may.
    Active,
    /// An administrator closed it.
    Closed,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What it is to be.
    pub account: Account,
    /// Its password, in clear here and nowhere else.
    pub password: String,
}

/// Why a sign-in failed. The same for a login that does not exist as for a wrong password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Login or password are wrong, or the account is closed.
    #[error("login or password are wrong")]
    Wrong,
    /// Five failures for this login from this address within fifteen minutes.
    #[error("too many failed attempts: try again after {until}")]
    LockedOut {
        /// When it ends.
        until: Timestamp,
    },
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// So many failures …
const FAILURES: u64 = 5;
/// … within so long lock a login from an address out for so long.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

impl AccountStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// The columns of an [`Account`], for a query in which `account` is `a`.
pub(crate) const ACCOUNT_COLUMNS: &str = "a.id, a.login, a.person, a.officer, a.office, a.status, a.language";

/// Reads [`ACCOUNT_COLUMNS`].
pub(crate) fn account_row(row: &mut Row) -> Result<Account, Fault> {
    Ok(Account {
        id: AccountId(row.text()?),
        login: row.text()?,
        person: row.opt_text()?.map(PersonId),
        officer: row.opt_text()?.map(OfficerId),
        office: row.opt_text()?.map(OfficeId),
        status: match row.text()?.as_str() {
            "active" => AccountStatus::Active,
            _ => AccountStatus::Closed,
        },
        language: row.text()?,
    })
}

impl Store {
    /// Makes an account; `false` when the login is taken (then nothing was written).
    pub async fn new_account(&self, city: &City, new: NewAccount, now: Timestamp) -> Result<bool, Fault> {
        let password = self.hash(new.password).await?;
        let (city, account) = (city.clone(), new.account);
        self.write(work!([city, account, password], |tx| {
            let done = tx
                .execute(
                    "INSERT INTO account (city, id, login, password, person, officer, office, status, language, at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (city, login) DO NOTHING",
                    params![
                        &city,
                        &account.id,
                        &account.login,
                        &password,
                        account.person.as_ref(),
                        account.officer.as_ref(),
                        account.office.as_ref(),
                        account.status.as_str(),
                        &account.language,
                        now,
                    ],
                )
                .await?;
            Ok(done == 1)
        }))
        .await
    }

    /// An account by its id.
    pub async fn find_account(&self, city: &City, id: &AccountId) -> Result<Option<Account>, Fault> {
        let (city, id) = (city.clone(), id.clone());
        self.read(work!([city, id], |tx| {
            let sql = format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.city = $1 AND a.id = $2");
            tx.query_opt(&sql, params![&city, &id]).await?.map(|mut row| account_row(&mut row)).transpose()
        }))
        .await
    }

    /// An account by the name it signs in with.
    pub async fn find_account_by_login(&self, city: &City, login: &str) -> Result<Option<Account>, Fault> {
        let (city, login) = (city.clone(), login.to_owned());
        self.read(work!([city, login], |tx| {
            let sql = format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.city = $1 AND a.login = $2");
            tx.query_opt(&sql, params![&city, &login]).await?.map(|mut row| account_row(&mut row)).transpose()
        }))
        .await
    }

    /// All accounts of a city, by login.
    pub async fn list_accounts(&self, city: &City) -> Result<Vec<Account>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let sql = format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.city = $1 ORDER BY a.login");
            tx.query(&sql, params![&city]).await?.iter_mut().map(account_row).collect()
        }))
        .await
    }

    /// Sets a new password and ends the account's sessions; `false` when there is no such account.
    pub async fn set_password(&self, city: &City, id: &AccountId, password: &str) -> Result<bool, Fault> {
        let hash = self.hash(password.to_owned()).await?;
        let (city, id) = (city.clone(), id.clone());
        self.write(work!([city, id, hash], |tx| {
            let done = tx
                .execute(
                    "UPDATE account SET password = $1 WHERE city = $2 AND id = $3",
                    params![&hash, &city, &id],
                )
                .await?;
            end_sessions(tx, &city, &id).await?;
            Ok(done == 1)
        }))
        .await
    }

    /// Sets the language an account reads.
    pub async fn set_language(&self, city: &City, id: &AccountId, language: &str) -> Result<(), Fault> {
        let (city, id, language) = (city.clone(), id.clone(), language.to_owned());
        self.write(work!([city, id, language], |tx| {
            tx.execute(
                "UPDATE account SET language = $1 WHERE city = $2 AND id = $3",
                params![&language, &city, &id],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// Opens or closes an account; closing ends its sessions.
    pub async fn set_account_status(
        &self,
        city: &City,
        id: &AccountId,
        status: AccountStatus,
    ) -> Result<(), Fault> {
        let (city, id) = (city.clone(), id.clone());
        self.write(work!([city, id], |tx| {
            tx.execute(
                "UPDATE account SET status = $1 WHERE city = $2 AND id = $3",
                params![status.as_str(), &city, &id],
            )
            .await?;
            if status == AccountStatus::Closed {
                end_sessions(tx, &city, &id).await?;
            }
            Ok(())
        }))
        .await
    }

    /// Checks login and password. Failures count by login and address together, whether or not the
    /// login exists, and an unknown login takes as long as a known one.
    pub async fn sign_in(
        &self,
        city: &City,
        login: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Account, SignInError> {
        let keys = self.city_keys(city).await?;
        let who = keys.blind("sign-in", &format!("{login}\n{address}"));
        let (of, name, tries) = (city.clone(), login.to_owned(), who.clone());
        let found = self
            .write(work!([of, name, tries], |tx| {
                count(tx, &of, &tries, now).await?;
                let sql = format!(
                    "SELECT a.password, {ACCOUNT_COLUMNS} FROM account a WHERE a.city = $1 AND a.login = $2"
                );
                let row = tx.query_opt(&sql, params![&of, &name]).await?;
                let Some(mut row) = row else { return Ok::<_, SignInError>(None) };
                Ok(Some((row.text()?, account_row(&mut row)?)))
            }))
            .await?;
        let (hash, account) = found.map_or((None, None), |(hash, account)| (Some(hash), Some(account)));
        let right = self.verify(password.to_owned(), hash).await?;
        let Some(account) = account.filter(|a| right && a.status == AccountStatus::Active) else {
            return Err(SignInError::Wrong);
        };
        let of = city.clone();
        self.write::<_, Fault>(work!([of, who], |tx| {
            tx.execute("DELETE FROM attempt WHERE city = $1 AND who = $2", params![&of, &who[..]]).await?;
            tx.execute("UPDATE lock_out SET until = 0 WHERE city = $1 AND who = $2", params![&of, &who[..]])
                .await?;
            Ok(())
        }))
        .await?;
        Ok(account)
    }

    /// Hashes a password.
    async fn hash(&self, password: String) -> Result<String, Fault> {
        self.hashing().run(move |memory| hashing::hash(memory, password.as_bytes())).await?
    }

    /// Verifies a password; without a hash it takes as long and answers no.
    async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Fault> {
        static NOBODY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        if NOBODY.get().is_none() {
            let hash = self.hash(crypto::random_token()).await?;
            let _first = NOBODY.set(hash);
        }
        let known = hash.is_some();
        let hash = hash.or_else(|| NOBODY.get().cloned()).unwrap_or_default();
        let verified =
            self.hashing().run(move |memory| hashing::verify(memory, password.as_bytes(), &hash)).await?;
        Ok(verified? && known)
    }
}

/// Counts an attempt before its password is looked at, so that many at once can't slip through; the one that succeeds
/// clears the count. Locks out at the fifth and says so from the sixth on.
async fn count(tx: &mut Tx, city: &City, who: &[u8], now: Timestamp) -> Result<(), SignInError> {
    let row = tx
        .query_opt(
            "INSERT INTO lock_out (city, who, until) VALUES ($1, $2, 0)
             ON CONFLICT (city, who) DO UPDATE SET until = lock_out.until RETURNING until",
            params![city, who],
        )
        .await?;
    let until = row.ok_or_else(|| Fault::Failed("a lock-out gave no row".into()))?.time()?;
    if until > now {
        return Err(SignInError::LockedOut { until });
    }
    tx.execute(
        "INSERT INTO attempt (city, who, at, id) VALUES ($1, $2, $3, $4)",
        params![city, who, now, crypto::random_id()],
    )
    .await?;
    let since = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let row = tx
        .query_opt(
            "SELECT COUNT(*) FROM attempt WHERE city = $1 AND who = $2 AND at > $3",
            params![city, who, since],
        )
        .await?;
    if row.map(|mut row| row.u64()).transpose()?.unwrap_or(0) >= FAILURES {
        let until = now.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        tx.execute("UPDATE lock_out SET until = $1 WHERE city = $2 AND who = $3", params![until, city, who])
            .await?;
        tx.execute("DELETE FROM attempt WHERE city = $1 AND who = $2", params![city, who]).await?;
    }
    Ok(())
}

pub(crate) async fn end_sessions(tx: &mut Tx, city: &City, id: &AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM session WHERE city = $1 AND account = $2", params![city, id]).await?;
    // Whoever knew the old password may have made a token with it.
    tx.execute("DELETE FROM token WHERE city = $1 AND account = $2", params![city, id]).await?;
    Ok(())
}
