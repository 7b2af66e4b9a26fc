//! The synchronization engine: match, plan, apply.
//!
//! [`match_devices`], [`plan_pairs`], [`plan_creations`] and [`check_list`] are pure functions over values; [`apply`] and
//! [`create`] carry a plan out through ports (PSA, store, clock), so that a test can stop it anywhere and look. What must
//! never be here: SQL, HTTP, the system's clock, randomness, or a message to a person that no code stands behind.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod apply;
#[cfg(any(test, feature = "hostile", feature = "simulation"))]
mod chance;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod create;
mod duplicates;
mod evidence;
mod guard;
#[cfg(any(test, feature = "hostile"))]
pub mod hostile;
mod linking;
mod matching;
#[cfg(any(test, feature = "contract"))]
pub mod model;
mod plan;
mod ports;
mod scheduled;
#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
mod targets;
mod undo;
mod values;
mod waiting;
mod write_back;

pub use apply::{ApplyRequest, LEASE_MILLIS, RunSummary, apply};
pub use create::{
    CompanyList, CreateRequest, CreateSummary, CreateTrouble, CreationInput, CreationPlan, CreationRefusal,
    CreationRow, DuplicateIdentifier, Foreseen, PlannedCreation, Recovery, RefusedCreation, UnsentValue, WantedDevice,
    canonical_kind, create, field_name, foresee_recovery, is_answer_to, plan_creations, recover_creations, type_of,
    type_of_kind,
};
pub use duplicates::{DuplicateGroup, DuplicateKey, duplicates};
pub use evidence::{ConfigurationKeys, DeviceKeys, Keys, compare as evidence_of};
pub use guard::{GuardBreach, check_list, check_overwrites};
pub use linking::{CompanyName, LinkSuggestion, SuggestionReason, UnlinkedAgent, suggest_links};
pub use matching::{
    ConfigurationIndex, Decision, DeviceIndex, Freeze, MatchInput, MatchOptions, MatchOutcome, Proposal, Review,
    Standing, Unmatched, match_devices, reason,
};
pub use plan::{
    ConflictReason, PairInput, Plan, PlanRules, PlannedRecord, PlannedSkip, PlannedUpdate, SkipReason, base_of,
    plan_pairs,
};
pub use ports::{
    Clock, IntendedWrites, RecordedCreation, RecordedResult, SourceError, SourceWriter, Stop, StoreFault, SyncStore,
    Wait,
};
pub use scheduled::{Held, leave_for_people};
pub use targets::KnownTargets;
pub use undo::{
    KeptRecord, KeptRun, LEFT_ALONE, Left, LeftReason, RecordUndo, Restore, Standing as UndoStanding, UndoKey,
    UndoRequest, UndoSummary, judge as judge_undo, undo,
};
pub use values::{canonical, ours, same, theirs};
pub use write_back::{SourceValue, WriteBackRequest, fields_written_back, values_written_back, write_back};
