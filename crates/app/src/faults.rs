//! From the libraries' errors to the codes and words that people and programs see. Every variant is named: a new one
//! does not compile until somebody has decided what it means here.

use sitebook_domotz::DomotzError;
use sitebook_locate::GeoipError;
use sitebook_psa::{PsaError, PsaErrorKind};
use sitebook_store::StoreError;
use sitebook_sync::{GuardBreach, StoreFault};

use crate::{AppError, ErrorCode};

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Newer { .. } => Self::new(
                ErrorCode::NewerWorkspace,
                format!("This cannot be opened: {error}. Update Sitebook on this computer."),
            ),
            StoreError::DiskFull => {
                Self::new(ErrorCode::DiskFull, "The disk is full. Nothing was saved; make room and try again.")
            }
            StoreError::AlreadyMatched => Self::new(
                ErrorCode::AlreadyMatched,
                "The device or the configuration has another match already. Unlink that one first.",
            ),
            StoreError::Busy => Self {
                retryable: true,
                ..Self::new(
                    ErrorCode::Storage,
                    "Another program has been writing to the workspace for too long. Nothing was saved; try again.",
                )
            },
            StoreError::ReadOnly => Self::new(
                ErrorCode::Storage,
                "The workspace is write-protected: its folder or its database file. Nothing was saved.",
            ),
            StoreError::Fenced => Self::from(StoreFault::Fenced),
            StoreError::Damaged => Self::new(
                ErrorCode::Storage,
                "The database file of the workspace is damaged or is no database. Nothing was changed; put a backup in its place.",
            ),
            StoreError::Document(_)
            | StoreError::Value(_)
            | StoreError::Database(_)
            | StoreError::Migration(_)
            | StoreError::File { .. } => {
                Self::new(ErrorCode::Storage, format!("The workspace could not be read or written: {error}."))
            }
        }
    }
}

impl From<StoreFault> for AppError {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Fenced => Self::new(
                ErrorCode::RunInProgress,
                "Another Sitebook took over the work on this company. This run ended; look at the other one's result.",
            ),
            StoreFault::Failed(words) => {
                Self::new(ErrorCode::Storage, format!("The workspace could not be written: {words}."))
            }
        }
    }
}

impl From<GeoipError> for AppError {
    fn from(error: GeoipError) -> Self {
        let message = format!("That file cannot be used: {error}. The database in use before is still in use.");
        Self::new(ErrorCode::BadDatabaseFile, message)
    }
}

impl From<GuardBreach> for AppError {
    fn from(breach: GuardBreach) -> Self {
        let (message, details) = match breach {
            GuardBreach::Empty { before } => (
                format!(
                    "ConnectWise lists no configuration of this company, where it listed {before} before. Nothing was \
                     concluded from that and nothing was written. Look at the company and the API key's rights in ConnectWise."
                ),
                serde_json::json!({ "before": before, "lost": before }),
            ),
            GuardBreach::Shrunk { before, lost } => (
                format!(
                    "{lost} of the {before} configurations that ConnectWise listed before are missing. Nothing was \
                     concluded from that and nothing was written. Look at the company and the API key's rights in ConnectWise."
                ),
                serde_json::json!({ "before": before, "lost": lost }),
            ),
            GuardBreach::Overwrites { pairs, overwritten } => (
                format!(
                    "This run would overwrite values of {overwritten} of the {pairs} pairs. Nothing was written. Look at \
                     the plan and run it by hand if it is right."
                ),
                serde_json::json!({ "pairs": pairs, "overwritten": overwritten }),
            ),
        };
        Self::new(ErrorCode::GuardStopped, message).with_details(details)
    }
}

