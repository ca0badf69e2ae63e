//! Who asks, from where, in which city and language (上下文): worked out once for each request.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use xiezhi_bureau::{BrowserToken, Bureau, SignedIn, Who};
use xiezhi_matter::key::City;
use xiezhi_store::SessionToken;

use crate::{
    fault::Fault,
    frame::{CityMark, Frame, NavItem, Reader},
    headers::Transport,
    lang::{Lang, TextSize, Theme},
    server::{App, Peer},
};

/// A year: how long a choice of language, size and theme is kept.
const CHOICE_SECONDS: u32 = 365 * 24 * 3600;

/// What a handler knows about its request.
#[derive(Clone)]
pub struct Context {
    /// The application.
    pub bureau: Bureau,
    /// The city in the address.
    pub city: City,
    /// Who asks.
    pub who: Who,
    /// What is around every page.
    pub frame: Frame,
    /// The instant at which the request came in; the clock is read there and nowhere below.
    pub now: Timestamp,
    /// From where, for limits on guessing.
    pub address: String,
    /// The address under which people reach the server.
    pub base: Arc<str>,
    /// The session, where there is one.
    pub session: Option<SessionToken>,
    /// Whether cookies go by TLS only.
    pub transport: Transport,
}

/// From where a request comes, for pages that are of no city.
#[derive(Clone, Debug)]
pub struct Address(pub String);

impl Context {
    /// Whoever is signed in, or a redirect to where one signs in.
    pub fn signed_in(&self) -> Result<&SignedIn, Fault> {
        self.who.signed_in().ok_or(Fault::SignInFirst)
    }

    /// The officer who asks.
    pub fn officer(&self) -> Result<&Arc<SignedIn>, Fault> {
        match &self.who {
            Who::Officer(one) => Ok(one),
            Who::Person(_) => Err(Fault::NotFound),
            _ => Err(Fault::SignInFirst),
        }
    }

    /// An address in this city.
    pub fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.city)
    }

    /// The header that keeps a session.
    pub fn session_cookie(&self, token: &SessionToken) -> HeaderValue {
        let cookie = format!(
            "session={}; Path=/{}; HttpOnly; SameSite=Lax{}",
            token.0,
            self.city,
            secure(self.transport)
        );
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
    }

    /// The header that ends a session in the browser.
    pub fn no_session_cookie(&self) -> HeaderValue {
        let cookie = format!("session=; Path=/{}; Max-Age=0; HttpOnly; SameSite=Lax", self.city);
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
    }
}

fn secure(transport: Transport) -> &'static str {
    match transport {
        Transport::Tls => "; Secure",
        Transport::Loopback => "",
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or(Fault::NotFound)
    }
}

