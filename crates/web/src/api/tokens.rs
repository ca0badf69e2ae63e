//! Tokens (令牌): made, listed and ended by whoever is there with their password.

use axum::{Json, body::Bytes, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use xiezhi_bureau::{EnterError, Scope, TokenShown, TokenWanted};

use super::caller::Caller;
use crate::fault::Fault;

/// A quarter: long enough for a system, short enough that somebody looks at it again.
const DAYS: u32 = 90;

/// What is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    name: String,
    scopes: Vec<String>,
    #[serde(default)]
    matters: Vec<String>,
    days: Option<u32>,
}

/// Makes one; its secret stands in this answer and nowhere else.
pub(super) async fn make(caller: Caller, body: Bytes) -> Result<(StatusCode, Json<Value>), Fault> {
    let who = themselves(&caller)?;
    let sent: Sent = caller.json(&body)?;
    let scopes = sent.scopes.iter().map(|word| Scope::find(word).ok_or_else(|| unfit(&caller, "scopes")));
    let wanted = TokenWanted {
        scopes: scopes.collect::<Result<_, _>>()?,
        name: sent.name,
        matters: sent.matters,
        days: sent.days.unwrap_or(DAYS),
    };
    match caller.bureau.new_token(who, &caller.city, &wanted, caller.now).await {
        Ok((secret, token)) => {
            let mut answer = shown(&token);
            if let Some(members) = answer.as_object_mut() {
                members.insert("token".to_owned(), json!(secret.0));
            }
            Ok((StatusCode::CREATED, Json(answer)))
        }
        Err(EnterError::Unfit(field)) => Err(unfit(&caller, field)),
        Err(other) => Err(other.into()),
    }
}

/// Lists them, without their secrets.
pub(super) async fn list(caller: Caller) -> Result<Json<Value>, Fault> {
    let tokens = caller.bureau.tokens(themselves(&caller)?, &caller.city).await?;
    Ok(Json(json!({ "tokens": tokens.iter().map(shown).collect::<Value>() })))
}

/// Ends one.
pub(super) async fn end(caller: Caller) -> Result<StatusCode, Fault> {
    let ended = caller.bureau.end_token(themselves(&caller)?, &caller.city, caller.part("token")?).await?;
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}

/// A token makes no tokens: one that was stolen could outlive its end.
fn themselves(caller: &Caller) -> Result<&xiezhi_bureau::Who, Fault> {
    if caller.by_password { Ok(&caller.who) } else { Err(Fault::SignInFirst) }
}

fn unfit(caller: &Caller, field: &str) -> Fault {
    Fault::Misread { field: field.to_owned(), why: caller.frame.t("missing-kind") }
}

fn shown(token: &TokenShown) -> Value {
    json!({
        "id": token.granted.id,
        "name": token.granted.name,
        "scopes": token.granted.scopes.iter().map(|s| s.word()).collect::<Vec<_>>(),
        "matters": token.granted.matters,
        "created": token.created.to_string(),
        "expires": token.expires.to_string(),
        "used": token.used.map(|t| t.to_string()),
    })
}
