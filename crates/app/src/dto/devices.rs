//! Devices.

use std::collections::BTreeMap;

use sitebook_domain::{FieldValue, MatchRule, MatchState};

shapes! {
    /// A device's match.
    pub struct DeviceMatchView {
        /// ConnectWise's id of the configuration.
        #[ts(type = "number")]
        pub configuration: i64,
        /// Its name as last read.
        pub configuration_name: String,
        /// State.
        pub state: MatchState,
        /// What it rests on.
        pub rule: MatchRule,
    }

    /// What the source says about a field that has an own value.
    pub struct DeviceOwnField {
        /// Field key.
        pub field: String,
        /// Who set the own value.
        pub by: String,
        /// When (RFC 3339).
        pub at: String,
        /// What the source says; empty for nothing.
        pub source_says: FieldValue,
        /// Why the source does not have this value though it was sent there, in words; none = it has it, or it was never
        /// sent.
        pub not_in_source: Option<String>,
    }

    /// What became of a value that went on to the source of its device.
    pub struct WrittenBack {
        /// Field key.
        pub field: String,
        /// Why the source does not have it, in words; none = it has it. The value is kept here in any case.
        pub trouble: Option<String>,
    }

    /// A device as a change left it.
    pub struct DeviceSetReply {
        /// The device.
        #[serde(flatten)]
        pub device: DeviceView,
        /// The values that went on to the source, where a person allowed that.
        pub written_back: Vec<WrittenBack>,
    }

    /// Carry a value of a person on to the source of its device.
    pub struct DeviceWriteBackRequest {
        /// The device.
        pub device: String,
        /// Field key.
        pub field: String,
    }

    /// One device.
    pub struct DeviceView {
        /// Our id.
        pub id: String,
        /// Our id of its agent.
        pub agent: String,
        /// The source's id.
        pub source_id: String,
        /// Name.
        pub name: String,
        /// Kind, such as `firewall`.
        pub kind: String,
        /// Maker.
        pub vendor: String,
        /// Model.
        pub model: String,
        /// Serial number.
        pub serial: String,
        /// MAC addresses, primary first.
        pub macs: Vec<String>,
        /// IP addresses, primary first.
        pub ips: Vec<String>,
        /// Part of the building.
        pub zone: String,
        /// Room.
        pub room: String,
        /// Firmware.
        pub firmware: String,
        /// Operating system.
        pub os: String,
        /// `online`, `offline` or empty.
        pub status: String,
        /// VLAN; none = unknown, 0 = untagged.
        pub vlan: Option<i32>,
        /// Whether its power can be switched; none = its source has not said yet.
        pub power_controllable: Option<bool>,
        /// Notes.
        pub notes: String,
        /// First seen by the source (RFC 3339), or empty.
        pub first_seen: String,
        /// Page of the device at its source, or empty.
        pub page_url: String,
        /// Left out of counts and matching.
        pub ignored: bool,
        /// Since when the source no longer reports it (RFC 3339).
        pub gone_since: Option<String>,
        /// Fields whose own value counts.
        pub own: Vec<DeviceOwnField>,
        /// Its match, if any.
        #[serde(rename = "match")]
        pub matched: Option<DeviceMatchView>,
    }

    /// Devices of one agent.
    pub struct DevicesReply {
        /// The devices, by name.
        pub devices: Vec<DeviceView>,
    }

    /// Change fields of a device, as typed; an empty text clears. All or nothing.
    #[derive(Default)]
    pub struct DeviceSetRequest {
        /// Our id, `AGENT/DEVICE`, or a unique source id or name.
        pub device: String,
        /// Field key (or `ignored`) to text.
        pub changes: BTreeMap<String, String>,
        /// Field key to the text that the person saw before typing. Where something else counts by now, nothing is changed
        /// and the answer is `changed_meanwhile`, unless that is the very text that is to be set.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub seen: BTreeMap<String, String>,
    }
    /// Ignore devices, or stop that, in one act.
    pub struct DevicesIgnoreRequest {
        /// Which: each our id, `AGENT/DEVICE`, or a unique source id or name.
        pub devices: Vec<String>,
        /// Whether they are to be ignored.
        pub ignored: bool,
    }

    /// What that did.
    pub struct DevicesIgnoredReply {
        /// Devices that were changed.
        pub changed: u32,
        /// Devices that were as wanted already.
        pub unchanged: u32,
        /// The name to take it back by; none when nothing was changed.
        pub undo: Option<String>,
    }
}
