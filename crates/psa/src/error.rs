//! What can go wrong with a PSA, what to do about it, and whose it is to mend.

use std::fmt;

use thiserror::Error;

/// What the caller can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Try the same again soon.
    Retry,
    /// Try again after the time that the PSA named, or later.
    Wait,
    /// Stop everything on this connection until a person has looked.
    Stop,
    /// This record or this input must be mended; others may go on.
    Fix,
}

/// Whose it is to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The connection's settings, the key or its rights.
    Configuration,
    /// Nobody: load, network, maintenance.
    Transient,
    /// The record or value that was sent.
    Input,
    /// The PSA or this program.
    System,
}

/// One field that the PSA refused, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The PSA's code, such as `MissingRequiredField`.
    pub code: String,
    /// The field, as the PSA names it.
    pub field: String,
    /// Its words.
    pub message: String,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PsaErrorKind {
    /// The host or URL cannot be used at all.
    #[error("\"{given}\" cannot be used as a ConnectWise site: {why}")]
    BadHost {
        /// What was typed.
        given: String,
        /// Why not.
        why: String,
    },
    /// Nothing answered.
    #[error("{host} could not be reached: {why}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// The network's words.
        why: String,
    },
    /// No answer, or no end of the answer, in time.
    #[error("ConnectWise did not answer in time")]
    Timeout,
    /// There is no such login company on this host.
    #[error("ConnectWise at {host} does not know the company login \"{company}\"")]
    UnknownCompanyLogin {
        /// The host that was asked.
        host: String,
        /// The login company as typed.
        company: String,
    },
    /// The key was refused.
    #[error("ConnectWise refused the API keys")]
    Unauthorized,
    /// The key lacks a right.
    #[error("the API key's security role does not allow this: {what}")]
    Forbidden {
        /// Method and path, as ConnectWise's administrator can look them up.
        what: String,
    },
    /// The client id was refused.
    #[error("ConnectWise refused the client ID")]
    ClientIdRefused,
    /// The record does not exist.
    #[error("ConnectWise has no such record: {what}")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// The PSA refused the values.
    #[error("ConnectWise refused the values")]
    Rejected {
        /// Field by field, when it said so.
        faults: Vec<FieldFault>,
    },
    /// The record is in use, so that this cannot be done to it now.
    #[error("the record is in use")]
    Conflict,
    /// There is a record like this already.
    #[error("there is such a record already")]
    AlreadyExists,
    /// Questions of the configuration type that must be answered were not; nothing was sent.
    #[error("the configuration type asks for answers that are missing: {}", questions.join("; "))]
    AnswersMissing {
        /// The questions, in their order.
        questions: Vec<String>,
    },
    /// A value that a question or custom field cannot take; nothing was sent.
    #[error("\"{field}\" cannot take the value: {why}")]
    UnfitValue {
        /// The question or the field's label.
        field: String,
        /// Why not.
        why: String,
    },
    /// Too many requests.
    #[error("ConnectWise asks for fewer requests")]
    TooManyRequests {
        /// How long to wait, in milliseconds, when it said so (capped at 15 minutes).
        retry_after_millis: Option<u64>,
    },
    /// Nothing was sent, because so many requests went before it. A write does not wait for its turn: whoever sends it
    /// looks at the record again first.
    #[error("ConnectWise takes no more requests for the next {} s", wait_millis.div_ceil(1000))]
    NotYet {
        /// When its turn may come, in milliseconds from now.
        wait_millis: u64,
    },
    /// Maintenance, overload, or a gateway in between.
    #[error("ConnectWise is not available at present (HTTP {status})")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// A web page where data was expected, from a host that has answered as an API before: a maintenance or login page.
    #[error("ConnectWise answered with a web page instead of data, as it does during maintenance (HTTP {status})")]
    Maintenance {
        /// The HTTP status.
        status: u16,
    },
    /// A web page where data was expected, from a host that was asked for the first time: it is no API.
    #[error("{host} answered with a web page instead of data")]
    NotAnApi {
        /// The host.
        host: String,
    },
    /// Data that cannot be read.
    #[error("the answer could not be read: {why}")]
    Unreadable {
        /// Where it stopped making sense.
        why: String,
    },
    /// More data than any honest answer holds.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// A redirect that credentials must not follow.
    #[error("ConnectWise redirected to another host, {host}")]
    ForeignRedirect {
        /// The other host.
        host: String,
    },
    /// A status or body that the API document does not know.
    #[error("ConnectWise answered HTTP {status}, which was not expected")]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
}

