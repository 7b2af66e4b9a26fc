//! Matches between devices and configurations, and what they rest on.

use serde::{Deserialize, Serialize};

use crate::{DeviceId, MatchId, Timestamp};

/// What a match rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum MatchRule {
    /// The serial numbers are equal.
    Serial,
    /// A MAC address is equal.
    Mac,
    /// The IP address is equal.
    Ip,
    /// The source of the device keeps the configuration's id with it.
    Kept,
    /// A person said so.
    Manual,
    /// The configuration was created for the device.
    Created,
}

/// How far a match can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum MatchState {
    /// Made by a rule that identifies.
    Automatic,
    /// Waits for a person; never synchronized.
    Proposed,
    /// A person said so; never changed automatically.
    Confirmed,
    /// Its evidence contradicts itself, or its configuration is out of reach; nothing is written until a person looks.
    Frozen,
}

/// One value on each side, and whether they agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Evidence {
    /// Which kind of value.
    pub rule: MatchRule,
    /// The device's value, as it is written there.
    pub device_value: String,
    /// The configuration's value, as it is written there.
    pub configuration_value: String,
    /// Whether they say the same.
    pub agrees: bool,
}

/// A device and a configuration that are the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Our id.
    pub id: MatchId,
    /// The device.
    pub device: DeviceId,
    /// The configuration's id in the PSA.
    pub configuration: i64,
    /// The configuration's company when the match was made.
    pub company: i64,
    /// How far it can be relied on; never *proposed*, which is computed and not kept.
    pub state: MatchState,
    /// What it rests on.
    pub rule: MatchRule,
    /// The values that were compared when it was made.
    pub evidence: Vec<Evidence>,
    /// Why it is frozen.
    pub frozen_reason: Option<String>,
    /// Who made it: a person, or `sitebook` for a rule.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A pair that a person unlinked: no rule makes it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedUnlink {
    /// The device.
    pub device: DeviceId,
    /// The configuration's id.
    pub configuration: i64,
}
