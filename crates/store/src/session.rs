//! Sessions (会话): kept here, known to the browser by a random token only.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::key::City;

use crate::{
    Account, AccountId, AccountStatus, Fault, Hash, Store,
    account::{ACCOUNT_COLUMNS, account_row, end_sessions},
    crypto,
    engine::{params, work},
};

/// How often at most a session's last use is written.
const TOUCH: SignedDuration = SignedDuration::from_secs(60);

/// A token as it goes into a cookie: 32 random bytes in hex. Only its SHA-256 is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// How long a session to be opened may live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Ends when unused for so long.
    pub idle: SignedDuration,
    /// Ends after so long in any case.
    pub absolute: SignedDuration,
}

/// A living session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose; nobody's for one that only guards forms against forgery before sign-in.
    pub account: Option<Account>,
    /// The secret that every form must bring back.
    pub csrf: String,
    /// Since when.
    pub created: Timestamp,
    /// When it ends in any case.
    pub ends: Timestamp,
}

impl Store {
    /// Opens a session, for an account or for nobody yet. After sign-in always open a new one, so
    /// that a token planted before it is worth nothing.
    pub async fn open_session(
        &self,
        city: &City,
        account: Option<&AccountId>,
        new: NewSession,
        now: Timestamp,
    ) -> Result<(SessionToken, Session), Fault> {
        let account = match account {
            Some(id) => self.find_account(city, id).await?,
            None => None,
        };
        let token = SessionToken(crypto::random_token());
        let ends = now.saturating_add(new.absolute).unwrap_or(Timestamp::MAX);
        let session = Session { account, csrf: crypto::random_token(), created: now, ends };
        let idle = i64::try_from(new.idle.as_micros()).unwrap_or(i64::MAX);
        let (city, hash, opened) = (city.clone(), Hash::of(token.0.as_bytes()), session.clone());
        self.write::<_, Fault>(work!([city, opened], |tx| {
            tx.execute(
                "INSERT INTO session (city, token, account, csrf, created, seen, idle, ends)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                params![
                    &city,
                    hash,
                    opened.account.as_ref().map(|a| &a.id),
                    &opened.csrf,
                    now,
                    now,
                    idle,
                    opened.ends,
                ],
            )
            .await?;
            Ok(())
        }))
        .await?;
        Ok((token, session))
    }

    /// The living session of a token, and keeps it alive.
    pub async fn find_session(
        &self,
        city: &City,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<Option<Session>, Fault> {
        let (city, hash) = (city.clone(), Hash::of(token.0.as_bytes()));
        let of = city.clone();
        let found: Option<(Session, Timestamp)> = self
            .read(work!([of], |tx| {
                let sql = format!(
                    "SELECT s.csrf, s.created, s.seen, s.idle, s.ends, s.account, {ACCOUNT_COLUMNS} FROM session s
                     LEFT JOIN account a ON a.city = s.city AND a.id = s.account WHERE s.city = $1 AND s.token = $2"
                );
                let Some(mut row) = tx.query_opt(&sql, params![&of, hash]).await? else { return Ok(None) };
                let (csrf, created, seen) = (row.text()?, row.time()?, row.time()?);
                let (idle, ends) = (SignedDuration::from_micros(row.int()?), row.time()?);
                let account = row.opt_text()?.map(|_| account_row(&mut row)).transpose()?;
                let closed = account.as_ref().is_some_and(|a| a.status == AccountStatus::Closed);
                if closed || now >= ends || now.duration_since(seen) >= idle {
                    return Ok(None);
                }
                Ok::<_, Fault>(Some((Session { account, csrf, created, ends }, seen)))
            }))
            .await?;
        let Some((session, seen)) = found else { return Ok(None) };
        if now.duration_since(seen) >= TOUCH {
            self.write::<_, Fault>(work!([city], |tx| {
                tx.execute(
                    "UPDATE session SET seen = $1 WHERE city = $2 AND token = $3",
                    params![now, &city, hash],
                )
                .await?;
                Ok(())
            }))
            .await?;
        }
        Ok(Some(session))
    }

    /// Ends a session.
    pub async fn end_session(&self, city: &City, token: &SessionToken) -> Result<(), Fault> {
        let (city, hash) = (city.clone(), Hash::of(token.0.as_bytes()));
        self.write(work!([city], |tx| {
            tx.execute("DELETE FROM session WHERE city = $1 AND token = $2", params![&city, hash]).await?;
            Ok(())
        }))
        .await
    }

    /// Ends all sessions of an account.
    pub async fn end_sessions_of(&self, city: &City, account: &AccountId) -> Result<(), Fault> {
        let (city, account) = (city.clone(), account.clone());
        self.write(work!([city, account], |tx| end_sessions(tx, &city, &account).await)).await
    }

    /// Removes what only time has ended: sessions, old failures of sign-in, full rate buckets, and idempotency keys
    /// older than thirty days, after which a repeat is a new wish.
    pub async fn sweep(&self, city: &City, now: Timestamp) -> Result<(), Fault> {
        let day = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        let month = now.saturating_sub(SignedDuration::from_hours(24 * 30)).unwrap_or(Timestamp::MIN);
        let city = city.clone();
        self.write(work!([city], |tx| {
            tx.execute(
                "DELETE FROM session WHERE city = $1 AND (ends <= $2 OR seen + idle <= $2)",
                params![&city, now],
            )
            .await?;
            tx.execute("DELETE FROM attempt WHERE city = $1 AND at < $2", params![&city, day]).await?;
            tx.execute("DELETE FROM lock_out WHERE city = $1 AND until < $2", params![&city, day]).await?;
            tx.execute("DELETE FROM rate WHERE city = $1 AND at < $2", params![&city, now]).await?;
            tx.execute("DELETE FROM once WHERE city = $1 AND at < $2", params![&city, month]).await?;
            Ok(())
        }))
        .await
    }
}
