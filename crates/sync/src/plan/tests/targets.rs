//! Zone, room, status and device page: where they go, and when they do not.

use sitebook_domain::{FieldTarget, FieldTargetKind, NamedReference};
use sitebook_psa::{CustomFieldDefinition, Reference, TypeQuestion};

use super::*;
use Direction::{FromConnectwise, ToConnectwise};

const TYPE: i64 = 4;

fn question(id: i64, words: &str, choices: &[&str]) -> TypeQuestion {
    TypeQuestion {
        id,
        question: words.to_owned(),
        field_type: "Text".to_owned(),
        required: false,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        default: String::new(),
    }
}

/// What the type of every configuration here asks.
fn asking(questions: Vec<TypeQuestion>) -> KnownTargets {
    KnownTargets { questions: [(TYPE, questions)].into(), custom_fields: None }
}

fn pair(field: MappedField, ours: &str, theirs: &str) -> Pair {
    let mut pair = Pair::of(field, ours, theirs);
    pair.configuration.type_ref = Some(Reference { id: TYPE, name: "Switch".to_owned() });
    pair
}

/// A mapping in which this field, and nothing else, is synchronized.
fn only(field: MappedField, rule: FieldRule) -> FieldMapping {
    let mut mapping = FieldMapping::none();
    mapping.set(field, rule).unwrap();
    mapping
}

fn rule(field: MappedField, direction: Direction) -> FieldRule {
    FieldRule { direction, ..records::rule(field).clone() }
}

fn plan_with(pair: &Pair, mapping: &FieldMapping, targets: &KnownTargets) -> Plan {
    let placeholders = PlaceholderList::default();
    let rules = PlanRules { mapping, mode: SyncMode::Custom, placeholders: &placeholders, targets };
    let (records, skips, equal) = plan_pairs(&[pair.input()], &rules);
    Plan { records, skips, equal, ..plan_of(&[], mapping, SyncMode::Custom) }
}

#[test]
fn a_question_that_the_type_does_not_ask_is_no_target() {
    let mut pair = pair(MappedField::Zone, "Cellar", "");
    let mapping = only(MappedField::Zone, rule(MappedField::Zone, ToConnectwise));
    let plan = plan_with(&pair, &mapping, &asking(vec![question(777, "Owner", &[])]));
    assert_eq!(only_skip(&plan), (SkipReason::NoTargetHere, None));
    // Where the type's questions could not be read, the record's own answers tell.
    assert_eq!(only_update(&plan_with(&pair, &mapping, &KnownTargets::default())).to(), "Cellar");
    pair.configuration.answers.clear();
    assert_eq!(only_skip(&plan_with(&pair, &mapping, &KnownTargets::default())), (SkipReason::NoTargetHere, None));
}

#[test]
fn another_type_that_asks_in_the_same_words_is_meant_as_well() {
    let mut pair = pair(MappedField::Zone, "Cellar", "");
    pair.configuration.answers[0] =
        sitebook_psa::Answer { question: 900, label: " ZONE".to_owned(), value: "Attic".to_owned() };
    let mapping = only(MappedField::Zone, rule(MappedField::Zone, ToConnectwise));
    let plan = plan_with(&pair, &mapping, &asking(vec![question(900, "zone ", &[])]));
    assert_eq!((only_update(&plan).from(), only_update(&plan).to()), ("Attic", "Cellar"));
}

#[test]
fn a_value_that_is_no_choice_is_left_alone_with_the_choices_in_words() {
    let mapping = only(MappedField::Zone, rule(MappedField::Zone, ToConnectwise));
    let targets = asking(vec![question(501, "Zone", &["North", "South"])]);
    let plan = plan_with(&pair(MappedField::Zone, "Cellar", "North"), &mapping, &targets);
    assert_eq!(only_skip(&plan), (SkipReason::NotAChoice, None));
    let detail = plan.skips[0].detail.as_deref();
    assert_eq!(detail, Some("\"Cellar\" is none of the choices of \"Zone\": North, South."));
    assert_eq!(only_update(&plan_with(&pair(MappedField::Zone, "south", "North"), &mapping, &targets)).to(), "south");
    assert_equal(&plan_with(&pair(MappedField::Zone, "south", "South"), &mapping, &targets));
    // What comes from there was one of the choices, or is what people wrote before there were any.
    let mapping = only(MappedField::Zone, rule(MappedField::Zone, FromConnectwise));
    let plan = plan_with(&pair(MappedField::Zone, "North", "Cellar"), &mapping, &targets);
    assert_eq!(only_update(&plan).target, SyncTarget::Local);
}

