//! Devices: what an agent discovered on its network.

use serde::{Deserialize, Serialize};

use crate::{AgentId, DeviceId, FieldKey, FieldKind, Layers, MacAddress, Timestamp, parse_macs};

/// A field of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceField {
    /// Name.
    Name,
    /// What it is: firewall, switch, printer, ...
    Kind,
    /// Maker.
    Vendor,
    /// Model.
    Model,
    /// Serial number.
    Serial,
    /// MAC addresses, the primary one first.
    Macs,
    /// IP addresses, the primary one first.
    Ips,
    /// Part of the building.
    Zone,
    /// Room.
    Room,
    /// Version of the firmware.
    Firmware,
    /// Operating system.
    Os,
    /// Whether the source reports it as online.
    Status,
    /// VLAN: a number (tagged), 0 (untagged); nothing = unknown.
    Vlan,
    /// Whether its power can be switched.
    PowerControllable,
    /// Whether the source calls it important: its outage makes its agent need attention, whatever kind it is.
    Important,
    /// Free notes.
    Notes,
    /// When the source saw it first (RFC 3339).
    FirstSeen,
    /// Page of the device at its source: an address that begins with `http://` or `https://`.
    PageUrl,
}

impl FieldKey for DeviceField {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::Kind,
        Self::Vendor,
        Self::Model,
        Self::Serial,
        Self::Macs,
        Self::Ips,
        Self::Zone,
        Self::Room,
        Self::Firmware,
        Self::Os,
        Self::Status,
        Self::Vlan,
        Self::PowerControllable,
        Self::Important,
        Self::Notes,
        Self::FirstSeen,
        Self::PageUrl,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Vendor => "vendor",
            Self::Model => "model",
            Self::Serial => "serial",
            Self::Macs => "macs",
            Self::Ips => "ips",
            Self::Zone => "zone",
            Self::Room => "room",
            Self::Firmware => "firmware",
            Self::Os => "os",
            Self::Status => "status",
            Self::Vlan => "vlan",
            Self::PowerControllable => "power_controllable",
            Self::Important => "important",
            Self::Notes => "notes",
            Self::FirstSeen => "first_seen",
            Self::PageUrl => "page_url",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::Macs | Self::Ips => FieldKind::List,
            Self::Notes => FieldKind::Multiline,
            Self::Status => FieldKind::Choice(&["online", "offline"]),
            Self::Vlan => FieldKind::Number { from: 0, to: 4094 },
            Self::PowerControllable | Self::Important => FieldKind::Flag,
            Self::PageUrl => FieldKind::WebAddress,
            _ => FieldKind::Text,
        }
    }

    fn is_editable(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Kind
                | Self::Vendor
                | Self::Model
                | Self::Serial
                | Self::Zone
                | Self::Room
                | Self::Notes
                | Self::Vlan
        )
    }

    fn is_required(self) -> bool {
        self == Self::Name
    }
}

/// Whether an outage of a device of this kind makes its agent need attention.
///
/// The whole site depends on these; anything else may well be switched off for the night.
#[must_use]
pub fn is_important_kind(kind: &str) -> bool {
    ["firewall", "router", "gateway", "switch", "server", "nas", "storage", "collector"]
        .iter()
        .any(|important| kind.trim().eq_ignore_ascii_case(important))
}

/// One device.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Our id.
    pub id: DeviceId,
    /// The agent that discovered it.
    pub agent: AgentId,
    /// The source's id, unique within the agent.
    pub source_id: String,
    /// The values.
    pub layers: Layers<DeviceField>,
    /// Left out of counts, matching and bulk creation.
    pub ignored: bool,
    /// When it was first seen here.
    pub created_at: Timestamp,
    /// Since when its source no longer reports it.
    pub gone_since: Option<Timestamp>,
}

impl Device {
    /// The effective name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.layers.text(DeviceField::Name)
    }

    /// All MAC addresses that can be read from the device's values, without repetition, primary first.
    #[must_use]
    pub fn macs(&self) -> Vec<MacAddress> {
        let mut macs = Vec::new();
        for mac in self.layers.list(DeviceField::Macs).iter().flat_map(|text| parse_macs(text)) {
            if !macs.contains(&mac) {
                macs.push(mac);
            }
        }
        macs
    }

    /// Whether an outage of this device makes its agent need attention.
    #[must_use]
    pub fn is_important_and_down(&self) -> bool {
        !self.ignored
            && self.gone_since.is_none()
            && self.layers.text(DeviceField::Status) == "offline"
            && (self.layers.flag(DeviceField::Important) || is_important_kind(self.layers.text(DeviceField::Kind)))
    }
}
