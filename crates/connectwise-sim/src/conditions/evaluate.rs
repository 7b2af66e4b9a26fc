//! Whether a condition holds for a row, as SQL Server's usual collation would say: letters in any case are equal, and
//! nothing compares with null but `= null` and `!= null`.

use std::cmp::Ordering;

use super::{BadCondition, Condition, Literal, Operator};

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Held<'a> {
    Text(&'a str),
    Number(f64),
    Bool(bool),
    /// Seconds since 1970, UTC.
    Time(i64),
    Null,
}

impl<'a> Held<'a> {
    /// A text; the API does not tell an empty one from none.
    pub(crate) fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text) }
    }

    /// An id, or null.
    pub(crate) fn id(id: Option<i64>) -> Self {
        id.map_or(Self::Null, |id| Self::Number(id as f64))
    }
}

/// Something with fields.
pub(crate) trait Row {
    /// The id.
    fn id(&self) -> i64;

    /// A field by its path; none = there is no such field.
    fn held(&self, path: &str) -> Option<Held<'_>>;
}

impl Condition {
    /// Whether the condition holds for a row; an error names a field that does not exist.
    pub(crate) fn holds(&self, row: &impl Row) -> Result<bool, BadCondition> {
        match self {
            Self::All(parts) => {
                for part in parts {
                    if !part.holds(row)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Any(parts) => {
                for part in parts {
                    if part.holds(row)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Compare { path, operator, negated, literals } => {
                // `ID = 7` works as well as `id = 7`; other names are tried as written first.
                let held = row
                    .held(path)
                    .or_else(|| path.eq_ignore_ascii_case("id").then(|| Held::Number(row.id() as f64)))
                    .ok_or_else(|| BadCondition(format!("there is no field \"{path}\"")))?;
                Ok(compare(held, *operator, *negated, literals))
            }
        }
    }
}

fn compare(held: Held<'_>, operator: Operator, negated: bool, literals: &[Literal]) -> bool {
    if let (Operator::Equal, [Literal::Null]) = (operator, literals) {
        return (held == Held::Null) != negated;
    }
    if held == Held::Null {
        return false;
    }
    let holds = literals.iter().any(|literal| match operator {
        Operator::Contains => pattern(held, literal, true),
        Operator::Like => pattern(held, literal, false),
        Operator::Equal | Operator::In => order(held, literal) == Some(Ordering::Equal),
        Operator::Less => order(held, literal) == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order(held, literal), Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order(held, literal) == Some(Ordering::Greater),
        Operator::GreaterOrEqual => matches!(order(held, literal), Some(Ordering::Greater | Ordering::Equal)),
    });
    holds != negated
}

fn order(held: Held<'_>, literal: &Literal) -> Option<Ordering> {
    match (held, literal) {
        (Held::Text(text), Literal::Text(wanted)) => Some(text.to_lowercase().cmp(&bracketed(wanted)?.to_lowercase())),
        (Held::Number(number), Literal::Number(wanted)) => number.partial_cmp(wanted),
        (Held::Number(number), Literal::Text(wanted)) => number.partial_cmp(&wanted.parse().ok()?),
        (Held::Bool(flag), Literal::Bool(wanted)) => Some(flag.cmp(wanted)),
        (Held::Time(time), Literal::Time(wanted)) => Some(time.cmp(wanted)),
        _ => None,
    }
}

/// `[[]` stands for `[`; a bare one opens a set of characters, which nothing here equals.
fn bracketed(wanted: &str) -> Option<String> {
    const MARK: char = '\u{0}';
    let marked = wanted.replace("[[]", "\u{0}");
    if marked.contains('[') { None } else { Some(marked.replace(MARK, "[")) }
}

fn pattern(held: Held<'_>, literal: &Literal, anywhere: bool) -> bool {
    let (Held::Text(text), Literal::Text(wanted)) = (held, literal) else { return false };
    let Some(wanted) = bracketed(wanted) else { return false };
    let (text, wanted) = (text.to_lowercase(), wanted.to_lowercase());
    if anywhere {
        return text.contains(&wanted);
    }
    // Sources disagree about the wild card of `like`: both are taken.
    let mut parts = wanted.split(['*', '%']);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
