//! Why a command stopped.

use std::fmt;
use std::process::ExitCode;

/// Why a command stopped.
#[derive(Debug)]
pub enum Failure {
    /// The arguments make no sense.
    Usage(String),
    /// The machine lacks something that could not be installed from here; the text names it and how to get it.
    Missing(String),
    /// Something that was started did not succeed.
    Failed(String),
}

impl Failure {
    /// 2 where the person has to do something first, 1 where a check or a build failed.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Missing(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(text) | Self::Missing(text) | Self::Failed(text)) = self;
        formatter.write_str(text)
    }
}
