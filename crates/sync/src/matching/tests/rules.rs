//! One test for each sentence of the rules.

use super::*;

#[test]
fn equal_serials_match_whatever_case_and_space() {
    let outcome = run(&[device(1, "fgt60f1", "", "")], &[configuration(10, " FGT60F1 ", "", "")]);
    assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Serial, ""));
}

#[test]
fn any_mac_of_the_set_matches_in_any_spelling() {
    let outcome = run(
        &[device(1, "", "00:11:22:33:44:55,00:09:0F:AA:BB:01", "")],
        &[configuration(10, "", "0009.0faa.bb01", "")],
    );
    assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Mac, ""));
}

#[test]
fn an_ip_address_only_proposes() {
    let outcome = run(&[device(1, "", "", "10.0.0.1")], &[configuration(10, "", "", "10.0.0.1")]);
    assert_eq!(only(&outcome), (MatchState::Proposed, MatchRule::Ip, reason::ONLY_IP));
}

#[test]
fn an_ip_address_that_was_handed_on_proposes_nothing() {
    for (ours, theirs) in [(("S-100", ""), ("S-200", "")), (("", MAC), ("", OTHER_MAC))] {
        let outcome =
            run(&[device(1, ours.0, ours.1, "10.0.0.1")], &[configuration(10, theirs.0, theirs.1, "10.0.0.1")]);
        assert_eq!(outcome.proposals, []);
        assert_eq!(outcome.unmatched[0].reason, reason::NO_CANDIDATE);
    }
}

#[test]
fn placeholders_and_made_up_macs_are_no_evidence() {
    for (ours, theirs) in [
        (device(1, "To be filled by O.E.M.", "", ""), configuration(10, "To be filled by O.E.M.", "", "")),
        (device(1, "", "02:42:AC:11:00:02", ""), configuration(10, "", "02:42:ac:11:00:02", "")),
        (device(1, "", "", "0.0.0.0"), configuration(10, "", "", "0.0.0.0")),
    ] {
        let outcome = run(&[ours], &[theirs]);
        assert_eq!((outcome.proposals.len(), outcome.unmatched[0].reason), (0, reason::NO_IDENTIFYING_VALUE));
    }
}

#[test]
fn two_equal_placeholders_are_not_shown_as_agreeing() {
    let ours = device(1, "To be filled by O.E.M.", MAC, "");
    let outcome = run(&[ours], &[configuration(10, "To be filled by O.E.M.", MAC, "")]);
    let shown: Vec<MatchRule> = outcome.proposals[0].evidence.iter().map(|evidence| evidence.rule).collect();
    assert_eq!(shown, [MatchRule::Mac]);
}

#[test]
fn a_serial_held_twice_goes_to_a_person() {
    let twins = run(&[device(1, "S-100", "", ""), device(2, "S-100", "", "")], &[configuration(10, "S-100", "", "")]);
    assert_eq!(twins.proposals, []);
    assert_eq!(twins.review.iter().map(|review| review.reason).collect::<Vec<_>>(), [reason::SHARED_VALUE; 2]);
    let copies =
        run(&[device(1, "S-100", "", "")], &[configuration(10, "S-100", "", ""), configuration(11, "S-100", "", "")]);
    assert_eq!(copies.review[0].candidates.len(), 2);
}

#[test]
fn a_unique_mac_decides_between_two_records_of_one_serial() {
    let outcome =
        run(&[device(1, "S-100", MAC, "")], &[configuration(10, "S-100", "", ""), configuration(11, "S-100", MAC, "")]);
    assert_eq!(outcome.proposals[0].configuration, 11);
}

#[test]
fn contradicting_evidence_goes_to_a_person() {
    let outcome = run(&[device(1, "S-100", MAC, "")], &[configuration(10, "S-100", OTHER_MAC, "")]);
    assert_eq!(outcome.review[0].reason, reason::CONTRADICTION);
    let outcome = run(&[device(1, "S-100", MAC, "")], &[configuration(10, "S-200", MAC, "")]);
    assert_eq!(outcome.review[0].reason, reason::CONTRADICTION);
    let outcome =
        run(&[device(1, "S-100", MAC, "")], &[configuration(10, "S-100", "", ""), configuration(11, "", MAC, "")]);
    assert_eq!(outcome.review[0].reason, reason::SEVERAL_CANDIDATES);
}

