//! Tokens (令牌): how another system comes in on behalf of an account, with a part of its rights and never more.
//!
//! A token is an account seen through two sieves: what it may be used for ([`Scope`]) and for which matters. What
//! the account itself may do stands where it always stood, so a token loses at once what its maker loses.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::key::City;
use xiezhi_store::{NewToken, SignInError, Token, TokenSecret};

use crate::{Bureau, EnterError, LookError, Who, act::clean_text, load::Loaded};

/// A token lasts a year at most: one that is forgotten somewhere ends of itself.
const LONGEST: i64 = 366;
/// Characters of a token's name.
const NAME: usize = 60;
/// So many living tokens an account has at most.
const MOST: usize = 50;
/// Between the ground of a look and the name of a token. Nobody can type it: control characters are cleaned away.
const APART: char = '\u{1f}';

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Look at files, lists and definitions.
    Read,
    /// Open files.
    File,
    /// Do acts in files.
    Act,
    /// Send documents in.
    Attach,
    /// Fetch papers and documents.
    Papers,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Read, Self::File, Self::Act, Self::Attach, Self::Papers];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::File => "file",
            Self::Act => "act",
            Self::Attach => "attach",
            Self::Papers => "papers",
        }
    }

    /// The scope of a word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// Through which scopes a use case is open to tokens. What is not here no token opens.
fn scopes(use_case: &str) -> &'static [Scope] {
    match use_case {
        // Whoever may send a form may see what it asks.
        "opening_form" | "judge_new" => &[Scope::Read, Scope::File],
        "form" | "judge" => &[Scope::Read, Scope::Act],
        "my_files" | "register" | "registers" | "find_number" | "read" | "inbox" => &[Scope::Read],
        "file_new" | "keep_draft" | "find_draft" | "drafts" | "drop_draft" => &[Scope::File],
        "receipt" => &[Scope::Read, Scope::File],
        "act" => &[Scope::Act],
        "attach" => &[Scope::Attach],
        "document" | "paper_pdf" | "paper_docx" => &[Scope::Papers],
        _ => &[],
    }
}

/// A token in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// What stands for it.
    pub id: String,
    /// What its maker calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// For which matters; none: for all.
    pub matters: Vec<String>,
}

impl Granted {
    fn of(token: &Token) -> Self {
        Self {
            id: token.id.clone(),
            name: token.made.name.clone(),
            scopes: token.made.scopes.iter().filter_map(|word| Scope::find(word)).collect(),
            matters: token.made.matters.clone(),
        }
    }

    /// Whether it may be used for a matter.
    pub fn reaches(&self, matter: &str) -> bool {
        self.matters.is_empty() || self.matters.iter().any(|m| m == matter)
    }
}

/// A token as its maker asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenWanted {
    /// What to call it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// For which matters; none: for all.
    pub matters: Vec<String>,
    /// After how many days it ends.
    pub days: u32,
}

/// A token in the list of its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenShown {
    /// What it grants.
    pub granted: Granted,
    /// Since when.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was used last, to the minute.
    pub used: Option<Timestamp>,
}

impl TokenShown {
    fn of(token: &Token) -> Self {
        Self {
            granted: Granted::of(token),
            created: token.created,
            expires: token.made.expires,
            used: token.used,
        }
    }
}

impl Bureau {
    /// Makes a token for the account that asks. The secret is told this once.
    pub async fn new_token(
        &self,
        who: &Who,
        city: &City,
        wanted: &TokenWanted,
        now: Timestamp,
    ) -> Result<(TokenSecret, TokenShown), EnterError> {
        self.gate_at("new_token", who, city).map_err(forbidden)?;
        let one = who.signed_in().ok_or(EnterError::Forbidden("new_token"))?;
        let name = clean_text(&wanted.name).replace(['\n', '\t'], " ");
        if name.is_empty() || name.chars().count() > NAME {
            return Err(EnterError::Unfit("name"));
        }
        if wanted.scopes.is_empty() {
            return Err(EnterError::Unfit("scopes"));
        }
        let in_use = self.in_use();
        if wanted.matters.iter().any(|m| in_use.current(m).is_none()) {
            return Err(EnterError::Unfit("matters"));
        }
        let days = i64::from(wanted.days);
        if !(1..=LONGEST).contains(&days) {
            return Err(EnterError::Unfit("days"));
        }
        let expires =
            now.checked_add(SignedDuration::from_hours(24 * days)).map_err(|_| EnterError::Unfit("days"))?;
        let before = self.store().list_tokens(city, &one.account).await?;
        if before.iter().filter(|t| now < t.made.expires).count() >= MOST {
            return Err(EnterError::Unfit("tokens"));
        }
        let mut scopes: Vec<Scope> = wanted.scopes.clone();
        scopes.sort_unstable();
        scopes.dedup();
        let new = NewToken {
            account: one.account.clone(),
            name,
            scopes: scopes.into_iter().map(|s| s.word().to_owned()).collect(),
            matters: wanted.matters.clone(),
            expires,
        };
        let (secret, token) = self.store().new_token(city, &new, now).await?;
        Ok((secret, TokenShown::of(&token)))
    }

