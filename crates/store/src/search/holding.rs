//! Whether a device's texts hold a term, by the rules that the index follows.

use super::text::{SearchTerm, words};

/// A device's texts, as they are kept beside it: lines of name and identifiers, and in the last line the words of
/// identifiers the other way round.
pub(super) struct DeviceTexts {
    lines: Vec<Vec<String>>,
    endings: Vec<String>,
}

impl DeviceTexts {
    pub(super) fn parse(texts: &str) -> Self {
        let (lines, endings) = texts.rsplit_once('\n').unwrap_or((texts, ""));
        Self { lines: lines.split('\n').map(words).collect(), endings: words(endings) }
    }

    /// Whether the term, a word in its place, or an identifier that it begins or ends, is among them.
    pub(super) fn hold(&self, term: &SearchTerm) -> bool {
        let begun = |words: &[String], beginning: &str| words.iter().any(|word| word.starts_with(beginning));
        self.lines.iter().any(|line| {
            holds_phrase(line, &term.words)
                || term.instead.iter().any(|word| line.contains(word))
                || term.mac.as_ref().is_some_and(|mac| begun(line, mac))
        }) || term.ending().is_some_and(|ending| begun(&self.endings, &ending))
    }
}

/// Whether the words stand one after the other, the last one begun at least.
fn holds_phrase(line: &[String], phrase: &[String]) -> bool {
    let Some((last, before)) = phrase.split_last() else { return false };
    line.windows(phrase.len()).any(|words| words.starts_with(before) && words[before.len()].starts_with(last.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::SearchText;
    use super::*;

    #[test]
    fn a_device_holds_what_the_index_finds_it_by() {
        let texts = DeviceTexts::parse("fw-01 Küche\nsn 77-abc4711\n00090faa0001\nd-1\n77 1174cba 1000aaf09000");
        for typed in
            ["fw", "fw-0", "kuche", "sn 77", "abc4711", "c4711", "00:09:0F", "00-09-0f-aa-00-01", "D-1", "0001"]
        {
            assert!(SearchText::parse(typed).terms.iter().all(|term| texts.hold(term)), "{typed}");
        }
        for typed in ["w-01", "01-fw", "471", "bc471", "1174", "fw-sn", "c-4711"] {
            assert!(!SearchText::parse(typed).terms.iter().all(|term| texts.hold(term)), "{typed}");
        }
    }

    #[test]
    fn a_word_in_the_place_of_a_mistyped_one_is_held_as_a_whole() {
        let mut text = SearchText::parse("frewall");
        text.terms[0].instead = vec!["firewall".to_owned()];
        assert!(DeviceTexts::parse("firewall\n\n").hold(&text.terms[0]));
        assert!(!DeviceTexts::parse("firewalls\n\n").hold(&text.terms[0]));
    }
}
