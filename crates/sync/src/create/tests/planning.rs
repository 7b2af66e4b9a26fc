//! Which configurations would be created, with which values.

use std::collections::BTreeMap;

use sitebook_domain::{Direction, FieldRule, Match, RememberedUnlink};
use sitebook_psa::{ConfigurationField, CustomFieldDefinition, Reference, TypeQuestion};

use super::*;
use crate::matching::{Proposal, Review};
use crate::plan::SkipReason;

/// What is known in a test, to be changed by it.
struct Known {
    devices: Vec<(Device, bool)>,
    configurations: Vec<Configuration>,
    matches: Vec<Match>,
    unlinks: Vec<RememberedUnlink>,
    in_sync: bool,
    outcome: MatchOutcome,
    type_id: Option<i64>,
    type_map: BTreeMap<String, i64>,
    types: Vec<Reference>,
    targets: KnownTargets,
    answers: Vec<(String, String)>,
    mapping: FieldMapping,
}

fn known(devices: u8) -> Known {
    let reference = |id, name: &str| Reference { id, name: name.to_owned() };
    Known {
        devices: (1..=devices).map(|number| (records::device(AGENT, u128::from(number)), true)).collect(),
        configurations: Vec::new(),
        matches: Vec::new(),
        unlinks: Vec::new(),
        in_sync: false,
        outcome: MatchOutcome::default(),
        type_id: Some(TYPE),
        type_map: BTreeMap::new(),
        types: vec![reference(TYPE, "Access Point"), reference(5, "Printer"), reference(6, "printer_")],
        targets: KnownTargets::default(),
        answers: Vec::new(),
        mapping: FieldMapping::default(),
    }
}

impl Known {
    fn set(mut self, field: DeviceField, value: FieldValue) -> Self {
        self.devices[0].0.layers.set_source(field, value);
        self
    }

    fn text(self, field: DeviceField, value: &str) -> Self {
        self.set(field, FieldValue::Text(value.to_owned()))
    }

    fn plan(&self) -> CreationPlan {
        let devices: Vec<WantedDevice<'_>> = self
            .devices
            .iter()
            .map(|(device, named)| WantedDevice { device, source: "s", agent_source_id: "A", named: *named })
            .collect();
        plan_creations(CreationInput {
            company: COMPANY,
            site: Some(7),
            status: None,
            type_id: self.type_id,
            type_map: &self.type_map,
            types: &self.types,
            targets: &self.targets,
            answers: &self.answers,
            devices: &devices,
            configurations: &self.configurations,
            matches: &self.matches,
            unlinks: &self.unlinks,
            in_sync: self.in_sync,
            outcome: &self.outcome,
            mapping: &self.mapping,
            placeholders: &PlaceholderList::default(),
        })
    }

    /// What is sent for the only device.
    fn only(&self) -> PlannedCreation {
        let mut plan = self.plan();
        assert_eq!(plan.refused, []);
        plan.creations.remove(0)
    }

    /// Why nothing is sent for the only device.
    fn refusal(&self) -> CreationRefusal {
        let mut plan = self.plan();
        assert_eq!(plan.creations, []);
        plan.refused.remove(0).reason
    }
}

fn question(id: i64, words: &str, required: bool, choices: &[&str], default: &str) -> TypeQuestion {
    TypeQuestion {
        id,
        question: words.to_owned(),
        field_type: "Text".to_owned(),
        required,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        default: default.to_owned(),
    }
}

#[test]
fn every_mapped_value_is_sent_and_nothing_that_is_empty() {
    let planned = known(1)
        .text(DeviceField::Name, " fw01 ")
        .text(DeviceField::Vendor, "Fortinet")
        .text(DeviceField::Serial, "FGT60F")
        .text(DeviceField::Os, "FortiOS")
        .set(DeviceField::Macs, FieldValue::List(vec!["00090faabb01".to_owned(), "00:09:0F:AA:BB:02".to_owned()]))
        .set(DeviceField::Ips, FieldValue::List(vec!["10.0.0.1".to_owned()]))
        .only();
    let text = |field, value: &str| (field, value.to_owned());
    let expected = [
        text(ConfigurationField::Name, "fw01"),
        text(ConfigurationField::SerialNumber, "FGT60F"),
        text(ConfigurationField::MacAddress, "00:09:0F:AA:BB:01"),
        text(ConfigurationField::IpAddress, "10.0.0.1"),
        text(ConfigurationField::OsType, "FortiOS"),
    ];
    assert_eq!(planned.new.texts, expected);
    assert_eq!((planned.maker.as_str(), planned.new.company, planned.new.site), ("Fortinet", COMPANY, Some(7)));
    assert_eq!(planned.new.device_identifier, device_identifier("s", "A", "1", COMPANY));
    assert_eq!(planned.unsent, []);
}