    /// The tokens of the account that asks, the newest first.
    pub async fn tokens(&self, who: &Who, city: &City) -> Result<Vec<TokenShown>, EnterError> {
        self.gate_at("tokens", who, city).map_err(forbidden)?;
        let one = who.signed_in().ok_or(EnterError::Forbidden("tokens"))?;
        let tokens = self.store().list_tokens(city, &one.account).await?;
        Ok(tokens.iter().map(TokenShown::of).collect())
    }

    /// Ends a token of the account that asks, at once. `false`: it has none of this id.
    pub async fn end_token(&self, who: &Who, city: &City, id: &str) -> Result<bool, EnterError> {
        self.gate_at("end_token", who, city).map_err(forbidden)?;
        let one = who.signed_in().ok_or(EnterError::Forbidden("end_token"))?;
        Ok(self.store().end_token(city, &one.account, id).await?)
    }

    /// Who comes in with a token; nobody with one that is unknown here, has ended, or whose account is closed.
    pub async fn who_by_token(
        &self,
        city: &City,
        secret: &TokenSecret,
        now: Timestamp,
    ) -> Result<Option<Who>, EnterError> {
        let Some((token, account)) = self.store().find_token(city, secret, now).await? else {
            return Ok(None);
        };
        let who = match self.who_is(city, &account, now).await {
            Ok(who) => who,
            // An officer who has left.
            Err(EnterError::Wrong) => return Ok(None),
            Err(other) => return Err(other),
        };
        Ok(Some(with_token(who, Granted::of(&token))))
    }

    /// Who signs in with login and password for one request, such as the one that makes a token; without a session.
    pub async fn who_by_password(
        &self,
        city: &City,
        login: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Who, EnterError> {
        self.city(city).map_err(|_| EnterError::Wrong)?;
        let account = self.store().sign_in(city, login.trim(), password, address, now).await;
        let account = account.map_err(|e: SignInError| EnterError::from(e))?;
        self.who_is(city, &account, now).await
    }

    /// Whether the token of whoever asks, if they come with one, opens this use case.
    pub(crate) fn sieve(&self, name: &'static str, who: &Who) -> Result<(), LookError> {
        match who.token() {
            Some(token) if !scopes(name).iter().any(|s| token.scopes.contains(s)) => {
                Err(LookError::Forbidden(name))
            }
            _ => Ok(()),
        }
    }

    /// The same for a matter: of one that the token does not reach it knows nothing.
    pub(crate) fn sieve_matter(&self, who: &Who, matter: &str) -> Result<(), LookError> {
        match who.token() {
            Some(token) if !token.reaches(matter) => Err(LookError::Unknown("matter")),
            _ => Ok(()),
        }
    }
}

/// Whether a file is within the matters of a token.
pub(crate) fn reaches(who: &Who, loaded: &Loaded) -> bool {
    who.token().is_none_or(|token| token.reaches(&loaded.bound.def.id))
}

fn with_token(who: Who, token: Granted) -> Who {
    let put = |one: std::sync::Arc<crate::SignedIn>| {
        let mut one = std::sync::Arc::unwrap_or_clone(one);
        // The accounts of others are looked after by people who are there themselves.
        one.administrator = false;
        one.token = Some(token.clone());
        std::sync::Arc::new(one)
    };
    match who {
        Who::Officer(one) => Who::Officer(put(one)),
        Who::Person(one) => Who::Person(put(one)),
        other => other,
    }
}

fn forbidden(error: LookError) -> EnterError {
    match error {
        LookError::Fault(fault) => EnterError::Fault(fault),
        LookError::Forbidden(name) => EnterError::Forbidden(name),
        _ => EnterError::Wrong,
    }
}

/// The ground of a look as it is recorded: with the name of the token through which it came.
pub(crate) fn why(who: &Who, ground: &str) -> String {
    match who.token() {
        Some(token) => format!("{ground}{APART}{}", token.name),
        None => ground.to_owned(),
    }
}

/// The ground of a look and the name of the token through which it came.
pub(crate) fn apart(why: &str) -> Option<(&str, &str)> {
    why.split_once(APART)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::USE_CASES;

    /// Default deny: the words of the sieve are names of use cases, and those that need somebody to be there
    /// are not among them.
    #[test]
    fn tokens_open_only_what_is_written_down() {
        let open: Vec<&str> =
            USE_CASES.iter().map(|u| u.name).filter(|name| !scopes(name).is_empty()).collect();
        assert_eq!(open.len(), 21, "{open:?}");
        for name in ["new_token", "end_token", "approve", "amend", "set_account", "reveal", "change_password"]
        {
            assert!(scopes(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_scope_is_found_by_its_word() {
        for scope in Scope::ALL {
            assert_eq!(Scope::find(scope.word()), Some(scope));
        }
        assert_eq!(Scope::find("everything"), None);
    }
}
