//! The field mapping.

use sitebook_domain::{Direction, FieldTargetKind, MappedField};

shapes! {
    /// A question of configuration types, or a custom field of configurations, that was picked as a field's target.
    pub struct ChosenTarget {
        /// Whether it is a question or a custom field.
        pub kind: FieldTargetKind,
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// The question's words, or the custom field's caption.
        pub name: String,
    }

    /// A status that configurations can have.
    pub struct ChosenStatus {
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// The name.
        pub name: String,
    }

    /// The statuses that were picked for devices that are online and offline.
    pub struct StatusChoiceView {
        /// For devices that are online; none = their status is left alone.
        pub online: Option<ChosenStatus>,
        /// For devices that are offline; none = their status is left alone.
        pub offline: Option<ChosenStatus>,
    }

    /// How one field is synchronized.
    pub struct FieldRuleView {
        /// The field.
        pub field: MappedField,
        /// ConnectWise's name of the target; empty while none is picked.
        pub target: String,
        /// Which way it goes.
        pub direction: Direction,
        /// The directions that can be chosen, once a target is picked where one is needed.
        pub directions: Vec<Direction>,
        /// Whether an empty value may overwrite one that is not empty.
        pub allow_empty: bool,
        /// Whether a run that nobody watches writes conflicts, too.
        pub overwrite_conflicts: bool,
        /// Longest value that the target takes, in UTF-16 units.
        pub max_length: Option<u32>,
        /// Whether only the source can know it, so that it never comes from ConnectWise.
        pub discovered: bool,
        /// Whether the agent has a rule of its own.
        pub own: bool,
        /// The question or custom field that was picked, for zone and room.
        pub chosen: Option<ChosenTarget>,
        /// The statuses that were picked, for the status.
        pub statuses: Option<StatusChoiceView>,
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
        /// For zone and room: the question or custom field, by its name or id, or as `question:ID` or `custom_field:ID`;
        /// empty = none any more, none = as it is.
        #[serde(default)]
        #[ts(optional)]
        pub target: Option<String>,
        /// For the status: the status of devices that are online, by its name or id; empty = leave theirs alone, none =
        /// as it is.
        #[serde(default)]
        #[ts(optional)]
        pub online: Option<String>,
        /// The same for devices that are offline.
        #[serde(default)]
        #[ts(optional)]
        pub offline: Option<String>,
        /// Whether a run that nobody watches writes conflicts, too; none = as it is.
        #[serde(default)]
        #[ts(optional)]
        pub overwrite_conflicts: Option<bool>,
        /// Drop the agent's own rule, so that it follows the integration again. Goes with nothing else.
        #[serde(default)]
        #[ts(optional)]
        pub follow: Option<bool>,
    }

    /// A question or custom field that can be picked as a target.
    pub struct FieldTargetView {
        /// Whether it is a question or a custom field.
        pub kind: FieldTargetKind,
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// The question's words, or the custom field's caption.
        pub name: String,
        /// The configuration type that asks; several are separated by commas, empty for a custom field.
        pub type_name: String,
        /// The values that it takes; empty = any text.
        pub choices: Vec<String>,
    }

    /// What can be picked as the target of zone, room and status.
    pub struct FieldTargetsReply {
        /// Questions and custom fields that take texts.
        pub targets: Vec<FieldTargetView>,
        /// The statuses that configurations can have.
        pub statuses: Vec<ChosenStatus>,
    }

    /// Whose records serve as an example.
    pub struct FieldsExampleRequest {
        /// The agent; none = of any.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
    }

    /// Both sides of one field.
    pub struct ExampleValue {
        /// The field.
        pub field: MappedField,
        /// Our value.
        pub ours: String,
        /// Their value as last read.
        pub theirs: String,
    }

    /// A matched pair as it stands: what the mapping means.
    pub struct FieldsExample {
        /// The device's name.
        pub device_name: String,
        /// The configuration's name.
        pub configuration_name: String,
        /// Every field.
        pub values: Vec<ExampleValue>,
    }

    /// An example, if there is any matched pair.
    pub struct FieldsExampleReply {
        /// The pair; none = nothing is matched yet.
        pub example: Option<FieldsExample>,
    }
}
