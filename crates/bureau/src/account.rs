//! Coming in (登录): accounts, sessions, codes.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::{
    Text,
    event::Values,
    id::PersonId,
    key::{City, FileKey},
    time,
};
use xiezhi_store::{
    Account, AccountId, AccountStatus, InviteError, NewAccount, NewSession, OfficeId, Officer, OfficerId,
    PostHolder, Session, SessionToken, SignInError, TooMany,
};

use crate::{
    Bureau, EnterError, LookError, OfficerCard, PersonRecord, Relation, Who, act::clean_text, record,
    show::as_is, who::read_card,
};

/// A password has at least so many characters (NIST SP 800-63B, 3.1.1.2, asks for 15 where it stands alone and
/// 8 beside another factor; sign-in here is locked by account and address).
const PASSWORD: usize = 10;
/// Entering codes: so many at once from one address …
const CODES: u32 = 10;
/// … and one more after so long.
const CODE_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// An officer to be.
#[derive(Clone, Debug)]
pub struct NewOfficer {
    /// The id, for ever: letters, digits, dashes.
    pub id: String,
    /// The name, as papers print it.
    pub name: String,
    /// Where they work.
    pub office: String,
    /// Posts, each with the office in which it is held.
    pub posts: Vec<(String, String)>,
    /// Whether they look after accounts and holidays.
    pub administrator: bool,
    /// Where notices go.
    pub email: Option<String>,
    /// The name to sign in with.
    pub login: String,
    /// The first password; empty: nobody knows it, and a code lets them choose one.
    pub password: String,
}

/// An account as those who look after them see it.
#[derive(Clone, Debug)]
pub struct AccountShown {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with.
    pub login: String,
    /// The officer, with the name.
    pub officer: Option<(String, String)>,
    /// The office it stands for: its name and its id.
    pub office: Option<(Text, String)>,
    /// Posts held today, each with its office, by name.
    pub posts: Vec<(Text, Text)>,
    /// Whether it may sign in.
    pub active: bool,
}

/// An officer's session: eight hours unused, twelve in all.
const OFFICER: NewSession =
    NewSession { idle: SignedDuration::from_hours(8), absolute: SignedDuration::from_hours(12) };
/// A citizen's session: an hour unused, a day in all.
const CITIZEN: NewSession =
    NewSession { idle: SignedDuration::from_hours(1), absolute: SignedDuration::from_hours(24) };
/// A session that only guards forms: as long as somebody may take to fill one in.
const NOBODY: NewSession =
    NewSession { idle: SignedDuration::from_hours(12), absolute: SignedDuration::from_hours(24 * 30) };

