//! An act put up for approval (审批), fit for a phone.

use xiezhi_matter::id::RuleId;

use crate::{page::prelude::*, workbench::small};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/approval.html")]
pub struct ApprovalPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::ApprovalPage,
}

impl ApprovalPageHtml {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}

/// `GET /{city}/files/{id}/requests/{n}`
pub async fn get(cx: Context, Path((_, id, n)): Path<(String, String, u32)>) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    sheet(&cx, &key, &page, n, None, Vec::new(), StatusCode::OK).await
}

/// `POST /{city}/files/{id}/requests/{n}`: approves, sends back, delegates, or takes back.
pub async fn post(
    cx: Context,
    Path((_, id, n)): Path<(String, String, u32)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let request = Seq(n);
    let seen = small::seen(&posted, &page);
    let why = posted.text("why");
    let again = async |words: &str| {
        let (back, wrong) = (Some((&posted, None)), vec![cx.frame.t(words)]);
        sheet(&cx, &key, &page, n, back, wrong, StatusCode::UNPROCESSABLE_ENTITY).await
    };
    let done = match posted.get("decision") {
        Some("approve") => {
            let confirmed: Vec<RuleId> = posted.all("confirm").into_iter().map(Into::into).collect();
            cx.bureau.approve(&cx.who, &key, request, &confirmed, seen, cx.now).await
        }
        Some("return" | "delegate") if why.is_empty() => {
            return again("approval-needs-why").await;
        }
        Some("return") => cx.bureau.send_back(&cx.who, &key, request, &why, seen, cx.now).await,
        Some("delegate") => {
            let to = posted.text("delegate_to").as_str().into();
            cx.bureau.delegate(&cx.who, &key, request, &to, &why, seen, cx.now).await
        }
        Some("take-back") => cx.bureau.take_back(&cx.who, &key, request, seen, cx.now).await,
        _ => return again("missing-option").await,
    };
    match done {
        Ok(_) => Ok(Redirect::to(&wire::text::file_href(&key)).into_response()),
        Err(ActError::NotDone(not_done)) => {
            let back = Some((&posted, Some(&*not_done)));
            sheet(&cx, &key, &page, n, back, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(ActError::Stale(stale)) => {
            let changed = stale.changed.iter().map(|t| cx.frame.said(t)).collect();
            sheet(&cx, &key, &page, n, Some((&posted, None)), changed, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn sheet(
    cx: &Context,
    key: &FileKey,
    page: &xiezhi_bureau::view::FilePage,
    n: u32,
    back: Option<(&Posted, Option<&NotDone>)>,
    errors: Vec<String>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let frame = &cx.frame;
    let request = page.requests.iter().find(|r| r.n == Seq(n)).ok_or(Fault::NotFound)?;
    // Where an approval would be refused there is nothing to preview: the reasons stand in its place.
    let papers = match cx.bureau.preview_request(&cx.who, key, Seq(n), cx.now).await {
        Ok(papers) => papers,
        Err(ActError::NotDone(_)) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let mut options = Vec::new();
    if request.my_turn {
        options.push(("approve".to_owned(), frame.t("approval-approve")));
        options.push(("return".to_owned(), frame.t("approval-return")));
        options.push(("delegate".to_owned(), frame.t("approval-delegate")));
    }
    if request.mine {
        options.push(("take-back".to_owned(), frame.t("pending-take-back")));
    }
    let form = (!options.is_empty()).then(|| {
        let mut fields = vec![
            small::choice(frame, "decision", "approval-decision", options),
            Field {
                required: false,
                hint: Some(frame.t("approval-why-hint")),
                ..small::long(frame, "why", "field-why")
            },
        ];
        if request.my_turn {
            let colleagues: Vec<(String, String)> = page
                .seats
                .iter()
                .flat_map(|s| s.could.iter().map(|(id, name)| (id.to_string(), name.clone())))
                .collect();
            let mut to = small::choice(frame, "delegate_to", "approval-delegate-to", colleagues);
            to.required = false;
            to.shown_if = Some(view::form::ShownIf {
                field: "decision".into(),
                values: vec!["delegate".into()],
                says: frame.t("approval-delegate-if"),
            });
            fields.push(to);
        }
        let posted = back.map(|(posted, _)| posted);
        if let Some(posted) = posted {
            for field in &mut fields {
                small::keep(field, posted);
            }
        }
        let given = Given { posted, not_done: back.and_then(|(_, d)| d), ..Given::default() };
        let seen =
            posted.filter(|_| status != StatusCode::CONFLICT).map_or(page.seen, |p| small::seen(p, page));
        Form {
            action: format!("{}/requests/{n}", wire::text::file_href(key)),
            sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
            errors,
            submit: frame.t("approval-send"),
            warnings: form::warnings(frame, &given),
            hidden: vec![("seen".into(), seen.to_string())],
            ..Form::default()
        }
    });
    let reasons =
        back.and_then(|(_, d)| d).map(|d| wire::text::reasons(frame, &d.refusals)).unwrap_or_default();
    let view = view::file::ApprovalPage {
        file: wire::text::head(frame, &page.head),
        name: frame.said(&request.name),
        bases: wire::text::bases(&request.basis),
        by: request.by.as_str().into(),
        at: request.at,
        facts: wire::file::facts(frame, key, &request.facts),
        papers: papers.iter().map(|p| wire::file::preview(p, true)).collect(),
        chain: wire::file::chain(frame, &request.chain),
        clocks: page
            .clocks
            .iter()
            .filter(|c| request.due.as_ref().is_some_and(|(day, _)| c.due == Some(*day)))
            .map(|c| wire::text::clock(frame, c))
            .collect(),
        reasons,
        form,
    };
    Ok(show_as(status, &ApprovalPageHtml { frame: frame.clone(), view }))
}
