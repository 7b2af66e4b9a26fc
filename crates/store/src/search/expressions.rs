//! What is typed, in the words of the index.

use super::text::{SearchTerm, SearchText};

/// The expressions for agents, the best matches first.
pub(super) fn agent_expressions(text: &SearchText) -> Vec<String> {
    let all: Vec<&str> = text.terms.iter().flat_map(|term| term.words.iter().map(String::as_str)).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let each = |column: &str| joined(&text.terms, |term| phrases(term, column));
    vec![
        format!("name : ^{}", quoted(&all)),
        format!("identifiers : {}", quoted(&all)),
        format!("name : ^{} *", quoted(&all)),
        each("name"),
        joined(&text.terms, in_agent),
    ]
}

/// The expressions for devices, the best matches first.
pub(super) fn device_expressions(text: &SearchText) -> Vec<String> {
    let all: Vec<&str> = text.terms.iter().flat_map(|term| term.words.iter().map(String::as_str)).collect();
    if all.is_empty() {
        return Vec::new();
    }
    vec![
        format!("name : ^{}", quoted(&all)),
        format!("identifiers : {}", quoted(&all)),
        format!("name : ^{} *", quoted(&all)),
        joined(&text.terms, in_device),
    ]
}

pub(super) fn joined(terms: &[SearchTerm], expression: impl Fn(&SearchTerm) -> String) -> String {
    terms.iter().map(expression).collect::<Vec<_>>().join(" AND ")
}

/// A term anywhere in an agent's texts.
pub(super) fn in_agent(term: &SearchTerm) -> String {
    phrases(term, "{name identifiers words}")
}

/// A term in a device's name or identifiers, or at the end of one.
pub(super) fn in_device(term: &SearchTerm) -> String {
    in_device_spelled(term, None)
}

/// The same, with words that its last one begins in place of that beginning. The index goes along whole words as it needs
/// them; what a beginning stands for it gathers beforehand, all of it.
pub(super) fn in_device_spelled(term: &SearchTerm, begun: Option<&[String]>) -> String {
    let mut ways = vec![phrases_spelled(term, "{name identifiers}", begun)];
    ways.extend(term.mac.as_ref().map(|mac| format!("identifiers : {} *", quoted(&[mac.as_str()]))));
    ways.extend(term.ending().map(|ending| format!("endings : {} *", quoted(&[ending.as_str()]))));
    format!("({})", ways.join(" OR "))
}

/// The term, or a word in its place, in columns.
fn phrases(term: &SearchTerm, columns: &str) -> String {
    phrases_spelled(term, columns, None)
}

fn phrases_spelled(term: &SearchTerm, columns: &str, begun: Option<&[String]>) -> String {
    let own: Vec<&str> = term.words.iter().map(String::as_str).collect();
    let mut ways = match (begun, own.split_last()) {
        (Some(begun), Some((_, before))) => {
            begun.iter().map(|word| format!("{columns} : {}", quoted(&[before, &[word.as_str()]].concat()))).collect()
        }
        _ => vec![format!("{columns} : {} *", quoted(&own))],
    };
    ways.extend(term.instead.iter().map(|word| format!("{columns} : {}", quoted(&[word.as_str()]))));
    format!("({})", ways.join(" OR "))
}

/// Words one after the other. They hold letters, marks and digits only, so nothing in them ends the string.
fn quoted(words: &[&str]) -> String {
    format!("\"{}\"", words.join(" "))
}