#[test]
fn a_question_that_must_be_answered_is_not_emptied_even_where_empty_values_may_overwrite() {
    let wanted = FieldRule { allow_empty: true, ..rule(MappedField::Zone, ToConnectwise) };
    let mapping = only(MappedField::Zone, wanted);
    let required = TypeQuestion { required: true, ..question(501, "Zone", &[]) };
    let pair = pair(MappedField::Zone, "", "North");
    assert_eq!(only_skip(&plan_with(&pair, &mapping, &asking(vec![required]))), (SkipReason::EmptyValue, None));
    let free = asking(vec![question(501, "Zone", &[])]);
    assert_eq!(only_update(&plan_with(&pair, &mapping, &free)).to(), "");
}

#[test]
fn a_custom_field_with_choices_takes_nothing_else() {
    let mapping = only(MappedField::Room, rule(MappedField::Room, ToConnectwise));
    let room = CustomFieldDefinition {
        id: 601,
        caption: "Room".to_owned(),
        field_type: "Text".to_owned(),
        choices: vec!["R1".to_owned()],
    };
    let targets = KnownTargets { custom_fields: Some(vec![room]), ..KnownTargets::default() };
    assert_eq!(only_update(&plan_with(&pair(MappedField::Room, "r1", ""), &mapping, &targets)).to(), "r1");
    let refused = plan_with(&pair(MappedField::Room, "R2", ""), &mapping, &targets);
    assert_eq!(only_skip(&refused), (SkipReason::NotAChoice, None));
}

#[test]
fn a_custom_field_that_is_gone_is_no_target() {
    let mut pair = pair(MappedField::Room, "R1", "");
    pair.configuration.custom_fields.clear();
    let mapping = only(MappedField::Room, rule(MappedField::Room, ToConnectwise));
    assert_eq!(only_skip(&plan_with(&pair, &mapping, &KnownTargets::default())), (SkipReason::NoTargetHere, None));
}

#[test]
fn a_status_is_told_by_its_id_whatever_it_is_called_by_now() {
    let mapping = only(MappedField::Status, rule(MappedField::Status, ToConnectwise));
    let mut renamed = pair(MappedField::Status, "online", "Up");
    renamed.configuration.status = Some(Reference { id: 701, name: "In use".to_owned() });
    assert_equal(&plan_with(&renamed, &mapping, &KnownTargets::default()));
    let plan = plan_with(&pair(MappedField::Status, "offline", "Up"), &mapping, &KnownTargets::default());
    assert_eq!((only_update(&plan).from(), only_update(&plan).to()), ("Up", "Down"));
}

#[test]
fn a_status_that_is_not_known_or_for_which_none_was_picked_says_nothing() {
    let mut wanted = rule(MappedField::Status, ToConnectwise);
    wanted.allow_empty = true;
    wanted.statuses.offline = None::<NamedReference>;
    let mapping = only(MappedField::Status, wanted);
    for ours in ["", "offline"] {
        assert_equal(&plan_with(&pair(MappedField::Status, ours, "Retired"), &mapping, &KnownTargets::default()));
    }
}

#[test]
fn a_device_page_longer_than_its_column_is_reported() {
    let mapping = only(MappedField::Link, rule(MappedField::Link, ToConnectwise));
    let page = |length: usize| format!("https://x/{}", "a".repeat(length - 10));
    let of = |page: &str| plan_with(&pair(MappedField::Link, page, ""), &mapping, &KnownTargets::default());
    assert_eq!(only_update(&of(&page(1000))).to().len(), 1000);
    assert_eq!(only_skip(&of(&page(1001))), (SkipReason::TooLong, Some(1001)));
}

#[test]
fn a_field_without_a_target_has_no_base() {
    let pair = pair(MappedField::Zone, "", "");
    let without = base_of(pair.found.id, &pair.device, &pair.configuration, &FieldMapping::default());
    assert!(without.iter().all(|value| !value.field.needs_target()), "{without:?}");
    let target = Some(FieldTarget { kind: FieldTargetKind::Question, id: 501, name: "Zone".to_owned() });
    let mapping = only(MappedField::Zone, FieldRule { target, ..FieldRule::new(ToConnectwise) });
    let with = base_of(pair.found.id, &pair.device, &pair.configuration, &mapping);
    assert!(with.iter().any(|value| value.field == MappedField::Zone));
}
