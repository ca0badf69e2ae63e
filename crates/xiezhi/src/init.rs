//! `xiezhi init`: makes a real bureau.

use std::{io, io::Write as _, process::ExitCode};

use clap::Args;
use jiff::Timestamp;
use xiezhi_bureau::{Bureau, EnterError, NewOfficer, Who};
use xiezhi_matter::key::City;

use crate::{
    house::{self, HouseError, Kind},
    serve::{PlaceArgs, told},
    settings::SettingsError,
};

/// Make a real bureau: the folder of its data, its master key, its city, and its first administrator.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xiezhi init --city 620100 --name 张三 --login zhangsan
  xiezhi init --city 620100 --name 张三 --login zhangsan --data /var/lib/xiezhi

It prints a link with which the first administrator chooses a password; the link works once. Keep a copy of master.key apart
from the data: without it nothing can be read.

Exit status: 0 made, 1 it could not be, 2 wrong usage.")]
pub(crate) struct Init {
    #[command(flatten)]
    place: PlaceArgs,
    /// The city's code (GB/T 2260); functions/cities/CODE.toml describes it.
    #[arg(long, value_name = "CODE")]
    city: String,
    /// Name of the first administrator, as papers print it.
    #[arg(long)]
    name: String,
    /// Name to sign in with.
    #[arg(long)]
    login: String,
}

/// Why no bureau was made.
#[derive(Debug, thiserror::Error)]
enum InitError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    House(#[from] HouseError),
    #[error("the first administrator could not be entered: {0}")]
    Administrator(#[from] EnterError),
    #[error("{0}")]
    Failed(String),
}

impl Init {
    pub(crate) fn run(&self) -> ExitCode {
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(e) => return told(&format!("no runtime: {e}"), 1),
        };
        match runtime.block_on(self.make()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e @ InitError::Settings(_)) => told(&e.to_string(), 2),
            Err(e) => told(&e.to_string(), 1),
        }
    }

    async fn make(&self) -> Result<(), InitError> {
        let mut settings = self.place.settings()?;
        let data = settings.server.data.clone();
        let shown = data.display().to_string();
        let city: City = self.city.parse().map_err(|_| HouseError::City(self.city.clone()))?;
        if house::is_there(&data) {
            return Err(HouseError::Already(shown).into());
        }
        house::is_new(&data)?;
        settings.server.cities = vec![self.city.clone()];
        let now = Timestamp::now();
        let opening = house::opening(&settings, Kind::Real, "")?;
        let bureau = Bureau::open(opening, now).await.map_err(HouseError::from)?;
        let card = bureau.city(&city).map_err(|e| InitError::Failed(e.to_string()))?;
        let base = match settings.server.address.trim_end_matches('/') {
            "" => format!("http://{}", settings.server.listen),
            address => address.to_owned(),
        };
        let first = NewOfficer {
            id: "administrator".to_owned(),
            name: self.name.clone(),
            office: card.bureau.id.clone(),
            posts: Vec::new(),
            administrator: true,
            email: None,
            login: self.login.clone(),
            password: password(),
        };
        bureau.new_officer(&Who::Program, &city, &first, now).await?;
        let code = bureau.setup_code(&Who::Program, &city, &self.login, now).await?;
        bureau.store().close().await;
        let _ = writeln!(
            io::stdout(),
            "The bureau of {} is made in {shown}.\n\
             Start it with: xiezhi serve --data {shown}\n\
             Then {} chooses a password, within three days, at this address; it is shown this once and works once:\n\
             {base}/{city}/setup?code={code}",
            card.name.zh(),
            self.login,
        );
        Ok(())
    }
}

/// Thirty-two letters and digits by chance, which nobody learns: the link sets another.
fn password() -> String {
    const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let bytes: [u8; 32] = rand::random();
    bytes
        .iter()
        .filter_map(|b| LETTERS.get(usize::from(*b) % LETTERS.len()))
        .map(|b| char::from(*b))
        .collect()
}
