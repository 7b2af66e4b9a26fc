//! The `conditions` parameter, built so that no value can change its meaning.
//!
//! Strings have no documented escape for quotes. The quote that does not occur in the value is used; a value with
//! both, or with a backslash (which some servers take for an escape), cannot be asked for, and the caller filters for
//! itself.

use std::fmt;

/// A value that cannot be written as a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotExpressible;

/// A condition that is safe to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition(String);

impl Condition {
    /// `path=number`
    pub(crate) fn number(path: &str, number: i64) -> Self {
        Self(format!("{path}={number}"))
    }

    /// `path=True` or `path=False`; capitals as in the guide.
    pub(crate) fn flag(path: &str, flag: bool) -> Self {
        Self(format!("{path}={}", if flag { "True" } else { "False" }))
    }

    /// `path="text"`
    pub(crate) fn text(path: &str, text: &str) -> Result<Self, NotExpressible> {
        Ok(Self(format!("{path}={}", quoted(text)?)))
    }

    /// `path contains "text"`
    pub(crate) fn contains(path: &str, text: &str) -> Result<Self, NotExpressible> {
        Ok(Self(format!("{path} contains {}", quoted(text)?)))
    }

    /// Both.
    pub(crate) fn and(self, other: &Self) -> Self {
        Self(format!("{self} and {other}"))
    }

    /// Either, in parentheses.
    pub(crate) fn or(self, other: &Self) -> Self {
        Self(format!("({self} or {other})"))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn quoted(text: &str) -> Result<String, NotExpressible> {
    if text.contains('\\') || text.chars().any(char::is_control) {
        return Err(NotExpressible);
    }
    let quote = match (text.contains('"'), text.contains('\'')) {
        (false, _) => '"',
        (true, false) => '\'',
        (true, true) => return Err(NotExpressible),
    };
    // A bare `[` opens a set of characters.
    Ok(format!("{quote}{}{quote}", text.replace('[', "[[]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_so_that_they_stay_values() {
        for (text, expected) in [
            ("plain", r#"name="plain""#),
            ("O'Brien", r#"name="O'Brien""#),
            (r#"24" screen"#, r#"name='24" screen'"#),
            ("Hotel [Group]", r#"name="Hotel [[]Group]""#),
            (r#"x" or id>0 or name="x"#, r#"name='x" or id>0 or name="x'"#),
            ("", r#"name="""#),
        ] {
            assert_eq!(Condition::text("name", text).unwrap().to_string(), expected);
        }
        for text in [r#"both ' and ""#, r"back\slash", "new\nline", "nul\0"] {
            assert_eq!(Condition::text("name", text), Err(NotExpressible), "{text}");
        }
    }

    #[test]
    fn conditions_combine() {
        let either = Condition::contains("name", "x").unwrap().or(&Condition::contains("identifier", "x").unwrap());
        assert_eq!(
            Condition::flag("deletedFlag", false).and(&either).to_string(),
            r#"deletedFlag=False and (name contains "x" or identifier contains "x")"#
        );
        assert_eq!(Condition::number("company/id", -3).to_string(), "company/id=-3");
    }

    proptest::proptest! {
        #[test]
        fn no_value_ends_its_string_early(text in r#"[a-z"'\\\[\]() =]{0,20}"#) {
            if let Ok(quoted) = quoted(&text) {
                let quote = quoted.chars().next().unwrap();
                proptest::prop_assert_eq!(quoted.matches(quote).count(), 2);
                proptest::prop_assert!(quoted.ends_with(quote));
                let inner = &quoted[1..quoted.len() - 1];
                proptest::prop_assert_eq!(inner.replace("[[]", "["), text);
            }
        }
    }
}
