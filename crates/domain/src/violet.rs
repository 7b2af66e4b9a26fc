//! Violet: what the owner of a home network may see and do, and what can be granted at all.
//!
//! Grants are kept as a person gave them. Whether one can have effect depends on the agent and the device as they are at
//! this moment, and is computed each time: a device that moves to a tagged VLAN can no longer be blocked, and can again
//! when it is moved back.

mod access;
mod kinds;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{Agent, AgentField, Device, DeviceField, FieldValue, MacAddress, Platform};

pub use access::{AccessFacts, AccessState, INVITATION_MILLIS, InvitationFacts, access_state, canonical_email};
pub use kinds::{VioletPreset, hosts_agents, is_infrastructure, is_power_unit, is_way_out, may_feed_power};

/// What an owner can be granted on one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VioletGrant {
    /// To see it.
    Visible,
    /// To switch its power.
    Power,
    /// To block its way into the internet.
    Block,
}

impl VioletGrant {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Visible, Self::Power, Self::Block];

    /// The word of commands and of the history.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Power => "power",
            Self::Block => "block",
        }
    }
}

/// Why something cannot be granted, or has no effect though it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ineligible {
    /// The network is no home: its owner works with field operators.
    NotResidential,
    /// The device is ignored.
    Ignored,
    /// Its source no longer reports the device.
    Gone,
    /// Nothing can switch its power.
    NotSwitchable,
    /// Its source has not said yet whether its power can be switched.
    PowerUnknown,
    /// Only an agent on a Domotz Box or a Luxul router can block, and this one is on something else, or nobody said on what.
    Platform,
    /// The device is on a tagged VLAN, which blocking does not reach.
    TaggedVlan,
    /// The device has no address in the local network.
    NoAddress,
    /// The device is not known to be on the agent's own network: it is behind a router, or on the internet.
    OtherNetwork,
}

impl Ineligible {
    /// The reason as a person reads it, after the name of the device.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotResidential => "the network is not residential; its owner can be a field operator",
            Self::Ignored => "it is ignored",
            Self::Gone => "its source no longer reports it",
            Self::NotSwitchable => "nothing can switch its power",
            Self::PowerUnknown => "its source has not said yet whether its power can be switched",
            Self::Platform => "only an agent on a Domotz Box or a Luxul router can block",
            Self::TaggedVlan => "it is on a tagged VLAN, which blocking does not reach",
            Self::NoAddress => "it has no address in the local network",
            Self::OtherNetwork => "it is not known to be on the agent's own network",
        }
    }
}

/// What is granted on one device. Power and block without visible does not exist: [`Grants::with`] keeps that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Grants {
    /// The owner sees it.
    pub visible: bool,
    /// The owner switches its power.
    pub power: bool,
    /// The owner blocks its way into the internet.
    pub block: bool,
}

impl Grants {
    /// Whether one of them is given.
    #[must_use]
    pub fn has(self, grant: VioletGrant) -> bool {
        match grant {
            VioletGrant::Visible => self.visible,
            VioletGrant::Power => self.power,
            VioletGrant::Block => self.block,
        }
    }

    /// Whether nothing is given.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// The same with one of them given or taken away. Who may act on a device sees it, and what is not seen cannot be
    /// acted upon.
    #[must_use]
    pub fn with(self, grant: VioletGrant, on: bool) -> Self {
        match (grant, on) {
            (VioletGrant::Visible, true) => Self { visible: true, ..self },
            (VioletGrant::Visible, false) => Self::default(),
            (VioletGrant::Power, on) => Self { power: on, visible: self.visible || on, ..self },
            (VioletGrant::Block, on) => Self { block: on, visible: self.visible || on, ..self },
        }
    }
}

/// What decides about grants at the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VioletNetwork {
    /// Whether the network belongs to a home.
    pub residential: bool,
    /// Whether the agent runs on something that can block.
    pub can_block: bool,
}

impl VioletNetwork {
    /// Of an agent as it counts now. An unknown platform cannot block.
    #[must_use]
    pub fn of(agent: &Agent) -> Self {
        let blocking = [Platform::DomotzBox, Platform::LuxulRouter].map(Platform::word);
        Self {
            residential: agent.layers.flag(AgentField::Residential),
            can_block: blocking.contains(&agent.layers.text(AgentField::Platform)),
        }
    }
}

