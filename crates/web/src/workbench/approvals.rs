//! The acts that wait for this officer (待审批).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/approvals.html")]
pub struct ApprovalsPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Approvals,
}

impl ApprovalsPage {
    fn title(&self) -> String {
        self.frame.t("approvals")
    }
}

/// How many tasks are looked through: more wait for nobody.
const MOST: u32 = 500;

/// `GET /{city}/approvals`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    cx.officer()?;
    let today = cx.bureau.today(&cx.who, None, MOST, cx.now).await?;
    let mine = xiezhi_bureau::view::Today {
        tasks: today.tasks.into_iter().filter(|t| t.kind == "approve").collect(),
        ..today
    };
    let shown = wire::desk::today(&cx.frame, &mine, None);
    let rows = shown.groups.into_iter().flat_map(|g| g.tasks).map(|t| view::desk::ApprovalRow {
        name: t.name,
        file: t.file,
        why: t.clock.as_ref().and_then(|c| c.explained.first().cloned()).or(t.why).unwrap_or_default(),
        clock: t.clock,
        href: t.href,
    });
    let view = view::desk::Approvals { rows: rows.collect() };
    Ok(show(&ApprovalsPage { frame: cx.frame, view }))
}
