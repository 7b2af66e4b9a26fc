//! The synchronization engine: match, plan, apply.
//!
//! [`match_devices`], [`plan_pairs`] and [`check_list`] are pure functions over values; [`apply`] carries a plan out
//! through ports (PSA, store, clock), so that a test can stop it anywhere and look. What must never be here: SQL,
//! HTTP, the system's clock, randomness, or a message to a person that no code stands behind.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod apply;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod evidence;
mod guard;
mod matching;
#[cfg(any(test, feature = "contract"))]
pub mod model;
mod plan;
mod ports;
mod values;

pub use apply::{ApplyRequest, RunSummary, apply};
pub use evidence::{compare as evidence_of, contradicts};
pub use guard::{GuardBreach, check_list};
pub use matching::{
    Freeze, MatchInput, MatchOptions, MatchOutcome, Proposal, Review, Unmatched, match_devices, reason,
};
pub use plan::{
    ConflictReason, PairInput, Plan, PlannedRecord, PlannedSkip, PlannedUpdate, SkipReason, base_of, plan_pairs,
};
pub use ports::{Clock, RecordedResult, Stop, StoreFault, SyncStore};
pub use values::{canonical, ours, same, theirs};
