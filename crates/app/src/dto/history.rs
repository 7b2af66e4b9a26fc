//! Who changed what.

use super::WrittenBack;

shapes! {
    /// One change.
    pub struct HistoryView {
        /// Its id.
        pub id: String,
        /// When (RFC 3339).
        pub at: String,
        /// Who.
        pub by: String,
        /// Our id of the agent.
        pub agent: String,
        /// Name of the agent at present.
        pub agent_name: String,
        /// Our id of the device, when it was a device.
        pub device: Option<String>,
        /// The device's name at present.
        pub device_name: Option<String>,
        /// Field key, or `created`, `location`, `link`, `match`, `archived`.
        pub field: String,
        /// Before.
        pub old: String,
        /// After.
        pub new: String,
        /// Whether the value before can be put back by `history_restore`.
        pub restorable: bool,
    }

    /// Which changes.
    #[derive(Default)]
    pub struct HistoryRequest {
        /// Of this agent and its devices; none = of all.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
        /// Of this device.
        #[serde(default)]
        #[ts(optional)]
        pub device: Option<String>,
        /// Of this field.
        #[serde(default)]
        #[ts(optional)]
        pub field: Option<String>,
        /// Part of a value, of who did it, or of a device's name.
        #[serde(default)]
        #[ts(optional)]
        pub search: Option<String>,
        /// Not before this time (RFC 3339).
        #[serde(default)]
        #[ts(optional)]
        pub since: Option<String>,
        /// Older than this entry: the last one of the page before.
        #[serde(default)]
        #[ts(optional)]
        pub before: Option<String>,
        /// How many at most; none = 200, which is also the most.
        #[serde(default)]
        #[ts(optional)]
        pub limit: Option<u32>,
    }

    /// Changes, newest first.
    pub struct HistoryReply {
        /// The changes.
        pub entries: Vec<HistoryView>,
        /// Fields that were ever changed here, for the filter.
        pub fields: Vec<String>,
        /// Whether there are older ones.
        pub more: bool,
        /// After a value of a device was put back: what became of it at the source, where a person allowed that it goes there.
        pub written_back: Vec<WrittenBack>,
    }

    /// Put back the value before a change.
    pub struct HistoryRestoreRequest {
        /// Id of the change.
        pub entry: String,
    }
}
