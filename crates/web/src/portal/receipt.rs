//! What one holds in hand after sending (回执).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/receipt.html")]
pub struct ReceiptPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Receipt,
}

impl ReceiptPage {
    fn title(&self) -> String {
        self.frame.t("receipt-title")
    }
}

/// `GET /{city}/files/{id}/receipt`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let key = FileKey { city: cx.city.clone(), id: id.parse().map_err(|_| Fault::NotFound)? };
    let receipt = cx.bureau.receipt(&cx.who, &key, cx.now).await?;
    Ok(show(&page(&cx, &receipt)))
}

fn page(cx: &Context, receipt: &xiezhi_bureau::view::Receipt) -> ReceiptPage {
    let frame = Frame { section: Section::Follow, ..cx.frame.clone() };
    let view = wire::portal::receipt(&frame, receipt, &cx.base);
    ReceiptPage { frame, view }
}

/// The page that answers a filing. The code is shown this once; whoever has no account is let into
/// the file by it at once, so that the next click works.
pub(crate) async fn handed_over(cx: &Context, receipt: &xiezhi_bureau::view::Receipt) -> Response {
    let mut cookie = None;
    if let (None, Some(code)) = (cx.who.signed_in(), &receipt.code)
        && let Ok((token, ..)) = cx.bureau.enter_by_code(&cx.city, code, &cx.address, cx.now).await
    {
        cookie = Some(cx.session_cookie(&token));
    }
    let mut response = show(&page(cx, receipt));
    if let Some(cookie) = cookie {
        response.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
    }
    response
}
