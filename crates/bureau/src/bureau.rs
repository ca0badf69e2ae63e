//! The bureau (局): opened once, cheap to clone.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use jiff::Timestamp;
use xiezhi_calendar::{Calendar, Notice, NoticeError};
use xiezhi_matter::{
    key::City,
    model::{Definition, Shared},
};
use xiezhi_papers::{FontError, Fonts};
use xiezhi_store::{CityRow, DefinitionRef, Fault, Hash, Office, OfficeId, Open, Store};

use crate::{
    Functions, FunctionsError, LookError,
    cache::Cache,
    city::CityCard,
    functions::{Bound, InUse, revive},
    mail::Smtp,
};

/// What to open a bureau with.
pub struct Settings {
    /// The store.
    pub store: Open,
    /// The definitions.
    pub functions: Functions,
    /// The working days that all cities begin with; notices loaded in a city lie on top.
    pub calendar: Calendar,
    /// Whether this is a demonstration: papers and pages say so, and seals are specimens.
    pub demo: bool,
    /// Takes the data for what they are, real or a demonstration, in place of `demo`; new data are real. For
    /// what is done to either in the same way.
    pub as_found: bool,
    /// Cities to serve; none: all that are defined.
    pub cities: Vec<City>,
    /// The address under which people reach the server, for codes on papers and links in mail:
    /// `https://xiezhi.example.gov.cn`.
    pub address: String,
    /// Folders with fonts of the office's own.
    pub fonts: Vec<PathBuf>,
    /// Where mail is handed over; none: it stays in the store to be seen.
    pub smtp: Option<Smtp>,
}

/// What is projected of a file; another number when that changes.
const PROJECTIONS: &str = "2";
/// What the data of a demonstration are marked with, for ever.
const DEMO: &str = "demonstration";

impl Settings {
    /// The usual: definitions of the program, its calendar, no mail.
    pub fn new(store: Open, address: impl Into<String>) -> Self {
        Self {
            store,
            functions: Functions::BuiltIn,
            calendar: Calendar::builtin(),
            demo: false,
            as_found: false,
            cities: Vec::new(),
            address: address.into(),
            fonts: Vec::new(),
            smtp: None,
        }
    }
}

