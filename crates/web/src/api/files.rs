//! Files (案卷): opened, listed, read, acted in, with their documents and papers.

use axum::{
    Json,
    body::Bytes,
    extract::Query,
    http::{HeaderName, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use xiezhi_bureau::{ActError, Answers, Who, view::RegisterQuery};
use xiezhi_matter::{
    event::PaperRef,
    key::{FileId, Seq},
};
use xiezhi_store::{Cursor, Hash};

use super::{
    caller::Caller,
    given::{self, Sent},
    shown,
};
use crate::{
    fault::{Fault, Moved},
    limits,
    wire::answers::download,
};

/// Files on one page of a list at most.
const MOST: u32 = 200;

/// What a filing sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filing {
    matter: String,
    act: String,
    /// The draft under which documents were sent before.
    draft: Option<String>,
    #[serde(default)]
    with: Sent,
}

/// A place under which documents can be sent before the file is opened.
pub(super) async fn draft(caller: Caller, body: Bytes) -> Result<(StatusCode, Json<Value>), Fault> {
    let who = caller.known()?;
    let filing: Filing = caller.json(&body)?;
    let answers = Answers::to(filing.act.as_str());
    let kept =
        caller.bureau.keep_draft(who, &caller.city, None, &filing.matter, &answers, caller.now).await?;
    let shown = json!({ "draft": kept.key.id.to_string(), "expires": kept.expires.to_string() });
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Opens a file.
pub(super) async fn file(caller: Caller, body: Bytes) -> Result<(StatusCode, Tagged, Json<Value>), Fault> {
    let (who, key) = (caller.known()?, caller.key()?);
    let filing: Filing = caller.json(&body)?;
    let id = filing.draft.as_deref().map(str::parse::<FileId>).transpose().map_err(|_| Fault::NotFound)?;
    let act = Answers::to(filing.act.as_str());
    let (bureau, city, now) = (&caller.bureau, &caller.city, caller.now);
    let form = bureau.opening_form(who, city, &filing.matter, &act, now).await?;
    let answers = given::read(&caller.frame, &form, filing.with)?;
    let receipt = bureau.file_new(who, city, &filing.matter, id, &answers, key, now).await?;
    Ok((StatusCode::CREATED, tagged(receipt.n), Json(shown::receipt(&receipt))))
}

/// What a list asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listing {
    matter: Option<String>,
    state: Option<String>,
    number: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

/// For an officer the files of a matter, page by page; for a party its own.
pub(super) async fn list(
    caller: Caller,
    listing: Result<Query<Listing>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Value>, Fault> {
    let (who, Query(listing)) = (caller.known()?, listing.map_err(|_| Fault::Unreadable)?);
    let (bureau, city, now) = (&caller.bureau, &caller.city, caller.now);
    if let Some(number) = &listing.number {
        let found = bureau.find_number(who, city, number).await?;
        return Ok(Json(json!({ "files": [{ "id": found.id.to_string() }], "next": null })));
    }
    if matches!(who, Who::Person(_)) {
        let mine = bureau.my_files(who, now).await?;
        let fits = |m: &&xiezhi_bureau::view::MyFile| {
            listing.matter.as_ref().is_none_or(|id| *id == m.head.matter.0)
                && listing.state.as_ref().is_none_or(|id| *id == *m.head.state.id)
        };
        let files = mine.iter().filter(fits).map(|m| shown::head(&m.head)).collect::<Value>();
        return Ok(Json(json!({ "files": files, "next": null })));
    }
    let matter = listing.matter.ok_or_else(|| Fault::Misread {
        field: "matter".to_owned(),
        why: caller.frame.t("missing-required"),
    })?;
    let query = RegisterQuery {
        filters: listing.state.map(|state| ("state".to_owned(), vec![state])).into_iter().collect(),
        after: listing.after.map(Cursor),
        limit: listing.limit.unwrap_or(0).min(MOST),
        ..RegisterQuery::default()
    };
    let page = bureau.register(who, city, &matter, &query, now).await?;
    let files = page.rows.iter().map(|line| {
        let cells = page.columns.iter().zip(&line.cells);
        let cells = cells.map(|(column, cell)| (column.id.clone(), shown::cell(cell.as_ref())));
        let mut file = shown::head(&line.head);
        if let Some(members) = file.as_object_mut() {
            members.insert("due".to_owned(), json!(line.due.as_ref().map(|(_, day)| day.to_string())));
            members.insert("columns".to_owned(), Value::Object(cells.collect()));
        }
        file
    });
    Ok(Json(json!({ "files": files.collect::<Value>(), "next": page.next.map(|c| c.0) })))
}

/// A whole file; its tag is what an act on it carries back.
pub(super) async fn read(caller: Caller) -> Result<(Tagged, Json<Value>), Fault> {
    let page = caller.bureau.read(caller.known()?, &caller.file()?, caller.now).await?;
    Ok((tagged(page.seen), Json(shown::file(&page))))
}

/// What an act asks of whoever calls.
pub(super) async fn form(caller: Caller) -> Result<(Tagged, Json<Value>), Fault> {
    let answers = Answers::to(caller.part("act")?);
    let form = caller.bureau.form(caller.known()?, &caller.file()?, &answers, caller.now).await?;
    Ok((tagged(form.seen), Json(shown::form(&form))))
}

/// Does an act.
pub(super) async fn act(caller: Caller, body: Bytes) -> Result<(Tagged, Json<Value>), Fault> {
    let (who, key, once, seen) = (caller.known()?, caller.file()?, caller.key()?, caller.seen()?);
    let sent: Sent = caller.json(&body)?;
    let (bureau, now) = (&caller.bureau, caller.now);
    let form = bureau.form(who, &key, &Answers::to(caller.part("act")?), now).await?;
    let answers = given::read(&caller.frame, &form, sent)?;
    let acted = match bureau.act(who, &key, &answers, seen, Some(once), now).await {
        Err(ActError::Stale(stale)) => {
            return Err(Fault::Moved(Box::new(Moved { changed: stale.changed, found: stale.found.0 })));
        }
        other => other?,
    };
    let shown = json!({
        "file": key.id.to_string(),
        "first": acted.first.0,
        "seq": acted.last.0,
        "asked": acted.asked,
        "repeated": acted.repeated,
        "warnings": acted.warnings.iter().map(shown::reason).collect::<Value>(),
        "papers": acted.papers.iter().map(|p| format!("{}.{}", p.n, p.at)).collect::<Vec<_>>(),
    });
    Ok((tagged(acted.last), Json(shown)))
}

/// How a document is called.
#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

/// Takes a document for an act to come; what it answers goes into a value of that act.
pub(super) async fn attach(
    caller: Caller,
    named: Result<Query<Named>, axum::extract::rejection::QueryRejection>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Fault> {
    let (who, Query(named)) = (caller.known()?, named.map_err(|_| Fault::Unreadable)?);
    if body.len() as u64 > limits::DOCUMENT_BYTES {
        return Err(Fault::TooLarge { most: limits::DOCUMENT_BYTES });
    }
    let blob = caller.bureau.attach(who, &caller.file()?, &named.name, body, caller.now).await?;
    Ok((StatusCode::CREATED, Json(shown::blob(&blob))))
}

/// A document that was handed in.
pub(super) async fn document(caller: Caller) -> Result<Response, Fault> {
    let hash: [u8; 32] = hex::decode(caller.part("hash")?)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Fault::NotFound)?;
    let (who, key) = (caller.known()?, caller.file()?);
    Ok(download(caller.bureau.document(who, &key, &Hash(hash), caller.now).await?))
}

/// The papers of a file.
pub(super) async fn papers(caller: Caller) -> Result<(Tagged, Json<Value>), Fault> {
    let page = caller.bureau.read(caller.known()?, &caller.file()?, caller.now).await?;
    let papers = page.papers.iter().map(shown::paper).collect::<Value>();
    Ok((tagged(page.seen), Json(json!({ "papers": papers }))))
}

/// A paper as PDF.
pub(super) async fn paper(caller: Caller) -> Result<Response, Fault> {
    let (n, at) = caller.part("paper")?.split_once('.').ok_or(Fault::NotFound)?;
    let n = Seq(n.parse().map_err(|_| Fault::NotFound)?);
    let paper = PaperRef { n, at: at.parse().map_err(|_| Fault::NotFound)? };
    let (who, key) = (caller.known()?, caller.file()?);
    Ok(download(caller.bureau.paper_pdf(who, &key, paper, caller.now).await?))
}

/// The header that tells the state of a file.
type Tagged = [(HeaderName, String); 1];

fn tagged(seq: Seq) -> Tagged {
    [(header::ETAG, shown::tag(seq.0))]
}
