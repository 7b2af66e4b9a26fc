//! What a person typed into a search box, as terms that all have to be found.

use sitebook_domain::parse_macs;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Fewer characters at the end of an identifier find too much to be meant.
const SHORTEST_ENDING: usize = 4;

/// One term: what stood between two spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchTerm {
    /// Its words as the index has them; several where the term has punctuation, as in `C-100`.
    pub words: Vec<String>,
    /// Words that count as well: those that a mistyped one may have been.
    pub instead: Vec<String>,
    /// The digits of a MAC address, or of its beginning, where the term is one in some spelling.
    pub mac: Option<String>,
}

impl SearchTerm {
    /// The end of an identifier, if the term may be one: the last characters of a serial number or MAC address.
    pub(super) fn ending(&self) -> Option<String> {
        let [word] = self.words.as_slice() else { return None };
        let is_long = word.chars().count() >= SHORTEST_ENDING;
        (is_long && word.chars().any(|character| character.is_ascii_digit())).then(|| reversed(word))
    }
}

/// What was typed; without terms there is nothing to search for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchText {
    /// The terms, all of which have to be found.
    pub terms: Vec<SearchTerm>,
}

impl SearchText {
    /// Reads what was typed.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        if let Some(mac) = whole_mac(typed) {
            let term = SearchTerm { words: vec![mac.clone()], instead: Vec::new(), mac: Some(mac) };
            return Self { terms: vec![term] };
        }
        let terms = typed
            .split_whitespace()
            .map(|term| SearchTerm { words: words(term), instead: Vec::new(), mac: mac_beginning(term) })
            .filter(|term| !term.words.is_empty())
            .collect();
        Self { terms }
    }

    /// Whether there is nothing to search for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The words of a text as the index has them: runs of letters and digits, in lower case, without diacritics.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A text in lower case and without diacritics: `Müller` becomes `muller`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).collect()
}

pub(super) fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

/// The twelve digits, where the whole text is one MAC address in some spelling.
fn whole_mac(typed: &str) -> Option<String> {
    let digits = typed.chars().filter(char::is_ascii_hexdigit).count();
    match parse_macs(typed).as_slice() {
        [mac] if digits == 12 => Some(mac.hex()),
        _ => None,
    }
}

/// The digits, where a term begins a MAC address in groups: `00:09:0f`, `00-09`, `0009.0faa`.
fn mac_beginning(term: &str) -> Option<String> {
    let separator = term.chars().find(|character| matches!(character, ':' | '-' | '.'))?;
    let size = if separator == '.' { 4 } else { 2 };
    let groups: Vec<&str> = term.split(separator).collect();
    let (last, whole) = groups.split_last()?;
    let is_hex = |group: &str| group.chars().all(|character| character.is_ascii_hexdigit());
    let fits = whole.iter().all(|group| group.len() == size && is_hex(group)) && last.len() <= size && is_hex(last);
    let digits = groups.concat().to_ascii_lowercase();
    (fits && digits.len() >= SHORTEST_ENDING).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<Vec<String>> {
        SearchText::parse(typed).terms.into_iter().map(|term| term.words).collect()
    }

    #[test]
    fn words_are_as_the_index_has_them() {
        assert_eq!(terms("  Müller & Söhne "), [["muller"], ["sohne"]]);
        assert_eq!(terms("C-100 fw"), [vec!["c", "100"], vec!["fw"]]);
        assert!(SearchText::parse(" .- ").is_empty());
        assert_eq!(terms("東京 支店"), [["東京"], ["支店"]]);
    }

    #[test]
    fn a_mac_address_is_one_term_in_every_spelling() {
        for typed in ["00:09:0F:AA:BB:01", "00-09-0f-aa-bb-01", "0009.0faa.bb01", "00090FAABB01", " 00 09 0f aa bb 01"]
        {
            assert_eq!(terms(typed), [["00090faabb01"]], "{typed}");
        }
    }

    #[test]
    fn the_beginning_of_a_mac_address_is_known_by_its_groups() {
        let begun = |typed: &str| SearchText::parse(typed).terms[0].mac.clone();
        assert_eq!(begun("00:09:0F"), Some("00090f".to_owned()));
        assert_eq!(begun("0009.0fa"), Some("00090fa".to_owned()));
        for other in ["10.0.0.1", "C-100", "fw-01", "00:zz", "a-b", "2026-11-28"] {
            assert_eq!(begun(other), None, "{other}");
        }
    }
}
