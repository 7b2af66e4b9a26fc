//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sitebook_app::dto::ExportFormat;
use sitebook_domain::{Direction, MappedField, PlaceholderKind, SyncMode};

use crate::serving::Serve;
use crate::violet::Violet;

/// The record of customer networks, kept the same in ConnectWise PSA.
#[derive(Debug, Parser)]
#[command(name = "sitebookctl", version)]
pub(crate) struct Arguments {
    /// The workspace directory; created when missing. Default: `SITEBOOK_DATA`, else the desktop application's.
    #[arg(long, global = true)]
    pub(crate) data: Option<PathBuf>,
    /// Print exactly one JSON document.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Customer networks.
    #[command(subcommand)]
    Agents(Agents),
    /// What the agents discovered.
    #[command(subcommand)]
    Devices(Devices),
    /// Imports and changes of many agents, as acts that can be taken back.
    #[command(subcommand)]
    Changes(Changes),
    /// The GeoIP database.
    #[command(subcommand)]
    Geoip(Geoip),
    /// Say where an agent is.
    Locate(Locate),
    /// The connection to ConnectWise.
    #[command(subcommand)]
    Connectwise(Connectwise),
    /// Agents and devices from the Domotz API.
    #[command(subcommand)]
    Domotz(Domotz),
    /// Link an agent to a company.
    Link {
        /// The agent: our id, the source's id, or a unique name.
        agent: String,
        /// The company: ConnectWise's id or identifier.
        company: String,
        /// The site: an id or a name. Without it: the default, no particular site.
        #[arg(long)]
        site: Option<String>,
    },
    /// Unlink an agent from its company.
    Unlink {
        /// The agent.
        agent: String,
    },
    /// Matches between devices and configurations.
    #[command(subcommand)]
    Match(Match),
    /// Report configurations of an agent's company that share a serial number or a MAC address.
    Duplicates {
        /// The agent.
        agent: String,
        /// Also write the report to this CSV file.
        #[arg(long)]
        export: Option<PathBuf>,
    },
    /// Values that identify nobody: serial numbers, MAC addresses, models.
    #[command(subcommand)]
    Placeholders(Placeholders),
    /// Create configurations in ConnectWise for devices that have none.
    Create(Create),
    /// The field mapping.
    #[command(subcommand)]
    Fields(Fields),
    /// The type of a configuration.
    #[command(subcommand)]
    Type(Type),
    /// Synchronization.
    #[command(subcommand)]
    Sync(Sync),
    /// Violet: what the owners of homes see and do.
    #[command(subcommand)]
    Violet(Violet),
    /// Run agents automatically and serve the owners' web app, without a window. Ends with Ctrl+C or SIGTERM.
    Serve(Serve),
    /// Where secrets are kept.
    #[command(subcommand)]
    Secrets(Secrets),
    /// The sample workspace: made-up customers and a simulated ConnectWise, to try everything.
    #[command(subcommand)]
    Sample(Sample),
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum Changes {
    /// Take an import or a change of many agents back, as far as nobody changed anything since.
    Undo {
        /// What the act printed.
        id: String,
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

#[derive(Debug, Subcommand)]
pub(crate) enum Connectwise {
    /// Connect. The private key comes from SITEBOOK_CW_PRIVATE_KEY or standard input.
    Connect {
        /// Host or URL.
        #[arg(long)]
        site: String,
        /// The login company.
        #[arg(long)]
        company: String,
        /// Public key of the API member.
        #[arg(long)]
        public_key: String,
        /// Client ID (GUID).
        #[arg(long)]
        client_id: String,
    },
    /// Check key and rights again.
    Check,
    /// Remove the integration here; nothing is changed in ConnectWise.
    Disconnect,
    /// List companies.
    Companies {
        /// Part of a name or identifier.
        #[arg(long, default_value = "")]
        search: String,
    },
    /// List the sites of a company.
    Sites {
        /// The company: ConnectWise's id or identifier.
        company: String,
    },
    /// List configuration types.
    Types,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Domotz {
    /// Connect, and take in what the account holds. The API key comes from SITEBOOK_DOMOTZ_KEY or standard input.
    Connect {
        /// The API key endpoint, as the Domotz portal shows it.
        #[arg(long)]
        endpoint: String,
    },
    /// Check key and quota again.
    Check,
    /// Refresh agents and devices now.
    Refresh,
    /// Say how the source stands; asks nothing of Domotz.
    Status,
    /// Choose which agents are taken, and whether they are refreshed every hour.
    Choose {
        /// All agents, also those that are added later.
        #[arg(long, conflicts_with_all = ["team", "agent"])]
        all: bool,
        /// Agents of this team; may be given several times.
        #[arg(long, value_name = "TEAM", conflicts_with = "agent")]
        team: Vec<String>,
        /// This agent, by Domotz's id; may be given several times.
        #[arg(long, value_name = "ID")]
        agent: Vec<String>,
        /// Whether `serve` and the window refresh every hour.
        #[arg(long, value_name = "on|off")]
        hourly: Option<Switch>,
    },
    /// Remove the source here; its agents stay as they are.
    Disconnect,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Match {
    /// Find matches; makes the automatic ones.
    Run {
        /// The agent.
        agent: String,
        /// Accept a list that is empty or much shorter than the last one, after having looked.
        #[arg(long)]
        accept_list: bool,
    },
    /// Match by hand.
    Confirm {
        /// The device.
        device: String,
        /// The configuration's id.
        configuration: i64,
    },
    /// Take a pair apart.
    Remove {
        /// The device.
        device: String,
    },
    /// Give the match of a device to the one that took its place.
    Move {
        /// The device that has the match.
        from: String,
        /// The device that gets it.
        to: String,
    },
    /// Set the configuration of a device that is gone inactive in ConnectWise.
    Retire {
        /// The device.
        device: String,
    },
    /// Put back a match, a declined proposal, or a link with its matches.
    Undo {
        /// What the removal printed.
        token: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Placeholders {
    /// List the entries that are met or were changed, or all of them.
    List {
        /// Also those that no device and no configuration holds.
        #[arg(long)]
        all: bool,
    },
    /// Add an entry, or put a shipped one back.
    Add {
        /// Which list.
        kind: PlaceholderWord,
        /// The value; for MAC addresses also the first four or more digits of all that begin so.
        value: String,
    },
    /// Take an entry out: the value identifies after all.
    Remove {
        /// Which list.
        kind: PlaceholderWord,
        /// The value.
        value: String,
    },
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("which").required(true).multiple(true).args(["devices", "all_unmatched"])))]
pub(crate) struct Create {
    /// The agent.
    pub(crate) agent: String,
    /// The devices: our ids, or source ids or names within the agent.
    pub(crate) devices: Vec<String>,
    /// The configuration type: an id or a name. Without it: by the kind of each device.
    #[arg(long = "type")]
    pub(crate) type_name: Option<String>,
    /// The configuration status: an id or a name. Without it: `ConnectWise`'s default.
    #[arg(long)]
    pub(crate) status: Option<String>,
    /// The site: an id or a name. Without it: the linked site.
    #[arg(long)]
    pub(crate) site: Option<String>,
    /// QUESTION=VALUE: an answer to a question of the type, by its id or its words.
    #[arg(long = "answer", value_parser = assignment)]
    pub(crate) answers: Vec<(String, String)>,
    /// All devices that have no configuration and no candidate.
    #[arg(long)]
    pub(crate) all_unmatched: bool,
    /// Only show what would be sent.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Set a configuration that was made for the device before active again and link it, in place of making another one.
    #[arg(long)]
    pub(crate) reactivate: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Fields {
    /// Show the field mapping.
    Show {
        /// Of this agent.
        #[arg(long)]
        agent: Option<String>,
    },
    /// Change the rule of one field.
    Set(FieldsSet),
    /// List what zone, room and status can go to: questions, custom fields, statuses.
    Targets,
    /// Show which values from ConnectWise also reach the source of their device, or say so for a source.
    WriteBack {
        /// The source.
        #[arg(requires = "switch")]
        source: Option<String>,
        /// Whether they do.
        switch: Option<Switch>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FieldsSet {
    /// The field.
    pub(crate) field: String,
    /// Which way it goes.
    #[arg(required_unless_present = "follow")]
    pub(crate) direction: Option<DirectionWord>,
    /// Of this agent.
    #[arg(long)]
    pub(crate) agent: Option<String>,
    /// Zone and room: the configuration question or custom field, by its name or id; empty for none.
    #[arg(long)]
    pub(crate) target: Option<String>,
    /// Whether an empty value may overwrite one that is not empty.
    #[arg(long)]
    pub(crate) allow_empty: Option<Switch>,
    /// Status: the status of devices that are online, by its name or id; empty to leave theirs alone.
    #[arg(long, value_name = "STATUS")]
    pub(crate) online: Option<String>,
    /// Status: the status of devices that are offline, by its name or id; empty to leave theirs alone.
    #[arg(long, value_name = "STATUS")]
    pub(crate) offline: Option<String>,
    /// Whether an automatic run overwrites values that somebody changed since the last sync.
    #[arg(long)]
    pub(crate) overwrite_conflicts: Option<Switch>,
    /// Let the agent follow the integration again.
    #[arg(
        long,
        requires = "agent",
        conflicts_with_all = ["direction", "target", "allow_empty", "online", "offline", "overwrite_conflicts"]
    )]
    pub(crate) follow: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Type {
    /// Give the configuration of a device another type in `ConnectWise`. An undo does not put it back.
    Change {
        /// The device.
        device: String,
        /// The type: an id or a name.
        #[arg(value_name = "TYPE")]
        type_name: String,
        /// QUESTION=VALUE: an answer to a question of the new type, by its id or its words.
        #[arg(long = "answer", value_parser = assignment)]
        answers: Vec<(String, String)>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sync {
    /// Say what would happen; nothing is written.
    Plan {
        /// The agent.
        agent: String,
        /// Which way.
        #[arg(long)]
        mode: ModeWord,
        /// FIELD=DIRECTION: another direction of a field, for this plan alone. Only with the mode custom.
        #[arg(long = "direction", value_name = "FIELD=DIRECTION", value_parser = direction)]
        directions: Vec<(MappedField, Direction)>,
        /// Plan as an automatic run would: leave conflicts and held fields.
        #[arg(long)]
        automatic: bool,
        /// Also write the plan to this CSV file.
        #[arg(long)]
        export: Option<PathBuf>,
    },
    /// Plan and apply, or apply exactly a given plan.
    Run(SyncRun),
    /// Show a run with every value that it wrote.
    Show {
        /// The run.
        run: String,
        /// Show its whole plan in place of what it wrote: also what was left alone, with the reasons.
        #[arg(long)]
        plan: bool,
    },
    /// Put back every value of a run that nobody has changed since.
    Undo {
        /// The run.
        run: String,
        /// Only say what would be put back.
        #[arg(long)]
        dry_run: bool,
    },
    /// Try again the records of a run that failed, and only those.
    Retry {
        /// The run.
        run: String,
        /// Only say what would be written.
        #[arg(long)]
        dry_run: bool,
    },
    /// List fields that an undo restored: automatic runs leave them out.
    Held {
        /// The agent.
        agent: String,
    },
    /// Let automatic runs write a held field again, or all of a device.
    Release {
        /// The device.
        device: String,
        /// The field; all when absent.
        field: Option<String>,
    },
    /// Show what a sync of an agent may do beyond updating matched pairs, or change it.
    Options {
        /// The agent.
        agent: String,
        /// Whether it creates configurations for devices that have none.
        #[arg(long)]
        create_unmatched: Option<Switch>,
    },
    /// List the runs of an agent, newest first.
    Runs {
        /// The agent.
        agent: String,
        /// Part of the run's id, of who started it, or of its reason.
        #[arg(long)]
        search: Option<String>,
        /// How many at most; 200 is the most.
        #[arg(long)]
        limit: Option<u32>,
        /// Only runs before this run or time.
        #[arg(long)]
        before: Option<String>,
    },
    /// Switch automatic sync on or off. Switching on plans, approves the plan, and lets it run within minutes, then every
    /// 12 hours, in the desktop application or in `sitebookctl serve`.
    Auto {
        /// The agents.
        #[arg(required = true, num_args = 1..)]
        agents: Vec<String>,
        /// On or off.
        switch: Switch,
        /// On, for one agent: approve this plan (made with `--mode custom`) instead of making one.
        #[arg(long)]
        plan: Option<String>,
    },
    /// Switch automatic sync on again after a failure, if what failed is mended.
    Resume {
        /// The agent.
        agent: String,
    },
    /// How synchronization of every agent stands.
    Status,
    /// Show how many days runs are kept, or set it.
    Keep {
        /// The days.
        days: Option<u32>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SyncRun {
    /// The agent.
    pub(crate) agent: String,
    /// Which way.
    #[arg(long)]
    pub(crate) mode: ModeWord,
    /// Hash of the plan to apply.
    #[arg(long)]
    pub(crate) plan: Option<String>,
    /// FIELD=DIRECTION: another direction of a field, for this run alone. Only with the mode custom.
    #[arg(long = "direction", value_name = "FIELD=DIRECTION", value_parser = direction)]
    pub(crate) directions: Vec<(MappedField, Direction)>,
    /// Make these directions the agent's own field mapping.
    #[arg(long, requires = "directions")]
    pub(crate) keep_directions: bool,
    /// DEVICE or DEVICE=FIELD: leave a record, or one value of it, out of the plan.
    #[arg(long, value_name = "DEVICE[=FIELD]")]
    pub(crate) exclude: Vec<String>,
    /// Only this device; may be said again.
    #[arg(long, value_name = "DEVICE")]
    pub(crate) only: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// Where secrets are kept and which are set, never their values.
    Status,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sample {
    /// Make it in the folder `sample` of the workspace directory, unless it is there.
    Start,
    /// Make it anew; whatever was done in it is gone.
    Reset,
    /// Delete it with its directory.
    Remove,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ModeWord {
    /// Ours overwrite theirs.
    ToConnectwise,
    /// Theirs overwrite ours.
    FromConnectwise,
    /// Each field follows its own direction.
    Custom,
}

impl From<ModeWord> for SyncMode {
    fn from(word: ModeWord) -> Self {
        match word {
            ModeWord::ToConnectwise => Self::ToConnectwise,
            ModeWord::FromConnectwise => Self::FromConnectwise,
            ModeWord::Custom => Self::Custom,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DirectionWord {
    /// Ours is written to ConnectWise.
    ToConnectwise,
    /// Theirs is kept here.
    FromConnectwise,
    /// The field stays as it is.
    Off,
}

impl From<DirectionWord> for Direction {
    fn from(word: DirectionWord) -> Self {
        match word {
            DirectionWord::ToConnectwise => Self::ToConnectwise,
            DirectionWord::FromConnectwise => Self::FromConnectwise,
            DirectionWord::Off => Self::Off,
        }
    }
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

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PlaceholderWord {
    /// Serial numbers.
    Serial,
    /// MAC addresses.
    Mac,
    /// Models.
    Model,
}

impl From<PlaceholderWord> for PlaceholderKind {
    fn from(word: PlaceholderWord) -> Self {
        match word {
            PlaceholderWord::Serial => Self::Serial,
            PlaceholderWord::Mac => Self::Mac,
            PlaceholderWord::Model => Self::Model,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// Yes.
    On,
    /// No.
    Off,
}

/// Reads FIELD=DIRECTION.
fn direction(text: &str) -> Result<(MappedField, Direction), String> {
    let (field, way) = text.split_once('=').ok_or_else(|| format!("\"{text}\" is not FIELD=DIRECTION"))?;
    let field = MappedField::from_key(field.trim()).ok_or_else(|| format!("there is no field \"{field}\""))?;
    let way = DirectionWord::from_str(way.trim(), true)?;
    Ok((field, way.into()))
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or_else(|| format!("\"{text}\" is not FIELD=VALUE"))?;
    Ok((field.trim().to_owned(), value.to_owned()))
}

fn coordinates(text: &str) -> Result<(f64, f64), String> {
    let wrong = || format!("\"{text}\" is not LAT,LON in degrees, such as 51.5,-0.12");
    let (lat, lon) = text.split_once(',').ok_or_else(wrong)?;
    let (lat, lon): (f64, f64) = (lat.trim().parse().map_err(|_| wrong())?, lon.trim().parse().map_err(|_| wrong())?);
    // A map goes round the world, and its pins with it; whoever types 181 means something else.
    let is_on_earth = lat.abs() <= 90.0 && lon.abs() <= 180.0;
    if is_on_earth { Ok((lat, lon)) } else { Err(wrong()) }
}