/// Works out frame and context and lays them on the request.
pub async fn lay(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let now = (app.clock)();
    let path = request.uri().path().to_owned();
    if path.starts_with("/assets/") || path == "/healthz" || path == "/readyz" {
        return next.run(request).await;
    }
    let Seen { lang, size, theme, chosen, here, address, known, token } = seen(&request, &app);
    // A choice is kept and then taken out of the address, so that it is not sent on with a link.
    if !chosen.is_empty() && request.method() == Method::GET {
        let mut response = Redirect::to(&without_choices(&here)).into_response();
        for cookie in chosen {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        return response;
    }
    let browser = known.clone().unwrap_or_else(BrowserToken::random);
    let mut frame = Frame {
        lang,
        size,
        theme,
        csrf: derived(&browser.0),
        here,
        demo: app.bureau.demo(),
        ..Frame::default()
    };
    let city: Option<City> = path.split('/').nth(1).and_then(|code| code.parse().ok());
    let card = city.as_ref().and_then(|city| app.bureau.city(city).ok());
    if let (Some(city), Some(card)) = (city, card) {
        frame.demo = app.bureau.fictional(&city);
        frame.city = Some(CityMark { code: city.to_string(), bureau: frame.said(&card.bureau.name) });
        let mut who = Who::Anonymous(browser.clone());
        let mut session = None;
        if let Some(token) = token {
            match app.bureau.who(&city, &token, now).await {
                Ok(Some((kept, found))) => {
                    frame.csrf.clone_from(&kept.csrf);
                    who = found.unwrap_or(who);
                    session = Some(token);
                }
                Ok(None) => {}
                Err(cause) => {
                    request.extensions_mut().insert(frame);
                    return crate::fault::dress_now(Fault::from(cause), &request);
                }
            }
        }
        frame.reader = reader(&app.bureau, &city, &who, &frame, now);
        let context = Context {
            bureau: app.bureau.clone(),
            city,
            who,
            frame: frame.clone(),
            now,
            address: address.clone(),
            base: Arc::clone(&app.base),
            session,
            transport: app.transport,
        };
        request.extensions_mut().insert(context);
    }
    request.extensions_mut().insert(Address(address));
    request.extensions_mut().insert(frame);
    let mut response = next.run(request).await;
    if known.is_none() {
        let cookie = format!(
            "browser={}; Path=/; Max-Age={CHOICE_SECONDS}; HttpOnly; SameSite=Lax{}",
            browser.0,
            secure(app.transport)
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// What a request itself tells.
struct Seen {
    lang: Lang,
    size: TextSize,
    theme: Theme,
    chosen: Vec<HeaderValue>,
    here: String,
    address: String,
    known: Option<BrowserToken>,
    token: Option<SessionToken>,
}

fn seen(request: &Request, app: &App) -> Seen {
    let jar = CookieJar::from_headers(request.headers());
    let cookie = |name: &str| jar.get(name).map(|c| c.value().to_owned());
    let query = request.uri().query().unwrap_or_default();
    let asked = |key: &str| {
        query.split('&').find_map(|pair| pair.split_once('=').filter(|(k, _)| *k == key)).map(|(_, v)| v)
    };
    let header = |name| request.headers().get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    Seen {
        lang: asked("lang")
            .and_then(Lang::find)
            .or_else(|| cookie("lang").as_deref().and_then(Lang::find))
            .or_else(|| header(header::ACCEPT_LANGUAGE).and_then(Lang::from_header))
            .unwrap_or_default(),
        size: asked("size")
            .and_then(TextSize::find)
            .or_else(|| cookie("size").as_deref().and_then(TextSize::find))
            .unwrap_or_default(),
        theme: asked("theme")
            .and_then(Theme::find)
            .or_else(|| cookie("theme").as_deref().and_then(Theme::find))
            .unwrap_or_default(),
        chosen: choices(&asked, app.transport),
        here: request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        address: address(request.headers(), request.extensions(), app),
        known: cookie("browser").and_then(|t| BrowserToken::typed(&t)),
        token: cookie("session").map(SessionToken),
    }
}

/// The cookies that keep what the address chooses.
fn choices<'a>(asked: &impl Fn(&str) -> Option<&'a str>, transport: Transport) -> Vec<HeaderValue> {
    let lang = asked("lang").and_then(Lang::find).map(|l| ("lang", l.tag()));
    let size = asked("size").and_then(TextSize::find).map(|s| ("size", s.word()));
    let theme = asked("theme").and_then(Theme::find).map(|t| ("theme", t.word()));
    [lang, size, theme]
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| {
            let cookie =
                format!("{key}={value}; Path=/; Max-Age={CHOICE_SECONDS}; SameSite=Lax{}", secure(transport));
            HeaderValue::from_str(&cookie).ok()
        })
        .collect()
}

fn without_choices(here: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| !matches!(pair.split('=').next(), Some("lang" | "size" | "theme")))
        .collect();
    // `//host` would lead away from here.
    let path = format!("/{}", path.trim_start_matches('/'));
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

/// Where a request comes from: the peer, or what a trusted proxy says of it.
pub(crate) fn address(headers: &HeaderMap, extensions: &Extensions, app: &App) -> String {
    let peer = extensions.get::<ConnectInfo<Peer>>().map(|c| c.0.0.ip());
    let said = |headers: &HeaderMap| {
        let value = headers.get("x-forwarded-for")?.to_str().ok()?;
        value.rsplit(',').next().map(|v| v.trim().to_owned())
    };
    match peer {
        Some(ip) if app.proxies.iter().any(|p| p.holds(ip)) => {
            said(headers).unwrap_or_else(|| ip.to_string())
        }
        Some(ip) => ip.to_string(),
        None => "unknown".to_owned(),
    }
}

/// The token of a browser's forms: nobody who can't read its cookie can name it.
fn derived(browser: &str) -> String {
    let hash = Sha256::digest(format!("xiezhi form {browser}").as_bytes());
    hex::encode(hash).chars().take(40).collect()
}

/// Who reads, for the masthead and the navigation.
fn reader(bureau: &Bureau, city: &City, who: &Who, frame: &Frame, now: Timestamp) -> Reader {
    match who {
        Who::Person(one) => Reader::Party { name: one.name.clone() },
        Who::Officer(one) => {
            let path = frame.here.split('?').next().unwrap_or_default();
            let item = |name: String, href: String| NavItem {
                current: path.starts_with(&href),
                name,
                href,
                count: 0,
            };
            let services = bureau.services(city, now).unwrap_or_default();
            let registers = bureau
                .registers(who, city)
                .unwrap_or_default()
                .iter()
                .map(|(id, name)| item(frame.said(name), format!("/{city}/registers/{id}")))
                .collect();
            let mut desks = vec![item(frame.t("approvals"), format!("/{city}/approvals"))];
            if let Some(first) = services.first() {
                desks.push(item(frame.t("nav-intake"), format!("/{city}/intake/{}", first.matter)));
            }
            if one.administrator {
                desks.push(item(frame.t("holidays-title"), format!("/{city}/holidays")));
                desks.push(item(frame.t("accounts"), format!("/{city}/accounts")));
            }
            let posts = posts(bureau, city, one, frame);
            Reader::Officer { name: one.name.clone(), posts, registers, desks }
        }
        Who::Anonymous(_) | Who::Program => Reader::Public,
    }
}

fn posts(bureau: &Bureau, city: &City, one: &SignedIn, frame: &Frame) -> String {
    let card = bureau.city(city).ok();
    let office = one.office.as_ref().and_then(|id| card.as_ref()?.office_name(id.as_str()).cloned());
    office.map(|name| frame.said(&name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_leaves_the_address_and_the_rest_stays() {
        assert_eq!(without_choices("/620100/work?due=week&lang=en"), "/620100/work?due=week");
        assert_eq!(without_choices("//evil.example/?lang=en"), "/evil.example/");
    }

    #[test]
    fn a_forms_token_does_not_tell_the_browsers() {
        let token = BrowserToken::random().0;
        assert!(!derived(&token).contains(&token));
        assert_ne!(derived(&token), derived(&BrowserToken::random().0));
    }
}
