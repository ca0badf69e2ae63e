//! `xiezhi serve`: opens a bureau and serves it until it is told to end.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash as _, Hasher as _},
    io,
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use clap::Args;
use jiff::Timestamp;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing_subscriber::EnvFilter;
use xiezhi_bureau::Bureau;
use xiezhi_web::{
    headers::Transport,
    server::{Clock, DemoClock, Network, Options},
    tls::{CertificateFiles, TlsError},
};

use crate::{
    demo,
    house::{self, HouseError, Kind},
    settings::{LogFormat, Settings, SettingsError},
};

/// How often the program looks for work of its own: positions in the log, papers to make, mail to hand over.
const WORK_EVERY: Duration = Duration::from_secs(2);
/// Every so many rounds of work it looks for what expired: each minute.
const SWEEP_EVERY: u32 = 30;

/// Serve a bureau: portal, workbench and what browsers need.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xiezhi serve --demo                                    a fictional city, at http://127.0.0.1:8620
  xiezhi serve --data /var/lib/xiezhi --listen 10.0.0.5:8620 --behind-proxy 10.0.0.1
  xiezhi serve --data /var/lib/xiezhi --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem \\
               --address https://xiezhi.example
  xiezhi serve --data /var/lib/xiezhi --database postgresql://xiezhi@db.internal/xiezhi

Without TLS, its own or a proxy's, only loopback is served. SIGTERM ends it after the requests under way.
All settings: docs/settings.md.

Exit status: 0 ended as told, 1 it could not start, 2 wrong usage.")]
pub(crate) struct Serve {
    #[command(flatten)]
    place: PlaceArgs,
    /// Address to listen on [default: 127.0.0.1:8620].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The address under which people reach it, for codes on papers and links in mail.
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Serve a fictional city, made in a new folder: nothing in it is real.
    #[arg(long)]
    demo: bool,
    /// The network of a proxy that speaks TLS with the browsers; may be given several times.
    #[arg(long, value_name = "CIDR")]
    behind_proxy: Vec<String>,
    /// The server's certificate with its chain (PEM): it speaks TLS itself.
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "behind_proxy")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// How log lines are written, to standard error [default: text].
    #[arg(long, value_name = "FORMAT")]
    log: Option<LogFormat>,
    /// Say that the machine's clock is right, after it jumped or the server was down for weeks.
    #[arg(long)]
    confirm_clock: bool,
}

/// Where a bureau lies: what several commands ask.
#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// Read the settings from this file [default: xiezhi.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Folder of the data [default: data].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL instead of SQLite in the folder, which keeps the master key and the attachments.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The certificates (PEM) that the database server's is checked against [default: the machine's].
    #[arg(long, value_name = "FILE")]
    database_ca: Option<PathBuf>,
    /// Read the definitions from this folder instead of those built in, and again when they change.
    #[arg(long, value_name = "DIR")]
    functions: Option<PathBuf>,
}

impl PlaceArgs {
    /// The settings, with these over them.
    pub(crate) fn settings(&self) -> Result<Settings, SettingsError> {
        let mut settings = Settings::load(self.settings.as_deref())?;
        let server = &mut settings.server;
        if let Some(data) = &self.data {
            server.data.clone_from(data);
        }
        if let Some(database) = &self.database {
            server.database.clone_from(database);
        }
        if self.database_ca.is_some() {
            server.database_ca.clone_from(&self.database_ca);
        }
        if self.functions.is_some() {
            server.functions.clone_from(&self.functions);
        }
        Ok(settings)
    }
}

