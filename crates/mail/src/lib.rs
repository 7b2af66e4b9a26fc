//! Sending mail through a mail server (SMTP).
//!
//! One mail at a time, over a connection that is encrypted or does not leave this computer, with errors that say what to
//! do. Addresses, names and subjects come from people and other systems: what holds a line break or another control
//! character is refused before a line of the exchange is made of it, and bodies travel in base64 alone.
//!
//! What must never be here: what mails say, when they are tried again (a rule of `domain`), or where passwords are kept.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod error;
mod message;
mod server;

pub use error::{MailError, Refusal};
pub use message::{Letter, Sender};
pub use server::{Encryption, MailServer, is_this_computer};