#[test]
fn fields_that_do_not_go_there_are_not_sent_but_the_name_always_is() {
    let mut known =
        known(1).text(DeviceField::Serial, "FGT60F").text(DeviceField::Notes, "a").text(DeviceField::Os, "b");
    for (field, direction) in [
        (MappedField::Name, Direction::Off),
        (MappedField::Serial, Direction::Off),
        (MappedField::Notes, Direction::FromConnectwise),
    ] {
        known.mapping.set(field, FieldRule::new(direction)).unwrap();
    }
    let fields: Vec<ConfigurationField> = known.only().new.texts.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, [ConfigurationField::Name, ConfigurationField::OsType]);
}

#[test]
fn placeholders_and_values_that_are_too_long_are_left_out_and_told() {
    let planned = known(1)
        .text(DeviceField::Serial, "To be filled by O.E.M.")
        .text(DeviceField::Model, &"ä".repeat(51))
        .text(DeviceField::Vendor, &"v".repeat(51))
        .text(DeviceField::Os, &"\u{1F6AA}".repeat(125))
        .only();
    let told: Vec<_> = planned.unsent.iter().map(|unsent| (unsent.field, unsent.reason, unsent.length)).collect();
    let expected = [
        (MappedField::Vendor, SkipReason::TooLong, Some(51)),
        (MappedField::Model, SkipReason::TooLong, Some(51)),
        (MappedField::Serial, SkipReason::PlaceholderValue, None),
    ];
    assert_eq!(told, expected);
    assert_eq!((planned.maker.as_str(), planned.new.texts.len()), ("", 2), "the name, and 250 units of the system");
}

#[test]
fn a_device_without_a_name_or_with_one_that_is_too_long_fails() {
    assert_eq!(known(1).text(DeviceField::Name, " ").refusal(), CreationRefusal::NoName);
    assert_eq!(known(1).text(DeviceField::Name, &"x".repeat(100)).plan().refused, []);
    let too_long = known(1).text(DeviceField::Name, &"\u{1F6AA}".repeat(51)).refusal();
    assert_eq!(too_long, CreationRefusal::NameTooLong { length: 102 }, "ConnectWise counts UTF-16 units");
}

#[test]
fn the_type_is_the_one_given_else_the_one_kept_else_the_only_one_of_that_name() {
    let by_kind = |kind: &str, kept: &[(&str, i64)]| {
        let mut known = known(1).text(DeviceField::Kind, kind);
        known.type_id = None;
        known.type_map = kept.iter().map(|(kind, id)| ((*kind).to_owned(), *id)).collect();
        let plan = known.plan();
        plan.creations.first().map(|planned| planned.new.type_id).ok_or_else(|| plan.refused[0].reason.clone())
    };
    assert_eq!(by_kind("access_point", &[]), Ok(TYPE));
    assert_eq!(by_kind("Access-point", &[("ACCESS POINT", 5)]), Ok(5), "what people keep counts more");
    assert_eq!(by_kind("camera", &[]), Err(CreationRefusal::NoType));
    assert_eq!(by_kind("", &[("", 5)]), Err(CreationRefusal::NoType));
    assert_eq!(by_kind("printer", &[]), Err(CreationRefusal::NoType), "two types of that name");
    assert_eq!(by_kind("printer", &[("printer", 99)]), Err(CreationRefusal::UnknownType { type_id: 99 }));
}

#[test]
fn answers_are_found_by_id_or_words_and_required_ones_must_be_there() {
    let mut known = known(1);
    known.targets.questions.insert(
        TYPE,
        vec![
            question(1, "Rack?", true, &[], ""),
            question(2, "Owner", true, &["Customer", "Us"], ""),
            question(3, "Colour", false, &[], "grey"),
            question(4, "Managed?", true, &[], "yes"),
        ],
    );
    let missing = CreationRefusal::RequiredQuestion { questions: vec!["Rack?".to_owned(), "Owner".to_owned()] };
    assert_eq!(known.refusal(), missing);
    let answer = |question: &str, value: &str| (question.to_owned(), value.to_owned());
    known.answers = vec![answer("1", " 12 "), answer("OWNER", "us"), answer("Colour", "")];
    let expected = [(1, "12".to_owned()), (2, "Us".to_owned()), (4, "yes".to_owned())];
    assert_eq!(known.only().new.answers, expected, "a choice as ConnectWise writes it; what it proposes for the rest");
    known.answers.push(answer("owner", "nobody"));
    assert!(matches!(known.refusal(), CreationRefusal::UnknownChoice { .. }), "the last answer counts");
}

