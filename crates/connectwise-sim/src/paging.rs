//! Lists: conditions, order, pages, chosen fields, `Link`.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::conditions::{BadCondition, Condition, Held, Row};
use crate::message::{Answer, Fault, Refusal, Request};
use crate::query::Query;
use crate::settings::{Level, Settings};
use crate::views::View;

/// Rows per page when the request does not say.
const DEFAULT_PAGE_SIZE: usize = 25;
/// The most rows per page; more is refused.
const MAX_PAGE_SIZE: usize = 1000;

/// A request for a list, read and checked.
pub(crate) struct ListRequest<'a> {
    request: &'a Request,
    query: Query,
    pub(crate) condition: Option<Condition>,
    page_size: usize,
    page: usize,
    /// Present for forward-only paging: only rows with a larger id.
    after: Option<i64>,
}

impl<'a> ListRequest<'a> {
    /// Reads the parameters that every list has.
    pub(crate) fn read(request: &'a Request) -> Result<Self, Refusal> {
        let query = Query::parse(&request.query);
        let condition = Condition::parse(query.get("conditions").unwrap_or_default()).map_err(|bad| refused(&bad))?;
        let forward_only =
            request.header("pagination-type").is_some_and(|kind| kind.eq_ignore_ascii_case("forward-only"));
        let page_size = number(&query, "pageSize", DEFAULT_PAGE_SIZE, 1..=MAX_PAGE_SIZE)?;
        let page = number(&query, "page", 1, 1..=usize::MAX)?;
        let after = number(&query, "pageId", 0, 0..=usize::MAX)?;
        if forward_only && query.get("orderBy").is_some() {
            return Err(out_of_range("orderBy", "orderBy is not supported with forward-only pagination."));
        }
        Ok(Self { request, query, condition, page_size, page, after: forward_only.then_some(after as i64) })
    }

    /// The number of rows that meet the condition.
    pub(crate) fn count<V: View>(&self, rows: impl Iterator<Item = V>, level: Level) -> Result<Answer, Refusal> {
        let count = self.chosen(rows, level, usize::MAX)?.len();
        Ok(Answer::json(200, &json!({"count": count})))
    }

    /// One page of the rows, which come in the order of their ids.
    pub(crate) fn list<V: View>(
        &self,
        rows: impl Iterator<Item = V>,
        level: Level,
        settings: &Settings,
    ) -> Result<Answer, Refusal> {
        if settings.times_out_above.is_some_and(|most| self.page_size > most) {
            return Err(Refusal::new(500, "ConnectWiseApi", "A timeout has occured. Please try again."));
        }
        if let Some(after) = self.after {
            let page = self.chosen(rows.filter(|row| row.id() > after), level, self.page_size)?;
            let last = page.last().map_or(after, Row::id);
            let answer = self.answer(&page, settings);
            let link = format!("<{}>; rel=\"next\"", self.url(&[("pageId", last.to_string())]));
            return Ok(if settings.omits_link { answer } else { answer.with_header("link", link) });
        }
        let mut all = self.chosen(rows, level, usize::MAX)?;
        self.sort(&mut all)?;
        let last_page = all.len().div_ceil(self.page_size).max(1);
        let start = (self.page - 1).saturating_mul(self.page_size).min(all.len());
        let end = start.saturating_add(self.page_size).min(all.len());
        let answer = self.answer(&all[start..end], settings);
        let mut links = Vec::new();
        let mut link = |page: usize, relation: &str| {
            links.push(format!("<{}>; rel=\"{relation}\"", self.url(&[("page", page.to_string())])));
        };
        if self.page < last_page {
            link(self.page + 1, "next");
            link(last_page, "last");
        }
        if self.page > 1 {
            link(self.page - 1, "prev");
            link(1, "first");
        }
        Ok(if links.is_empty() { answer } else { answer.with_header("link", links.join(", ")) })
    }

