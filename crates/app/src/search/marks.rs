//! What to highlight in a text that a search found.

use sitebook_domain::parse_macs;
use sitebook_store::{SearchTerm, SearchText, fold, is_of_word, letters};

/// So much of a long text is shown, in characters.
const SHOWN: usize = 120;
/// So much of it stands before what was found, in characters.
const SHOWN_BEFORE: usize = 30;

/// What is looked for in a text, in the spelling of the index.
pub(super) struct Needles {
    /// Beginnings of words.
    words: Vec<String>,
    /// Digits of MAC addresses, whole or begun.
    macs: Vec<String>,
    /// What may be the end of an identifier.
    endings: Vec<String>,
}

impl Needles {
    pub(super) fn of(text: &SearchText) -> Self {
        let words = text.terms.iter().flat_map(|term| term.words.iter().chain(&term.instead)).cloned().collect();
        let macs = text.terms.iter().filter_map(|term| term.mac.clone()).collect();
        let has_digit = |word: &&String| word.chars().any(|character| character.is_ascii_digit());
        let one_word = |term: &'_ SearchTerm| (term.words.len() == 1).then(|| term.words[0].clone());
        let endings = text.terms.iter().filter_map(one_word).filter(|word| has_digit(&word)).collect();
        Self { words, macs, endings }
    }

    /// The stretches of a text in which words begin as wanted: pairs of begin and end, in UTF-16 units, in order.
    pub(super) fn in_words(&self, text: &str) -> Vec<(u32, u32)> {
        let letters = Letters::of(text);
        let mut marks = Vec::new();
        for (at, _) in letters.folded.iter().enumerate() {
            let begins_word = is_of_word(letters.folded[at]) && (at == 0 || !is_of_word(letters.folded[at - 1]));
            if !begins_word {
                continue;
            }
            let longest = self.words.iter().filter(|word| letters.has(at, word)).map(|word| word.chars().count()).max();
            marks.extend(longest.map(|length| letters.stretch(at, at + length)));
        }
        marks
    }

    /// The stretch of an identifier that is wanted, whatever stands between its characters: a MAC address or its beginning,
    /// beginnings of words, the end.
    pub(super) fn in_identifier(&self, text: &str) -> Vec<(u32, u32)> {
        let letters = Letters::of(text);
        let places: Vec<usize> = (0..letters.folded.len()).filter(|at| is_of_word(letters.folded[*at])).collect();
        let bare: String = places.iter().map(|at| letters.folded[*at]).collect();
        let part = |from: usize, length: usize| {
            let (first, last) = (places.get(from)?, places.get((from + length).checked_sub(1)?)?);
            Some(letters.stretch(*first, last + 1))
        };
        let begun = self.macs.iter().find(|mac| bare.starts_with(mac.as_str()));
        if let Some(mark) = begun.and_then(|mac| part(0, mac.chars().count())) {
            return vec![mark];
        }
        let marks = self.in_words(text);
        if !marks.is_empty() {
            return marks;
        }
        let wanted = self.endings.iter().map(|ending| (ending, ending.chars().count()));
        let found = wanted.filter_map(|(ending, length)| {
            if bare.starts_with(ending.as_str()) {
                part(0, length)
            } else if bare.ends_with(ending.as_str()) {
                part(places.len() - length, length)
            } else {
                None
            }
        });
        found.take(1).collect()
    }

    /// Whether a list of MAC addresses holds one that is wanted.
    pub(super) fn mac<'m>(&self, macs: &'m [String]) -> Option<&'m String> {
        macs.iter().find(|written| {
            parse_macs(written).iter().map(|mac| mac.hex()).any(|hex| {
                let mut parts = self.macs.iter().chain(&self.endings);
                parts.any(|part| hex.starts_with(part.as_str()) || hex.ends_with(part.as_str()))
            })
        })
    }
}

