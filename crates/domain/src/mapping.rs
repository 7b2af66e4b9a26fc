//! Our field to their field, with a direction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{DeviceField, NamedReference};

/// A field that a sync can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum MappedField {
    /// name -> name.
    Name,
    /// vendor -> manufacturer, a reference that is looked up or created.
    Vendor,
    /// model -> modelNumber.
    Model,
    /// serial -> serialNumber.
    Serial,
    /// primary MAC address -> macAddress.
    Mac,
    /// primary IP address -> ipAddress.
    Ip,
    /// notes -> notes.
    Notes,
    /// os -> osType.
    Os,
    /// firmware -> osInfo.
    Firmware,
    /// zone -> a configuration question or custom field that a person picks.
    Zone,
    /// room -> a configuration question or custom field that a person picks.
    Room,
    /// online or offline -> the status that a person picks for each.
    Status,
    /// page of the device at its source -> managementLink.
    Link,
}

impl MappedField {
    /// Every field, in the order in which people read them.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Vendor,
        Self::Model,
        Self::Serial,
        Self::Mac,
        Self::Ip,
        Self::Notes,
        Self::Os,
        Self::Firmware,
        Self::Zone,
        Self::Room,
        Self::Status,
        Self::Link,
    ];

    /// The name on the command line and in stored plans.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Vendor => "vendor",
            Self::Model => "model",
            Self::Serial => "serial",
            Self::Mac => "mac",
            Self::Ip => "ip",
            Self::Notes => "notes",
            Self::Os => "os",
            Self::Firmware => "firmware",
            Self::Zone => "zone",
            Self::Room => "room",
            Self::Status => "status",
            Self::Link => "link",
        }
    }

    /// The field with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// ConnectWise's name of the target; where a person picks it, what it is one of.
    #[must_use]
    pub fn target(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Vendor => "manufacturer",
            Self::Model => "modelNumber",
            Self::Serial => "serialNumber",
            Self::Mac => "macAddress",
            Self::Ip => "ipAddress",
            Self::Notes => "notes",
            Self::Os => "osType",
            Self::Firmware => "osInfo",
            Self::Zone | Self::Room => "question or custom field",
            Self::Status => "status",
            Self::Link => "managementLink",
        }
    }

    /// The longest value the target takes, in UTF-16 units as its columns count; none = no limit known.
    ///
    /// From the `maxLength` of `Company.Configuration` and `Manufacturer` in ConnectWise's OpenAPI document.
    #[must_use]
    pub fn max_length(self) -> Option<usize> {
        match self {
            Self::Name => Some(100),
            Self::Vendor | Self::Model | Self::Ip => Some(50),
            Self::Serial | Self::Os | Self::Firmware => Some(250),
            Self::Mac => Some(25),
            Self::Link => Some(1000),
            Self::Notes | Self::Zone | Self::Room | Self::Status => None,
        }
    }

    /// Whether only the source can know it, so that the PSA never overrides it.
    #[must_use]
    pub fn is_discovered(self) -> bool {
        matches!(self, Self::Mac | Self::Ip | Self::Os | Self::Firmware | Self::Status | Self::Link)
    }

    /// Whether a person picks the question or custom field that it is synchronized with.
    #[must_use]
    pub fn needs_target(self) -> bool {
        matches!(self, Self::Zone | Self::Room)
    }

    /// The directions that can be chosen.
    #[must_use]
    pub fn directions(self) -> &'static [Direction] {
        if self.is_discovered() {
            &[Direction::ToConnectwise, Direction::Off]
        } else {
            &[Direction::ToConnectwise, Direction::FromConnectwise, Direction::Off]
        }
    }

    /// The device's field.
    #[must_use]
    pub fn device_field(self) -> DeviceField {
        match self {
            Self::Name => DeviceField::Name,
            Self::Vendor => DeviceField::Vendor,
            Self::Model => DeviceField::Model,
            Self::Serial => DeviceField::Serial,
            Self::Mac => DeviceField::Macs,
            Self::Ip => DeviceField::Ips,
            Self::Notes => DeviceField::Notes,
            Self::Os => DeviceField::Os,
            Self::Firmware => DeviceField::Firmware,
            Self::Zone => DeviceField::Zone,
            Self::Room => DeviceField::Room,
            Self::Status => DeviceField::Status,
            Self::Link => DeviceField::PageUrl,
        }
    }
}

/// Which way a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Ours is written to ConnectWise.
    ToConnectwise,
    /// Theirs is kept here as an own value.
    FromConnectwise,
    /// The field stays as it is on both sides.
    Off,
}

/// Where a configuration keeps what it has no field of its own for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldTargetKind {
    /// A question of a configuration type.
    Question,
    /// A custom field of configurations.
    CustomField,
}

