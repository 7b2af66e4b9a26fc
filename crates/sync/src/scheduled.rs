//! What a run that nobody watches leaves for people: values that an undo holds, and conflicts.

use std::collections::HashMap;

use sitebook_domain::{DeviceId, FieldMapping, MappedField};

use crate::plan::{PlannedRecord, PlannedSkip, PlannedUpdate, SkipReason};
use crate::values::canonical;

/// Our value of each held field when it was held, by device.
pub type Held = HashMap<DeviceId, HashMap<MappedField, String>>;

/// Turns updates that need a person into skips. Returns the skips; records in which nothing is left go.
#[must_use]
pub fn leave_for_people(records: &mut Vec<PlannedRecord>, mapping: &FieldMapping, held: &Held) -> Vec<PlannedSkip> {
    let mut skips = Vec::new();
    for record in &mut *records {
        let (device, configuration) = (record.device, record.configuration);
        record.updates.retain(|update| match hindrance(update, mapping, held.get(&device)) {
            None => true,
            Some(reason) => {
                skips.push(PlannedSkip {
                    device,
                    configuration: Some(configuration),
                    field: Some(update.field),
                    reason,
                    length: None,
                    detail: None,
                });
                false
            }
        });
    }
    records.retain(|record| !record.updates.is_empty());
    skips
}

/// Why a run that nobody watches must not write this.
pub(crate) fn hindrance(
    update: &PlannedUpdate,
    mapping: &FieldMapping,
    held: Option<&HashMap<MappedField, String>>,
) -> Option<SkipReason> {
    let value = held.and_then(|held| held.get(&update.field));
    // Once our value is another one, somebody wants that one there.
    if value.is_some_and(|value| canonical(update.field, value) == canonical(update.field, &update.ours)) {
        return Some(SkipReason::Held);
    }
    (update.conflict.is_some() && !mapping.rule(update.field).overwrite_conflicts).then_some(SkipReason::Conflict)
}

#[cfg(test)]
mod tests {
    use sitebook_domain::{Direction, FieldRule, MatchId, SyncTarget};
    use uuid::Uuid;

    use super::*;
    use crate::plan::ConflictReason;

    const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));

    fn update(field: MappedField, ours: &str, conflict: Option<ConflictReason>) -> PlannedUpdate {
        let (ours, theirs) = (ours.to_owned(), "theirs".to_owned());
        PlannedUpdate { field, ours, theirs, target: SyncTarget::Connectwise, conflict }
    }

    fn record(updates: Vec<PlannedUpdate>) -> PlannedRecord {
        PlannedRecord { match_id: MatchId(Uuid::from_u128(2)), device: DEVICE, configuration: 7, updates }
    }

    fn left(updates: Vec<PlannedUpdate>, mapping: &FieldMapping, held: &Held) -> (usize, Vec<SkipReason>) {
        let mut records = vec![record(updates)];
        let skips = leave_for_people(&mut records, mapping, held);
        (records.iter().map(|record| record.updates.len()).sum(), skips.iter().map(|skip| skip.reason).collect())
    }

    #[test]
    fn a_conflict_waits_for_a_person_unless_the_field_says_otherwise() {
        let conflict = || vec![update(MappedField::Notes, "ours", Some(ConflictReason::NeverInStep))];
        let mut mapping = FieldMapping::default();
        assert_eq!(left(conflict(), &mapping, &Held::new()), (0, vec![SkipReason::Conflict]));
        let rule = FieldRule { overwrite_conflicts: true, ..FieldRule::new(Direction::ToConnectwise) };
        mapping.set(MappedField::Notes, rule).unwrap();
        assert_eq!(left(conflict(), &mapping, &Held::new()), (1, vec![]));
        assert_eq!(left(vec![update(MappedField::Model, "60F", None)], &mapping, &Held::new()), (1, vec![]));
    }

    #[test]
    fn a_held_field_waits_until_our_value_is_another_one() {
        let held = Held::from([(DEVICE, HashMap::from([(MappedField::Serial, "fgt60f".to_owned())]))]);
        let mapping = FieldMapping::default();
        for (ours, expected) in [("FGT60F ", (0, vec![SkipReason::Held])), ("FGT61F", (1, vec![])), ("", (1, vec![]))] {
            assert_eq!(left(vec![update(MappedField::Serial, ours, None)], &mapping, &held), expected, "{ours:?}");
        }
        let other = vec![update(MappedField::Model, "fgt60f", None)];
        assert_eq!(left(other, &mapping, &held), (1, vec![]), "another field is not held");
    }
}
