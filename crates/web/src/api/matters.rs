//! Definitions (事项): what the city does, how, and what each form asks.

use axum::Json;
use serde_json::{Value, json};
use xiezhi_bureau::Answers;

use super::{caller::Caller, shown};
use crate::fault::Fault;

/// The services of the city.
pub(super) async fn list(caller: Caller) -> Result<Json<Value>, Fault> {
    let services = caller.bureau.services(&caller.city, caller.now)?;
    let one = |s: &xiezhi_bureau::view::ServiceShownAt| {
        let opens =
            s.opens.iter().map(|(act, name)| json!({ "act": act.to_string(), "name": shown::text(name) }));
        json!({
            "matter": s.matter, "name": shown::text(&s.name), "law": s.law, "what": shown::text(&s.what),
            "opens": opens.collect::<Value>(),
        })
    };
    Ok(Json(json!({ "matters": services.iter().map(one).collect::<Value>() })))
}

/// The guide of one matter.
pub(super) async fn get(caller: Caller) -> Result<Json<Value>, Fault> {
    let guide = caller.bureau.guide(&caller.city, caller.part("matter")?, caller.now)?;
    Ok(Json(shown::guide(&guide)))
}

/// What an opening act asks of whoever calls.
pub(super) async fn form(caller: Caller) -> Result<Json<Value>, Fault> {
    let (matter, answers) = (caller.part("matter")?, Answers::to(caller.part("act")?));
    let form = caller.bureau.opening_form(&caller.who, &caller.city, matter, &answers, caller.now).await?;
    Ok(Json(shown::form(&form)))
}
