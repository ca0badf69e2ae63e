//! What goes wrong (差错), in one table: variant → status, code, words.
//!
//! A handler returns a [`Fault`]; [`dress`] turns it into a page in the reader's language that says
//! what happened, why, and what to do. The cause goes to the log and never to a page.

use std::fmt;

use askama::Template;
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use xiezhi_bureau::{ActError, AttachmentError, EnterError, LookError, NotDone};

use crate::page::prelude::*;

/// Something that kept a page from being shown or an act from being done.
#[derive(Clone, Debug)]
pub enum Fault {
    /// What was sent can't be read: a broken form, a broken address.
    Unreadable,
    /// The reader must sign in first; they are sent to the sign-in and come back.
    SignInFirst,
    /// The form came from another page or another session.
    ForgedForm,
    /// The reader may not do this; why, in their language.
    Forbidden {
        /// The reason, where it may be told.
        why: Option<String>,
    },
    /// There is no such thing, or this reader may not know of it.
    NotFound,
    /// The address takes no such method.
    WrongMethod,
    /// Somebody else acted first: what changed, and what was typed.
    Stale(Box<Stale>),
    /// A document or a form is larger than what is taken.
    TooLarge {
        /// The most that is taken, in bytes.
        most: u64,
    },
    /// A document is not of a kind that is taken.
    WrongKind,
    /// The form has mistakes that its own page can't show.
    Unprocessable {
        /// What is wrong, in the reader's language.
        why: String,
    },
    /// The law does not allow it, on a page without a form of its own.
    Refused(Box<NotDone>),
    /// A value that another system sent can't be read; where it stands, and why, in the reader's language.
    Misread {
        /// The field.
        field: String,
        /// What is wrong.
        why: String,
    },
    /// A request that writes has no `Idempotency-Key`.
    KeyNeeded,
    /// Something else was sent under an `Idempotency-Key` that was used before.
    OtherWish,
    /// An act does not say in `If-Match` which state of the file it rests on.
    SeenNeeded,
    /// The file has moved on since the state named in `If-Match`.
    Moved(Box<Moved>),
    /// Too often in a short time.
    TooMany {
        /// After how many seconds it goes on.
        seconds: u32,
    },
    /// Our fault. The number leads to the cause in the log.
    Internal {
        /// The number.
        number: String,
    },
    /// The store can't be reached or takes nothing; what was typed is kept.
    Unavailable {
        /// What was typed, label and text.
        typed: Vec<(String, String)>,
    },
}

/// A page that was overtaken.
#[derive(Clone, Debug, Default)]
pub struct Stale {
    /// What changed since it was opened, a sentence each.
    pub changed: Vec<String>,
    /// What was typed, label and text.
    pub typed: Vec<(String, String)>,
    /// Where the act is tried again.
    pub again: Option<String>,
}

/// A file that has moved on.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    /// What changed, a sentence each.
    pub changed: Vec<xiezhi_matter::Text>,
    /// Its last event now.
    pub found: u32,
}

/// A row of the table: status, code, and the first part of its words' ids.
struct Row(StatusCode, &'static str, &'static str);

impl Fault {
    /// Something that must not happen. The cause goes to the log under a number that the page shows.
    pub fn internal(cause: &(impl fmt::Display + ?Sized)) -> Self {
        let number = number();
        tracing::error!(number, %cause, "A page could not be shown ({number})");
        Self::Internal { number }
    }

    /// The store can't be reached. The cause goes to the log.
    pub fn unavailable(cause: &(impl fmt::Display + ?Sized)) -> Self {
        tracing::error!(%cause, "The store can't be reached");
        Self::Unavailable { typed: Vec::new() }
    }

