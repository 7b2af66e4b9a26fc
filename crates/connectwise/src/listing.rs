//! Whole lists, or an error: paging that notices every way in which a list can be cut, repeated or mixed up.
//!
//! Pages go forward by id. Where the header for that is ignored (the first page comes again, or out of order), the same
//! is asked for with `id > last` and an order. Page numbers are never used: they shift when records come and go.
//!
//! The end of a list is an empty page, or one shorter than asked for. Two things say that a short page may have been
//! cut by the server, and that the next one must be asked for all the same: its length is a number that somebody would
//! choose as a limit, no longer page has been seen, and the same list has not ended there before; or its `Link` names a
//! next page. The latter is not believed where
//! it goes by id: with forward-only paging, the guide says, a `Link` is always there, at the end too.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use sitebook_psa::{PsaError, PsaErrorKind};

use crate::call::{Call, is_slow, read};
use crate::client::Client;
use crate::conditions::Condition;
use crate::link::{has_next, has_numbered_next};
use crate::transport::Transport;
use crate::wire::Row;
use sitebook_service_client::Pace;

/// Page sizes from the largest that ConnectWise takes down to what a slow server manages.
const PAGE_SIZES: [usize; 3] = [1000, 250, 100];

/// What a server gives that does not hear the page size (the default of ConnectWise's REST API). Never taken for a whole list.
const DEFAULT_PAGE: usize = 25;

/// A list to be read.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) path: &'a str,
    /// The `fields` parameter.
    pub(crate) fields: &'a str,
    pub(crate) conditions: Option<Condition>,
    /// Conditions on arrays inside the records.
    pub(crate) child_conditions: Option<Condition>,
    /// Rows of the same list when it was last read to its end.
    pub(crate) last_count: Option<usize>,
}

impl<'a> List<'a> {
    /// All records below a path.
    pub(crate) fn all(path: &'a str, fields: &'a str) -> Self {
        Self { path, fields, conditions: None, child_conditions: None, last_count: None }
    }

    pub(crate) fn with(self, conditions: Condition) -> Self {
        Self { conditions: Some(conditions), ..self }
    }
}

/// How the next page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paging {
    /// `pageId` and the header.
    ForwardOnly,
    /// A condition on the id.
    ById,
}

/// What is wrong with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disorder {
    Repeated,
    NotInOrder,
}

/// The records gathered so far.
struct Gathered<R: Row> {
    records: Vec<R::Record>,
    seen: HashSet<i64>,
    /// The largest id: where the next page begins.
    largest: Option<i64>,
}

impl<R: Row> Gathered<R> {
    fn new() -> Self {
        Self { records: Vec::new(), seen: HashSet::new(), largest: None }
    }

    /// Takes a page. Rows seen before are dropped; a page with nothing new is an error, and so is one out of order that
    /// another page follows, because that page would begin in the wrong place.
    fn add(&mut self, page: Vec<R>, is_last: bool) -> Result<(), Disorder> {
        let (was_empty, before) = (page.is_empty(), self.records.len());
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
            self.records.push(row.into_record());
        }
        if !was_empty && self.records.len() == before { Err(Disorder::Repeated) } else { Ok(()) }
    }
}

/// A page and what its headers say.
struct Page<R> {
    rows: Vec<R>,
    /// Whether they name a next page that must exist.
    names_next: bool,
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// Reads a whole list in floor(N/1000)+1 requests when nothing goes wrong; in one more where the last page may have been
    /// cut by the server, and the list did not end there before.
    pub(crate) async fn list<R: Row>(&self, list: &List<'_>) -> Result<Vec<R::Record>, PsaError> {
        let ignored = &self.learnt.ignores_forward_only;
        let mut sizes = PAGE_SIZES.as_slice();
        if !ignored.load(Ordering::Relaxed) {
            match self.paged::<R>(list, Paging::ForwardOnly, &mut sizes).await? {
                Ok(records) => return Ok(records),
                Err(disorder) => tracing::debug!(path = list.path, ?disorder, "paging by a condition on the id"),
            }
        }
        match self.paged::<R>(list, Paging::ById, &mut sizes).await? {
            Ok(records) => {
                ignored.store(true, Ordering::Relaxed);
                Ok(records)
            }
            Err(disorder) => {
                let why = match disorder {
                    Disorder::Repeated => "a page came twice",
                    Disorder::NotInOrder => "a page is not in the order of its ids",
                };
                Err(PsaErrorKind::Unreadable { why: format!("GET /{}: {why}", list.path) }.into())
            }
        }
    }

    async fn paged<R: Row>(
        &self,
        list: &List<'_>,
        paging: Paging,
        sizes: &mut &'static [usize],
    ) -> Result<Result<Vec<R::Record>, Disorder>, PsaError> {
        let mut gathered = Gathered::<R>::new();
        loop {
            let page: Page<R> = self.page(list, paging, gathered.largest, sizes).await?;
            let asked = sizes.first().copied().unwrap_or_default();
            let length = page.rows.len();
            let may_be_cut =
                self.page_lengths().may_be_cut(list, gathered.records.len(), length, asked, page.names_next);
            let is_last = length < asked && !may_be_cut;
            if let Err(disorder) = gathered.add(page.rows, is_last) {
                return Ok(Err(disorder));
            }
            if is_last {
                return Ok(Ok(gathered.records));
            }
        }
    }

