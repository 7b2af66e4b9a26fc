//! Lists: conditions, order, pages, chosen fields, `Link`.

mod order;
mod source;

use serde_json::json;

use crate::conditions::{BadCondition, Check, Condition, Dialect, Row};
use crate::constraints::MAX_PAGE_SIZE;
use crate::message::{Answer, Fault, Refusal, Request};
use crate::query::Query;
use crate::rights::Level;
use crate::settings::{ForwardEnd, Settings};
use crate::views::{self, Selection, Spelling, View};

/// Rows per page when the request does not say.
const DEFAULT_PAGE_SIZE: usize = 25;

/// A request for a list, read and checked.
#[derive(Clone)]
pub(crate) struct ListRequest<'a> {
    request: &'a Request,
    settings: &'a Settings,
    query: Query,
    condition: Option<Condition>,
    children: Option<Condition>,
    custom_fields: Option<Condition>,
    page_size: usize,
    page: usize,
    /// Present for forward-only paging: only rows with a larger id.
    after: Option<i64>,
}

/// Rows of one page, and how many there are on all pages together.
struct Page<V> {
    rows: Vec<V>,
    total: usize,
}

impl<'a> ListRequest<'a> {
    /// Reads the parameters that every list has.
    pub(crate) fn read(request: &'a Request, settings: &'a Settings) -> Result<Self, Refusal> {
        let query = Query::parse(&request.query);
        let parsed = |name: &str| {
            Condition::parse(query.get(name).unwrap_or_default(), settings.backslash_escapes)
                .map_err(|bad| refused(&bad))
        };
        let (condition, children) = (parsed("conditions")?, parsed("childConditions")?);
        let custom_fields = parsed("customFieldConditions")?;
        let forward_only = !settings.ignores_forward_only && is_forward_only(request);
        let page_size = number(&query, "pageSize", DEFAULT_PAGE_SIZE, 1..=MAX_PAGE_SIZE)?;
        let page_size = settings.page_size_cap.map_or(page_size, |cap| cap.clamp(1, page_size));
        let page = number(&query, "page", 1, 1..=usize::MAX)?;
        let after = number(&query, "pageId", 0, 0..=usize::MAX)?;
        if forward_only && query.get("orderBy").is_some() {
            return Err(out_of_range("orderBy", "orderBy is not supported with forward-only pagination."));
        }
        let after = forward_only.then_some(after as i64);
        Ok(Self { request, settings, query, condition, children, custom_fields, page_size, page, after })
    }

    /// The number of rows that meet the condition.
    pub(crate) fn count<V: View>(&self, rows: impl Iterator<Item = V>, level: Level) -> Result<Answer, Refusal> {
        let count = self.chosen(rows, level)?.count();
        Ok(Answer::json(200, &json!({"count": count})))
    }

    /// One page of the rows, which come in the order of their ids.
    pub(crate) fn list<V: View>(&self, rows: impl Iterator<Item = V>, level: Level) -> Result<Answer, Refusal> {
        if self.settings.times_out_above.is_some_and(|most| self.page_size > most) {
            return Err(Refusal::new(500, "ConnectWiseApi", "A timeout has occured. Please try again."));
        }
        match self.after {
            Some(after) => self.forward_page(rows, level, after),
            None => self.numbered_page(rows, level),
        }
    }

    fn forward_page<V: View>(
        &self,
        rows: impl Iterator<Item = V>,
        level: Level,
        after: i64,
    ) -> Result<Answer, Refusal> {
        let rows = rows.skip_while(|row| row.id() <= after);
        let page: Vec<V> = self.chosen(rows, level)?.take(self.page_size).collect();
        let answer = self.answer(&page);
        let last = page.last().map_or(after, Row::id);
        let next = format!("<{}>; rel=\"next\"", self.url(&[("pageId", last.to_string())]));
        let ends = page.len() < self.page_size;
        Ok(match self.settings.forward_end {
            _ if self.settings.omits_link => answer,
            ForwardEnd::NoLink if ends => answer,
            ForwardEnd::EmptyValue if ends => answer.with_header("link", ""),
            ForwardEnd::EmptyTarget if ends => answer.with_header("link", "<>; rel=\"next\""),
            _ => answer.with_header("link", next),
        })
    }

    fn numbered_page<V: View>(&self, rows: impl Iterator<Item = V>, level: Level) -> Result<Answer, Refusal> {
        let start = (self.page - 1).saturating_mul(self.page_size);
        let chosen = self.chosen(rows, level)?;
        let page = match self.order::<V>()? {
            Some(order) => {
                let mut all: Vec<V> = chosen.collect();
                order.sort(&mut all);
                let total = all.len();
                Page { rows: all.into_iter().skip(start).take(self.page_size).collect(), total }
            }
            None => self.cut(chosen, start),
        };
        let answer = self.answer(&page.rows);
        let last_page = page.total.div_ceil(self.page_size).max(1);
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

    fn cut<V>(&self, rows: impl Iterator<Item = V>, start: usize) -> Page<V> {
        let mut page = Page { rows: Vec::new(), total: 0 };
        for row in rows {
            if page.total >= start && page.rows.len() < self.page_size {
                page.rows.push(row);
            }
            page.total += 1;
        }
        page
    }

    fn chosen<V: View>(&self, rows: impl Iterator<Item = V>, level: Level) -> Result<impl Iterator<Item = V>, Refusal> {
        let check = self.check(self.condition.as_ref())?;
        let children = self.children.as_ref().map(|condition| V::children(condition, Dialect::of(self.settings)));
        let children = children.transpose().map_err(|bad| refused(&bad))?;
        Ok(rows.filter(move |row| {
            (level == Level::All || row.is_own())
                && check.as_ref().is_none_or(|check| check.holds(row))
                && children.as_ref().is_none_or(|meets| meets(row))
        }))
    }

    fn check<R: Row>(&self, condition: Option<&Condition>) -> Result<Option<Check<R>>, Refusal> {
        let dialect = Dialect::of(self.settings);
        condition.map(|condition| condition.check(dialect)).transpose().map_err(|bad| refused(&bad))
    }

    fn answer<V: View>(&self, rows: &[V]) -> Answer {
        /// What a configuration takes as JSON, more or less, in bytes.
        const ROW: usize = 700;
        let selection = selection(&self.query);
        let spelling = Spelling::of(self.settings);
        let mut out = Vec::with_capacity(2 + rows.len() * if selection.is_some() { ROW / 4 } else { ROW });
        out.push(b'[');
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            views::write(row, spelling, selection.as_ref(), &mut out);
        }
        out.push(b']');
        Answer::json_text(200, out)
    }

    fn url(&self, replaced: &[(&str, String)]) -> String {
        let host = self.request.header("host").unwrap_or("localhost");
        format!("http://{host}{}?{}", self.request.path, self.query.with(replaced))
    }
}

/// One record on its own.
pub(crate) fn one(status: u16, request: &Request, settings: &Settings, view: &impl View) -> Answer {
    let mut out = Vec::new();
    let selection = selection(&Query::parse(&request.query));
    views::write(view, Spelling::of(settings), selection.as_ref(), &mut out);
    Answer::json_text(status, out)
}

/// Whether pages follow ids instead of numbers.
pub(crate) fn is_forward_only(request: &Request) -> bool {
    request.header("pagination-type").is_some_and(|kind| kind.eq_ignore_ascii_case("forward-only"))
}

fn selection(query: &Query) -> Option<Selection> {
    query.get("fields").map(Selection::parse)
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
