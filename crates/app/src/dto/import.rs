//! Import of agents and devices from files.

use std::collections::BTreeMap;

shapes! {
    /// Look into a file or folder before importing it.
    #[derive(Default)]
    pub struct ImportInspectRequest {
        /// Path of a JSON file, a CSV, XLSX or ODS file, or a folder with `agents.csv` and `devices.csv`.
        pub path: String,
        /// A name under which this can be stopped, and by which its progress is told; empty = neither.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub work: String,
    }

    /// Stop a look into a file, a preview or an import.
    pub struct ImportStopRequest {
        /// The name that its request gave it.
        pub work: String,
    }

    /// A column of a table, and what it may hold.
    pub struct ImportColumn {
        /// Its head, as it stands in the file.
        pub name: String,
        /// The first values that are not empty, at most three.
        pub samples: Vec<String>,
        /// The field it goes to: a key of the import format; none = it is left out.
        pub target: Option<String>,
        /// Whether the target was chosen by a person at an earlier import of such a file.
        pub remembered: bool,
    }

    /// A table of a file: a CSV file, or a sheet.
    pub struct ImportTable {
        /// Name of the file or sheet.
        pub name: String,
        /// Whether its rows are `agents` or `devices`; none = it is left out.
        pub holds: Option<String>,
        /// Rows below the head.
        pub rows: u32,
        /// The columns.
        pub columns: Vec<ImportColumn>,
        /// Head of the column that stands in for an id, in a table that has none: each row has a value of its own in it.
        pub id_from: Option<String>,
    }

    /// A field that a column may go to.
    pub struct ImportField {
        /// Key of the import format.
        pub field: String,
        /// Whether a row needs it.
        pub required: bool,
    }

    /// What a file holds. A JSON file has no tables: its names are those of the import format.
    pub struct ImportInspection {
        /// `json`, `csv`, `xlsx`, `ods` or `folder`.
        pub format: String,
        /// The tables.
        pub tables: Vec<ImportTable>,
        /// Fields of agents.
        pub agent_fields: Vec<ImportField>,
        /// Fields of devices.
        pub device_fields: Vec<ImportField>,
    }

    /// Where the columns of a table go.
    pub struct ImportMapping {
        /// Name of the file or sheet.
        pub table: String,
        /// `agents`, `devices`, or none to leave it out.
        pub holds: Option<String>,
        /// Head of a column to field key; a column that is not named is left out. Only lists take several columns.
        pub columns: BTreeMap<String, String>,
        /// Head of the column that stands in for the id, where none goes to `id`; it may go to a field as well.
        #[serde(default)]
        #[ts(optional)]
        pub id_from: Option<String>,
    }

    /// Import a file or folder.
    #[derive(Default)]
    pub struct ImportRequest {
        /// Path of a JSON file, a CSV, XLSX or ODS file, or a folder with `agents.csv` and `devices.csv`.
        pub path: String,
        /// Name of the source of all records. Empty = the one that an export wrote beside each, else `import`.
        #[serde(default)]
        pub source: String,
        /// Only say what would happen.
        #[serde(default)]
        pub dry_run: bool,
        /// Where the columns go. It is remembered for such files. Empty = of a table that has what it needs under the keys of
        /// the import format, only columns under such keys; of any other one, as guessed from the heads. No other column
        /// stands in for the id then.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub mapping: Vec<ImportMapping>,
        /// Fields in which the file's value takes the place of a value that was set here.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub take: Vec<String>,
        /// Whether to say what changes in each record.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub changes: bool,
        /// The fingerprint of the file as the preview saw it. Where the file is another by now, nothing is imported and the
        /// answer is `file_changed`; empty = whatever it is.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub fingerprint: String,
        /// A name under which this can be stopped, and by which its progress is told; empty = neither.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub work: String,
    }

    /// A record that was not taken.
    pub struct RejectedRecord {
        /// File and line, or index: `devices.csv line 7`, `agents[3].devices[0]`.
        pub r#where: String,
        /// Why.
        pub reason: String,
    }

    /// A value that an import changes, or would have changed.
    pub struct ImportValue {
        /// Field key.
        pub field: String,
        /// The value that counts before.
        pub from: String,
        /// The value of the file.
        pub to: String,
        /// Whether a value that was set here goes on counting, so that the file's only stands beside it.
        pub kept: bool,
    }

    /// A record that an import makes or changes.
    pub struct ImportChange {
        /// `agent` or `device`.
        pub what: String,
        /// Name of the agent's source.
        pub source: String,
        /// The source's id of the agent.
        pub agent: String,
        /// The source's id.
        pub source_id: String,
        /// Name after the import.
        pub name: String,
        /// Whether it is new.
        pub new: bool,
        /// Whether something counts otherwise afterwards; else only values change that stand beneath those set here.
        pub counts: bool,
        /// Its values that change; of a new record all that it gets.
        pub values: Vec<ImportValue>,
    }

    /// In how many records the file says something else than a value that was set here.
    pub struct ImportDiffering {
        /// Field key.
        pub field: String,
        /// Records.
        pub records: u32,
    }

    /// What an import did; agents and devices counted together.
    pub struct ImportReply {
        /// New records.
        pub created: u32,
        /// Records of which something changed.
        pub updated: u32,
        /// Those of them in which nothing counts otherwise: values that were set here stand before what the file says.
        pub updated_beneath: u32,
        /// Records that said nothing new.
        pub unchanged: u32,
        /// Records that were not taken.
        pub rejected: Vec<RejectedRecord>,
        /// Fields where the file says something else than a value set here; that value still counts.
        pub differing: u32,
        /// The same by field.
        pub differing_fields: Vec<ImportDiffering>,
        /// What changes in each record, when that was asked for; at most 2,000 records.
        pub changes: Vec<ImportChange>,
        /// Records that change but are not listed.
        pub more_changes: u32,
        /// The name to take the import back by; none when nothing was changed.
        pub undo: Option<String>,
        /// SHA-256 of the file, or of the files of a folder, in hexadecimal digits.
        pub fingerprint: String,
    }
}