/// Why nothing was served.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    /// The settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Open to others without TLS.
    #[error(
        "{0} is open to other machines, and nothing here speaks TLS: give a certificate with --tls-cert and \
         --tls-key, or put a proxy in front that has one and name its network with --behind-proxy, or listen on \
         127.0.0.1."
    )]
    InTheClear(SocketAddr),
    /// Papers and mail would lead nowhere.
    #[error(
        "{0} is every address of this machine, and none to write on papers and into mail: say under which one people \
         reach the server with --address https://…"
    )]
    NoAddress(SocketAddr),
    /// Half of what TLS needs, or TLS twice.
    #[error("{0}")]
    Tls(&'static str),
    /// The certificate or its key.
    #[error(transparent)]
    Certificate(#[from] TlsError),
    /// A network that is none.
    #[error("{0}")]
    Network(String),
    /// A filter of the log that is none.
    #[error("the filter of the log can't be read: {0}")]
    Filter(String),
    /// Somebody listens there.
    #[error("{0} is in use by another program: stop that one, or give another address with --listen.")]
    Busy(SocketAddr),
    /// The address cannot be listened on.
    #[error("{at} can't be listened on: {cause}. Give another address with --listen.")]
    Listen {
        /// Where.
        at: SocketAddr,
        /// Why.
        cause: io::Error,
    },
    /// The bureau did not open.
    #[error(transparent)]
    House(#[from] HouseError),
    /// The fictional city.
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
    /// The clock could not be confirmed, or a signal not waited for.
    #[error("{0}")]
    Failed(String),
}

impl ServeError {
    fn status(&self) -> u8 {
        match self {
            Self::Settings(_)
            | Self::InTheClear(_)
            | Self::NoAddress(_)
            | Self::Tls(_)
            | Self::Network(_)
            | Self::Filter(_) => 2,
            _ => 1,
        }
    }
}

impl Serve {
    pub(crate) fn run(&self) -> ExitCode {
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(e) => return told(&format!("no runtime: {e}"), 1),
        };
        match runtime.block_on(self.serve()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => told(&e.to_string(), e.status()),
        }
    }

    fn settings(&self) -> Result<Settings, ServeError> {
        let mut settings = self.place.settings()?;
        if let Some(listen) = self.listen {
            settings.server.listen = listen;
        }
        if let Some(address) = &self.address {
            settings.server.address.clone_from(address);
        }
        if !self.behind_proxy.is_empty() {
            settings.server.behind_proxy.clone_from(&self.behind_proxy);
        }
        if self.tls_cert.is_some() {
            settings.server.tls_cert.clone_from(&self.tls_cert);
            settings.server.tls_key.clone_from(&self.tls_key);
        }
        if let Some(log) = self.log {
            settings.log.format = log;
        }
        Ok(settings)
    }

    async fn serve(&self) -> Result<(), ServeError> {
        let settings = self.settings()?;
        open_log(&settings)?;
        let at = settings.server.listen;
        let proxies = settings
            .server
            .behind_proxy
            .iter()
            .map(|text| text.parse::<Network>().map_err(|e| ServeError::Network(e.to_string())))
            .collect::<Result<Vec<_>, _>>()?;
        let certificate = certificate(&settings)?;
        let clear = certificate.is_none() && proxies.is_empty();
        if clear && !at.ip().is_loopback() {
            return Err(ServeError::InTheClear(at));
        }
        if at.ip().is_unspecified() && settings.server.address.is_empty() {
            return Err(ServeError::NoAddress(at));
        }
        let listener = TcpListener::bind(at).await.map_err(|cause| match cause.kind() {
            io::ErrorKind::AddrInUse => ServeError::Busy(at),
            _ => ServeError::Listen { at, cause },
        })?;
        let at = listener.local_addr().unwrap_or(at);
        let base = match settings.server.address.trim_end_matches('/') {
            "" if certificate.is_some() => format!("https://{at}"),
            "" => format!("http://{at}"),
            address => address.to_owned(),
        };
        let tls = certificate.as_ref().map(CertificateFiles::read).transpose()?;
        let mut options = Options {
            transport: if clear { Transport::Loopback } else { Transport::Tls },
            proxies,
            base: base.clone(),
            ..Options::default()
        };
        let bureau = if self.demo {
            let demo = demo::open(&settings, &base).await?;
            options.clock = moved(&demo.clock);
            options.people = demo::people(&demo.made);
            options.demo_clock = Some(demo.clock);
            demo::print_people(&base, &demo.made);
            demo.bureau
        } else {
            house::open(&settings, Kind::Real, &base).await?
        };
        if self.confirm_clock {
            for (city, _) in bureau.cities() {
                let confirmed = bureau.confirm_clock(&city, (options.clock)()).await;
                confirmed.map_err(|e| ServeError::Failed(e.to_string()))?;
            }
        }
        let (stop, stopped) = watch::channel(false);
        let own = tokio::spawn(own_work(
            bureau.clone(),
            Arc::clone(&options.clock),
            settings.server.functions.clone(),
            stopped,
        ));
        let end = until_told()?;
        tracing::info!(address = %base, "Serving at {base}");
        let served = xiezhi_web::server::serve(bureau.clone(), listener, tls, options, end).await;
        // Requests under way are done: now the program's own work, then the store.
        let _gone = stop.send(true);
        if let Err(cause) = own.await {
            tracing::error!("The program's own work broke off: {cause}");
        }
        bureau.store().close().await;
        served.map_err(|e| ServeError::Failed(format!("the server broke off: {e}")))?;
        tracing::info!("Ended");
        Ok(())
    }
}

/// The certificate that the server speaks TLS with itself.
fn certificate(settings: &Settings) -> Result<Option<CertificateFiles>, ServeError> {
    let server = &settings.server;
    match (&server.tls_cert, &server.tls_key) {
        (None, None) => Ok(None),
        (Some(_), None) | (None, Some(_)) => {
            Err(ServeError::Tls("TLS needs both: the certificate (tls_cert) and its key (tls_key)."))
        }
        (Some(_), Some(_)) if !server.behind_proxy.is_empty() => Err(ServeError::Tls(
            "TLS is spoken here (tls_cert) or at a proxy (behind_proxy), not both: name one of them.",
        )),
        (Some(cert), Some(key)) => Ok(Some(CertificateFiles { cert: cert.clone(), key: key.clone() })),
    }
}

/// The clock of a demonstration.
fn moved(clock: &DemoClock) -> Clock {
    let clock = clock.clone();
    Arc::new(move || clock.at(Timestamp::now()))
}

/// Ends when the system or somebody at the keyboard says so.
fn until_told() -> Result<impl Future<Output = ()> + Send + 'static, ServeError> {
    let failed = |e: io::Error| ServeError::Failed(format!("signals can't be waited for: {e}"));
    let mut term = signal(SignalKind::terminate()).map_err(failed)?;
    let mut int = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        tracing::info!("Ending: no new requests are taken, those under way are finished");
    })
}

