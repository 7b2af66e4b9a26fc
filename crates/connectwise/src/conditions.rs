//! The `conditions` parameter, built so that no value can change its meaning.
//!
//! Strings have no documented escape for quotes. The quote that does not occur in the value is used; a value with
//! both, or with a backslash (which some servers take for an escape), cannot be asked for, and the caller filters for
//! itself.

use std::fmt;

use jiff::Timestamp;

use crate::encoding::encoded;

/// The most characters that a condition may take in a URL: what the path, the `fields` and the host leave of the 2000
/// that the guide recommends for the whole.
pub(crate) const CONDITION_LIMIT: usize = 900;

/// A value that cannot be written as a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotExpressible;

/// The values of an `in` list.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// Ids.
    Ids(&'a [i64]),
    /// Texts.
    Texts(&'a [&'a str]),
}

/// A condition that is safe to send. Paths are literals of the program; only values come from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(String);

impl Condition {
    /// `path=number`
    #[must_use]
    pub fn number(path: &'static str, number: i64) -> Self {
        Self(format!("{path}={number}"))
    }

    /// `path>number`
    #[must_use]
    pub fn above(path: &'static str, number: i64) -> Self {
        Self(format!("{path}>{number}"))
    }

    /// `path/id=id`
    #[must_use]
    pub fn reference(path: &'static str, id: i64) -> Self {
        Self(format!("{path}/id={id}"))
    }

    /// `path=True` or `path=False`; capitals as in the guide.
    #[must_use]
    pub fn flag(path: &'static str, flag: bool) -> Self {
        Self(format!("{path}={}", if flag { "True" } else { "False" }))
    }

    /// `path>=[2026-08-20T18:04:26Z]`, in whole seconds, which is the resolution there.
    #[must_use]
    pub fn since(path: &'static str, time: Timestamp) -> Self {
        Self(format!("{path}>=[{}]", time.strftime("%Y-%m-%dT%H:%M:%SZ")))
    }

    /// `path="text"`
    pub fn text(path: &'static str, text: &str) -> Result<Self, NotExpressible> {
        Ok(Self(format!("{path}={}", quoted(text)?)))
    }

    /// `path contains "text"`
    pub fn contains(path: &'static str, text: &str) -> Result<Self, NotExpressible> {
        Ok(Self(format!("{path} contains {}", quoted(text)?)))
    }

    /// `path in (1,2,3)`, cut into as many conditions as it takes for each to be at most `limit` characters long once it
    /// is encoded. No values, no conditions.
    pub fn one_of(path: &'static str, values: Values<'_>, limit: usize) -> Result<Vec<Self>, NotExpressible> {
        let items: Vec<String> = match values {
            Values::Ids(ids) => ids.iter().map(i64::to_string).collect(),
            Values::Texts(texts) => texts.iter().map(|text| quoted(text)).collect::<Result<_, _>>()?,
        };
        let frame = encoded(&format!("{path} in ()")).len();
        let comma = encoded(",").len();
        let (mut conditions, mut list, mut length) = (Vec::new(), Vec::new(), frame);
        for item in items {
            let more = encoded(&item).len();
            if frame + more > limit {
                return Err(NotExpressible);
            }
            if !list.is_empty() && length + comma + more > limit {
                conditions.push(Self(format!("{path} in ({})", list.join(","))));
                list.clear();
                length = frame;
            }
            length += more + if list.is_empty() { 0 } else { comma };
            list.push(item);
        }
        if !list.is_empty() {
            conditions.push(Self(format!("{path} in ({})", list.join(","))));
        }
        Ok(conditions)
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self(format!("{self} and {other}"))
    }

    /// Either, in parentheses.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self(format!("({self} or {other})"))
    }

    /// The condition itself, unless it is too long for a URL.
    pub(crate) fn fitting(self) -> Result<Self, NotExpressible> {
        if self.encoded_length() <= CONDITION_LIMIT { Ok(self) } else { Err(NotExpressible) }
    }

    /// Its length in a URL, in characters.
    #[must_use]
    pub fn encoded_length(&self) -> usize {
        encoded(&self.0).len()
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
        assert_eq!(
            Condition::reference("company", 5).and(&Condition::above("id", 7)).to_string(),
            "company/id=5 and id>7"
        );
        let time: Timestamp = "2026-08-20T20:04:26.789+02:00".parse().unwrap();
        assert_eq!(Condition::since("lastUpdated", time).to_string(), "lastUpdated>=[2026-08-20T18:04:26Z]");
    }

    #[test]
    fn lists_are_cut_by_their_encoded_length() {
        let list = |values, limit| {
            let cut = Condition::one_of("id", values, limit)?;
            Ok(cut.iter().map(Condition::to_string).collect::<Vec<_>>())
        };
        assert_eq!(list(Values::Ids(&[1, 2, 3]), 900).unwrap(), ["id in (1,2,3)"]);
        // `id%20in%20%28%29` is 16 characters, each comma three.
        assert_eq!(list(Values::Ids(&[1, 2, 3]), 25).unwrap(), ["id in (1,2,3)"]);
        assert_eq!(list(Values::Ids(&[1, 2, 3]), 24).unwrap(), ["id in (1,2)", "id in (3)"]);
        assert_eq!(list(Values::Ids(&[]), 10).unwrap(), Vec::<String>::new());
        assert_eq!(list(Values::Texts(&["a", "O'B", "x\"y"]), 900).unwrap(), [r#"id in ("a","O'B",'x"y')"#]);
        assert_eq!(list(Values::Texts(&["a", "'\""]), 900), Err(NotExpressible));
        assert_eq!(list(Values::Ids(&[i64::MAX]), 20), Err(NotExpressible));
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

        #[test]
        fn cut_lists_keep_every_value_once_and_in_order(
            ids in proptest::collection::vec(proptest::num::i64::ANY, 0..300),
            limit in 60_usize..400,
        ) {
            let cut = Condition::one_of("id", Values::Ids(&ids), limit).unwrap();
            let mut found = Vec::new();
            for condition in &cut {
                proptest::prop_assert!(condition.encoded_length() <= limit);
                let text = condition.to_string();
                let inner = text.strip_prefix("id in (").unwrap().strip_suffix(')').unwrap();
                found.extend(inner.split(',').map(|id| id.parse::<i64>().unwrap()));
            }
            proptest::prop_assert_eq!(found, ids);
        }
    }
}
