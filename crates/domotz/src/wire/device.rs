//! Devices: local ones, routed ones, external ones, and those that a person added by hand.

use std::collections::BTreeMap;

use serde_json::Value;
use sitebook_domain::Timestamp;

use super::Record;
use super::lenient::{flag, id, integer, integers, member, text, texts, time};

/// How an agent knows a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// On its own network: it has a hardware address.
    Local,
    /// Behind a router: it has an IP address only.
    Routed,
    /// A host on the internet.
    External,
    /// Added by hand: no addresses, no status.
    Dummy,
}

/// What a person said in Domotz; it wins over what was discovered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserData {
    /// Name.
    pub name: Option<String>,
    /// Maker.
    pub vendor: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Number of a base type.
    pub kind: Option<i64>,
}

/// A device.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// Its id, unique within the agent.
    pub id: i64,
    /// Its name; empty where none was sent.
    pub display_name: String,
    /// How the agent knows it.
    pub protocol: Protocol,
    /// Its hardware address as written.
    pub hw_address: Option<String>,
    /// Its IP addresses as written.
    pub ip_addresses: Vec<String>,
    /// Whether it answers; none for a hidden one, and one added by hand.
    pub is_online: Option<bool>,
    /// Whether it is hidden from lists.
    pub is_hidden: bool,
    /// Since when it does or does not answer.
    pub status_changed_at: Option<Timestamp>,
    /// Whether the agent itself reaches it; else another controller speaks of it.
    pub agent_reachable: Option<bool>,
    /// Whether people are told when it is down.
    pub is_vital: Option<bool>,
    /// Maker as discovered.
    pub vendor: Option<String>,
    /// Model as discovered.
    pub model: Option<String>,
    /// What a person said.
    pub user: UserData,
    /// Number of its type.
    pub kind: Option<i64>,
    /// The type in words.
    pub kind_label: Option<String>,
    /// Part of the building.
    pub zone: Option<String>,
    /// Room.
    pub room: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Version of the firmware.
    pub firmware: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Operating system with version and build.
    pub os: Option<String>,
    /// Names under which it is known, by the service that said so.
    pub names: BTreeMap<String, String>,
    /// Open TCP ports.
    pub tcp_ports: Vec<i64>,
    /// Open UDP ports.
    pub udp_ports: Vec<i64>,
    /// Whether the agent keeps it from the internet.
    pub is_jammed: Option<bool>,
    /// Whether the agent leaves it out of automatic operations.
    pub is_excluded: Option<bool>,
    /// The device of which it is a part, in a cluster.
    pub main_device: Option<i64>,
    /// When the agent saw it first.
    pub first_seen: Option<Timestamp>,
}

impl Record for Device {
    fn read(value: &Value) -> Result<Self, String> {
        // Devices that are not paid for call it `mac`.
        let hw_address = text(value, &["hw_address"]).or_else(|| text(value, &["mac"]));
        let protocol = match (text(value, &["protocol"]).as_deref(), &hw_address) {
            (Some("DUMMY"), _) => Protocol::Dummy,
            (Some("IP_EXTERNAL"), _) => Protocol::External,
            (_, Some(_)) => Protocol::Local,
            (_, None) => Protocol::Routed,
        };
        let status = text(value, &["status"]);
        let is_online = match status.as_deref() {
            Some("ONLINE") => Some(true),
            Some("OFFLINE" | "DOWN") => Some(false),
            _ => None,
        };
        let is_vital = match text(value, &["importance"]).as_deref() {
            Some("VITAL") => Some(true),
            Some("FLOATING") => Some(false),
            _ => None,
        };
        let os: Vec<String> =
            ["name", "version", "build"].iter().filter_map(|part| text(value, &["os", part])).collect();
        let names = member(value, &["names"]).as_object().into_iter().flatten();
        Ok(Self {
            id: id(value)?,
            display_name: text(value, &["display_name"]).unwrap_or_default(),
            protocol,
            hw_address,
            ip_addresses: texts(value, &["ip_addresses"]),
            is_online,
            is_hidden: status.as_deref() == Some("HIDDEN"),
            status_changed_at: time(value, &["last_status_change"]),
            agent_reachable: flag(value, &["agent_reachable"]),
            is_vital,
            vendor: text(value, &["vendor"]),
            model: text(value, &["model"]),
            user: UserData {
                name: text(value, &["user_data", "name"]),
                vendor: text(value, &["user_data", "vendor"]),
                model: text(value, &["user_data", "model"]),
                kind: integer(value, &["user_data", "type"]),
            },
            kind: integer(value, &["type", "id"]),
            kind_label: text(value, &["type", "label"]),
            zone: text(value, &["details", "zone"]),
            room: text(value, &["details", "room"]),
            serial: text(value, &["details", "serial"]),
            firmware: text(value, &["details", "firmware_version"]),
            notes: text(value, &["details", "notes"]),
            os: (!os.is_empty()).then(|| os.join(" ")),
            names: names.filter_map(|(key, name)| Some((key.clone(), text(name, &[])?))).collect(),
            tcp_ports: integers(value, &["open_ports", "tcp"]),
            udp_ports: integers(value, &["open_ports", "udp"]),
            is_jammed: flag(value, &["is_jammed"]),
            is_excluded: flag(value, &["is_excluded"]),
            main_device: integer(value, &["main_id"]),
            // One client in the field knows it under the second name.
            first_seen: time(value, &["first_seen_on"]).or_else(|| time(value, &["first_seen_at"])),
        })
    }
}

/// One of the types that a device can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeviceType {
    id: i64,
    label: String,
}

impl Record for DeviceType {
    fn read(value: &Value) -> Result<Self, String> {
        let label = text(value, &["label"]).or_else(|| text(value, &["identifier"]));
        Ok(Self { id: id(value)?, label: label.ok_or_else(|| "it has no label".to_owned())? })
    }
}

/// The service's list of device types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceTypes(BTreeMap<i64, String>);

impl DeviceTypes {
    pub(crate) fn new(types: Vec<DeviceType>) -> Self {
        Self(types.into_iter().map(|one| (one.id, one.label)).collect())
    }

    /// A type in words.
    #[must_use]
    pub fn label(&self, id: i64) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    /// The number of a type, by its words in any case. None where the list has no such type, or several.
    #[must_use]
    pub fn number(&self, label: &str) -> Option<i64> {
        let wanted = label.trim().to_lowercase();
        let mut found = self.0.iter().filter(|(_, label)| label.to_lowercase() == wanted).map(|(id, _)| *id);
        found.next().filter(|_| found.next().is_none())
    }

    /// All types in words.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}
