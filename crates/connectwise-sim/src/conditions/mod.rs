//! The language of the `conditions` parameter: `company/id=5 and (name contains "x" or notes = null)`.
//!
//! Grammar: the developer guide's; what it leaves open (escaping inside strings, unknown fields) is refused here,
//! so that a client that relies on it is found out.

mod evaluate;
mod parser;
mod tokens;

pub(crate) use evaluate::{Check, Column, Dialect, Get, Held, Row};

/// A parsed condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    /// All of them.
    All(Vec<Self>),
    /// Any of them.
    Any(Vec<Self>),
    /// One comparison.
    Compare { path: String, operator: Operator, negated: bool, literals: Vec<Literal> },
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Like,
    In,
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
    Bool(bool),
    /// Seconds since 1970, UTC.
    Time(i64),
    Null,
}

/// Why a condition cannot be read; for people only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadCondition(pub(crate) String);

impl Condition {
    /// Reads a condition; an empty text is no condition. With `escapes`, `\"` inside a string is a quote.
    pub(crate) fn parse(text: &str, escapes: bool) -> Result<Option<Self>, BadCondition> {
        let tokens = tokens::tokens(text, escapes)?;
        if tokens.is_empty() { Ok(None) } else { parser::parse(tokens).map(Some) }
    }

    /// The number that a field must equal for the condition to hold, if it says so outright: what an index needs.
    pub(crate) fn required_number(&self, wanted: &str) -> Option<i64> {
        match self.required(wanted, Operator::Equal)? {
            Literal::Number(number) => Some(*number as i64),
            _ => None,
        }
    }

