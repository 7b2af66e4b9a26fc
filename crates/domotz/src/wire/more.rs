//! Everything else: the user, the inventory, uptime, events, networks, power.

use serde_json::Value;
use sitebook_domain::Timestamp;

use super::Record;
use super::lenient::{flag, id, integer, integers, member, real, text, texts, time};
use crate::power::PowerAction;
use crate::quota::Quota;

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub id: i64,
    /// The user's name, usually an e-mail address.
    pub name: String,
}

impl Record for User {
    fn read(value: &Value) -> Result<Self, String> {
        Ok(Self { id: id(value)?, name: text(value, &["name"]).unwrap_or_default() })
    }
}

impl Record for Quota {
    fn read(value: &Value) -> Result<Self, String> {
        let count = |name| integer(value, &[name]).and_then(|count| u32::try_from(count).ok());
        Ok(Self { limit: count("daily_limit"), used: count("daily_usage") })
    }
}

/// A field of the inventory, and what it says of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InventoryValue {
    /// The name of the field.
    pub(crate) key: String,
    /// What it says; none where nobody has filled it in.
    pub(crate) value: Option<String>,
}

impl Record for InventoryValue {
    fn read(value: &Value) -> Result<Self, String> {
        // As it is written: the name goes back into a path.
        let key = member(value, &["key"]).as_str().ok_or("it has no key")?.to_owned();
        Ok(Self { key, value: text(value, &["value"]) })
    }
}

/// How long something was online, in the week before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uptime {
    /// Share in percent.
    pub percent: Option<f64>,
    /// Seconds online.
    pub online_seconds: Option<i64>,
    /// Seconds looked at.
    pub total_seconds: Option<i64>,
}

impl Record for Uptime {
    fn read(value: &Value) -> Result<Self, String> {
        let (online_seconds, total_seconds) = (integer(value, &["online_seconds"]), integer(value, &["total_seconds"]));
        let measured = match (online_seconds, total_seconds) {
            (Some(online), Some(total)) if total > 0 => Some(online as f64 * 100.0 / total as f64),
            _ => None,
        };
        // The share is a text, with a percent sign in some answers.
        let written = text(value, &["uptime"]).and_then(|text| text.trim_end_matches('%').trim().parse().ok());
        Ok(Self { percent: measured.or(written).or_else(|| real(value, &["uptime"])), online_seconds, total_seconds })
    }
}

/// Something that happened to an agent or a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Option<Timestamp>,
    /// The service's word for it, such as `CONNECTION_LOST`.
    pub kind: String,
    /// More about it: the addresses where one changed.
    pub details: String,
}

impl Record for Event {
    fn read(value: &Value) -> Result<Self, String> {
        let kind = text(value, &["type"]).ok_or_else(|| "it has no type".to_owned())?;
        // A device may have had, and have, several.
        let address = |name: &str| {
            let listed = texts(value, &["details", name]).join(", ");
            (!listed.is_empty()).then_some(listed)
        };
        let details = match (address("old_ip"), address("new_ip")) {
            (Some(old), Some(new)) => format!("{old} to {new}"),
            (None, Some(one)) | (Some(one), None) => one,
            (None, None) => String::new(),
        };
        Ok(Self { at: time(value, &["timestamp"]), kind, details })
    }
}

/// A network of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// Its name, such as `eth0.10`.
    pub name: String,
    /// Its address, with the number of bits of its network where that is known.
    pub address: String,
    /// Its hardware address.
    pub mac: String,
    /// Whether it lies behind a router.
    pub is_routed: bool,
}

/// The networks of an agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interfaces(pub Vec<Interface>);

impl Record for Interfaces {
    fn read(value: &Value) -> Result<Self, String> {
        let list = |name: &str, is_routed: bool| {
            let rows = member(value, &[name]).as_array().cloned().unwrap_or_default();
            rows.into_iter()
                .map(|row| {
                    let address = text(&row, &["address"]).unwrap_or_default();
                    let bits = integer(&row, &["netmask"]).filter(|_| !address.is_empty());
                    Interface {
                        name: text(&row, &["name"]).unwrap_or_default(),
                        address: bits.map_or_else(|| address.clone(), |bits| format!("{address}/{bits}")),
                        mac: text(&row, &["mac_address"]).unwrap_or_default(),
                        is_routed,
                    }
                })
                .collect::<Vec<_>>()
        };
        let mut all = list("attached", false);
        all.extend(list("routed", true));
        Ok(Self(all))
    }
}

/// What can be done with the power of a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "four independent answers of the service")]
pub struct PowerActions {
    on: bool,
    off: bool,
    cycle: bool,
    software_reboot: bool,
}

impl PowerActions {
    /// Whether an action is possible.
    #[must_use]
    pub fn allows(self, action: PowerAction) -> bool {
        match action {
            PowerAction::On => self.on,
            PowerAction::Off => self.off,
            PowerAction::Cycle => self.cycle,
            PowerAction::SoftwareReboot => self.software_reboot,
        }
    }
}

impl Record for PowerActions {
    fn read(value: &Value) -> Result<Self, String> {
        if !value.is_object() {
            return Err("it is no object".to_owned());
        }
        // What is not said to be possible is not.
        let can = |name| flag(value, &[name]).unwrap_or(false);
        Ok(Self { on: can("on"), off: can("off"), cycle: can("cycle"), software_reboot: can("software_reboot") })
    }
}

/// One outlet of a device that feeds others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// The service's id: a text, and not always a number.
    pub id: String,
    /// The name that a person gave, else the discovered one.
    pub name: String,
    /// Whether it is on; none while nobody knows.
    pub is_on: Option<bool>,
    /// Whether it can be switched.
    pub can_switch: bool,
    /// The devices that hang on it, by the service's ids.
    pub feeds: Vec<i64>,
}

impl Record for Outlet {
    fn read(value: &Value) -> Result<Self, String> {
        let is_on = match text(value, &["power"]).as_deref() {
            Some("ON") => Some(true),
            Some("OFF") => Some(false),
            _ => None,
        };
        let id = text(value, &["id"]).ok_or_else(|| "it has no id".to_owned())?;
        let name = text(value, &["custom_name"]).or_else(|| text(value, &["name"])).unwrap_or_else(|| id.clone());
        let can_switch = flag(value, &["can_write"]).unwrap_or(false);
        Ok(Self { id, name, is_on, can_switch, feeds: integers(value, &["links"]) })
    }
}
