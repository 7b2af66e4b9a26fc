//! Looking into a file before it is imported.

use std::path::PathBuf;
use std::sync::Arc;

use super::columns::Holds;
use super::file::{self, Content};
use super::mapping::Columns;
use super::table::Table;
use super::work::Work;
use crate::cell_text::unguarded;
use crate::dto::{ImportColumn, ImportField, ImportInspectRequest, ImportInspection, ImportMapping, ImportTable};
use crate::geoip::blocking;
use crate::{AppError, ImportStep, Workspace};

/// Values of a column that are shown.
const SAMPLES: usize = 3;
/// So much of each, in characters.
const LONGEST_SAMPLE: usize = 100;

impl Workspace {
    /// What a file or folder holds, and where its columns go: as a person chose for such heads before, else as guessed.
    pub async fn import_inspect(&self, request: ImportInspectRequest) -> Result<ImportInspection, AppError> {
        let path = PathBuf::from(request.path.trim());
        let work = Arc::new(self.begin_import(&request.work));
        let reader = Arc::clone(&work);
        let read = blocking(move || file::read(&path, &reader)).await?;
        let (format, tables) = match read.content {
            Content::Json(_) => ("json", Vec::new()),
            Content::Tables { format, tables } => (format, tables),
        };
        let mut inspected = Vec::new();
        for (table, holds) in tables {
            let remembered = self.remembered_mapping(&table).await?;
            let reader = Arc::clone(&work);
            let table = blocking(move || inspected_table(&table, holds, remembered.as_ref(), &reader)).await?;
            inspected.push(table);
        }
        Ok(ImportInspection {
            format: format.to_owned(),
            tables: inspected,
            agent_fields: fields(Holds::Agents),
            device_fields: fields(Holds::Devices),
        })
    }
}

fn fields(holds: Holds) -> Vec<ImportField> {
    let field = |target: &str| ImportField { field: target.to_owned(), required: holds.required().contains(&target) };
    holds.targets().into_iter().map(field).collect()
}

fn inspected_table(
    table: &Table,
    holds: Option<Holds>,
    remembered: Option<&ImportMapping>,
    work: &Work,
) -> Result<ImportTable, AppError> {
    // What was chosen for a table that has changed since is guessed anew.
    let chosen = remembered.and_then(|mapping| Columns::chosen(table, mapping).ok());
    let remembered = chosen.is_some();
    let guess = || holds.map(|holds| Columns::guessed(table, holds).with_stand_in(table));
    let columns = chosen.unwrap_or_else(guess);
    let mut rows = 0;
    let mut samples = vec![Vec::new(); table.heads.len()];
    table.try_for_each_row(|row| {
        work.tell(ImportStep::Reading, rows, None)?;
        rows += 1;
        for (cell, samples) in row.cells.iter().zip(&mut samples) {
            if !cell.trim().is_empty() && samples.len() < SAMPLES {
                samples.push(unguarded(cell).chars().take(LONGEST_SAMPLE).collect::<String>());
            }
        }
        Ok(())
    })?;
    let target = |column: usize| columns.as_ref().and_then(|columns| columns.targets[column]).map(str::to_owned);
    let named = table.heads.iter().zip(samples).enumerate().filter(|(_, (head, _))| !head.is_empty());
    Ok(ImportTable {
        name: table.name.clone(),
        holds: columns.as_ref().map(|columns| columns.holds.word().to_owned()),
        rows: rows as u32,
        columns: named
            .map(|(column, (head, samples))| ImportColumn {
                name: head.clone(),
                samples,
                target: target(column),
                remembered,
            })
            .collect(),
        id_from: columns.as_ref().and_then(|columns| columns.id_from).map(|column| table.heads[column].clone()),
    })
}
