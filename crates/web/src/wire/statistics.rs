//! Figures, as pages and workbooks show them.

use xiezhi_bureau::{ReportPeriod, change, view as bureau};
use xiezhi_matter::measure::Figure as Worked;

use super::desk::escape;
use crate::{
    frame::Frame,
    sheet::{Cell as SheetCell, Sheet},
    view::{
        Link,
        statistics::{Axis, Bar, Cells, Figure, Statistics},
    },
};

/// The chart's height and the width of a column with its gap, in units of the picture.
const HIGH: u32 = 60;
const WIDE: u32 = 24;

/// The page.
pub fn page(frame: &Frame, page: &bureau::StatisticsPage) -> Statistics {
    let matter = &page.matter.0;
    let here = |period: ReportPeriod| frame.to(&format!("/statistics/{matter}?period={period}"));
    let [period, ..] = page.periods;
    let kinds = ["month", "quarter", "half-year", "year"].map(|kind| {
        let of = ReportPeriod::around(period.last(), kind);
        let link = Link { name: frame.t(format!("period-{kind}")), href: here(of) };
        (link, period.kind() == kind)
    });
    Statistics {
        matter: frame.said(&page.matter.1),
        periods: page.periods.map(|p| frame.said(&p.name())),
        back: here(period.before()),
        next: (!page.unfinished).then(|| here(period.after())),
        kinds: kinds.into(),
        unfinished: page.unfinished,
        figures: page.figures.iter().map(|f| figure(frame, page, f)).collect(),
        exports: vec![Link {
            name: "XLSX".into(),
            href: frame.to(&format!("/statistics/{matter}?period={period}&as=xlsx")),
        }],
        register: Link {
            name: frame.t1("register-of", "matter", frame.said(&page.matter.1)),
            href: frame.to(&format!("/registers/{matter}")),
        },
    }
}

/// A figure's name with what is worked out: `审结天数（中位数）`.
pub fn name(frame: &Frame, figure: &bureau::FigureShown) -> String {
    let name = frame.said(&figure.name);
    match figure.kind.as_str() {
        "count" | "share" | "sum" => name,
        kind => frame.t2("figure-of", "name", &name, "kind", frame.t(format!("figure-{kind}"))),
    }
}

fn figure(frame: &Frame, page: &bureau::StatisticsPage, shown: &bureau::FigureShown) -> Figure {
    let matter = &page.matter.0;
    let [period, ..] = page.periods;
    let files = |axis: Option<(&str, &str)>| {
        let axis = axis.map(|(id, v)| format!("&axis.{}={}", escape(id), escape(v))).unwrap_or_default();
        frame.to(&format!("/registers/{matter}?measure={}&period={period}{axis}", escape(&shown.measure)))
    };
    let size = |figure: &Option<Worked>| figure.as_ref().map_or(0, Worked::size);
    let most = shown.trend.figures.iter().map(size).max().unwrap_or(0).max(1);
    let bars: Vec<Bar> = (0_u32..)
        .zip(shown.trend.periods.iter().zip(&shown.trend.figures))
        .map(|(i, (period, figure))| {
            let height = u32::try_from(size(figure) * i128::from(HIGH) / most).unwrap_or(0);
            Bar {
                name: frame.said(period),
                words: figure.as_ref().map_or_else(|| frame.t("figure-none"), |f| words(frame, f)),
                x: i * WIDE,
                height,
                y: HIGH - height,
            }
        })
        .collect();
    let told: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.words)).collect();
    let axes = shown.axes.iter().map(|axis| {
        let size = |cells: &bureau::Cells| match cells.now {
            bureau::Cell::Figure(figure) => figure.size(),
            _ => 0,
        };
        let most = axis.rows.iter().map(|(_, _, cells)| size(cells)).max().unwrap_or(0).max(1);
        let rows = axis.rows.iter().map(|(name, value, cells)| {
            let name = name.as_ref().map_or_else(|| frame.t("figure-unsaid"), |n| frame.said(n));
            let mut shown =
                cells_of(frame, cells, || files(Some((&axis.id, value.as_deref().unwrap_or("")))));
            shown.size = u8::try_from(size(cells) * 100 / most).unwrap_or(100);
            (name, shown)
        });
        Axis { name: frame.said(&axis.name), rows: rows.collect() }
    });
    Figure {
        id: format!("{}-{}", shown.measure, shown.kind),
        name: name(frame, shown),
        cells: cells_of(frame, &shown.all, || files(None)),
        axes: axes.collect(),
        told: told.join(frame.t("list-between").as_str()),
        bars,
    }
}

