//! Agents.

use serde_json::Value;
use sitebook_domain::Timestamp;

use super::Record;
use super::lenient::{flag, id, integer, real, text, time};

/// What the key's owner may do with an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It is theirs.
    Owned,
    /// Its owner let them in.
    Granted,
    /// Its owner offered to let them in, and nobody accepted yet.
    Proposed,
    /// The leader of the team gave it to them.
    Assigned,
    /// A word of a newer version, or none.
    Other,
}

/// An agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Its id, unique within the host of the API.
    pub id: i64,
    /// Its name; empty where none was sent.
    pub display_name: String,
    /// Whether it is connected.
    pub is_online: Option<bool>,
    /// Since when it is or is not.
    pub status_changed_at: Option<Timestamp>,
    /// Latitude in degrees, which the API writes as a text.
    pub latitude: Option<f64>,
    /// Longitude in degrees.
    pub longitude: Option<f64>,
    /// Name of the organization that it belongs to.
    pub organization: Option<String>,
    /// Name of the team that looks after it; only companies have teams.
    pub team: Option<String>,
    /// The first of its two free references.
    pub customer_id: Option<String>,
    /// The second one.
    pub contract_id: Option<String>,
    /// When its licence was activated, else when it was made.
    pub activated_at: Option<Timestamp>,
    /// Kind of its licence; live data has it, the reference does not.
    pub plan: Option<String>,
    /// MAC address of the computer that it runs on.
    pub bound_mac: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// Version of its software.
    pub version: Option<String>,
    /// Public address of its network.
    pub public_ip: Option<String>,
    /// What the key's owner may do with it.
    pub access: Access,
    /// Whether its plan allows the API; without, it stands in the list and nowhere else.
    pub api_enabled: bool,
}

impl Agent {
    /// Whether its devices can be asked for.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.api_enabled && self.access != Access::Proposed
    }
}

impl Record for Agent {
    fn read(value: &Value) -> Result<Self, String> {
        let is_online = match text(value, &["status", "value"]).as_deref() {
            Some("ONLINE") => Some(true),
            Some("OFFLINE") => Some(false),
            _ => None,
        };
        let access = match text(value, &["access_right", "status"]).as_deref() {
            Some("OWNED") => Access::Owned,
            Some("GRANTED") => Access::Granted,
            Some("PROPOSED") => Access::Proposed,
            Some("ASSIGNED") => Access::Assigned,
            _ => Access::Other,
        };
        // Some answers have the licence's kind as a text, others as an object with a name.
        let plan = text(value, &["licence", "type"]).or_else(|| text(value, &["licence", "type", "name"]));
        Ok(Self {
            id: id(value)?,
            display_name: text(value, &["display_name"]).unwrap_or_default(),
            is_online,
            status_changed_at: time(value, &["status", "last_change"]),
            latitude: real(value, &["location", "latitude"]),
            longitude: real(value, &["location", "longitude"]),
            organization: text(value, &["organization", "name"]),
            // A team without a name is still a team.
            team: text(value, &["team", "name"])
                .or_else(|| integer(value, &["team", "id"]).map(|id| format!("Team {id}"))),
            customer_id: text(value, &["installation_info", "customer_id"]),
            contract_id: text(value, &["installation_info", "contract_id"]),
            activated_at: time(value, &["licence", "activation_time"]).or_else(|| time(value, &["creation_time"])),
            plan,
            bound_mac: text(value, &["licence", "bound_mac_address"]),
            time_zone: text(value, &["timezone"]),
            version: text(value, &["version", "agent"]),
            public_ip: text(value, &["wan_info", "ip"]),
            access,
            api_enabled: flag(value, &["access_right", "api_enabled"]).unwrap_or(true),
        })
    }
}
