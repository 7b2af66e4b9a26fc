//! What the API's records mean in the words of `domain`: the values of the source layer.
//!
//! A refresh replaces what the source said before, so that every field which the API knows is named: one that it does not
//! send is empty. Fields that it does not know (contact, note, platform, VLAN) are not named, and stay as they are.

use std::collections::BTreeMap;
use std::net::IpAddr;

use sitebook_domain::{AgentField, DeviceField, FieldKey, FieldValue, MacAddress, Position};

use crate::wire::{Agent, Device, DeviceTypes};

/// The values of an agent.
#[must_use]
pub fn agent_values(agent: &Agent) -> BTreeMap<AgentField, FieldValue> {
    let name = if agent.display_name.is_empty() { format!("Agent {}", agent.id) } else { agent.display_name.clone() };
    let public_ip = agent.public_ip.as_deref().and_then(|ip| ip.parse::<IpAddr>().ok()).map(|ip| ip.to_string());
    let activated_at = agent.activated_at.map(|time| time.to_string());
    [
        (AgentField::Name, Some(name)),
        (AgentField::Status, agent.is_online.map(status)),
        (AgentField::PublicIp, public_ip),
        (AgentField::TimeZone, agent.time_zone.clone()),
        (AgentField::CustomerId, agent.customer_id.clone()),
        (AgentField::ContractId, agent.contract_id.clone()),
        (AgentField::Plan, agent.plan.clone()),
        (AgentField::ActivatedAt, activated_at),
    ]
    .into_iter()
    .map(|(field, value)| (field, text_value(field, value)))
    .collect()
}

/// Where an agent is, as the API says. Zero and zero is what a service sends that knows nothing: there is only sea.
#[must_use]
pub fn agent_position(agent: &Agent) -> Option<Position> {
    let (lat, lon) = (agent.latitude?, agent.longitude?);
    if (lat == 0.0 && lon == 0.0) || lon.abs() > 180.0 {
        return None;
    }
    Position::new(lat, lon).ok()
}

/// The values of a device. What a person said in Domotz wins over what was discovered.
#[must_use]
pub fn device_values(device: &Device, types: &DeviceTypes) -> BTreeMap<DeviceField, FieldValue> {
    let mut values: BTreeMap<DeviceField, FieldValue> = [
        (DeviceField::Name, Some(name(device))),
        (DeviceField::Kind, kind(device, types)),
        (DeviceField::Vendor, device.user.vendor.clone().or_else(|| device.vendor.clone())),
        (DeviceField::Model, device.user.model.clone().or_else(|| device.model.clone())),
        (DeviceField::Serial, device.serial.clone()),
        (DeviceField::Zone, device.zone.clone()),
        (DeviceField::Room, device.room.clone()),
        (DeviceField::Firmware, device.firmware.clone()),
        (DeviceField::Os, device.os.clone()),
        (DeviceField::Status, device.is_online.map(status)),
        (DeviceField::Notes, device.notes.clone()),
        (DeviceField::FirstSeen, device.first_seen.map(|time| time.to_string())),
    ]
    .into_iter()
    .map(|(field, value)| (field, text_value(field, value)))
    .collect();
    // What is no address cannot identify anything; a wrong spelling is brought into one form when it is compared.
    let macs = device.hw_address.iter().filter(|mac| mac.parse::<MacAddress>().is_ok()).cloned().collect();
    let ips = device.ip_addresses.iter().filter_map(|ip| ip.parse::<IpAddr>().ok()).map(|ip| ip.to_string());
    // What Domotz does not call vital may still be important by its kind.
    values.insert(DeviceField::Important, FieldValue::Flag(device.is_vital.unwrap_or_default()));
    values.insert(DeviceField::Macs, FieldValue::List(macs));
    values.insert(DeviceField::Ips, FieldValue::List(ips.collect()));
    values
}

/// A name in any case: the list has to call it something.
fn name(device: &Device) -> String {
    let known = || ["host", "netbios", "dhcp", "bonjour", "snmp"].iter().find_map(|by| device.names.get(*by)).cloned();
    let said = device.user.name.clone().or_else(|| Some(device.display_name.clone()).filter(|name| !name.is_empty()));
    said.or_else(known).unwrap_or_else(|| format!("Device {}", device.id))
}

/// The type in words: the one that a person chose, by the service's list, else the discovered one.
fn kind(device: &Device, types: &DeviceTypes) -> Option<String> {
    let label = |id: i64| types.label(id).map(str::to_owned);
    let chosen = device.user.kind.and_then(|id| {
        // The device's own words for that type are as good as the list's.
        label(id).or_else(|| device.kind_label.clone().filter(|_| device.kind == Some(id)))
    });
    chosen.or_else(|| device.kind_label.clone()).or_else(|| device.kind.and_then(label))
}

fn status(is_online: bool) -> String {
    if is_online { "online" } else { "offline" }.to_owned()
}

/// A text that any record may hold: control characters, which the service passes on from the devices, become spaces. One
/// that is longer than any record may be is cut to nothing and not to a half that looks whole.
fn text_value<F: FieldKey>(field: F, value: Option<String>) -> FieldValue {
    let keeps_lines = matches!(field.kind(), sitebook_domain::FieldKind::Multiline);
    let text: String = value
        .unwrap_or_default()
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c.is_control() && !(keeps_lines && matches!(c, '\n' | '\t')) { ' ' } else { c })
        .collect();
    let text = FieldValue::Text(text.trim().to_owned());
    field.checked(text).unwrap_or_else(|_| FieldValue::Text(String::new()))
}
