//! What can go wrong between this program and the API.

use thiserror::Error;

/// Why a call has no result. No text of it holds the key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DomotzError {
    /// The endpoint cannot be used.
    #[error("\"{given}\" is no address of the Domotz API: {why}")]
    BadEndpoint {
        /// What was given, without a user name or password.
        given: String,
        /// Why not.
        why: String,
    },
    /// The key is empty or holds what no header can carry.
    #[error("the API key cannot be used: {why}")]
    BadKey {
        /// Why not.
        why: &'static str,
    },
    /// No connection could be made: nothing was sent.
    #[error("{host} cannot be reached: {why}")]
    Unreachable {
        /// The host.
        host: String,
        /// The network's words.
        why: String,
    },
    /// The request was sent, and no whole answer came.
    #[error("{host} did not answer: {why}")]
    NoAnswer {
        /// The host.
        host: String,
        /// The network's words.
        why: String,
    },
    /// The key was refused (401).
    #[error("Domotz refused the API key")]
    Unauthorized,
    /// The key, or the plan of the agent, does not allow it (403).
    #[error("Domotz does not allow it ({what}): {words}")]
    Forbidden {
        /// Method and path.
        what: String,
        /// The service's words.
        words: String,
    },
    /// There is no such record (404).
    #[error("Domotz knows no such record ({what})")]
    NotFound {
        /// Method and path.
        what: String,
    },
    /// Too many requests, also after waiting (429).
    #[error("Domotz asks for fewer requests")]
    TooManyRequests {
        /// How long it asked to wait, where it said so, in seconds.
        retry_after_seconds: Option<u64>,
    },
    /// The service is in trouble (5xx), also after waiting.
    #[error("Domotz is in trouble at the moment (HTTP {status})")]
    Unavailable {
        /// HTTP status.
        status: u16,
    },
    /// The values were refused (another 4xx).
    #[error("Domotz refused it ({what}, HTTP {status}): {words}")]
    Rejected {
        /// Method and path.
        what: String,
        /// HTTP status.
        status: u16,
        /// The service's words.
        words: String,
    },
    /// Something else answered: a page, or a redirect.
    #[error("{host} does not answer like the Domotz API")]
    NotAnApi {
        /// The host.
        host: String,
    },
    /// The answer is no JSON of the kind that was asked for, or was cut off.
    #[error("the answer to {what} cannot be read: {why}")]
    Unreadable {
        /// Method and path.
        what: String,
        /// Why not.
        why: String,
    },
    /// The answer is larger than any list can be.
    #[error("the answer to {what} is too large")]
    TooLarge {
        /// Method and path.
        what: String,
    },
}

impl DomotzError {
    /// Whether a write that ended so may have been done all the same.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer { .. } | Self::Unavailable { .. } | Self::Unreadable { .. } | Self::TooLarge { .. }
        )
    }

    /// Whether no call can succeed until a person has mended the connection.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        matches!(self, Self::Unauthorized | Self::BadKey { .. } | Self::BadEndpoint { .. } | Self::NotAnApi { .. })
    }

    /// Whether it concerns the record that was asked for and not the connection: others may go on.
    #[must_use]
    pub fn is_of_the_record(&self) -> bool {
        matches!(
            self,
            Self::Forbidden { .. }
                | Self::NotFound { .. }
                | Self::Rejected { .. }
                | Self::Unreadable { .. }
                | Self::TooLarge { .. }
        )
    }
}
