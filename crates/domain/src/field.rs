//! Values in two layers: what the source said, and what a person or a sync set.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{EmailFault, Timestamp, join_list, split_list};

/// Longest value that is taken, in characters: nobody types more, and a broken file may hold anything.
pub const LONGEST_VALUE: usize = 100_000;

/// So much of a value that is refused is shown, in characters.
pub(crate) const LONGEST_SHOWN: usize = 60;

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of free text.
    Text,
    /// Free text that may have several lines.
    Multiline,
    /// Several texts, in order.
    List,
    /// Yes or no.
    Flag,
    /// A whole number from `from` to `to`.
    Number {
        /// The smallest.
        from: i64,
        /// The largest.
        to: i64,
    },
    /// One of a fixed set of words.
    Choice(&'static [&'static str]),
    /// Address of a web page.
    WebAddress,
    /// A day such as `2026-01-05`, or a point in time in RFC 3339.
    Day,
}

/// The value of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum FieldValue {
    /// A yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Several texts.
    List(Vec<String>),
    /// A text.
    Text(String),
}

impl FieldValue {
    /// Whether this value says "nothing": an empty text or an empty list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Flag(_) | Self::Number(_) => false,
        }
    }

    /// The text of a text value, else `None`.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list value; empty for every other kind.
    #[must_use]
    pub fn as_list(&self) -> &[String] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::List(items) => formatter.write_str(&join_list(items, ", ")),
            Self::Flag(true) => formatter.write_str("yes"),
            Self::Flag(false) => formatter.write_str("no"),
            Self::Number(number) => number.fmt(formatter),
        }
    }
}

