//! All answers before they are sent (核对).

use crate::{page::prelude::*, portal::apply::Filling};

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/check_answers.html")]
pub struct CheckAnswersPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::CheckAnswers,
}

impl CheckAnswersPage {
    fn title(&self) -> String {
        self.frame.t("check-answers")
    }
}

/// `GET /{city}/drafts/{id}/check`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let filling = Filling::find(&cx, &id).await?;
    let judged =
        cx.bureau.judge_new(&cx.who, &cx.city, &filling.kept.matter, &filling.kept.answers, cx.now).await?;
    Ok(show(&page(&cx, &filling, &judged, None)))
}

/// `POST /{city}/drafts/{id}/check`: sends the application.
///
/// The draft's id is the key under which a second press of the button gives the same receipt.
pub async fn post(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let filling = Filling::find(&cx, &id).await?;
    let mut answers = filling.kept.answers.clone();
    answers.confirmed = posted.all("confirm").into_iter().map(Into::into).collect();
    let sent = cx
        .bureau
        .file_new(
            &cx.who,
            &cx.city,
            &filling.kept.matter,
            Some(filling.key.id.clone()),
            &answers,
            &id,
            cx.now,
        )
        .await;
    match sent {
        Ok(receipt) => Ok(super::receipt::handed_over(&cx, &receipt).await),
        Err(ActError::NotDone(judged)) => {
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&cx, &filling, &judged, Some(&posted))))
        }
        Err(other) => Err(other.into()),
    }
}

fn page(cx: &Context, filling: &Filling, judged: &NotDone, posted: Option<&Posted>) -> CheckAnswersPage {
    let frame = Frame { section: Section::Services, ..cx.frame.clone() };
    let answers = &filling.kept.answers;
    let given = Given { posted, answers: Some(answers), not_done: Some(judged), ..Given::default() };
    let href = |q: &str| cx.to(&format!("/drafts/{}/q/{q}", filling.key.id));
    let mut sheet = view::form::Form {
        action: cx.to(&format!("/drafts/{}/check", filling.key.id)),
        submit: frame.t("send-application"),
        warnings: form::warnings(&frame, &given),
        ..view::form::Form::default()
    };
    for fault in &judged.faults {
        let name = fault.field.as_ref().map_or_else(String::new, |id| name_of(&frame, filling, id));
        sheet.errors.push(format!("{name}{} {}", frame.t("colon"), form::missing(&frame, &fault.missing)));
    }
    let reasons: Vec<_> = judged
        .refusals
        .iter()
        .filter(|r| r.strength != xiezhi_matter::model::Strength::Warn)
        .map(|r| wire::text::reason(&frame, r))
        .collect();
    let sections = answered(&frame, filling, &href);
    let view = view::portal::CheckAnswers {
        matter: frame.said(&filling.form.name),
        sections,
        follows: filling.form.leads_to.iter().map(|t| frame.said(t)).collect(),
        reasons,
        form: sheet,
        back: cx.to(&format!("/drafts/{}/all", filling.key.id)),
    };
    CheckAnswersPage { frame, view }
}

fn name_of(frame: &Frame, filling: &Filling, id: &str) -> String {
    let field = filling.form.fields.iter().find(|f| f.id == *id).map(|f| frame.said(&f.name));
    let party = || filling.form.parties.iter().find(|p| p.role == *id).map(|p| frame.said(&p.name));
    field.or_else(party).unwrap_or_else(|| id.to_owned())
}

/// What was answered so far, each with the page where it may be changed.
fn answered(
    frame: &Frame,
    filling: &Filling,
    href: &impl Fn(&str) -> String,
) -> Vec<view::portal::AnswerSection> {
    use view::portal::{Answer, AnswerSection};
    let answers = &filling.kept.answers;
    let mut sections = Vec::new();
    for role in &filling.form.parties {
        let change = href(&format!("party.{}", role.role));
        let mut rows = Vec::new();
        for party in answers.parties.iter().filter(|p| p.role == role.role) {
            let name = match &party.who {
                xiezhi_bureau::PartyWho::Office(id) => role
                    .offices
                    .iter()
                    .find(|(o, _)| o == id)
                    .map_or_else(|| id.clone(), |(_, name)| frame.said(name)),
                _ => party.name.clone(),
            };
            rows.push(Answer {
                pair: view::Pair { name: frame.t("party-name"), value: view::Value::Zh(name.into()) },
                change: change.clone(),
            });
            for need in &role.needs {
                if let Some(value) = party.facts.get(&need.id) {
                    rows.push(Answer {
                        pair: view::Pair {
                            name: frame.said(&need.name),
                            value: form::shown(frame, need, value),
                        },
                        change: change.clone(),
                    });
                }
            }
        }
        if rows.is_empty() {
            rows.push(Answer {
                pair: view::Pair { name: frame.t("party-name"), value: view::Value::None },
                change,
            });
        }
        sections.push(AnswerSection { title: frame.said(&role.name), answers: rows });
    }
    let fields = filling.form.fields.iter().filter(|f| f.shown && f.computed.is_none()).map(|f| Answer {
        pair: view::Pair {
            name: frame.said(&f.name),
            value: answers.values.get(&f.id).map_or(view::Value::None, |v| form::shown(frame, f, v)),
        },
        change: href(&f.id),
    });
    sections.push(AnswerSection { title: frame.said(&filling.form.name), answers: fields.collect() });
    sections
}
