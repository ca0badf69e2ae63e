//! Who calls (调用者): by a token, by a password for making one, or nobody.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    extract::{FromRequestParts, Path},
    http::{HeaderMap, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use xiezhi_bureau::{BrowserToken, Bureau, Who};
use xiezhi_matter::key::{City, FileId, FileKey, Seq};
use xiezhi_store::TokenSecret;

use crate::{context::address, fault::Fault, frame::Frame, lang::Lang, server::App};

/// A key of a client has so many characters at most.
const KEY: usize = 128;

/// A call: who, where, when, and what its address names.
pub(super) struct Caller {
    /// The application.
    pub(super) bureau: Bureau,
    /// The city in the address.
    pub(super) city: City,
    /// Who calls.
    pub(super) who: Who,
    /// Whether they gave their password, and are there themselves.
    pub(super) by_password: bool,
    /// The language of words.
    pub(super) frame: Frame,
    /// When the call came in.
    pub(super) now: Timestamp,
    /// What the address names.
    path: HashMap<String, String>,
    headers: HeaderMap,
}

impl Caller {
    /// A part of the address.
    pub(super) fn part(&self, name: &str) -> Result<&str, Fault> {
        self.path.get(name).map(String::as_str).ok_or(Fault::NotFound)
    }

    /// The file in the address.
    pub(super) fn file(&self) -> Result<FileKey, Fault> {
        let id: FileId = self.part("id")?.parse().map_err(|_| Fault::NotFound)?;
        Ok(FileKey { city: self.city.clone(), id })
    }

    /// Whoever is signed in; a call that names nobody is told to.
    pub(super) fn known(&self) -> Result<&Who, Fault> {
        self.who.signed_in().map(|_| &self.who).ok_or(Fault::SignInFirst)
    }

    /// The client's key of a request that writes.
    pub(super) fn key(&self) -> Result<&str, Fault> {
        let key = self.header("idempotency-key").ok_or(Fault::KeyNeeded)?;
        // A structured header writes a string in quotes; many clients leave them out.
        let key = key.strip_prefix('"').and_then(|k| k.strip_suffix('"')).unwrap_or(key);
        let fine = !key.is_empty() && key.len() <= KEY && key.bytes().all(|b| b.is_ascii_graphic());
        if fine { Ok(key) } else { Err(Fault::KeyNeeded) }
    }

    /// The state of the file on which an act rests.
    pub(super) fn seen(&self) -> Result<Seq, Fault> {
        let tag = self.header("if-match").ok_or(Fault::SeenNeeded)?;
        // A weak tag, a list or `*` names no one state.
        let seen = tag.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse().ok());
        seen.map(Seq).ok_or(Fault::SeenNeeded)
    }

    /// A body in JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, body: &Bytes) -> Result<T, Fault> {
        let kind = self.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Fault::WrongKind);
        }
        serde_json::from_slice(body).map_err(|_| Fault::Unreadable)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let Path(path) = Path::<HashMap<String, String>>::from_request_parts(parts, app)
            .await
            .map_err(|_| Fault::NotFound)?;
        let city: City = path.get("city").and_then(|c| c.parse().ok()).ok_or(Fault::NotFound)?;
        app.bureau.city(&city)?;
        let now = (app.clock)();
        let (mut who, mut by_password) = (Who::Anonymous(BrowserToken::random()), false);
        if let Some(said) = parts.headers.get(header::AUTHORIZATION) {
            let said = said.to_str().map_err(|_| Fault::SignInFirst)?;
            let (scheme, rest) = said.split_once(' ').ok_or(Fault::SignInFirst)?;
            if scheme.eq_ignore_ascii_case("bearer") {
                let secret = TokenSecret(rest.trim().to_owned());
                who = app.bureau.who_by_token(&city, &secret, now).await?.ok_or(Fault::SignInFirst)?;
            } else if scheme.eq_ignore_ascii_case("basic") {
                let (login, password) = basic(rest.trim()).ok_or(Fault::SignInFirst)?;
                let from = address(&parts.headers, &parts.extensions, app);
                who = app.bureau.who_by_password(&city, &login, &password, &from, now).await?;
                by_password = true;
            } else {
                return Err(Fault::SignInFirst);
            }
        }
        Ok(Self {
            bureau: app.bureau.clone(),
            city,
            who,
            by_password,
            frame: frame(&parts.headers),
            now,
            path,
            headers: parts.headers.clone(),
        })
    }
}

fn basic(text: &str) -> Option<(String, String)> {
    let both = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    both.split_once(':').map(|(login, password)| (login.to_owned(), password.to_owned()))
}

/// The language of a call.
pub(super) fn frame(headers: &HeaderMap) -> Frame {
    let lang = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Lang::from_header);
    Frame { lang: lang.unwrap_or_default(), ..Frame::default() }
}
