//! The fault simulation of the sync engine, with as many worlds as somebody wants.
//!
//! It is an example of the crate `sync`, so that nobody has to compile the core to run the other commands.

use crate::failure::Failure;
use crate::process::{cargo, run_in_terminal};

/// What cargo is asked to run. Optimised, for it plays thousands of worlds.
const SIMULATE: &[&str] =
    &["run", "-q", "--release", "-p", "sitebook-sync", "--example", "simulate", "--features", "simulation", "--"];

/// Plays worlds and prints what was thrown in and what held; with `--seed` one of them, with all that happened in it.
pub fn play(arguments: &[String]) -> Result<(), Failure> {
    run_in_terminal(cargo(SIMULATE).args(arguments))
}
