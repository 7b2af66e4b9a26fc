//! `kill -9` of the built program, again and again, at every step of its protocols.

use crate::failure::Failure;
use crate::process::{cargo, run_in_terminal};

/// What cargo is asked to run: the same test as in each check, which kills less often there.
const KILL_LOOP: &[&str] = &["test", "-q", "-p", "sitebook-cli", "--test", "kill_loop", "--", "--nocapture"];

/// Kills the program so often and prints in which steps.
pub fn run(kills: u32) -> Result<(), Failure> {
    run_in_terminal(cargo(KILL_LOOP).env("SITEBOOK_KILLS", kills.to_string()))
}
