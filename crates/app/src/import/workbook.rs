//! Workbooks: XLSX and ODS. Nothing in them is run, and no more of them is unpacked than fits.

mod ods_size;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use jiff::Unit;
use jiff::civil::{DateTime, Time};

use super::columns::{Holds, guess_holds, guess_targets};
use super::table::{MOST_COLUMNS, Row, Rows, Table};
use super::work::{Work, stopped};
use super::{LARGEST_FILE, bad_file};
use crate::AppError;

/// What a ZIP archive begins with, which XLSX and ODS files are.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
/// What an OLE compound file begins with: a workbook of Excel 97 to 2003, or one with a password.
pub(super) const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// What is said of a file whose inside makes no sense; the details tell nobody anything.
pub(super) const DAMAGED: &str = "it is damaged, or no workbook; save it again as .xlsx";
const PROTECTED: &str = "it is protected with a password; save it without one";

/// Rows from the top among which the head is looked for: people put titles above their tables.
const HEAD_WITHIN: usize = 20;

/// The part of an ODS file that holds its cells.
const ODS_CONTENT: &str = "content.xml";

/// So many cells of an ODS file are laid out at most: some hundred MiB, and more than a hundred thousand rows of the widest
/// list that people keep.
const MOST_ODS_CELLS: u64 = 10_000_000;

const TOO_MANY_CELLS: &str = "it has too many cells; split it";

type File = Cursor<Vec<u8>>;

/// The sheets of a workbook that have a head and can be seen, as tables, and the format of the workbook.
pub(super) fn tables(path: &Path, content: Vec<u8>, work: &Work) -> Result<(&'static str, Vec<Table>), AppError> {
    if content.starts_with(OLE) {
        return Err(bad_file(path, ole_fault(content)));
    }
    let is_ods = check_unpacked(path, &content, LARGEST_FILE)?;
    let sheets = caught(|| {
        if is_ods {
            ods_sheets(content).map_err(|error| ods_fault(&error))
        } else {
            xlsx_sheets(content, work).map_err(|error| xlsx_fault(&error))
        }
    })
    .map_err(|why| bad_file(path, why))?;
    if work.is_stopped() {
        return Err(stopped());
    }
    let (sound, faulty): (Vec<Table>, Vec<Table>) = sheets
        .into_iter()
        .filter_map(|(name, rows)| sheet_table(name, rows))
        .partition(|table| table.fault().is_none());
    // What else people keep in their workbooks need not be a table.
    let refused = faulty.iter().find(|table| sound.is_empty() || guess_holds(&table.name, &table.heads).is_some());
    if let Some((table, why)) = refused.and_then(|table| Some((table, table.fault()?))) {
        return Err(bad_file(path, &format!("sheet \"{}\": {why}", table.name)));
    }
    if sound.is_empty() {
        return Err(bad_file(path, "it is empty"));
    }
    Ok((if is_ods { "ods" } else { "xlsx" }, sound))
}

/// What a reader says, also where damage that it did not expect makes it panic. Nothing of it is used after that.
fn caught<T>(read: impl FnOnce() -> Result<T, &'static str>) -> Result<T, &'static str> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(DAMAGED))
}

/// Why an OLE file is no workbook that can be read.
fn ole_fault(content: Vec<u8>) -> &'static str {
    let opened = caught(|| Xlsx::new(Cursor::new(content)).map(|_| ()).map_err(|error| xlsx_fault(&error)));
    if opened == Err(PROTECTED) { PROTECTED } else { "it is a workbook of Excel 97 to 2003; save it as .xlsx" }
}

/// Unpacks the archive once into nothing and counts, before anything is kept of it: a small file may unpack to any size,
/// and what it says about its size need not be so. Returns whether it is an ODS file.
fn check_unpacked(path: &Path, content: &[u8], most: u64) -> Result<bool, AppError> {
    let damaged = || bad_file(path, DAMAGED);
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).map_err(|_| damaged())?;
    let mut is_ods = false;
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.to_ascii_lowercase();
        let has_content = name == ODS_CONTENT;
        is_ods |= has_content;
        let has_strings = name.ends_with("sharedstrings.xml");
        let mut part = part.take(left + 1);
        let size = if has_strings || has_content {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).map_err(|_| damaged())?;
            if has_strings && !announces_fairly(&bytes) {
                return Err(damaged());
            }
            if has_content
                && bytes.len() as u64 <= left
                && ods_size::cells(&bytes).ok_or_else(damaged)? > MOST_ODS_CELLS
            {
                return Err(bad_file(path, TOO_MANY_CELLS));
            }
            bytes.len() as u64
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| damaged())?
        };
        left = left.checked_sub(size).ok_or_else(|| {
            bad_file(path, &format!("it unpacks to more than {} MiB; split it", most / (1024 * 1024)))
        })?;
    }
    Ok(is_ods)
}

/// Whether the list of strings announces no more of them than its bytes can hold: the reader makes room for as many as
/// are announced. It has to be UTF-8 for that to be seen.
fn announces_fairly(strings: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(strings) else { return false };
    !text.contains('\0')
        && text.match_indices("uniqueCount").all(|(place, word)| {
            let after = text[place + word.len()..].trim_start_matches(|letter: char| !letter.is_ascii_digit());
            let digits = after.find(|letter: char| !letter.is_ascii_digit()).map_or(after, |end| &after[..end]);
            digits.is_empty() || digits.parse::<usize>().is_ok_and(|count| count <= strings.len())
        })
}

/// The rows of each visible sheet.
type Sheets = Vec<(String, Vec<Row>)>;

