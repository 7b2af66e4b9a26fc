//! Which values of a record are written: what the plan says, as far as it was chosen and still holds.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{Device, FieldMapping, MappedField, Match, Origin};
use sitebook_psa::Configuration;

use super::ApplyRequest;
use crate::plan::{PairInput, PlanRules, PlannedRecord, PlannedUpdate, plan_pairs};
use crate::scheduled::hindrance;
use crate::values::{ours, same, theirs};

/// The planned records as far as they were chosen, and how many planned values of them a person excluded.
pub(super) fn chosen(request: &ApplyRequest<'_>) -> (Vec<PlannedRecord>, u32) {
    let mut excluded = 0;
    let mut records = Vec::new();
    let only = request.selection.only.as_ref();
    for record in request.plan.records.iter().filter(|record| only.is_none_or(|only| only.contains(&record.device))) {
        let mut record = record.clone();
        let before = record.updates.len();
        record.updates.retain(|update| request.selection.has(record.device, update.field));
        excluded += (before - record.updates.len()) as u32;
        if !record.updates.is_empty() {
            records.push(record);
        }
    }
    (records, excluded)
}

/// The updates that were chosen, if both sides are still as the plan saw them; else none for an approved plan, or what a
/// new look at this record gives. An empty list means that nothing is left to write.
pub(super) fn updates_to_write(
    request: &ApplyRequest<'_>,
    planned: &PlannedRecord,
    device: &Device,
    found: &Match,
    current: &Configuration,
) -> Option<Vec<PlannedUpdate>> {
    let mapping = &request.plan.mapping;
    let unchanged = planned.updates.iter().all(|update| {
        let rule = mapping.rule(update.field);
        ours(device, update.field, rule) == update.ours && theirs(current, update.field, rule) == update.theirs
    });
    if unchanged {
        return Some(planned.updates.clone());
    }
    if request.exactly {
        return remaining(&planned.updates, device, current, mapping);
    }
    let empty = HashMap::new();
    let base = request.base.get(&device.id).unwrap_or(&empty);
    let pair = PairInput { found, device, configuration: current, base };
    let rules =
        PlanRules { mapping, mode: request.plan.mode, placeholders: request.placeholders, targets: request.targets };
    let (records, _, _) = plan_pairs(&[pair], &rules);
    let mut updates = records.into_iter().next().map(|record| record.updates).unwrap_or_default();
    let in_question = fields_in_question(request, planned, device, current);
    updates.retain(|update| in_question.contains(&update.field) && request.selection.has(device.id, update.field));
    if request.plan.origin == Origin::Schedule {
        updates.retain(|update| hindrance(update, mapping, request.held.get(&device.id)).is_none());
    }
    Some(updates)
}

/// What is left of values of which a part was written already, by a request whose answer was lost, by a run that a crash
/// ended, or by somebody who wanted the same; none when anything else changed.
pub(super) fn remaining(
    planned: &[PlannedUpdate],
    device: &Device,
    current: &Configuration,
    mapping: &FieldMapping,
) -> Option<Vec<PlannedUpdate>> {
    let mut updates = Vec::new();
    for update in planned {
        let rule = mapping.rule(update.field);
        let (here, there) = (ours(device, update.field, rule), theirs(current, update.field, rule));
        if here == update.ours && there == update.theirs {
            updates.push(update.clone());
        } else if !same(update.field, &here, &there) || !same(update.field, update.to(), &there) {
            return None;
        }
    }
    Some(updates)
}

/// The fields that a new look at a record may write: those that were planned, and those whose values changed since. What
/// a plan left alone and nobody touched stays left alone.
fn fields_in_question(
    request: &ApplyRequest<'_>,
    planned: &PlannedRecord,
    device: &Device,
    current: &Configuration,
) -> HashSet<MappedField> {
    let mut fields: HashSet<MappedField> = planned.updates.iter().map(|update| update.field).collect();
    let (was_here, was_there) =
        (request.devices.get(&planned.device), request.configurations.get(&planned.configuration));
    for field in MappedField::ALL {
        let rule = request.plan.mapping.rule(*field);
        let here = was_here.is_none_or(|was| ours(was, *field, rule) != ours(device, *field, rule));
        let there = was_there.is_none_or(|was| theirs(was, *field, rule) != theirs(current, *field, rule));
        if here || there {
            fields.insert(*field);
        }
    }
    fields
}
