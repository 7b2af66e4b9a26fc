//! The TypeScript that is generated from the core's types.
//!
//! The generator is an example of the crate `commands`, so that nobody has to compile the core to run the other
//! commands.

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::process::{answer, cargo, command, root, run};

const FILE: &str = "ui/src/backend/generated.ts";

/// Writes the file, unless it is right already.
pub fn write() -> Result<(), Failure> {
    let wanted = generate()?;
    if fs::read_to_string(root().join(FILE)).is_ok_and(|found| same(&found, &wanted)) {
        println!("{FILE} is up to date");
        return Ok(());
    }
    fs::write(root().join(FILE), wanted)
        .map_err(|error| Failure::Failed(format!("{FILE} could not be written: {error}")))?;
    println!("{FILE} written");
    Ok(())
}

/// Fails when the committed file is not what would be written.
pub fn compare() -> Result<(), Failure> {
    let wanted = generate()?;
    let found = fs::read_to_string(root().join(FILE))
        .map_err(|error| Failure::Failed(format!("{FILE} could not be read: {error}; run `cargo xtask generate`")))?;
    match first_difference(&found, &wanted) {
        None => {
            println!("{FILE} is up to date");
            Ok(())
        }
        Some(Difference { line, found, wanted }) => Err(Failure::Failed(format!(
            "{FILE} is not what the core's types say; run `cargo xtask generate` and commit the file\n\
             first difference, line {line}:\n  in the file: {found}\n  generated:   {wanted}"
        ))),
    }
}

fn generate() -> Result<String, Failure> {
    // Built with the features of the whole workspace, so that what the checks compile is used and not compiled twice.
    run(&mut cargo(&["build", "--workspace", "--features", "custom-protocol", "--example", "typescript"]))?;
    let program = generator().map_err(|error| Failure::Failed(format!("cannot find the generator: {error}")))?;
    answer(&mut command(&program)).ok_or_else(|| Failure::Failed(format!("{} failed", program.display())))
}

/// Cargo puts examples beside the folder's own programs, of which this is one.
fn generator() -> std::io::Result<PathBuf> {
    let name = format!("typescript{}", std::env::consts::EXE_SUFFIX);
    Ok(std::env::current_exe()?.with_file_name("examples").join(name))
}

#[derive(Debug, PartialEq, Eq)]
struct Difference {
    line: usize,
    found: String,
    wanted: String,
}

/// Line ends are not compared: a checkout on Windows may have its own.
fn same(found: &str, wanted: &str) -> bool {
    first_difference(found, wanted).is_none()
}

fn first_difference(found: &str, wanted: &str) -> Option<Difference> {
    let (mut found, mut wanted) = (found.lines(), wanted.lines());
    let mut line = 0;
    loop {
        line += 1;
        let (here, there) = (found.next(), wanted.next());
        if here.is_none() && there.is_none() {
            return None;
        }
        if here != there {
            let text = |line: Option<&str>| line.unwrap_or("(end of file)").to_owned();
            return Some(Difference { line, found: text(here), wanted: text(there) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_no_difference() {
        assert_eq!(first_difference("a\r\nb\r\n", "a\nb\n"), None);
    }

    #[test]
    fn the_first_differing_line_is_shown() {
        let expected = Difference { line: 2, found: "b".into(), wanted: "c".into() };
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(expected));
        let expected = Difference { line: 2, found: "(end of file)".into(), wanted: "c".into() };
        assert_eq!(first_difference("a\n", "a\nc\n"), Some(expected));
    }
}
