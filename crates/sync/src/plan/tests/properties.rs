//! What holds for any devices, configurations, base values, mapping and mode.

use proptest::prelude::*;
use sitebook_domain::{FieldTargetKind, FieldValue, Timestamp};

use super::*;

/// Values that agree, differ in spelling only, say nothing, are too long, or are just different.
fn value(field: MappedField) -> BoxedStrategy<String> {
    let pool: &'static [&'static str] = match field {
        MappedField::Mac => &["", "00:09:0F:AA:BB:01", "0009.0faa.bb01", "00-09-0f-aa-bb-02,00090FAABB01", "n/a"],
        MappedField::Ip => &["", "10.0.0.1", "fe80::1", "FE80:0::1", "dhcp"],
        MappedField::Serial => &["", "FGT60F", " fgt60f", "To be filled by O.E.M.", "0000", "CN83"],
        MappedField::Status => &["", "online", "offline", "Up", "down ", "Retired"],
        _ => &["", " ", "Fortinet", "FORTINET ", "a\r\nb", "a\nb", "Straße"],
    };
    let long = (1..300_usize).prop_map(|length| "\u{1F6AA}".repeat(length));
    prop_oneof![8 => prop::sample::select(pool).prop_map(str::to_owned), 1 => long, 1 => any::<char>().prop_map(String::from)]
        .boxed()
}

fn each_field<T: Clone + std::fmt::Debug + 'static>(
    of: impl Fn(MappedField) -> BoxedStrategy<T>,
) -> impl Strategy<Value = Vec<(MappedField, T)>> {
    MappedField::ALL.iter().map(|field| (Just(*field), of(*field))).collect::<Vec<_>>()
}

fn pairs() -> impl Strategy<Value = Vec<Pair>> {
    let sides = |field| (value(field), value(field), prop::option::of((value(field), value(field)))).boxed();
    prop::collection::vec(each_field(sides), 0..4).prop_map(|rows| {
        (1..).zip(rows).map(|(number, fields)| fields.into_iter().fold(Pair::new(number), with_field)).collect()
    })
}

type Sides = (String, String, Option<(String, String)>);

fn with_field(pair: Pair, (field, (ours, theirs, base)): (MappedField, Sides)) -> Pair {
    let mut pair = pair.with(field, &ours, &theirs);
    if let Some(target) = &records::rule(field).target {
        // The mapping may name either kind.
        for kind in [FieldTargetKind::Question, FieldTargetKind::CustomField] {
            records::set_target(&mut pair.configuration, kind, target.id, &theirs);
        }
    }
    match base {
        Some((ours, theirs)) => pair.with_base(field, &canonical(field, &ours), &canonical(field, &theirs)),
        None => pair,
    }
}

fn mapping() -> impl Strategy<Value = FieldMapping> {
    let rule = |_| {
        let directions = vec![Direction::ToConnectwise, Direction::FromConnectwise, Direction::Off];
        (prop::sample::select(directions), any::<bool>(), any::<bool>()).boxed()
    };
    each_field(rule).prop_map(|rules| {
        let mut mapping = FieldMapping::default();
        for (field, (direction, allow_empty, is_question)) in rules {
            let mut rule = FieldRule { direction, allow_empty, ..records::rule(field).clone() };
            if let Some(target) = &mut rule.target {
                target.kind = if is_question { FieldTargetKind::Question } else { FieldTargetKind::CustomField };
            }
            // What cannot be is refused, and keeps its default.
            let _ = mapping.set(field, rule);
        }
        mapping
    })
}

fn mode() -> impl Strategy<Value = SyncMode> {
    prop::sample::select(vec![SyncMode::ToConnectwise, SyncMode::FromConnectwise, SyncMode::Custom])
}

/// Both sides as they are once everything planned was written and stored.
fn applied(pairs: &[Pair], plan: &Plan) -> Vec<Pair> {
    let mut pairs = pairs.to_vec();
    for record in &plan.records {
        let pair = pairs.iter_mut().find(|pair| pair.device.id == record.device).unwrap();
        for update in &record.updates {
            if update.target == SyncTarget::Connectwise {
                let rule = plan.mapping.rule(update.field);
                records::set_theirs_by(&mut pair.configuration, update.field, rule, update.to());
            } else {
                let value = FieldValue::Text(update.to().to_owned());
                pair.device.layers.set_own(update.field.device_field(), value, "sync", Timestamp(0));
            }
        }
        pair.base.extend(
            base_of(pair.found.id, &pair.device, &pair.configuration, &plan.mapping)
                .into_iter()
                .map(|value| (value.field, value)),
        );
    }
    pairs
}

