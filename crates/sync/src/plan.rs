//! What a sync would do: a pure function of both sides, the base, the mapping and the mode.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sitebook_domain::{
    AgentId, BaseValue, Device, DeviceId, Direction, FieldMapping, FieldRule, MappedField, Match, MatchId, Origin,
    PlaceholderList, SyncMode, SyncTarget,
};
use sitebook_psa::Configuration;

use crate::create::PlannedCreation;
use crate::targets::{KnownTargets, refused_choice};
use crate::values::{canonical, our_text, ours, same, their_text, theirs};

/// Why writing a value overwrites something that is not known to be old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictReason {
    /// The side to be overwritten changed since the last sync.
    ChangedSinceBase,
    /// The two sides were never in step, and both hold a value.
    NeverInStep,
}

impl ConflictReason {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ChangedSinceBase => "changed_since_base",
            Self::NeverInStep => "never_in_step",
        }
    }
}

/// Why something is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// An empty value does not overwrite one that is not empty.
    EmptyValue,
    /// The value is longer than the other side takes.
    TooLong,
    /// The source alone knows this value.
    DiscoveredValue,
    /// The serial number says nothing and is not passed on.
    PlaceholderValue,
    /// The configuration's type does not ask the question that was picked, or there is no such custom field.
    NoTargetHere,
    /// The value is none of those that the question or custom field takes.
    NotAChoice,
    /// An undo restored the value, and nobody released it since. Only in a plan of the schedule.
    Held,
    /// Somebody may have put the value there that would be overwritten. Only in a plan of the schedule.
    Conflict,
    /// The match is frozen.
    Frozen,
    /// The match waits for a person.
    Proposed,
    /// A person must decide between candidates.
    InReview,
    /// The device has no match.
    Unmatched,
    /// The device is ignored.
    Ignored,
    /// The source no longer reports the device.
    Gone,
    /// A person took the device and a configuration apart: a sync creates none for it.
    RemovedCandidate,
    /// Nobody said which type the new configuration gets.
    NoType,
    /// The type that the map names does not exist any more.
    UnknownType,
    /// The device has no name.
    NoName,
    /// The name is longer than a configuration's may be.
    NameTooLong,
    /// The type asks for answers that nobody gave.
    RequiredQuestion,
}

impl SkipReason {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::EmptyValue => "empty_value",
            Self::TooLong => "too_long",
            Self::DiscoveredValue => "discovered_value",
            Self::PlaceholderValue => "placeholder_value",
            Self::NoTargetHere => "no_target_here",
            Self::NotAChoice => "not_a_choice",
            Self::Held => "held",
            Self::Conflict => "conflict",
            Self::Frozen => "frozen",
            Self::Proposed => "proposed",
            Self::InReview => "in_review",
            Self::Unmatched => "unmatched",
            Self::Ignored => "ignored",
            Self::Gone => "gone",
            Self::RemovedCandidate => "removed_candidate",
            Self::NoType => "no_type",
            Self::UnknownType => "unknown_type",
            Self::NoName => "no_name",
            Self::NameTooLong => "name_too_long",
            Self::RequiredQuestion => "required_question",
        }
    }
}

/// One value to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedUpdate {
    /// The field.
    pub field: MappedField,
    /// Our value when the plan was made.
    pub ours: String,
    /// Their value when the plan was made.
    pub theirs: String,
    /// Which side is written.
    pub target: SyncTarget,
    /// Why it is a conflict, if it is one.
    pub conflict: Option<ConflictReason>,
}

impl PlannedUpdate {
    /// The value before.
    #[must_use]
    pub fn from(&self) -> &str {
        if self.target == SyncTarget::Connectwise { &self.theirs } else { &self.ours }
    }

    /// The value after.
    #[must_use]
    pub fn to(&self) -> &str {
        if self.target == SyncTarget::Connectwise { &self.ours } else { self.theirs.trim() }
    }
}

/// A value, or a whole record, that is left alone although the two sides differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSkip {
    /// The device.
    pub device: DeviceId,
    /// The configuration, where there is one.
    pub configuration: Option<i64>,
    /// The field; none for the whole record.
    pub field: Option<MappedField>,
    /// Why.
    pub reason: SkipReason,
    /// Length of a value that is too long, in UTF-16 units.
    pub length: Option<usize>,
    /// What there is to know beyond the reason, in words.
    pub detail: Option<String>,
}

