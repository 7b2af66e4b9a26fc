//! The field mapping.

use sitebook_domain::{Direction, MappedField};

shapes! {
    /// How one field is synchronized.
    pub struct FieldRuleView {
        /// The field.
        pub field: MappedField,
        /// ConnectWise's name of the target.
        pub target: String,
        /// Which way it goes.
        pub direction: Direction,
        /// Whether an empty value may overwrite one that is not empty.
        pub allow_empty: bool,
        /// Longest value that the target takes, in UTF-16 units.
        pub max_length: Option<u32>,
        /// Whether only the source can know it, so that it never comes from ConnectWise.
        pub discovered: bool,
        /// Whether the agent has a rule of its own.
        pub own: bool,
    }

    /// The field mapping of the integration, or of one agent.
    pub struct FieldsReply {
        /// Every field.
        pub fields: Vec<FieldRuleView>,
    }

    /// Whose mapping.
    pub struct FieldsShowRequest {
        /// The agent; none = the integration.
        #[serde(default)]
        pub agent: Option<String>,
    }

    /// Change the rule of one field.
    pub struct FieldsSetRequest {
        /// The field.
        pub field: String,
        /// Which way it goes; none = as it is.
        #[serde(default)]
        pub direction: Option<Direction>,
        /// Whether an empty value may overwrite; none = as it is.
        #[serde(default)]
        pub allow_empty: Option<bool>,
        /// The agent; none = the integration.
        #[serde(default)]
        pub agent: Option<String>,
    }
}
