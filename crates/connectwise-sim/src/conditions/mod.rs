//! The language of the `conditions` parameter: `company/id=5 and (name contains "x" or notes = null)`.
//!
//! Grammar: the developer guide's; what it leaves open (escaping inside strings, unknown fields) is refused here,
//! so that a client that relies on it is found out.

mod evaluate;
mod parser;
mod tokens;

pub(crate) use evaluate::{Held, Row};

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
    /// Reads a condition; an empty text is no condition.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, BadCondition> {
        let tokens = tokens::tokens(text)?;
        if tokens.is_empty() { Ok(None) } else { parser::parse(tokens).map(Some) }
    }

    /// The number that a field must equal for the condition to hold, if it says so outright: what an index needs.
    pub(crate) fn required_number(&self, wanted: &str) -> Option<i64> {
        match self {
            Self::All(parts) => parts.iter().find_map(|part| part.required_number(wanted)),
            Self::Compare { path, operator: Operator::Equal, negated: false, literals } if path == wanted => {
                match literals.as_slice() {
                    [Literal::Number(number)] => Some(*number as i64),
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

    struct Sample;

    impl Row for Sample {
        fn id(&self) -> i64 {
            7
        }

        fn held(&self, path: &str) -> Option<Held<'_>> {
            Some(match path {
                "id" => Held::Number(7.0),
                "name" => Held::Text("Core [HQ] O'Brien"),
                "company/id" => Held::Number(5.0),
                "activeFlag" => Held::Bool(true),
                "serialNumber" | "notes" => Held::Null,
                "lastUpdated" => Held::Time(1_700_000_000),
                _ => return None,
            })
        }
    }

    fn holds(text: &str) -> bool {
        Condition::parse(text).unwrap().unwrap().holds(&Sample).unwrap()
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
            assert!(Condition::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_field_is_refused() {
        assert!(Condition::parse("colour = 1").unwrap().unwrap().holds(&Sample).is_err());
    }

    #[test]
    fn an_empty_text_is_no_condition() {
        assert_eq!(Condition::parse("  "), Ok(None));
    }

    #[test]
    fn an_index_is_used_only_where_the_condition_demands_it() {
        let required = |text: &str| Condition::parse(text).unwrap().unwrap().required_number("company/id");
        assert_eq!(required("company/id=5"), Some(5));
        assert_eq!(required("activeFlag=true and company/id = 5"), Some(5));
        assert_eq!(required("company/id=5 or id=3"), None);
        assert_eq!(required("company/id>5"), None);
        assert_eq!(required("company/id!=5"), None);
    }
}