/// Why a text cannot become the value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueError {
    /// The field takes yes or no.
    #[error("{field} takes yes or no, not \"{given}\"")]
    NotAFlag {
        /// The field's key.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// The field takes a whole number.
    #[error("{field} takes a whole number, not \"{given}\"")]
    NotANumber {
        /// The field's key.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// The number is too small or too large.
    #[error("{field} takes a number from {from} to {to}, not {given}")]
    OutOfRange {
        /// The field's key.
        field: &'static str,
        /// What was given.
        given: i64,
        /// The smallest.
        from: i64,
        /// The largest.
        to: i64,
    },
    /// A table, a mail header or a terminal would choke on the text.
    #[error("{field} holds control characters")]
    ControlCharacters {
        /// The field's key.
        field: &'static str,
    },
    /// The text is longer than [`LONGEST_VALUE`].
    #[error("{field} is longer than {LONGEST_VALUE} characters")]
    TooLong {
        /// The field's key.
        field: &'static str,
    },
    /// The field takes one of a few words.
    #[error("{field} takes one of {allowed}, not \"{given}\"")]
    NotAChoice {
        /// The field's key.
        field: &'static str,
        /// What was given.
        given: String,
        /// The words, separated by commas.
        allowed: String,
    },
    /// The field must not be empty.
    #[error("{field} must not be empty")]
    Required {
        /// The field's key.
        field: &'static str,
    },
    /// A list item is not what the field holds.
    #[error("{field}: \"{given}\" is not {expected}")]
    BadItem {
        /// The field's key.
        field: &'static str,
        /// The item as given.
        given: String,
        /// What an item should be.
        expected: &'static str,
    },
    /// The text is neither a day nor a point in time.
    #[error("{field} takes a day such as 2026-01-05, not \"{given}\"")]
    NotADay {
        /// The field's key.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// The text cannot be an e-mail address.
    #[error("{field}: \"{given}\" is no e-mail address: {fault}")]
    NotAnEmail {
        /// The field's key.
        field: &'static str,
        /// What was given.
        given: String,
        /// Why not.
        fault: EmailFault,
    },
    /// What a person may not set, because only the source can know it.
    #[error("{field} is discovered by the source and cannot be set by hand")]
    Discovered {
        /// The field's key.
        field: &'static str,
    },
}

/// A field of a record: its key in files, on the command line and in the database.
pub trait FieldKey: Copy + Ord + fmt::Debug + 'static {
    /// Every field, in the order in which people read them.
    const ALL: &'static [Self];

    /// The key: the name of the import format, nested ones dotted (`contact.email`).
    fn key(self) -> &'static str;

    /// What the field holds.
    fn kind(self) -> FieldKind;

    /// Whether a person may set it.
    fn is_editable(self) -> bool;

    /// Whether it must not be empty.
    fn is_required(self) -> bool;

    /// The field with this key.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// Reads what a person typed for this field; lists are separated by commas or semicolons, see
    /// [`split_list`](crate::split_list).
    fn parse(self, text: &str) -> Result<FieldValue, ValueError> {
        let trimmed = text.trim();
        let field = self.key();
        if trimmed.is_empty() {
            return if self.is_required() {
                Err(ValueError::Required { field })
            } else {
                Ok(match self.kind() {
                    FieldKind::List => FieldValue::List(Vec::new()),
                    _ => FieldValue::Text(String::new()),
                })
            };
        }
        let value = match self.kind() {
            FieldKind::Text | FieldKind::WebAddress => FieldValue::Text(trimmed.to_owned()),
            FieldKind::Multiline => FieldValue::Text(text.replace("\r\n", "\n")),
            FieldKind::List => FieldValue::List(split_list(trimmed, &[',', ';'])),
            FieldKind::Flag => match trimmed.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => FieldValue::Flag(true),
                "false" | "no" | "off" | "0" => FieldValue::Flag(false),
                _ => return Err(ValueError::NotAFlag { field, given: trimmed.to_owned() }),
            },
            FieldKind::Number { .. } => match trimmed.parse() {
                Ok(number) => FieldValue::Number(number),
                Err(_) => return Err(ValueError::NotANumber { field, given: trimmed.to_owned() }),
            },
            FieldKind::Day => match day_or_time(trimmed) {
                Some(text) => FieldValue::Text(text),
                None => {
                    return Err(ValueError::NotADay { field, given: trimmed.chars().take(LONGEST_SHOWN).collect() });
                }
            },
            FieldKind::Choice(words) => {
                let word = trimmed.to_ascii_lowercase();
                if !words.contains(&word.as_str()) {
                    return Err(ValueError::NotAChoice { field, given: trimmed.to_owned(), allowed: words.join(", ") });
                }
                FieldValue::Text(word)
            }
        };
        self.checked(value)
    }

    /// Whether two texts mean the same value: lists are the same in any spelling of their separators, and nothing said is
    /// no.
    fn reads_same(self, one: &str, other: &str) -> bool {
        let read = |text: &str| match (self.parse(text), self.kind()) {
            (Ok(value), FieldKind::Flag) if value.is_empty() => FieldValue::Flag(false),
            (Ok(value), _) => value,
            // A source may say what nobody could type.
            (Err(_), _) => FieldValue::Text(text.trim().to_owned()),
        };
        one == other || read(one) == read(other)
    }

    /// Looks at a value that a person typed more closely than at one that a source says: it can still be mended.
    fn check_typed(self, value: &FieldValue) -> Result<(), ValueError> {
        let _ = value;
        Ok(())
    }

    /// Passes on a value of the field's kind unless it is one that no record should hold, whoever says so.
    fn checked(self, value: FieldValue) -> Result<FieldValue, ValueError> {
        let field = self.key();
        let is_multiline = self.kind() == FieldKind::Multiline;
        let check = |text: &str| {
            let allowed = |character| is_multiline && matches!(character, '\n' | '\r' | '\t');
            if text.chars().any(|character| character.is_control() && !allowed(character)) {
                return Err(ValueError::ControlCharacters { field });
            }
            if text.chars().nth(LONGEST_VALUE).is_some() {
                return Err(ValueError::TooLong { field });
            }
            Ok(())
        };
        match (&value, self.kind()) {
            (FieldValue::Text(given), FieldKind::WebAddress) if !given.is_empty() && !is_web_address(given) => {
                let expected = "an address that begins with http:// or https://";
                let given = given.chars().take(LONGEST_SHOWN).collect();
                return Err(ValueError::BadItem { field, given, expected });
            }
            (FieldValue::Text(text), _) => check(text)?,
            (FieldValue::List(items), _) => items.iter().try_for_each(|item| check(item))?,
            (FieldValue::Number(given), FieldKind::Number { from, to }) if !(from..=to).contains(given) => {
                return Err(ValueError::OutOfRange { field, given: *given, from, to });
            }
            (FieldValue::Number(_) | FieldValue::Flag(_), _) => {}
        }
        Ok(value)
    }
}

