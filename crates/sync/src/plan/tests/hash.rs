//! The name of a plan: what it covers, and what it does not.

use super::*;

fn pairs() -> Vec<Pair> {
    (1..=3).map(|number| Pair::new(number).with(MappedField::Model, "60F", "61F")).collect()
}

fn plan() -> Plan {
    plan_of(&pairs(), &FieldMapping::default(), SyncMode::ToConnectwise)
}

#[test]
fn it_is_64_hexadecimal_digits() {
    let hash = plan().hash();
    assert!(hash.len() == 64 && hash.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f')), "{hash}");
}

#[test]
fn planning_the_same_again_gives_the_same_name() {
    assert_eq!(plan().hash(), plan().hash());
}

#[test]
fn the_order_of_input_is_not_in_it() {
    let mut reversed = pairs();
    reversed.reverse();
    let reversed = plan_of(&reversed, &FieldMapping::default(), SyncMode::ToConnectwise);
    assert_eq!(reversed.hash(), plan().hash());
}

#[test]
fn the_mode_is_in_it() {
    // Here both modes write the same.
    let custom = plan_of(&pairs(), &FieldMapping::default(), SyncMode::Custom);
    assert_eq!(custom.records, plan().records);
    assert_ne!(custom.hash(), plan().hash());
}

#[test]
fn the_mapping_is_in_it() {
    // A rule of a field in which nothing differs.
    let mapping = with_rule(MappedField::Notes, Direction::Off, false);
    let other = plan_of(&pairs(), &mapping, SyncMode::ToConnectwise);
    assert_eq!(other.records, plan().records);
    assert_ne!(other.hash(), plan().hash());
}

#[test]
fn the_link_is_in_it() {
    let hashes = [
        plan().hash(),
        Plan { company: COMPANY + 1, ..plan() }.hash(),
        Plan { site: Some(4), ..plan() }.hash(),
        Plan { agent: AgentId(Uuid::from_u128(2)), ..plan() }.hash(),
    ];
    for (index, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..index].contains(hash), "{index}");
    }
}

#[test]
fn the_observed_values_are_in_it_on_both_sides() {
    for (ours, theirs) in [("62F", "61F"), ("60F", "62F"), ("60F", "61F "), ("", "61F"), ("60F", "60F")] {
        let mut other = pairs();
        other[1] = Pair::new(2).with(MappedField::Model, ours, theirs);
        let other = plan_of(&other, &FieldMapping::default(), SyncMode::ToConnectwise);
        assert_ne!(other.hash(), plan().hash(), "{ours:?} {theirs:?}");
    }
}

#[test]
fn what_came_of_the_base_is_in_it() {
    let mut other = pairs();
    other[0] = other[0].clone().with_base(MappedField::Model, "61F", "61F");
    assert_ne!(plan_of(&other, &FieldMapping::default(), SyncMode::ToConnectwise).hash(), plan().hash());
}

#[test]
fn times_are_not_in_it() {
    let mut later = pairs();
    for pair in &mut later {
        pair.found.at = pair.found.at.plus_millis(60_000);
        pair.device.created_at = pair.device.created_at.plus_millis(60_000);
        "2026-01-05T09:00:00Z".clone_into(&mut pair.configuration.last_updated);
    }
    assert_eq!(plan_of(&later, &FieldMapping::default(), SyncMode::ToConnectwise).hash(), plan().hash());
}

#[test]
fn a_plan_survives_being_stored() {
    let text = serde_json::to_string(&plan()).unwrap();
    let stored: Plan = serde_json::from_str(&text).unwrap();
    assert_eq!((stored.hash(), stored), (plan().hash(), plan()));
}
