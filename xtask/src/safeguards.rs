//! Takes each safeguard away, one at a time, in a copy of the workspace, and expects a test to notice.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::failure::Failure;
use crate::process::{answer, cargo, command, root};

/// The safeguards and how to take them away.
const SAFEGUARDS: &str = include_str!("../safeguards/safeguards.txt");

/// One safeguard.
#[derive(Debug, Default, PartialEq, Eq)]
struct Safeguard {
    name: String,
    /// Arguments of `cargo test`.
    test: Vec<String>,
    file: String,
    /// What is replaced by what.
    edits: Vec<(String, String)>,
}

/// What came of taking one away.
enum Noticed {
    /// These tests failed.
    By(Vec<String>),
    /// All tests passed.
    ByNothing,
    /// It could not be tried; the words of the compiler.
    NotTried(String),
}

/// Takes away each safeguard whose name contains the text, and prints which test noticed.
pub fn check(only: Option<&str>) -> Result<(), Failure> {
    let mut safeguards = parse(SAFEGUARDS)?;
    safeguards.retain(|safeguard| only.is_none_or(|only| safeguard.name.contains(only)));
    let copy = copy_workspace()?;
    let mut untouched = Vec::new();
    let mut rows = Vec::new();
    let mut holes = Vec::new();
    for safeguard in &safeguards {
        let path = copy.join(&safeguard.file);
        let text = read(&path)?;
        let weakened = weakened(safeguard, &text)?;
        if !untouched.contains(&safeguard.test) {
            println!("with all safeguards: cargo test {}", safeguard.test.join(" "));
            match tests(&copy, &safeguard.test)? {
                Noticed::ByNothing => untouched.push(safeguard.test.clone()),
                Noticed::By(failed) => return Err(Failure::Failed(format!("fails as it is: {}", failed.join(", ")))),
                Noticed::NotTried(why) => return Err(Failure::Failed(format!("does not compile as it is:\n{why}"))),
            }
        }
        println!("without \"{}\"", safeguard.name);
        write(&path, &weakened)?;
        let noticed = tests(&copy, &safeguard.test);
        write(&path, &text)?;
        match noticed? {
            Noticed::By(failed) => {
                let more = failed.len() - 1;
                let more = if more == 0 { String::new() } else { format!(", and {more} more") };
                rows.push(format!("| {} | {}{more} |", safeguard.name, failed[0]));
            }
            Noticed::ByNothing => {
                rows.push(format!("| {} | NOBODY NOTICED |", safeguard.name));
                holes.push(safeguard.name.clone());
            }
            Noticed::NotTried(why) => {
                let name = &safeguard.name;
                return Err(Failure::Failed(format!("\"{name}\": the replacement does not compile\n{why}")));
            }
        }
    }
    println!("\n| Safeguard taken away | Test that fails |\n|---|---|\n{}", rows.join("\n"));
    if holes.is_empty() { Ok(()) } else { Err(Failure::Failed(format!("no test notices: {}", holes.join(", ")))) }
}

/// The text with the safeguard taken away. Each anchor must be there exactly once.
fn weakened(safeguard: &Safeguard, text: &str) -> Result<String, Failure> {
    let Safeguard { name, file, .. } = safeguard;
    let mut weakened = text.to_owned();
    for (anchor, replacement) in &safeguard.edits {
        let times = weakened.matches(anchor.as_str()).count();
        if times != 1 {
            return Err(Failure::Failed(format!("\"{name}\": found {times} times in {file}:\n{anchor}")));
        }
        weakened = weakened.replacen(anchor.as_str(), replacement, 1);
    }
    Ok(weakened)
}

