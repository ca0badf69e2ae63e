//! The server (服务): routes, what lies around every handler, and its beginning and end.

use std::{
    fmt,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef, State, connect_info::Connected},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::IncomingStream,
};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tower_http::{compression::CompressionLayer, timeout::TimeoutLayer, trace::TraceLayer};
use xiezhi_bureau::Bureau;

use crate::{
    api, assets, context, demo, fault, headers,
    headers::Transport,
    limits, portal,
    tls::{Certificate, TlsListener},
    view::demo::{DemoTime, SignIns},
    workbench,
};

/// How long one answer may take: a paper of fifty pages on a busy machine stays under it.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

pub use crate::demo::clock::DemoClock;

/// The clock: read here once for each request, and nowhere below.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a server needs besides its bureau.
#[derive(Clone)]
pub struct Options {
    /// How browsers reach it.
    pub transport: Transport,
    /// Proxies whose word about the reader's address is taken.
    pub proxies: Vec<Network>,
    /// The address under which people reach it, for QR codes: `https://xiezhi.example`.
    pub base: String,
    /// What time it is.
    pub clock: Clock,
    /// The people of the fictional city, for the page that lists them; none for a real bureau.
    pub people: Vec<Person>,
    /// The clock of a demonstration, which can be moved on; none for a real bureau.
    pub demo_clock: Option<DemoClock>,
}

/// Somebody of the fictional city as whom one may sign in.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The city's code.
    pub city: String,
    /// Their name.
    pub name: String,
    /// What they are, in Chinese and in English.
    pub post: (String, String),
    /// The account.
    pub login: String,
    /// The password.
    pub password: String,
    /// What to try as them, in Chinese and in English.
    pub try_this: (String, String),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            transport: Transport::default(),
            proxies: Vec::new(),
            base: "http://127.0.0.1:8620".into(),
            clock: Arc::new(Timestamp::now),
            people: Vec::new(),
            demo_clock: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("transport", &self.transport)
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}

/// A network, written `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    ip: IpAddr,
    bits: u8,
}