    /// The table. A code is the same on the page, in the log and in the help.
    fn row(&self) -> Row {
        match self {
            Self::Unreadable => Row(StatusCode::BAD_REQUEST, "W-400", "fault-unreadable"),
            Self::SignInFirst => Row(StatusCode::UNAUTHORIZED, "W-401", "fault-sign-in"),
            Self::ForgedForm => Row(StatusCode::FORBIDDEN, "W-403F", "fault-forged"),
            Self::Forbidden { .. } => Row(StatusCode::FORBIDDEN, "W-403", "fault-forbidden"),
            Self::NotFound => Row(StatusCode::NOT_FOUND, "W-404", "fault-not-found"),
            Self::WrongMethod => Row(StatusCode::METHOD_NOT_ALLOWED, "W-405", "fault-method"),
            Self::Stale(_) => Row(StatusCode::CONFLICT, "W-409", "fault-stale"),
            Self::TooLarge { .. } => Row(StatusCode::PAYLOAD_TOO_LARGE, "W-413", "fault-too-large"),
            Self::WrongKind => Row(StatusCode::UNSUPPORTED_MEDIA_TYPE, "W-415", "fault-wrong-kind"),
            Self::Unprocessable { .. } => {
                Row(StatusCode::UNPROCESSABLE_ENTITY, "W-422", "fault-unprocessable")
            }
            Self::Refused(_) => Row(StatusCode::UNPROCESSABLE_ENTITY, "W-422R", "fault-refused"),
            Self::Misread { .. } => Row(StatusCode::UNPROCESSABLE_ENTITY, "W-422M", "fault-misread"),
            Self::KeyNeeded => Row(StatusCode::BAD_REQUEST, "W-400K", "fault-key"),
            Self::OtherWish => Row(StatusCode::UNPROCESSABLE_ENTITY, "W-422K", "fault-other-wish"),
            Self::SeenNeeded => Row(StatusCode::PRECONDITION_REQUIRED, "W-428", "fault-seen"),
            Self::Moved(_) => Row(StatusCode::PRECONDITION_FAILED, "W-412", "fault-moved"),
            Self::TooMany { .. } => Row(StatusCode::TOO_MANY_REQUESTS, "W-429", "fault-too-many"),
            Self::Internal { .. } => Row(StatusCode::INTERNAL_SERVER_ERROR, "W-500", "fault-internal"),
            Self::Unavailable { .. } => Row(StatusCode::SERVICE_UNAVAILABLE, "W-503", "fault-unavailable"),
        }
    }

    /// The fault behind a bare status that a library answered with.
    pub(crate) fn of_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::BAD_REQUEST => Self::Unreadable,
            StatusCode::FORBIDDEN => Self::Forbidden { why: None },
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge { most: crate::limits::BODY_BYTES },
            StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => Self::Unreadable,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
                Self::Unavailable { typed: Vec::new() }
            }
            status if status.is_server_error() => Self::Internal { number: number() },
            _ => return None,
        })
    }

    /// Status, code, and the first part of the ids of its words.
    pub(crate) fn told(&self) -> (StatusCode, &'static str, &'static str) {
        let Row(status, code, id) = self.row();
        (status, code, id)
    }

    /// Why, in the reader's language.
    pub(crate) fn why(&self, frame: &Frame) -> String {
        let Row(_, _, id) = self.row();
        match self {
            Self::Forbidden { why: Some(why) } | Self::Unprocessable { why } | Self::Misread { why, .. } => {
                why.clone()
            }
            Self::TooLarge { most } => frame.t1(&format!("{id}-why"), "most", frame.bytes(most)),
            Self::TooMany { seconds } => frame.tn(&format!("{id}-why"), *seconds),
            Self::Internal { number } => frame.t1(&format!("{id}-why"), "number", number),
            _ => frame.t(format!("{id}-why")),
        }
    }

    /// The page of this fault.
    pub fn page(&self, frame: Frame) -> FaultPage {
        let Row(_, code, id) = self.row();
        let why = self.why(&frame);
        let mut page = FaultPage {
            frame,
            code,
            id,
            why,
            changed: Vec::new(),
            typed: Vec::new(),
            again: None,
            reasons: Vec::new(),
        };
        match self {
            Self::Stale(stale) => {
                page.changed.clone_from(&stale.changed);
                page.typed.clone_from(&stale.typed);
                page.again.clone_from(&stale.again);
            }
            Self::Unavailable { typed } => page.typed.clone_from(typed),
            _ => {}
        }
        page
    }
}

impl From<LookError> for Fault {
    fn from(error: LookError) -> Self {
        match error {
            LookError::NoFile(_) | LookError::Unknown(_) | LookError::Erased => Self::NotFound,
            LookError::Forbidden(_) => Self::Forbidden { why: None },
            LookError::BadCursor => Self::Unreadable,
            LookError::TooOften(wait) => Self::TooMany { seconds: seconds(wait) },
            LookError::Paper(cause) => Self::internal(&cause),
            LookError::Fault(cause) => Self::unavailable(&cause),
        }
    }
}

impl From<EnterError> for Fault {
    fn from(error: EnterError) -> Self {
        match error {
            EnterError::TooOften(wait) => Self::TooMany { seconds: seconds(wait) },
            EnterError::Forbidden(_) => Self::Forbidden { why: None },
            EnterError::Fault(cause) => Self::unavailable(&cause),
            _ => Self::SignInFirst,
        }
    }
}