#[test]
fn a_configuration_claimed_by_two_devices_goes_to_a_person() {
    let outcome = run(&[device(1, "S-100", "", ""), device(2, "", MAC, "")], &[configuration(10, "S-100", MAC, "")]);
    assert_eq!((outcome.proposals.len(), outcome.review.len()), (0, 2));
}

#[test]
fn inactive_and_foreign_site_configurations_are_only_proposed() {
    let mut inactive = configuration(10, "S-100", "", "");
    inactive.active = false;
    assert_eq!(only(&run(&[device(1, "S-100", "", "")], &[inactive])).2, reason::INACTIVE);
    for (site, expected) in [(7, ""), (8, reason::OTHER_SITE)] {
        let mut elsewhere = configuration(10, "S-100", "", "");
        elsewhere.site = Some(Reference { id: site, name: String::new() });
        assert_eq!(only(&run(&[device(1, "S-100", "", "")], &[elsewhere])).2, expected);
    }
}

#[test]
fn a_typed_serial_only_proposes() {
    let mut typed = device(1, "", "", "");
    let own = OwnValue { value: FieldValue::Text("S-100".to_owned()), by: "Ann".to_owned(), at: Timestamp(0) };
    typed.layers.own.insert(DeviceField::Serial, own);
    let outcome = run(&[typed], &[configuration(10, "S-100", "", "")]);
    assert_eq!(only(&outcome), (MatchState::Proposed, MatchRule::Serial, reason::TYPED_VALUE));
}

#[test]
fn an_unlinked_pair_is_not_made_again() {
    let unlink = RememberedUnlink { device: DeviceId(Uuid::from_u128(1)), configuration: 10 };
    let outcome = run_with(&[device(1, "S-100", "", "")], &[configuration(10, "S-100", "", "")], &[], &[unlink]);
    assert_eq!((outcome.proposals.len(), outcome.unmatched[0].reason), (0, reason::UNLINKED));
}

#[test]
fn ignored_and_gone_devices_are_not_matched() {
    let mut ignored = device(1, "S-100", "", "");
    ignored.ignored = true;
    let mut gone = device(2, "S-200", "", "");
    gone.gone_since = Some(Timestamp(1));
    let outcome = run(&[ignored, gone], &[configuration(10, "S-100", "", ""), configuration(11, "S-200", "", "")]);
    assert_eq!((outcome.proposals.len(), outcome.unmatched.len()), (0, 0));
}

#[test]
fn a_match_freezes_when_its_evidence_comes_to_contradict_itself() {
    let ours = device(1, "S-100", MAC, "");
    let theirs = configuration(10, "S-999", MAC, "");
    let known = vec![Evidence {
        rule: MatchRule::Serial,
        device_value: "S-100".to_owned(),
        configuration_value: "S-999".to_owned(),
        agrees: false,
    }];
    for (state, evidence, freezes) in [
        (MatchState::Automatic, vec![], 1),
        (MatchState::Confirmed, vec![], 1),
        (MatchState::Confirmed, known, 0),
        (MatchState::Frozen, vec![], 0),
    ] {
        let found = matched(&ours, &theirs, state, evidence);
        let outcome = run_with(std::slice::from_ref(&ours), std::slice::from_ref(&theirs), &[found], &[]);
        assert_eq!(outcome.freezes.len(), freezes, "{state:?}");
    }
}

#[test]
fn a_match_whose_configuration_is_not_listed_is_asked_for() {
    let ours = device(1, "S-100", "", "");
    let found = matched(&ours, &configuration(10, "", "", ""), MatchState::Automatic, vec![]);
    let outcome = run_with(&[ours], &[configuration(11, "S-100", "", "")], &[found], &[]);
    assert_eq!((outcome.missing.len(), outcome.proposals.len(), outcome.review.len()), (1, 0, 0));
}

/// The same device with a value that a person typed, or a sync brought back.
fn typed(mut device: Device, field: DeviceField, value: FieldValue) -> Device {
    device.layers.own.insert(field, OwnValue { value, by: "Ann".to_owned(), at: Timestamp(0) });
    device
}

