//! CSV: comma, semicolon, tab or bar between values, quotation marks around those that need them.

use std::path::Path;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::bad_file;
use super::table::{Row, Rows, Table};
use crate::AppError;

/// The text of a CSV file, and where its rows begin.
#[derive(Debug)]
pub(super) struct CsvText {
    text: String,
    delimiter: u8,
}

/// Reads a text as a table whose first row is the head.
pub(super) fn table(path: &Path, text: String) -> Result<Table, AppError> {
    let (text, said) = without_separator_line(text);
    let csv = CsvText { delimiter: said.unwrap_or_else(|| delimiter(&text)), text };
    if let Some(line) = unclosed_quote(&csv.text, csv.delimiter) {
        let why = format!(
            "the quotation mark that begins a value in line {line} is never closed, so that no later row can be told"
        );
        return Err(bad_file(path, &why));
    }
    let mut head = Row::default();
    FieldReader::new(&csv).read_row(&mut head);
    let table = Table {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        row_word: "line",
        heads: head.cells.iter().map(|head| head.trim().to_owned()).collect(),
        rows: Rows::Csv(csv),
    };
    match table.fault() {
        Some(why) => Err(bad_file(path, &why)),
        None => Ok(table),
    }
}

impl CsvText {
    /// Calls `take` with each row below the head.
    pub(super) fn for_each_row(&self, mut take: impl FnMut(&mut Row)) {
        let mut reader = FieldReader::new(self);
        let mut row = Row::default();
        if !reader.read_row(&mut row) {
            return;
        }
        while reader.read_row(&mut row) {
            take(&mut row);
        }
    }
}

/// Reads field by field, because only so it can be told whether a value stood in quotation marks.
struct FieldReader<'t> {
    rest: &'t [u8],
    reader: Reader,
    buffer: Vec<u8>,
}

impl<'t> FieldReader<'t> {
    fn new(csv: &'t CsvText) -> Self {
        let reader = ReaderBuilder::new().delimiter(csv.delimiter).build();
        Self { rest: csv.text.as_bytes(), reader, buffer: vec![0; 1024] }
    }

    /// Reads the next row that is not an empty line. Returns false at the end.
    fn read_row(&mut self, row: &mut Row) -> bool {
        // The reader skips empty lines by itself, but does not say where the row behind them begins.
        let begin = self.rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let empty_lines = self.rest[..begin].split(|byte| *byte == b'\n').count() - 1;
        row.number = self.reader.line() + empty_lines as u64;
        row.cells.clear();
        row.fault = None;
        row.cell_faults.clear();
        let mut is_quoted = self.rest.get(begin) == Some(&b'"');
        let mut length = 0;
        loop {
            let (result, read, written) = self.reader.read_field(self.rest, &mut self.buffer[length..]);
            self.rest = &self.rest[read..];
            length += written;
            match result {
                ReadFieldResult::OutputFull => self.buffer.resize(self.buffer.len() * 2, 0),
                // The next call sees an empty input, which ends the last field.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::Field { record_end } => {
                    let cell = String::from_utf8_lossy(&self.buffer[..length]);
                    // Space counts only inside of quotation marks: people put it behind commas.
                    row.cells.push(if is_quoted { cell.into_owned() } else { cell.trim().to_owned() });
                    if record_end {
                        return true;
                    }
                    length = 0;
                    is_quoted = self.rest.first() == Some(&b'"');
                }
                ReadFieldResult::End => return false,
            }
        }
    }
}

/// The line in which a quoted value begins that never ends, if there is one. The reader would take the rest of the file
/// for that value without a word.
fn unclosed_quote(text: &str, delimiter: u8) -> Option<usize> {
    let (mut line, mut began) = (1, None);
    let mut at_start = true;
    for byte in text.bytes() {
        match (byte, began) {
            // A doubled quotation mark closes and begins again, which comes to the same.
            (b'"', Some(_)) => (began, at_start) = (None, true),
            (b'"', None) if at_start => began = Some(line),
            (_, Some(_)) => {}
            (byte, None) => at_start = byte == delimiter || matches!(byte, b'\n' | b'\r'),
        }
        line += usize::from(byte == b'\n');
    }
    began
}

/// The text without the line `sep=;` that Excel takes and writes before the head, and the separator that it names. An empty
/// line stays in its place, so that the others keep their numbers.
fn without_separator_line(mut text: String) -> (String, Option<u8>) {
    let line = text.lines().next().unwrap_or_default();
    let (length, line) = (line.len(), line.trim().trim_matches('"').to_ascii_lowercase());
    match line.strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) => {
            let separator = *separator;
            text.drain(..length);
            (text, Some(separator))
        }
        _ => (text, None),
    }
}

/// Comma, or the semicolon that spreadsheets write where the comma is the decimal sign, tab or bar: what the first line has
/// most of, outside of quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in text.trim_start_matches(['\n', '\r']).bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            byte => counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1),
        }
    }
    counts.into_iter().max_by_key(|(delimiter, count)| (*count, *delimiter == b',')).map_or(b',', |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<(u64, Vec<String>)>) {
        let table = table(Path::new("a.csv"), text.to_owned()).unwrap();
        let mut rows = Vec::new();
        table.for_each_row(|row| rows.push((row.number, row.cells.clone())));
        (table.heads, rows)
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_delimiter_is_found_by_looking() {
        for text in [
            "id|a,b|name\n1|2|3",
            "sep=|\r\nid|\"a,b,c,d\"|name\r\n1|2|3",
            "id,a;b;c,name\n1,2,3",
            "id;\"a,b,c,d\";name\n1;2;3",
            "id\ta, b\tname\n1\t2\t3",
        ] {
            let (heads, rows) = rows(text);
            assert_eq!((heads.len(), rows[0].1.len()), (3, 3), "{text:?}");
        }
    }

    #[test]
    fn space_counts_only_inside_of_quotation_marks_and_lines_are_counted() {
        let (heads, rows) = rows("\r\n id , note \r\n\r\n1, a b \r\n\r\n2,\" two\nlines \"\r\n3");
        assert_eq!(heads, texts(&["id", "note"]));
        assert_eq!(rows, [(4, texts(&["1", "a b"])), (6, texts(&["2", " two\nlines "])), (8, texts(&["3"]))]);
    }

    #[test]
    fn a_value_may_be_longer_than_any_buffer() {
        let long = "x\u{e4}".repeat(10_000);
        let (_, rows) = rows(&format!("id,note\n1,\"{long}\"\"\"\n"));
        assert_eq!(rows[0].1[1], format!("{long}\""));
    }
}
