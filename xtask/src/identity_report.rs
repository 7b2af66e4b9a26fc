//! The table of wrong links on the hostile set, as it stands in `docs/identity.md`.
//!
//! It is an example of the crate `sync`, so that nobody has to compile the core to run the other commands.

use crate::failure::Failure;
use crate::process::{cargo, run_in_terminal};

/// What cargo is asked to run. Optimised, for it matches a million records.
const REPORT: &[&str] =
    &["run", "-q", "--release", "-p", "sitebook-sync", "--example", "identity_report", "--features", "hostile"];

/// Prints the table.
pub fn print() -> Result<(), Failure> {
    run_in_terminal(&mut cargo(REPORT))
}
