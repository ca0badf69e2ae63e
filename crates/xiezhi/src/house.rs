//! Opening what the settings name, and saying plainly why it did not open.

use std::{fs, io, path::Path};

use xiezhi_bureau::{Bureau, Functions, OpenError, Smtp};
use xiezhi_matter::key::City;
use xiezhi_store::{MasterKey, MasterKeyError, Open};

use crate::settings::Settings;

/// Which kind of bureau is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One that `xiezhi init` made.
    Real,
    /// A demonstration; in a new folder it is made.
    Demo,
    /// Whichever it is.
    AsFound,
}

/// Why a command did not do what it was asked. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HouseError {
    /// Nobody made a bureau here yet.
    #[error(
        "There is no bureau in {0}. Make one with: xiezhi init --data {0}\n\
         Or look at a fictional one, in a folder of its own, with: xiezhi serve --demo --data DIR"
    )]
    NoBureau(String),
    /// There is one already.
    #[error("There is a bureau in {0} already: give a new folder with --data.")]
    Already(String),
    /// Files of others lie in the folder.
    #[error("{0} holds files that are not Xiezhi's: give a new or empty folder with --data.")]
    NotEmpty(String),
    /// The folder cannot be read or made.
    #[error("{path}: {cause}")]
    Folder {
        /// Which.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// The master key cannot be read or made.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// What is written as a city is none.
    #[error("“{0}” is no code of a city: give six digits, as 620100.")]
    City(String),
    /// The bureau did not open.
    #[error(transparent)]
    Open(#[from] Box<OpenError>),
}

impl From<OpenError> for HouseError {
    fn from(error: OpenError) -> Self {
        Self::Open(Box::new(error))
    }
}

/// Whether a bureau was made in the folder: its master key is the first thing that is written.
pub(crate) fn is_there(data: &Path) -> bool {
    data.join("master.key").exists()
}

/// Makes sure that a folder is new or empty.
pub(crate) fn is_new(data: &Path) -> Result<(), HouseError> {
    match fs::read_dir(data) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(HouseError::Folder { path: data.display().to_string(), cause }),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(HouseError::NotEmpty(data.display().to_string())),
        },
    }
}

/// What a bureau is opened with; a master key is made where there is none, so look first.
pub(crate) fn opening(
    settings: &Settings,
    kind: Kind,
    address: &str,
) -> Result<xiezhi_bureau::Settings, HouseError> {
    let server = &settings.server;
    let master = MasterKey::load_or_make(&server.data)?;
    let store = if server.database.is_empty() {
        Open::folder(&server.data, master)
    } else {
        Open::postgres(&server.database, &server.data.join("blobs"), master)
            .trusting(server.database_ca.as_deref())
    };
    let cities: Result<Vec<City>, HouseError> =
        server.cities.iter().map(|c| c.parse().map_err(|_| HouseError::City(c.clone()))).collect();
    let smtp = (!settings.mail.url.is_empty())
        .then(|| Smtp { url: settings.mail.url.clone(), from: settings.mail.from.clone() });
    Ok(xiezhi_bureau::Settings {
        functions: server.functions.clone().map_or(Functions::BuiltIn, Functions::Folder),
        demo: kind == Kind::Demo,
        as_found: kind == Kind::AsFound,
        cities: cities?,
        fonts: server.fonts.clone(),
        smtp,
        ..xiezhi_bureau::Settings::new(store, address)
    })
}

/// Opens a bureau that is there.
pub(crate) async fn open(settings: &Settings, kind: Kind, address: &str) -> Result<Bureau, HouseError> {
    let data = &settings.server.data;
    if kind != Kind::Demo && !is_there(data) {
        return Err(HouseError::NoBureau(data.display().to_string()));
    }
    let opening = opening(settings, kind, address)?;
    Ok(Bureau::open(opening, jiff::Timestamp::now()).await?)
}
