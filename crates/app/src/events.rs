//! Hints that something happened. Truth is always re-read.

use serde::{Deserialize, Serialize};

/// What a host passes on to its windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum WorkspaceEvent {
    /// Something in the workspace changed, here or in another process.
    Changed,
    /// How far a run has come.
    Progress {
        /// Our id of the agent.
        agent: String,
        /// Records that are finished.
        done: u32,
        /// All records of the run.
        total: u32,
        /// Records that failed.
        failed: u32,
    },
    /// How far a look into a file, a preview or an import has come.
    ImportProgress {
        /// The name that the request gave it.
        work: String,
        /// What it does at present.
        step: ImportStep,
        /// Records that are done.
        done: u32,
        /// All records; none = not known yet.
        total: Option<u32>,
    },
    /// A request to ConnectWise waits before it is tried again.
    Waiting {
        /// For how long, in seconds, rounded up.
        seconds: u32,
        /// Why.
        reason: WaitReason,
    },
    /// How far a refresh from Domotz has come.
    Refreshing {
        /// Agents whose devices were read.
        done: u32,
        /// All agents whose devices are read this time.
        total: u32,
    },
    /// Automatic sync of an agent failed and switched itself off, here or in another process.
    SyncFailed {
        /// Our id of the agent.
        agent: String,
        /// Name of the agent.
        agent_name: String,
        /// Why, in words.
        reason: String,
    },
    /// A connection was paused, here or in another process: nothing is asked there by itself until a person has looked.
    ConnectionPaused {
        /// Whose service it is, such as `Domotz`.
        service: String,
        /// Why, in words.
        reason: String,
    },
}

/// What an import does at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportStep {
    /// It reads the file.
    Reading,
    /// It compares the records with what is here, or writes them; nothing is kept before the last one.
    Taking,
}

/// Why a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// ConnectWise asked for fewer requests.
    TooManyRequests,
    /// ConnectWise is overloaded, under maintenance, or out of reach.
    Unavailable,
}
