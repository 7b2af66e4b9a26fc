//! Agents, devices, and where they are.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use sitebook_app::dto::ExportFormat;

use super::words::{assignment, coordinates};

#[derive(Debug, Subcommand)]
pub(crate) enum Agents {
    /// Import agents and devices from JSON, CSV, XLSX, ODS, or a folder with agents.csv and devices.csv.
    Import(AgentsImport),
    /// Write agents to a file, with all their values, so that it can be imported again.
    Export(AgentsExport),
    /// Write everything about one agent to a file: values, devices, locations, history.
    ExportOne {
        /// The agent.
        agent: String,
        /// The file, or a folder.
        path: PathBuf,
        /// The format. Without it: by the name of the file, else csv.
        #[arg(long)]
        format: Option<FormatWord>,
    },
    /// List agents.
    List {
        /// Part of a name, reference, contact, note, device name, MAC or serial.
        #[arg(long, default_value = "")]
        search: String,
    },
    /// Show everything about one agent.
    Show {
        /// The agent.
        agent: String,
    },
    /// Change fields of an agent.
    Set {
        /// The agent.
        agent: String,
        /// FIELD=VALUE; an empty value clears.
        #[arg(required = true, value_parser = assignment)]
        fields: Vec<(String, String)>,
    },
    /// Add an agent by hand.
    Add {
        /// Its name.
        name: String,
        /// FIELD=VALUE.
        #[arg(value_parser = assignment)]
        fields: Vec<(String, String)>,
    },
    /// Put agents into the archive: out of lists and matching, with their links frozen.
    Archive {
        /// The agents.
        #[arg(required = true)]
        agents: Vec<String>,
    },
    /// Take agents out of the archive.
    Unarchive {
        /// The agents.
        #[arg(required = true)]
        agents: Vec<String>,
    },
    /// Delete an archived agent for good; nothing is changed in ConnectWise.
    Delete {
        /// The agent.
        agent: String,
        /// Its name, typed exactly.
        #[arg(long)]
        confirm: String,
    },
    /// Show what was changed in an agent and its devices, newest first.
    History {
        /// The agent.
        agent: String,
        /// Only of this field.
        #[arg(long)]
        field: Option<String>,
        /// Part of a value, of who changed it, or of a device's name.
        #[arg(long)]
        search: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AgentsImport {
    /// The file or folder.
    pub(crate) path: PathBuf,
    /// Name of the source of all records. Without it a record has the source that an export wrote beside it, else `import`.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) source: String,
    /// Only say what would happen.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// COLUMN=FIELD: which field a column goes to; no FIELD leaves the column out; may be said again. With it, other
    /// columns go where they went when such a file was imported before, else as their heads say.
    #[arg(long = "map", value_name = "COLUMN=FIELD", value_parser = assignment)]
    pub(crate) columns: Vec<(String, String)>,
    /// A field in which the file's value takes the place of a value that was set here; may be said again.
    #[arg(long, value_name = "FIELD")]
    pub(crate) take: Vec<String>,
    /// Also list what changes in each record.
    #[arg(long)]
    pub(crate) changes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AgentsExport {
    /// The file, or a folder.
    pub(crate) path: PathBuf,
    /// Part of a name, reference, contact, note, device name, MAC or serial.
    #[arg(long, default_value = "")]
    pub(crate) search: String,
    /// The format. Without it: by the name of the file, else csv.
    #[arg(long)]
    pub(crate) format: Option<FormatWord>,
    /// Also their devices: in a second file or sheet, or within each agent.
    #[arg(long)]
    pub(crate) devices: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Changes {
    /// Take an import or a change of many agents back, as far as nobody changed anything since.
    Undo {
        /// What the act printed.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Devices {
    /// List the devices of an agent.
    List {
        /// The agent.
        agent: String,
    },
    /// Change fields of a device.
    Set {
        /// The device: our id, AGENT/DEVICE, or a unique source id or name.
        device: String,
        /// FIELD=VALUE; an empty value clears.
        #[arg(required = true, value_parser = assignment)]
        fields: Vec<(String, String)>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Geoip {
    /// Take an MMDB file into use.
    Use {
        /// The file.
        path: PathBuf,
    },
    /// Look up one address.
    Lookup {
        /// The address.
        ip: String,
    },
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["pin", "address", "estimate", "reset"])))]
pub(crate) struct Locate {
    /// The agent.
    pub(crate) agent: String,
    /// Confirm this place: LAT,LON in degrees.
    #[arg(long, allow_hyphen_values = true, value_parser = coordinates)]
    pub(crate) pin: Option<(f64, f64)>,
    /// Confirm the place that this address most likely means: by the geocoder that was set up, else by the list of towns
    /// that comes with the program.
    #[arg(long)]
    pub(crate) address: Option<String>,
    /// Make a new estimate from the public address.
    #[arg(long)]
    pub(crate) estimate: bool,
    /// Back to the estimate.
    #[arg(long)]
    pub(crate) reset: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatWord {
    /// Comma-separated, in UTF-8.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// The import format.
    Json,
}

impl From<FormatWord> for ExportFormat {
    fn from(word: FormatWord) -> Self {
        match word {
            FormatWord::Csv => Self::Csv,
            FormatWord::Xlsx => Self::Xlsx,
            FormatWord::Json => Self::Json,
        }
    }
}
