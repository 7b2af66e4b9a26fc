//! The command line.

use crate::failure::Failure;

/// What `cargo xtask` answers when it is asked for nothing in particular.
pub const USAGE: &str = "\
Usage: cargo xtask COMMAND

  run                     install what is missing, build and start the desktop application
  test                    install what is missing and run every check that CI runs
  generate [--check]      write ui/src/backend/generated.ts from the core's types, or only compare it
  identity-report         print how many links matching makes on the hostile set, and how many are wrong
  simulate [ARGS]         play worlds full of faults with the sync engine: --seeds N, --from S, or --seed S for one
  kill-loop [--kills N]   kill the built program at every step of its protocols, 200 times unless told otherwise
  safeguards [NAME]       take away each safeguard of matching and sync, and see that a test fails
  connectwise-sim [ARGS]  start the simulated ConnectWise PSA (--help shows its own arguments)
";

/// So often the program is killed unless told otherwise: ten times in each step of its protocols, and then some.
const KILLS: u32 = 200;

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Build and start the desktop application.
    Run,
    /// Run every check.
    Test,
    /// Write the generated TypeScript, or compare it with what would be written.
    Generate {
        /// Only compare.
        check: bool,
    },
    /// Print what matching comes to on the hostile set.
    IdentityReport,
    /// Play worlds full of faults.
    Simulate {
        /// Passed on as they are.
        arguments: Vec<String>,
    },
    /// Kill the built program again and again.
    KillLoop {
        /// So often.
        kills: u32,
    },
    /// Take safeguards away and see that a test fails.
    Safeguards {
        /// Part of the names of those that are tried; none for all.
        only: Option<String>,
    },
    /// Start the ConnectWise simulator.
    ConnectwiseSim {
        /// Passed on as they are.
        arguments: Vec<String>,
    },
    /// Show the usage.
    Usage,
}

impl Task {
    /// Reads the command line, without the program's name.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Failure> {
        let mut arguments = arguments.into_iter();
        let Some(command) = arguments.next() else {
            return Err(Failure::Usage(format!("no command given\n\n{USAGE}")));
        };
        let rest: Vec<String> = arguments.collect();
        let words: Vec<&str> = rest.iter().map(String::as_str).collect();
        match (command.as_str(), words.as_slice()) {
            ("run", []) => Ok(Self::Run),
            ("test", []) => Ok(Self::Test),
            ("generate", []) => Ok(Self::Generate { check: false }),
            ("generate", ["--check"]) => Ok(Self::Generate { check: true }),
            ("identity-report", []) => Ok(Self::IdentityReport),
            ("simulate", _) => Ok(Self::Simulate { arguments: rest }),
            ("kill-loop", []) => Ok(Self::KillLoop { kills: KILLS }),
            ("kill-loop", ["--kills", kills]) => match kills.parse() {
                Ok(kills) => Ok(Self::KillLoop { kills }),
                Err(_) => Err(Failure::Usage(format!("--kills takes a number, not {kills}\n\n{USAGE}"))),
            },
            ("safeguards", []) => Ok(Self::Safeguards { only: None }),
            ("safeguards", [only]) if !only.starts_with('-') => Ok(Self::Safeguards { only: Some((*only).to_owned()) }),
            ("connectwise-sim", _) => Ok(Self::ConnectwiseSim { arguments: rest }),
            ("help" | "--help" | "-h", _) => Ok(Self::Usage),
            ("run" | "test" | "generate" | "identity-report" | "kill-loop" | "safeguards", ["--help" | "-h"]) => {
                Ok(Self::Usage)
            }
            ("run" | "test" | "generate" | "identity-report" | "kill-loop" | "safeguards", _) => {
                Err(Failure::Usage(format!("{command} does not take: {}\n\n{USAGE}", rest.join(" "))))
            }
            _ => Err(Failure::Usage(format!("unknown command: {command}\n\n{USAGE}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, Failure> {
        Task::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn commands_are_read() {
        assert_eq!(parse("run").unwrap(), Task::Run);
        assert_eq!(parse("test").unwrap(), Task::Test);
        assert_eq!(parse("generate").unwrap(), Task::Generate { check: false });
        assert_eq!(parse("generate --check").unwrap(), Task::Generate { check: true });
        assert_eq!(parse("identity-report").unwrap(), Task::IdentityReport);
        assert_eq!(parse("run --help").unwrap(), Task::Usage);
        assert_eq!(parse("kill-loop").unwrap(), Task::KillLoop { kills: 200 });
        assert_eq!(parse("kill-loop --kills 20").unwrap(), Task::KillLoop { kills: 20 });
        assert_eq!(parse("safeguards").unwrap(), Task::Safeguards { only: None });
        assert_eq!(parse("safeguards fencing").unwrap(), Task::Safeguards { only: Some("fencing".to_owned()) });
    }

    #[test]
    fn the_simulator_gets_its_arguments_unread() {
        let expected = Task::ConnectwiseSim { arguments: vec!["--port".into(), "0".into(), "--help".into()] };
        assert_eq!(parse("connectwise-sim --port 0 --help").unwrap(), expected);
    }

    #[test]
    fn what_is_not_understood_is_wrong_usage() {
        for line in [
            "",
            "build",
            "test --fast",
            "generate --chek",
            "identity-report 7",
            "kill-loop --kills many",
            "safeguards --all",
        ] {
            assert!(matches!(parse(line), Err(Failure::Usage(_))), "{line}");
        }
    }
}
