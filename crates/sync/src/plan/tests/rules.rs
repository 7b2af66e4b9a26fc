//! Directions, what is never overwritten, conflicts, and the base.

use super::*;
use Direction::{FromConnectwise, Off, ToConnectwise};

/// Fields that either side may write.
const BOTH: [MappedField; 7] = [
    MappedField::Name,
    MappedField::Vendor,
    MappedField::Model,
    MappedField::Serial,
    MappedField::Notes,
    MappedField::Zone,
    MappedField::Room,
];

/// A pair of different values of each field.
fn differing(field: MappedField) -> Pair {
    match field {
        MappedField::Mac => Pair::of(field, "00:09:0F:AA:BB:01", "00:09:0F:AA:BB:02"),
        MappedField::Ip => Pair::of(field, "10.0.0.1", "10.0.0.2"),
        MappedField::Status => Pair::of(field, "offline", "Retired"),
        _ => Pair::of(field, "value one", "value two"),
    }
}

#[test]
fn to_connectwise_writes_every_mapped_field_there_whatever_its_direction() {
    for mapping in [all(ToConnectwise), all(FromConnectwise)] {
        for field in MappedField::ALL {
            let plan = plan_of(&[differing(*field)], &mapping, SyncMode::ToConnectwise);
            let update = only_update(&plan);
            assert_eq!((update.field, update.target), (*field, SyncTarget::Connectwise));
            assert_eq!((update.from(), update.to()), (update.theirs.as_str(), update.ours.as_str()));
        }
    }
}

#[test]
fn from_connectwise_writes_every_field_here_that_can_come_from_there() {
    for mapping in [all(ToConnectwise), all(FromConnectwise)] {
        for field in BOTH {
            let plan = plan_of(&[differing(field)], &mapping, SyncMode::FromConnectwise);
            let update = only_update(&plan);
            assert_eq!((update.field, update.target), (field, SyncTarget::Local));
            assert_eq!((update.from(), update.to()), ("value one", "value two"));
        }
    }
}

#[test]
fn customized_follows_the_direction_of_each_field() {
    let mut mapping = with_rule(MappedField::Notes, FromConnectwise, false);
    mapping.set(MappedField::Model, FieldRule::new(Off)).unwrap();
    let pair = Pair::new(1).with(MappedField::Serial, "FGT60F", "FGT61F").with(MappedField::Model, "60F", "61F").with(
        MappedField::Notes,
        "ours",
        "theirs",
    );
    let plan = plan_of(&[pair], &mapping, SyncMode::Custom);
    let targets: Vec<_> = plan.records[0].updates.iter().map(|update| (update.field, update.target)).collect();
    assert_eq!(targets, [(MappedField::Serial, SyncTarget::Connectwise), (MappedField::Notes, SyncTarget::Local)]);
}

#[test]
fn a_field_that_is_off_stays_off_in_every_mode() {
    for mode in [SyncMode::ToConnectwise, SyncMode::FromConnectwise, SyncMode::Custom] {
        for field in MappedField::ALL {
            assert_equal(&plan_of(&[differing(*field)], &with_rule(*field, Off, true), mode));
        }
    }
}

#[test]
fn a_discovered_value_never_comes_from_connectwise() {
    for field in MappedField::ALL.iter().filter(|field| field.is_discovered()) {
        let plan = plan_of(&[differing(*field)], &all(FromConnectwise), SyncMode::FromConnectwise);
        assert_eq!(only_skip(&plan), (SkipReason::DiscoveredValue, None), "{field:?}");
    }
}

#[test]
fn an_empty_value_never_overwrites_one_that_is_not() {
    for field in MappedField::ALL.iter().filter(|field| **field != MappedField::Status) {
        for empty in ["", "  "] {
            let there = Pair::of(*field, empty, "00:09:0F:AA:BB:02");
            let plan = plan_of(&[there], &all(ToConnectwise), SyncMode::ToConnectwise);
            assert_eq!(only_skip(&plan), (SkipReason::EmptyValue, None), "{field:?} there");
        }
    }
    for field in BOTH {
        for empty in ["", " \r\n"] {
            let here = Pair::of(field, "value one", empty);
            let plan = plan_of(&[here], &all(ToConnectwise), SyncMode::FromConnectwise);
            assert_eq!(only_skip(&plan), (SkipReason::EmptyValue, None), "{field:?} here");
        }
    }
}

