//! The mail that would have been sent (演示邮箱).

use xiezhi_store::Cursor;

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "demo/mail.html")]
pub struct MailPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::demo::Mailbox,
}

impl MailPage {
    fn title(&self) -> String {
        self.frame.t("mail-title")
    }
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    city: String,
    #[serde(default)]
    after: String,
}

/// How many letters a page shows.
const A_PAGE: u32 = 50;

/// `GET /demo/mail`; there is none in a real bureau.
pub async fn get(
    State(app): State<App>,
    Extension(frame): Extension<Frame>,
    Query(place): Query<Place>,
) -> Result<Response, Fault> {
    if !app.bureau.demo() {
        return Err(Fault::NotFound);
    }
    let mut mails = Vec::new();
    let mut next = None;
    for (city, _) in app.bureau.cities() {
        if !place.city.is_empty() && place.city != city.as_str() {
            continue;
        }
        let after = (!place.after.is_empty()).then(|| Cursor(place.after.clone()));
        let page = app.bureau.letters(&city, after.as_ref(), A_PAGE).await?;
        if let Some(cursor) = page.next {
            next.get_or_insert(format!("/demo/mail?city={city}&after={}", wire::desk::escape(&cursor.0)));
        }
        mails.extend(page.rows.into_iter().map(|letter| view::demo::Mail {
            to: letter.to.into(),
            address: letter.address,
            subject: letter.subject.into(),
            at: letter.at,
            body: letter.text.into_iter().map(Into::into).collect(),
            links:
                letter.link.map(|href| view::Link { name: frame.t("mail-open"), href }).into_iter().collect(),
        }));
    }
    mails.sort_by_key(|m| std::cmp::Reverse(m.at));
    Ok(show(&MailPage { frame, view: view::demo::Mailbox { mails, next } }))
}
