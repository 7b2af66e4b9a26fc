//! Whole lists, or an error: forward-only paging that notices every way in which a list can be cut or repeated.

use std::collections::HashSet;
use std::time::Duration;

use serde::de::DeserializeOwned;
use sitebook_psa::{PsaError, PsaErrorKind};

use crate::answer::{parsed, unreadable};
use crate::call::{Call, is_slow};
use crate::client::Client;
use crate::conditions::Condition;
use crate::pace::Pace;
use crate::transport::Transport;
use crate::wire::Row;

/// Page sizes from the largest that ConnectWise takes down to what a slow server manages.
const PAGE_SIZES: [usize; 3] = [1000, 250, 100];

/// A list to be read.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) path: &'a str,
    /// The `fields` parameter.
    pub(crate) fields: &'static str,
    pub(crate) conditions: Option<Condition>,
}

/// What is wrong with a page; the list is given up.
#[derive(Debug, PartialEq, Eq)]
enum Disorder {
    Repeated,
    NotInOrder,
}

/// The rows gathered so far.
struct Gathered<R> {
    rows: Vec<R>,
    seen: HashSet<i64>,
    /// The largest id: where the next page begins.
    largest: Option<i64>,
}

impl<R: Row> Gathered<R> {
    fn new() -> Self {
        Self { rows: Vec::new(), seen: HashSet::new(), largest: None }
    }

    /// Takes a page. Rows seen before are dropped; a page with nothing new is an error, and so is one out of order that
    /// another page follows, because that page would begin in the wrong place.
    fn add(&mut self, page: Vec<R>, is_last: bool) -> Result<(), Disorder> {
        let (was_empty, before) = (page.is_empty(), self.rows.len());
        for row in page {
            let id = row.id();
            if self.seen.contains(&id) {
                continue;
            }
            if !is_last && self.largest.is_some_and(|largest| id < largest) {
                return Err(Disorder::NotInOrder);
            }
            self.seen.insert(id);
            self.largest = Some(id);
            self.rows.push(row);
        }
        if !was_empty && self.rows.len() == before { Err(Disorder::Repeated) } else { Ok(()) }
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// Reads a whole list in floor(N/1000)+1 requests when nothing goes wrong.
    ///
    /// The end is an empty or short page. The `Link` header is not asked: sources disagree about it at the end.
    pub(crate) async fn list<R: Row + DeserializeOwned>(&self, list: &List<'_>) -> Result<Vec<R>, PsaError> {
        let mut gathered = Gathered::new();
        let mut sizes = PAGE_SIZES.as_slice();
        loop {
            let page: Vec<R> = self.page(list, gathered.largest, &mut sizes).await?;
            let is_last = page.len() < sizes.first().copied().unwrap_or_default();
            gathered.add(page, is_last).map_err(|disorder| {
                let why = match disorder {
                    Disorder::Repeated => "a page came twice",
                    Disorder::NotInOrder => "a page is not in the order of its ids",
                };
                PsaErrorKind::Unreadable { why: format!("GET /{}: {why}", list.path) }
            })?;
            if is_last {
                return Ok(gathered.rows);
            }
        }
    }

    /// Reads the page after an id. A server that takes too long is asked for less from then on: `sizes` is cut to
    /// the size that worked and those below it.
    async fn page<R: DeserializeOwned>(
        &self,
        list: &List<'_>,
        after: Option<i64>,
        sizes: &mut &'static [usize],
    ) -> Result<Vec<R>, PsaError> {
        let deadline = self.deadline();
        loop {
            let is_smallest = sizes.len() <= 1;
            // Each size gets its share of the time, or the first one would use it up.
            let share = deadline.saturating_sub(self.pace.elapsed()) / sizes.len().max(1) as u32;
            let error = match self.page_of(list, after, sizes, share, deadline).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let may_help = is_slow(&error.kind)
                || matches!(error.kind, PsaErrorKind::TooLarge { .. } | PsaErrorKind::Unreadable { .. });
            if is_smallest || !may_help {
                return Err(error);
            }
            *sizes = &sizes[1..];
            tracing::debug!(path = list.path, page_size = sizes.first(), "asking for smaller pages");
        }
    }

    async fn page_of<R: DeserializeOwned>(
        &self,
        list: &List<'_>,
        after: Option<i64>,
        sizes: &[usize],
        timeout: Duration,
        deadline: Duration,
    ) -> Result<Vec<R>, PsaError> {
        let size = sizes.first().copied().unwrap_or_default();
        let mut call = Call::get(list.path).with("pageSize", size.to_string()).with("fields", list.fields);
        if let Some(conditions) = &list.conditions {
            call = call.with("conditions", conditions.to_string());
        }
        if let Some(after) = after {
            call = call.with("pageId", after.to_string());
        }
        call.forward_only = true;
        call.is_large = sizes.len() > 1;
        call.timeout = timeout;
        let body = self.call(&call, deadline).await?;
        parsed(&body).map_err(|error| unreadable(&error, &format!("GET /{}", list.path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for i64 {
        fn id(&self) -> i64 {
            *self
        }
    }

    type Pages = &'static [&'static [i64]];

    fn gather(pages: &[&[i64]]) -> Result<Vec<i64>, Disorder> {
        let mut gathered = Gathered::new();
        for (number, page) in pages.iter().enumerate() {
            gathered.add(page.to_vec(), number + 1 == pages.len())?;
        }
        Ok(gathered.rows)
    }

    #[test]
    fn pages_are_joined_and_every_disorder_is_noticed() {
        let table: [(Pages, Result<Vec<i64>, Disorder>); 10] = [
            (&[&[1, 2], &[3]], Ok(vec![1, 2, 3])),
            (&[&[1, 2], &[2, 3]], Ok(vec![1, 2, 3])),
            (&[&[1, 1, 2]], Ok(vec![1, 2])),
            (&[&[]], Ok(vec![])),
            (&[&[1, 2], &[]], Ok(vec![1, 2])),
            (&[&[1, 2], &[1, 2]], Err(Disorder::Repeated)),
            (&[&[1, 2], &[2]], Err(Disorder::Repeated)),
            (&[&[2, 1]], Ok(vec![2, 1])),
            (&[&[2, 1], &[3]], Err(Disorder::NotInOrder)),
            (&[&[4, 5], &[3, 6], &[]], Err(Disorder::NotInOrder)),
        ];
        for (pages, expected) in table {
            assert_eq!(gather(pages), expected, "{pages:?}");
        }
    }
}
