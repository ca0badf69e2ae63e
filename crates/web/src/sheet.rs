//! Workbooks (XLSX) and tables of text (CSV) for spreadsheet programs.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The rows that a sheet can hold, its heading among them.
const ROWS: u32 = 1_048_576;
/// A sheet's name may have so many characters.
const NAME: usize = 31;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text. It is never taken for a formula.
    Text(String),
    /// A number.
    Number(f64),
    /// A part of one, shown in per cent.
    Share(f64),
}

/// A sheet in memory: for figures, not for registers.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The heading of each column.
    pub headers: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: String, headers: Vec<String>) -> Self {
        Self { name, headers, rows: Vec::new() }
    }
}

/// Sheets as one workbook.
pub fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(free(&sheet.name, &mut names))?;
        looks.heading(page, &sheet.headers)?;
        for (at, row) in (1_u32..).zip(&sheet.rows) {
            looks.row(page, at, row)?;
        }
        page.autofit();
    }
    book.save_to_buffer()
}

/// A workbook that is written row by row, so that a million rows need no memory; begun again on another sheet where one is full.
pub struct Rows {
    book: Workbook,
    looks: Looks,
    name: String,
    headers: Vec<String>,
    names: Vec<String>,
    sheet: usize,
    at: u32,
}

impl Rows {
    /// Begins.
    pub fn new(name: &str, headers: Vec<String>) -> Result<Self, XlsxError> {
        let mut rows = Self {
            book: Workbook::new(),
            looks: Looks::new(),
            name: name.to_owned(),
            headers,
            names: Vec::new(),
            sheet: 0,
            at: 0,
        };
        rows.turn()?;
        Ok(rows)
    }

    fn turn(&mut self) -> Result<(), XlsxError> {
        let page = self.book.add_worksheet_with_constant_memory()?;
        page.set_name(free(&self.name, &mut self.names))?;
        for column in 0..u16::try_from(self.headers.len()).unwrap_or(u16::MAX) {
            page.set_column_width(column, 18)?;
        }
        self.looks.heading(page, &self.headers)?;
        self.sheet = self.names.len() - 1;
        self.at = 1;
        Ok(())
    }

    /// Adds a row.
    pub fn add(&mut self, row: &[Cell]) -> Result<(), XlsxError> {
        if self.at >= ROWS {
            self.turn()?;
        }
        let page = self.book.worksheet_from_index(self.sheet)?;
        self.looks.row(page, self.at, row)?;
        self.at += 1;
        Ok(())
    }

    /// Writes it out.
    pub fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        self.book.save(path)
    }
}

/// How headings and shares look.
struct Looks {
    heading: Format,
    share: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold().set_align(FormatAlign::Center),
            share: Format::new().set_num_format("0.0%"),
        }
    }

    fn heading(&self, page: &mut Worksheet, headers: &[String]) -> Result<(), XlsxError> {
        for (column, header) in (0_u16..).zip(headers) {
            page.write_string_with_format(0, column, header, &self.heading)?;
        }
        page.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn row(&self, page: &mut Worksheet, at: u32, row: &[Cell]) -> Result<(), XlsxError> {
        for (column, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    page.write_string(at, column, text)?;
                }
                Cell::Number(n) => {
                    page.write_number(at, column, *n)?;
                }
                Cell::Share(n) => {
                    page.write_number_with_format(at, column, *n, &self.share)?;
                }
            }
        }
        Ok(())
    }
}

/// A name that a sheet may have and no other has.
fn free(name: &str, names: &mut Vec<String>) -> String {
    let clean: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).collect();
    let mut n = 1;
    let free = loop {
        let end = if n == 1 { String::new() } else { format!(" {n}") };
        let most = NAME - end.chars().count();
        let tried = format!("{}{end}", clean.chars().take(most).collect::<String>());
        if !names.iter().any(|known| known.eq_ignore_ascii_case(&tried)) && !tried.is_empty() {
            break tried;
        }
        n += 1;
    };
    names.push(free.clone());
    free
}

/// A row of CSV. A cell that begins like a formula is written as text.
pub fn csv(cells: &[String]) -> String {
    let cell = |text: &String| {
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let mut row = cells.iter().map(cell).collect::<Vec<_>>().join(",");
    row.push_str("\r\n");
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_text() {
        let row = csv(&["=1+1".into(), "a\"b".into(), "兰".into()]);
        assert_eq!(row, "\"'=1+1\",\"a\"\"b\",\"兰\"\r\n");
    }

    #[test]
    fn sheets_have_names_that_may_be() {
        let mut names = Vec::new();
        assert_eq!(free("a/b[c]", &mut names), "abc");
        assert_eq!(free("ABC", &mut names), "ABC 2");
        assert_eq!(free(&"长".repeat(40), &mut names).chars().count(), NAME);
        assert_eq!(free(&"长".repeat(40), &mut names).chars().count(), NAME);
        assert_eq!(free("", &mut names), " 2");
    }

    #[test]
    fn a_workbook_is_written_row_by_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.xlsx");
        let mut rows = Rows::new("登记簿", vec!["案号".into()]).unwrap();
        for n in 0..1000 {
            rows.add(&[Cell::Text(format!("兰政复〔2026〕{n}号"))]).unwrap();
        }
        rows.save(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"PK") && bytes.len() > 4_000);
    }
}
