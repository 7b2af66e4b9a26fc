//! Phone numbers as people write them: with a label, in any spelling. What was typed is kept; what it means stands beside it.

mod country;

use phonenumber::{Mode, ParseError};

pub use country::country_code;
use country::country_name;

/// So many digits make a number: emergency numbers have three.
const FEWEST_DIGITS: usize = 3;

/// What a text says about a phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneReading {
    /// What stands before the number, or after it, such as `Mobile`; may be empty.
    pub label: String,
    /// The number as typed.
    pub number: String,
    /// The number in international form, where it can be read.
    pub international: Option<String>,
    /// ISO code of the country it belongs to.
    pub country: Option<String>,
    /// What is odd about it, in words; empty when it is plausible.
    pub warning: String,
}

/// Reads a phone number that may carry a label. A number without a country code is one of `country`, an ISO code or an
/// English name.
#[must_use]
pub fn read_phone(typed: &str, country: &str) -> PhoneReading {
    let Labelled { label, number } = Labelled::of(typed);
    let home = country_code(country);
    let mut reading = PhoneReading { label, number, international: None, country: None, warning: String::new() };
    if digits(&reading.number) < FEWEST_DIGITS {
        "This holds no phone number.".clone_into(&mut reading.warning);
        return reading;
    }
    match phonenumber::parse(home.and_then(|code| code.parse().ok()), &reading.number) {
        Ok(found) if found.is_valid() => {
            reading.international = Some(found.format().mode(Mode::International).to_string());
            reading.country = found.country().id().map(|id| id.as_ref().to_owned());
        }
        Ok(found) => {
            let place = found.country().id().and_then(|id| country_name(id.as_ref()));
            reading.warning = match place {
                Some(place) => format!("No number in {place} looks like this. Check its digits."),
                None => "No number looks like this. Check its digits and its country code.".to_owned(),
            };
        }
        Err(error) => oddity(&error, home.is_some()).clone_into(&mut reading.warning),
    }
    reading
}

/// Why a number cannot be read, in words.
fn oddity(error: &ParseError, has_country: bool) -> &'static str {
    match error {
        ParseError::InvalidCountryCode if has_country => "No country has this country code. Check it.",
        ParseError::InvalidCountryCode => {
            "Its country is not known. Begin the number with + and the country code, or enter the agent's country."
        }
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => "It is too short for a phone number.",
        ParseError::TooLong => "It is too long for a phone number.",
        _ => "It cannot be read as a phone number.",
    }
}

/// A text taken apart.
struct Labelled {
    label: String,
    number: String,
}

impl Labelled {
    fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let (rest, after) = split_trailing_label(typed);
        let start = number_start(rest);
        let before = trimmed_label(&rest[..start]);
        let number = &rest[start..];
        // Words behind the last digit belong to the label; a closing bracket belongs to the number.
        let end =
            number.rfind(|letter: char| letter.is_ascii_digit() || letter == ')').map_or(number.len(), |at| at + 1);
        let words = trimmed_label(&number[end..]);
        let parts: Vec<&str> = [before, words, after].into_iter().filter(|part| !part.is_empty()).collect();
        let label = match parts.as_slice() {
            [first, rest @ ..] if !rest.is_empty() => format!("{first} ({})", rest.join(", ")),
            parts => parts.concat(),
        };
        if digits(&number[..end]) < FEWEST_DIGITS {
            return Self { label: String::new(), number: typed.to_owned() };
        }
        Self { label, number: number[..end].trim().to_owned() }
    }
}

/// Takes off a label in brackets at the end, such as `(reception)` or `(room 12)`.
fn split_trailing_label(text: &str) -> (&str, &str) {
    let Some(open) = text.strip_suffix(')').and_then(|text| text.rfind('(')) else { return (text, "") };
    let inner = &text[open + 1..text.len() - 1];
    if inner.chars().any(char::is_alphabetic) && digits(&text[..open]) >= FEWEST_DIGITS {
        (text[..open].trim_end(), inner.trim())
    } else {
        (text, "")
    }
}

/// Where the number begins: behind a colon, at a plus sign, or at the first digit, with the bracket before it.
fn number_start(text: &str) -> usize {
    let colon = text.rfind(':').map(|at| at + 1).filter(|at| digits(&text[*at..]) >= FEWEST_DIGITS);
    let from = colon.unwrap_or(0);
    let rest = &text[from..];
    let plus = rest.rfind(['+', '＋']).filter(|at| digits(&rest[*at..]) >= FEWEST_DIGITS);
    let first = plus.or_else(|| rest.find(|letter: char| letter.is_ascii_digit())).unwrap_or(0);
    match rest[..first].trim_end() {
        before if before.ends_with('(') => from + before.len() - 1,
        _ => from + first,
    }
}