#[test]
fn typed_addresses_only_propose_either() {
    let macs = FieldValue::List(vec![MAC.to_owned()]);
    let outcome = run(&[typed(device(1, "", "", ""), DeviceField::Macs, macs)], &[configuration(10, "", MAC, "")]);
    assert_eq!(only(&outcome), (MatchState::Proposed, MatchRule::Mac, reason::TYPED_VALUE));
}

#[test]
fn a_reported_mac_matches_whatever_was_typed_beside_it() {
    let ours = typed(device(1, "", MAC, ""), DeviceField::Serial, FieldValue::Text("S-100".to_owned()));
    let outcome = run(&[ours], &[configuration(10, "S-100", MAC, "")]);
    assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Mac, ""));
}

#[test]
fn an_ip_address_that_is_used_twice_proposes_nothing() {
    let twins =
        run(&[device(1, "", "", "10.0.0.1"), device(2, "", "", "10.0.0.1")], &[configuration(10, "", "", "10.0.0.1")]);
    assert_eq!((twins.proposals.len(), twins.review.len(), twins.unmatched.len()), (0, 0, 2));
    let copies = run(
        &[device(1, "", "", "10.0.0.1")],
        &[configuration(10, "", "", "10.0.0.1"), configuration(11, "", "", "10.0.0.1")],
    );
    assert_eq!((copies.proposals.len(), copies.unmatched[0].reason), (0, reason::NO_CANDIDATE));
}

#[test]
fn accepted_ip_matches_are_automatic_and_a_configuration_still_gets_one_device() {
    let options = MatchOptions { accept_ip_matches: true, ..MatchOptions::default() };
    let sites = HashMap::new();
    let run = |devices: &[Device], configurations: &[Configuration]| {
        match_devices(
            MatchInput { devices, sites: &sites, configurations, matches: &[], unlinks: &[], kept: &[] },
            &options,
        )
    };
    let one = run(&[device(1, "", "", "10.0.0.1")], &[configuration(10, "", "", "10.0.0.1")]);
    assert_eq!(only(&one), (MatchState::Automatic, MatchRule::Ip, ""));
    let two = run(
        &[device(1, "", "", "10.0.0.1"), device(2, "", "", "10.0.0.2")],
        &[configuration(10, "", "", "10.0.0.1, 10.0.0.2")],
    );
    assert_eq!(two.proposals, []);
    assert_eq!(two.review.iter().map(|review| review.reason).collect::<Vec<_>>(), [reason::SHARED_VALUE; 2]);
}

#[test]
fn addresses_that_a_device_gave_itself_and_other_spellings_of_one_address() {
    let outcome = run(&[device(1, "", "", "169.254.7.7")], &[configuration(10, "", "", "169.254.7.7")]);
    assert_eq!(outcome.proposals, []);
    for theirs in ["10.0.0.1/24", "::ffff:10.0.0.1", "10.0.0.9; 10.0.0.1"] {
        let outcome = run(&[device(1, "", "", "10.0.0.1")], &[configuration(10, "", "", theirs)]);
        assert_eq!(only(&outcome).1, MatchRule::Ip, "{theirs}");
    }
}

const DOCK: &str = "00:E0:4C:68:12:34";

#[test]
fn the_address_of_a_dock_only_proposes_and_contradicts_nothing() {
    let outcome = run(&[device(1, "", DOCK, "")], &[configuration(10, "", DOCK, "")]);
    assert_eq!(only(&outcome), (MatchState::Proposed, MatchRule::Mac, reason::DOCK_MAC));
    assert!(outcome.proposals[0].evidence[0].agrees);
    let outcome = run(&[device(1, "S-100", DOCK, "")], &[configuration(10, "S-100", MAC, "")]);
    assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Serial, ""));
    let shared = run(&[device(1, "", DOCK, ""), device(2, "", DOCK, "")], &[configuration(10, "", DOCK, "")]);
    assert_eq!((shared.proposals.len(), shared.review.len()), (0, 0));
}

#[test]
fn the_address_of_a_virtual_machine_matches_and_that_of_a_virtual_router_does_not() {
    for (mac, found) in [
        ("00:50:56:12:34:56", true),
        ("00:15:5D:12:34:56", true),
        ("52:54:00:12:34:56", false),
        ("00:00:5E:00:01:01", false),
        ("00:00:0C:07:AC:01", false),
        ("00:05:9A:3C:7A:00", false),
    ] {
        let outcome = run(&[device(1, "", mac, "")], &[configuration(10, "", mac, "")]);
        assert_eq!(outcome.proposals.len(), usize::from(found), "{mac}");
    }
}