/// A day or a point in time as it is kept: a day as it is, everything else in UTC. A time without an offset, as
/// spreadsheets have them, is taken as UTC, and at midnight as the day.
fn day_or_time(text: &str) -> Option<String> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.to_string());
    }
    let time = text.parse::<DateTime>().ok()?;
    if time.time() == Time::midnight() {
        return Some(time.date().to_string());
    }
    let zoned = time.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()).to_string())
}

/// Whether a text is the address of a web page. No other scheme: a link that runs something must not reach anybody.
fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    ["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme))
        && !host.is_empty()
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}

/// A value that a person, or a sync from the PSA, set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnValue {
    /// The value; an empty one hides what the source says.
    pub value: FieldValue,
    /// Who set it.
    pub by: String,
    /// When it was set.
    pub at: Timestamp,
}

/// The two layers of a record's values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layers<F: Ord> {
    /// What the source said last.
    pub source: BTreeMap<F, FieldValue>,
    /// What was set here.
    pub own: BTreeMap<F, OwnValue>,
}

impl<F: Ord> Default for Layers<F> {
    fn default() -> Self {
        Self { source: BTreeMap::new(), own: BTreeMap::new() }
    }
}

impl<F: FieldKey> Layers<F> {
    /// The value that counts: own, else source. An empty value counts as none.
    #[must_use]
    pub fn effective(&self, field: F) -> Option<&FieldValue> {
        self.own.get(&field).map(|own| &own.value).or_else(|| self.source.get(&field)).filter(|value| !value.is_empty())
    }

    /// The effective text, or an empty one.
    #[must_use]
    pub fn text(&self, field: F) -> &str {
        self.effective(field).and_then(FieldValue::as_text).unwrap_or_default()
    }

    /// The effective value of any kind as people read it, or an empty text.
    #[must_use]
    pub fn displayed(&self, field: F) -> String {
        self.effective(field).map(ToString::to_string).unwrap_or_default()
    }

    /// The effective list, or an empty one.
    #[must_use]
    pub fn list(&self, field: F) -> &[String] {
        self.effective(field).map(FieldValue::as_list).unwrap_or_default()
    }

    /// The effective yes or no; nothing said is no.
    #[must_use]
    pub fn flag(&self, field: F) -> bool {
        matches!(self.effective(field), Some(FieldValue::Flag(true)))
    }