fn trimmed_label(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || ":-–—,".contains(letter))
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_label_stands_before_the_number_or_after_it() {
        for (typed, label, number) in [
            ("+44 20 7946 0000", "", "+44 20 7946 0000"),
            ("Mobile: +44 20 7946 0000", "Mobile", "+44 20 7946 0000"),
            ("Office +44 20 7946 0000", "Office", "+44 20 7946 0000"),
            ("Office - 020 7946 0000", "Office", "020 7946 0000"),
            ("+44 20 7946 0000 (reception)", "reception", "+44 20 7946 0000"),
            ("+44 20 7946 0000 (room 12)", "room 12", "+44 20 7946 0000"),
            ("020 7946 0000 reception", "reception", "020 7946 0000"),
            ("Office: 020 7946 0000 (reception)", "Office (reception)", "020 7946 0000"),
            ("24h line: +44 20 7946 0000", "24h line", "+44 20 7946 0000"),
            ("Office 2 +44 20 7946 0000", "Office 2", "+44 20 7946 0000"),
            ("Fax (020) 7946 0000", "Fax", "(020) 7946 0000"),
            ("(020) 7946 0000", "", "(020) 7946 0000"),
            ("+44 (0)20 7946 0000", "", "+44 (0)20 7946 0000"),
            ("+44 20 7946 0000 ext. 12", "", "+44 20 7946 0000 ext. 12"),
            ("ask Ann", "", "ask Ann"),
        ] {
            let reading = read_phone(typed, "GB");
            assert_eq!((reading.label.as_str(), reading.number.as_str()), (label, number), "{typed}");
        }
    }

    #[test]
    fn a_number_is_read_in_the_country_of_its_agent() {
        for (typed, country, international, found) in [
            ("020 7946 0000", "GB", "+44 20 7946 0000", "GB"),
            ("020 7946 0000", "United Kingdom", "+44 20 7946 0000", "GB"),
            ("+44 (0)20 7946 0000", "DE", "+44 20 7946 0000", "GB"),
            ("089/636-48018", "Germany", "+49 89 63648018", "DE"),
            ("0041 44 668 18 00", "DE", "+41 44 668 18 00", "CH"),
            ("(650) 253-0000", "usa", "+1 650-253-0000", "US"),
        ] {
            let reading = read_phone(typed, country);
            assert_eq!(reading.international.as_deref(), Some(international), "{typed} in {country}");
            assert_eq!(reading.country.as_deref(), Some(found), "{typed} in {country}");
            assert_eq!(reading.warning, "", "{typed} in {country}");
        }
    }

    #[test]
    fn what_is_odd_is_told_and_nothing_is_made_up() {
        for (typed, country) in [
            ("020 7946 0000", ""),
            ("12", "GB"),
            ("ask Ann", "GB"),
            ("+44 20 7946", "GB"),
            ("+999 123 456 789", "GB"),
            ("020 7946 0000 0000 0000 0000", "GB"),
        ] {
            let reading = read_phone(typed, country);
            assert!(!reading.warning.is_empty(), "{typed} in {country:?}");
            assert_eq!(reading.international, None, "{typed} in {country:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_fault(typed in "\\PC{0,60}", country in "\\PC{0,20}") {
            let reading = read_phone(&typed, &country);
            // The number is a piece of what was typed.
            prop_assert!(typed.contains(&reading.number));
            prop_assert!(reading.international.is_none() || reading.warning.is_empty());
        }

        #[test]
        fn text_like_a_number_is_read_without_a_fault(typed in "[+＋]?[-0-9a-z():;/. x#*,~٠-٩]{0,40}") {
            let reading = read_phone(&typed, "GB");
            prop_assert!(typed.contains(&reading.number));
        }

        #[test]
        fn a_label_takes_nothing_from_a_number(label in "[A-Za-z]{1,12}", number in "\\+44 20 7946 0[0-9]{3}") {
            for typed in [format!("{label}: {number}"), format!("{label} {number}"), format!("{number} ({label})")] {
                let reading = read_phone(&typed, "");
                prop_assert_eq!(&reading.label, &label);
                prop_assert_eq!(&reading.number, &number);
            }
        }
    }
}