#[test]
fn a_column_with_several_addresses_or_a_cut_one_matches_by_any_whole_one() {
    for theirs in ["00090FAABB09;00090f-aabb01", "00:09:0F:AA:BB:01, 00:09:", "0009:0faa:bb01", "00090F:AABB01"] {
        let outcome = run(&[device(1, "", MAC, "")], &[configuration(10, "", theirs, "")]);
        assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Mac, ""), "{theirs}");
    }
}

#[test]
fn a_value_that_others_hold_too_neither_agrees_nor_contradicts() {
    let stickers = [device(1, "STICKER", MAC, ""), device(2, "STICKER", "", "")];
    let outcome = run(&stickers, &[configuration(10, "S-100", MAC, "")]);
    assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Mac, ""));
    // The rule knew; the match does not freeze for it, not even when the value becomes the only one.
    let made = matched(
        &stickers[0],
        &configuration(10, "", "", ""),
        MatchState::Automatic,
        outcome.proposals[0].evidence.clone(),
    );
    let later = run_with(&stickers[..1], &[configuration(10, "S-100", MAC, "")], &[made], &[]);
    assert_eq!(later.freezes, []);
}

#[test]
fn pairs_that_cross_go_to_a_person() {
    let devices = [device(1, "S-100", "", "10.0.0.1"), device(2, "S-200", "", "10.0.0.2")];
    let outcome =
        run(&devices, &[configuration(10, "S-200", "", "10.0.0.1"), configuration(11, "S-100", "", "10.0.0.2")]);
    assert_eq!(outcome.proposals, []);
    assert_eq!(outcome.review.iter().map(|review| review.reason).collect::<Vec<_>>(), [reason::CONTRADICTION; 2]);
    // Serial number and MAC together are enough, wherever the addresses went.
    let devices = [device(1, "S-100", MAC, "10.0.0.1"), device(2, "S-200", OTHER_MAC, "10.0.0.2")];
    let outcome = run(
        &devices,
        &[configuration(10, "S-200", OTHER_MAC, "10.0.0.1"), configuration(11, "S-100", MAC, "10.0.0.2")],
    );
    assert_eq!(outcome.proposals.len(), 2);
}

#[test]
fn a_device_whose_configuration_is_matched_with_another_one_goes_to_a_person() {
    let devices = [device(1, "S-100", "", ""), device(2, "", MAC, "")];
    let theirs = configuration(10, "S-100", MAC, "");
    let found = matched(&devices[0], &theirs, MatchState::Confirmed, vec![]);
    let outcome = run_with(&devices, &[theirs], &[found], &[]);
    assert_eq!((outcome.review[0].device, outcome.review[0].reason), (devices[1].id, reason::TAKEN));
    assert_eq!(outcome.review[0].candidates[0].0, 10);
}

#[test]
fn an_ignored_device_keeps_its_value_from_identifying_another_one() {
    let mut ignored = device(1, "S-100", "", "");
    ignored.ignored = true;
    let outcome = run(&[ignored, device(2, "S-100", "", "")], &[configuration(10, "S-100", "", "")]);
    assert_eq!((outcome.proposals.len(), outcome.review[0].reason), (0, reason::SHARED_VALUE));
}

#[test]
fn a_list_that_names_a_configuration_twice_counts_the_newer_one_once() {
    let mut newer = configuration(10, "S-100", "", "");
    newer.last_updated = "2026-02-01T00:00:00Z".to_owned();
    let older = configuration(10, "S-900", "", "");
    for list in [[older.clone(), newer.clone()], [newer, older]] {
        let outcome = run(&[device(1, "S-100", "", "")], &list);
        assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Serial, ""));
    }
}

#[test]
fn a_person_is_shown_25_candidates_at_most() {
    let copies: Vec<Configuration> = (10..90).map(|id| configuration(id, "S-100", "", "")).collect();
    let outcome = run(&[device(1, "S-100", "", "")], &copies);
    let shown: Vec<i64> = outcome.review[0].candidates.iter().map(|(id, _)| *id).collect();
    assert_eq!(shown, (10..35).collect::<Vec<i64>>());
}

