//! Home owners: how they sign in, what they see, and what they do.
//!
//! [`sign_in`] leads from an invitation or an e-mail address over a one-time code to a session, [`sessions`] says who a
//! request comes from, [`view`] what that person may see, [`acting`] what they may do. Whoever asks, each answer is made
//! from what the database says at that moment, never from what a page says.
//!
//! What must never be here: HTTP (it is in the owners' app), markup (it is in `sitebook-owner-pages`), what the office does (that is in `violet`).

mod acting;
mod blocking;
mod sessions;
mod sign_in;
#[cfg(any(test, feature = "testing"))]
mod testing;
#[cfg(test)]
mod tests;
mod view;

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sitebook_domain::OwnerSessionId;
use sitebook_owner_pages::view::InvitationStanding;
use subtle::ConstantTimeEq;

use crate::violet::token_hash;
use crate::{AppError, ErrorCode};

pub use acting::{OwnerAct, OwnerActed};

/// Longest description of a browser that is kept, in characters.
const LONGEST_BROWSER: usize = 200;

/// Who stands at the other end, before anybody knows who it is.
#[derive(Debug, Clone)]
pub struct OwnerBrowser {
    /// What this browser alone knows: codes are bound to it.
    pub key: SecretString,
    /// What the browser says it is.
    pub description: String,
    /// The address it speaks from.
    pub address: IpAddr,
}

/// With what somebody asks for a code.
#[derive(Debug, Clone)]
pub enum CodeWanted {
    /// The token of an invitation.
    ByInvitation(SecretString),
    /// The address of a mailbox.
    ForMailbox(String),
    /// As this browser asked before.
    AsBefore,
}

/// What became of the wish for a code. It is the same for a mailbox that somebody may sign in with and for any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAsked {
    /// If somebody may sign in with the mailbox, a mail is on its way.
    OnItsWay,
    /// The text is no e-mail address.
    NoAddress,
    /// The invitation is not open.
    NotInvited(InvitationStanding),
    /// This browser has asked for nothing yet.
    NothingBefore,
    /// Too many codes were asked for.
    TooOften {
        /// Seconds until another one can be.
        seconds: i64,
    },
}

/// The code that a browser is expected to enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeExpected {
    /// The mailbox it went to.
    pub owner_email: String,
    /// Seconds until it is worth nothing.
    pub seconds_left: i64,
}

/// What became of a code that was entered.
#[derive(Debug)]
pub enum CodeEntered {
    /// The owner is signed in; this is the token of the session.
    SignedIn(SecretString),
    /// It is not the code; so many tries are left.
    Wrong {
        /// Tries that are left.
        left: u32,
    },
    /// No code is open in this browser: its time is over, it was used, or tried too often.
    NoneOpen,
    /// Too many codes were entered.
    TooOften {
        /// Seconds until another one can be.
        seconds: i64,
    },
}

/// A request of somebody who is signed in.
#[derive(Debug, Clone)]
pub struct OwnerVisit {
    /// The session.
    pub session: OwnerSessionId,
    /// Whose it is.
    pub owner_email: String,
    /// The token that takes the place of the one that came as soon as it is shown, where it is time for one.
    pub new_token: Option<SecretString>,
}

/// 256 random bits that fit into a cookie or an address.
pub fn new_owner_key() -> Result<SecretString, AppError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        AppError::new(ErrorCode::Internal, format!("This computer gives no random numbers: {error}."))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// What is kept of a key.
fn key_hash(key: &SecretString) -> String {
    token_hash(key.expose_secret())
}

/// What a form of a page carries, so that nobody but our own pages can send it: made from what this browser alone knows.
#[must_use]
pub fn form_token(browser: &SecretString) -> String {
    token_hash(&format!("form/{}", browser.expose_secret()))
}

/// Whether a form carries the token of this browser.
#[must_use]
pub fn is_form_token(browser: &SecretString, given: &str) -> bool {
    form_token(browser).as_bytes().ct_eq(given.as_bytes()).into()
}

/// What a browser says it is, as far as it is kept: without what nobody can see, and not without end.
fn described(browser: &str) -> String {
    browser.chars().filter(|letter| !letter.is_control()).take(LONGEST_BROWSER).collect()
}
