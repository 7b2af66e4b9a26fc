//! The command line.

use crate::failure::Failure;

/// What `cargo xtask` answers when it is asked for nothing in particular.
pub const USAGE: &str = "\
Usage: cargo xtask COMMAND

  run                     install what is missing, build and start the desktop application
  test                    install what is missing and run every check that CI runs
  generate [--check]      write ui/src/backend/generated.ts from the core's types, or only compare it
  identity-report         print how many links matching makes on the hostile set, and how many are wrong
  connectwise-sim [ARGS]  start the simulated ConnectWise PSA (--help shows its own arguments)
";

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
            ("connectwise-sim", _) => Ok(Self::ConnectwiseSim { arguments: rest }),
            ("help" | "--help" | "-h", _) | ("run" | "test" | "generate" | "identity-report", ["--help" | "-h"]) => {
                Ok(Self::Usage)
            }
            ("run" | "test" | "generate" | "identity-report", _) => {
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
    }

    #[test]
    fn the_simulator_gets_its_arguments_unread() {
        let expected = Task::ConnectwiseSim { arguments: vec!["--port".into(), "0".into(), "--help".into()] };
        assert_eq!(parse("connectwise-sim --port 0 --help").unwrap(), expected);
    }

    #[test]
    fn what_is_not_understood_is_wrong_usage() {
        for line in ["", "build", "test --fast", "generate --chek", "identity-report 7"] {
            assert!(matches!(parse(line), Err(Failure::Usage(_))), "{line}");
        }
    }
}
