//! What can go wrong with a mail, told apart by what can be done about it.

use std::error::Error as _;

use lettre::transport::smtp::Error as SmtpError;
use thiserror::Error;

/// What a mail server said when it did not take a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its code, such as 550.
    pub code: u16,
    /// Its words.
    pub words: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.code, self.words)
    }
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailError {
    /// An address, a name or a subject cannot stand in a mail.
    #[error("the {what} cannot stand in a mail: {why}")]
    BadValue {
        /// Which: `recipient`, `sender`, `subject`.
        what: &'static str,
        /// Why not.
        why: String,
    },
    /// Without encryption only a server on this computer is used.
    #[error("\"{host}\" is not on this computer, and mail does not travel open through a network")]
    OpenNetwork {
        /// The server.
        host: String,
    },
    /// The server refused for good (a code of 500 and more): the same mail will be refused again.
    #[error("the mail server refused for good: {0}")]
    Refused(Refusal),
    /// The server refused for the moment (a code of 400 to 499), as greylisting servers do at the first attempt.
    #[error("the mail server refused for the moment: {0}")]
    NotNow(Refusal),
    /// The certificate or the encryption of the server is not in order.
    #[error("the connection to the mail server is not safe: {0}")]
    Unsafe(String),
    /// The server does not offer what the settings ask for, such as STARTTLS or a way to sign in.
    #[error("the mail server does not offer what is asked of it: {0}")]
    NotOffered(String),
    /// The server did not answer in time.
    #[error("the mail server did not answer in time")]
    TimedOut,
    /// The server could not be reached, or broke the connection off.
    #[error("the mail server could not be reached: {0}")]
    Unreachable(String),
}

impl MailError {
    /// Whether trying the same again cannot help: a person has to mend something first.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::BadValue { .. } | Self::OpenNetwork { .. } | Self::Refused(_) => true,
            Self::NotNow(_) | Self::Unsafe(_) | Self::NotOffered(_) | Self::TimedOut | Self::Unreachable(_) => false,
        }
    }

    /// Whether it was the mail that was refused. Else it was this connection, or what stands in the settings.
    #[must_use]
    pub fn is_about_sign_in(&self) -> bool {
        // Codes of RFC 4954, sections 4 and 6: authentication needed, too weak, failed, or needing encryption.
        matches!(self, Self::Refused(refusal) if matches!(refusal.code, 530 | 534 | 535 | 538))
    }
}

impl From<SmtpError> for MailError {
    fn from(error: SmtpError) -> Self {
        let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        if let Some(code) = error.status() {
            let refusal = Refusal { code: code.into(), words: one_line(&words) };
            return if error.is_permanent() { Self::Refused(refusal) } else { Self::NotNow(refusal) };
        }
        if error.is_timeout() {
            Self::TimedOut
        } else if error.is_tls() {
            Self::Unsafe(one_line(&words))
        } else if error.is_client() {
            Self::NotOffered(one_line(&words))
        } else {
            Self::Unreachable(one_line(&words))
        }
    }
}

/// A text of somebody else's as one line without control characters, and no longer than a person reads.
pub(crate) fn one_line(text: &str) -> String {
    const LONGEST: usize = 500;
    let spaced: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}