fn cells_of(frame: &Frame, cells: &bureau::Cells, files: impl Fn() -> String) -> Cells {
    let said = |cell: &bureau::Cell| match cell {
        bureau::Cell::Figure(figure) => words(frame, figure),
        bureau::Cell::Nothing => frame.t("figure-none"),
        bureau::Cell::TooFew => frame.t("figure-few"),
    };
    let changed = |earlier: &bureau::Cell| match (&cells.now, earlier) {
        (bureau::Cell::Figure(now), bureau::Cell::Figure(earlier)) => {
            change(now, earlier).map(signed).unwrap_or_default()
        }
        _ => String::new(),
    };
    // A figure of few people leads to no list of them.
    let leads = matches!(cells.now, bureau::Cell::Figure(f) if !matches!(f, Worked::Count(0)));
    Cells {
        now: said(&cells.now),
        files: leads.then(files),
        before: said(&cells.before),
        change: changed(&cells.before),
        year_ago: said(&cells.year_ago),
        year_change: changed(&cells.year_ago),
        size: 0,
    }
}

/// Ten-thousandths as a percentage with its sign: `+12.5 %`.
fn signed(ten_thousandths: i128) -> String {
    let sign = match ten_thousandths {
        0 => "±",
        n if n > 0 => "+",
        _ => "−",
    };
    format!("{sign}{}", percent(ten_thousandths.abs()))
}

fn percent(ten_thousandths: i128) -> String {
    format!("{}.{} %", ten_thousandths / 100, ten_thousandths / 10 % 10)
}

/// A figure in words.
pub fn words(frame: &Frame, figure: &Worked) -> String {
    match figure {
        Worked::Count(n) => frame.number(*n),
        Worked::Value(d) => {
            let n = d.ten_thousandths();
            let (sign, n) = (if n < 0 { "−" } else { "" }, n.abs());
            let whole = frame.number(u64::try_from(n / 10_000).unwrap_or(0));
            let rest = n / 1_000 % 10;
            if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
        }
        Worked::Share { part, whole } => {
            format!("{} ({part}/{whole})", percent(figure.size().min(10_000)))
        }
    }
}

/// The workbook: a sheet of all figures, then one for each thing by which they are broken down, with a column a figure, as the
/// questionnaires ask.
pub fn workbook(frame: &Frame, page: &bureau::StatisticsPage) -> Vec<Sheet> {
    let cell = |cell: &bureau::Cell| match cell {
        bureau::Cell::Figure(Worked::Count(n)) => SheetCell::Number(float(i128::from(*n) * 10_000)),
        bureau::Cell::Figure(Worked::Value(d)) => SheetCell::Number(float(i128::from(d.ten_thousandths()))),
        bureau::Cell::Figure(share @ Worked::Share { .. }) => SheetCell::Share(float(share.size())),
        bureau::Cell::Nothing => SheetCell::Empty,
        bureau::Cell::TooFew => SheetCell::Text(frame.t("figure-few")),
    };
    let periods = page.periods.map(|p| frame.said(&p.name()));
    let mut all = Sheet::new(frame.t("statistics-all"), vec![frame.t("figure")]);
    all.headers.extend(periods.iter().cloned());
    for figure in &page.figures {
        let cells = &figure.all;
        all.rows.push(vec![
            SheetCell::Text(name(frame, figure)),
            cell(&cells.now),
            cell(&cells.before),
            cell(&cells.year_ago),
        ]);
    }
    let mut sheets = vec![all];
    let mut axes: Vec<&str> = Vec::new();
    for axis in page.figures.iter().flat_map(|f| &f.axes) {
        if !axes.contains(&axis.id.as_str()) {
            axes.push(&axis.id);
        }
    }
    for id in axes {
        let with: Vec<(&bureau::FigureShown, &bureau::AxisShown)> = page
            .figures
            .iter()
            .filter_map(|figure| Some((figure, figure.axes.iter().find(|axis| axis.id == id)?)))
            .collect();
        let axis_name = with.first().map(|(_, axis)| frame.said(&axis.name)).unwrap_or_default();
        let mut sheet = Sheet::new(axis_name.clone(), vec![axis_name]);
        sheet.headers.extend(with.iter().map(|(figure, _)| name(frame, figure)));
        let mut values: Vec<(&Option<xiezhi_matter::Text>, &Option<String>)> = Vec::new();
        for (name, value, _) in with.iter().flat_map(|(_, axis)| &axis.rows) {
            if !values.iter().any(|(_, known)| *known == value) {
                values.push((name, value));
            }
        }
        for (name, value) in values {
            let name = name.as_ref().map_or_else(|| frame.t("figure-unsaid"), |n| frame.said(n));
            let mut row = vec![SheetCell::Text(name)];
            row.extend(with.iter().map(|(_, axis)| {
                let here = axis.rows.iter().find(|(_, v, _)| v == value);
                here.map_or(SheetCell::Empty, |(_, _, cells)| cell(&cells.now))
            }));
            sheet.rows.push(row);
        }
        sheets.push(sheet);
    }
    sheets
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are of this kind")]
fn float(ten_thousandths: i128) -> f64 {
    ten_thousandths as f64 / 10_000.0
}
