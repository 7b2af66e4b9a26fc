//! Which configurations would be created, with which values: a pure function of what is wanted and what is known.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sitebook_domain::{
    Device, DeviceField, DeviceId, Direction, FieldMapping, FieldRule, MappedField, Match, MatchState, PlaceholderList,
    RememberedUnlink, device_identifier,
};
use sitebook_psa::{Configuration, ConfigurationField, NewConfiguration, Reference, TypeQuestion};

use crate::apply::target_field;
use crate::matching::MatchOutcome;
use crate::plan::SkipReason;
use crate::targets::KnownTargets;
use crate::values::ours;

/// Why no configuration is created for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreationRefusal {
    /// The device is ignored.
    Ignored,
    /// The source no longer reports the device.
    Gone,
    /// The device has a configuration.
    AlreadyMatched,
    /// A configuration may be the device, and waits for a person.
    HasProposal,
    /// Several configurations may be the device.
    InReview,
    /// The device's match is frozen.
    Frozen,
    /// A person took the device and a configuration apart. Only for devices that nobody named.
    RemovedCandidate,
    /// Nobody said which type the configuration gets.
    NoType,
    /// The type that the map names does not exist any more.
    UnknownType {
        /// Its id.
        type_id: i64,
    },
    /// The device has no name.
    NoName,
    /// The name is longer than a configuration's may be.
    NameTooLong {
        /// Its length in UTF-16 units.
        length: usize,
    },
    /// Questions of the type that must be answered are not.
    RequiredQuestion {
        /// The questions.
        questions: Vec<String>,
    },
    /// An answer is none of those that a question takes.
    UnknownChoice {
        /// The question.
        question: String,
        /// The answer.
        answer: String,
        /// What it takes.
        choices: Vec<String>,
    },
}

impl CreationRefusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Gone => "gone",
            Self::AlreadyMatched => "already_matched",
            Self::HasProposal => "has_proposal",
            Self::InReview => "in_review",
            Self::Frozen => "frozen",
            Self::RemovedCandidate => "removed_candidate",
            Self::NoType => "no_type",
            Self::UnknownType { .. } => "unknown_type",
            Self::NoName => "no_name",
            Self::NameTooLong { .. } => "name_too_long",
            Self::RequiredQuestion { .. } => "required_question",
            Self::UnknownChoice { .. } => "unknown_choice",
        }
    }
}

impl From<&CreationRefusal> for SkipReason {
    /// The reason under which a sync leaves the device alone.
    fn from(refusal: &CreationRefusal) -> Self {
        match refusal {
            CreationRefusal::Ignored => Self::Ignored,
            CreationRefusal::Gone => Self::Gone,
            CreationRefusal::AlreadyMatched | CreationRefusal::Frozen => Self::Frozen,
            CreationRefusal::HasProposal => Self::Proposed,
            CreationRefusal::InReview => Self::InReview,
            CreationRefusal::RemovedCandidate => Self::RemovedCandidate,
            CreationRefusal::NoType => Self::NoType,
            CreationRefusal::UnknownType { .. } => Self::UnknownType,
            CreationRefusal::NoName => Self::NoName,
            CreationRefusal::NameTooLong { .. } => Self::NameTooLong,
            CreationRefusal::RequiredQuestion { .. } => Self::RequiredQuestion,
            CreationRefusal::UnknownChoice { .. } => Self::NotAChoice,
        }
    }
}

/// A device for which nothing is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCreation {
    /// The device.
    pub device: DeviceId,
    /// Why.
    pub reason: CreationRefusal,
}

/// A value that is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsentValue {
    /// The field.
    pub field: MappedField,
    /// Why: too long, a placeholder, or nothing that the question or custom field takes.
    pub reason: SkipReason,
    /// Its length in UTF-16 units, when it is too long.
    pub length: Option<usize>,
}

/// A configuration to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCreation {
    /// The device.
    pub device: DeviceId,
    /// What is sent, but for the maker, which is a reference that must be looked up first.
    pub new: NewConfiguration,
    /// Name of the maker, empty for none.
    pub maker: String,
    /// Values that are not sent.
    pub unsent: Vec<UnsentValue>,
}

/// A device for which a configuration is wanted.
#[derive(Debug, Clone, Copy)]
pub struct WantedDevice<'i> {
    /// The device.
    pub device: &'i Device,
    /// Source of its agent.
    pub source: &'i str,
    /// The source's id of its agent.
    pub agent_source_id: &'i str,
    /// Whether a person named this very device, and not "all".
    pub named: bool,
}

