//! `sitebookctl`: the same core as the desktop application, on a command line.
//!
//! What must never be here: rules or decisions. Arguments become requests, replies become JSON or a few lines of text,
//! error codes become exit codes.

mod arguments;
mod automatic;
mod domotz;
mod fields;
mod files;
mod output;
mod run;
mod serving;
mod synchronizing;
mod violet;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use sitebook_app::{AppError, ErrorCode};

use crate::arguments::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("SITEBOOK_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let json = arguments.json;
    match Box::pin(run::run(arguments)).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::error(&error, json);
            ExitCode::from(exit_code(&error))
        }
    }
}

/// The exit code of an error. A run that had begun ended as failed or postponed, unless a person must look: that the
/// input was wrong is nothing that it can mean any more.
fn exit_code(error: &AppError) -> u8 {
    const FAILED: u8 = 1;
    const BAD_INPUT: u8 = 2;
    let had_begun = error.details.as_ref().is_some_and(|details| details.get("run").is_some());
    match error.code.exit_code() {
        BAD_INPUT if had_begun => FAILED,
        code => code,
    }
}

/// Help and version are what was asked for; everything else is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A closed pipe is the reader's wish.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    // The arguments could not be read, so neither could `--json`: it is looked for by hand.
    if std::env::args_os().any(|argument| argument == "--json") {
        let message = error.render().to_string();
        output::error(&AppError::new(ErrorCode::InvalidInput, message.trim()), true);
    } else {
        let _ = error.print();
    }
    ExitCode::from(2)
}
