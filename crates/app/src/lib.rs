//! Use cases: the one public face of the core.
//!
//! Each operation of Sitebook is one async method of [`Workspace`], taking a typed request from [`dto`] and returning a
//! typed reply or an [`AppError`]. Hosts (desktop shell, command line, loopback server) only translate. Here the
//! stores, clients and rules are tied together; the clock, randomness and the keychain enter the core here and nowhere
//! below. What must never be here: SQL, HTTP details of a PSA, a rule that could be a pure function, anything of a host.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod account;
mod activity;
mod adding;
mod agents;
mod agents_map;
mod agents_table;
#[cfg(test)]
mod answering;
mod archiving;
mod automatic;
mod board;
mod cell_text;
mod changing;
mod clock;
mod connectwise;
mod creating;
mod csv_export;
mod deciding;
mod desk;
mod devices;
mod domotz;
pub mod dto;
mod duplicates;
mod errands;
mod error;
mod events;
mod exporting;
mod faults;
mod fields;
mod files;
mod geocoding;
mod geoip;
mod geoip_remake;
mod geoip_update;
mod held;
mod history;
mod import;
mod leases;
mod linking;
mod locations;
mod mail;
mod map_home;
mod matching;
mod near;
mod owners;
mod phones;
mod placeholders;
mod placing;
mod plan_export;
mod plan_views;
mod planning;
mod public_ip;
mod reading;
mod removals;
mod resolve;
mod retiring;
mod retrying;
mod rights;
mod run_plans;
mod running;
mod sample;
mod saved_views;
mod search;
mod secrets;
mod selection;
mod status;
mod sync_options;
mod sync_store;
mod targets;
mod tiles;
mod type_changing;
mod type_map;
mod undoing;
mod views;
mod violet;
mod workspace;
mod write_back;

pub use automatic::{Scheduler, SchedulerNotice};
pub use desk::{Desk, OpenWorkspace};
pub use error::{AppError, ErrorCode};
pub use events::{ImportStep, WaitReason, WorkspaceEvent};
pub use owners::{
    CodeAsked, CodeEntered, CodeExpected, CodeWanted, OwnerAct, OwnerActed, OwnerBrowser, OwnerVisit, form_token,
    is_form_token, new_owner_key,
};
pub use sample::{sample_remove, sample_reset, sample_start};
pub use secrets::SECRETS_KEY_VARIABLE;
pub use sync_store::WorkspaceSyncStore;
pub use tiles::StreetTile;
pub use violet::{ChallengeAnswer, ServingNote};
pub use workspace::{OpenOptions, Workspace, default_directory};
