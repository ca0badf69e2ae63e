//! Registering what came in (收件): counter, post, oral, other organ.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/intake.html")]
pub struct IntakePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Intake,
}

impl IntakePage {
    fn title(&self) -> String {
        self.frame.t1("intake-title", "matter", &self.view.matter)
    }
}

/// Which way it came in, and what was just registered.
#[derive(Debug, Default, Deserialize)]
pub struct Way {
    #[serde(default)]
    channel: String,
}

/// The field that says how something came in, where a matter has one.
const CHANNEL: &str = "channel";

/// `GET /{city}/intake/{matter}`
pub async fn get(
    cx: Context,
    Path((_, matter)): Path<(String, String)>,
    Query(way): Query<Way>,
) -> Result<Response, Fault> {
    cx.officer()?;
    let mut way = way;
    let mut answers = opening(&cx, &matter, &way.channel)?;
    let mut asked = cx.bureau.opening_form(&cx.who, &cx.city, &matter, &answers, cx.now).await?;
    if way.channel.is_empty()
        && let Some(usual) = usual(&asked)
    {
        way.channel = usual;
        answers = opening(&cx, &matter, &way.channel)?;
        asked = cx.bureau.opening_form(&cx.who, &cx.city, &matter, &answers, cx.now).await?;
    }
    let once = super::act::once();
    let mut page = sheet(&cx, &matter, &asked, &way.channel, &once, &answers, &Given::default());
    page.view.recent = recent(&cx, &matter).await?;
    Ok(show(&page))
}

/// `POST /{city}/intake/{matter}`: registers it and shows the receipt, to be printed.
pub async fn post(
    cx: Context,
    Path((_, matter)): Path<(String, String)>,
    Query(way): Query<Way>,
    mut posted: Posted,
) -> Result<Response, Fault> {
    cx.officer()?;
    let before = opening(&cx, &matter, &way.channel)?;
    let asked = cx.bureau.opening_form(&cx.who, &cx.city, &matter, &before, cx.now).await?;
    // Documents need a file to lie in before it is opened: that of a draft.
    let mut draft = posted.get("draft").and_then(|d| d.parse().ok());
    let mut blobs = Vec::new();
    let mut bad = Vec::new();
    if !posted.documents.is_empty() {
        let kept = cx.bureau.keep_draft(&cx.who, &cx.city, draft.clone(), &matter, &before, cx.now).await?;
        (blobs, bad) = crate::portal::apply::take(&cx, &kept.key, &mut posted).await?;
        crate::portal::apply::posted_blobs(&mut posted, &blobs);
        draft = Some(kept.key.id);
    }
    let mut read = answers::read(&cx.frame, &asked, &posted, before, &blobs, None);
    read.faults.extend(bad);
    let once = posted.text("once");
    let recent = recent(&cx, &matter).await?;
    let again = |not_done: Option<&NotDone>, asked: &Asked, duplicates: Vec<view::desk::Duplicate>| {
        let given = Given {
            posted: Some(&posted),
            answers: Some(&read.answers),
            faults: &read.faults,
            not_done,
            ..Given::default()
        };
        let mut page = sheet(&cx, &matter, asked, &way.channel, &once, &read.answers, &given);
        page.view.recent.clone_from(&recent);
        page.view.duplicates = duplicates;
        if let Some(draft) = &draft {
            page.view.form.hidden.push(("draft".into(), draft.to_string()));
        }
        Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    if posted.has("add") || !read.faults.is_empty() {
        return again(None, &asked, Vec::new());
    }
    match cx.bureau.file_new(&cx.who, &cx.city, &matter, draft.clone(), &read.answers, &once, cx.now).await {
        Ok(receipt) => {
            let frame = cx.frame.clone();
            let view = wire::portal::receipt(&frame, &receipt, &cx.base);
            Ok(show(&crate::portal::receipt::ReceiptPage { frame, view }))
        }
        Err(ActError::NotDone(not_done)) => {
            let asked = cx.bureau.opening_form(&cx.who, &cx.city, &matter, &read.answers, cx.now).await?;
            again(Some(&not_done), &asked, duplicates(&cx, &matter, &read.answers).await?)
        }
        Err(other) => Err(other.into()),
    }
}

/// The way in which most things come in that an officer registers: that of the counter, the first that is listed
/// after the one by which people apply themselves.
fn usual(asked: &Asked) -> Option<String> {
    let field = asked.fields.iter().find(|f| f.id == *CHANNEL)?;
    field.options.iter().find(|o| o.id == "counter").or(field.options.first()).map(|o| o.id.clone())
}

/// Files that may be the same case, as far as this officer may open them.
async fn duplicates(
    cx: &Context,
    matter: &str,
    answers: &Answers,
) -> Result<Vec<view::desk::Duplicate>, Fault> {
    let found = cx.bureau.alike(&cx.who, &cx.city, matter, answers, cx.now).await?;
    Ok(found
        .into_iter()
        .map(|one| view::desk::Duplicate {
            file: wire::text::head(&cx.frame, &one.head),
            opened_on: one.opened_on,
            why: cx.frame.said(&one.says),
        })
        .collect())
}

/// What this officer registered last, with the receipts to print.
async fn recent(cx: &Context, matter: &str) -> Result<Vec<view::desk::Recent>, Fault> {
    let found = match cx.bureau.recently_filed(&cx.who, &cx.city, matter).await {
        Ok(found) => found,
        // Whoever registers need not be one who reads the register.
        Err(LookError::Unknown(_)) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    Ok(found
        .into_iter()
        .map(|one| view::desk::Recent {
            receipt: format!("{}/receipt", wire::text::file_href(&one.head.key)),
            file: wire::text::head(&cx.frame, &one.head),
            at: one.at,
        })
        .collect())
}

fn opening(cx: &Context, matter: &str, channel: &str) -> Result<Answers, Fault> {
    let act = crate::portal::apply::opening_act(cx, matter)?;
    let mut answers = Answers::to(act);
    if !channel.is_empty() {
        answers.values.insert(CHANNEL.into(), channel.into());
    }
    Ok(answers)
}

fn sheet(
    cx: &Context,
    matter: &str,
    asked: &Asked,
    channel: &str,
    once: &str,
    answers: &Answers,
    given: &Given<'_>,
) -> IntakePage {
    let frame = cx.frame.clone();
    let action = cx.to(&format!("/intake/{matter}?channel={}", wire::desk::escape(channel)));
    let given = Given { answers: given.answers.or(Some(answers)), fold: true, ..*given };
    let mut form = form::posting(&frame, asked, &given, action, frame.t("intake-go"));
    form.hidden.push(("once".into(), once.to_owned()));
    let options = asked.fields.iter().find(|f| f.id == *CHANNEL);
    let channels = options
        .map(|field| {
            field
                .options
                .iter()
                .map(|o| view::desk::Channel {
                    name: frame.said(&o.name),
                    href: cx.to(&format!("/intake/{matter}?channel={}", wire::desk::escape(&o.id))),
                    chosen: o.id == channel,
                })
                .collect()
        })
        .unwrap_or_default();
    let refusals = given.not_done.map(|d| d.refusals.as_slice()).unwrap_or_default();
    let view = view::desk::Intake {
        matter: frame.said(&asked.name),
        channels,
        reasons: refusals
            .iter()
            .filter(|r| r.strength != xiezhi_matter::model::Strength::Warn)
            .map(|r| wire::text::reason(&frame, r))
            .collect(),
        form,
        duplicates: Vec::new(),
        recent: Vec::new(),
    };
    IntakePage { frame, view }
}
