//! The list of all files of a matter (登记簿).

use axum::extract::RawQuery;
use xiezhi_bureau::view::RegisterQuery;
use xiezhi_store::Cursor;

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/register.html")]
pub struct RegisterPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Register,
}

impl RegisterPage {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}

/// How many files a page shows, and an export at most.
const A_PAGE: u32 = 50;
const AN_EXPORT: u32 = 1_000;

/// `GET /{city}/registers/{matter}`: filters, order and place stand in the address.
pub async fn get(
    cx: Context,
    Path((_, matter)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Fault> {
    cx.officer()?;
    let pairs = crate::posted::decode(raw.unwrap_or_default().as_bytes())?;
    let get = |id: &str| pairs.iter().find(|(k, _)| k == id).map(|(_, v)| v.trim()).filter(|v| !v.is_empty());
    let date = |id: &str| get(id).and_then(|v| v.parse().ok());
    let own = ["q", "sort", "down", "after", "as", "opened.from", "opened.to", "due.from", "due.to"];
    let filters: Vec<(String, Vec<String>)> = pairs
        .iter()
        .filter(|(k, v)| !v.is_empty() && !own.contains(&k.as_str()))
        .map(|(k, v)| (k.clone(), vec![v.clone()]))
        .collect();
    let export = get("as") == Some("csv");
    let query = RegisterQuery {
        filters,
        words: get("q").map(ToOwned::to_owned),
        opened: (date("opened.from"), date("opened.to")),
        due: (date("due.from"), date("due.to")),
        open_only: false,
        order: get("sort").map(ToOwned::to_owned),
        down: get("down") == Some("yes"),
        after: get("after").map(|a| Cursor(a.to_owned())).filter(|_| !export),
        limit: if export { AN_EXPORT } else { A_PAGE },
    };
    let page = cx.bureau.register(&cx.who, &cx.city, &matter, &query, cx.now).await?;
    if export {
        let name = format!("attachment; filename=\"{matter}.csv\"");
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ];
        return Ok((headers, wire::desk::csv(&cx.frame, &page)).into_response());
    }
    let view = wire::desk::register(&cx.frame, &page, &query, &pairs);
    Ok(show(&RegisterPage { frame: cx.frame, view }))
}
