//! Devices and configurations: pairs, and what has none.

use clap::{Args, Subcommand, ValueEnum};
use sitebook_domain::PlaceholderKind;

use super::words::assignment;

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