/// A pair in which something is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRecord {
    /// The match.
    pub match_id: MatchId,
    /// The device.
    pub device: DeviceId,
    /// The configuration.
    pub configuration: i64,
    /// The values, in the order of [`MappedField::ALL`].
    pub updates: Vec<PlannedUpdate>,
}

/// What a sync of one agent would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The agent.
    pub agent: AgentId,
    /// The linked company.
    pub company: i64,
    /// The linked site.
    pub site: Option<i64>,
    /// What was asked.
    pub mode: SyncMode,
    /// Directions that hold for this plan alone; the mapping has them already.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub directions: BTreeMap<MappedField, Direction>,
    /// Who wants it.
    #[serde(default)]
    pub origin: Origin,
    /// The mapping that was followed.
    pub mapping: FieldMapping,
    /// Records with something to write, by device.
    pub records: Vec<PlannedRecord>,
    /// Configurations to be created, for an agent whose sync creates them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creates: Vec<PlannedCreation>,
    /// What is left alone, by device.
    pub skips: Vec<PlannedSkip>,
    /// Pairs in which nothing is to be written.
    pub equal: u32,
    /// Fields whose values, where they come from the PSA, also reach the source of the agent. All others stay in Sitebook.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub written_back: BTreeSet<MappedField>,
}

impl Plan {
    /// Name of the plan: SHA-256 over mode, mapping, link and the observed values, in hexadecimal. No time is in it, so
    /// planning the same again gives the same name.
    #[must_use]
    pub fn hash(&self) -> String {
        // A plan holds nothing that JSON cannot express; were it otherwise, the empty text would still be a name.
        let document = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&document).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }
}

/// A matched pair as observed.
#[derive(Debug, Clone, Copy)]
pub struct PairInput<'i> {
    /// The match; automatic or confirmed.
    pub found: &'i Match,
    /// The device.
    pub device: &'i Device,
    /// The configuration.
    pub configuration: &'i Configuration,
    /// Both sides at the last sync, by field.
    pub base: &'i HashMap<MappedField, BaseValue>,
}

/// What planning goes by, beside the pairs.
#[derive(Debug, Clone, Copy)]
pub struct PlanRules<'i> {
    /// Which field goes which way.
    pub mapping: &'i FieldMapping,
    /// What was asked.
    pub mode: SyncMode,
    /// Serial numbers that are never passed on.
    pub placeholders: &'i PlaceholderList,
    /// What the questions and custom fields of zone and room take.
    pub targets: &'i KnownTargets,
}