/// What is wanted, and everything that is known.
#[derive(Debug, Clone, Copy)]
pub struct CreationInput<'i> {
    /// The company.
    pub company: i64,
    /// The site of the company.
    pub site: Option<i64>,
    /// The status; none = the PSA's default.
    pub status: Option<i64>,
    /// The type; none = by the kind of each device.
    pub type_id: Option<i64>,
    /// Type by kind of device, as people keep it.
    pub type_map: &'i BTreeMap<String, i64>,
    /// The types there are.
    pub types: &'i [Reference],
    /// The questions of each type that is used, and the custom fields.
    pub targets: &'i KnownTargets,
    /// Answers, by the question's id or its words in any case.
    pub answers: &'i [(String, String)],
    /// The devices.
    pub devices: &'i [WantedDevice<'i>],
    /// The company's configurations.
    pub configurations: &'i [Configuration],
    /// The matches there are.
    pub matches: &'i [Match],
    /// Pairs that a person took apart.
    pub unlinks: &'i [RememberedUnlink],
    /// Whether a sync wants it, which nobody may be watching. Then a device that a person took apart from any
    /// configuration is left alone, also from one that is no longer there.
    pub in_sync: bool,
    /// What the rules of matching say about a fresh list.
    pub outcome: &'i MatchOutcome,
    /// Which fields are sent.
    pub mapping: &'i FieldMapping,
    /// Serial numbers that are never passed on.
    pub placeholders: &'i PlaceholderList,
}

/// What would be created and what not, each in the order in which devices were wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreationPlan {
    /// Configurations to be created.
    pub creations: Vec<PlannedCreation>,
    /// Devices that fail.
    pub refused: Vec<RefusedCreation>,
    /// Devices that nobody named and that wait for a person, or need nothing. They do not fail.
    pub left_out: Vec<RefusedCreation>,
}

/// Plans the creations.
#[must_use]
pub fn plan_creations(input: CreationInput<'_>) -> CreationPlan {
    let states: HashMap<DeviceId, MatchState> = input.matches.iter().map(|found| (found.device, found.state)).collect();
    let proposed: HashSet<DeviceId> = input.outcome.proposals.iter().map(|proposal| proposal.device).collect();
    let in_review: HashSet<DeviceId> = input.outcome.review.iter().map(|review| review.device).collect();
    let listed: HashSet<i64> = input.configurations.iter().map(|configuration| configuration.id).collect();
    let removed: HashSet<DeviceId> = input
        .unlinks
        .iter()
        .filter(|unlink| input.in_sync || listed.contains(&unlink.configuration))
        .map(|unlink| unlink.device)
        .collect();
    let mut plan = CreationPlan::default();
    let mut seen = HashSet::new();
    for wanted in input.devices.iter().filter(|wanted| seen.insert(wanted.device.id)) {
        let device = wanted.device;
        let hindrance = if device.gone_since.is_some() {
            Some(CreationRefusal::Gone)
        } else if device.ignored {
            Some(CreationRefusal::Ignored)
        } else {
            match states.get(&device.id) {
                Some(MatchState::Frozen) => Some(CreationRefusal::Frozen),
                Some(_) => Some(CreationRefusal::AlreadyMatched),
                None if proposed.contains(&device.id) => Some(CreationRefusal::HasProposal),
                None if in_review.contains(&device.id) => Some(CreationRefusal::InReview),
                None if !wanted.named && removed.contains(&device.id) => Some(CreationRefusal::RemovedCandidate),
                None => None,
            }
        };
        match hindrance {
            Some(CreationRefusal::AlreadyMatched) if !wanted.named => {}
            Some(reason) if !wanted.named => plan.left_out.push(RefusedCreation { device: device.id, reason }),
            Some(reason) => plan.refused.push(RefusedCreation { device: device.id, reason }),
            None => match creation(&input, wanted) {
                Ok(creation) => plan.creations.push(creation),
                Err(reason) => plan.refused.push(RefusedCreation { device: device.id, reason }),
            },
        }
    }
    plan
}

/// The type of a device's configuration: the one given, else the one kept for its kind, else one with the kind's name.
pub fn type_of(
    device: &Device,
    given: Option<i64>,
    type_map: &BTreeMap<String, i64>,
    types: &[Reference],
) -> Result<i64, CreationRefusal> {
    if let Some(given) = given {
        return Ok(given);
    }
    type_of_kind(device.layers.text(DeviceField::Kind), type_map, types)
}

/// The type kept for a kind of device, else the only one with the kind's name in any case, without regard to spaces,
/// hyphens and underscores.
pub fn type_of_kind(kind: &str, type_map: &BTreeMap<String, i64>, types: &[Reference]) -> Result<i64, CreationRefusal> {
    let kind = canonical_kind(kind);
    if kind.is_empty() {
        return Err(CreationRefusal::NoType);
    }
    if let Some((_, type_id)) = type_map.iter().find(|(kept, _)| canonical_kind(kept) == kind) {
        let known = types.iter().any(|found| found.id == *type_id);
        return if known { Ok(*type_id) } else { Err(CreationRefusal::UnknownType { type_id: *type_id }) };
    }
    let named: Vec<i64> =
        types.iter().filter(|found| canonical_kind(&found.name) == kind).map(|found| found.id).collect();
    match named.as_slice() {
        [type_id] => Ok(*type_id),
        _ => Err(CreationRefusal::NoType),
    }
}

/// A kind of device, or the name of a type, as the two are compared.
#[must_use]
pub fn canonical_kind(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !"_-".contains(*letter)).collect::<String>().to_lowercase()
}