#[test]
fn an_empty_value_overwrites_where_the_user_allows_it_for_that_field() {
    let mapping = with_rule(MappedField::Notes, ToConnectwise, true);
    let pair = Pair::of(MappedField::Notes, "", "old").with(MappedField::Model, "", "60F");
    let plan = plan_of(&[pair], &mapping, SyncMode::ToConnectwise);
    assert_eq!(plan.records[0].updates.iter().map(|update| update.field).collect::<Vec<_>>(), [MappedField::Notes]);
    assert_eq!(plan.skips.iter().map(|skip| skip.field).collect::<Vec<_>>(), [Some(MappedField::Model)]);

    let cleared = Pair::of(MappedField::Notes, "old", "  ");
    let plan = plan_of(&[cleared], &mapping, SyncMode::FromConnectwise);
    assert_eq!(only_update(&plan).to(), "");
}

#[test]
fn a_name_is_never_emptied() {
    let mapping = with_rule(MappedField::Name, ToConnectwise, true);
    for (pair, mode) in [
        (Pair::of(MappedField::Name, "", "fw01"), SyncMode::ToConnectwise),
        (Pair::of(MappedField::Name, "fw01", ""), SyncMode::FromConnectwise),
    ] {
        assert_eq!(only_skip(&plan_of(&[pair], &mapping, mode)), (SkipReason::EmptyValue, None));
    }
}

#[test]
fn a_value_too_long_for_connectwise_is_reported_and_never_cut() {
    let limit = MappedField::Name.max_length().unwrap();
    // A door is one character, and two of the units in which the column counts.
    let fits = "\u{1F6AA}".repeat(limit / 2);
    let too_long = format!("{fits}a");
    let of = |name: &str| plan_of(&[Pair::of(MappedField::Name, name, "x")], &all(ToConnectwise), SyncMode::Custom);
    assert_eq!(only_update(&of(&fits)).to(), fits);
    assert_eq!(only_skip(&of(&too_long)), (SkipReason::TooLong, Some(limit + 1)));
}

#[test]
fn a_long_value_is_no_trouble_here_or_where_no_limit_is_known() {
    let long = "n".repeat(5_000);
    let here = plan_of(&[Pair::of(MappedField::Name, "x", &long)], &all(FromConnectwise), SyncMode::Custom);
    assert_eq!(only_update(&here).to(), long);
    let notes = plan_of(&[Pair::of(MappedField::Notes, &long, "x")], &all(ToConnectwise), SyncMode::Custom);
    assert_eq!(only_update(&notes).to(), long);
}

#[test]
fn a_serial_number_that_says_nothing_is_not_passed_on() {
    for (ours, theirs, mode) in [
        ("To be filled by O.E.M.", "FGT60F", SyncMode::ToConnectwise),
        ("To be filled by O.E.M.", "", SyncMode::ToConnectwise),
        ("FGT60F", "default string", SyncMode::FromConnectwise),
    ] {
        let plan = plan_of(&[Pair::of(MappedField::Serial, ours, theirs)], &FieldMapping::default(), mode);
        assert_eq!(only_skip(&plan), (SkipReason::PlaceholderValue, None), "{ours} {theirs}");
    }
}

#[test]
fn equal_on_both_sides_is_never_a_change() {
    for (field, ours, theirs) in [
        (MappedField::Name, "fw01", "fw01 "),
        (MappedField::Vendor, "Fortinet", "FORTINET"),
        (MappedField::Serial, "fgt60f", " FGT60F"),
        (MappedField::Mac, "00:09:0F:AA:BB:01", "00090FAABB01 / 0009.0faa.bb02"),
        (MappedField::Ip, "fe80::1", "FE80:0::1"),
        (MappedField::Notes, "a\nb", "a\r\nb\r\n"),
        (MappedField::Model, "", "  "),
    ] {
        // Whatever the base says: both sides may have changed to the same.
        let pair = Pair::of(field, ours, theirs).with_base(field, "else", "else");
        for mode in [SyncMode::ToConnectwise, SyncMode::FromConnectwise, SyncMode::Custom] {
            assert_equal(&plan_of(std::slice::from_ref(&pair), &FieldMapping::default(), mode));
        }
    }
}