/// What the program does by itself: the log's positions, papers, mail, what expired, definitions that changed.
async fn own_work(bureau: Bureau, clock: Clock, functions: Option<PathBuf>, mut stop: watch::Receiver<bool>) {
    let mut round = 0_u32;
    let mut seen = functions.as_deref().map(fingerprint);
    loop {
        for (city, _) in bureau.cities() {
            if let Err(cause) = bureau.work(&city, clock()).await {
                tracing::warn!(%city, "The work of city {city} is put off: {cause}");
            }
            if round.is_multiple_of(SWEEP_EVERY)
                && let Err(cause) = bureau.sweep(&city, clock()).await
            {
                tracing::warn!(%city, "What expired in city {city} was not looked for: {cause}");
            }
        }
        if let Some(folder) = &functions {
            let now = Some(fingerprint(folder));
            if now != seen {
                seen = now;
                reload(&bureau, folder).await;
            }
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(WORK_EVERY) => {}
            _ = stop.changed() => return,
        }
    }
}

async fn reload(bureau: &Bureau, folder: &Path) {
    let bureau = bureau.clone();
    let shown = folder.display();
    match tokio::task::spawn_blocking(move || bureau.reload()).await {
        Ok(Ok(())) => tracing::info!("The definitions in {shown} were read again"),
        Ok(Err(refused)) => {
            tracing::error!("The definitions in {shown} are not taken, the old ones go on: {refused}");
        }
        Err(cause) => tracing::error!("The definitions in {shown} were not read: {cause}"),
    }
}

/// What changes when a file below a folder does.
fn fingerprint(folder: &Path) -> u64 {
    let mut all = Vec::new();
    list(folder, &mut all);
    all.sort();
    let mut hasher = DefaultHasher::new();
    all.hash(&mut hasher);
    hasher.finish()
}

fn list(folder: &Path, all: &mut Vec<(PathBuf, u64, Option<std::time::SystemTime>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.metadata() {
            Ok(meta) if meta.is_dir() => list(&path, all),
            Ok(meta) => all.push((path, meta.len(), meta.modified().ok())),
            Err(_) => {}
        }
    }
}

/// Opens the log, to standard error.
fn open_log(settings: &Settings) -> Result<(), ServeError> {
    let filter = EnvFilter::try_new(&settings.log.filter).map_err(|e| ServeError::Filter(e.to_string()))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
    match settings.log.format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// Says on standard error why a command ended.
pub(crate) fn told(why: &str, status: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "xiezhi: {why}");
    ExitCode::from(status)
}
