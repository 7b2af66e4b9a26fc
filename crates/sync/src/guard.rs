//! When a list is so much shorter than last time that a person must look before anything is concluded from it.

use std::collections::HashSet;

/// A list may lose this share of its records between two readings without a question.
const SHRINK_SHARE: f64 = 0.30;

/// A list may lose fewer than this many records without a question, whatever the share.
const SHRINK_COUNT: usize = 10;

/// Why a list is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardBreach {
    /// The list is empty, and the last accepted one was not.
    Empty {
        /// Records in the last accepted list.
        before: usize,
    },
    /// The list lost more than 30 % and at least 10 records.
    Shrunk {
        /// Records in the last accepted list.
        before: usize,
        /// How many of them are missing.
        lost: usize,
    },
}

/// Compares a complete list with the last accepted one, by id.
pub fn check_list(accepted: &[i64], read: &[i64]) -> Result<(), GuardBreach> {
    let before = accepted.len();
    if read.is_empty() && before > 0 {
        return Err(GuardBreach::Empty { before });
    }
    let read: HashSet<i64> = read.iter().copied().collect();
    let lost = accepted.iter().filter(|id| !read.contains(id)).count();
    if lost >= SHRINK_COUNT && lost as f64 > before as f64 * SHRINK_SHARE {
        return Err(GuardBreach::Shrunk { before, lost });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(range: std::ops::Range<i64>) -> Vec<i64> {
        range.collect()
    }

    #[test]
    fn an_empty_list_after_a_full_one_stops() {
        assert_eq!(check_list(&[1], &[]), Err(GuardBreach::Empty { before: 1 }));
        assert_eq!(check_list(&[], &[]), Ok(()));
    }

    #[test]
    fn many_missing_records_stop_and_few_do_not() {
        assert_eq!(check_list(&ids(0..20), &ids(0..11)), Ok(()), "nine are fewer than ten");
        assert_eq!(check_list(&ids(0..20), &ids(0..10)), Err(GuardBreach::Shrunk { before: 20, lost: 10 }));
        assert_eq!(check_list(&ids(0..100), &ids(0..70)), Ok(()), "exactly 30 %");
        assert_eq!(check_list(&ids(0..100), &ids(0..69)), Err(GuardBreach::Shrunk { before: 100, lost: 31 }));
    }

    #[test]
    fn new_records_do_not_hide_missing_ones() {
        assert_eq!(check_list(&ids(0..20), &ids(15..60)), Err(GuardBreach::Shrunk { before: 20, lost: 15 }));
    }
}
