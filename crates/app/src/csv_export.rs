//! CSV for spreadsheets, which take a value for a formula unless they are told otherwise.

use crate::{AppError, ErrorCode};

/// What begins a formula, or hides the beginning of one: OWASP ASVS 5.0, 1.2.10, and the carriage return that others add.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// A document with a head and rows, as RFC 4180 says, in UTF-8 with the mark that Excel needs to see that. A value that a
/// spreadsheet would run begins with an apostrophe.
pub(crate) fn document(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, AppError> {
    let failed = |error: String| AppError::new(ErrorCode::Internal, format!("The file could not be made: {error}."));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".into());
    writer.write_record(head).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer.write_record(row.into_iter().map(guarded)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

fn guarded(value: String) -> String {
    if value.starts_with(FORMULA) { format!("'{value}") } else { value }
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
