//! What a device is for its home, by its kind: what everything hangs on, and what people sit in front of.

use serde::{Deserialize, Serialize};

use super::{VioletDevice, VioletGrant};

/// Words in the kind of a device that everything else reaches the internet through: without it the owner's own app is
/// out of reach as well.
const WAY_OUT: &[&str] = &["router", "firewall", "gateway", "modem"];

/// Words in the kind of a device that is there to run an agent.
const HOSTS: &[&str] = &["collector", "domotz box"];

/// Words in the kind of a device that others get their network through.
const FEEDING_NETWORK: &[&str] = &[
    "access point",
    "wi-fi",
    "wifi",
    "wireless",
    "bridge",
    "extender",
    "repeater",
    "mesh",
    "powerline",
    "media converter",
    "ont",
];

/// Words in the kind of a device that gives others network, and power where it can.
const SWITCH: &[&str] = &["switch"];

/// Words in the kind of a device that is there to give others power.
const POWER_UNIT: &[&str] = &[
    "injector",
    "plug",
    "outlet",
    "socket",
    "power distribution",
    "pdu",
    "ups",
    "uninterruptible",
    "power strip",
    "rack",
];

/// Words in the kind of a device that belongs to the installation and not to the life in front of it.
const INSTALLATION: &[&str] =
    &["server", "nas", "storage", "controller", "hub", "recorder", "nvr", "dvr", "alarm", "security panel"];

/// Words in the kind of a television or of what is connected to one.
const TELEVISIONS: &[&str] =
    &["tv", "television", "smart tv", "media player", "set-top box", "set top box", "streaming", "streamer", "dongle"];

/// Words in the kind of a games console.
const CONSOLES: &[&str] = &["console", "gaming", "games", "game"];

/// A choice of devices that homes are usually set up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VioletPreset {
    /// TVs and consoles.
    TvsAndConsoles,
    /// Everything but infrastructure.
    EverythingButInfrastructure,
}

impl VioletPreset {
    /// Whether a device is meant. Nothing that asks first ever is.
    #[must_use]
    pub fn picks(self, device: &VioletDevice<'_>) -> bool {
        if device.is_host || is_infrastructure(device.kind) {
            return false;
        }
        match self {
            Self::TvsAndConsoles => says(device.kind, TELEVISIONS) || says(device.kind, CONSOLES),
            Self::EverythingButInfrastructure => true,
        }
    }
}

/// Whether a device of this kind belongs to the installation: the way out, what feeds others, and what runs the house.
#[must_use]
pub fn is_infrastructure(kind: &str) -> bool {
    carries_others(kind) || says(kind, INSTALLATION)
}

/// Whether others reach the internet through a device of this kind.
#[must_use]
pub fn is_way_out(kind: &str) -> bool {
    says(kind, WAY_OUT)
}

/// Whether a device of this kind is there to run an agent.
#[must_use]
pub fn hosts_agents(kind: &str) -> bool {
    says(kind, HOSTS)
}

/// Whether others may get their power from a device of this kind.
#[must_use]
pub fn may_feed_power(kind: &str) -> bool {
    is_power_unit(kind) || says(kind, SWITCH)
}

/// Whether a device of this kind is there to give others power.
#[must_use]
pub fn is_power_unit(kind: &str) -> bool {
    says(kind, POWER_UNIT)
}

fn carries_others(kind: &str) -> bool {
    is_way_out(kind) || hosts_agents(kind) || says(kind, FEEDING_NETWORK) || may_feed_power(kind)
}

impl VioletDevice<'_> {
    /// Whether granting this on a device needs the name typed: an owner who switches it off or blocks it may cut off the whole
    /// home, and the agent with it. What the agent runs on may be of any kind: its source never calls it by what it does
    /// there.
    #[must_use]
    pub fn asks_first(&self, grant: VioletGrant) -> bool {
        match grant {
            VioletGrant::Visible => false,
            VioletGrant::Power | VioletGrant::Block => self.is_host || carries_others(self.kind),
        }
    }
}

/// Whether one of the words stands in a text, in any case, as whole words.
fn says(text: &str, words: &[&str]) -> bool {
    let text = spaced(text);
    words.iter().any(|word| text.contains(&spaced(word)))
}

/// A text in lower case with one space around each of its words.
fn spaced(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::from(" "), |spaced, word| spaced + word + " ")
}
