//! The figures of a matter (统计): a period beside two others, each figure leading to its files.

use xiezhi_bureau::ReportPeriod;

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/statistics.html")]
pub struct StatisticsPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::statistics::Statistics,
}

impl StatisticsPage {
    fn title(&self) -> String {
        self.frame.t1("statistics-of", "matter", &self.view.matter)
    }
}

/// Which period, and as what.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    r#as: String,
}

/// `GET /{city}/statistics/{matter}?period=2026-H1`
pub async fn get(
    cx: Context,
    Path((_, matter)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    cx.officer()?;
    let period = match asked.period.as_str() {
        "" => ReportPeriod::around(crate::format::civil(cx.now).date(), "half-year"),
        text => text.parse().map_err(|_| Fault::NotFound)?,
    };
    let page = cx.bureau.statistics(&cx.who, &cx.city, &matter, period, cx.now).await?;
    if asked.r#as == "xlsx" {
        let sheets = wire::statistics::workbook(&cx.frame, &page);
        let book = crate::sheet::workbook(&sheets).map_err(|cause| Fault::unavailable(&cause))?;
        let name = format!("attachment; filename=\"{matter}-{period}.xlsx\"");
        let headers =
            [(header::CONTENT_TYPE, crate::sheet::XLSX.to_owned()), (header::CONTENT_DISPOSITION, name)];
        return Ok((headers, book).into_response());
    }
    let view = wire::statistics::page(&cx.frame, &page);
    Ok(show(&StatisticsPage { frame: cx.frame, view }))
}
