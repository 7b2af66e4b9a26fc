//! Every check that a change has to pass.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::display::VirtualDisplay;
use crate::failure::Failure;
use crate::process::{cargo, command, npm, run};
use crate::summary::{Finished, Outcome, seconds, summary};
use crate::{documents, front_end, machine, typescript};

/// A heading, and what is done under it.
type Step = (&'static str, fn() -> Result<Outcome, Failure>);

/// The checks in their order: what ends soonest comes first, as far as one does not need another's result.
///
/// The front end is built before anything is compiled, because the desktop package embeds it.
const STEPS: &[Step] = &[
    ("Set-up: Node.js and Rust", || {
        machine::node()?;
        passed(machine::rust_components())
    }),
    ("Set-up: system packages", || passed(machine::system_packages(&[machine::BUILDING, machine::DRIVING]))),
    ("Set-up: front-end packages", || passed(front_end::packages())),
    ("Set-up: API documents", documents::found),
    ("Front end: style", || passed(run(&mut npm(&["run", "lint"])))),
    ("Front end: types and build", || passed(front_end::build())),
    ("Front end: tests", || passed(run(&mut npm(&["test"])))),
    ("Rust: format", || passed(run(&mut cargo(&["fmt", "--all", "--check"])))),
    ("Rust: lints", || passed(run(&mut clippy()))),
    ("Generated TypeScript", || passed(typescript::compare())),
    ("Rust: tests", rust_tests),
    ("Front end: browser tests", browser_tests),
    ("Dependencies: licences, bans, sources", || passed(dependencies())),
    ("Dependencies: advisories", advisories),
];

/// Runs all checks and says what they came to; stops at the first that fails.
pub fn run_all() -> ExitCode {
    let mut finished = Vec::with_capacity(STEPS.len());
    let mut stopped_by = None;
    for &(title, act) in STEPS {
        if stopped_by.is_some() {
            finished.push(Finished { title, outcome: Outcome::NotRun, took: Duration::ZERO });
            continue;
        }
        println!("\n=== {title}");
        let start = Instant::now();
        let outcome = act().unwrap_or_else(|failure| {
            println!("\n{failure}");
            stopped_by = Some(failure);
            Outcome::Failed
        });
        let took = start.elapsed();
        match &outcome {
            Outcome::Passed => println!("--- passed in {}", seconds(took)),
            Outcome::Skipped(reason) => println!("skipped: {reason}"),
            Outcome::Failed | Outcome::NotRun => println!("--- FAILED after {}: {title}", seconds(took)),
        }
        finished.push(Finished { title, outcome, took });
    }
    println!("\n=== Summary");
    print!("{}", summary(&finished));
    stopped_by.map_or(ExitCode::SUCCESS, |failure| failure.exit_code())
}

fn passed(result: Result<(), Failure>) -> Result<Outcome, Failure> {
    result.map(|()| Outcome::Passed)
}

fn clippy() -> Command {
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets", "--features", "custom-protocol"]);
    clippy.args(["--", "-D", "warnings"]);
    clippy
}

fn rust_tests() -> Result<Outcome, Failure> {
    let mut tests = cargo(&["test", "--workspace", "--features", "custom-protocol", "--no-fail-fast"]);
    if !cfg!(target_os = "linux") {
        return passed(run(&mut tests));
    }
    // The tests of the whole application open its window. It goes to a display of their own, so that nothing on the
    // person's screen can disturb them, nor they the person.
    let display = VirtualDisplay::start()?;
    tests.env("DISPLAY", display.name()).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    // Without a graphics card this renderer only costs time and memory.
    tests.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    passed(run(&mut tests))
}

/// The flows of the front end in Chromium, over the loopback host and against the simulator.
fn browser_tests() -> Result<Outcome, Failure> {
    if !cfg!(target_os = "linux") && std::env::var_os("SITEBOOK_CHROMIUM").is_none() {
        return Ok(Outcome::Skipped("SITEBOOK_CHROMIUM names no browser".to_owned()));
    }
    // The whole workspace and the same features as for the tests: anything else would compile the dependencies again.
    let mut build = cargo(&["build", "--workspace", "--features", "custom-protocol"]);
    run(build.args([
        "--bin",
        "sitebook-loopback",
        "--bin",
        "connectwise-sim",
        "--bin",
        "domotz-sim",
        "--bin",
        "sitebookctl",
    ]))?;
    passed(run(&mut npm(&["run", "test:browser"])))
}

fn dependencies() -> Result<(), Failure> {
    run(command(machine::cargo_deny()?).args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))
}

fn advisories() -> Result<Outcome, Failure> {
    let deny = machine::cargo_deny()?;
    if run(command(&deny).args(["fetch", "db"])).is_err() {
        // Known vulnerabilities were not looked at, which is not the same as there being none.
        return Ok(Outcome::Skipped("advisory database not reachable".to_owned()));
    }
    passed(run(command(&deny).args(["--offline", "check", "advisories"])))
}
