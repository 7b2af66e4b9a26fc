//! What the simulated account holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::faults::{Fault, Planned};
use crate::message::LoggedRequest;

/// The key that is accepted.
pub const API_KEY: &str = "simulated-domotz-key";

/// Where the sources disagree about the real API, or are silent: each switch is independent of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, as the sources have independent gaps")]
pub struct Settings {
    /// Calls allowed in 24 hours.
    pub daily_limit: u32,
    /// Calls allowed at the same time; one more is answered with 429.
    pub concurrent_allowed: u32,
    /// Whether members that have no value are sent as null, and not left out.
    pub sends_nulls: bool,
    /// Whether times come without a zone.
    pub zoneless_times: bool,
    /// Whether a page size above 100 is cut to 100 without a word, and not refused.
    pub clamps_page_size: bool,
    /// Whether replies are kept in the log. Off for large accounts.
    pub keeps_replies: bool,
    /// Whether values that are written are answered as done and not kept.
    pub ignores_writes: bool,
    /// Seconds until the status of a device shows that its power was switched.
    pub notices_after: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            daily_limit: 20_000,
            concurrent_allowed: 5,
            sends_nulls: false,
            zoneless_times: false,
            clamps_page_size: false,
            keeps_replies: true,
            ignores_writes: false,
            notices_after: 0,
        }
    }
}

/// One device with what is not in its document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeedDevice {
    /// The document that the API sends.
    pub document: Value,
    /// Whether the account does not pay for it: it is left out of the list of devices.
    #[serde(default)]
    pub unmanaged: bool,
    /// What can be done with its power: `on`, `off`, `cycle`, `software_reboot`.
    #[serde(default)]
    pub power: Vec<String>,
    /// Its outlets, as the API sends them.
    #[serde(default)]
    pub outlets: Vec<Value>,
    /// What the inventory says of it, by field.
    #[serde(default)]
    pub inventory: BTreeMap<String, String>,
}

/// One agent with its devices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeedAgent {
    /// The document that the API sends.
    pub document: Value,
    /// Its devices by id.
    pub devices: BTreeMap<i64, SeedDevice>,
    /// Its networks, as the API sends them.
    #[serde(default)]
    pub interfaces: Value,
    /// Pairs of devices that are connected.
    #[serde(default)]
    pub connections: Vec<(i64, i64)>,
}

/// The records of an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Seed {
    /// Agents by id.
    pub agents: BTreeMap<i64, SeedAgent>,
    /// Fields of the inventory by name, with the words about them.
    #[serde(default)]
    pub inventory: BTreeMap<String, String>,
    /// Switches.
    #[serde(default)]
    pub settings: Settings,
}

/// A device that went on or off, and was not noticed yet.
#[derive(Debug, Clone)]
pub(crate) struct Unnoticed {
    /// In seconds since 1970.
    pub(crate) at: i64,
    pub(crate) agent: i64,
    pub(crate) device: i64,
    pub(crate) status: &'static str,
}

/// A simulated account.
#[derive(Debug, Clone, Default)]
pub struct Simulator {
    pub(crate) seed: Seed,
    pub(crate) log: Vec<LoggedRequest>,
    pub(crate) faults: Vec<Planned>,
    /// When each call of the last 24 hours was made, in seconds since 1970.
    pub(crate) calls: Vec<i64>,
    /// The most calls that were in flight at once.
    pub(crate) most_in_flight: u32,
    /// Seconds that passed for the account alone.
    pub(crate) ahead: i64,
    /// Statuses that are not noticed yet.
    pub(crate) unnoticed: Vec<Unnoticed>,
    next_id: i64,
}

impl Simulator {
    /// An account without agents.
    #[must_use]
    pub fn empty() -> Self {
        Self { next_id: 1000, ..Self::default() }
    }

    /// An account with these records.
    #[must_use]
    pub fn from_seed(seed: Seed) -> Self {
        let devices = seed.agents.values().flat_map(|agent| agent.devices.keys());
        let largest = seed.agents.keys().chain(devices).max().copied().unwrap_or(0);
        Self { seed, next_id: largest.max(999) + 1, ..Self::default() }
    }

