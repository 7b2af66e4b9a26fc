//! Whether a condition holds for a row, as SQL Server's usual collation would say: letters in any case are equal, and
//! nothing compares with null but `= null` and `!= null`.

use std::cmp::Ordering;

use super::{BadCondition, Condition, Literal, Operator};
use crate::settings::{Settings, Wildcard};

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

/// How a field is read from a row; the name is for fields that share one way.
pub(crate) type Get<R> = for<'r> fn(&'r R, &'static str) -> Held<'r>;

/// A field, looked up once per request: a list may hold 200,000 rows.
pub(crate) struct Column<R> {
    pub(crate) name: &'static str,
    pub(crate) get: Get<R>,
}

impl<R> Column<R> {
    pub(crate) fn of<'r>(&self, row: &'r R) -> Held<'r> {
        (self.get)(row, self.name)
    }
}

/// Something with fields.
pub(crate) trait Row: Sized {
    /// The id.
    fn id(&self) -> i64;

    /// A field by its path; none = there is no such field.
    fn column(path: &str) -> Option<Column<Self>>;
}

/// How texts and dates are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    case_sensitive: bool,
    wildcard: Wildcard,
    clock_offset: i64,
}

impl Dialect {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            case_sensitive: settings.case_sensitive,
            wildcard: settings.like_wildcard,
            clock_offset: settings.condition_clock_offset,
        }
    }
}

/// A condition on rows of one kind.
pub(crate) enum Check<R> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Compare { column: Column<R>, operator: Operator, negated: bool, wanted: Vec<Wanted>, dialect: Dialect },
}

/// A literal, prepared for many comparisons.
pub(crate) enum Wanted {
    Text {
        folded: String,
        number: Option<f64>,
    },
    Number(f64),
    Bool(bool),
    Time(i64),
    Null,
    /// A set of characters, which nothing here equals.
    Nothing,
}

impl Condition {
    /// Looks the fields up; an error names one that does not exist.
    pub(crate) fn check<R: Row>(&self, dialect: Dialect) -> Result<Check<R>, BadCondition> {
        let all = |parts: &[Self]| parts.iter().map(|part| part.check(dialect)).collect::<Result<Vec<_>, _>>();
        Ok(match self {
            Self::All(parts) => Check::All(all(parts)?),
            Self::Any(parts) => Check::Any(all(parts)?),
            Self::Compare { path, operator, negated, literals } => {
                // `ID = 7` works as well as `id = 7`; other names are taken as written.
                let path = if path.eq_ignore_ascii_case("id") { "id" } else { path };
                let column = R::column(path).ok_or_else(|| BadCondition(format!("there is no field \"{path}\"")))?;
                let wanted = literals.iter().map(|literal| dialect.wanted(literal)).collect();
                Check::Compare { column, operator: *operator, negated: *negated, wanted, dialect }
            }
        })
    }
}

impl<R> Check<R> {
    /// Whether the condition holds for a row.
    pub(crate) fn holds(&self, row: &R) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(row)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(row)),
            Self::Compare { column, operator, negated, wanted, dialect } => {
                dialect.compare(column.of(row), *operator, *negated, wanted)
            }
        }
    }
}

impl Dialect {
    fn wanted(self, literal: &Literal) -> Wanted {
        match literal {
            Literal::Text(text) => match bracketed(text) {
                Some(text) => Wanted::Text {
                    number: text.parse().ok(),
                    folded: if self.case_sensitive { text } else { text.to_lowercase() },
                },
                None => Wanted::Nothing,
            },
            Literal::Number(number) => Wanted::Number(*number),
            Literal::Bool(flag) => Wanted::Bool(*flag),
            Literal::Time(seconds) => Wanted::Time(seconds + self.clock_offset),
            Literal::Null => Wanted::Null,
        }
    }

    fn compare(self, held: Held<'_>, operator: Operator, negated: bool, wanted: &[Wanted]) -> bool {
        if let (Operator::Equal, [Wanted::Null]) = (operator, wanted) {
            return (held == Held::Null) != negated;
        }
        if held == Held::Null {
            return false;
        }
        let holds = wanted.iter().any(|wanted| match operator {
            Operator::Contains => self.contains(held, wanted),
            Operator::Like => self.like(held, wanted),
            Operator::Equal | Operator::In => self.equal(held, wanted),
            Operator::Less => self.order(held, wanted) == Some(Ordering::Less),
            Operator::LessOrEqual => matches!(self.order(held, wanted), Some(Ordering::Less | Ordering::Equal)),
            Operator::Greater => self.order(held, wanted) == Some(Ordering::Greater),
            Operator::GreaterOrEqual => matches!(self.order(held, wanted), Some(Ordering::Greater | Ordering::Equal)),
        });
        holds != negated
    }

    fn equal(self, held: Held<'_>, wanted: &Wanted) -> bool {
        match (held, wanted) {
            // Most comparisons fail, and most texts are ASCII: no copy for them.
            (Held::Text(text), Wanted::Text { folded, .. }) if text.is_ascii() && !self.case_sensitive => {
                text.eq_ignore_ascii_case(folded)
            }
            _ => self.order(held, wanted) == Some(Ordering::Equal),
        }
    }

    fn order(self, held: Held<'_>, wanted: &Wanted) -> Option<Ordering> {
        match (held, wanted) {
            (Held::Text(text), Wanted::Text { folded, .. }) => Some(self.folded(text).cmp(folded)),
            (Held::Number(number), Wanted::Number(wanted)) => number.partial_cmp(wanted),
            (Held::Number(number), Wanted::Text { number: wanted, .. }) => number.partial_cmp(wanted.as_ref()?),
            (Held::Bool(flag), Wanted::Bool(wanted)) => Some(flag.cmp(wanted)),
            (Held::Time(time), Wanted::Time(wanted)) => Some(time.cmp(wanted)),
            _ => None,
        }
    }

    fn folded(self, text: &str) -> String {
        if self.case_sensitive { text.to_owned() } else { text.to_lowercase() }
    }

    fn contains(self, held: Held<'_>, wanted: &Wanted) -> bool {
        let (Held::Text(text), Wanted::Text { folded, .. }) = (held, wanted) else { return false };
        self.folded(text).contains(folded.as_str())
    }

    fn like(self, held: Held<'_>, wanted: &Wanted) -> bool {
        let (Held::Text(text), Wanted::Text { folded: wanted, .. }) = (held, wanted) else { return false };
        let text = self.folded(text);
        let mut parts = wanted.split(|character| match self.wildcard {
            Wildcard::Both => character == '*' || character == '%',
            Wildcard::Star => character == '*',
            Wildcard::Percent => character == '%',
        });
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
}

/// `[[]` stands for `[`; a bare one opens a set of characters.
fn bracketed(wanted: &str) -> Option<String> {
    const MARK: char = '\u{0}';
    let marked = wanted.replace("[[]", "\u{0}");
    if marked.contains('[') { None } else { Some(marked.replace(MARK, "[")) }
}