impl From<PsaError> for AppError {
    fn from(error: PsaError) -> Self {
        let (code, advice) = match &error.kind {
            PsaErrorKind::BadHost { .. } => {
                (ErrorCode::BadHost, "Enter the address that you open ConnectWise with, such as na.myconnectwise.net.")
            }
            PsaErrorKind::Unreachable { .. } => {
                (ErrorCode::Unavailable, "Check the address and this computer's network, then try again.")
            }
            PsaErrorKind::Timeout | PsaErrorKind::Unavailable { .. } => {
                (ErrorCode::Unavailable, "Try again in a few minutes.")
            }
            PsaErrorKind::Maintenance { .. } => (
                ErrorCode::Unavailable,
                "Try again later. If it goes on like this, the server has moved, or this network asks to sign in first.",
            ),
            PsaErrorKind::TooManyRequests { .. } => (ErrorCode::TooManyRequests, "Try again in a few minutes."),
            PsaErrorKind::NotYet { .. } => (ErrorCode::TooManyRequests, "Nothing was sent. Try again after that."),
            PsaErrorKind::UnknownCompanyLogin { .. } => {
                (ErrorCode::UnknownCompanyLogin, "Use the company from ConnectWise's login page.")
            }
            PsaErrorKind::Unauthorized => (
                ErrorCode::Unauthorized,
                "Check public key, private key and company login; make new keys for the API member if need be.",
            ),
            PsaErrorKind::ClientIdRefused => {
                (ErrorCode::ClientIdRefused, "Check the client ID of your integration on developer.connectwise.com.")
            }
            PsaErrorKind::Forbidden { .. } => (
                ErrorCode::MissingRight,
                "Grant the right to the API member's security role, or allow this computer's address in ConnectWise.",
            ),
            PsaErrorKind::NotFound { .. } => (ErrorCode::NotFound, "It was deleted, or the API key may not see it."),
            PsaErrorKind::AnswersMissing { .. } => (ErrorCode::Rejected, "Nothing was written; answer them first."),
            PsaErrorKind::Rejected { .. }
            | PsaErrorKind::Conflict
            | PsaErrorKind::AlreadyExists
            | PsaErrorKind::UnfitValue { .. } => (ErrorCode::Rejected, "Nothing was written."),
            PsaErrorKind::NotAnApi { .. } => {
                (ErrorCode::NotConnectwise, "Check the address: it must be the ConnectWise server itself.")
            }
            PsaErrorKind::ForeignRedirect { .. } => {
                (ErrorCode::NotConnectwise, "The keys were not sent there. Check the address.")
            }
            PsaErrorKind::Unreadable { .. } | PsaErrorKind::TooLarge { .. } | PsaErrorKind::Unexpected { .. } => {
                (ErrorCode::BadAnswer, "Nothing was concluded from it.")
            }
        };
        let mapped = Self::new(code, format!("{}. {advice}", capitalized(&error.to_string())));
        match error.kind {
            PsaErrorKind::Forbidden { what } => mapped.with_details(serde_json::json!({
                "rights": [{ "right": refused_right(&what), "granted": false }],
                "path": what,
            })),
            _ => mapped,
        }
    }
}

impl From<DomotzError> for AppError {
    fn from(error: DomotzError) -> Self {
        let (code, advice) = match &error {
            DomotzError::BadEndpoint { .. } => {
                (ErrorCode::BadHost, "Copy the API key endpoint from the Domotz portal: Settings, API Keys.")
            }
            DomotzError::BadKey { .. } => (ErrorCode::InvalidInput, "Copy the whole key from the Domotz portal."),
            DomotzError::Unreachable { .. } => {
                (ErrorCode::Unavailable, "Check the address and this computer's network, then try again.")
            }
            DomotzError::NoAnswer { .. } | DomotzError::Unavailable { .. } => {
                (ErrorCode::Unavailable, "Try again in a few minutes.")
            }
            DomotzError::TooManyRequests { .. } => (
                ErrorCode::TooManyRequests,
                "The calls of the last 24 hours may be used up: look at the quota, or try again in an hour.",
            ),
            DomotzError::Unauthorized => (
                ErrorCode::Unauthorized,
                "Make a new key with full access in the Domotz portal (Settings, API Keys), and enter it here.",
            ),
            DomotzError::Forbidden { .. } => {
                (ErrorCode::MissingRight, "The key needs full access, and the agent a plan that includes the API.")
            }
            DomotzError::NotFound { .. } => {
                (ErrorCode::NotFound, "It was removed in Domotz, or the key may not see it.")
            }
            DomotzError::Rejected { .. } => (ErrorCode::Rejected, "Nothing was written."),
            DomotzError::NotAnApi { .. } => {
                (ErrorCode::NotDomotz, "Check the endpoint: it must be the one beside the key in the Domotz portal.")
            }
            DomotzError::Unreadable { .. } | DomotzError::TooLarge { .. } => {
                (ErrorCode::BadAnswer, "Nothing was concluded from it.")
            }
        };
        Self::new(code, format!("{}. {advice}", capitalized(&error.to_string())))
    }
}

/// The right behind a refused request, in the words of the pre-flight; the request itself where no single right is
/// known to stand behind it.
fn refused_right(what: &str) -> String {
    let (method, path) = what.split_once(' ').unwrap_or_default();
    let function = match path.trim_start_matches('/') {
        path if path.starts_with("company/configurations/types") => "System > Table Setup",
        path if path.starts_with("procurement/manufacturers") => "System > Table Setup",
        path if path.starts_with("company/configurations") => "Companies > Configurations",
        path if path.starts_with("company/companies") => "Companies > Company Maintenance",
        _ => return what.to_owned(),
    };
    let verb = match method {
        "GET" => "Inquire",
        "POST" => "Add",
        "PATCH" => "Edit",
        _ => return what.to_owned(),
    };
    format!("{function}: {verb} All")
}

/// A library's message as the beginning of a sentence. A host at its beginning stays as people type it.
fn capitalized(message: &str) -> String {
    let word = message.split(' ').next().unwrap_or_default();
    let mut letters = message.chars();
    match letters.next() {
        Some(first) if word.chars().all(char::is_alphabetic) => first.to_uppercase().chain(letters).collect(),
        _ => message.to_owned(),
    }
}
