//! A table on its way into a file: what its cells hold, as CSV and as a sheet of a workbook.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use sitebook_domain::Timestamp;

use crate::cell_text::{guarded, guarded_in_text_cell};
use crate::csv_export::document_of_guarded;
use crate::{AppError, ErrorCode};

/// How a workbook shows times: readable everywhere, and sorted by what it says.
const TIME_FORMAT: &str = "yyyy-mm-dd hh:mm";
/// Widths of columns, in characters: a column is as wide as what it holds, within these.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;
/// So many rows are looked at for the width of a column.
const ROWS_FOR_WIDTH: usize = 1000;
/// Most characters in a cell of a workbook, <https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3>.
const LONGEST_CELL: usize = 32_767;
/// Most rows of a sheet, by the same page.
const MOST_ROWS: usize = 1_048_576;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// A text; an empty one leaves the cell empty.
    Text(String),
    /// A number.
    Number(f64),
    /// A point in time, in UTC.
    Time(Timestamp),
}

/// A table with a name.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Cell {
    /// The cell as text, times as RFC 3339.
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Time(at) => at.to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(|| Self::Text(String::new()), Into::into)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// The sheet as a CSV file.
pub(super) fn csv(sheet: &Sheet) -> Result<Vec<u8>, AppError> {
    let value = |cell: &Cell| match cell {
        Cell::Text(text) => guarded(text.clone()),
        cell => cell.text(),
    };
    document_of_guarded(&sheet.heads, sheet.rows.iter().map(|row| row.iter().map(value).collect()))
}

/// The sheets as a workbook: the head bold and always in sight, each value a text, a number or a date, never a formula.
pub(super) fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, AppError> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        check(sheet)?;
        let worksheet = workbook.add_worksheet();
        fill(worksheet, sheet).map_err(|error| not_made(&error))?;
    }
    workbook.save_to_buffer().map_err(|error| not_made(&error))
}

/// Refuses what no workbook can hold, in place of cutting it.
fn check(sheet: &Sheet) -> Result<(), AppError> {
    let refused = |why: String| {
        let message = format!("{why}, which no workbook can hold. Export to CSV or JSON. Nothing was written.");
        Err(AppError::new(ErrorCode::InvalidInput, message))
    };
    if sheet.rows.len() >= MOST_ROWS {
        return refused(format!("\"{}\" would have {} rows", sheet.name, sheet.rows.len()));
    }
    for row in &sheet.rows {
        for (cell, head) in row.iter().zip(&sheet.heads) {
            if let Cell::Text(text) = cell
                && text.len() >= LONGEST_CELL
                && guarded_in_text_cell(text.clone()).encode_utf16().count() > LONGEST_CELL
            {
                let of = row.iter().find(|cell| !cell.text().is_empty()).map(Cell::text).unwrap_or_default();
                return refused(format!("\"{head}\" of \"{of}\" is longer than {LONGEST_CELL} characters"));
            }
        }
    }
    Ok(())
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let (bold, time) = (Format::new().set_bold(), Format::new().set_num_format(TIME_FORMAT));
    worksheet.set_name(sheet.name)?;
    worksheet.set_freeze_panes(1, 0)?;
    for (column, head) in (0_u16..).zip(&sheet.heads) {
        worksheet.write_string_with_format(0, column, *head, &bold)?;
        worksheet.set_column_width(column, width(sheet, usize::from(column)) as f64)?;
    }
    for (number, row) in (1_u32..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    worksheet.write_string(number, column, guarded_in_text_cell(text.clone()))?;
                }
                Cell::Number(value) => {
                    worksheet.write_number(number, column, *value)?;
                }
                Cell::Time(at) => {
                    let at = ExcelDateTime::from_timestamp(at.0.div_euclid(1000))?;
                    worksheet.write_datetime_with_format(number, column, &at, &time)?;
                }
            }
        }
    }
    Ok(())
}

fn width(sheet: &Sheet, column: usize) -> usize {
    let longest_line = |cell: &Cell| match cell {
        Cell::Time(_) => TIME_FORMAT.len(),
        cell => cell.text().lines().map(|line| line.chars().count()).max().unwrap_or(0),
    };
    let cells = sheet.rows.iter().take(ROWS_FOR_WIDTH).filter_map(|row| row.get(column)).map(longest_line);
    let head = sheet.heads[column].chars().count();
    // Bold letters, and the space that a spreadsheet leaves at both sides.
    (cells.max().unwrap_or(0).max(head) + 2).clamp(NARROWEST, WIDEST)
}

fn not_made(error: &XlsxError) -> AppError {
    AppError::new(ErrorCode::Internal, format!("The workbook could not be made: {error}."))
}
