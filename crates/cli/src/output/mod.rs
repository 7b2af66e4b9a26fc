//! What is printed: one JSON document, or a few lines for people.
#![expect(clippy::print_stderr, reason = "printing is what this module is for")]

mod integration;
mod matching;
mod records;
mod synchronizing;

use std::fmt::Write as _;
use std::io::Write as _;

use serde::Serialize;
use sitebook_app::{AppError, ErrorCode};

pub(crate) use integration::{companies, connected, sample, secrets, sites, types};
pub(crate) use matching::{created, duplicates, link, matches, placeholders, unlinked};
pub(crate) use records::{
    agent, agents, archived, changes_undone, devices, exported, history, import, location, lookup,
};
pub(crate) use synchronizing::{plan, ran, runs};

/// Prints a reply and returns the exit code 0. A reader that closed the pipe is no failure.
pub(crate) fn print<T: Serialize>(reply: &T, json: bool, text: impl FnOnce() -> String) -> Result<u8, AppError> {
    let line = if json {
        serde_json::to_string_pretty(reply).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?
    } else {
        for_terminal(&text())
    };
    let _ = writeln!(std::io::stdout(), "{}", line.trim_end());
    Ok(0)
}

/// Prints an error to standard error.
pub(crate) fn error(error: &AppError, json: bool) {
    if json {
        match serde_json::to_string(error) {
            Ok(document) => eprintln!("{document}"),
            Err(_) => eprintln!(
                "{{\"code\":\"internal\",\"message\":\"the error could not be written\",\"retryable\":false}}"
            ),
        }
        return;
    }
    eprintln!("{} [{}]", for_terminal(&error.message), error.code.as_str());
    let candidates =
        error.details.as_ref().and_then(|details| details.get("candidates")).and_then(|list| list.as_array());
    for candidate in candidates.into_iter().flatten() {
        eprintln!("  {}", for_terminal(&candidate.to_string()));
    }
}

/// The word that JSON has for a value with few of them.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(crate) fn one_line(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { text.replace('\n', " / ") }
}

/// A text without what a terminal would obey instead of showing: control characters but the end of a line, and those
/// that turn the direction of writing.
pub(crate) fn for_terminal(text: &str) -> String {
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|character| *character == '\n' || !(character.is_control() || turns(*character))).collect()
}

/// The widest column, in characters. A longer value would push all others out of sight.
const WIDEST: usize = 60;

/// Columns as wide as their longest value. A value with several lines stands in one, and a very long one is cut.
pub(crate) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let cell = |text: String| {
        let text = for_terminal(&text.replace('\n', " / "));
        match text.char_indices().nth(WIDEST) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    };
    let mut lines = vec![head.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    lines.extend(rows.map(|row| row.into_iter().map(cell).collect::<Vec<_>>()));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            lines.iter().map(|line| line.get(column).map_or(0, |cell| cell.chars().count())).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_shows_what_a_terminal_would_obey_and_survives_endless_values() {
        let row = vec!["\u{1b}[31mred\u{202e}".to_owned(), "x".repeat(70_000), "two\nlines".to_owned()];
        let text = table(&["A", "B", "C"], std::iter::once(row));
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("[31mred") && text.contains("two / lines") && text.len() < 300, "{text}");
    }
}
