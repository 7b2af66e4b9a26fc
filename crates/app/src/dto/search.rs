//! One search over everything.

use sitebook_domain::AgentStatus;

shapes! {
    /// Search for agents, devices and linked companies.
    pub struct SearchRequest {
        /// What was typed: words, an identifier, a MAC address in any spelling.
        pub text: String,
        /// How many of each kind at most; none = 8, and 50 is the most.
        #[serde(default)]
        #[ts(optional)]
        pub limit: Option<u32>,
    }

    /// The value in which something was found.
    pub struct SearchHit {
        /// Field key, such as `customer_id`, `macs`; `source_id` for the source's id.
        pub field: String,
        /// The value, shortened around what was found.
        pub text: String,
        /// What to highlight in it: pairs of begin and end, in UTF-16 units.
        pub marks: Vec<(u32, u32)>,
    }

    /// An agent that was found.
    pub struct AgentFound {
        /// Our id.
        pub id: String,
        /// Name.
        pub name: String,
        /// What to highlight in the name: pairs of begin and end, in UTF-16 units.
        pub name_marks: Vec<(u32, u32)>,
        /// State.
        pub status: AgentStatus,
        /// Customer reference.
        pub customer_id: String,
        /// The value in which it was found, unless that is the name.
        pub hit: Option<SearchHit>,
        /// Whether it is archived.
        pub archived: bool,
    }

    /// A device that was found.
    pub struct DeviceFound {
        /// Our id.
        pub id: String,
        /// Name.
        pub name: String,
        /// What to highlight in the name: pairs of begin and end, in UTF-16 units.
        pub name_marks: Vec<(u32, u32)>,
        /// Kind, such as `firewall`.
        pub kind: String,
        /// Our id of its agent.
        pub agent: String,
        /// Name of its agent.
        pub agent_name: String,
        /// The value in which it was found, unless that is the name.
        pub hit: Option<SearchHit>,
    }

    /// A linked company that was found.
    pub struct CompanyFound {
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// Short identifier.
        pub identifier: String,
        /// Name.
        pub name: String,
        /// What to highlight in the name: pairs of begin and end, in UTF-16 units.
        pub name_marks: Vec<(u32, u32)>,
        /// Our ids of the agents linked to it, by name.
        pub agents: Vec<String>,
    }

    /// What was found, the best first.
    pub struct SearchReply {
        /// Agents.
        pub agents: Vec<AgentFound>,
        /// Whether there are more.
        pub more_agents: bool,
        /// Devices.
        pub devices: Vec<DeviceFound>,
        /// Whether there are more.
        pub more_devices: bool,
        /// Linked companies.
        pub companies: Vec<CompanyFound>,
        /// Words that were searched for in place of what was typed, when that was found nowhere.
        pub instead: Option<String>,
    }
}