/// A long text, shortened around the first mark, with the marks in it.
pub(super) fn shortened(text: &str, marks: &[(u32, u32)]) -> (String, Vec<(u32, u32)>) {
    let one_line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if one_line.chars().count() <= SHOWN {
        return (one_line, marks.to_vec());
    }
    let first = marks.first().map_or(0, |(from, _)| *from as usize);
    let mut units = 0;
    let mut begin = 0;
    for (at, letter) in one_line.char_indices() {
        if units + SHOWN_BEFORE >= first {
            begin = at;
            break;
        }
        units += letter.len_utf16();
    }
    let skipped = one_line[..begin].encode_utf16().count() as u32;
    let cut: String = one_line[begin..].chars().take(SHOWN).collect();
    let length = cut.encode_utf16().count() as u32;
    let (before, lead) = if begin > 0 { ("…", 1) } else { ("", 0) };
    let after = if one_line[begin..].chars().count() > SHOWN { "…" } else { "" };
    let marks = marks
        .iter()
        .filter(|(from, to)| *from >= skipped && *to <= skipped + length)
        .map(|(from, to)| (from - skipped + lead, to - skipped + lead))
        .collect();
    (format!("{before}{cut}{after}"), marks)
}

/// A text as folded letters, each with its place in the text as it is.
struct Letters {
    folded: Vec<char>,
    /// Begin and end of the letter that each folded one comes from, in UTF-16 units.
    places: Vec<(u32, u32)>,
}

impl Letters {
    fn of(text: &str) -> Self {
        let (mut folded, mut places, mut units) = (Vec::new(), Vec::new(), 0);
        for letter in letters(text) {
            let length = letter.encode_utf16().count() as u32;
            for part in fold(letter).chars() {
                folded.push(part);
                places.push((units, units + length));
            }
            units += length;
        }
        Self { folded, places }
    }

    fn has(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, letter)| self.folded.get(at + offset) == Some(&letter))
    }

    fn stretch(&self, from: usize, to: usize) -> (u32, u32) {
        let begin = self.places.get(from).map_or(0, |place| place.0);
        let end = to.checked_sub(1).and_then(|last| self.places.get(last)).map_or(begin, |place| place.1);
        (begin, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(typed: &str, text: &str) -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let needles = Needles::of(&SearchText::parse(typed));
        let stretch = |(from, to): (u32, u32)| String::from_utf16_lossy(&units[from as usize..to as usize]);
        needles.in_identifier(text).into_iter().map(stretch).collect()
    }

    #[test]
    fn beginnings_of_words_are_marked_in_any_spelling() {
        assert_eq!(marked("nor den", "Northside Dental, Norden"), ["Nor", "Den", "Nor"]);
        assert_eq!(marked("muller", "🦷 Müller & Söhne"), ["Müller"]);
        assert_eq!(marked("c-100", "C-1001"), ["C", "100"]);
        assert!(marked("side", "Northside").is_empty());
    }

    #[test]
    fn whole_letters_of_the_text_as_it_is_are_marked_in_every_script() {
        assert_eq!(marked("strass", "🦷 Alte Straße 7"), ["Straß"]);
        assert_eq!(marked("ecole", "E\u{301}cole Été"), ["E\u{301}cole"]);
        assert_eq!(marked("서우", "김서 서울 지점"), ["서울"]);
        assert_eq!(marked("デジ", "デジタル"), ["デジ"]);
        assert_eq!(marked("दिल्ली", "नई दिल्ली शाखा"), ["दिल्ली"]);
        assert_eq!(marked("กรุง", "สาขา กรุงเทพ"), ["กรุง"]);
        assert_eq!(marked("محمد", "شركة مُحَمَّد"), ["مُحَمَّد"]);
        assert_eq!(marked("fire", "ﬁrewall"), ["ﬁre"]);
    }

    #[test]
    fn an_identifier_is_marked_whatever_stands_between_its_characters() {
        assert_eq!(marked("00090faa", "00:09:0F:AA:BB:01"), ["00:09:0F:AA"]);
        assert_eq!(marked("00:09:0f", "0009.0faa.bb01"), ["0009.0f"]);
        assert_eq!(marked("1234", "FGT60FTK20001234"), ["1234"]);
    }

    #[test]
    fn a_long_note_is_shown_around_what_was_found() {
        let note = format!("{} the key is at reception {}", "x".repeat(300), "y".repeat(300));
        let needles = Needles::of(&SearchText::parse("reception"));
        let (text, marks) = shortened(&note, &needles.in_words(&note));
        let units: Vec<u16> = text.encode_utf16().collect();
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        let (from, to) = marks[0];
        assert_eq!(String::from_utf16_lossy(&units[from as usize..to as usize]), "reception");
    }
}