    /// The records.
    #[must_use]
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The switches.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.seed.settings
    }

    /// Lets time pass for the account.
    pub fn pass(&mut self, seconds: i64) {
        self.ahead += seconds;
    }

    /// Adds an online agent, and returns its id.
    pub fn add_agent(&mut self, name: &str) -> i64 {
        let id = self.take_id();
        let document = json!({
            "id": id,
            "display_name": name,
            "status": {"value": "ONLINE", "last_change": "2026-01-05T09:00:00Z"},
            "access_right": {"status": "OWNED", "api_enabled": true},
            "timezone": "Europe/London",
            "installation_info": {},
            "creation_time": "2025-11-01T08:00:00Z",
        });
        let interfaces = json!({"attached": [{"name": "eth0", "address": "10.0.0.2", "netmask": 24}], "routed": []});
        self.seed
            .agents
            .insert(id, SeedAgent { document, devices: BTreeMap::new(), interfaces, connections: Vec::new() });
        id
    }

    /// Adds an online device with a hardware address, and returns its id; 0 where there is no such agent.
    pub fn add_device(&mut self, agent: i64, name: &str) -> i64 {
        let id = self.take_id();
        let bytes = id.to_be_bytes();
        let document = json!({
            "id": id,
            "display_name": name,
            "protocol": "IP",
            "hw_address": format!("00:09:0F:{:02X}:{:02X}:{:02X}", bytes[5], bytes[6], bytes[7]),
            "ip_addresses": [format!("10.{}.{}.{}", bytes[5], bytes[6], bytes[7])],
            "status": "ONLINE",
            "importance": "FLOATING",
            "first_seen_on": "2026-01-05T09:00:00Z",
            "last_status_change": "2026-01-06T09:00:00Z",
            "agent_reachable": true,
            "is_jammed": false,
            "type": {"id": 14, "detected_id": 0, "label": "Firewall"},
            "user_data": {},
            "details": {},
        });
        let device = SeedDevice {
            document,
            unmanaged: false,
            power: Vec::new(),
            outlets: Vec::new(),
            inventory: BTreeMap::new(),
        };
        match self.seed.agents.get_mut(&agent) {
            Some(agent) => {
                agent.devices.insert(id, device);
                id
            }
            None => 0,
        }
    }

    /// The document of an agent, to look at or to change.
    pub fn agent_mut(&mut self, agent: i64) -> Option<&mut Value> {
        self.seed.agents.get_mut(&agent).map(|agent| &mut agent.document)
    }

    /// A device, to look at or to change.
    pub fn device_mut(&mut self, agent: i64, device: i64) -> Option<&mut SeedDevice> {
        self.seed.agents.get_mut(&agent)?.devices.get_mut(&device)
    }

    /// A device, to look at.
    #[must_use]
    pub fn device(&self, agent: i64, device: i64) -> Option<&SeedDevice> {
        self.seed.agents.get(&agent)?.devices.get(&device)
    }

    /// Takes an agent out of the account.
    pub fn remove_agent(&mut self, agent: i64) -> Option<SeedAgent> {
        self.seed.agents.remove(&agent)
    }

    /// Puts an agent back.
    pub fn restore_agent(&mut self, agent: i64, record: SeedAgent) {
        self.seed.agents.insert(agent, record);
    }

    /// Takes a device out of its agent.
    pub fn remove_device(&mut self, agent: i64, device: i64) -> Option<SeedDevice> {
        self.seed.agents.get_mut(&agent)?.devices.remove(&device)
    }

    /// Puts a device back.
    pub fn restore_device(&mut self, agent: i64, device: i64, record: SeedDevice) {
        if let Some(agent) = self.seed.agents.get_mut(&agent) {
            agent.devices.insert(device, record);
        }
    }

    /// The ids of an agent's devices.
    #[must_use]
    pub fn device_ids(&self, agent: i64) -> Vec<i64> {
        self.seed.agents.get(&agent).map(|agent| agent.devices.keys().copied().collect()).unwrap_or_default()
    }

    /// Lets the next requests go wrong.
    pub fn fail_next(&mut self, count: u32, fault: Fault) {
        self.fail_on("", count, fault);
    }

    /// Lets the next requests go wrong whose `METHOD /path` holds a text.
    pub fn fail_on(&mut self, on: &str, count: u32, fault: Fault) {
        self.faults.push(Planned { on: on.to_owned(), left: count, fault });
    }

    /// Ends the day's quota after so many more calls.
    pub fn allow_more(&mut self, calls: u32) {
        self.seed.settings.daily_limit = self.calls.len() as u32 + calls;
    }

    /// Everything that was asked, oldest first.
    #[must_use]
    pub fn request_log(&self) -> &[LoggedRequest] {
        &self.log
    }

    /// Forgets what was asked.
    pub fn clear_log(&mut self) {
        self.log.clear();
    }

    /// The most requests that were being answered at once.
    #[must_use]
    pub fn most_in_flight(&self) -> u32 {
        self.most_in_flight
    }

    fn take_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id - 1
    }
}
