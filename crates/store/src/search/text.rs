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

    /// The text as a person reads it, with the nearest of the words that count as well in the place of a mistyped one.
    #[must_use]
    pub fn shown(&self) -> String {
        let shown = |term: &SearchTerm| term.instead.first().cloned().unwrap_or_else(|| term.words.join(" "));
        self.terms.iter().map(shown).collect::<Vec<_>>().join(" ").nfc().collect()
    }

    /// Whether there is nothing to search for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The words of a text as the index has them: runs of letters, digits and the marks that belong to them, folded.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|character: char| !is_of_word(character))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A text as the index takes it: its words alone, so that only this file says what a word is.
pub(super) fn indexed(text: &str) -> String {
    words(text).join(" ")
}

/// Whether a folded character is part of a word: a letter, a digit, or a mark without which it would be another letter.
#[must_use]
pub fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// A text in lower case, without accents, and each letter in its plain form: `Müller` becomes `muller`, `Straße` `strasse`,
/// and full-width letters are those of any keyboard.
///
/// The marks of other scripts stay, for they make other letters: `दिल्ली`, `กรุงเทพ`, `デ`. What is put together of parts, as
/// the syllables of `서울`, is left in these parts, so that a syllable is found by its beginning while it is being typed.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.nfkd().filter(|character| !is_left_out(*character)).flat_map(char::to_lowercase) {
        match plain_letters(character) {
            Some(letters) => folded.push_str(letters),
            // Lower case has an accent of its own where upper case has none: `İ`.
            None if is_left_out(character) => {}
            None => folded.push(character),
        }
    }
    folded
}

/// The letters of a text, each with the marks that follow it: folded one by one they are the folded text.
pub fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices();
        characters.next()?;
        let end = characters.find(|(_, character)| !is_combining_mark(*character)).map_or(rest.len(), |(at, _)| at);
        let (letter, after) = rest.split_at(end);
        rest = after;
        Some(letter)
    })
}

/// Letters that Unicode does not take apart, as people type them who do not have them on their keyboard.
fn plain_letters(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        // The same letter at the end of a word.
        'ς' => "σ",
        _ => return None,
    })
}

/// Accents of Latin, Greek and Cyrillic letters, the points of Hebrew and Arabic, which are written or not as one likes, and
/// what has no shape of its own.
fn is_left_out(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}'
        // Of Cyrillic.
        | '\u{0483}'..='\u{0489}' | '\u{a66f}'..='\u{a672}' | '\u{a674}'..='\u{a67d}' | '\u{a69e}'..='\u{a69f}'
        // Of Hebrew.
        | '\u{0591}'..='\u{05bd}' | '\u{05bf}' | '\u{05c1}'..='\u{05c2}' | '\u{05c4}'..='\u{05c5}' | '\u{05c7}'
        | '\u{fb1e}'
        // Of Arabic, and the stroke that makes a word longer.
        | '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06dc}'
        | '\u{06df}'..='\u{06e4}' | '\u{06e7}'..='\u{06e8}' | '\u{06ea}'..='\u{06ed}' | '\u{08d3}'..='\u{08e1}'
        | '\u{08e3}'..='\u{08ff}'
        // Soft hyphens, joiners, directions, and which of two shapes is meant.
        | '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
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
    use proptest::prelude::{prop_assert_eq, proptest};

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
    fn what_people_write_alike_is_folded_alike() {
        for (one, other) in [
            ("Straße", "STRASSE"),
            ("Øre", "ore"),
            ("Ærø", "aero"),
            ("Łódź", "lodz"),
            ("Đakovo", "dakovo"),
            ("İstanbul", "istanbul"),
            ("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
            ("край", "КРАЙ"),
            ("Ｐｒｉｎｔｅｒ－７", "printer-7"),
            ("ﬁrewall", "firewall"),
            ("ﾃﾞｼﾞﾀﾙ", "デジタル"),
            ("مُحَمَّد", "محمد"),
            ("שָׁלוֹם", "שלום"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("e\u{301}cole", "École"),
        ] {
            assert_eq!(words(one), words(other), "{one} {other}");
        }
        assert_ne!(fold("दिल्ली"), fold("दलल"));
        assert_ne!(fold("デ"), fold("テ"));
        assert!(fold("서울").starts_with(&fold("서우")));
    }

    #[test]
    fn what_is_folded_stays_as_it_is_when_it_is_folded_again() {
        for character in ('\0'..='\u{32fff}').map(String::from) {
            let folded = fold(&character);
            assert_eq!(fold(&folded), folded, "{}", character.escape_unicode());
            assert!(
                words(&character).iter().all(|word| words(word) == [word.as_str()]),
                "{}",
                character.escape_unicode()
            );
        }
    }

    proptest! {
        #[test]
        fn letters_folded_one_by_one_are_the_folded_text(text in "\\PC{0,12}", marks in "[\\p{M}a]{0,6}") {
            let text = text + &marks;
            prop_assert_eq!(letters(&text).collect::<String>(), text.as_str());
            prop_assert_eq!(letters(&text).map(fold).collect::<String>(), fold(&text));
        }
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
