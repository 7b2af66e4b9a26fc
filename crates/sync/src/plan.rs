//! What a sync would do: a pure function of both sides, the base, the mapping and the mode.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sitebook_domain::{
    AgentId, BaseValue, Device, DeviceId, Direction, FieldMapping, MappedField, Match, MatchId, PlaceholderList,
    SyncMode, SyncTarget,
};
use sitebook_psa::Configuration;

use crate::values::{canonical, ours, same, theirs};

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
            Self::Frozen => "frozen",
            Self::Proposed => "proposed",
            Self::InReview => "in_review",
            Self::Unmatched => "unmatched",
            Self::Ignored => "ignored",
            Self::Gone => "gone",
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
    /// The mapping that was followed.
    pub mapping: FieldMapping,
    /// Records with something to write, by device.
    pub records: Vec<PlannedRecord>,
    /// What is left alone, by device.
    pub skips: Vec<PlannedSkip>,
    /// Pairs in which nothing is to be written.
    pub equal: u32,
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

/// What is to be done with the pairs. The order of pairs does not matter.
#[must_use]
pub fn plan_pairs(
    pairs: &[PairInput<'_>],
    mapping: &FieldMapping,
    mode: SyncMode,
    placeholders: &PlaceholderList,
) -> (Vec<PlannedRecord>, Vec<PlannedSkip>, u32) {
    let mut sorted: Vec<&PairInput<'_>> = pairs.iter().collect();
    sorted.sort_unstable_by_key(|pair| pair.device.id);
    let (mut records, mut skips, mut equal) = (Vec::new(), Vec::new(), 0);
    for pair in sorted {
        let mut updates = Vec::new();
        let skips_before = skips.len();
        for field in MappedField::ALL {
            match plan_field(pair, *field, mapping, mode, placeholders) {
                Verdict::Nothing => {}
                Verdict::Write(update) => updates.push(update),
                Verdict::Leave(reason, length) => skips.push(PlannedSkip {
                    device: pair.device.id,
                    configuration: Some(pair.configuration.id),
                    field: Some(*field),
                    reason,
                    length,
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
    (records, skips, equal)
}

enum Verdict {
    Nothing,
    Write(PlannedUpdate),
    Leave(SkipReason, Option<usize>),
}

fn plan_field(
    pair: &PairInput<'_>,
    field: MappedField,
    mapping: &FieldMapping,
    mode: SyncMode,
    placeholders: &PlaceholderList,
) -> Verdict {
    let rule = mapping.rule(field);
    if rule.direction == Direction::Off {
        return Verdict::Nothing;
    }
    let (our_value, their_value) = (ours(pair.device, field), theirs(pair.configuration, field));
    if same(field, &our_value, &their_value) {
        return Verdict::Nothing;
    }
    let target = match (mode, rule.direction) {
        (SyncMode::ToConnectwise, _) | (SyncMode::Custom, Direction::ToConnectwise) => SyncTarget::Connectwise,
        _ => SyncTarget::Local,
    };
    if target == SyncTarget::Local && field.is_discovered() {
        return Verdict::Leave(SkipReason::DiscoveredValue, None);
    }
    let update = PlannedUpdate { field, ours: our_value, theirs: their_value, target, conflict: None };
    let written = update.to();
    if written.trim().is_empty() && !rule.allow_empty {
        return Verdict::Leave(SkipReason::EmptyValue, None);
    }
    // A device or configuration without a name cannot be told apart by anybody.
    if written.trim().is_empty() && field == MappedField::Name {
        return Verdict::Leave(SkipReason::EmptyValue, None);
    }
    if target == SyncTarget::Connectwise {
        let length = written.encode_utf16().count();
        if field.max_length().is_some_and(|limit| length > limit) {
            return Verdict::Leave(SkipReason::TooLong, Some(length));
        }
    }
    if field == MappedField::Serial && !written.trim().is_empty() && !placeholders.identifies(written) {
        return Verdict::Leave(SkipReason::PlaceholderValue, None);
    }
    let conflict = conflict(pair.base.get(&field), &update);
    Verdict::Write(PlannedUpdate { conflict, ..update })
}

/// Whether the value to be overwritten is one that somebody may have put there since the two were in step.
fn conflict(base: Option<&BaseValue>, update: &PlannedUpdate) -> Option<ConflictReason> {
    let overwritten = canonical(update.field, update.from());
    match base {
        Some(base) => {
            let known = if update.target == SyncTarget::Connectwise { &base.theirs } else { &base.ours };
            (overwritten != *known).then_some(ConflictReason::ChangedSinceBase)
        }
        None => (!overwritten.is_empty() && !canonical(update.field, update.to()).is_empty())
            .then_some(ConflictReason::NeverInStep),
    }
}

/// The base of every mapped field in which the two sides say the same.
#[must_use]
pub fn base_of(match_id: MatchId, device: &Device, configuration: &Configuration) -> Vec<BaseValue> {
    MappedField::ALL
        .iter()
        .filter_map(|field| {
            let (our_value, their_value) = (ours(device, *field), theirs(configuration, *field));
            same(*field, &our_value, &their_value).then(|| BaseValue {
                match_id,
                field: *field,
                ours: canonical(*field, &our_value),
                theirs: canonical(*field, &their_value),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