impl Bureau {
    /// Signs in. The token goes into a cookie; a session from before is not taken over.
    pub async fn sign_in(
        &self,
        city: &City,
        login: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<(SessionToken, Session, Who), EnterError> {
        self.city(city).map_err(|_| EnterError::Wrong)?;
        let account = self.store().sign_in(city, login.trim(), password, address, now).await?;
        self.entered(city, &account, now).await
    }

    async fn entered(
        &self,
        city: &City,
        account: &Account,
        now: Timestamp,
    ) -> Result<(SessionToken, Session, Who), EnterError> {
        let who = self.who_is(city, account, now).await?;
        let new = if matches!(who, Who::Officer(_)) { OFFICER } else { CITIZEN };
        let (token, session) = self.store().open_session(city, Some(&account.id), new, now).await?;
        Ok((token, session, who))
    }

    /// A session for nobody yet: it guards forms against forgery.
    pub async fn open_session(
        &self,
        city: &City,
        now: Timestamp,
    ) -> Result<(SessionToken, Session), EnterError> {
        Ok(self.store().open_session(city, None, NOBODY, now).await?)
    }

    /// Signs out.
    pub async fn sign_out(&self, city: &City, token: &SessionToken) -> Result<(), EnterError> {
        Ok(self.store().end_session(city, token).await?)
    }

    pub(crate) async fn code_token(
        &self,
        city: &City,
        address: &str,
        now: Timestamp,
    ) -> Result<(), EnterError> {
        let taken = self.store().take_token(city, &format!("code/{address}"), CODES, CODE_EVERY, now).await;
        taken.map_err(|e| match e {
            TooMany::Wait(wait) => EnterError::TooOften(wait),
            TooMany::Fault(fault) => fault.into(),
        })
    }

    /// What a code leads to, in the spelling in which it is kept.
    pub(crate) async fn coded(
        &self,
        city: &City,
        code: &str,
        now: Timestamp,
    ) -> Result<(String, xiezhi_store::Invite), EnterError> {
        let code: xiezhi_papers::CheckCode = code.parse().map_err(|_| EnterError::Wrong)?;
        let code = code.compact();
        let invite = self.store().find_invite(city, &code, now).await?;
        Ok((code, invite))
    }

    /// Comes in with the code of a receipt, without an account: opens that file alone.
    pub async fn enter_by_code(
        &self,
        city: &City,
        code: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<(SessionToken, Session, Who, FileKey), EnterError> {
        self.code_token(city, address, now).await?;
        let (_, invite) = self.coded(city, code, now).await?;
        let person = invite.person.ok_or(EnterError::Wrong)?;
        // The person of a code has an account that nobody can sign in to: it carries sessions only.
        let login = format!("code:{person}");
        let account = match self.store().find_account_by_login(city, &login).await? {
            Some(account) => account,
            None => {
                let password = random_password();
                let account = account(&login, None, None, Some(person));
                let new = NewAccount { account: account.clone(), password };
                if self.store().new_account(city, new, now).await? {
                    account
                } else {
                    let there = self.store().find_account_by_login(city, &login).await?;
                    there.ok_or(EnterError::Wrong)?
                }
            }
        };
        let (token, session, who) = self.entered(city, &account, now).await?;
        Ok((token, session, who, FileKey { city: city.clone(), id: invite.file }))
    }

    /// Makes an account of one's own with the code of a receipt.
    pub async fn sign_up(
        &self,
        city: &City,
        code: &str,
        login: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<(SessionToken, Session, Who), EnterError> {
        self.code_token(city, address, now).await?;
        let login = fit_login(login)?;
        strong(password, &login)?;
        let (code, invite) = self.coded(city, code, now).await?;
        let Some(person) = invite.person else {
            // Somebody new: the code is used up when they take their place in the file, with their name.
            let account = account(&login, None, None, Some(xiezhi_store::PersonId::random()));
            self.make(city, account.clone(), password, now).await?;
            return self.entered(city, &account, now).await;
        };
        let account = account(&login, None, None, Some(person));
        // The code is the account's from now on: nobody else makes another with it.
        self.store().use_invite(city, &code, &account.id, now).await?;
        self.make(city, account.clone(), password, now).await?;
        self.entered(city, &account, now).await
    }

    async fn make(
        &self,
        city: &City,
        account: Account,
        password: &str,
        now: Timestamp,
    ) -> Result<(), EnterError> {
        let new = NewAccount { account, password: password.to_owned() };
        if self.store().new_account(city, new, now).await? { Ok(()) } else { Err(EnterError::Taken) }
    }

    /// Changes the password of whoever asks; other sessions of the account end.
    pub async fn change_password(
        &self,
        who: &Who,
        old: &str,
        new: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<(), EnterError> {
        self.gate("change_password", who).map_err(forbidden)?;
        let one = who.signed_in().ok_or(EnterError::Forbidden("change_password"))?;
        strong(new, &one.login)?;
        self.store().sign_in(&one.city, &one.login, old, address, now).await?;
        self.store().set_password(&one.city, &one.account, new).await?;
        Ok(())
    }

    /// Sets the language that the account of whoever asks reads.
    pub async fn set_language(&self, who: &Who, language: &str) -> Result<(), EnterError> {
        self.gate("set_language", who).map_err(forbidden)?;
        let one = who.signed_in().ok_or(EnterError::Forbidden("set_language"))?;
        Ok(self.store().set_language(&one.city, &one.account, language).await?)
    }

    /// Makes an officer with posts and a sign-in.
    pub async fn new_officer(
        &self,
        who: &Who,
        city: &City,
        new: &NewOfficer,
        now: Timestamp,
    ) -> Result<(), EnterError> {
        self.gate_at("new_officer", who, city).map_err(forbidden)?;
        let card = self.city(city).map_err(forbidden)?;
        let login = fit_login(&new.login)?;
        let password = first_password(&new.password, &login)?;
        let known = !new.id.is_empty()
            && !["law", "program", "anonymous"].contains(&new.id.as_str())
            && new.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !known {
            return Err(EnterError::Login);
        }
        if clean_text(&new.name).trim().is_empty() {
            return Err(EnterError::Unfit("name"));
        }
        if card.office_name(&new.office).is_none() {
            return Err(EnterError::Unfit("office"));
        }
        for (post, office) in &new.posts {
            self.fit_post(&card, post, office)?;
        }
        let taken = self.store().list_officers(city).await?.iter().any(|o| o.id.as_str() == new.id);
        if taken || self.store().find_account_by_login(city, &login).await?.is_some() {
            return Err(EnterError::Taken);
        }
        let kept =
            OfficerCard { administrator: new.administrator, email: new.email.clone(), relations: Vec::new() };
        let officer = Officer {
            id: OfficerId::from(new.id.as_str()),
            name: clean_text(&new.name),
            office: OfficeId::from(new.office.as_str()),
            until: None,
            card: record::write(&kept),
        };
        self.store().put_officer(city, &officer).await?;
        for (post, office) in &new.posts {
            let holder = PostHolder {
                post: post.as_str().into(),
                office: office.as_str().into(),
                officer: officer.id.clone(),
                from: time::day(now),
                until: None,
            };
            self.store().put_post_holder(city, &holder).await?;
        }
        self.make(city, account(&login, Some(officer.id), None, None), &password, now).await
    }

    /// Makes the account of an office that takes part (a respondent).
    pub async fn new_office_account(
        &self,
        who: &Who,
        city: &City,
        office: &str,
        login: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), EnterError> {
        self.gate_at("new_office_account", who, city).map_err(forbidden)?;
        let card = self.city(city).map_err(forbidden)?;
        if card.as_party(office).is_none() {
            return Err(EnterError::Unfit("office"));
        }
        let login = fit_login(login)?;
        let password = first_password(password, &login)?;
        self.make(city, account(&login, None, Some(office.into()), None), &password, now).await
    }

    /// Makes the account of a person outside any file.
    #[expect(clippy::too_many_arguments, reason = "a person is all of these")]
    pub async fn new_person_account(
        &self,
        who: &Who,
        city: &City,
        name: &str,
        facts: &Values,
        login: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<PersonId, EnterError> {
        self.gate_at("new_person_account", who, city).map_err(forbidden)?;
        let login = fit_login(login)?;
        strong(password, &login)?;
        let id = xiezhi_store::PersonId::random();
        let record = PersonRecord { name: clean_text(name), born: None, facts: facts.clone() };
        let person = xiezhi_store::Person { id: id.clone(), record: record::write(&record) };
        self.store().put_person(city, person, now).await?;
        self.make(city, account(&login, None, None, Some(id.clone())), password, now).await?;
        Ok(id.as_str().into())
    }

    /// Accounts of officers and offices; those of citizens are nobody's to look through.
    pub async fn accounts(
        &self,
        who: &Who,
        city: &City,
        now: Timestamp,
    ) -> Result<Vec<AccountShown>, LookError> {
        self.gate_at("accounts", who, city)?;
        let card = self.city(city)?;
        let in_use = self.in_use();
        let office = |id: &str| card.office_name(id).cloned().unwrap_or_else(|| as_is(id));
        let post =
            |id: &str| in_use.library.shared.posts.get(id).map_or_else(|| as_is(id), |p| p.name.clone());
        let names = self.officer_names(city).await?;
        let holders = self.store().list_post_holders(city, time::day(now)).await?;
        let accounts = self.store().list_accounts(city).await?;
        Ok(accounts
            .into_iter()
            .filter(|a| a.person.is_none())
            .map(|a| AccountShown {
                posts: holders
                    .iter()
                    .filter(|h| a.officer.as_ref() == Some(&h.officer))
                    .map(|h| (post(&h.post.0), office(&h.office.0)))
                    .collect(),
                officer: a.officer.as_ref().map(|o| {
                    let name = names.get(o.as_str()).cloned().unwrap_or_default();
                    (o.0.clone(), name)
                }),
                office: a.office.map(|o| (office(&o.0), o.0)),
                active: a.status == AccountStatus::Active,
                login: a.login,
                id: a.id,
            })
            .collect())
    }

    /// Opens or closes an account; closing ends its sessions. Nobody closes their own.
    pub async fn set_account(
        &self,
        who: &Who,
        city: &City,
        id: &AccountId,
        active: bool,
    ) -> Result<(), EnterError> {
        self.gate_at("set_account", who, city).map_err(forbidden)?;
        if who.signed_in().is_some_and(|one| one.account == *id) {
            return Err(EnterError::Forbidden("set_account"));
        }
        let status = if active { AccountStatus::Active } else { AccountStatus::Closed };
        Ok(self.store().set_account_status(city, id, status).await?)
    }

    /// An officer declares a relation to a person or body: they then stand back where it takes part
    /// (公务员法 第七十七条第一款: 「公务员有应当回避情形的，本人应当申请回避」).
    pub async fn declare_relation(
        &self,
        who: &Who,
        city: &City,
        officer: &OfficerId,
        relation: &Relation,
    ) -> Result<(), EnterError> {
        self.gate_at("declare_relation", who, city).map_err(forbidden)?;
        let own =
            who.signed_in().is_some_and(|one| one.officer.as_ref() == Some(officer) || one.administrator);
        if !own && !matches!(who, Who::Program) {
            return Err(EnterError::Forbidden("declare_relation"));
        }
        let officers = self.store().list_officers(city).await?;
        let Some(mut one) = officers.into_iter().find(|o| o.id == *officer) else {
            return Err(EnterError::Forbidden("declare_relation"));
        };
        let mut card = read_card(&one.card)?;
        if !card.relations.contains(relation) {
            card.relations.push(relation.clone());
        }
        one.card = record::write(&card);
        Ok(self.store().put_officer(city, &one).await?)
    }
}

fn account(
    login: &str,
    officer: Option<OfficerId>,
    office: Option<OfficeId>,
    person: Option<xiezhi_store::PersonId>,
) -> Account {
    Account {
        id: AccountId::random(),
        login: login.to_owned(),
        person,
        officer,
        office,
        status: AccountStatus::Active,
        language: "zh".to_owned(),
    }
}

/// The password that was given, or one that nobody knows.
fn first_password(given: &str, login: &str) -> Result<String, EnterError> {
    if given.is_empty() {
        return Ok(random_password());
    }
    strong(given, login)?;
    Ok(given.to_owned())
}

pub(crate) fn random_password() -> String {
    let bytes: [u8; 32] = rand::random();
    hex::encode(bytes)
}

/// A login: 3 to 64 characters without spaces; `code:` is for the program.
fn fit_login(login: &str) -> Result<String, EnterError> {
    let login = login.trim();
    let length = login.chars().count();
    let fine = (3..=64).contains(&length)
        && !login.chars().any(|c| c.is_whitespace() || c.is_control())
        && !login.starts_with("code:");
    if fine { Ok(login.to_owned()) } else { Err(EnterError::Login) }
}

pub(crate) fn strong(password: &str, login: &str) -> Result<(), EnterError> {
    let length = password.chars().count();
    let same = password.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    if !(PASSWORD..=256).contains(&length) || same || password.eq_ignore_ascii_case(login) {
        return Err(EnterError::Weak(PASSWORD));
    }
    Ok(())
}

pub(crate) fn forbidden(error: LookError) -> EnterError {
    match error {
        LookError::Fault(fault) => fault.into(),
        LookError::Forbidden(what) | LookError::Unknown(what) => EnterError::Forbidden(what),
        _ => EnterError::Wrong,
    }
}

impl From<SignInError> for EnterError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::Wrong,
            SignInError::LockedOut { until } => Self::LockedOut(until),
            SignInError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<InviteError> for EnterError {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Unknown => Self::Wrong,
            InviteError::Expired(at) => Self::Expired(at),
            InviteError::Used => Self::Used,
            InviteError::Fault(fault) => Self::Fault(fault),
        }
    }
}
