//! Import of agents and devices from files.

shapes! {
    /// Import a file or folder.
    pub struct ImportRequest {
        /// Path of a JSON file, a CSV file, or a folder with `agents.csv` and `devices.csv`.
        pub path: String,
        /// Name of the source; `import` when empty.
        #[serde(default)]
        pub source: String,
        /// Only say what would happen.
        #[serde(default)]
        pub dry_run: bool,
    }

    /// A record that was not taken.
    pub struct RejectedRecord {
        /// File and line, or index: `devices.csv line 7`, `agents[3].devices[0]`.
        pub r#where: String,
        /// Why.
        pub reason: String,
    }

    /// What an import did; agents and devices counted together.
    pub struct ImportReply {
        /// New records.
        pub created: u32,
        /// Records of which something changed.
        pub updated: u32,
        /// Records that said nothing new.
        pub unchanged: u32,
        /// Records that were not taken.
        pub rejected: Vec<RejectedRecord>,
        /// Fields where the file says something else than a value set here; that value still counts.
        pub differing: u32,
    }
}
