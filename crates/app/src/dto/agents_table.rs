//! The table of agents: what it asks for, window by window, and the views people keep of it.

use serde::{Deserialize, Serialize};
use sitebook_domain::{AgentStatus, LocationSource, SyncState};

use super::{AgentSummary, StatusCounts};

/// A column of the table of agents, by which it can be sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum AgentColumn {
    /// State, the worst first.
    Status,
    /// Name.
    #[default]
    Name,
    /// Customer reference.
    CustomerId,
    /// Contract reference.
    ContractId,
    /// Name of the contact, else the e-mail.
    Contact,
    /// E-mail of the contact.
    Email,
    /// City and country.
    Place,
    /// How exactly the place is known.
    Precision,
    /// Linked company.
    Company,
    /// Linked site.
    Site,
    /// Number of devices.
    Devices,
    /// Number of devices that are offline.
    Offline,
    /// Number of devices that are matched.
    Matched,
    /// How synchronization stands.
    Sync,
    /// When a sync ended well the last time.
    LastSync,
    /// What the agent runs on.
    Platform,
    /// Whether the network belongs to a home.
    Residential,
    /// Public IP address.
    PublicIp,
    /// Where the record comes from.
    Source,
    /// Plan of the subscription.
    Plan,
    /// When the agent was activated.
    Activated,
    /// Tags.
    Tags,
    /// Since when the source no longer reports it.
    Gone,
    /// Distance from the point of the filter; without one it is as the name.
    Distance,
}

shapes! {
    /// A point, and how far around it. Agents of which no more than the country is known are near nothing.
    pub struct NearPoint {
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// Radius in km; none = however far.
        pub km: Option<f64>,
        /// What is there, in words.
        #[serde(default)]
        pub name: String,
    }

    /// Which agents. Conditions of one kind add up (any of these states); those of different kinds all hold.
    #[derive(Default)]
    pub struct AgentsFilter {
        /// Any of these states; empty = any.
        #[serde(default)]
        pub status: Vec<AgentStatus>,
        /// Linked to a company or not.
        #[serde(default)]
        pub linked: Option<bool>,
        /// Any of these states of synchronization; empty = any.
        #[serde(default)]
        pub sync: Vec<SyncState>,
        /// Any of these kinds of knowledge about the place; empty = any.
        #[serde(default)]
        pub location: Vec<LocationSource>,
        /// Network of a home or not.
        #[serde(default)]
        pub residential: Option<bool>,
        /// Whether an owner was invited to Violet, or is active there.
        #[serde(default)]
        pub violet: Option<bool>,
        /// Whether the source no longer reports it.
        #[serde(default)]
        pub gone: Option<bool>,
        /// Whether the place that was said does not fit the agent's internet exit.
        #[serde(default)]
        pub doubtful: Option<bool>,
        /// Near a point.
        #[serde(default)]
        pub near: Option<NearPoint>,
        /// Any of these tags; empty = any.
        #[serde(default)]
        pub tags: Vec<String>,
        /// The archived ones, in place of the others.
        #[serde(default)]
        pub archived: bool,
    }

    /// Which agents, in which order.
    #[derive(Default)]
    pub struct AgentsQuery {
        /// What the search box holds; empty = all.
        #[serde(default)]
        pub search: String,
        /// Conditions.
        #[serde(default)]
        pub filter: AgentsFilter,
        /// Sorted by this column, then by name.
        #[serde(default)]
        pub sort: AgentColumn,
        /// The other way round.
        #[serde(default)]
        pub descending: bool,
    }

    /// A window of the table.
    pub struct AgentsTableRequest {
        /// Which agents.
        pub query: AgentsQuery,
        /// Index of the first row.
        pub offset: u32,
        /// How many rows; at most 500.
        pub limit: u32,
    }

    /// How many agents carry a tag.
    pub struct TagCount {
        /// The tag.
        pub tag: String,
        /// Agents that are not archived.
        pub agents: u32,
    }

    /// A window of the table, and what stands around it.
    pub struct AgentsTableReply {
        /// Agents that are found.
        pub found: u32,
        /// All agents that are not archived.
        pub total: u32,
        /// All agents that are archived.
        pub archived: u32,
        /// Index of the first row.
        pub offset: u32,
        /// The rows of the window.
        pub rows: Vec<AgentSummary>,
        /// By state: what would be found with any state.
        pub counts: StatusCounts,
        /// Devices of the agents that are found.
        pub devices: u32,
        /// All tags, by name.
        pub tags: Vec<TagCount>,
    }

    /// A column of a view.
    pub struct ViewColumn {
        /// The column.
        pub column: AgentColumn,
        /// Its width in px; none = as the program thinks best.
        #[serde(default)]
        pub width: Option<u32>,
    }

    /// A view of the table that people keep, the same for all who use this workspace.
    pub struct SavedView {
        /// Its name, which names it in any case.
        pub name: String,
        /// Which agents.
        pub query: AgentsQuery,
        /// The columns in their order.
        pub columns: Vec<ViewColumn>,
        /// Who saved it.
        #[serde(default)]
        pub by: String,
    }

    /// The name of a view.
    pub struct SavedViewRequest {
        /// The name.
        pub name: String,
    }

    /// All views, by name.
    pub struct SavedViewsReply {
        /// The views.
        pub views: Vec<SavedView>,
    }
}
