//! When a person must look: a list that is so much shorter than last time that nothing is concluded from it, or a run that
//! nobody watches and that would overwrite a great deal.

use std::collections::HashSet;

use crate::plan::PlannedRecord;

/// A list may lose this share of its records between two readings without a question.
const SHRINK_SHARE: f64 = 0.30;

/// A list may lose fewer than this many records without a question, whatever the share.
const SHRINK_COUNT: usize = 10;

/// A run that nobody watches may overwrite values of this share of the pairs without a question.
const OVERWRITE_SHARE: f64 = 0.30;

/// A run that nobody watches may overwrite values of fewer pairs than this without a question, whatever the share.
const OVERWRITE_COUNT: usize = 10;

/// Why a person must look.
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
    /// A run that nobody watches would overwrite values of more than 30 % and at least 10 of the pairs.
    Overwrites {
        /// The pairs.
        pairs: usize,
        /// How many of them have a value that would be overwritten.
        overwritten: usize,
    },
}

/// Whether a run that nobody watches would overwrite too much. What fills an empty field overwrites nothing. Never asked
/// for a run by hand: there a person has seen the plan, or could have.
pub fn check_overwrites(records: &[PlannedRecord], pairs: usize) -> Result<(), GuardBreach> {
    let overwrites = |record: &&PlannedRecord| record.updates.iter().any(|update| !update.from().trim().is_empty());
    let overwritten = records.iter().filter(overwrites).count();
    if overwritten >= OVERWRITE_COUNT && overwritten as f64 > pairs as f64 * OVERWRITE_SHARE {
        return Err(GuardBreach::Overwrites { pairs, overwritten });
    }
    Ok(())
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
    use sitebook_domain::{DeviceId, MappedField, MatchId, SyncTarget};
    use uuid::Uuid;

    use super::*;
    use crate::plan::PlannedUpdate;

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
    fn overwriting_many_pairs_stops_and_filling_empty_fields_does_not() {
        let record = |number: usize, theirs: &str| PlannedRecord {
            match_id: MatchId(Uuid::from_u128(number as u128)),
            device: DeviceId(Uuid::from_u128(number as u128)),
            configuration: number as i64,
            updates: vec![PlannedUpdate {
                field: MappedField::Model,
                ours: "60F".to_owned(),
                theirs: theirs.to_owned(),
                target: SyncTarget::Connectwise,
                conflict: None,
            }],
        };
        let records = |count: usize, theirs: &str| (0..count).map(|number| record(number, theirs)).collect::<Vec<_>>();
        assert_eq!(check_overwrites(&records(9, "61F"), 9), Ok(()), "nine are fewer than ten");
        assert_eq!(check_overwrites(&records(30, "61F"), 100), Ok(()), "exactly 30 %");
        let breach = Err(GuardBreach::Overwrites { pairs: 100, overwritten: 31 });
        assert_eq!(check_overwrites(&records(31, "61F"), 100), breach);
        assert_eq!(check_overwrites(&records(100, " "), 100), Ok(()), "nothing is lost");
    }

    #[test]
    fn new_records_do_not_hide_missing_ones() {
        assert_eq!(check_list(&ids(0..20), &ids(15..60)), Err(GuardBreach::Shrunk { before: 20, lost: 15 }));
    }
}