/// What decides about grants at the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and every combination exists")]
pub struct VioletDevice<'d> {
    /// What it is, in the source's words.
    pub kind: &'d str,
    /// The agent runs on it: without it nobody can switch anything any more.
    pub is_host: bool,
    /// A person ignores it.
    pub ignored: bool,
    /// Its source no longer reports it.
    pub gone: bool,
    /// Its power can be switched; none = nobody has said yet.
    pub switchable: Option<bool>,
    /// Its VLAN: a number (tagged), 0 (untagged); none = unknown.
    pub vlan: Option<i64>,
    /// It has an address of a local network.
    pub has_local_address: bool,
    /// Its MAC address is known: it was met on the agent's own network, for a router lets none through.
    pub has_mac: bool,
}

impl<'d> VioletDevice<'d> {
    /// Of a device as it counts now. `host` is the address of what its agent runs on, where the source tells it.
    #[must_use]
    pub fn of(device: &'d Device, host: Option<MacAddress>) -> Self {
        let layers = &device.layers;
        let is_local = |text: &String| text.trim().parse().is_ok_and(is_local_address);
        Self {
            kind: layers.text(DeviceField::Kind),
            is_host: host.is_some_and(|host| device.macs().contains(&host)),
            ignored: device.ignored,
            gone: device.gone_since.is_some(),
            switchable: layers.known_flag(DeviceField::PowerControllable),
            vlan: match layers.effective(DeviceField::Vlan) {
                Some(FieldValue::Number(vlan)) => Some(*vlan),
                _ => None,
            },
            has_local_address: layers.list(DeviceField::Ips).iter().any(is_local),
            has_mac: !layers.list(DeviceField::Macs).is_empty(),
        }
    }

    /// Why this cannot be granted here; none = it can.
    ///
    /// An unknown VLAN does not forbid blocking: most homes have none, and no source tells. What is then needed is a sign
    /// that the device is on the agent's own network, which is its MAC address.
    #[must_use]
    pub fn ineligible(&self, network: VioletNetwork, grant: VioletGrant) -> Option<Ineligible> {
        if !network.residential {
            return Some(Ineligible::NotResidential);
        }
        if self.ignored {
            return Some(Ineligible::Ignored);
        }
        if self.gone {
            return Some(Ineligible::Gone);
        }
        match grant {
            VioletGrant::Visible => None,
            VioletGrant::Power => match self.switchable {
                Some(true) => None,
                Some(false) => Some(Ineligible::NotSwitchable),
                None => Some(Ineligible::PowerUnknown),
            },
            VioletGrant::Block => self.cannot_block(network),
        }
    }

    fn cannot_block(&self, network: VioletNetwork) -> Option<Ineligible> {
        if !network.can_block {
            return Some(Ineligible::Platform);
        }
        if self.vlan.is_some_and(|vlan| vlan != 0) {
            return Some(Ineligible::TaggedVlan);
        }
        if !self.has_local_address {
            return Some(Ineligible::NoAddress);
        }
        (!self.has_mac && self.vlan.is_none()).then_some(Ineligible::OtherNetwork)
    }

    /// What has effect of what was granted.
    #[must_use]
    pub fn effective(&self, network: VioletNetwork, granted: Grants) -> Grants {
        let has = |grant| granted.has(grant) && self.ineligible(network, grant).is_none();
        let visible = has(VioletGrant::Visible);
        Grants { visible, power: visible && has(VioletGrant::Power), block: visible && has(VioletGrant::Block) }
    }

    /// The grants after one was given or taken away. Taking away is always possible; giving what is not eligible is not.
    pub fn change(
        &self,
        network: VioletNetwork,
        granted: Grants,
        grant: VioletGrant,
        on: bool,
    ) -> Result<Grants, Ineligible> {
        match self.ineligible(network, grant) {
            Some(reason) if on => Err(reason),
            _ => Ok(granted.with(grant, on)),
        }
    }
}

/// Whether an address belongs to a local network: RFC 1918, and for IPv6 RFC 4193 and link-local addresses.
fn is_local_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}