/// Runs tests in the copy, whose build results stay beside those of the workspace.
fn tests(copy: &Path, test: &[String]) -> Result<Noticed, Failure> {
    let mut run = cargo(&["test", "--no-fail-fast"]);
    run.args(test).current_dir(copy).env("CARGO_TARGET_DIR", target()).env("PROPTEST_FAILURE_PERSISTENCE", "off");
    let output = run
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::Failed(format!("cargo could not be started: {error}")))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<String> = printed.lines().filter_map(failed_test).map(str::to_owned).collect();
    if output.status.success() {
        return Ok(Noticed::ByNothing);
    }
    if failed.is_empty() {
        return Ok(Noticed::NotTried(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(Noticed::By(failed))
}

/// The name of a test in the line that says it failed.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

/// Where cargo builds the workspace.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Copies everything that is under version control, or could be, as it stands. Files that are the same stay as they are,
/// so that only what differs is compiled again.
fn copy_workspace() -> Result<PathBuf, Failure> {
    let copy = root().join("target").join("safeguards");
    let files = answer(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))
        .ok_or_else(|| Failure::Missing("git does not list the files of the repository".to_owned()))?;
    for file in files.lines() {
        let (from, to) = (root().join(file), copy.join(file));
        // A file that was deleted and not committed yet is still listed.
        let Ok(content) = fs::read(&from) else { continue };
        if fs::read(&to).is_ok_and(|there| there == content) {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
        }
        fs::write(&to, content).map_err(|error| not_written(&to, &error))?;
    }
    Ok(copy)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::Failed(format!("{} cannot be read: {error}", path.display())))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| not_written(path, &error))
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{} cannot be written: {error}", path.display()))
}

/// Reads the list of safeguards.
fn parse(text: &str) -> Result<Vec<Safeguard>, Failure> {
    let mut safeguards: Vec<Safeguard> = Vec::new();
    for part in text.split("\n== ").skip(1) {
        let mut blocks = part.split("\n-- ");
        let mut safeguard = Safeguard::default();
        for (place, line) in blocks.next().unwrap_or_default().lines().enumerate() {
            match line.split_once(": ") {
                _ if place == 0 => line.clone_into(&mut safeguard.name),
                Some(("test", words)) => safeguard.test = words.split_whitespace().map(str::to_owned).collect(),
                Some(("file", file)) => file.clone_into(&mut safeguard.file),
                _ => return Err(not_understood(line)),
            }
        }
        let blocks: Vec<(&str, &str)> = blocks.filter_map(|block| block.split_once('\n')).collect();
        for pair in blocks.chunks(2) {
            let [("anchor", anchor), ("replacement", replacement)] = pair else {
                return Err(not_understood(&safeguard.name));
            };
            safeguard.edits.push((anchor.trim_end().to_owned(), replacement.trim_end().to_owned()));
        }
        if safeguard.file.is_empty() || safeguard.test.is_empty() || safeguard.edits.is_empty() {
            return Err(not_understood(&safeguard.name));
        }
        safeguards.push(safeguard);
    }
    Ok(safeguards)
}

fn not_understood(what: &str) -> Failure {
    Failure::Failed(format!("the list of safeguards is not understood: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_anchor_stands_in_its_file_exactly_once() {
        let safeguards = parse(SAFEGUARDS).unwrap();
        assert!(safeguards.len() >= 7);
        for safeguard in safeguards {
            let text = read(&root().join(&safeguard.file)).unwrap();
            assert_ne!(weakened(&safeguard, &text).unwrap(), text, "{}", safeguard.name);
        }
    }

    #[test]
    fn an_anchor_that_is_not_there_or_not_alone_is_a_failure() {
        let edits = vec![("two".to_owned(), "three".to_owned())];
        let safeguard = Safeguard { edits, ..Safeguard::default() };
        assert!(weakened(&safeguard, "one").is_err());
        assert!(weakened(&safeguard, "two two").is_err());
        assert_eq!(weakened(&safeguard, "one two").unwrap(), "one three");
    }

    #[test]
    fn a_list_that_makes_no_sense_is_not_understood() {
        for text in ["\n== name\nfile: a\n", "\n== name\ntest: x\nfile: a\n-- anchor\nb\n", "\n== name\nwhat\n"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_names_of_failed_tests_are_read() {
        assert_eq!(failed_test("test guard::tests::few ... FAILED"), Some("guard::tests::few"));
        assert_eq!(failed_test("test guard::tests::few ... ok"), None);
    }
}
