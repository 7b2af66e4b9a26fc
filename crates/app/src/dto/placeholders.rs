//! What the user says about matching: values that identify nobody, and options.

use sitebook_domain::PlaceholderKind;

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum PlaceholderOrigin {
    /// It came with the program.
    Shipped,
    /// A person added it.
    Own,
}

shapes! {
    /// A value that identifies nobody.
    pub struct PlaceholderView {
        /// The value as it is compared; for MAC addresses also the first digits of all that begin so.
        pub value: String,
        /// Where it comes from.
        pub origin: PlaceholderOrigin,
        /// Whether a person took it out: it identifies after all.
        pub removed: bool,
        /// How many devices hold it.
        pub devices: u32,
        /// How many configurations of linked companies hold it, as last read.
        pub configurations: u32,
        /// Why it is on the list; empty when nothing is known.
        pub why: String,
    }

    /// One list.
    pub struct PlaceholderListView {
        /// What it holds.
        #[ts(type = "\"serial\" | \"mac\" | \"model\"")]
        pub kind: PlaceholderKind,
        /// Its entries in order, those that were taken out included.
        pub entries: Vec<PlaceholderView>,
    }

    /// The lists of values that identify nobody.
    pub struct PlaceholdersReply {
        /// Serial numbers, MAC addresses, models.
        pub lists: Vec<PlaceholderListView>,
    }

    /// Add an entry to a list, or take one out.
    pub struct PlaceholderSetRequest {
        /// Which list.
        #[ts(type = "\"serial\" | \"mac\" | \"model\"")]
        pub kind: PlaceholderKind,
        /// The value, in any spelling.
        pub value: String,
        /// Whether it is to stand on the list.
        pub listed: bool,
    }

    /// Set how devices are matched.
    pub struct MatchOptionsRequest {
        /// Make matches that rest on the IP address alone without asking.
        pub accept_ip: bool,
    }

    /// How devices are matched.
    pub struct MatchOptionsReply {
        /// Whether matches that rest on the IP address alone are made without asking.
        pub accept_ip: bool,
    }
}
