//! The map: where all agents of a query are, and the names of places around them.

use sitebook_domain::{AgentStatus, LocationSource};

use super::{AgentSummary, AgentsQuery, StatusCounts, TagCount};

shapes! {
    /// All agents of a query, as the map needs them.
    pub struct AgentsPlacesRequest {
        /// Which agents, in which order.
        pub query: AgentsQuery,
    }

    /// All agents that are found, as columns of one length: the map shows 100,000 agents, and needs little of each.
    pub struct AgentsPlacesReply {
        /// Our ids, in the order of the query.
        pub ids: Vec<String>,
        /// Names.
        pub names: Vec<String>,
        /// States.
        pub status: Vec<AgentStatus>,
        /// What the place rests on.
        pub source: Vec<LocationSource>,
        /// Latitude; none where no place is known.
        pub lat: Vec<Option<f64>>,
        /// Longitude.
        pub lon: Vec<Option<f64>>,
        /// Radius in km that holds the place in two of three cases.
        pub accuracy_km: Vec<Option<u32>>,
        /// ISO 3166-1 alpha-2 code.
        pub country: Vec<Option<String>>,
        /// Distance in km from the point of the filter; empty without one.
        pub distance_km: Vec<f64>,
        /// All agents that are not archived.
        pub total: u32,
        /// All agents that are archived.
        pub archived: u32,
        /// By state: what would be found with any state.
        pub counts: StatusCounts,
        /// With a place that a person or the source said; what would be found with any kind of knowledge.
        pub confirmed: u32,
        /// With an estimate; what would be found with any kind of knowledge.
        pub estimated: u32,
        /// All tags, by name.
        pub tags: Vec<TagCount>,
    }

    /// Some agents, by their ids.
    pub struct AgentsRowsRequest {
        /// Our ids; at most 500.
        pub agents: Vec<String>,
    }

    /// Agents as lists show them.
    pub struct AgentsRowsReply {
        /// In the order that was asked for; those which are no longer there are left out.
        pub rows: Vec<AgentSummary>,
    }

    /// What a person wants to see first on the map.
    pub struct MapHome {
        /// None = all agents.
        pub look: Option<MapLook>,
    }

    /// A part of the map.
    pub struct MapLook {
        /// Latitude of the middle.
        pub lat: f64,
        /// Longitude of the middle.
        pub lon: f64,
        /// Zoom; the world is 0.
        pub zoom: f64,
    }

    /// The names of places in a part of the map.
    pub struct MapLabelsRequest {
        /// Western edge in degrees; may be below -180 on a map that goes round the world.
        pub west: f64,
        /// Southern edge.
        pub south: f64,
        /// Eastern edge; may be above 180.
        pub east: f64,
        /// Northern edge.
        pub north: f64,
        /// How many names at most.
        pub limit: u32,
    }

    /// A place with a name.
    pub struct MapLabel {
        /// Name.
        pub name: String,
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// Inhabitants.
        pub population: u32,
    }

    /// Names of places, the largest first, spread over the part of the map.
    pub struct MapLabelsReply {
        /// The places.
        pub labels: Vec<MapLabel>,
        /// Attribution that must stand where they are shown.
        pub attribution: String,
    }
}