    fn chosen<V: View>(&self, rows: impl Iterator<Item = V>, level: Level, most: usize) -> Result<Vec<V>, Refusal> {
        let mut chosen = Vec::new();
        for row in rows {
            if chosen.len() == most {
                break;
            }
            let holds = match &self.condition {
                Some(condition) => condition.holds(&row).map_err(|bad| refused(&bad))?,
                None => true,
            };
            if holds && (level == Level::All || row.is_own()) {
                chosen.push(row);
            }
        }
        Ok(chosen)
    }

    fn sort<V: View>(&self, rows: &mut [V]) -> Result<(), Refusal> {
        let Some(order) = self.query.get("orderBy") else { return Ok(()) };
        // The last key is the weakest: stable sorts from the weakest to the strongest.
        for key in order.split(',').rev() {
            let mut words = key.split_whitespace();
            let path = words.next().unwrap_or_default();
            let descending = words.next().is_some_and(|word| word.eq_ignore_ascii_case("desc"));
            if rows.iter().any(|row| row.held(path).is_none()) {
                return Err(out_of_range("orderBy", &format!("There is no field \"{path}\".")));
            }
            rows.sort_by(|a, b| {
                let order = compare(a.held(path), b.held(path));
                if descending { order.reverse() } else { order }
            });
        }
        Ok(())
    }

    fn answer<V: View>(&self, rows: &[V], settings: &Settings) -> Answer {
        let fields = self.query.get("fields").map(Fields::parse);
        let rows = rows.iter().map(|row| {
            let mut record = row.json();
            // Done here and not on the finished answer: pages of a thousand rows would be parsed again.
            if let (false, Value::Object(record)) = (settings.sends_nulls, &mut record) {
                record.retain(|_, value| !value.is_null());
            }
            match &fields {
                Some(fields) => fields.of(&record),
                None => record,
            }
        });
        Answer::json(200, &Value::Array(rows.collect()))
    }

    fn url(&self, replaced: &[(&str, String)]) -> String {
        let host = self.request.header("host").unwrap_or("localhost");
        format!("http://{host}{}?{}", self.request.path, self.query.with(replaced))
    }
}

fn compare(a: Option<Held<'_>>, b: Option<Held<'_>>) -> Ordering {
    match (a, b) {
        (Some(Held::Text(a)), Some(Held::Text(b))) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Some(Held::Number(a)), Some(Held::Number(b))) => a.total_cmp(&b),
        (Some(Held::Time(a)), Some(Held::Time(b))) => a.cmp(&b),
        (Some(Held::Bool(a)), Some(Held::Bool(b))) => a.cmp(&b),
        (Some(Held::Null), Some(Held::Null)) => Ordering::Equal,
        (Some(Held::Null), _) => Ordering::Less,
        (_, Some(Held::Null)) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

fn number(
    query: &Query,
    name: &'static str,
    absent: usize,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, Refusal> {
    let Some(text) = query.get(name) else { return Ok(absent) };
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| out_of_range(name, &format!("{name} must be between {} and {}.", range.start(), range.end())))
}

fn out_of_range(field: &str, message: &str) -> Refusal {
    Refusal::invalid("query", vec![Fault::new("OutOfRange", "query", field, message)])
}

fn refused(bad: &BadCondition) -> Refusal {
    Refusal::invalid("query", vec![Fault::new("InvalidCondition", "query", "conditions", bad.0.as_str())])
}

/// The `fields` parameter: `id,company/id,_info/lastUpdated`.
pub(crate) struct Fields(Vec<Vec<String>>);

impl Fields {
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.split(',').map(|path| path.trim().split('/').map(str::to_owned).collect()).collect())
    }

    /// The chosen part of a record; what it does not have is left out.
    pub(crate) fn of(&self, record: &Value) -> Value {
        let mut chosen = Map::new();
        for path in &self.0 {
            if let Some(value) = record.pointer(&format!("/{}", path.join("/"))) {
                put(&mut chosen, path, value.clone());
            } else if record.get(&path[0]).is_some_and(Value::is_null) {
                chosen.insert(path[0].clone(), Value::Null);
            }
        }
        Value::Object(chosen)
    }
}

fn put(into: &mut Map<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [last] => {
            into.insert(last.clone(), value);
        }
        [first, rest @ ..] => {
            let inner = into.entry(first.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
