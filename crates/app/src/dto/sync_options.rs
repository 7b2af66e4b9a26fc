//! What a sync of one agent may do beyond updating matched pairs.

shapes! {
    /// Change what a sync of an agent may do.
    pub struct SyncOptionsRequest {
        /// The agent.
        pub agent: String,
        /// Whether a sync creates configurations for devices that have none; none = as it is.
        #[serde(default)]
        pub create_unmatched: Option<bool>,
    }

    /// What a sync of an agent may do.
    pub struct SyncOptionsReply {
        /// Our id of the agent.
        pub agent: String,
        /// Whether a sync creates configurations for devices that have none. Off unless somebody switched it on.
        pub create_unmatched: bool,
    }
}
