//! Our field to their field, with a direction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::DeviceField;

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
        }
    }

    /// The field with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// ConnectWise's name of the target.
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
            Self::Notes => None,
        }
    }

    /// Whether only the source can know it, so that the PSA never overrides it.
    #[must_use]
    pub fn is_discovered(self) -> bool {
        matches!(self, Self::Mac | Self::Ip | Self::Os | Self::Firmware)
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

/// How one field is synchronized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRule {
    /// Which way it goes.
    pub direction: Direction,
    /// Whether an empty value may overwrite one that is not empty.
    pub allow_empty: bool,
}

/// A mapping that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingError {
    /// The source alone knows this value.
    #[error("{0} is a discovered value: it can go to ConnectWise or stay off, but never come from there")]
    Discovered(&'static str),
}

/// The rules of all fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldMapping(BTreeMap<MappedField, FieldRule>);

impl Default for FieldMapping {
    /// Everything goes to ConnectWise, and nothing empty overwrites anything.
    fn default() -> Self {
        let rule = FieldRule { direction: Direction::ToConnectwise, allow_empty: false };
        Self(MappedField::ALL.iter().map(|field| (*field, rule)).collect())
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
        rules.extend(&self.0);
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
    pub fn rule(&self, field: MappedField) -> FieldRule {
        self.0.get(&field).copied().unwrap_or(FieldRule { direction: Direction::Off, allow_empty: false })
    }

    /// Changes the rule of a field.
    pub fn set(&mut self, field: MappedField, rule: FieldRule) -> Result<(), MappingError> {
        if field.is_discovered() && rule.direction == Direction::FromConnectwise {
            return Err(MappingError::Discovered(field.key()));
        }
        self.0.insert(field, rule);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_one_agent_stand_over_those_of_the_integration() {
        let rule = |direction| FieldRule { direction, allow_empty: false };
        let mut general = FieldMapping::default();
        let mut own = FieldMapping::none();
        own.set(MappedField::Name, rule(Direction::Off)).unwrap();
        general.set(MappedField::Vendor, rule(Direction::FromConnectwise)).unwrap();
        let both = own.over(&general);
        assert_eq!(both.rule(MappedField::Name).direction, Direction::Off);
        assert_eq!(both.rule(MappedField::Vendor).direction, Direction::FromConnectwise);
        own.unset(MappedField::Name);
        assert!(!own.has(MappedField::Name));
        assert_eq!(own.over(&general), general);
    }
}