/// What is to be done with the pairs. The order of pairs does not matter.
#[must_use]
pub fn plan_pairs(pairs: &[PairInput<'_>], rules: &PlanRules<'_>) -> (Vec<PlannedRecord>, Vec<PlannedSkip>, u32) {
    let fields: Vec<(MappedField, &FieldRule)> =
        MappedField::ALL.iter().map(|field| (*field, rules.mapping.rule(*field))).collect();
    let (mut records, mut skips, mut equal) = (Vec::<PlannedRecord>::new(), Vec::<PlannedSkip>::new(), 0);
    for pair in pairs {
        let mut updates = Vec::new();
        let skips_before = skips.len();
        for (field, rule) in &fields {
            match plan_field(pair, *field, rule, rules) {
                Verdict::Nothing => {}
                Verdict::Write(update) => updates.push(update),
                Verdict::Leave { reason, length, detail } => skips.push(PlannedSkip {
                    device: pair.device.id,
                    configuration: Some(pair.configuration.id),
                    field: Some(*field),
                    reason,
                    length,
                    detail,
                }),
            }
        }
        if !updates.is_empty() {
            records.push(PlannedRecord {
                match_id: pair.found.id,
                device: pair.device.id,
                configuration: pair.configuration.id,
                updates,
            });
        } else if skips.len() == skips_before {
            equal += 1;
        }
    }
    // Few of many pairs have something to sort, and in the order given they stand beside each other in memory.
    records.sort_by_key(|record| record.device);
    skips.sort_by_key(|skip| skip.device);
    (records, skips, equal)
}

enum Verdict {
    Nothing,
    Write(PlannedUpdate),
    Leave { reason: SkipReason, length: Option<usize>, detail: Option<String> },
}

impl Verdict {
    fn leave(reason: SkipReason) -> Self {
        Self::Leave { reason, length: None, detail: None }
    }
}

fn plan_field(pair: &PairInput<'_>, field: MappedField, rule: &FieldRule, rules: &PlanRules<'_>) -> Verdict {
    if rule.direction == Direction::Off {
        return Verdict::Nothing;
    }
    let (our_value, their_value) = (our_text(pair.device, field, rule), their_text(pair.configuration, field, rule));
    if same(field, &our_value, their_value) {
        return Verdict::Nothing;
    }
    // A status that is not known, or for which none was picked, says nothing; and no record can be without one.
    if field == MappedField::Status && our_value.is_empty() {
        return Verdict::Nothing;
    }
    let target = match (rules.mode, rule.direction) {
        (SyncMode::ToConnectwise, _) | (SyncMode::Custom, Direction::ToConnectwise) => SyncTarget::Connectwise,
        _ => SyncTarget::Local,
    };
    if target == SyncTarget::Local && field.is_discovered() {
        return Verdict::leave(SkipReason::DiscoveredValue);
    }
    let (our_value, their_value) = (our_value.into_owned(), their_value.to_owned());
    let update = PlannedUpdate { field, ours: our_value, theirs: their_value, target, conflict: None };
    let written = update.to();
    if let Some(verdict) = misplaced(pair, rule, rules, &update) {
        return verdict;
    }
    if written.trim().is_empty() && !rule.allow_empty {
        return Verdict::leave(SkipReason::EmptyValue);
    }
    // A device or configuration without a name cannot be told apart by anybody.
    if written.trim().is_empty() && field == MappedField::Name {
        return Verdict::leave(SkipReason::EmptyValue);
    }
    if target == SyncTarget::Connectwise {
        let length = written.encode_utf16().count();
        if field.max_length().is_some_and(|limit| length > limit) {
            return Verdict::Leave { reason: SkipReason::TooLong, length: Some(length), detail: None };
        }
    }
    if field == MappedField::Serial && !written.trim().is_empty() && !rules.placeholders.identifies(written) {
        return Verdict::leave(SkipReason::PlaceholderValue);
    }
    let conflict = conflict(pair.base.get(&field), &update);
    Verdict::Write(PlannedUpdate { conflict, ..update })
}

/// Why a value cannot go to, or come from, the question or custom field that was picked; none for other fields.
fn misplaced(pair: &PairInput<'_>, rule: &FieldRule, rules: &PlanRules<'_>, update: &PlannedUpdate) -> Option<Verdict> {
    let target = rule.target.as_ref().filter(|_| update.field.needs_target())?;
    let Some(place) = rules.targets.place(pair.configuration, target) else {
        return Some(Verdict::leave(SkipReason::NoTargetHere));
    };
    if update.target == SyncTarget::Local {
        return None;
    }
    let written = update.to().trim();
    if written.is_empty() {
        return place.required.then_some(Verdict::leave(SkipReason::EmptyValue));
    }
    let choices = place.refusal(written)?;
    let detail = Some(refused_choice(written, target, choices));
    Some(Verdict::Leave { reason: SkipReason::NotAChoice, length: None, detail })
}

/// Whether the value to be overwritten is one that somebody may have put there since the two were in step.
fn conflict(base: Option<&BaseValue>, update: &PlannedUpdate) -> Option<ConflictReason> {
    let overwritten = canonical(update.field, update.from());
    match base {
        Some(base) => {
            let known = if update.target == SyncTarget::Connectwise { &base.theirs } else { &base.ours };
            (overwritten != *known).then_some(ConflictReason::ChangedSinceBase)
        }
        // Nobody ever saw the value that would go: it is somebody's, also where an empty one takes its place.
        None => (!overwritten.is_empty()).then_some(ConflictReason::NeverInStep),
    }
}

/// The base of every mapped field in which the two sides say the same. A field without a target has none.
#[must_use]
pub fn base_of(
    match_id: MatchId,
    device: &Device,
    configuration: &Configuration,
    mapping: &FieldMapping,
) -> Vec<BaseValue> {
    MappedField::ALL
        .iter()
        .map(|field| (*field, mapping.rule(*field)))
        .filter(|(field, rule)| rule.target.is_some() || !field.needs_target())
        .filter_map(|(field, rule)| {
            let (our_value, their_value) = (ours(device, field, rule), theirs(configuration, field, rule));
            same(field, &our_value, &their_value).then(|| BaseValue {
                match_id,
                field,
                ours: canonical(field, &our_value),
                theirs: canonical(field, &their_value),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
