//! Export of agents to files.

use serde::{Deserialize, Serialize};

use super::{AgentColumn, AgentsQuery};

/// What a file is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Comma-separated, in UTF-8, for spreadsheets; values that look like a formula are guarded.
    #[default]
    Csv,
    /// An Excel workbook; every value is a text, a number or a date, never a formula.
    Xlsx,
    /// The import format.
    Json,
}

shapes! {
    /// Write the agents that a query finds to a file.
    #[derive(Default)]
    pub struct AgentsExportRequest {
        /// Which agents, in which order.
        pub query: AgentsQuery,
        /// Only these of them (our ids); empty = all.
        #[serde(default)]
        pub only: Vec<String>,
        /// Not these of them (our ids).
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub except: Vec<String>,
        /// The columns of a CSV or XLSX file; empty = all values of the import format. JSON has them all.
        #[serde(default)]
        pub columns: Vec<AgentColumn>,
        /// Whether the devices go with them: in a second sheet or file, and within each agent of a JSON file.
        #[serde(default)]
        pub devices: bool,
        /// Format.
        pub format: ExportFormat,
        /// The file, or the folder in which it gets a name of its own. A file that is there is replaced.
        pub path: String,
    }

    /// Write everything about one agent to a file: values, devices, locations, history.
    pub struct AgentExportRequest {
        /// The agent.
        pub agent: String,
        /// Format.
        pub format: ExportFormat,
        /// The file, or the folder in which it gets a name of its own. A file that is there is replaced.
        pub path: String,
    }

    /// What was written.
    pub struct ExportReply {
        /// The files.
        pub paths: Vec<String>,
        /// Agents in them.
        pub agents: u32,
        /// Devices in them.
        pub devices: u32,
    }
}
