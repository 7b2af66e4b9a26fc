//! Countries as people write them.

/// A line for each country: its ISO 3166-1 alpha-2 code, then its English names (ISO 3166-1, and what people say instead).
const COUNTRIES: &str = include_str!("countries.txt");

/// The ISO code of a country that is written as its code or as an English name, in any case.
#[must_use]
pub fn country_code(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let is_meant = |line: &&str| line.split('\t').any(|name| name.to_lowercase() == text);
    COUNTRIES.lines().find(is_meant).and_then(|line| line.split('\t').next())
}

/// The English name of a country by its ISO code.
pub(super) fn country_name(code: &str) -> Option<&'static str> {
    COUNTRIES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find_map(|(known, names)| (known == code).then(|| names.split('\t').next().unwrap_or(names)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_its_code_or_an_english_name() {
        for (text, code) in [
            ("GB", Some("GB")),
            ("gb", Some("GB")),
            (" united kingdom ", Some("GB")),
            ("UK", Some("GB")),
            ("Germany", Some("DE")),
            ("TÜRKIYE", Some("TR")),
            ("USA", Some("US")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(country_code(text), code, "{text}");
        }
        assert_eq!(country_name("GB"), Some("United Kingdom"));
    }

    #[test]
    fn every_line_is_a_code_and_a_name_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for line in COUNTRIES.lines() {
            let mut cells = line.split('\t');
            let code = cells.next().unwrap();
            assert!(code.len() == 2 && code.chars().all(|letter| letter.is_ascii_uppercase()), "{line}");
            assert!(cells.next().is_some_and(|name| name.len() > 3), "{line}");
            for cell in line.split('\t') {
                assert!(!cell.trim().is_empty() && seen.insert(cell.to_lowercase()), "{line}");
            }
        }
        assert_eq!(COUNTRIES.lines().count(), 243);
    }
}
