//! Starting other programs from the repository's root.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A program to be started in the repository's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    // Cargo describes this very package to us in variables. Build scripts that watch them would run again each time
    // that somebody alternates between `cargo xtask` and cargo itself.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(describes_package) {
            command.env_remove(name);
        }
    }
    command
}

fn describes_package(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| variable.starts_with(prefix))
        || ["CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"].contains(&variable)
}

/// The cargo that started us, with arguments.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = command(program);
    command.args(arguments);
    command
}

/// npm with arguments.
pub fn npm(arguments: &[&str]) -> Command {
    // On Windows npm is a batch file, which is only found by its whole name.
    let mut command = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments);
    command
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("'{word}'") } else { word.to_owned() }
}

/// Shows and runs a command; anything but success is a failure that names it.
///
/// The command gets no input, so that nothing can wait for an answer, and both its streams go to our standard output,
/// where they keep their order.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", line(command));
    command.stdin(Stdio::null()).stderr(standard_output());
    finish(command)
}

/// Shows and runs a command that a person uses: it has the whole terminal.
pub fn run_in_terminal(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", line(command));
    finish(command)
}

fn finish(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::Failed(format!("`{}` failed: {status}", line(command)))) }
}

/// Runs a command unseen and returns what it printed, or nothing if it is not there or did not succeed.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program is on the PATH.
pub fn exists(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The failure of a program that could not even be started.
pub fn not_started(command: &Command, error: &io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        io::ErrorKind::NotFound => Failure::Missing(format!("`{program}` is not installed, or not on the PATH")),
        _ => Failure::Failed(format!("`{program}` could not be started: {error}")),
    }
}

/// A second handle of our standard output, for a child's error stream.
#[cfg(unix)]
fn standard_output() -> Stdio {
    use std::os::fd::AsFd;

    io::stdout().as_fd().try_clone_to_owned().map_or_else(|_| Stdio::inherit(), Stdio::from)
}

/// A second handle of our standard output, for a child's error stream.
#[cfg(windows)]
fn standard_output() -> Stdio {
    use std::os::windows::io::AsHandle;

    io::stdout().as_handle().try_clone_to_owned().map_or_else(|_| Stdio::inherit(), Stdio::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = command("/usr/bin/cargo");
        command.args(["deny", "--config", "with space"]);
        assert_eq!(line(&command), "cargo deny --config 'with space'");
    }

    #[test]
    fn variables_about_this_package_do_not_reach_other_cargo_runs() {
        assert!(describes_package("CARGO_PKG_NAME"));
        assert!(describes_package("CARGO_MANIFEST_DIR"));
        assert!(!describes_package("CARGO_HOME"));
        assert!(!describes_package("CARGO_TARGET_DIR"));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_not_there_is_missing_and_one_that_fails_has_failed() {
        assert!(matches!(run(&mut command("no-such-program-anywhere")), Err(Failure::Missing(_))));
        assert!(matches!(run(&mut command("false")), Err(Failure::Failed(_))));
        assert!(run(&mut command("true")).is_ok());
        assert_eq!(answer(command("echo").arg("yes")).as_deref(), Some("yes\n"));
        assert_eq!(answer(&mut command("false")), None);
    }
}
