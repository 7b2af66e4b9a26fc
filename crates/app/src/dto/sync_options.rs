//! What a sync of one agent may do beyond updating matched pairs.

use sitebook_domain::MappedField;

shapes! {
    /// Change what a sync of an agent may do.
    pub struct SyncOptionsRequest {
        /// The agent.
        pub agent: String,
        /// Whether a sync creates configurations for devices that have none; none = as it is.
        #[serde(default)]
        pub create_unmatched: Option<bool>,
    }

    /// Say whether values from ConnectWise, and of people, also reach a source.
    pub struct WriteBackRequest {
        /// The source.
        pub source: String,
        /// Whether they do.
        pub allowed: bool,
    }

    /// A source, and what of ConnectWise reaches it.
    pub struct WriteBackSource {
        /// The source.
        pub source: String,
        /// The fields that it takes back; none = it takes nothing.
        pub takes: Vec<MappedField>,
        /// Whether a person allowed it. Off unless somebody switched it on.
        pub allowed: bool,
        /// Whether a person said yes or no. Until then the first run that takes values from ConnectWise asks.
        pub decided: bool,
    }

    /// The sources of this workspace's agents, and what of ConnectWise reaches each.
    pub struct WriteBackReply {
        /// The sources, by name.
        pub sources: Vec<WriteBackSource>,
    }

    /// What a sync of an agent may do.
    pub struct SyncOptionsReply {
        /// Our id of the agent.
        pub agent: String,
        /// Whether a sync creates configurations for devices that have none. Off unless somebody switched it on.
        pub create_unmatched: bool,
    }
}