/// A question or custom field that a person picked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldTarget {
    /// Which of the two.
    pub kind: FieldTargetKind,
    /// The PSA's id. Each type has questions of its own: another type that asks in the same words is meant, too.
    pub id: i64,
    /// The question's words, or the custom field's caption.
    pub name: String,
}

/// The statuses that a person picked for devices that are online and offline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusChoice {
    /// For devices that are online; none = their status is left alone.
    pub online: Option<NamedReference>,
    /// For devices that are offline; none = their status is left alone.
    pub offline: Option<NamedReference>,
}

impl StatusChoice {
    /// The statuses picked.
    pub fn picked(&self) -> impl Iterator<Item = &NamedReference> {
        self.online.iter().chain(&self.offline)
    }
}

/// How one field is synchronized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRule {
    /// Which way it goes.
    pub direction: Direction,
    /// Whether an empty value may overwrite one that is not empty.
    pub allow_empty: bool,
    /// Whether a run that nobody watches writes conflicts, too; else they wait for a person.
    #[serde(default)] // Mappings kept by an earlier version know none of these.
    pub overwrite_conflicts: bool,
    /// The question or custom field of zone or room.
    #[serde(default)]
    pub target: Option<FieldTarget>,
    /// The statuses of the status.
    #[serde(default)]
    pub statuses: StatusChoice,
}

impl FieldRule {
    /// A rule with this direction, and caution in everything else.
    #[must_use]
    pub const fn new(direction: Direction) -> Self {
        Self {
            direction,
            allow_empty: false,
            overwrite_conflicts: false,
            target: None,
            statuses: StatusChoice { online: None, offline: None },
        }
    }
}

/// The rule of a field that nobody said anything about.
static OFF: FieldRule = FieldRule::new(Direction::Off);

