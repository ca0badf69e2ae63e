//! The list of all files of a matter (登记簿).

use std::io;

use axum::{body::Body, extract::RawQuery};
use futures::{StreamExt as _, stream};
use rust_xlsxwriter::XlsxError;
use tokio::{io::AsyncReadExt as _, task::spawn_blocking};
use xiezhi_bureau::view::{MeasuredQuery, RegisterQuery};
use xiezhi_store::Cursor;

use crate::{page::prelude::*, sheet};

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

/// How many files a page shows, and how many an export takes from the store at once.
const A_PAGE: u32 = 50;
const AT_ONCE: u32 = 1_000;

/// `GET /{city}/registers/{matter}`: filters, order and place stand in the address.
pub async fn get(
    cx: Context,
    Path((_, matter)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Fault> {
    cx.officer()?;
    let pairs = crate::posted::decode(raw.unwrap_or_default().as_bytes())?;
    let query = query_of(&pairs);
    match pairs.iter().find(|(k, _)| k == "as").map(|(_, v)| v.as_str()) {
        Some("csv") => csv(cx, matter, query).await,
        Some("xlsx") => xlsx(cx, matter, query).await,
        _ => {
            let page = cx.bureau.register(&cx.who, &cx.city, &matter, &query, cx.now).await?;
            let view = wire::desk::register(&cx.frame, &page, &query, &pairs);
            Ok(show(&RegisterPage { frame: cx.frame, view }))
        }
    }
}

/// What is asked, from the address.
fn query_of(pairs: &[(String, String)]) -> RegisterQuery {
    let get = |id: &str| pairs.iter().find(|(k, _)| k == id).map(|(_, v)| v.trim()).filter(|v| !v.is_empty());
    let date = |id: &str| get(id).and_then(|v| v.parse().ok());
    let own = [
        "q",
        "sort",
        "down",
        "after",
        "as",
        "opened.from",
        "opened.to",
        "due.from",
        "due.to",
        "measure",
        "period",
    ];
    let axes = pairs.iter().filter_map(|(k, v)| Some((k.strip_prefix("axis.")?.to_owned(), v.clone())));
    let period = get("period").and_then(|p| p.parse().ok());
    let measured = get("measure").zip(period);
    RegisterQuery {
        measured: measured.map(|(measure, period)| MeasuredQuery {
            measure: measure.to_owned(),
            period,
            axes: axes.collect(),
        }),
        filters: pairs
            .iter()
            .filter(|(k, v)| !v.is_empty() && !own.contains(&k.as_str()) && !k.starts_with("axis."))
            .map(|(k, v)| (k.clone(), vec![v.clone()]))
            .collect(),
        words: get("q").map(ToOwned::to_owned),
        opened: (date("opened.from"), date("opened.to")),
        due: (date("due.from"), date("due.to")),
        open_only: false,
        order: get("sort").map(ToOwned::to_owned),
        down: get("down") == Some("yes"),
        after: get("after").map(|a| Cursor(a.to_owned())),
        limit: A_PAGE,
    }
}

/// The whole of it as CSV, in UTF-8 with a byte order mark, which spreadsheet programs ask for; sent as it is read.
async fn csv(cx: Context, matter: String, query: RegisterQuery) -> Result<Response, Fault> {
    let query = RegisterQuery { after: None, limit: AT_ONCE, ..query };
    // The first lines before the answer begins, so that a refusal is a page.
    let (columns, rows, next) = cx.bureau.register_lines(&cx.who, &cx.city, &matter, &query, cx.now).await?;
    let head: Vec<String> = columns.iter().map(|c| cx.frame.said(&c.name)).collect();
    let mut first = format!("\u{feff}{}", sheet::csv(&head));
    first.push_str(&as_csv(&cx.frame, &rows));
    let headers = attachment("text/csv; charset=utf-8", &matter, "csv");
    let rest = stream::unfold((cx, matter, query, next), async |(cx, matter, query, next)| {
        let query = RegisterQuery { after: Some(next?), ..query };
        match cx.bureau.register_lines(&cx.who, &cx.city, &matter, &query, cx.now).await {
            Ok((_, rows, next)) => {
                let text = as_csv(&cx.frame, &rows);
                Some((Ok(text), (cx, matter, query, next)))
            }
            // The transfer breaks off, so that half a register is not taken for the whole.
            Err(cause) => Some((Err(io::Error::other(cause.to_string())), (cx, matter, query, None))),
        }
    });
    // What compresses the answer asks once more after its end, which an unfolding does not bear.
    let body = stream::once(async { Ok::<_, io::Error>(first) }).chain(rest).fuse();
    Ok((headers, Body::from_stream(body)).into_response())
}

fn as_csv(frame: &Frame, rows: &[xiezhi_bureau::view::Line]) -> String {
    let cell = |cell: &xiezhi_bureau::view::LineCell| {
        cell.as_ref().map(|c| wire::text::plain(frame, c)).unwrap_or_default()
    };
    rows.iter().map(|line| sheet::csv(&line.cells.iter().map(cell).collect::<Vec<_>>())).collect()
}

/// The whole of it as a workbook, written to a file of its own, which is gone once it is sent.
async fn xlsx(cx: Context, matter: String, query: RegisterQuery) -> Result<Response, Fault> {
    let unwritten = |cause: XlsxError| Fault::unavailable(&cause);
    let mut query = RegisterQuery { after: None, limit: AT_ONCE, ..query };
    let mut book = None;
    loop {
        let (columns, rows, next) =
            cx.bureau.register_lines(&cx.who, &cx.city, &matter, &query, cx.now).await?;
        let begun = match book.take() {
            Some(begun) => begun,
            None => {
                let head = columns.iter().map(|c| cx.frame.said(&c.name)).collect();
                sheet::Rows::new(&cx.frame.t("register"), head).map_err(unwritten)?
            }
        };
        let frame = cx.frame.clone();
        let more = spawn_blocking(move || {
            let mut book = begun;
            for line in &rows {
                let cell = |cell: &xiezhi_bureau::view::LineCell| match cell {
                    Some(cell) => sheet::Cell::Text(wire::text::plain(&frame, cell)),
                    None => sheet::Cell::Empty,
                };
                book.add(&line.cells.iter().map(cell).collect::<Vec<_>>())?;
            }
            Ok(book)
        });
        book = Some(more.await.map_err(|cause| Fault::unavailable(&cause))?.map_err(unwritten)?);
        match next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let Some(book) = book else { return Err(Fault::NotFound) };
    let written = spawn_blocking(move || -> Result<std::fs::File, String> {
        let file = tempfile::NamedTempFile::new().map_err(|e| e.to_string())?;
        book.save(file.path()).map_err(|e| e.to_string())?;
        file.reopen().map_err(|e| e.to_string())
    });
    let file = written.await.map_err(|cause| cause.to_string()).flatten();
    let file = file.map_err(|cause| Fault::unavailable(&cause))?;
    let bytes = stream::try_unfold(tokio::fs::File::from_std(file), async |mut file| {
        let mut piece = vec![0; 64 * 1024];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then_some((piece, file)))
    });
    Ok((attachment(sheet::XLSX, &matter, "xlsx"), Body::from_stream(bytes)).into_response())
}

fn attachment(media: &str, matter: &str, end: &str) -> [(header::HeaderName, String); 2] {
    [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{matter}.{end}\"")),
    ]
}