/// Cell by cell: a table that has one cell at each of its ends would fill the memory otherwise.
fn xlsx_sheets(content: Vec<u8>, work: &Work) -> Result<Sheets, XlsxError> {
    let mut workbook: Xlsx<File> = Xlsx::new(Cursor::new(content))?;
    let mut sheets = Vec::new();
    for name in visible_sheets(workbook.sheets_metadata()) {
        let mut cells = workbook.worksheet_cells_reader(&name)?;
        let digits: Vec<usize> = cells.styles().iter().map(least_digits).collect();
        let mut rows = RowsByNumber::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id()?.filter(|_| !work.is_stopped()) {
            let (row, column) = cell.get_position();
            let digits = digits.get(style).copied().unwrap_or_default();
            rows.put(row, column, shown(cell.get_value().clone()).map(|text| with_digits(text, digits)));
        }
        sheets.push((name, rows.finish()));
    }
    Ok(sheets)
}

fn ods_sheets(content: Vec<u8>) -> Result<Sheets, OdsError> {
    let mut workbook: Ods<File> = Ods::new(Cursor::new(content))?;
    let mut sheets = Vec::new();
    for name in visible_sheets(workbook.sheets_metadata()) {
        let range = workbook.worksheet_range(&name)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows = RowsByNumber::default();
        for (row, column, value) in range.used_cells() {
            rows.put(first_row + row as u32, first_column + column as u32, shown_data(value));
        }
        sheets.push((name, rows.finish()));
    }
    Ok(sheets)
}

fn visible_sheets(sheets: &[calamine::Sheet]) -> Vec<String> {
    let is_shown =
        |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    sheets.iter().filter(is_shown).map(|sheet| sheet.name.clone()).collect()
}

/// Rows as their cells come in, each only as long as its last cell that holds something.
#[derive(Default)]
struct RowsByNumber(BTreeMap<u32, Row>);

impl RowsByNumber {
    fn put(&mut self, row: u32, column: u32, cell: Result<String, String>) {
        if cell.as_ref().is_ok_and(String::is_empty) {
            return;
        }
        let number = u64::from(row) + 1;
        let row = self.0.entry(row).or_insert_with(|| Row { number, ..Row::default() });
        // One column more than is taken, so that it is seen that there are too many.
        let column = (column as usize).min(MOST_COLUMNS);
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        match cell {
            Ok(text) => row.cells[column] = text,
            Err(fault) => row.cell_faults.push((column, fault)),
        }
    }

    fn finish(self) -> Vec<Row> {
        self.0.into_values().collect()
    }
}

/// A sheet as a table: its head is, of the first rows, the one of which most cells name a field.
fn sheet_table(name: String, mut rows: Vec<Row>) -> Option<Table> {
    let named = |row: &Row| {
        let count = |holds| guess_targets(holds, &row.cells).into_iter().flatten().count();
        count(Holds::Agents).max(count(Holds::Devices))
    };
    let most = rows.iter().take(HEAD_WITHIN).map(named).max()?;
    let head = rows.iter().take(HEAD_WITHIN).position(|row| named(row) == most)?;
    let below = rows.split_off(head + 1);
    let heads: Vec<String> = rows.pop()?.cells.iter().map(|head| head.trim().to_owned()).collect();
    Some(Table { name, row_word: "row", heads, rows: Rows::Sheet(below) })
}

/// A value as people see it in its cell; an error such as `#N/A` is none, and no empty one either.
fn shown(value: DataRef<'_>) -> Result<String, String> {
    shown_data(&Data::from(value))
}

fn shown_data(value: &Data) -> Result<String, String> {
    Ok(match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => shown_number(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Data::DateTime(time) => shown_time(time),
        Data::Error(error) => return Err(format!("the error {error}")),
    })
}

/// How many digits a cell shows at least: a format of noughts alone, as spreadsheets have for postal codes and people use
/// for numbers of customers.
fn least_digits(style: &Style) -> usize {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    if code.bytes().all(|letter| letter == b'0') { code.len() } else { 0 }
}

/// A whole number with the noughts before it that its cell shows.
fn with_digits(text: String, digits: usize) -> String {
    let is_whole = !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
    if is_whole { format!("{text:0>digits$}") } else { text }
}

/// A number with the 15 digits that spreadsheets count with, without what binary fractions add.
fn shown_number(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A date as `2026-01-05`, with a time as `2026-01-05T09:00:00`, a time alone as `09:00:00`.
fn shown_time(time: &ExcelDateTime) -> String {
    let (year, month, day, hours, minutes, seconds, millis) = time.to_ymd_hms_milli();
    let (month, day, hours) = (month as i8, day as i8, hours as i8);
    let exact =
        DateTime::new(year as i16, month, day, hours, minutes as i8, seconds as i8, i32::from(millis) * 1_000_000);
    // Times are fractions of a day, which are seldom exact. What is no date, such as Excel's 29 February 1900, is shown
    // as the number that it is.
    let Ok(rounded) = exact.and_then(|exact| exact.round(Unit::Second)) else { return shown_number(time.as_f64()) };
    if time.is_duration() || time.as_f64() < 1.0 {
        rounded.time().to_string()
    } else if rounded.time() == Time::midnight() {
        rounded.date().to_string()
    } else {
        rounded.to_string()
    }
}

fn xlsx_fault(error: &XlsxError) -> &'static str {
    match error {
        XlsxError::Password => PROTECTED,
        _ => DAMAGED,
    }
}

fn ods_fault(error: &OdsError) -> &'static str {
    match error {
        OdsError::Password => PROTECTED,
        OdsError::CellLimitExceeded { .. } => TOO_MANY_CELLS,
        _ => DAMAGED,
    }
}

#[cfg(test)]
mod tests;
