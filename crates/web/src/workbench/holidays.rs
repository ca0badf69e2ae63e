//! The holiday notices in use, and a new one (放假通知).

use xiezhi_bureau::TakeError;

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/holidays.html")]
pub struct HolidaysPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Holidays,
}

impl HolidaysPage {
    fn title(&self) -> String {
        self.frame.t("holidays-title")
    }
}

/// `GET /{city}/holidays`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    administrator(&cx)?;
    Ok(show(&sheet(&cx, None, Vec::new(), Vec::new())))
}

/// `POST /{city}/holidays`: takes a notice under the sign-ins of two administrators.
pub async fn post(cx: Context, posted: Posted) -> Result<Response, Fault> {
    administrator(&cx)?;
    let Some((_, _, bytes)) = posted.documents.first() else {
        let page = sheet(&cx, None, vec![cx.frame.t("holidays-none")], Vec::new());
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let text = String::from_utf8_lossy(bytes);
    let second = (posted.text("second_login"), posted.get("second_password").unwrap_or_default().to_owned());
    let taken =
        cx.bureau.load_notice(&cx.who, &cx.city, &text, (&second.0, &second.1), &cx.address, cx.now).await;
    match taken {
        Ok(taken) => Ok(show(&sheet(&cx, Some(&taken), Vec::new(), Vec::new()))),
        Err(TakeError::Notice(mistakes)) => {
            let faults = mistakes.to_string().lines().map(ToOwned::to_owned).collect();
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet(&cx, None, Vec::new(), faults)))
        }
        Err(TakeError::Second) => {
            let errors = vec![cx.frame.t("amend-second-wrong")];
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet(&cx, None, errors, Vec::new())))
        }
        Err(TakeError::Act(other)) => Err(other.into()),
    }
}

fn administrator(cx: &Context) -> Result<(), Fault> {
    if cx.officer()?.administrator { Ok(()) } else { Err(Fault::Forbidden { why: None }) }
}

fn sheet(
    cx: &Context,
    taken: Option<&xiezhi_bureau::NoticeTaken>,
    errors: Vec<String>,
    faults: Vec<String>,
) -> HolidaysPage {
    let frame = cx.frame.clone();
    let notice = Field {
        id: "notice".into(),
        label: frame.t("holidays-file"),
        hint: Some(frame.t("holidays-file-hint")),
        required: true,
        kind: FieldKind::Attachment {
            held: Vec::new(),
            upload: view::form::Upload {
                href: None,
                accept: ".toml".into(),
                kinds: "TOML".into(),
                most_bytes: 65_536,
                most: 1,
            },
        },
        ..Field::default()
    };
    let form = Form {
        action: cx.to("/holidays"),
        sections: vec![
            FormSection { title: None, fields: vec![notice], ..FormSection::default() },
            FormSection {
                title: Some(frame.t("holidays-second")),
                fields: vec![
                    Field::known("second_login", frame.t("amend-second-login"), "", "text", "off"),
                    Field::known("second_password", frame.t("amend-second-password"), "", "password", "off"),
                ],
                ..FormSection::default()
            },
        ],
        errors,
        submit: frame.t("holidays-go"),
        ..Form::default()
    };
    let report = taken.map(|t| view::desk::HolidayReport {
        at: cx.now,
        counted: t.counted,
        shifts: t
            .shifts
            .iter()
            .map(|s| view::desk::Shift {
                file: view::FileHead {
                    number: s.number.as_deref().map(Into::into),
                    href: wire::text::file_href(&s.file),
                    ..view::FileHead::default()
                },
                limit: frame.said(&s.limit),
                from: Some(s.was),
                to: Some(s.now),
                told: s.told.join("、").into(),
            })
            .collect(),
    });
    let years = cx.bureau.holidays(&cx.who, &cx.city).unwrap_or_default();
    let years = years
        .iter()
        .rev()
        .map(|n| view::desk::HolidayYear {
            year: n.year,
            title: n.notice_no.as_str().into(),
            version: frame.tn("holidays-version", n.version),
            off: days_off(n),
            make_up: u32::try_from(n.makeup.len()).unwrap_or(u32::MAX),
            spans: spans(&frame, n),
        })
        .collect();
    let view = view::desk::Holidays { years, form, report, faults };
    HolidaysPage { frame, view }
}

/// The holidays of a notice, name and days, and its make-up workdays.
fn spans(frame: &Frame, notice: &xiezhi_calendar::Notice) -> Vec<view::Pair> {
    let days = |from: &jiff::civil::Date, until: &jiff::civil::Date| {
        let (from, until) = (frame.date_short(from), frame.date_short(until));
        view::Value::Text(if from == until { from } else { format!("{from} – {until}") })
    };
    let rest = notice.rest.iter().map(|r| view::Pair {
        name: if frame.english() { r.name.en.clone() } else { r.name.zh.clone() },
        value: days(&r.from, &r.until),
    });
    let make_up: Vec<String> = notice.makeup.iter().map(|d| frame.date_short(d)).collect();
    let make_up = (!make_up.is_empty()).then(|| view::Pair {
        name: frame.t("holidays-make-up-days"),
        value: view::Value::Text(make_up.join(if frame.english() { ", " } else { "、" })),
    });
    rest.chain(make_up).collect()
}

/// How many days off a notice gives.
fn days_off(notice: &xiezhi_calendar::Notice) -> u32 {
    let days: i32 = notice.rest.iter().map(|r| r.until.since(r.from).map_or(0, |s| s.get_days()) + 1).sum();
    u32::try_from(days).unwrap_or(0)
}
