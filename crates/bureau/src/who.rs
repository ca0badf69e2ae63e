//! Who asks (谁): an officer, a person, somebody without an account, or the program itself; and in which
//! capacity the law sees them.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    id::{ActorId, PersonId, PostId},
    key::City,
    model::Definition,
    time,
    world::Actor,
};
use xiezhi_store::{AccountId, OfficeId, OfficerId, Session, SessionToken};

use crate::{Bureau, EnterError, LookError, city::CityCard, record, token::Granted};

/// Who asks.
#[derive(Clone, Debug)]
pub enum Who {
    /// An officer, signed in.
    Officer(Arc<SignedIn>),
    /// A person, an organisation or an office that takes part, signed in.
    Person(Arc<SignedIn>),
    /// Somebody without an account.
    Anonymous(BrowserToken),
    /// The program: sweeps, workers, imports. Nobody on the outside ever is.
    Program,
}

/// A random token that a browser without an account brings along: its drafts hang on it.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserToken(pub String);

impl std::fmt::Debug for BrowserToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserToken(…)")
    }
}

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// In which city.
    pub city: City,
    /// The account.
    pub account: AccountId,
    /// The name to sign in with.
    pub login: String,
    /// The language it reads.
    pub language: String,
    /// The officer.
    pub officer: Option<OfficerId>,
    /// The person, organisation or office that may be a party.
    pub person: Option<PersonId>,
    /// The name, as the account itself sees it.
    pub name: String,
    /// The office: where an officer works, or the office that the account stands for.
    pub office: Option<OfficeId>,
    /// Posts held today, each with the office in which it is held.
    pub posts: Vec<(PostId, OfficeId)>,
    /// Whether they look after accounts, offices and holiday notices.
    pub administrator: bool,
    /// The token through which another system comes in as them; none: they are here themselves.
    pub token: Option<Granted>,
}

impl Who {
    /// Whoever is signed in.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        match self {
            Self::Officer(one) | Self::Person(one) => Some(one),
            Self::Anonymous(_) | Self::Program => None,
        }
    }

    /// The person that may be a party.
    pub fn person(&self) -> Option<&PersonId> {
        self.signed_in().and_then(|s| s.person.as_ref())
    }

    /// The id under which acts and looks are recorded.
    pub fn id(&self) -> ActorId {
        match self {
            Self::Officer(one) => {
                one.officer.as_ref().map_or_else(|| one.account.as_str().into(), |o| o.as_str().into())
            }
            // Conditions compare whoever acts with the parties, so a party acts under its id as a person.
            Self::Person(one) => {
                one.person.as_ref().map_or_else(|| one.account.as_str().into(), |p| p.as_str().into())
            }
            Self::Anonymous(_) => "anonymous".into(),
            Self::Program => "program".into(),
        }
    }

    /// Whose idempotency keys these are.
    pub(crate) fn once_by(&self) -> String {
        match self {
            Self::Anonymous(token) => format!("token:{}", xiezhi_store::Hash::of(token.0.as_bytes())),
            // Two systems of one account choose their keys without knowing of each other.
            Self::Officer(one) | Self::Person(one) => match &one.token {
                Some(token) => format!("{}/{}", self.id(), token.id),
                None => self.id().to_string(),
            },
            Self::Program => self.id().to_string(),
        }
    }

    /// The token through which they come in.
    pub(crate) fn token(&self) -> Option<&Granted> {
        self.signed_in().and_then(|one| one.token.as_ref())
    }
}

impl SignedIn {
    /// Posts that count in an office: those held there, and those held in an office above all.
    pub(crate) fn posts_in(&self, city: &CityCard, office: Option<&str>) -> Vec<PostId> {
        let mut posts: Vec<PostId> = self
            .posts
            .iter()
            .filter(|(_, held)| office == Some(held.as_str()) || city.stands_above(held.as_str()))
            .map(|(post, _)| post.clone())
            .collect();
        posts.dedup();
        posts
    }

