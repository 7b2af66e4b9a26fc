//! How many cells the sheets of an ODS file come to. A cell or row of it may say that it is repeated a million times, and
//! the reader lays a sheet out in full before anything of it is seen.

/// Most rows of a sheet; the reader makes no more of them.
const MOST_ROWS: u64 = 1_048_576;

/// A sheet as it is laid out: all columns of all rows from its first to its last cell that holds something.
#[derive(Default)]
struct Sheet {
    rows: u64,
    /// Rows up to the last one that holds something.
    used_rows: u64,
    /// Columns up to the last cell that holds something.
    used_columns: u64,
    /// Cells that are read, before rows are repeated.
    read: u64,
    row: Row,
}

#[derive(Default)]
struct Row {
    repeated: u64,
    columns: u64,
    used_columns: u64,
    /// Columns before the last cell: the reader lays them out whatever they hold.
    before_last: u64,
}

impl Sheet {
    fn begin_row(&mut self, repeated: u64) {
        self.end_row();
        self.row = Row { repeated: repeated.min(MOST_ROWS.saturating_sub(self.rows)), ..Row::default() };
    }

    fn cell(&mut self, repeated: u64, holds_something: bool) {
        self.row.before_last = self.row.columns;
        self.row.columns = self.row.columns.saturating_add(repeated);
        if holds_something {
            self.row.used_columns = self.row.columns;
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.rows = self.rows.saturating_add(row.repeated);
        self.read = self.read.saturating_add(row.used_columns.max(row.before_last));
        if row.used_columns > 0 {
            self.used_rows = self.rows;
            self.used_columns = self.used_columns.max(row.used_columns);
        }
    }

    fn cells(mut self) -> u64 {
        self.end_row();
        self.read.max(self.used_rows.saturating_mul(self.used_columns))
    }
}

/// The cells of all sheets in the content of an ODS file. None = it cannot be told, as in no sound file.
pub(super) fn cells(content: &[u8]) -> Option<u64> {
    // In another encoding the reader may see what is not seen here.
    let text = std::str::from_utf8(content).ok().filter(|text| !text.contains('\0'))?;
    let (mut total, mut sheet) = (0_u64, Sheet::default());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start..];
        let length = tag_length(tag)?;
        let inside = tag[1..length].trim_end_matches(['>', '/']);
        rest = &tag[length..];
        let name = inside.split(|letter: char| letter.is_ascii_whitespace()).next().unwrap_or_default();
        match name {
            "table:table" => total = total.saturating_add(std::mem::take(&mut sheet).cells()),
            "table:table-row" => sheet.begin_row(repeated(inside, "number-rows-repeated")?),
            // A cell whose value stands in its attributes, or that has a text, holds something.
            "table:table-cell" | "table:covered-table-cell" => {
                let is_closed = tag[..length].ends_with("/>");
                let holds_something = !is_closed || inside.contains("office:") || inside.contains("formula");
                sheet.cell(repeated(inside, "number-columns-repeated")?, holds_something);
            }
            _ => {}
        }
    }
    Some(total.saturating_add(sheet.cells()))
}

/// The length of what begins with `<`: a tag, whose attributes may hold a `>`, or what is no tag.
fn tag_length(tag: &str) -> Option<usize> {
    for (begin, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(rest) = tag.strip_prefix(begin) {
            return Some(begin.len() + rest.find(end)? + end.len());
        }
    }
    let mut quote = None;
    for (place, byte) in tag.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return Some(place + 1),
            _ => {}
        }
    }
    None
}

/// How often a tag says that it is repeated; once where it says nothing. None = it says no number.
fn repeated(tag: &str, attribute: &str) -> Option<u64> {
    let Some(place) = tag.find(attribute) else { return Some(1) };
    let value = tag[place + attribute.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> String {
        format!("<office:spreadsheet><table:table table:name=\"A\">{rows}</table:table></office:spreadsheet>")
    }

    #[test]
    fn what_is_repeated_counts_as_often_as_it_is_laid_out() {
        let text = "<text:p>x</text:p></table:table-cell>";
        for (rows, expected) in [
            ("<table:table-row><table:table-cell/></table:table-row>".to_owned(), 0),
            (format!("<table:table-row><table:table-cell>{text}<table:table-cell>{text}</table:table-row>"), 2),
            (
                "<table:table-row><table:table-cell table:number-columns-repeated=\"900\"/><table:table-cell/>\
                 </table:table-row>"
                    .to_owned(),
                900,
            ),
            // The empty rest of a sheet, as every ODS file has it.
            (
                format!(
                    "<table:table-row><table:table-cell>{text}<table:table-cell table:number-columns-repeated=\"16383\"/>\
                     </table:table-row><table:table-row table:number-rows-repeated='1048575'>\
                     <table:table-cell table:style-name=\"a>b\" table:number-columns-repeated=\"16384\"/></table:table-row>"
                ),
                1,
            ),
            (
                format!(
                    "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell \
                     table:number-columns-repeated = \"500\">{text}</table:table-row>"
                ),
                500_000,
            ),
            // Two cells at both ends.
            (
                format!(
                    "<table:table-row><table:table-cell>{text}</table:table-row><table:table-row \
                     table:number-rows-repeated=\"98\"/><table:table-row><table:table-cell \
                     table:number-columns-repeated=\"9\"/><table:table-cell office:value=\"1\"/></table:table-row>"
                ),
                1000,
            ),
        ] {
            assert_eq!(cells(sheet(&rows).as_bytes()), Some(expected), "{rows}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_not_guessed() {
        let row = |number: &str| sheet(&format!("<table:table-row table:number-rows-repeated={number}/>"));
        assert_eq!(cells(row("\"7\"").as_bytes()), Some(0));
        for bad in [row("\"&#49;000\"").into_bytes(), row("7").into_bytes(), b"<table:table".to_vec(), vec![b'<', 0]] {
            assert_eq!(cells(&bad), None, "{}", String::from_utf8_lossy(&bad));
        }
    }
}
