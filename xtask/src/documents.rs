//! The OpenAPI documents of the two APIs, which the tests hold requests and replies against.
//!
//! They are not part of the repository. The tests do without them where they are not found, which is to be seen; a named
//! directory that lacks one is a mistake.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::summary::Outcome;

/// Names their directory; as in the simulators' `openapi.rs`.
const DIRECTORY_VARIABLE: &str = "SITEBOOK_OPENAPI_DIR";
const FILES: [&str; 2] = ["connectwise-manage-subset.openapi.json", "domotz-public-api-subset.openapi.json"];

/// Whether the tests will find the documents.
pub fn found() -> Result<Outcome, Failure> {
    let named = std::env::var_os(DIRECTORY_VARIABLE).map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    look_in(named.as_deref(), &beside)
}

fn look_in(named: Option<&Path>, beside: &Path) -> Result<Outcome, Failure> {
    let directory = named.unwrap_or(beside);
    let missing: Vec<&str> = FILES.into_iter().filter(|file| !directory.join(file).is_file()).collect();
    if missing.is_empty() {
        return Ok(Outcome::Passed);
    }
    let missing = missing.join(", ");
    match named {
        Some(named) => {
            Err(Failure::Missing(format!("{DIRECTORY_VARIABLE} is {}: {missing} not found", named.display())))
        }
        None => Ok(Outcome::Skipped(format!("no {missing}; the tests hold nothing against them"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_are_not_there_are_told_and_those_of_a_named_directory_are_needed() {
        let nowhere = Path::new("/nonexistent");
        assert!(matches!(look_in(None, nowhere), Ok(Outcome::Skipped(reason)) if reason.contains(FILES[1])));
        assert!(matches!(look_in(Some(nowhere), nowhere), Err(Failure::Missing(_))));
    }
}
