//! The first sign-in (首次登录): a code that is shown once, works once, and lets an officer choose the password
//! themselves, so that nobody else ever knows it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use xiezhi_matter::key::City;
use xiezhi_store::{AccountId, Session, SessionToken};

use crate::{
    Bureau, EnterError, Who,
    account::{forbidden, strong},
};

/// A code may be used for so long: over a weekend and a day.
const GOOD: SignedDuration = SignedDuration::from_hours(24 * 3);

/// What a code leads to, kept under the hash of the code.
#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    login: String,
    until: Timestamp,
}

impl Bureau {
    /// Makes a code with which the officer of a login sets a password; for whoever looks after accounts.
    pub async fn setup_code(
        &self,
        who: &Who,
        city: &City,
        login: &str,
        now: Timestamp,
    ) -> Result<String, EnterError> {
        self.gate_at("setup_code", who, city).map_err(forbidden)?;
        let account = self.store().find_account_by_login(city, login).await?.ok_or(EnterError::Wrong)?;
        let code = xiezhi_papers::CheckCode::from_random(rand::random());
        let until = now.saturating_add(GOOD).unwrap_or(Timestamp::MAX);
        let kept = Kept { account: account.id.0, login: login.to_owned(), until };
        let kept = serde_json::to_string(&kept).map_err(|e| xiezhi_store::Fault::Failed(e.to_string()))?;
        self.store().set_setting(city, &name("setup", &code.compact()), &kept).await?;
        Ok(code.to_string())
    }

    /// Sets the password with a code and signs in. The code is spent.
    pub async fn set_up(
        &self,
        city: &City,
        code: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<(SessionToken, Session, Who), EnterError> {
        self.city(city).map_err(|_| EnterError::Wrong)?;
        self.code_token(city, address, now).await?;
        let code: xiezhi_papers::CheckCode = code.parse().map_err(|_| EnterError::Wrong)?;
        let code = code.compact();
        let kept = self.store().setting(city, &name("setup", &code)).await?.ok_or(EnterError::Wrong)?;
        let kept: Kept = serde_json::from_str(&kept).map_err(|_| EnterError::Wrong)?;
        if kept.until < now {
            return Err(EnterError::Expired(kept.until));
        }
        strong(password, &kept.login)?;
        // Of two who use it at once, one is first.
        let mine: [u8; 16] = rand::random();
        let mine = hex::encode(mine);
        if self.store().claim_setting(city, &name("setup-used", &code), &mine).await? != mine {
            return Err(EnterError::Used);
        }
        let account = AccountId(kept.account);
        self.store().set_password(city, &account, password).await?;
        self.sign_in(city, &kept.login, password, address, now).await
    }
}

/// The setting of a code: the code itself is kept nowhere.
fn name(what: &str, code: &str) -> String {
    format!("{what}/{}", hex::encode(Sha256::digest(code.as_bytes())))
}
