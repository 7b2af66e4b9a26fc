//! Undoing runs, and fields that an undo holds.

use sitebook_domain::SyncTarget;

shapes! {
    /// What an undo of a run would do. Nothing is written by asking.
    pub struct UndoPreview {
        /// Our id of the run that would be undone.
        pub run: String,
        /// Values that would be put back.
        pub restores: Vec<UndoRestore>,
        /// What would be left as it is.
        pub left_alone: Vec<UndoLeftAlone>,
        /// What no undo takes back, in words: new manufacturers, changes of type.
        pub not_undone: Vec<String>,
        /// The run that undid it already; then nothing is left to put back.
        pub undone_by: Option<String>,
    }

    /// A value that would be put back.
    pub struct UndoRestore {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// The field; `active` for whether the configuration is active, `match` for the pair itself.
        pub field: String,
        /// The value that stands there now.
        pub from: String,
        /// The value that would stand there again.
        pub to: String,
        /// Which side would be written.
        pub target: SyncTarget,
    }

    /// Something that would be left as it is.
    pub struct UndoLeftAlone {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The field; empty for the whole record.
        pub field: String,
        /// Why: a stable code, such as `changed_since`.
        pub reason: String,
        /// Why, in words.
        pub message: String,
    }

    /// Whose held fields.
    pub struct HeldListRequest {
        /// The agent.
        pub agent: String,
    }

    /// A field that an undo restored: automatic runs leave it out until our value changes or somebody releases it.
    pub struct HeldView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The field.
        pub field: String,
        /// Our value when it was held.
        pub value: String,
        /// Since when (RFC 3339).
        pub since: String,
        /// Our id of the undo.
        pub run: String,
    }

    /// The held fields of an agent.
    pub struct HeldReply {
        /// The fields, by device and field.
        pub held: Vec<HeldView>,
    }

    /// Let automatic runs write again.
    pub struct HeldReleaseRequest {
        /// The device.
        pub device: String,
        /// The field; none = all of the device.
        #[serde(default)]
        #[ts(optional)]
        pub field: Option<String>,
    }
}