    /// The text that a field must equal for the condition to hold, if it says so outright.
    pub(crate) fn required_text(&self, wanted: &str) -> Option<&str> {
        match self.required(wanted, Operator::Equal)? {
            Literal::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number that a field must exceed for the condition to hold, if it says so outright.
    pub(crate) fn lower_bound(&self, wanted: &str) -> Option<i64> {
        match self.required(wanted, Operator::Greater)? {
            Literal::Number(number) => Some(*number as i64),
            _ => None,
        }
    }

    /// The time, in seconds since 1970, that a field must exceed for the condition to hold, if it says so outright.
    pub(crate) fn lower_time(&self, wanted: &str) -> Option<i64> {
        match self.required(wanted, Operator::Greater)? {
            Literal::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// Whether a field is named anywhere.
    pub(crate) fn names(&self, wanted: &str) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.names(wanted)),
            Self::Compare { path, .. } => path == wanted,
        }
    }

    fn required(&self, wanted: &str, how: Operator) -> Option<&Literal> {
        match self {
            Self::All(parts) => parts.iter().find_map(|part| part.required(wanted, how)),
            Self::Compare { path, operator, negated: false, literals } if path == wanted && *operator == how => {
                match literals.as_slice() {
                    [literal] => Some(literal),
                    _ => None,
                }
            }
            Self::Any(_) | Self::Compare { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Wildcard};

    struct Sample;

    impl Row for Sample {
        fn id(&self) -> i64 {
            7
        }

        fn column(path: &str) -> Option<Column<Self>> {
            let get: Get<Self> = match path {
                "id" => |_, _| Held::Number(7.0),
                "name" => |_, _| Held::Text("Core [HQ] O'Brien"),
                "company/id" => |_, _| Held::Number(5.0),
                "activeFlag" => |_, _| Held::Bool(true),
                "serialNumber" | "notes" => |_, _| Held::Null,
                "lastUpdated" => |_, _| Held::Time(1_700_000_000),
                _ => return None,
            };
            Some(Column { name: "", get })
        }
    }

    fn holds_with(text: &str, settings: &Settings) -> bool {
        let condition = Condition::parse(text, settings.backslash_escapes).unwrap().unwrap();
        condition.check(Dialect::of(settings)).unwrap().holds(&Sample)
    }

    fn holds(text: &str) -> bool {
        holds_with(text, &Settings::default())
    }

    #[test]
    fn what_is_not_certain_about_comparing_can_be_switched() {
        let with = |set: fn(&mut Settings)| {
            let mut settings = Settings::default();
            set(&mut settings);
            settings
        };
        let sensitive = with(|settings| settings.case_sensitive = true);
        assert!(
            !holds_with(r#"name contains "core""#, &sensitive) && holds_with(r#"name contains "Core""#, &sensitive)
        );
        let star = with(|settings| settings.like_wildcard = Wildcard::Star);
        assert!(!holds_with(r#"name like "Core%""#, &star) && holds_with(r#"name like "Core*""#, &star));
        let percent = with(|settings| settings.like_wildcard = Wildcard::Percent);
        assert!(holds_with(r#"name like "Core%""#, &percent) && !holds_with(r#"name like "Core*""#, &percent));
        let late = with(|settings| settings.condition_clock_offset = 3600);
        assert!(!holds_with("lastUpdated > [2023-11-14T21:30:00Z]", &late));
        let escaping = with(|settings| settings.backslash_escapes = true);
        assert!(holds_with(r"name contains 'O\'Brien'", &escaping));
    }

    #[test]
    fn conditions_that_hold() {
        for text in [
            "id=7",
            "id = 7 and company/id=5",
            "ID=7 AND (company/id = 6 OR activeFlag = True)",
            "activeFlag = true",
            "activeFlag != False",
            r#"name = "core [[]hq] o'brien""#,
            r#"name contains "O'BRI""#,
            r#"name contains "[[]HQ]""#,
            "name contains 'core'",
            r#"name not contains "zzz""#,
            r#"name like "Core*""#,
            r#"name like "%Brien""#,
            "id in (1, 7, 9)",
            "id not in (1,2)",
            r#"name in ("a", "CORE [[]HQ] O'BRIEN")"#,
            "notes = null",
            "name != null",
            "lastUpdated > [2023-11-14T22:13:19Z]",
            "lastUpdated <= [2023-11-14T22:13:20Z]",
            "id < 8 and id <= 7 and id > 6 and id >= 7",
            "id = 1 or id = 7 and company/id = 5",
        ] {
            assert!(holds(text), "{text}");
        }
    }

    #[test]
    fn conditions_that_do_not_hold() {
        for text in [
            "id=8",
            "id != 7",
            "(id = 7 or id = 1) and company/id = 6",
            r#"serialNumber = "x""#,
            r#"serialNumber != "x""#,
            "name = null",
            r#"name contains "[HQ]""#,
            "lastUpdated > [2023-11-14T22:13:20Z]",
            r#"name like "Core""#,
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn conditions_that_cannot_be_read() {
        for text in [
            "id",
            "id =",
            "= 7",
            "id = 7 and",
            "(id = 7",
            "id = 7)",
            "id == 7",
            r#"name = "open"#,
            r#"name = "a"b""#,
            "id in ()",
            "id in (1,)",
            "id ~ 7",
            "lastUpdated > [yesterday]",
            "name not = 3",
            "name = bare",
        ] {
            assert!(Condition::parse(text, false).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let condition = Condition::parse("colour = 1", false).unwrap().unwrap();
        assert!(condition.check::<Sample>(Dialect::of(&Settings::default())).is_err());
    }

    #[test]
    fn an_empty_text_is_no_condition() {
        assert_eq!(Condition::parse("  ", false), Ok(None));
    }

    #[test]
    fn an_index_is_used_only_where_the_condition_demands_it() {
        let required = |text: &str| Condition::parse(text, false).unwrap().unwrap().required_number("company/id");
        assert_eq!(required("company/id=5"), Some(5));
        assert_eq!(required("activeFlag=true and company/id = 5"), Some(5));
        assert_eq!(required("company/id=5 or id=3"), None);
        assert_eq!(required("company/id>5"), None);
        assert_eq!(required("company/id!=5"), None);
    }
}
