//! Tables of files: a head, and rows of cells as text.

use super::csv::CsvText;
use crate::AppError;

/// Most columns that a table may have. Nobody's list is wider; a damaged file may be.
pub(super) const MOST_COLUMNS: usize = 1000;

/// A CSV file, or a sheet of a workbook.
#[derive(Debug)]
pub(super) struct Table {
    /// Name of the file or sheet.
    pub(super) name: String,
    /// What a row is called, `line` or `row`: the place of a rejection reads `devices.csv line 7`.
    pub(super) row_word: &'static str,
    /// The names of the columns as they stand there, without space around them. An empty one names nothing.
    pub(super) heads: Vec<String>,
    /// What stands below the head.
    pub(super) rows: Rows,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) enum Rows {
    /// Of a text, read again each time: a large file is held in memory once.
    Csv(CsvText),
    /// Of a sheet.
    Sheet(Vec<Row>),
}

/// One row.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Line or row in the file, the first one being 1.
    pub(super) number: u64,
    /// The cells; a row may end early.
    pub(super) cells: Vec<String>,
    /// Why the row cannot be taken.
    pub(super) fault: Option<String>,
    /// Cells that hold no value, by their column, and what they hold.
    pub(super) cell_faults: Vec<(usize, String)>,
}

impl Table {
    /// Calls `take` with each row below the head that is not empty.
    pub(super) fn for_each_row(&self, mut take: impl FnMut(&Row)) {
        let mut take = |row: &mut Row| {
            if matches!(self.rows, Rows::Sheet(_)) {
                // People write beside their tables.
                row.cells.truncate(self.heads.len());
                row.cell_faults.retain(|(column, _)| *column < self.heads.len());
            }
            while row.cells.len() > self.heads.len() && row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
                row.cells.pop();
            }
            if row.cells.iter().all(|cell| cell.trim().is_empty()) && row.cell_faults.is_empty() {
                return;
            }
            if row.cells.len() > self.heads.len() {
                row.fault = Some(format!(
                    "it has {} values for {} columns; put one that holds the separator into quotation marks",
                    row.cells.len(),
                    self.heads.len()
                ));
            }
            take(row);
        };
        match &self.rows {
            Rows::Csv(text) => text.for_each_row(|row| take(row)),
            Rows::Sheet(rows) => {
                for row in rows {
                    take(&mut row.clone());
                }
            }
        }
    }

    /// The same for what may fail: the first failure is the answer, and the rows behind it are passed over.
    pub(super) fn try_for_each_row(&self, mut take: impl FnMut(&Row) -> Result<(), AppError>) -> Result<(), AppError> {
        let mut outcome = Ok(());
        self.for_each_row(|row| {
            if outcome.is_ok() {
                outcome = take(row);
            }
        });
        outcome
    }

    /// Where a row stands, for a rejection.
    pub(super) fn place(&self, row: &Row) -> String {
        format!("{} {} {}", self.name, self.row_word, row.number)
    }

    /// Why no row of the table can be told apart by its columns, if so.
    pub(super) fn fault(&self) -> Option<String> {
        if self.heads.iter().all(String::is_empty) {
            return Some("it is empty".to_owned());
        }
        if self.heads.len() > MOST_COLUMNS {
            return Some(format!(
                "it has {} columns, and {MOST_COLUMNS} are the most that are read; leave out what is not needed",
                self.heads.len()
            ));
        }
        let twice = self.heads.iter().enumerate().find(|(index, head)| {
            !head.is_empty() && self.heads[..*index].iter().any(|earlier| earlier.to_lowercase() == head.to_lowercase())
        })?;
        Some(format!("it has the column \"{}\" twice; give each its own name", twice.1))
    }
}