/// A mapping that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingError {
    /// The source alone knows this value.
    #[error("{0} is a discovered value: it can go to ConnectWise or stay off, but never come from there")]
    Discovered(&'static str),
    /// Nobody picked where the value goes.
    #[error("{0} has no field of its own in ConnectWise: pick a configuration question or custom field for it first")]
    NeedsTarget(&'static str),
    /// Nobody picked a status.
    #[error("status needs the ConnectWise status of devices that are online, offline, or both: pick one first")]
    NeedsStatus,
    /// The field has a target of its own.
    #[error("{0} has a field of its own in ConnectWise: no other target can be picked for it")]
    FixedTarget(&'static str),
    /// Statuses for something else.
    #[error("{0} takes no ConnectWise status")]
    NoStatus(&'static str),
}

/// The rules of all fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldMapping(BTreeMap<MappedField, FieldRule>);

impl Default for FieldMapping {
    /// Everything that has a target goes to ConnectWise, but for status and device page; nothing empty overwrites
    /// anything.
    fn default() -> Self {
        let rule = |field: MappedField| match field {
            MappedField::Zone | MappedField::Room | MappedField::Status | MappedField::Link => Direction::Off,
            _ => Direction::ToConnectwise,
        };
        Self(MappedField::ALL.iter().map(|field| (*field, FieldRule::new(rule(*field)))).collect())
    }
}

impl FieldMapping {
    /// No rule for any field: what an agent that follows the integration has of its own.
    #[must_use]
    pub fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// The rules of `general`, with those of this mapping in their place where it has one.
    #[must_use]
    pub fn over(&self, general: &Self) -> Self {
        let mut rules = general.0.clone();
        rules.extend(self.0.iter().map(|(field, rule)| (*field, rule.clone())));
        Self(rules)
    }

    /// Whether the field has a rule here.
    #[must_use]
    pub fn has(&self, field: MappedField) -> bool {
        self.0.contains_key(&field)
    }

    /// Takes the rule of a field away.
    pub fn unset(&mut self, field: MappedField) {
        self.0.remove(&field);
    }

    /// The rule of a field; one that a stored mapping does not know yet is off.
    #[must_use]
    pub fn rule(&self, field: MappedField) -> &FieldRule {
        self.0.get(&field).unwrap_or(&OFF)
    }

    /// Changes the rule of a field. Refused where the field cannot go that way, or nobody picked where it goes.
    pub fn set(&mut self, field: MappedField, rule: FieldRule) -> Result<(), MappingError> {
        if field.is_discovered() && rule.direction == Direction::FromConnectwise {
            return Err(MappingError::Discovered(field.key()));
        }
        if rule.target.is_some() && !field.needs_target() {
            return Err(MappingError::FixedTarget(field.key()));
        }
        if rule.statuses.picked().next().is_some() && field != MappedField::Status {
            return Err(MappingError::NoStatus(field.key()));
        }
        if rule.direction != Direction::Off {
            if field.needs_target() && rule.target.is_none() {
                return Err(MappingError::NeedsTarget(field.key()));
            }
            if field == MappedField::Status && rule.statuses.picked().next().is_none() {
                return Err(MappingError::NeedsStatus);
            }
        }
        self.0.insert(field, rule);
        Ok(())
    }

    /// ConnectWise's name of a field's target: the words of the question, or the caption, that was picked.
    #[must_use]
    pub fn target_name(&self, field: MappedField) -> &str {
        self.rule(field).target.as_ref().map_or_else(|| field.target(), |target| target.name.as_str())
    }

    /// Whether a field that is not off is synchronized with this kind of target.
    #[must_use]
    pub fn uses(&self, kind: FieldTargetKind) -> bool {
        let is_used = |rule: &FieldRule| rule.direction != Direction::Off;
        self.0.values().any(|rule| is_used(rule) && rule.target.as_ref().is_some_and(|target| target.kind == kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> FieldTarget {
        FieldTarget { kind: FieldTargetKind::Question, id: 502, name: "Where?".to_owned() }
    }

    #[test]
    fn rules_of_one_agent_stand_over_those_of_the_integration() {
        let mut general = FieldMapping::default();
        let mut own = FieldMapping::none();
        own.set(MappedField::Name, FieldRule::new(Direction::Off)).unwrap();
        general.set(MappedField::Vendor, FieldRule::new(Direction::FromConnectwise)).unwrap();
        let both = own.over(&general);
        assert_eq!(both.rule(MappedField::Name).direction, Direction::Off);
        assert_eq!(both.rule(MappedField::Vendor).direction, Direction::FromConnectwise);
        own.unset(MappedField::Name);
        assert!(!own.has(MappedField::Name));
        assert_eq!(own.over(&general), general);
    }

    #[test]
    fn zone_and_room_are_off_until_somebody_picks_where_they_go() {
        for field in [MappedField::Zone, MappedField::Room] {
            let mut mapping = FieldMapping::default();
            assert_eq!(mapping.rule(field).direction, Direction::Off);
            for direction in [Direction::ToConnectwise, Direction::FromConnectwise] {
                let refused = mapping.set(field, FieldRule::new(direction)).unwrap_err();
                assert_eq!(refused, MappingError::NeedsTarget(field.key()));
                let picked = FieldRule { target: Some(question()), ..FieldRule::new(direction) };
                mapping.clone().set(field, picked).unwrap();
            }
            mapping.set(field, FieldRule { target: Some(question()), ..FieldRule::new(Direction::Off) }).unwrap();
            assert!(!mapping.uses(FieldTargetKind::Question), "a field that is off needs no answers");
        }
    }

    #[test]
    fn status_and_device_page_are_off_and_never_come_from_connectwise() {
        let mut mapping = FieldMapping::default();
        for field in [MappedField::Status, MappedField::Link] {
            assert_eq!(mapping.rule(field).direction, Direction::Off);
            let refused = mapping.set(field, FieldRule::new(Direction::FromConnectwise)).unwrap_err();
            assert_eq!(refused, MappingError::Discovered(field.key()));
        }
        mapping.set(MappedField::Link, FieldRule::new(Direction::ToConnectwise)).unwrap();
        let rule = FieldRule::new(Direction::ToConnectwise);
        assert_eq!(mapping.set(MappedField::Status, rule.clone()), Err(MappingError::NeedsStatus));
        let offline = Some(NamedReference { id: 3, name: "Down".to_owned() });
        let statuses = StatusChoice { online: None, offline };
        mapping.set(MappedField::Status, FieldRule { statuses, ..rule }).unwrap();
    }

    #[test]
    fn a_field_with_a_target_of_its_own_takes_no_other() {
        let rule = FieldRule { target: Some(question()), ..FieldRule::new(Direction::ToConnectwise) };
        assert_eq!(FieldMapping::default().set(MappedField::Name, rule), Err(MappingError::FixedTarget("name")));
    }

    #[test]
    fn a_mapping_kept_by_an_earlier_version_is_read_with_the_new_fields_off() {
        let kept = r#"{"name":{"direction":"to-connectwise","allow_empty":true},
            "vendor":{"direction":"off","allow_empty":false}}"#;
        let mapping: FieldMapping = serde_json::from_str(kept).unwrap();
        let name = mapping.rule(MappedField::Name);
        assert_eq!(name, &FieldRule { allow_empty: true, ..FieldRule::new(Direction::ToConnectwise) });
        for field in [MappedField::Zone, MappedField::Room, MappedField::Status, MappedField::Link] {
            assert_eq!(mapping.rule(field), &FieldRule::new(Direction::Off));
        }
    }
}
