//! What goes wrong, as every consumer sees it: a stable code, a sentence, and what to do.

use serde::{Deserialize, Serialize};

/// Every code that a command can answer with.
///
/// Consumers decide by code, never by text. A code is added only when a consumer treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A value that was given cannot be used.
    InvalidInput,
    /// The agent, device, company, run or plan does not exist.
    NotFound,
    /// The name means several records; `details.candidates` lists them.
    Ambiguous,
    /// The file cannot be read or is not what it should be.
    BadFile,
    /// The file is no longer what its preview saw.
    FileChanged,
    /// The MMDB file cannot be used.
    BadDatabaseFile,
    /// Another ConnectWise is connected; it must be removed first.
    AlreadyConnected,
    /// There is no connection to ConnectWise.
    NotConnected,
    /// The agent is linked to no company.
    NotLinked,
    /// The host or URL cannot be used.
    BadHost,
    /// Another host than ConnectWise's API answered, or a web page did.
    NotConnectwise,
    /// Something else than the Domotz API answered.
    NotDomotz,
    /// ConnectWise does not know the company login.
    UnknownCompanyLogin,
    /// ConnectWise refused the keys.
    Unauthorized,
    /// The client ID was refused.
    ClientIdRefused,
    /// The key lacks a right; `details.rights` names it where it is known.
    MissingRight,
    /// The connection is paused after a refused key or right; `connectwise check` lifts it.
    ConnectionPaused,
    /// ConnectWise could not be reached, or is busy.
    Unavailable,
    /// ConnectWise asks for fewer requests.
    TooManyRequests,
    /// ConnectWise refused the values.
    Rejected,
    /// ConnectWise's answer made no sense.
    BadAnswer,
    /// The linked company no longer exists in ConnectWise.
    CompanyGone,
    /// A list was empty or much shorter than last time: a person must look.
    GuardStopped,
    /// The configuration or the device has another match already.
    AlreadyMatched,
    /// Somebody changed the value since it was seen; `details.conflicts` says each: `field`, `seen`, `now`, `wanted`, `by`,
    /// `at`.
    ChangedMeanwhile,
    /// The agent is archived: its link is frozen.
    Archived,
    /// Somebody works on this company at the moment; `details.holder` says who.
    RunInProgress,
    /// The mapping or the link changed after the plan was made.
    PlanOutdated,
    /// The run was undone already; `details.undone_by` names the undo.
    AlreadyUndone,
    /// A person stopped it.
    Stopped,
    /// The device, the agent or its network does not allow this grant; `details.reason` says why.
    NotEligible,
    /// The name has to be typed first: `details.confirm` is what is to be typed, `details.devices` names what asks for it.
    ConfirmationNeeded,
    /// Nobody can be invited yet; `details.missing` lists the checks that did not go well.
    NotReady,
    /// There is no place for secrets on this computer.
    NoSecretStore,
    /// The keychain refused.
    SecretStoreFailed,
    /// The workspace was written by a newer version of the program.
    NewerWorkspace,
    /// The sample workspace is not what it should be; `sample reset` makes it anew.
    SampleDamaged,
    /// The disk is full.
    DiskFull,
    /// The database could not be read or written.
    Storage,
    /// A fault of the program.
    Internal,
}

impl ErrorCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// How `sitebookctl` exits: 1 failed and may be retried, 2 wrong usage or bad input, 7 a person must look.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::InvalidInput
            | Self::NotFound
            | Self::Ambiguous
            | Self::BadFile
            | Self::BadDatabaseFile
            | Self::AlreadyConnected
            | Self::NotConnected
            | Self::NotLinked
            | Self::BadHost
            | Self::NotConnectwise
            | Self::NotDomotz
            | Self::UnknownCompanyLogin
            | Self::AlreadyMatched
            | Self::AlreadyUndone
            | Self::ChangedMeanwhile
            | Self::Archived
            | Self::NotEligible
            | Self::ConfirmationNeeded
            | Self::NotReady
            | Self::NoSecretStore => 2,
            Self::Unauthorized
            | Self::ClientIdRefused
            | Self::MissingRight
            | Self::ConnectionPaused
            | Self::CompanyGone
            | Self::GuardStopped
            | Self::RunInProgress
            | Self::PlanOutdated
            | Self::FileChanged
            | Self::Stopped
            | Self::NewerWorkspace
            | Self::SampleDamaged => 7,
            Self::Unavailable
            | Self::TooManyRequests
            | Self::Rejected
            | Self::BadAnswer
            | Self::SecretStoreFailed
            | Self::DiskFull
            | Self::Storage
            | Self::Internal => 1,
        }
    }
}

/// An error as it leaves the core.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// The stable code.
    pub code: ErrorCode,
    /// What happened, to what, and what to do.
    pub message: String,
    /// More for programs, by code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "Record<string, unknown>")]
    pub details: Option<serde_json::Value>,
    /// Whether the same may succeed later without anybody mending anything.
    pub retryable: bool,
}

impl AppError {
    /// An error with a code and a sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let retryable = matches!(code, ErrorCode::Unavailable | ErrorCode::TooManyRequests);
        Self { code, message: message.into(), details: None, retryable }
    }

    /// The same error with details for programs.
    #[must_use]
    pub fn with_details(mut self, details: serde_json::Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The same error with further entries in its details.
    #[must_use]
    pub(crate) fn with_more_details(mut self, more: &serde_json::Value) -> Self {
        let mut details = self.details.take().unwrap_or_else(|| serde_json::json!({}));
        if let (Some(details), Some(more)) = (details.as_object_mut(), more.as_object()) {
            details.extend(more.clone());
        }
        self.with_details(details)
    }

    /// The same error with the run that it ended.
    #[must_use]
    pub(crate) fn with_run(self, run: sitebook_domain::RunId) -> Self {
        self.with_more_details(&serde_json::json!({ "run": run }))
    }
}
