//! The workspace database.
//!
//! All SQL of Sitebook lives here, one module per subject. Each public method is one transaction, and each step of the
//! sync protocol is one method, so that a crash between two calls leaves nothing half-written. SQL is portable (`$1`
//! parameters, `ON CONFLICT`, ids and documents as text), because the same store will run on PostgreSQL.
//!
//! What must never be here: rules (they are in `domain`), the clock (times come in), or knowledge of ConnectWise (its
//! records are kept as documents that only their owner reads).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod agent_pages;
mod agents;
mod any_case;
mod archive;
mod automatic;
mod bulk;
mod change_sets;
mod creations;
mod database;
mod deletion;
mod devices;
mod editing;
mod error;
mod geocoder_answers;
mod held;
mod history;
mod import;
mod integration;
mod kept_ids;
mod locations;
mod matches;
mod outbox;
mod owners;
mod protocol;
mod removals;
mod retirements;
mod runs;
mod scheduler;
mod search;
mod settings;
mod source_refusals;
mod sources;
mod stop_wishes;
mod switched;
mod tile_file;
mod undo;
mod violet;

pub use agent_pages::AgentPage;
pub use agents::{AgentRow, FoundAgent};
pub use archive::{AgentDeletion, BY_HAND};
pub use bulk::{AgentNotChanged, AgentsChanged, DevicesIgnored};
pub use change_sets::{ChangesUndone, LeftChange, LeftReason};
pub use creations::RecordedCreation;
pub use database::Store;
pub use devices::FoundDevice;
pub use editing::{Edit, Edited, IgnoredEdit, ValueConflict};
pub use error::StoreError;
pub use history::{HistoryFilter, RecordedChange};
pub use import::{
    AgentImport, DeviceImport, DeviceSaid, DevicesRead, ImportBatch, ImportDone, ImportOptions, RecordChange,
    RefreshDone, ReportedPosition, SourceRefresh, TakenFields, ValueChange,
};
pub use integration::{AcceptedConfiguration, AcceptedList, IntegrationCounts, RemovedLink};
pub use kept_ids::UnkeptMatch;
pub use matches::SavedMatches;
pub use outbox::{KeptMail, MailFilter, MailOutcome, NewMail};
pub use owners::{
    CodeBegun, CountedAttempt, GrantedDevice, NewSession, OpenedInvitation, OwnedAgent, OwnerCode, OwnerSession,
};
pub use protocol::RecordedResult;
pub use removals::PutBack;
pub use runs::RunFilter;
pub use search::{Found, SearchTerm, SearchText, fold, is_of_word, letters, words};
pub use source_refusals::SourceRefusal;
pub use sources::{PresentDevice, SourceAgent};
pub use stop_wishes::StopWish;
pub use tile_file::{TileFile, TileFileError};
pub use undo::{IntendedWrites, KeptForUndo};
pub use violet::{GrantChange, KeptInvitation, NewInvitation, VioletAccess, VioletSummary};