#[test]
fn placeholders_that_a_user_added_do_not_identify() {
    let options =
        MatchOptions { placeholders: PlaceholderList::default().with(["S-100".to_owned()]), ..MatchOptions::default() };
    let (devices, configurations) = ([device(1, "s-100", "", "")], [configuration(10, "S-100", "", "")]);
    let sites = HashMap::new();
    let input = MatchInput {
        devices: &devices,
        sites: &sites,
        configurations: &configurations,
        matches: &[],
        unlinks: &[],
        kept: &[],
    };
    assert_eq!(match_devices(input, &options).unmatched[0].reason, reason::NO_IDENTIFYING_VALUE);
}

/// The outcome where the source keeps these ids of configurations with devices.
fn run_kept(devices: &[Device], configurations: &[Configuration], kept: &[(u128, i64)]) -> MatchOutcome {
    let kept: Vec<(DeviceId, i64)> =
        kept.iter().map(|(device, id)| (DeviceId(Uuid::from_u128(*device)), *id)).collect();
    let sites = HashMap::new();
    let input = MatchInput { devices, sites: &sites, configurations, matches: &[], unlinks: &[], kept: &kept };
    match_devices(input, &MatchOptions { accept_ip_matches: true, ..MatchOptions::default() })
}

#[test]
fn a_kept_id_only_proposes_and_shows_itself() {
    let outcome = run_kept(&[device(1, "", "", "")], &[configuration(10, "S-1", "", "")], &[(1, 10)]);
    assert_eq!(only(&outcome), (MatchState::Proposed, MatchRule::Kept, reason::ONLY_KEPT));
    let id = || "10".to_owned();
    let kept = Evidence { rule: MatchRule::Kept, device_value: id(), configuration_value: id(), agrees: true };
    assert_eq!(outcome.proposals[0].evidence, [kept]);
}

#[test]
fn a_kept_id_of_another_company_or_of_two_devices_says_nothing() {
    let devices = [device(1, "", "", ""), device(2, "", "", "")];
    for kept in [&[(1, 99)][..], &[(1, 10), (2, 10)]] {
        let outcome = run_kept(&devices, &[configuration(10, "", "", "")], kept);
        assert_eq!((outcome.proposals.len(), outcome.review.len()), (0, 0), "{outcome:?}");
    }
}

#[test]
fn a_kept_id_that_serial_or_mac_contradict_goes_to_a_person() {
    for (ours, theirs) in [(("S-100", ""), ("S-200", "")), (("", MAC), ("", OTHER_MAC))] {
        let outcome = run_kept(
            &[device(1, ours.0, ours.1, "10.0.0.1")],
            &[configuration(10, theirs.0, theirs.1, ""), configuration(11, "", "", "10.0.0.1")],
            &[(1, 10)],
        );
        assert_eq!(outcome.proposals, []);
        let candidates: Vec<i64> = outcome.review[0].candidates.iter().map(|(id, _)| *id).collect();
        assert_eq!((outcome.review[0].reason, candidates), (reason::CONTRADICTION, vec![10, 11]));
    }
}

#[test]
fn a_kept_id_yields_to_a_serial_number_of_either_side() {
    let devices = [device(1, "S-100", "", ""), device(2, "", "", "")];
    let configurations = [configuration(10, "S-100", "", ""), configuration(11, "", "", "")];
    let outcome = run_kept(&devices, &configurations, &[(1, 11), (2, 10)]);
    assert_eq!(only(&outcome), (MatchState::Automatic, MatchRule::Serial, ""));
    assert_eq!(outcome.unmatched.len(), 1, "the second device is left alone: {outcome:?}");
}

#[test]
fn a_kept_id_and_an_address_that_name_different_configurations_go_to_a_person() {
    let configurations = [configuration(10, "", "", "10.0.0.1"), configuration(11, "", "", "")];
    let outcome = run_kept(&[device(1, "", "", "10.0.0.1")], &configurations, &[(1, 11)]);
    assert_eq!((outcome.proposals.len(), outcome.review[0].reason), (0, reason::SEVERAL_CANDIDATES));
    let agreeing = run_kept(&[device(1, "", "", "10.0.0.1")], &configurations, &[(1, 10)]);
    assert_eq!(only(&agreeing), (MatchState::Automatic, MatchRule::Ip, ""), "a user accepts addresses here");
}
