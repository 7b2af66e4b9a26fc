//! What the networks and devices of an agent suggest about VLANs and the platform, which Domotz itself does not say.

use std::collections::BTreeMap;
use std::net::IpAddr;

use sitebook_domain::{
    Agent, AgentField, Device, DeviceField, DeviceId, FieldValue, MacAddress, NamedNetwork, Platform, PossibleHost,
    platform_hint, vlan_hints,
};
use sitebook_domotz::Interface;
use sitebook_store::{Edit, Edited, IgnoredEdit};

use crate::dto::{
    DomotzFact, DomotzPlatformHint, DomotzTakeVlansReply, DomotzTakeVlansRequest, DomotzVlan, DomotzVlanHint,
};
use crate::{AppError, Workspace};

impl Workspace {
    /// Sets the VLANs that a person took from hints. Where somebody has said another one meanwhile, that stays.
    pub async fn domotz_take_vlans(&self, request: DomotzTakeVlansRequest) -> Result<DomotzTakeVlansReply, AppError> {
        let (by, at) = (self.who().await?, self.now());
        let mut reply = DomotzTakeVlansReply { changed: 0, unchanged: 0 };
        for DomotzVlan { device, vlan } in request.vlans {
            let id = self.resolve_device(None, &device).await?;
            if is_vlan_known(&self.device_record(id).await?) {
                reply.unchanged += 1;
                continue;
            }
            let changes = BTreeMap::from([(DeviceField::Vlan, Some(FieldValue::Number(vlan.into())))]);
            // What somebody sets between the look and this is seen under the write lock.
            let edit = Edit { changes, seen: BTreeMap::from([(DeviceField::Vlan, String::new())]) };
            match self.store().edit_device(id, &edit, IgnoredEdit::default(), &by, at).await? {
                Edited::Saved(_) => reply.changed += 1,
                Edited::Gone | Edited::Conflicts(_) => reply.unchanged += 1,
            }
        }
        if reply.changed > 0 {
            self.changed();
        }
        Ok(reply)
    }
}

/// What an agent seems to run on, where nobody has said it.
pub(super) fn platform(agent: &Agent, devices: &[Device], facts: &[DomotzFact]) -> Option<DomotzPlatformHint> {
    if !agent.layers.text(AgentField::Platform).is_empty() {
        return None;
    }
    let present: Vec<&Device> = devices.iter().filter(|device| device.gone_since.is_none()).collect();
    let macs: Vec<Vec<MacAddress>> = present.iter().map(|device| device.macs()).collect();
    let hosts: Vec<PossibleHost<'_>> = present
        .iter()
        .zip(&macs)
        .map(|(device, macs)| PossibleHost {
            device: device.id,
            kind: device.layers.text(DeviceField::Kind),
            vendor: device.layers.text(DeviceField::Vendor),
            macs,
        })
        .collect();
    let host = facts.iter().find(|fact| fact.name == "host_mac").and_then(|fact| fact.value.parse().ok());
    let hint = platform_hint(&hosts, host)?;
    let name = name_of(devices, hint.device);
    let what = if hint.platform == Platform::DomotzBox { "a Domotz Box" } else { "a Luxul router" };
    let why = if hint.is_host {
        format!("The agent runs on {name}, which is {what}.")
    } else {
        format!("{name} is {what}, and the only device here that agents run on.")
    };
    Some(DomotzPlatformHint { platform: hint.platform, why })
}

/// The VLANs that devices seem to be in, where nobody has said it.
pub(super) fn vlans(devices: &[Device], interfaces: &[Interface]) -> Vec<DomotzVlanHint> {
    let networks: Vec<NamedNetwork<'_>> = interfaces
        .iter()
        .filter(|network| !network.is_routed)
        .map(|network| NamedNetwork { interface: &network.name, address: &network.address })
        .collect();
    let unknown: Vec<(DeviceId, Vec<IpAddr>)> = devices
        .iter()
        .filter(|device| device.gone_since.is_none() && !is_vlan_known(device))
        .map(|device| (device.id, addresses(device)))
        .collect();
    vlan_hints(&networks, &unknown)
        .into_iter()
        .map(|hint| DomotzVlanHint {
            device: hint.device.to_string(),
            device_name: name_of(devices, hint.device).to_owned(),
            vlan: hint.vlan,
            interface: hint.interface,
        })
        .collect()
}

fn addresses(device: &Device) -> Vec<IpAddr> {
    device.layers.list(DeviceField::Ips).iter().filter_map(|text| text.parse().ok()).collect()
}

fn is_vlan_known(device: &Device) -> bool {
    matches!(device.layers.effective(DeviceField::Vlan), Some(FieldValue::Number(_)))
}

fn name_of(devices: &[Device], id: DeviceId) -> &str {
    devices.iter().find(|device| device.id == id).map(Device::name).unwrap_or_default()
}