#[test]
fn whoever_has_or_may_have_a_configuration_gets_none() {
    let mut known = known(9);
    known.devices[0].0.ignored = true;
    known.devices[1].0.gone_since = Some(START);
    let matched = |index: usize, known: &Known| records::matched(&known.devices[index].0, COMPANY, index as i64);
    known.matches = vec![matched(2, &known), Match { state: MatchState::Frozen, ..matched(3, &known) }];
    let device = |index: usize, known: &Known| known.devices[index].0.id;
    known.outcome.proposals.push(Proposal {
        device: device(4, &known),
        configuration: 50,
        state: MatchState::Proposed,
        rule: MatchRule::Ip,
        evidence: Vec::new(),
        reason: "only_ip",
    });
    known.outcome.review.push(Review { device: device(5, &known), candidates: Vec::new(), reason: "shared_value" });
    known.configurations = vec![records::configuration(COMPANY, 60)];
    known.unlinks = vec![
        RememberedUnlink { device: device(6, &known), configuration: 60 },
        RememberedUnlink { device: device(7, &known), configuration: 61 },
    ];
    let codes =
        |refused: &[RefusedCreation]| -> Vec<&str> { refused.iter().map(|refused| refused.reason.code()).collect() };
    let created =
        |plan: &CreationPlan| -> Vec<u128> { plan.creations.iter().map(|one| one.device.0.as_u128()).collect() };

    let named = known.plan();
    let expected = ["ignored", "gone", "already_matched", "frozen", "has_proposal", "in_review"];
    assert_eq!((codes(&named.refused), named.left_out.len()), (expected.to_vec(), 0));
    assert_eq!(created(&named), [7, 8, 9], "a person may create what a person unlinked");

    known.devices.iter_mut().for_each(|(_, named)| *named = false);
    let all = known.plan();
    let expected = ["ignored", "gone", "frozen", "has_proposal", "in_review", "removed_candidate"];
    assert_eq!((codes(&all.left_out), all.refused.len()), (expected.to_vec(), 0), "nobody asked for these");
    assert_eq!(created(&all), [8, 9], "an unlinked configuration that is gone is no candidate");

    known.in_sync = true;
    let in_sync = known.plan();
    assert_eq!(codes(&in_sync.left_out)[5..], ["removed_candidate", "removed_candidate"]);
    assert_eq!(created(&in_sync), [9], "what a person undid and deleted does not come back by itself");
}

#[test]
fn a_device_that_is_named_twice_is_wanted_once() {
    let mut known = known(1);
    known.devices.push(known.devices[0].clone());
    assert_eq!(known.plan().creations.len(), 1);
}

#[test]
fn zone_room_status_and_device_page_are_sent_where_they_have_a_place() {
    let mut known = known(1);
    for field in [MappedField::Zone, MappedField::Room, MappedField::Status, MappedField::Link] {
        let rule = FieldRule { direction: Direction::ToConnectwise, ..records::rule(field).clone() };
        known.mapping.set(field, rule).unwrap();
    }
    let device = &mut known.devices[0].0;
    for (field, value) in [
        (MappedField::Zone, "Cellar"),
        (MappedField::Room, "R1"),
        (MappedField::Status, "offline"),
        (MappedField::Link, "https://portal.example/1"),
    ] {
        records::set_ours(device, field, value);
    }
    let unsent: Vec<_> = known.only().unsent.iter().map(|value| (value.field, value.reason)).collect();
    let no_place = [(MappedField::Zone, SkipReason::NoTargetHere), (MappedField::Room, SkipReason::NoTargetHere)];
    assert_eq!(unsent, no_place, "nobody knows of such a question or custom field");

    known.targets.questions.insert(TYPE, vec![question(501, "Zone", false, &["Attic", "Cellar"], "")]);
    let room = CustomFieldDefinition {
        id: 601,
        caption: "Room".to_owned(),
        field_type: "Text".to_owned(),
        choices: Vec::new(),
    };
    known.targets.custom_fields = Some(vec![room]);
    let planned = known.only();
    assert_eq!(
        (planned.new.answers, planned.new.custom_fields),
        (vec![(501, "Cellar".to_owned())], vec![(601, "R1".to_owned())])
    );
    assert_eq!((planned.new.status, planned.unsent), (Some(702), Vec::new()));
    let page = (ConfigurationField::ManagementLink, "https://portal.example/1".to_owned());
    assert!(planned.new.texts.contains(&page));

    known.answers = vec![("Zone".to_owned(), "attic".to_owned())];
    assert_eq!(known.only().new.answers, [(501, "Attic".to_owned())], "what a person says goes first");
    known.answers.clear();
    records::set_ours(&mut known.devices[0].0, MappedField::Zone, "Roof");
    assert_eq!(known.only().unsent[0].reason, SkipReason::NotAChoice);
}