    /// Posts with every office in which each counts.
    pub(crate) fn reach(&self, city: &CityCard) -> Vec<(xiezhi_store::PostId, OfficeId)> {
        let mut reach = Vec::new();
        for (post, held) in &self.posts {
            let post = xiezhi_store::PostId::from(post.as_str());
            reach.push((post.clone(), held.clone()));
            if city.stands_above(held.as_str()) {
                let offices = city.office.iter().filter(|(_, o)| o.kind.is_some());
                reach.extend(offices.map(|(id, _)| (post.clone(), OfficeId::from(id.as_str()))));
            }
        }
        reach.dedup();
        reach
    }
}

impl Bureau {
    /// Who a browser is, by its session token; nobody for a session without an account.
    pub async fn who(
        &self,
        city: &City,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<Option<(Session, Option<Who>)>, EnterError> {
        let Some(session) = self.store().find_session(city, token, now).await? else {
            return Ok(None);
        };
        let who = match &session.account {
            Some(account) => Some(self.who_is(city, account, now).await?),
            None => None,
        };
        Ok(Some((session, who)))
    }

    /// Who an account is today.
    pub(crate) async fn who_is(
        &self,
        city: &City,
        account: &xiezhi_store::Account,
        now: Timestamp,
    ) -> Result<Who, EnterError> {
        let card = self.city(city).map_err(|_| EnterError::Wrong)?;
        let today = time::day(now);
        let mut one = SignedIn {
            city: city.clone(),
            account: account.id.clone(),
            login: account.login.clone(),
            language: account.language.clone(),
            officer: None,
            person: account.person.as_ref().map(|p| p.as_str().into()),
            name: account.login.clone(),
            office: account.office.clone(),
            posts: Vec::new(),
            administrator: false,
            token: None,
        };
        if let Some(id) = &account.officer {
            let officers = self.store().list_officers(city).await?;
            let officer = officers.into_iter().find(|o| o.id == *id);
            let there = officer.filter(|o| o.until.is_none_or(|until| today <= until));
            let Some(officer) = there else {
                return Err(EnterError::Wrong);
            };
            let card: record::OfficerCard = read_card(&officer.card)?;
            one.officer = Some(officer.id);
            one.name = officer.name;
            one.office = Some(officer.office);
            one.administrator = card.administrator;
            one.posts = self.posts_on(city, id, today).await?;
            return Ok(Who::Officer(Arc::new(one)));
        }
        if let Some(office) = &account.office {
            one.person = Some(office.as_str().into());
            card.office_name(office.as_str()).map_or("", |n| n.zh()).clone_into(&mut one.name);
        } else if let Some(person) = &account.person {
            let people = self.store().list_people(city, std::slice::from_ref(person)).await?;
            if let Some(kept) = people.first() {
                let record: record::PersonRecord = record::read(&kept.record, "the record of a person")?;
                one.name = record.name;
            }
        }
        Ok(Who::Person(Arc::new(one)))
    }

    async fn posts_on(
        &self,
        city: &City,
        officer: &OfficerId,
        on: Date,
    ) -> Result<Vec<(PostId, OfficeId)>, EnterError> {
        let posts = self.store().posts_of(city, officer, on).await?;
        Ok(posts.into_iter().map(|(post, office)| (post.as_str().into(), office)).collect())
    }

    /// Whoever acts, as a matter sees them.
    pub(crate) fn actor(&self, city: &City, def: &Definition, who: &Who) -> Result<Actor, LookError> {
        let card = self.city(city)?;
        let office = card.in_charge(&def.office);
        Ok(match who {
            Who::Officer(one) => Actor {
                id: who.id(),
                person: None,
                posts: one.posts_in(&card, office),
                office: one.office.as_ref().map(ToString::to_string),
            },
            Who::Person(one) => Actor {
                id: who.id(),
                person: one.person.clone(),
                posts: Vec::new(),
                office: one.office.as_ref().map(ToString::to_string),
            },
            Who::Anonymous(_) => Actor { id: who.id(), person: None, posts: Vec::new(), office: None },
            Who::Program => Actor { id: who.id(), person: None, posts: Vec::new(), office: None },
        })
    }
}

/// What else is known of an officer; nothing where nothing was kept.
pub(crate) fn read_card(bytes: &[u8]) -> Result<record::OfficerCard, xiezhi_store::Fault> {
    if bytes.is_empty() {
        Ok(record::OfficerCard::default())
    } else {
        record::read(bytes, "an officer's card")
    }
}
