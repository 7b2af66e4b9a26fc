//! The `orderBy` parameter: `name desc, id asc`.

use std::cmp::Ordering;

use super::{ListRequest, out_of_range};
use crate::conditions::{Column, Held, Row};
use crate::message::Refusal;

/// An order of rows.
pub(super) struct Order<R> {
    keys: Vec<(Column<R>, Descending)>,
}

struct Descending(bool);

impl ListRequest<'_> {
    /// The order that is asked for; none = the order of ids, in which rows come anyway.
    pub(super) fn order<R: Row>(&self) -> Result<Option<Order<R>>, Refusal> {
        let Some(order) = self.query.get("orderBy") else { return Ok(None) };
        let mut keys = Vec::new();
        for key in order.split(',') {
            let mut words = key.split_whitespace();
            let path = words.next().unwrap_or_default();
            let descending = words.next().is_some_and(|word| word.eq_ignore_ascii_case("desc"));
            if keys.is_empty() && path == "id" && !descending {
                return Ok(None);
            }
            let column =
                R::column(path).ok_or_else(|| out_of_range("orderBy", &format!("There is no field \"{path}\".")))?;
            keys.push((column, Descending(descending)));
        }
        Ok(Some(Order { keys }))
    }
}

impl<R> Order<R> {
    /// Sorts; equal rows stay as they are.
    pub(super) fn sort(&self, rows: &mut [R]) {
        rows.sort_by(|a, b| {
            self.keys
                .iter()
                .map(|(column, descending)| {
                    let order = compare(column.of(a), column.of(b));
                    if descending.0 { order.reverse() } else { order }
                })
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        });
    }
}

fn compare(a: Held<'_>, b: Held<'_>) -> Ordering {
    match (a, b) {
        (Held::Text(a), Held::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Held::Number(a), Held::Number(b)) => a.total_cmp(&b),
        (Held::Time(a), Held::Time(b)) => a.cmp(&b),
        (Held::Bool(a), Held::Bool(b)) => a.cmp(&b),
        (Held::Null, Held::Null) => Ordering::Equal,
        (Held::Null, _) => Ordering::Less,
        (_, Held::Null) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}
