//! As many customers and devices as one wants, for measurements. No story, no traps: all that counts is the number.

use serde_json::{Value, json};
use sitebook_connectwise_sim::{NewConfiguration, Seed, Simulator};

use crate::document::colons;

/// How often a device is not known to ConnectWise.
const UNKNOWN_EVERY: usize = 20;
/// How often a record there has another name and model than the device.
const DIFFERENT_EVERY: usize = 4;

/// Many customers: one agent, one company and one site each.
#[derive(Debug, Clone, PartialEq)]
pub struct Many {
    /// Agents and devices in the format of an import file. The agents' ids are `M-001` and so on.
    pub agents: Value,
    /// What ConnectWise knows: of twenty devices nineteen, by their serial number and address; every fourth record has
    /// another name and model than its device. The companies' identifiers are `M001` and so on.
    pub connectwise: Seed,
}

/// So many agents with so many devices each.
#[must_use]
pub fn many(agents: usize, devices: usize) -> Many {
    let mut simulator = Simulator::empty();
    simulator.add_type("Managed Device");
    let maker = simulator.add_manufacturer("Aruba");
    let mut list = Vec::with_capacity(agents);
    for agent in 1..=agents {
        let company = simulator.add_company(&format!("M{agent:03}"), &format!("Customer {agent:03}"));
        let site = simulator.add_site(company, "Main");
        let mut records = Vec::with_capacity(devices);
        for device in 1..=devices {
            let number = agent * devices + device;
            let (name, serial) = (format!("device-{agent:03}-{device:05}"), format!("SGM{number:09}"));
            let mac = colons([0x00, 0x11, 0x22, (number >> 16) as u8, (number >> 8) as u8, number as u8]);
            let ip = format!("10.{}.{}.{}", agent % 256, device / 250 % 256, device % 250 + 1);
            records.push(json!({
                "id": format!("D-{device:05}"), "name": name, "kind": "switch", "vendor": "Aruba", "model": "2930F",
                "serial": serial, "macs": [mac], "ips": [ip], "firmware": "16.11.0012", "os": "ArubaOS",
                "status": "online", "notes": "Second rack from the left.",
            }));
            if device % UNKNOWN_EVERY == 0 {
                continue;
            }
            let different = device % DIFFERENT_EVERY == 1;
            simulator.add_configuration(NewConfiguration {
                company,
                site: Some(site),
                manufacturer: Some(maker),
                name: if different { format!("Switch {device}") } else { name },
                serial_number: serial,
                model_number: if different { "J9729A" } else { "2930F" }.to_owned(),
                mac_address: mac,
                ip_address: ip,
                notes: "Second rack from the left.".to_owned(),
                os_type: "ArubaOS".to_owned(),
                os_info: "16.11.0012".to_owned(),
                ..NewConfiguration::default()
            });
        }
        list.push(json!({
            "id": format!("M-{agent:03}"), "name": format!("Customer {agent:03}"), "status": "online",
            "customer_id": format!("M{agent:03}"), "devices": records,
        }));
    }
    Many { agents: json!({ "agents": list }), connectwise: simulator.seed().clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_device_has_values_of_its_own_and_most_are_known() {
        let Many { agents, connectwise } = many(3, 40);
        let devices: Vec<&Value> = agents["agents"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|agent| agent["devices"].as_array().unwrap())
            .collect();
        let serials: std::collections::BTreeSet<&str> =
            devices.iter().map(|device| device["serial"].as_str().unwrap()).collect();
        assert_eq!((devices.len(), serials.len()), (120, 120));
        assert_eq!(connectwise.configurations.len(), 120 - 6);
    }
}