    fn page_lengths(&self) -> MutexGuard<'_, PageLengths> {
        self.learnt.page_lengths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the page after an id. A server that takes too long is asked for less from then on: `sizes` is cut to
    /// the size that worked and those below it.
    async fn page<R: Row>(
        &self,
        list: &List<'_>,
        paging: Paging,
        after: Option<i64>,
        sizes: &mut &'static [usize],
    ) -> Result<Page<R>, PsaError> {
        let deadline = self.deadline();
        loop {
            let is_smallest = sizes.len() <= 1;
            // Each size gets its share of the time, or the first one would use it up.
            let share = deadline.saturating_sub(self.pace.elapsed()) / sizes.len().max(1) as u32;
            let error = match self.page_of(list, paging, after, sizes, share, deadline).await {
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

    async fn page_of<R: Row>(
        &self,
        list: &List<'_>,
        paging: Paging,
        after: Option<i64>,
        sizes: &[usize],
        timeout: Duration,
        deadline: Duration,
    ) -> Result<Page<R>, PsaError> {
        let size = sizes.first().copied().unwrap_or_default();
        let mut call = Call::get(list.path).with("pageSize", size.to_string()).with("fields", list.fields);
        let mut conditions = list.conditions.clone();
        match paging {
            Paging::ForwardOnly => {
                call.forward_only = true;
                if let Some(after) = after {
                    call = call.with("pageId", after.to_string());
                }
            }
            Paging::ById => {
                call = call.with("page", "1").with("orderBy", "id asc");
                if let Some(after) = after {
                    let above = Condition::above("id", after);
                    conditions = Some(conditions.map_or(above.clone(), |conditions| conditions.and(&above)));
                }
            }
        }
        if let Some(conditions) = conditions {
            call = call.with("conditions", conditions.to_string());
        }
        if let Some(conditions) = &list.child_conditions {
            call = call.with("childConditions", conditions.to_string());
        }
        call.is_large = sizes.len() > 1;
        call.timeout = timeout;
        let answer = self.call(&call, deadline).await?;
        let rows = read(&answer, &call)?;
        let is_believed = match paging {
            Paging::ForwardOnly => has_numbered_next,
            Paging::ById => has_next,
        };
        Ok(Page { rows, names_next: answer.header("link").is_some_and(is_believed) })
    }
}

/// How long pages were: what tells a list that ends from one that the server has cut.
#[derive(Debug, Default)]
pub(crate) struct PageLengths {
    /// The most rows that came in one page, by the fields that were asked for.
    largest: HashMap<String, usize>,
    /// The fields of lists of which a short page was followed by more: this server cuts.
    cut: HashSet<String>,
}

impl PageLengths {
    /// Whether the next page must be asked for although this one is short. `before`: rows of earlier pages.
    fn may_be_cut(&mut self, list: &List<'_>, before: usize, length: usize, asked: usize, names_next: bool) -> bool {
        let largest = self.largest.entry(list.fields.to_owned()).or_default();
        let is_suspicious = may_be_cut(length, asked, *largest, names_next);
        *largest = length.max(*largest);
        if before == 0 {
            let has_ended_here =
                length != DEFAULT_PAGE && !self.cut.contains(list.fields) && list.last_count == Some(length);
            return is_suspicious && !has_ended_here;
        }
        if length > 0 && !before.is_multiple_of(asked) {
            self.cut.insert(list.fields.to_owned());
        }
        is_suspicious
    }
}

/// Whether a page may have been cut by the server. `largest`: rows of the longest page that this server ever gave of
/// such a list.
fn may_be_cut(length: usize, asked: usize, largest: usize, names_next: bool) -> bool {
    let is_round = length.is_multiple_of(25) || (length >= 32 && length.is_power_of_two());
    length > 0 && length < asked && length >= largest && (is_round || names_next)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for i64 {
        type Record = Self;

        fn id(&self) -> i64 {
            *self
        }

        fn into_record(self) -> i64 {
            self
        }
    }

    type Pages = &'static [&'static [i64]];

    fn gather(pages: &[&[i64]]) -> Result<Vec<i64>, Disorder> {
        let mut gathered = Gathered::new();
        for (number, page) in pages.iter().enumerate() {
            gathered.add(page.to_vec(), number + 1 == pages.len())?;
        }
        Ok(gathered.records)
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

    #[test]
    fn short_pages_that_a_limit_may_have_cut() {
        for (length, largest, names_next, expected) in [
            (0, 0, true, false),
            (1, 0, false, false),
            (1, 0, true, true),
            (25, 0, false, true),
            (250, 250, false, true),
            (250, 251, false, false),
            (250, 251, true, false),
            (512, 0, false, true),
            (16, 0, false, false),
            (999, 0, false, false),
            (1000, 0, true, false),
        ] {
            assert_eq!(may_be_cut(length, 1000, largest, names_next), expected, "{length} {largest} {names_next}");
        }
    }
}
