//! `sitebookctl` as other programs see it: the JSON, the exit codes, and what stands on which stream.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod agents;
mod create;
mod desk;
mod domotz;
mod errors;
mod fields;
mod files;
mod flow;
mod matching;
mod sample;
mod serve;
mod undo;
mod violet;
