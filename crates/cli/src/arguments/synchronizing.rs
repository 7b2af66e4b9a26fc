//! The field mapping, and runs.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use sitebook_domain::{Direction, MappedField, SyncMode};

use super::words::{Switch, assignment};

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

/// Reads FIELD=DIRECTION.
fn direction(text: &str) -> Result<(MappedField, Direction), String> {
    let (field, way) = text.split_once('=').ok_or_else(|| format!("\"{text}\" is not FIELD=DIRECTION"))?;
    let field = MappedField::from_key(field.trim()).ok_or_else(|| format!("there is no field \"{field}\""))?;
    let way = DirectionWord::from_str(way.trim(), true)?;
    Ok((field, way.into()))
}
