//! The repository's own commands: `cargo xtask run`, `test`, `generate` and those that `cargo xtask help` lists.
//!
//! Each command first installs what it needs, as far as it can, so that a fresh checkout needs no reading. Nothing here
//! depends on the application's crates: where their code is needed, cargo is asked to run it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the terminal is where these commands answer")]

mod arguments;
mod checks;
mod display;
mod documents;
mod failure;
mod front_end;
mod identity_report;
mod kill_loop;
mod machine;
mod process;
mod safeguards;
mod simulate;
mod start;
mod summary;
mod typescript;

use std::process::ExitCode;

use arguments::Task;
use failure::Failure;

fn main() -> ExitCode {
    match Task::parse(std::env::args().skip(1)).and_then(perform) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            failure.exit_code()
        }
    }
}

fn perform(task: Task) -> Result<ExitCode, Failure> {
    match task {
        Task::Run => start::desktop(),
        // The checks tell about their failures themselves: their last line must stay the last.
        Task::Test => return Ok(checks::run_all()),
        Task::Generate { check: false } => typescript::write(),
        Task::Generate { check: true } => typescript::compare(),
        Task::IdentityReport => identity_report::print(),
        Task::Simulate { arguments } => simulate::play(&arguments),
        Task::KillLoop { kills } => kill_loop::run(kills),
        Task::Safeguards { only } => safeguards::check(only.as_deref()),
        Task::ConnectwiseSim { arguments } => start::simulator(&arguments),
        Task::Usage => {
            print!("{}", arguments::USAGE);
            Ok(())
        }
    }
    .map(|()| ExitCode::SUCCESS)
}
