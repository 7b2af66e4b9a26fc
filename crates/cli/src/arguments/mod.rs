//! The command line: what may be said, and what each word of it means.

mod integration;
mod matching;
mod records;
mod synchronizing;
mod words;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::serving::Serve;
use crate::violet::Violet;

pub(crate) use integration::{Connectwise, Domotz, Sample, Secrets};
pub(crate) use matching::{Create, Match, PlaceholderWord, Placeholders};
pub(crate) use records::{Agents, AgentsExport, AgentsImport, Changes, Devices, FormatWord, Geoip, Locate};
pub(crate) use synchronizing::{Fields, FieldsSet, Sync, SyncRun, Type};
pub(crate) use words::Switch;

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