/// Why a bureau could not be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store.
    #[error(transparent)]
    Store(#[from] xiezhi_store::OpenError),
    /// The definitions.
    #[error(transparent)]
    Functions(#[from] FunctionsError),
    /// A font is missing.
    #[error(transparent)]
    Fonts(#[from] FontError),
    /// A city that is not defined.
    #[error("no city {0} is defined: write functions/cities/{0}.toml")]
    NoCity(City),
    /// A holiday notice that was kept can't be read.
    #[error("the holiday notice of {year} kept in city {city} can't be used: {why}")]
    Notice {
        /// The city.
        city: City,
        /// The year.
        year: i16,
        /// Why.
        why: String,
    },
    /// A folder of a real bureau opened as a demonstration, or the other way round.
    #[error("the data are of a {found} bureau and can't be opened as a {wanted} one: give another folder")]
    Demo {
        /// What the data are.
        found: String,
        /// What was asked.
        wanted: String,
    },
    /// What lists and figures read could not be made again.
    #[error("the projections of city {0} could not be made again: {1}; try xiezhi rebuild")]
    Projections(City, String),
    /// The store failed.
    #[error("the store failed: {0}")]
    Fault(#[from] Fault),
}

/// The application: use cases over definitions, papers and the store.
#[derive(Clone)]
pub struct Bureau(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    store: Store,
    functions: Functions,
    in_use: RwLock<Arc<InUse>>,
    cities: Vec<City>,
    calendar: Calendar,
    calendars: RwLock<HashMap<City, Calendar>>,
    fonts: Fonts,
    pub(crate) demo: bool,
    pub(crate) address: String,
    pub(crate) smtp: Option<Smtp>,
    /// Definitions known to be kept in a city's store.
    kept: Mutex<HashSet<(City, Hash)>>,
    /// Definitions read back from the store.
    old: RwLock<HashMap<(Hash, String), Bound>>,
    /// Files read a moment ago.
    pub(crate) cache: Cache,
}

/// A definition with what all matters shared when it was written.
pub type Defined = (Arc<Definition>, Arc<Shared>);

impl Bureau {
    /// Opens the store, reads the definitions and refuses broken ones, writes cities and offices into the
    /// store, lays the holiday notices of each city on the calendar, finds the fonts.
    pub async fn open(settings: Settings, now: Timestamp) -> Result<Self, OpenError> {
        let functions = settings.functions.clone();
        let in_use = tokio::task::spawn_blocking(move || functions.load())
            .await
            .map_err(|e| Fault::Failed(e.to_string()))??;
        let fonts = settings.fonts;
        let fonts = tokio::task::spawn_blocking(move || Fonts::find_with(&fonts))
            .await
            .map_err(|e| Fault::Failed(e.to_string()))??;
        let store = Store::open(settings.store).await?;
        let cities: Vec<City> = if settings.cities.is_empty() {
            in_use.cities.keys().filter_map(|code| code.parse().ok()).collect()
        } else {
            settings.cities
        };
        let wanted = if settings.demo { DEMO } else { "real" };
        let national: City = "000000".parse().map_err(|_| Fault::Failed("no national code".to_owned()))?;
        let found = store.claim_setting(&national, "kind", wanted).await?;
        if found != wanted && !settings.as_found {
            return Err(OpenError::Demo { found, wanted: wanted.to_owned() });
        }
        let mut calendars = HashMap::new();
        for city in &cities {
            let card = in_use.cities.get(city.as_str()).ok_or_else(|| OpenError::NoCity(city.clone()))?;
            put_city(&store, city, card, now).await?;
            calendars.insert(city.clone(), calendar_of(&store, city, &settings.calendar).await?);
        }
        let bureau = Self(Arc::new(Inner {
            store,
            functions: settings.functions,
            in_use: RwLock::new(Arc::new(in_use)),
            cities,
            calendar: settings.calendar,
            calendars: RwLock::new(calendars),
            fonts,
            demo: found == DEMO,
            address: settings.address,
            smtp: settings.smtp,
            kept: Mutex::new(HashSet::new()),
            old: RwLock::new(HashMap::new()),
            cache: Cache::default(),
        }));
        bureau.bring_up().await?;
        Ok(bureau)
    }

    /// Makes the projections again where a program of before made them, which projected less.
    async fn bring_up(&self) -> Result<(), OpenError> {
        for city in &self.0.cities {
            if self.store().setting(city, "projections").await?.as_deref() == Some(PROJECTIONS) {
                continue;
            }
            let again = |cause: crate::ActError| OpenError::Projections(city.clone(), cause.to_string());
            let made = self.rebuild(city).await.map_err(again)?;
            if made > 0 {
                tracing::info!(%city, "What lists and figures read of {made} files was made again");
            }
            self.store().set_setting(city, "projections", PROJECTIONS).await?;
        }
        Ok(())
    }

    /// Reads the definitions again; broken ones are refused and the old go on.
    pub fn reload(&self) -> Result<(), FunctionsError> {
        let fresh = self.0.functions.load()?;
        *self.0.in_use.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    /// The cities that are served.
    pub fn cities(&self) -> Vec<(City, Arc<CityCard>)> {
        let in_use = self.in_use();
        let card = |city: &City| in_use.cities.get(city.as_str()).map(|c| (city.clone(), Arc::clone(c)));
        self.0.cities.iter().filter_map(card).collect()
    }

    /// A city's card.
    pub fn city(&self, city: &City) -> Result<Arc<CityCard>, LookError> {
        let served = self.0.cities.contains(city);
        let card = self.in_use().cities.get(city.as_str()).cloned();
        card.filter(|_| served).ok_or(LookError::Unknown("city"))
    }

    /// Whether papers and pages of a city say that it is not real.
    pub fn fictional(&self, city: &City) -> bool {
        self.0.demo || self.city(city).is_ok_and(|c| c.fictional)
    }

    /// Whether this is a demonstration.
    pub fn demo(&self) -> bool {
        self.0.demo
    }

    /// The calendar of a city.
    pub fn calendar(&self, city: &City) -> Calendar {
        let calendars = self.0.calendars.read().unwrap_or_else(PoisonError::into_inner);
        calendars.get(city).cloned().unwrap_or_else(|| self.0.calendar.clone())
    }

    pub(crate) fn set_calendar(&self, city: &City, calendar: Calendar) {
        let mut calendars = self.0.calendars.write().unwrap_or_else(PoisonError::into_inner);
        calendars.insert(city.clone(), calendar);
    }

    /// The store, for what has no use case: health, closing, backup.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn fonts(&self) -> &Fonts {
        &self.0.fonts
    }

    pub(crate) fn in_use(&self) -> Arc<InUse> {
        Arc::clone(&self.0.in_use.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The newest definition of a matter.
    pub fn definition(&self, matter: &str) -> Option<Arc<Definition>> {
        self.in_use().current(matter).map(|b| b.def)
    }

    /// The newest definitions of what a city does, each with what all of them share.
    pub fn definitions(&self, city: &City) -> Result<Vec<Defined>, LookError> {
        let (card, in_use) = (self.city(city)?, self.in_use());
        let all = in_use.library.matters.keys().filter_map(|id| in_use.current(id));
        // A city without the office in charge does not do it.
        Ok(all.filter(|b| card.in_charge(&b.def.office).is_some()).map(|b| (b.def, b.shared)).collect())
    }

    /// How an event names a definition, which is kept from the first event on.
    pub(crate) async fn keep(
        &self,
        city: &City,
        def: &Definition,
        now: Timestamp,
    ) -> Result<DefinitionRef, Fault> {
        let in_use = self.in_use();
        let name =
            |hash| DefinitionRef { matter: def.id.to_string(), version: def.version.to_string(), hash };
        let Some((hash, bytes)) = in_use.kept(def) else {
            // One read back from the store goes on under the hash by which it was found.
            let old = self.0.old.read().unwrap_or_else(PoisonError::into_inner);
            let found = old.iter().find(|(_, b)| b.def.hash == def.hash).map(|((hash, _), _)| *hash);
            return found
                .map(name)
                .ok_or_else(|| Fault::Failed(format!("definition {} is not kept", def.id)));
        };
        let known = (city.clone(), *hash);
        let there = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).contains(&known);
        if !there {
            let version = def.version.to_string();
            self.0.store.put_definition(city, &def.id, &version, bytes, now).await?;
            self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(known);
        }
        Ok(name(*hash))
    }

    /// The definition that binds a file: its version as it reads now, or as it was kept.
    pub(crate) async fn bound(&self, city: &City, named: &DefinitionRef) -> Result<Bound, Fault> {
        let version = named.version.parse().unwrap_or(0);
        if let Some(bound) = self.in_use().version(&named.matter, version) {
            return Ok(bound);
        }
        self.as_it_was(city, named).await
    }

    /// A definition exactly as it was when an event was made under it.
    pub(crate) async fn as_it_was(&self, city: &City, named: &DefinitionRef) -> Result<Bound, Fault> {
        let in_use = self.in_use();
        if let Some(bound) = in_use.version(&named.matter, named.version.parse().unwrap_or(0))
            && in_use.kept(&bound.def).is_some_and(|(hash, _)| *hash == named.hash)
        {
            return Ok(bound);
        }
        if let Some(bound) =
            self.0.old.read().unwrap_or_else(PoisonError::into_inner).get(&(named.hash, named.matter.clone()))
        {
            return Ok(bound.clone());
        }
        let missing = || Fault::Damaged(format!("definition {} {}", named.matter, named.version));
        let kept = self.0.store.find_definition(city, &named.hash).await?.ok_or_else(missing)?;
        let bound = revive(&kept.bytes, &named.matter, &named.version).ok_or_else(missing)?;
        let mut old = self.0.old.write().unwrap_or_else(PoisonError::into_inner);
        // Matters that name each other are kept as one, under one hash.
        old.insert((named.hash, named.matter.clone()), bound.clone());
        Ok(bound)
    }
}

/// Writes a city and its offices into the store.
async fn put_city(store: &Store, city: &City, card: &CityCard, now: Timestamp) -> Result<(), Fault> {
    let both =
        |text: &xiezhi_matter::Text| (text.zh().to_owned(), text.get(xiezhi_matter::Lang::En).to_owned());
    let row =
        CityRow { city: city.clone(), name: both(&card.name), short: card.short.clone(), card: Vec::new() };
    store.put_city(&row, now).await?;
    let office = |id: &str, kind: &str, name, parent: Option<&str>, card| Office {
        id: OfficeId::from(id),
        kind: kind.to_owned(),
        name: both(name),
        parent: parent.map(OfficeId::from),
        card,
    };
    let organ = office(&card.organ.id, "organ", &card.organ.name, None, Vec::new());
    store.put_office(city, &organ).await?;
    let bureau = office(&card.bureau.id, "bureau", &card.bureau.name, Some(&card.organ.id), Vec::new());
    store.put_office(city, &bureau).await?;
    for (id, one) in card.office.iter().filter(|(id, _)| **id != card.bureau.id && **id != card.organ.id) {
        let parent = one.kind.as_ref().map(|_| card.bureau.id.as_str());
        let kind = one.kind.as_deref().unwrap_or("other");
        let row = office(id, kind, &one.name, parent, crate::record::write(one));
        store.put_office(city, &row).await?;
    }
    Ok(())
}

/// A city's calendar: the one all begin with, and every notice that was loaded there.
pub(crate) async fn calendar_of(store: &Store, city: &City, first: &Calendar) -> Result<Calendar, OpenError> {
    let mut calendar = first.clone();
    for kept in store.list_notices(city).await? {
        let bad = |why: String| OpenError::Notice { city: city.clone(), year: kept.year, why };
        let text = String::from_utf8_lossy(&kept.bytes);
        let notice = Notice::parse(&text).map_err(|e| bad(e.to_string()))?;
        calendar = match calendar.with_notice(notice) {
            Ok(calendar) => calendar,
            // The program has learned a later version since.
            Err(NoticeError::Older { .. }) => calendar,
            Err(e) => return Err(bad(e.to_string())),
        };
    }
    Ok(calendar)
}
