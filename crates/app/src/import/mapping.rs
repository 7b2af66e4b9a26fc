//! From the rows of a table to records: which column goes where, as guessed or as a person said.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::Parsed;
use super::columns::{AGENT, Holds, ID, guess_targets, phone_label};
use super::record::{agent, device};
use super::table::{Row, Table};
use super::work::Work;
use crate::AppError;
use crate::cell_text::{split, split_at_commas, unguarded};
use crate::dto::ImportMapping;

/// Key of the field whose columns may say what kind of number they hold.
const PHONES: &str = "contact.phones";
/// Keys of the lists whose items hold no comma, so that people put one between them.
const AT_COMMAS: [&str; 3] = ["macs", "ips", "tags"];

/// Where the columns of a table go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) holds: Holds,
    /// The target of each column.
    pub(super) targets: Vec<Option<&'static str>>,
    /// The column that stands in for an id, where no column has that target.
    pub(super) id_from: Option<usize>,
}

impl Columns {
    /// As the heads say; no other column stands in for the id.
    pub(super) fn guessed(table: &Table, holds: Holds) -> Self {
        Self { holds, targets: guess_targets(holds, &table.heads), id_from: None }
    }

    /// As it is read where nobody was asked: a table with all that its rows need under our own keys is one of ours, of which
    /// nothing else is read; any other one goes by its heads.
    pub(super) fn unasked(table: &Table, holds: Holds) -> Self {
        let columns = Self::guessed(table, holds);
        let heads = table.heads.iter().zip(&columns.targets);
        let keys: Vec<Option<&'static str>> =
            heads.map(|(head, target)| target.filter(|target| head.eq_ignore_ascii_case(target))).collect();
        if holds.required().iter().all(|required| keys.contains(&Some(*required))) {
            return Self { targets: keys, ..columns };
        }
        columns
    }

    /// As a person said; none where the table is to be left out. An error says what is wrong with it.
    pub(super) fn chosen(table: &Table, mapping: &ImportMapping) -> Result<Option<Self>, String> {
        let Some(word) = &mapping.holds else { return Ok(None) };
        let holds = Holds::from_word(word).ok_or_else(|| format!("a table holds agents or devices, not \"{word}\""))?;
        let column = |head: &str| {
            let wanted = head.trim().to_lowercase();
            let place = table.heads.iter().position(|known| !known.is_empty() && known.to_lowercase() == wanted);
            place.ok_or_else(|| format!("it has no column \"{}\"", head.trim()))
        };
        let mut targets = vec![None; table.heads.len()];
        for (head, target) in &mapping.columns {
            let known = holds.targets().into_iter().find(|known| known == target);
            let target = known.ok_or_else(|| format!("{} have no field \"{target}\"", holds.word()))?;
            if targets.contains(&Some(target)) && !holds.is_list(target) {
                return Err(format!("two columns go to \"{target}\", which takes one"));
            }
            targets[column(head)?] = Some(target);
        }
        let id_from = mapping.id_from.as_deref().map(column).transpose()?;
        Ok(Some(Self { holds, targets, id_from }))
    }

    /// What every row needs and no column gives.
    pub(super) fn missing(&self) -> Option<&'static str> {
        let is_given = |target: &str| {
            self.targets.iter().flatten().any(|given| *given == target) || (target == ID && self.id_from.is_some())
        };
        self.holds.required().iter().copied().find(|required| !is_given(required))
    }

    /// The same, with a column that stands in for an id that the table does not have: one in which each row has a value
    /// of its own.
    pub(super) fn with_stand_in(mut self, table: &Table) -> Self {
        if !self.targets.contains(&Some(ID)) && self.id_from.is_none() {
            let candidates = self.holds.stand_ins_for_id().iter();
            self.id_from = candidates
                .filter_map(|target| self.targets.iter().position(|given| given == &Some(*target)))
                .find(|column| self.tells_rows_apart(table, *column));
        }
        self
    }

    /// Whether each row has a value in this column that no other row has; devices of different agents may share it.
    fn tells_rows_apart(&self, table: &Table, column: usize) -> bool {
        let agent = self.targets.iter().position(|target| target == &Some(AGENT));
        let (mut seen, mut apart) = (HashSet::new(), true);
        table.for_each_row(|row| {
            let cell = |column: usize| row.cells.get(column).map(|cell| cell.trim()).unwrap_or_default();
            let value = cell(column);
            let scope = agent.map(cell).unwrap_or_default();
            apart = apart && !value.is_empty() && seen.insert((scope.to_owned(), value.to_owned()));
        });
        apart && !seen.is_empty()
    }

    /// The values of a row under the keys of the import format. What stands behind the end of a short row is absent.
    fn values(&self, table: &Table, row: &Row) -> Map<String, Value> {
        let mut values = Map::new();
        let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (column, cell) in row.cells.iter().enumerate() {
            let Some(target) = self.targets.get(column).copied().flatten() else { continue };
            let text = unguarded(cell);
            if self.holds.is_list(target) {
                let label = phone_label(&table.heads[column]).filter(|_| target == PHONES);
                let items = if AT_COMMAS.contains(&target) { split_at_commas(text) } else { split(text) };
                let items = items.into_iter().map(|item| Value::String(labelled(label, item)));
                lists.entry(target).or_default().extend(items);
            } else {
                let text = if self.holds.is_one_line(target) { one_line(text) } else { text.to_owned() };
                values.insert(target.to_owned(), Value::String(text));
            }
        }
        values.extend(lists.into_iter().map(|(target, items)| (target.to_owned(), Value::Array(items))));
        if let Some(cell) = self.id_from.and_then(|column| row.cells.get(column)) {
            values.insert(ID.to_owned(), Value::String(unguarded(cell).to_owned()));
        }
        values
    }
}

/// Lines that people put into one cell, on one: an address has several.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

/// A phone number with the word that its column says, unless it has one of its own.
fn labelled(label: Option<&str>, number: String) -> String {
    match label {
        Some(label) if !number.contains(':') => format!("{label}: {number}"),
        _ => number,
    }
}

/// Takes the rows of a table.
pub(super) fn read(table: &Table, columns: &Columns, parsed: &mut Parsed, work: &Work) -> Result<(), AppError> {
    table.try_for_each_row(|row| {
        parsed.next(work)?;
        take_row(table, columns, row, parsed);
        Ok(())
    })
}

fn take_row(table: &Table, columns: &Columns, row: &Row, parsed: &mut Parsed) {
    let place = table.place(row);
    if let Some(fault) = &row.fault {
        return parsed.reject(place, fault.as_str());
    }
    let is_read = |column: usize| columns.targets[column].is_some() || columns.id_from == Some(column);
    if let Some((column, fault)) = row.cell_faults.iter().find(|(column, _)| is_read(*column)) {
        return parsed.reject(place, format!("{} holds {fault}", table.heads[*column]));
    }
    let values = columns.values(table, row);
    match columns.holds {
        Holds::Agents => match agent(&values) {
            Ok(taken) => {
                parsed.add_agent(&place, taken);
            }
            Err(reason) => parsed.reject(place, reason),
        },
        Holds::Devices => {
            let of = values.get(AGENT).and_then(Value::as_str).map(str::trim).unwrap_or_default();
            if of.is_empty() {
                return parsed.reject(place, "agent is missing");
            }
            match device(None, of, &values) {
                Ok(taken) => parsed.add_device(&place, taken),
                Err(reason) => parsed.reject(place, reason),
            }
        }
    }
}
