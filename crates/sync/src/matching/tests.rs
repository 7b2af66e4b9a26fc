//! The rules of matching, one test per sentence of the design, and properties that hold for any input.

use proptest::prelude::*;
use sitebook_domain::{DeviceField, FieldValue, Layers, MatchId, OwnValue, Timestamp};
use sitebook_psa::Reference;
use uuid::Uuid;

use super::*;

const AGENT: AgentId = AgentId(Uuid::from_u128(1));

/// A device with serial, MACs (separated by commas) and IP; empty for none.
fn device(id: u128, serial: &str, macs: &str, ip: &str) -> Device {
    let list = |text: &str| {
        FieldValue::List(text.split(',').filter(|item| !item.is_empty()).map(|item| item.trim().to_owned()).collect())
    };
    let mut layers = Layers::default();
    layers.set_source(DeviceField::Name, FieldValue::Text(format!("device {id}")));
    layers.set_source(DeviceField::Serial, FieldValue::Text(serial.to_owned()));
    layers.set_source(DeviceField::Macs, list(macs));
    layers.set_source(DeviceField::Ips, list(ip));
    Device {
        id: DeviceId(Uuid::from_u128(id)),
        agent: AGENT,
        source_id: id.to_string(),
        layers,
        ignored: false,
        created_at: Timestamp(0),
        gone_since: None,
    }
}

fn configuration(id: i64, serial: &str, mac: &str, ip: &str) -> Configuration {
    Configuration {
        id,
        name: format!("configuration {id}"),
        type_ref: None,
        status: None,
        company: None,
        site: None,
        device_identifier: String::new(),
        serial_number: serial.to_owned(),
        model_number: String::new(),
        mac_address: mac.to_owned(),
        ip_address: ip.to_owned(),
        notes: String::new(),
        os_type: String::new(),
        os_info: String::new(),
        manufacturer: None,
        active: true,
        last_updated: String::new(),
        updated_by: String::new(),
    }
}

fn run(devices: &[Device], configurations: &[Configuration]) -> MatchOutcome {
    run_with(devices, configurations, &[], &[])
}

fn run_with(
    devices: &[Device],
    configurations: &[Configuration],
    matches: &[Match],
    unlinks: &[RememberedUnlink],
) -> MatchOutcome {
    let sites = HashMap::from([(AGENT, 7)]);
    match_devices(MatchInput { devices, sites: &sites, configurations, matches, unlinks }, &MatchOptions::default())
}

/// The one proposal of an outcome.
fn only(outcome: &MatchOutcome) -> (MatchState, MatchRule, &'static str) {
    assert_eq!(outcome.proposals.len(), 1, "{outcome:?}");
    let proposal = &outcome.proposals[0];
    (proposal.state, proposal.rule, proposal.reason)
}

const MAC: &str = "00:09:0F:AA:BB:01";
const OTHER_MAC: &str = "00:09:0F:AA:BB:02";

fn matched(device: &Device, configuration: &Configuration, state: MatchState, evidence: Vec<Evidence>) -> Match {
    Match {
        id: MatchId(Uuid::from_u128(9)),
        device: device.id,
        configuration: configuration.id,
        company: 1,
        state,
        rule: MatchRule::Serial,
        evidence,
        frozen_reason: None,
        by: String::new(),
        at: Timestamp(0),
    }
}

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

/// Small worlds in which values collide often.
fn world() -> impl Strategy<Value = (Vec<Device>, Vec<Configuration>)> {
    let serial = prop::sample::select(vec!["", "S-1", "S-2", "S-3", "N/A"]);
    let mac = prop::sample::select(vec![
        "",
        "00:09:0F:AA:BB:01",
        "00:09:0F:AA:BB:02",
        "00:09:0F:AA:BB:03",
        "02:00:00:00:00:01",
    ]);
    let ip = prop::sample::select(vec!["", "10.0.0.1", "10.0.0.2", "10.0.0.3"]);
    let record = (serial, mac, ip);
    (prop::collection::vec(record.clone(), 0..6), prop::collection::vec((record, any::<bool>()), 0..6)).prop_map(
        |(devices, configurations)| {
            let devices = devices.iter().enumerate().map(|(n, (s, m, i))| device(n as u128 + 1, s, m, i)).collect();
            let configurations = configurations
                .iter()
                .enumerate()
                .map(|(n, ((s, m, i), active))| {
                    let mut found = configuration(n as i64 + 10, s, m, i);
                    found.active = *active;
                    found
                })
                .collect();
            (devices, configurations)
        },
    )
}

proptest! {
    #[test]
    fn the_order_of_records_changes_nothing((devices, configurations) in world(), seed: u64) {
        let shuffled = |length: usize| {
            let mut order: Vec<usize> = (0..length).collect();
            order.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
            order
        };
        let other_devices: Vec<Device> = shuffled(devices.len()).into_iter().map(|n| devices[n].clone()).collect();
        let other_configurations: Vec<Configuration> =
            shuffled(configurations.len()).into_iter().map(|n| configurations[n].clone()).collect();
        prop_assert_eq!(run(&devices, &configurations), run(&other_devices, &other_configurations));
    }

    #[test]
    fn nothing_is_in_two_automatic_matches((devices, configurations) in world()) {
        let outcome = run(&devices, &configurations);
        let automatic: Vec<&Proposal> =
            outcome.proposals.iter().filter(|proposal| proposal.state == MatchState::Automatic).collect();
        let distinct_devices: HashSet<_> = automatic.iter().map(|proposal| proposal.device).collect();
        let distinct_configurations: HashSet<_> = automatic.iter().map(|proposal| proposal.configuration).collect();
        prop_assert_eq!(distinct_devices.len(), automatic.len());
        prop_assert_eq!(distinct_configurations.len(), automatic.len());
    }

    #[test]
    fn every_device_is_accounted_for_once((devices, configurations) in world()) {
        let outcome = run(&devices, &configurations);
        let mut seen: Vec<DeviceId> = outcome.proposals.iter().map(|p| p.device)
            .chain(outcome.review.iter().map(|r| r.device))
            .chain(outcome.unmatched.iter().map(|u| u.device)).collect();
        seen.sort();
        prop_assert_eq!(seen, devices.iter().map(|device| device.id).collect::<Vec<_>>());
    }

    #[test]
    fn an_unrelated_record_changes_nothing((devices, configurations) in world()) {
        let before = run(&devices, &configurations);
        let mut more = configurations;
        more.push(configuration(99, "UNRELATED-1", "00:09:0F:FF:FF:FF", "10.9.9.9"));
        prop_assert_eq!(before, run(&devices, &more));
    }
}