/// What is left of an act's errors when its page has shown refusals and faults at their fields.
impl From<ActError> for Fault {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NoFile(_) | ActError::Unknown(_) | ActError::Erased => Self::NotFound,
            ActError::Forbidden(_) => Self::Forbidden { why: None },
            ActError::OtherWish => Self::OtherWish,
            ActError::TooOften(wait) => Self::TooMany { seconds: seconds(wait) },
            ActError::Attachment(AttachmentError::TooLarge { most, .. }) => Self::TooLarge { most },
            ActError::Attachment(_) => Self::WrongKind,
            ActError::Paper(cause) => Self::internal(&cause),
            ActError::Fault(cause) => Self::unavailable(&cause),
            ActError::Stale(_) => Self::Stale(Box::default()),
            // A page that can show no refusal shows at least that there was one.
            ActError::NotDone(not_done) => Self::Refused(not_done),
        }
    }
}

fn seconds(wait: jiff::SignedDuration) -> u32 {
    u32::try_from(wait.as_secs().max(1)).unwrap_or(u32::MAX)
}

/// A number for the log and the page: eight letters that nobody can guess a cause from.
fn number() -> String {
    use std::{
        collections::hash_map::RandomState,
        hash::{BuildHasher, Hasher},
    };
    let hash = RandomState::new().build_hasher().finish();
    format!("{:08x}", hash & 0xffff_ffff)
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.row().0.into_response();
        if let Self::TooMany { seconds } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The page of a fault.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct FaultPage {
    frame: Frame,
    code: &'static str,
    id: &'static str,
    why: String,
    changed: Vec<String>,
    typed: Vec<(String, String)>,
    again: Option<String>,
    reasons: Vec<view::Reason>,
}

impl FaultPage {
    fn title(&self) -> String {
        self.frame.t(self.what_id())
    }

    fn what_id(&self) -> String {
        format!("{}-what", self.id)
    }

    fn do_id(&self) -> String {
        format!("{}-do", self.id)
    }
}

/// Gives every fault its page: those of handlers, and the bare statuses of libraries.
pub async fn dress(request: Request, next: Next) -> Response {
    let frame = request.extensions().get::<Frame>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => fault.clone(),
        None if response.headers().contains_key(header::CONTENT_TYPE)
            && !response.headers().get(header::CONTENT_TYPE).is_some_and(plain) =>
        {
            return response;
        }
        None => match Fault::of_status(response.status()) {
            Some(fault) => fault,
            None => return response,
        },
    };
    let (parts, _) = response.into_parts();
    page_of(&fault, frame, parts)
}

/// The answer to a request that gets no further.
pub fn dress_now(fault: Fault, request: &Request) -> Response {
    let frame = request.extensions().get::<Frame>().cloned().unwrap_or_default();
    let (parts, _) = fault.clone().into_response().into_parts();
    page_of(&fault, frame, parts)
}

fn page_of(fault: &Fault, frame: Frame, mut parts: axum::http::response::Parts) -> Response {
    // Whoever must sign in is led there and comes back.
    if matches!(fault, Fault::SignInFirst) && frame.city.is_some() {
        let back = crate::wire::desk::escape(&frame.here);
        return axum::response::Redirect::to(&frame.to(&format!("/sign-in?to={back}"))).into_response();
    }
    let Ok(html) = fault.page(frame).render() else {
        return parts.status.into_response();
    };
    for gone in [header::CONTENT_LENGTH, header::CONTENT_TYPE] {
        parts.headers.remove(gone);
    }
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Response::from_parts(parts, html.into())
}

/// Whether a library answered in bare words.
fn plain(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"text/plain")
}

#[cfg(any(test, feature = "samples"))]
impl Fault {
    /// One of each.
    pub fn samples(lang: Lang) -> Vec<Self> {
        let said = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        let typed = vec![(said("理由", "Reasons"), "<b>申请人</b>不服".to_owned())];
        vec![
            Self::Unreadable,
            Self::SignInFirst,
            Self::ForgedForm,
            Self::Forbidden { why: None },
            Self::NotFound,
            Self::WrongMethod,
            Self::Stale(Box::new(Stale {
                changed: vec![said(
                    "被申请人于 2026年3月12日提交了答复。",
                    "The respondent replied on 12 March 2026.",
                )],
                typed: typed.clone(),
                again: Some("/620100/files/abcdefghijkmnpqr/acts/accept".into()),
            })),
            Self::TooLarge { most: crate::limits::BODY_BYTES },
            Self::WrongKind,
            Self::Unprocessable {
                why: said("结束日期早于开始日期。", "The end is before the beginning.")
            },
            Self::Refused(Box::default()),
            Self::Misread {
                field: "reasons".into(),
                why: said("这里应为文字。", "Words are asked for here."),
            },
            Self::KeyNeeded,
            Self::OtherWish,
            Self::SeenNeeded,
            Self::Moved(Box::default()),
            Self::TooMany { seconds: 30 },
            Self::Internal { number: "5f3a90c1".into() },
            Self::Unavailable { typed },
        ]
    }
}