/// Whether an answer is meant for a question: by its id, or its words in any case.
#[must_use]
pub fn is_answer_to(given: &str, question: &TypeQuestion) -> bool {
    let given = given.trim();
    given.parse() == Ok(question.id) || given.to_lowercase() == question.question.trim().to_lowercase()
}

fn creation(input: &CreationInput<'_>, wanted: &WantedDevice<'_>) -> Result<PlannedCreation, CreationRefusal> {
    let device = wanted.device;
    let name = device.name().trim();
    if name.is_empty() {
        return Err(CreationRefusal::NoName);
    }
    let length = name.encode_utf16().count();
    if MappedField::Name.max_length().is_some_and(|limit| length > limit) {
        return Err(CreationRefusal::NameTooLong { length });
    }
    let type_id = type_of(device, input.type_id, input.type_map, input.types)?;
    let answers = answers(input, type_id)?;
    let mut creation = PlannedCreation {
        device: device.id,
        new: NewConfiguration {
            company: input.company,
            site: input.site,
            type_id,
            status: input.status,
            manufacturer: None,
            device_identifier: device_identifier(
                wanted.source,
                wanted.agent_source_id,
                &device.source_id,
                input.company,
            ),
            texts: vec![(ConfigurationField::Name, name.to_owned())],
            answers,
            custom_fields: Vec::new(),
        },
        maker: String::new(),
        unsent: Vec::new(),
    };
    for field in MappedField::ALL.iter().copied().filter(|field| *field != MappedField::Name) {
        let rule = input.mapping.rule(field);
        let value = ours(device, field, rule);
        let value = value.trim();
        if rule.direction != Direction::ToConnectwise || value.is_empty() {
            continue;
        }
        let length = value.encode_utf16().count();
        if field == MappedField::Serial && !input.placeholders.identifies(value) {
            creation.unsent.push(UnsentValue { field, reason: SkipReason::PlaceholderValue, length: None });
        } else if field.max_length().is_some_and(|limit| length > limit) {
            creation.unsent.push(UnsentValue { field, reason: SkipReason::TooLong, length: Some(length) });
        } else if let Err(reason) = put(&mut creation, field, rule, value, input) {
            creation.unsent.push(UnsentValue { field, reason, length: None });
        }
    }
    Ok(creation)
}

/// Puts a value where its field goes in a new configuration, or says why it has no place there.
fn put(
    creation: &mut PlannedCreation,
    field: MappedField,
    rule: &FieldRule,
    value: &str,
    input: &CreationInput<'_>,
) -> Result<(), SkipReason> {
    let new = &mut creation.new;
    if let Some(target) = target_field(field) {
        new.texts.push((target, value.to_owned()));
    } else if field == MappedField::Vendor {
        value.clone_into(&mut creation.maker);
    } else if field == MappedField::Status {
        let picked = rule.statuses.picked().find(|picked| picked.name == value).map(|picked| picked.id);
        // What a person said about these very creations goes first.
        new.status = new.status.or(picked);
    } else {
        let place = rule.target.as_ref().and_then(|target| input.targets.place_in_new(new.type_id, target));
        let place = place.ok_or(SkipReason::NoTargetHere)?;
        if place.refusal(value).is_some() {
            return Err(SkipReason::NotAChoice);
        }
        if let Some(question) = place.question()
            && new.answers.iter().all(|(answered, _)| *answered != question)
        {
            new.answers.push((question, value.to_owned()));
        }
        new.custom_fields.extend(place.custom_field().map(|id| (id, value.to_owned())));
    }
    Ok(())
}

/// The answers to the questions of a type. A required question that nobody answers gets what the PSA proposes.
fn answers(input: &CreationInput<'_>, type_id: i64) -> Result<Vec<(i64, String)>, CreationRefusal> {
    let mut answers = Vec::new();
    let mut missing = Vec::new();
    for question in input.targets.questions.get(&type_id).map(Vec::as_slice).unwrap_or_default() {
        let given = input.answers.iter().rev().find(|(asked, _)| is_answer_to(asked, question));
        let value = given.map(|(_, value)| value.trim()).unwrap_or_default();
        if value.is_empty() {
            match (question.required, question.default.trim()) {
                (false, _) => {}
                (true, "") => missing.push(question.question.clone()),
                (true, proposed) => answers.push((question.id, proposed.to_owned())),
            }
            continue;
        }
        let choice = question.choices.iter().find(|choice| choice.trim().to_lowercase() == value.to_lowercase());
        match (question.choices.is_empty(), choice) {
            (true, _) => answers.push((question.id, value.to_owned())),
            (false, Some(choice)) => answers.push((question.id, choice.clone())),
            (false, None) => {
                return Err(CreationRefusal::UnknownChoice {
                    question: question.question.clone(),
                    answer: value.to_owned(),
                    choices: question.choices.clone(),
                });
            }
        }
    }
    if missing.is_empty() { Ok(answers) } else { Err(CreationRefusal::RequiredQuestion { questions: missing }) }
}
