//! Accounts to try things with.

use serde_json::{Value, json};

use crate::state::Simulator;

/// Where the agents of a large account stand, in turn.
const PLACES: [(&str, &str, &str); 4] = [
    ("51.5074", "-0.1278", "81.2.69.142"),
    ("52.5200", "13.4050", "85.214.132.117"),
    ("40.7128", "-74.0060", "64.233.160.1"),
    ("-33.8688", "151.2093", "1.128.0.1"),
];

impl Simulator {
    /// A small account: two offices with what an office has, a home, an agent that is down, and one whose plan has no API.
    #[must_use]
    pub fn sample() -> Self {
        let mut simulator = Self::empty();
        let dental = simulator.add_agent("Northside Dental");
        simulator.describe(dental, 0, "Team North");
        let firewall = simulator.add_device(dental, "fw01");
        simulator.set(dental, firewall, "details/serial", json!("FGT60FTK20001234"));
        simulator.set(dental, firewall, "vendor", json!("Fortinet"));
        simulator.set(dental, firewall, "model", json!("FG-60F"));
        simulator.set(dental, firewall, "importance", json!("VITAL"));
        let server = simulator.add_device(dental, "srv01");
        simulator.set(dental, server, "type", json!({"id": 41, "detected_id": 0, "label": "Server"}));
        simulator.set(dental, server, "vendor", json!("Dell"));
        let pdu = simulator.add_device(dental, "pdu01");
        simulator.set(dental, pdu, "type", json!({"id": 69, "detected_id": 0, "label": "Power Distribution Unit"}));
        simulator.feed(dental, pdu, "1", "Outlet 1", &[server]);
        simulator.feed(dental, pdu, "2", "Outlet 2", &[]);
        simulator.can(dental, server, &["on", "off", "cycle", "software_reboot"]);
        let switch = simulator.add_device(dental, "sw01");
        simulator.set(dental, switch, "type", json!({"id": 50, "detected_id": 0, "label": "Switch"}));
        simulator.set(dental, switch, "importance", json!("VITAL"));
        let storage = simulator.add_device(dental, "nas01");
        simulator.set(dental, storage, "type", json!({"id": 3, "detected_id": 0, "label": "NAS"}));
        simulator.can(dental, storage, &["on", "off", "cycle"]);
        let wireless = simulator.add_device(dental, "ap01");
        simulator.set(dental, wireless, "type", json!({"id": 32, "detected_id": 0, "label": "Wi-Fi"}));
        // The switch and the storage share an outlet; the switch feeds what is on its own port.
        simulator.feed(dental, pdu, "3", "Outlet 3", &[switch, storage]);
        simulator.feed(dental, switch, "8", "Port 8", &[wireless]);
        simulator.connect(dental, firewall, &[switch]);
        simulator.connect(dental, switch, &[server, pdu, storage, wireless]);
        let office = simulator.add_agent("Harbour Legal");
        simulator.describe(office, 1, "Team South");
        let [gateway, behind @ ..] =
            ["gw-harbour", "sw-harbour", "printer-2nd-floor"].map(|name| simulator.add_device(office, name));
        simulator.connect(office, gateway, &behind);
        let home = simulator.add_agent("Lee residence");
        simulator.describe(home, 2, "Team South");
        simulator.add_device(home, "tv");
        let down = simulator.add_agent("Old Mill");
        simulator.describe(down, 3, "Team North");
        simulator.change(down, "status", json!({"value": "OFFLINE", "last_change": "2026-01-07T03:00:00Z"}));
        simulator.add_device(down, "mill-router");
        let locked = simulator.add_agent("Basement Gym");
        simulator.change(locked, "access_right", json!({"status": "OWNED", "api_enabled": false}));
        simulator
    }

    /// A large account: so many agents with so many devices each.
    #[must_use]
    pub fn of_size(agents: usize, devices: usize) -> Self {
        let mut simulator = Self::empty();
        simulator.settings_mut().keeps_replies = false;
        for number in 0..agents {
            let agent = simulator.add_agent(&format!("Network {number:05}"));
            simulator.describe(agent, number, if number % 2 == 0 { "Team North" } else { "Team South" });
            for place in 0..devices {
                let device = simulator.add_device(agent, &format!("device-{place:03}.network-{number:05}"));
                simulator.set(agent, device, "vendor", json!("Fortinet"));
                simulator.set(agent, device, "model", json!("FortiGate 60F"));
                simulator.set(agent, device, "details/serial", json!(format!("FGT{number:05}X{place:05}")));
                simulator.set(
                    agent,
                    device,
                    "details/notes",
                    json!("Behind the reception, second rack from the left."),
                );
                simulator.set(agent, device, "names", json!({"host": format!("device-{place:03}.local")}));
                simulator.set(agent, device, "open_ports", json!({"tcp": [22, 80, 443], "udp": [161]}));
            }
        }
        simulator
    }

    /// Gives an agent a place, a public address and a team.
    fn describe(&mut self, agent: i64, place: usize, team: &str) {
        let (latitude, longitude, ip) = PLACES[place % PLACES.len()];
        self.change(agent, "location", json!({"latitude": latitude, "longitude": longitude}));
        self.change(agent, "wan_info", json!({"ip": ip, "hostname": "isp.example"}));
        self.change(agent, "team", json!({"id": 1, "name": team, "leader_id": 42, "area": {"id": 1}}));
        self.change(agent, "organization", json!({"id": 7, "name": "MSP Example"}));
    }

    /// Sets a member of an agent's document.
    pub fn change(&mut self, agent: i64, member: &str, value: Value) {
        if let Some(document) = self.agent_mut(agent) {
            document[member] = value;
        }
    }

    /// Sets a member of a device's document; a slash leads into one inside.
    pub fn set(&mut self, agent: i64, device: i64, member: &str, value: Value) {
        let Some(device) = self.device_mut(agent, device) else { return };
        let mut place = &mut device.document;
        for name in member.split('/') {
            place = &mut place[name];
        }
        *place = value;
    }

    /// Gives an agent networks of its own: the interface, the agent's address in it, and the bits of the network.
    pub fn connect_networks(&mut self, agent: i64, networks: &[(&str, &str, u8)]) {
        let attached: Vec<Value> = networks
            .iter()
            .map(|(name, address, netmask)| json!({"name": name, "address": address, "netmask": netmask}))
            .collect();
        if let Some(agent) = self.seed.agents.get_mut(&agent) {
            agent.interfaces = json!({"attached": attached, "routed": []});
        }
    }

    /// Connects a device of an agent with others.
    pub fn connect(&mut self, agent: i64, device: i64, others: &[i64]) {
        if let Some(agent) = self.seed.agents.get_mut(&agent) {
            agent.connections.extend(others.iter().map(|other| (device, *other)));
        }
    }

    /// Says what can be done with the power of a device.
    pub fn can(&mut self, agent: i64, device: i64, actions: &[&str]) {
        if let Some(found) = self.device_mut(agent, device) {
            found.power = actions.iter().map(|action| (*action).to_owned()).collect();
        }
    }

    /// Gives a device an outlet that can be switched and feeds others.
    pub fn feed(&mut self, agent: i64, device: i64, id: &str, name: &str, feeds: &[i64]) {
        if let Some(found) = self.device_mut(agent, device) {
            found.outlets.push(json!({
                "id": id, "name": name, "power": "ON", "can_write": true, "links": feeds, "device_id": device,
            }));
        }
    }
}
