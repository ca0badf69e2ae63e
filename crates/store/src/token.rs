//! Tokens (令牌): with what another system comes in on behalf of an account.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::key::City;

use crate::{
    Account, AccountId, AccountStatus, Fault, Hash, Store,
    account::{ACCOUNT_COLUMNS, account_row},
    crypto,
    engine::{Row, params, work},
};

/// How often at most a token's last use is written.
const TOUCH: SignedDuration = SignedDuration::from_secs(60);

/// What every token begins with, so that one left lying in a source can be searched for.
const PREFIX: &str = "xz_";

/// The secret of a token: told once, and only its SHA-256 is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSecret(pub String);

impl std::fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// Whose rights it carries.
    pub account: AccountId,
    /// What its maker calls it.
    pub name: String,
    /// What it may be used for, in the words of the application.
    pub scopes: Vec<String>,
    /// For which matters; none: for all.
    pub matters: Vec<String>,
    /// When it ends.
    pub expires: Timestamp,
}

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What stands for it: nobody comes in with it.
    pub id: String,
    /// What it was made as.
    pub made: NewToken,
    /// Since when.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub used: Option<Timestamp>,
}

const COLUMNS: &str = "t.id, t.account, t.name, t.scopes, t.matters, t.expires, t.created, t.used";

/// Reads [`COLUMNS`].
fn token_row(row: &mut Row) -> Result<Token, Fault> {
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
    Ok(Token {
        id: row.text()?,
        made: NewToken {
            account: AccountId(row.text()?),
            name: row.text()?,
            scopes: words(row.text()?),
            matters: words(row.text()?),
            expires: row.time()?,
        },
        created: row.time()?,
        used: row.opt_time()?,
    })
}

impl Store {
    /// Makes a token.
    pub async fn new_token(
        &self,
        city: &City,
        new: &NewToken,
        now: Timestamp,
    ) -> Result<(TokenSecret, Token), Fault> {
        let secret = TokenSecret(format!("{PREFIX}{}", crypto::random_token()));
        let token = Token { id: crypto::random_id(), made: new.clone(), created: now, used: None };
        let (city, hash, kept) = (city.clone(), Hash::of(secret.0.as_bytes()), token.clone());
        self.write::<_, Fault>(work!([city, kept], |tx| {
            tx.execute(
                "INSERT INTO token (city, id, hash, account, name, scopes, matters, created, expires)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                params![
                    &city,
                    &kept.id,
                    hash,
                    &kept.made.account,
                    &kept.made.name,
                    kept.made.scopes.join(" "),
                    kept.made.matters.join(" "),
                    kept.created,
                    kept.made.expires,
                ],
            )
            .await?;
            Ok(())
        }))
        .await?;
        Ok((secret, token))
    }

    /// The living token behind a secret, with the account whose rights it carries.
    pub async fn find_token(
        &self,
        city: &City,
        secret: &TokenSecret,
        now: Timestamp,
    ) -> Result<Option<(Token, Account)>, Fault> {
        let (of, hash) = (city.clone(), Hash::of(secret.0.as_bytes()));
        let found: Option<(Token, Account)> = self
            .read::<_, Fault>(work!([of], |tx| {
                let sql = format!(
                    "SELECT {COLUMNS}, {ACCOUNT_COLUMNS} FROM token t
                     JOIN account a ON a.city = t.city AND a.id = t.account WHERE t.city = $1 AND t.hash = $2"
                );
                let Some(mut row) = tx.query_opt(&sql, params![&of, hash]).await? else { return Ok(None) };
                Ok(Some((token_row(&mut row)?, account_row(&mut row)?)))
            }))
            .await?;
        let living =
            found.filter(|(t, account)| now < t.made.expires && account.status != AccountStatus::Closed);
        let Some((token, account)) = living else { return Ok(None) };
        if token.used.is_none_or(|used| now.duration_since(used) >= TOUCH) {
            let (city, id) = (city.clone(), token.id.clone());
            self.write::<_, Fault>(work!([city, id], |tx| {
                tx.execute(
                    "UPDATE token SET used = $1 WHERE city = $2 AND id = $3",
                    params![now, &city, &id],
                )
                .await?;
                Ok(())
            }))
            .await?;
        }
        Ok(Some((token, account)))
    }

    /// The tokens of an account, the newest first; those that ended of themselves among them.
    pub async fn list_tokens(&self, city: &City, account: &AccountId) -> Result<Vec<Token>, Fault> {
        let (city, account) = (city.clone(), account.clone());
        self.read(work!([city, account], |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM token t WHERE t.city = $1 AND t.account = $2 ORDER BY t.created DESC, t.id"
            );
            let rows = tx.query(&sql, params![&city, &account]).await?;
            rows.into_iter().map(|mut row| token_row(&mut row)).collect()
        }))
        .await
    }

    /// Ends a token of an account at once. `false`: it has none of this id.
    pub async fn end_token(&self, city: &City, account: &AccountId, id: &str) -> Result<bool, Fault> {
        let (city, account, id) = (city.clone(), account.clone(), id.to_owned());
        self.write(work!([city, account, id], |tx| {
            let done = tx
                .execute(
                    "DELETE FROM token WHERE city = $1 AND account = $2 AND id = $3",
                    params![&city, &account, &id],
                )
                .await?;
            Ok(done == 1)
        }))
        .await
    }
}
