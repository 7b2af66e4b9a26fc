//! Creating configurations, and which type a kind of device gets.

use sitebook_domain::RunState;

use super::TypeView;

shapes! {
    /// An answer to a question of the configuration type.
    pub struct CreateAnswer {
        /// The question: its id, or its words in any case.
        pub question: String,
        /// The answer.
        pub value: String,
    }

    /// Create configurations for devices of an agent.
    pub struct CreateRequest {
        /// The agent.
        pub agent: String,
        /// The devices; may be empty with `all_unmatched`.
        #[serde(default)]
        pub devices: Vec<String>,
        /// The type: an id or a name; none = by the kind of each device.
        #[serde(default)]
        pub r#type: Option<String>,
        /// The status: an id or a name; none = ConnectWise's default.
        #[serde(default)]
        pub status: Option<String>,
        /// The site: an id or a name; none = the linked site.
        #[serde(default)]
        pub site: Option<String>,
        /// Answers to questions of the types.
        #[serde(default)]
        pub answers: Vec<CreateAnswer>,
        /// All devices that have no configuration and no candidate.
        #[serde(default)]
        pub all_unmatched: bool,
        /// Only show what would be sent.
        #[serde(default)]
        pub dry_run: bool,
        /// Where a configuration was made for a device before and is inactive or unlinked now: set that one active and link
        /// it, and make no other. Only for devices that are named.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub reactivate: bool,
    }

    /// A device that has its configuration now.
    pub struct CreatedView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// Whether an earlier attempt had created it, whose answer was lost.
        pub adopted: bool,
        /// ConnectWise's names of fields that it stored otherwise than they were sent.
        pub differences: Vec<String>,
        /// What there is to know, in words.
        pub message: String,
    }

    /// A device for which nothing was created, or nothing is known.
    pub struct CreateFailedView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// Why: a stable code, such as `no_type`.
        pub reason: String,
        /// Why, in words; ConnectWise's own where it spoke.
        pub message: String,
        /// The configuration that is in question, such as the one that was made for the device before; 0 = none.
        #[ts(type = "number")]
        pub configuration: i64,
    }

    /// More than one configuration that carries a device's identifier.
    pub struct DuplicateView {
        /// Our id of the device.
        pub device: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration that is used: the oldest.
        #[ts(type = "number")]
        pub kept: i64,
        /// The others.
        #[ts(type = "number[]")]
        pub others: Vec<i64>,
    }

    /// A value that would be sent.
    pub struct CreateFieldView {
        /// ConnectWise's name of the field.
        pub field: String,
        /// The value.
        pub value: String,
    }

    /// An answer that would be sent.
    pub struct CreateAnswerView {
        /// Id of the question.
        #[ts(type = "number")]
        pub question: i64,
        /// Its words.
        pub label: String,
        /// The answer.
        pub value: String,
    }

    /// A value that would not be sent.
    pub struct UnsentView {
        /// ConnectWise's name of the field.
        pub field: String,
        /// Why: `too_long` or `placeholder_value`.
        pub reason: String,
        /// Its length in UTF-16 units, when it is too long.
        pub length: Option<u32>,
    }

    /// Exactly what would be sent for a device.
    pub struct CreatePreview {
        /// Whether it was sent before and its answer was lost: a later list decides whether it is there, and only where it
        /// is not is this sent.
        pub sent_before: bool,
        /// The configuration that was made for the device before and is inactive or unlinked now: it can be used again in
        /// place of a new one. None = there is none.
        #[ts(type = "number | null")]
        pub made_before: Option<i64>,
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The type.
        pub r#type: TypeView,
        /// The status; none = ConnectWise's default.
        pub status: Option<TypeView>,
        /// The site; none = no particular one.
        pub site: Option<TypeView>,
        /// The identifier by which the creation is recognised.
        pub identifier: String,
        /// The values.
        pub fields: Vec<CreateFieldView>,
        /// The answers.
        pub answers: Vec<CreateAnswerView>,
        /// Values that are not sent.
        pub left_out: Vec<UnsentView>,
    }

    /// What became of it.
    pub struct CreateReply {
        /// Our id of the run; none for a preview.
        pub run: Option<String>,
        /// How the run ended; none for a preview.
        pub state: Option<RunState>,
        /// Why it did not end well, in words.
        pub message: String,
        /// Devices that have their configuration now.
        pub created: Vec<CreatedView>,
        /// Devices for which nothing was created.
        pub failed: Vec<CreateFailedView>,
        /// Devices whose outcome is not known; the next run, or the next start, finds out. In a preview: devices that were
        /// sent before and whose record is there, which the run matches.
        pub pending: Vec<CreateFailedView>,
        /// Devices that "all" left out, because they wait for a person or need nothing. No failures.
        pub left_out: Vec<CreateFailedView>,
        /// Identifiers that more than one configuration carries.
        pub duplicates: Vec<DuplicateView>,
        /// What would be sent; filled for a preview only.
        pub preview: Vec<CreatePreview>,
        /// HTTP requests sent.
        pub requests: u32,
    }

    /// The type that a kind of device gets.
    pub struct KindView {
        /// The kind, as devices have it.
        pub kind: String,
        /// How many devices of linked agents are of this kind.
        pub devices: u32,
        /// The type; none = creation fails with `no_type`.
        pub r#type: Option<TypeView>,
        /// Whether a person said so; else the type has the kind's name.
        pub set: bool,
        /// Whether it was said of the agent alone.
        pub own: bool,
    }

    /// Whose map of types.
    pub struct TypeMapRequest {
        /// The agent; none = the integration's.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
    }

    /// Which type each kind of device gets.
    pub struct TypeMapReply {
        /// The kinds of linked agents' devices, and every kind that a person has said something about.
        pub kinds: Vec<KindView>,
        /// The types there are.
        pub types: Vec<TypeView>,
    }

    /// Say which type a kind of device gets.
    pub struct TypeMapSetRequest {
        /// The kind.
        pub kind: String,
        /// The type: an id or a name; none = by the kind's name again.
        pub r#type: Option<String>,
        /// Only for this agent; none = everywhere.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
    }

    /// One configuration type.
    pub struct TypeQuestionsRequest {
        /// The type: an id or a name.
        pub r#type: String,
    }

    /// A question of a configuration type.
    pub struct QuestionView {
        /// The id.
        #[ts(type = "number")]
        pub id: i64,
        /// The question.
        pub question: String,
        /// What kind of answer it takes, in ConnectWise's word.
        pub field_type: String,
        /// Whether a configuration cannot be created without an answer.
        pub required: bool,
        /// The possible answers; empty = free.
        pub choices: Vec<String>,
        /// What ConnectWise proposes; empty = nothing.
        pub default: String,
    }

    /// The questions of a configuration type.
    pub struct TypeQuestionsReply {
        /// The type.
        pub r#type: TypeView,
        /// The questions, in their order.
        pub questions: Vec<QuestionView>,
    }

    /// A configuration status.
    pub struct StatusView {
        /// The id.
        #[ts(type = "number")]
        pub id: i64,
        /// The name.
        pub name: String,
        /// Whether it counts as closed.
        pub closed: bool,
        /// Whether new configurations get it.
        pub default: bool,
    }

    /// Configuration statuses.
    pub struct StatusesReply {
        /// The statuses.
        pub statuses: Vec<StatusView>,
    }
}
