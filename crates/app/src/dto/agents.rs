//! Agents.

use sitebook_domain::{AgentStatus, FieldValue};

use super::{AgentSyncStatus, DeviceView, HistoryView, LocationFactView, LocationView, RunView};
use std::collections::BTreeMap;

shapes! {
    /// The primary contact of a network.
    pub struct Contact {
        /// E-mail.
        pub email: String,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// Phone numbers as typed.
        pub phones: Vec<String>,
    }

    /// A postal address as the source reports it.
    pub struct Address {
        /// Street and number.
        pub street: String,
        /// City.
        pub city: String,
        /// Postal code.
        pub postal_code: String,
        /// State or region.
        pub region: String,
        /// Country.
        pub country: String,
    }

    /// A company as a link shows it.
    pub struct LinkedCompany {
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// Short identifier.
        pub identifier: String,
        /// Name.
        pub name: String,
    }

    /// A site as a link shows it.
    pub struct LinkedSite {
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// Name.
        pub name: String,
    }

    /// An agent's place in the PSA.
    pub struct AgentPsa {
        /// Linked company; none = not linked.
        pub company: Option<LinkedCompany>,
        /// Linked site; none = the default, no particular site.
        pub site: Option<LinkedSite>,
        /// Devices with an automatic or confirmed match.
        pub matched: u32,
        /// Devices that could be matched: neither ignored nor gone.
        pub matchable: u32,
        /// The last run.
        pub last_run: Option<RunView>,
        /// When a run ended well the last time (RFC 3339).
        pub last_success_at: Option<String>,
        /// How synchronization stands.
        pub sync: AgentSyncStatus,
    }

    /// One agent as lists and the map show it.
    pub struct AgentSummary {
        /// Our id.
        pub id: String,
        /// Name of the source.
        pub source: String,
        /// The source's id.
        pub source_id: String,
        /// Name.
        pub name: String,
        /// State.
        pub status: AgentStatus,
        /// `domotz-box`, `luxul-router`, `software`, `other`, or empty.
        pub platform: String,
        /// Whether the network belongs to a home.
        pub residential: bool,
        /// Public IP address.
        pub public_ip: String,
        /// Customer reference.
        pub customer_id: String,
        /// Contract reference.
        pub contract_id: String,
        /// Primary contact.
        pub contact: Contact,
        /// Where it is.
        pub location: LocationView,
        /// Its place in the PSA.
        pub psa: AgentPsa,
        /// Devices that are not ignored.
        pub device_count: u32,
        /// Those of them that are offline.
        pub devices_offline: u32,
        /// Whether an owner was invited to Violet, or is active there.
        pub violet: bool,
        /// Since when the source no longer reports it (RFC 3339).
        pub gone_since: Option<String>,
        /// Since when it is archived (RFC 3339).
        pub archived_since: Option<String>,
        /// Plan of the subscription.
        pub plan: String,
        /// When the agent was activated, as a person or the source says it (a day, or RFC 3339), else when it was first seen
        /// here (RFC 3339).
        pub activated_at: String,
        /// Whether a person or the source said when the agent was activated.
        pub activation_said: bool,
        /// Tags, by name.
        pub tags: Vec<String>,
        /// Distance in km from the point that was asked for; none = no point was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub distance_km: Option<f64>,
    }

    /// A phone number of the contact.
    pub struct PhoneView {
        /// As typed, with its label.
        pub typed: String,
        /// What stands before the number, such as `Mobile`; may be empty.
        pub label: String,
        /// The number as typed.
        pub number: String,
        /// The number in international form, where it can be read.
        pub international: Option<String>,
        /// ISO code of the country it belongs to.
        pub country: Option<String>,
        /// What is odd about it, in words; empty when it is plausible.
        pub warning: String,
    }

    /// Another agent with the same customer reference.
    pub struct AgentNamed {
        /// Our id.
        pub id: String,
        /// Name.
        pub name: String,
    }

    /// One value with its layers.
    pub struct FieldView {
        /// Key, such as `contact.email`.
        pub field: String,
        /// The value that counts; empty text for none.
        pub value: FieldValue,
        /// Whether a person may set it.
        pub editable: bool,
        /// Who set the own value; none where the source's value counts.
        pub own_by: Option<String>,
        /// When the own value was set (RFC 3339).
        pub own_at: Option<String>,
        /// What the source says where that differs from the own value.
        pub source_says: Option<FieldValue>,
    }

    /// Everything about one agent.
    pub struct AgentDetail {
        /// What lists show.
        #[serde(flatten)]
        pub summary: AgentSummary,
        /// Note.
        pub note: String,
        /// IANA time zone: a person's or the source's word, else that of the place; empty for none.
        pub time_zone: String,
        /// Phone numbers of the contact.
        pub phones: Vec<PhoneView>,
        /// Other agents with the same customer reference, by name; at most 20.
        pub same_customer: Vec<AgentNamed>,
        /// Address as the source reports it.
        pub address: Address,
        /// Every field with its layers.
        pub fields: Vec<FieldView>,
        /// Its devices.
        pub devices: Vec<DeviceView>,
        /// Changes, newest first, at most 500.
        pub history: Vec<HistoryView>,
        /// Everything that was ever said about its location, newest first.
        pub locations: Vec<LocationFactView>,
        /// When it was first seen here (RFC 3339).
        pub created_at: String,
    }

    /// Which agents.
    pub struct AgentsListRequest {
        /// Part of a name, reference, contact, note, device name, MAC or serial; empty = all.
        #[serde(default)]
        pub search: String,
    }

    /// Agents by name.
    pub struct AgentsListReply {
        /// The agents.
        pub agents: Vec<AgentSummary>,
    }

    /// One agent: our id, the source's id, or a unique name.
    pub struct AgentRequest {
        /// The agent.
        pub agent: String,
    }

    /// Change fields of an agent, as typed; an empty text clears. All or nothing.
    #[derive(Default)]
    pub struct AgentSetRequest {
        /// The agent.
        pub agent: String,
        /// Field key to text.
        pub changes: BTreeMap<String, String>,
        /// Field key to the text that the person saw before typing. Where something else counts by now, nothing is changed
        /// and the answer is `changed_meanwhile`, unless that is the very text that is to be set.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub seen: BTreeMap<String, String>,
    }

    /// Drop the own value of a field, so that the source's counts again.
    pub struct AgentTakeSourceRequest {
        /// The agent.
        pub agent: String,
        /// Field key.
        pub field: String,
    }
}