    /// The effective yes or no; none = nobody has said.
    #[must_use]
    pub fn known_flag(&self, field: F) -> Option<bool> {
        match self.effective(field) {
            Some(FieldValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// Whether the value that counts was set here and not reported by the source.
    #[must_use]
    pub fn is_own(&self, field: F) -> bool {
        self.own.contains_key(&field)
    }

    /// What the source says where it differs from the own value: what one click can take.
    #[must_use]
    pub fn differing_source(&self, field: F) -> Option<&FieldValue> {
        let own = self.own.get(&field)?;
        self.source.get(&field).filter(|source| **source != own.value && !source.is_empty())
    }

    /// Sets the own value. Setting what the source says anyway leaves no own value behind.
    ///
    /// Returns whether anything changed in what counts or in who is responsible for it.
    pub fn set_own(&mut self, field: F, value: FieldValue, by: &str, at: Timestamp) -> bool {
        let says_nothing_new = match self.source.get(&field) {
            Some(source) => *source == value,
            None => value.is_empty(),
        };
        if says_nothing_new {
            return self.own.remove(&field).is_some();
        }
        if self.own.get(&field).is_some_and(|own| own.value == value) {
            return false;
        }
        self.own.insert(field, OwnValue { value, by: by.to_owned(), at });
        true
    }

    /// Replaces the source's value; an explicit empty one clears it. Returns whether it changed.
    pub fn set_source(&mut self, field: F, value: FieldValue) -> bool {
        if value.is_empty() {
            return self.source.remove(&field).is_some();
        }
        self.source.insert(field, value.clone()) != Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgentField, DeviceField};

    #[test]
    fn what_a_person_types_is_held_to_the_same_limits_as_a_file() {
        let long = "x".repeat(LONGEST_VALUE + 1);
        for text in ["\u{1b}[31mred", "two\nlines", long.as_str()] {
            assert!(AgentField::Name.parse(text).is_err(), "{text:.20?}");
        }
        assert!(AgentField::Note.parse("two\nlines\tand a tab").is_ok());
        assert!(AgentField::Note.parse("a\u{7}").is_err());
        assert!(AgentField::ContactPhones.parse("+44 1, +44\u{7}2").is_err());
        for (text, valid) in [("0", true), ("4094", true), ("", true), ("4095", false), ("-1", false), ("ten", false)] {
            assert_eq!(DeviceField::Vlan.parse(text).is_ok(), valid, "{text}");
        }
    }

    #[test]
    fn two_texts_are_the_same_when_they_are_read_as_the_same_value() {
        for (field, one, other, same) in [
            (AgentField::ContactPhones, "+44 1, +44 2", "+44 1;+44 2", true),
            (AgentField::ContactPhones, "+44 1, +44 2", "+44 2, +44 1", false),
            (AgentField::Residential, "", "no", true),
            (AgentField::Residential, "Yes", "on", true),
            (AgentField::Residential, "yes", "", false),
            (AgentField::Name, "", "", true),
            (AgentField::Name, " Northside ", "Northside", true),
            (AgentField::Platform, "Something else", "something else", false),
            (AgentField::Note, "one\r\ntwo", "one\ntwo", true),
        ] {
            assert_eq!(field.reads_same(one, other), same, "{field:?}: {one:?} and {other:?}");
        }
    }

    #[test]
    fn a_day_is_kept_as_it_is_written_and_a_time_in_utc() {
        for (typed, kept) in [
            ("2026-01-05", Some("2026-01-05")),
            (" 2026-01-05T09:00:00Z ", Some("2026-01-05T09:00:00Z")),
            ("2026-01-05T10:00:00+01:00", Some("2026-01-05T09:00:00Z")),
            ("2026-01-05T00:00:00", Some("2026-01-05")),
            ("2026-01-05 09:30:00", Some("2026-01-05T09:30:00Z")),
            ("", Some("")),
            ("2026-02-30", None),
            ("05.01.2026", None),
            ("soon", None),
        ] {
            let read = AgentField::ActivatedAt.parse(typed).ok();
            assert_eq!(read.as_ref().and_then(FieldValue::as_text), kept, "{typed:?}");
        }
    }

    #[test]
    fn a_device_page_is_an_address_of_the_web_and_nothing_else() {
        let checked = |text: &str| DeviceField::PageUrl.checked(FieldValue::Text(text.to_owned()));
        for text in ["https://portal.example/d/1", "HTTP://10.0.0.1:8080/?x=1", "https://[::1]/", ""] {
            assert!(checked(text).is_ok(), "{text:?}");
        }
        for text in ["javascript:alert(1)", "file:///etc/passwd", "https://", "http://a b", "portal.example", "ftp://x"]
        {
            assert!(checked(text).is_err(), "{text:?}");
        }
    }
}