#[test]
fn a_side_that_changed_since_the_base_is_a_conflict_when_it_is_overwritten() {
    // The model is 60F by the base. Which side has changed, and which is written?
    for (ours, theirs, mode, conflict) in [
        ("61F", "60F", SyncMode::ToConnectwise, None),
        ("60F", "61F", SyncMode::FromConnectwise, None),
        ("60F", "61F", SyncMode::ToConnectwise, Some(ConflictReason::ChangedSinceBase)),
        ("61F", "60F", SyncMode::FromConnectwise, Some(ConflictReason::ChangedSinceBase)),
        ("61F", "62F", SyncMode::ToConnectwise, Some(ConflictReason::ChangedSinceBase)),
        ("61F", "62F", SyncMode::FromConnectwise, Some(ConflictReason::ChangedSinceBase)),
        ("61F", "", SyncMode::ToConnectwise, Some(ConflictReason::ChangedSinceBase)),
    ] {
        let pair = Pair::of(MappedField::Model, ours, theirs).with_base(MappedField::Model, "60F", "60F");
        let plan = plan_of(&[pair], &FieldMapping::default(), mode);
        assert_eq!(only_update(&plan).conflict, conflict, "{ours:?} {theirs:?} {mode:?}");
    }
}

#[test]
fn another_spelling_of_the_base_is_no_conflict() {
    let pair = Pair::of(MappedField::Serial, "FGT61F", " fgt60f").with_base(MappedField::Serial, "FGT60F", "FGT60F");
    assert_eq!(only_update(&plan_of(&[pair], &FieldMapping::default(), SyncMode::ToConnectwise)).conflict, None);
}

#[test]
fn two_different_values_without_a_base_are_a_conflict() {
    let never = Some(ConflictReason::NeverInStep);
    for (ours, theirs, conflict) in [("60F", "61F", never), ("60F", "", None)] {
        let pair = Pair::of(MappedField::Model, ours, theirs).with_base(MappedField::Name, "x", "x");
        let plan = plan_of(&[pair], &FieldMapping::default(), SyncMode::ToConnectwise);
        assert_eq!(only_update(&plan).conflict, conflict);
    }
    let cleared = Pair::of(MappedField::Notes, "", "old");
    let plan = plan_of(&[cleared], &with_rule(MappedField::Notes, ToConnectwise, true), SyncMode::ToConnectwise);
    assert_eq!(only_update(&plan).conflict, never, "nobody ever saw what would be emptied");
}

#[test]
fn the_base_holds_the_fields_that_are_equal_in_canonical_form() {
    let pair = Pair::new(1)
        .with(MappedField::Name, "fw01", "FW01")
        .with(MappedField::Serial, "fgt60f", " FGT60F")
        .with(MappedField::Mac, "00:09:0F:AA:BB:01", "0009.0faa.bb02 00-09-0F-AA-BB-01");
    let base = base_of(pair.found.id, &pair.device, &pair.configuration, &FieldMapping::default());
    let of = |field| base.iter().find(|value| value.field == field);
    assert_eq!(of(MappedField::Name), None, "they differ");
    let serial = of(MappedField::Serial).unwrap();
    assert_eq!((serial.ours.as_str(), serial.theirs.as_str()), ("FGT60F", "FGT60F"));
    let mac = of(MappedField::Mac).unwrap();
    assert_eq!((mac.ours.as_str(), mac.theirs.as_str()), ("00090faabb01", "00090faabb02,00090faabb01"));
    let notes = of(MappedField::Notes).unwrap();
    assert_eq!((notes.ours.as_str(), notes.theirs.as_str()), ("", ""), "nothing on both sides is in step as well");
    assert!(base.iter().all(|value| value.match_id == pair.found.id));
}

#[test]
fn a_pair_is_equal_only_when_nothing_in_it_is_written_or_left_alone() {
    let pairs = [
        Pair::new(1),
        Pair::new(2).with(MappedField::Model, "60F", ""),
        Pair::new(3).with(MappedField::Model, "", "60F"),
        Pair::new(4),
    ];
    let plan = plan_of(&pairs, &FieldMapping::default(), SyncMode::ToConnectwise);
    assert_eq!(plan.records.iter().map(|record| record.device).collect::<Vec<_>>(), [pairs[1].device.id]);
    assert_eq!(plan.skips.iter().map(|skip| skip.device).collect::<Vec<_>>(), [pairs[2].device.id]);
    assert_eq!(plan.equal, 2);
}