/// A text that names no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no network: write it like 10.0.0.0/8 or 127.0.0.1")]
pub struct NotANetwork(String);

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let wrong = || NotANetwork(text.to_owned());
        let (ip, bits) = match text.split_once('/') {
            Some((ip, bits)) => (ip, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let ip: IpAddr = ip.parse().map_err(|_| wrong())?;
        let most = if ip.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most { Err(wrong()) } else { Ok(Self { ip, bits }) }
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn holds(&self, ip: IpAddr) -> bool {
        match (self.ip, ip) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                net.to_bits() & mask == ip.to_bits() & mask
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                net.to_bits() & mask == ip.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The application.
    pub bureau: Bureau,
    /// What time it is.
    pub clock: Clock,
    /// The address under which people reach it.
    pub base: Arc<str>,
    /// How browsers reach it.
    pub transport: Transport,
    /// Proxies whose word is taken.
    pub proxies: Arc<[Network]>,
    /// The people of the fictional city.
    pub people: Arc<[Person]>,
    /// The clock of a demonstration.
    pub demo_clock: Option<DemoClock>,
}

impl FromRef<App> for Bureau {
    fn from_ref(app: &App) -> Self {
        app.bureau.clone()
    }
}

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// Serves until `end` is over, then lets the requests under way finish.
///
/// Without a certificate the listener speaks in the clear: for the loopback, or behind a proxy that speaks TLS.
pub async fn serve(
    bureau: Bureau,
    listener: TcpListener,
    certificate: Option<Certificate>,
    options: Options,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let app = router(bureau, options).into_make_service_with_connect_info::<Peer>();
    match certificate {
        Some(certificate) => {
            let listener = TlsListener::new(listener, certificate);
            axum::serve(listener, app).with_graceful_shutdown(end).await
        }
        None => axum::serve(listener, app).with_graceful_shutdown(end).await,
    }
}

/// All routes with what lies around them.
pub fn router(bureau: Bureau, options: Options) -> Router {
    let transport = options.transport;
    let app = App {
        bureau,
        clock: options.clock,
        base: options.base.into(),
        transport,
        proxies: options.proxies.into(),
        people: options.people.into(),
        demo_clock: options.demo_clock,
    };
    Router::new()
        .route("/", get(portal::cities::get))
        .route("/check", get(portal::check::get))
        .route("/check/{code}", get(portal::check::get_code))
        .route("/demo", get(demo::people::get))
        .route("/demo/mail", get(demo::mail::get))
        .route("/demo/clock", post(demo::clock::post))
        // A nested “/” answers without the slash alone; links and people write it.
        .route("/{city}/", get(portal::home::get))
        .nest("/{city}", city())
        .fallback(async || fault::Fault::NotFound)
        .layer(middleware::from_fn(fault::dress))
        .layer(middleware::from_fn(move |request, next| headers::set(transport, request, next)))
        .layer(middleware::from_fn_with_state(app.clone(), context::lay))
        .merge(api::routes())
        .route("/assets/{*name}", get(assets::get))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .layer(DefaultBodyLimit::max(usize::try_from(limits::BODY_BYTES).unwrap_or(usize::MAX)))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

/// The pages of a city.
fn city() -> Router<App> {
    Router::new()
        .route("/", get(portal::home::get))
        .route("/check/{code}", get(portal::check::get_in_city))
        .route("/services", get(portal::services::get))
        .route("/guides/{matter}", get(portal::guide::get))
        .route("/road", get(portal::road::get))
        .route("/apply/{matter}", get(portal::apply::start).post(portal::apply::begin))
        .route("/drafts/{id}", get(portal::apply::resume))
        .route("/drafts/{id}/all", get(portal::apply::whole).post(portal::apply::keep_whole))
        .route("/drafts/{id}/check", get(portal::check_answers::get).post(portal::check_answers::post))
        .route("/drafts/{id}/uploads", post(portal::apply::upload))
        .route("/drafts/{id}/q/{question}", get(portal::apply::get).post(portal::apply::post))
        .route("/setup", get(portal::setup::get).post(portal::setup::post))
        .route("/sign-in", get(portal::sign_in::get).post(portal::sign_in::post))
        .route("/sign-out", post(portal::sign_in::sign_out))
        .route("/code", get(portal::code::get).post(portal::code::post))
        .route("/invitations/{code}", get(portal::invited::get).post(portal::invited::post))
        .route("/files", get(portal::my_files::get))
        .route("/files/{id}", get(workbench::file::get))
        .route("/files/{id}/receipt", get(portal::receipt::get))
        .route("/files/{id}/inbox", get(portal::inbox::get))
        .route("/files/{id}/uploads", post(workbench::act::upload))
        .route("/files/{id}/acts/{act}", get(workbench::act::get).post(workbench::act::post))
        .route("/files/{id}/dismiss/{act}", get(workbench::dismiss::get).post(workbench::dismiss::post))
        .route("/files/{id}/requests/{n}", get(workbench::approval::get).post(workbench::approval::post))
        .route("/files/{id}/questions/{n}", get(workbench::question::get).post(workbench::question::post))
        .route("/files/{id}/entries/{n}/amend", get(workbench::amend::get).post(workbench::amend::post))
        .route("/files/{id}/assign", get(workbench::assign::get).post(workbench::assign::post))
        .route("/files/{id}/note", get(workbench::note::get).post(workbench::note::post))
        .route("/files/{id}/invite", get(workbench::invite::get).post(workbench::invite::post))
        .route("/files/{id}/reveal/{of}", get(workbench::reveal::get).post(workbench::reveal::post))
        .route("/files/{id}/documents/{hash}", get(workbench::document::get))
        .route("/files/{id}/papers/{paper}", get(workbench::paper::get).post(workbench::paper::post))
        .route("/files/{id}/papers/{paper}/issue", get(workbench::issue::get).post(workbench::issue::post))
        .route("/files/{id}/papers/{paper}/pdf", get(workbench::paper::pdf))
        .route("/files/{id}/papers/{paper}/docx", get(workbench::paper::docx))
        .route(
            "/files/{id}/papers/{paper}/serve/{person}",
            get(workbench::service::get).post(workbench::service::post),
        )
        .route("/work", get(workbench::today::get))
        .route("/approvals", get(workbench::approvals::get))
        .route("/registers/{matter}", get(workbench::register::get))
        .route("/statistics/{matter}", get(workbench::statistics::get))
        .route("/intake/{matter}", get(workbench::intake::get).post(workbench::intake::post))
        .route("/holidays", get(workbench::holidays::get).post(workbench::holidays::post))
        .route("/accounts", get(workbench::accounts::get))
        .route("/accounts/new", get(workbench::accounts::new).post(workbench::accounts::make))
        .route(
            "/accounts/new-office",
            get(workbench::accounts::new_office).post(workbench::accounts::make_office),
        )
        .route("/accounts/{account}", get(workbench::account::get).post(workbench::account::post))
}

async fn ready(State(app): State<App>) -> Response {
    match app.bureau.store().check().await {
        Ok(()) => "ready".into_response(),
        Err(cause) => {
            tracing::warn!(%cause, "Not ready: the store can't be reached");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready").into_response()
        }
    }
}

/// The people of the fictional city as their page shows them.
pub(crate) fn people(app: &App, frame: &crate::frame::Frame, clock: Option<DemoTime>) -> SignIns {
    use crate::view::demo::{SignInCity, SignInPerson};
    let pick = |pair: &(String, String)| if frame.english() { pair.1.clone() } else { pair.0.clone() };
    let cities = app.bureau.cities().into_iter().filter_map(|(code, card)| {
        let people: Vec<SignInPerson> = app
            .people
            .iter()
            .filter(|p| p.city == code.as_str())
            .map(|p| SignInPerson {
                name: p.name.as_str().into(),
                post: pick(&p.post),
                login: p.login.clone(),
                password: p.password.clone(),
                try_this: pick(&p.try_this),
            })
            .collect();
        (!people.is_empty()).then(|| SignInCity {
            name: frame.said(&card.name),
            home: format!("/{code}/"),
            sign_in: format!("/{code}/sign-in"),
            people,
        })
    });
    SignIns { clock, cities: cities.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let net: Network = "10.1.0.0/16".parse().unwrap();
        assert!(net.holds("10.1.200.3".parse().unwrap()));
        assert!(!net.holds("10.2.0.1".parse().unwrap()));
        assert!(!net.holds("::1".parse().unwrap()));
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("8.8.8.8".parse().unwrap()));
        for bad in ["10.0.0.0/33", "x", "10.0.0.0/"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