proptest! {
    #[test]
    fn the_order_of_pairs_changes_nothing(pairs in pairs(), mapping in mapping(), mode in mode(), by: prop::sample::Index) {
        let mut rotated = pairs.clone();
        rotated.rotate_left(if pairs.is_empty() { 0 } else { by.index(pairs.len()) });
        rotated.reverse();
        prop_assert_eq!(plan_of(&pairs, &mapping, mode), plan_of(&rotated, &mapping, mode));
    }

    #[test]
    fn planning_what_an_applied_plan_left_gives_nothing(pairs in pairs(), mapping in mapping(), mode in mode()) {
        let plan = plan_of(&pairs, &mapping, mode);
        let again = plan_of(&applied(&pairs, &plan), &mapping, mode);
        prop_assert_eq!(again.records, vec![]);
        prop_assert_eq!(again.skips, plan.skips, "what was left alone is still the same");
    }

    #[test]
    fn nothing_is_planned_for_fields_that_are_off(pairs in pairs(), mapping in mapping(), mode in mode()) {
        let plan = plan_of(&pairs, &mapping, mode);
        let written = plan.records.iter().flat_map(|record| &record.updates).map(|update| update.field);
        for field in written.chain(plan.skips.iter().filter_map(|skip| skip.field)) {
            prop_assert_ne!(mapping.rule(field).direction, Direction::Off);
        }
    }

    #[test]
    fn nothing_discovered_is_written_here(pairs in pairs(), mapping in mapping(), mode in mode()) {
        for update in plan_of(&pairs, &mapping, mode).records.iter().flat_map(|record| &record.updates) {
            prop_assert!(update.target == SyncTarget::Connectwise || !update.field.is_discovered());
        }
    }

    #[test]
    fn nothing_empty_is_written_unless_allowed(pairs in pairs(), mapping in mapping(), mode in mode()) {
        for update in plan_of(&pairs, &mapping, mode).records.iter().flat_map(|record| &record.updates) {
            prop_assert!(!update.to().trim().is_empty() || mapping.rule(update.field).allow_empty);
        }
    }

    #[test]
    fn nothing_written_is_cut(pairs in pairs(), mapping in mapping(), mode in mode()) {
        for update in plan_of(&pairs, &mapping, mode).records.iter().flat_map(|record| &record.updates) {
            let units = update.to().encode_utf16().count();
            let limit = update.field.max_length().filter(|_| update.target == SyncTarget::Connectwise);
            prop_assert!(limit.is_none_or(|limit| units <= limit));
        }
    }

    #[test]
    fn every_pair_is_accounted_for_once(pairs in pairs(), mapping in mapping(), mode in mode()) {
        let plan = plan_of(&pairs, &mapping, mode);
        let mut touched: Vec<DeviceId> = plan.records.iter().map(|record| record.device)
            .chain(plan.skips.iter().map(|skip| skip.device)).collect();
        touched.sort_unstable();
        touched.dedup();
        prop_assert_eq!(touched.len() + plan.equal as usize, pairs.len());
    }

    #[test]
    fn a_base_that_is_in_step_is_no_conflict(pairs in pairs(), mode in mode()) {
        // The base of what stands there now: then only one side can have moved, and it is not the one overwritten.
        let mut moved = pairs;
        for pair in &mut moved {
            for field in MappedField::ALL {
                let rule = records::rule(*field);
                let their_value = canonical(*field, &theirs(&pair.configuration, *field, rule));
                let our_value = canonical(*field, &ours(&pair.device, *field, rule));
                *pair = pair.clone().with_base(*field, &our_value, &their_value);
            }
        }
        let plan = plan_of(&moved, &FieldMapping::default(), mode);
        prop_assert!(plan.records.iter().flat_map(|record| &record.updates).all(|update| update.conflict.is_none()));
    }
}
