//! Problems (差错) as RFC 9457 writes them, with the rule, the article and whoever may lift it.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value as Json, json};

use super::{caller::frame, shown};
use crate::{fault::Fault, frame::Frame, wire::form::missing};

/// The problem of a fault, for a reader of this language, at this address.
fn problem(fault: &Fault, frame: &Frame, here: &str) -> Json {
    let (status, code, id) = fault.told();
    let mut problem = json!({
        "type": format!("/problems/{}", id.trim_start_matches("fault-")),
        "title": frame.t(format!("{id}-what")),
        "status": status.as_u16(),
        "detail": fault.why(frame),
        "instance": here,
        "code": code,
    });
    let mut put = |name: &str, value: Json| {
        if let Some(members) = problem.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    };
    match fault {
        Fault::Refused(not_done) => {
            // The first reason stands at the top for a client that reads no further.
            if let Some(first) = not_done.refusals.first() {
                put("rule", json!(first.rule));
                put("article", shown::articles(&first.basis));
                put("who_may_lift", first.lift.iter().map(shown::text).collect());
                put("detail", json!(frame.said(&first.says)));
            }
            put("refusals", not_done.refusals.iter().map(shown::reason).collect());
            put("warnings", not_done.warnings.iter().map(shown::reason).collect());
            let faults = not_done.faults.iter().map(|f| {
                json!({
                    "field": f.field.as_ref().map(ToString::to_string),
                    "row": f.row,
                    "detail": missing(frame, &f.missing),
                })
            });
            put("faults", faults.collect());
            if let Some(field) = not_done.faults.first().and_then(|f| f.field.as_ref()) {
                put("field", json!(field.to_string()));
            }
        }
        Fault::Misread { field, .. } => put("field", json!(field)),
        Fault::Moved(moved) => {
            put("changed", moved.changed.iter().map(shown::text).collect());
            put("seq", json!(moved.found));
        }
        _ => {}
    }
    problem
}

/// Gives every fault under `/api/` its problem: those of handlers, and the bare statuses of libraries.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let (frame, here) = (frame(request.headers()), request.uri().path().to_owned());
    let response = next.run(request).await;
    let fault = response.extensions().get::<Fault>().cloned();
    let Some(fault) = fault.or_else(|| Fault::of_status(response.status())) else { return response };
    let body = problem(&fault, &frame, &here).to_string();
    let (mut parts, _) = response.into_parts();
    parts.status = fault.told().0;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match &fault {
        Fault::SignInFirst => {
            let asks = HeaderValue::from_static("Bearer realm=\"xiezhi\"");
            parts.headers.insert(header::WWW_AUTHENTICATE, asks);
        }
        Fault::Moved(moved) => {
            if let Ok(tag) = HeaderValue::from_str(&shown::tag(moved.found)) {
                parts.headers.insert(header::ETAG, tag);
            }
        }
        _ => {}
    }
    (parts, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_fault_is_a_whole_problem_in_both_languages() {
        for lang in Lang::ALL {
            let frame = Frame { lang, ..Frame::default() };
            for fault in Fault::samples(lang) {
                let problem = problem(&fault, &frame, "/api/v1/620100/files");
                assert_eq!(problem["status"], fault.told().0.as_u16());
                for member in ["type", "title", "detail"] {
                    let words = problem[member].as_str().unwrap();
                    assert!(!words.is_empty(), "{member} of {fault:?}");
                    assert!(!words.contains("fault-"), "{words} has no words in {lang:?}");
                }
            }
        }
    }
}
