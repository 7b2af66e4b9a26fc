//! CSV for spreadsheets, which take a value for a formula unless they are told otherwise.

use crate::cell_text::guarded;
use crate::{AppError, ErrorCode};

/// Texts stand in quotation marks, so that the space at their ends is seen to belong to them; numbers do not.
const QUOTED: csv::QuoteStyle = csv::QuoteStyle::NonNumeric;

/// A document with a head and rows, as RFC 4180 says, in UTF-8 with the mark that Excel needs to see that. A value that a
/// spreadsheet would run begins with an apostrophe.
pub(crate) fn document(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, AppError> {
    document_of_guarded(head, rows.map(|row| row.into_iter().map(guarded).collect()))
}

/// The same of values that are guarded, or numbers and times, which need no guard: a spreadsheet takes `-0.1` for what it
/// is.
pub(crate) fn document_of_guarded(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, AppError> {
    let failed = |error: String| AppError::new(ErrorCode::Internal, format!("The file could not be made: {error}."));
    let mut writer =
        csv::WriterBuilder::new().quote_style(QUOTED).terminator(csv::Terminator::CRLF).from_writer("\u{feff}".into());
    writer.write_record(head).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer.write_record(row).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_row_can_be_run_by_a_spreadsheet() {
        let rows = ["=1+1", "+44 20", "-1", "@SUM(A1)", "\tx", "\rx", "plain", "a,\"b\"\nc"];
        let text = document(&["a"], rows.iter().map(|value| vec![(*value).to_owned()])).unwrap();
        let mut reader = csv::Reader::from_reader(text.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        assert_eq!(read, ["'=1+1", "'+44 20", "'-1", "'@SUM(A1)", "'\tx", "'\rx", "plain", "a,\"b\"\nc"]);
    }
}