/// An error of the PSA with its own words, if it had any.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct PsaError {
    /// What went wrong.
    pub kind: PsaErrorKind,
    /// The PSA's own words, empty when there were none.
    pub words: String,
    /// Whether the request may have been carried out all the same: it was sent, and the answer is not known.
    pub outcome_unknown: bool,
}

impl fmt::Display for PsaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)?;
        if self.words.is_empty() { Ok(()) } else { write!(formatter, " (ConnectWise: \"{}\")", self.words) }
    }
}

impl From<PsaErrorKind> for PsaError {
    fn from(kind: PsaErrorKind) -> Self {
        Self { kind, words: String::new(), outcome_unknown: false }
    }
}

impl PsaError {
    /// The same error with the PSA's words.
    #[must_use]
    pub fn with_words(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }

    /// What the caller can do.
    #[must_use]
    pub fn action(&self) -> Action {
        match self.kind {
            PsaErrorKind::Unreachable { .. }
            | PsaErrorKind::Timeout
            | PsaErrorKind::Unavailable { .. }
            | PsaErrorKind::Maintenance { .. } => Action::Retry,
            PsaErrorKind::TooManyRequests { .. } | PsaErrorKind::NotYet { .. } => Action::Wait,
            PsaErrorKind::BadHost { .. }
            | PsaErrorKind::UnknownCompanyLogin { .. }
            | PsaErrorKind::Unauthorized
            | PsaErrorKind::Forbidden { .. }
            | PsaErrorKind::ClientIdRefused
            | PsaErrorKind::NotAnApi { .. }
            | PsaErrorKind::ForeignRedirect { .. } => Action::Stop,
            PsaErrorKind::NotFound { .. }
            | PsaErrorKind::Rejected { .. }
            | PsaErrorKind::Conflict
            | PsaErrorKind::AlreadyExists
            | PsaErrorKind::AnswersMissing { .. }
            | PsaErrorKind::UnfitValue { .. }
            | PsaErrorKind::Unreadable { .. }
            | PsaErrorKind::TooLarge { .. }
            | PsaErrorKind::Unexpected { .. } => Action::Fix,
        }
    }

    /// Whose it is to mend.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self.kind {
            PsaErrorKind::Unreachable { .. }
            | PsaErrorKind::Timeout
            | PsaErrorKind::TooManyRequests { .. }
            | PsaErrorKind::NotYet { .. }
            | PsaErrorKind::Unavailable { .. }
            | PsaErrorKind::Maintenance { .. } => Blame::Transient,
            PsaErrorKind::BadHost { .. }
            | PsaErrorKind::UnknownCompanyLogin { .. }
            | PsaErrorKind::Unauthorized
            | PsaErrorKind::Forbidden { .. }
            | PsaErrorKind::ClientIdRefused
            | PsaErrorKind::NotAnApi { .. }
            | PsaErrorKind::ForeignRedirect { .. } => Blame::Configuration,
            PsaErrorKind::NotFound { .. }
            | PsaErrorKind::Rejected { .. }
            | PsaErrorKind::Conflict
            | PsaErrorKind::AlreadyExists
            | PsaErrorKind::AnswersMissing { .. }
            | PsaErrorKind::UnfitValue { .. } => Blame::Input,
            PsaErrorKind::Unreadable { .. } | PsaErrorKind::TooLarge { .. } | PsaErrorKind::Unexpected { .. } => {
                Blame::System
            }
        }
    }
}
