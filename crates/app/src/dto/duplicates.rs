//! Configurations of a company that seem to be the same thing.

use super::{ConfigurationView, LinkedCompany};

/// What the configurations of a group share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum DuplicateKeyView {
    /// The serial number.
    Serial,
    /// A MAC address.
    Mac,
}

shapes! {
    /// Configurations that share a value that only one device can have.
    pub struct DuplicateGroupView {
        /// Which kind of value.
        pub key: DuplicateKeyView,
        /// The value.
        pub value: String,
        /// The configurations, at least two.
        pub configurations: Vec<ConfigurationView>,
    }

    /// Duplicates among a company's configurations.
    pub struct DuplicatesReply {
        /// The company.
        pub company: LinkedCompany,
        /// When its configurations were read (RFC 3339).
        pub read_at: String,
        /// The groups.
        pub groups: Vec<DuplicateGroupView>,
    }

    /// Write the duplicates, as last read, to a CSV file.
    pub struct DuplicatesExportRequest {
        /// The agent.
        pub agent: String,
        /// The file, or a folder in which it gets a name of its own.
        pub path: String,
    }

    /// The file with the duplicates.
    pub struct DuplicatesExportReply {
        /// The file.
        pub path: String,
        /// How many groups stand in it.
        pub groups: u32,
    }
}
