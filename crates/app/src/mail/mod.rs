//! Outgoing mail: the server it goes through ([`settings`]), what is on its way ([`outbox`]), and sending it
//! ([`sending`]).
//!
//! Mail is written into the outbox in the transaction of what it is about, and sent by whichever process comes to it
//! first. What must never be here: SMTP (it is in `sitebook-mail`), or when a mail is tried again (a rule of `domain`).

mod outbox;
mod sending;
mod settings;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub(crate) use settings::SECRET;

/// Outgoing mail, as far as one open workspace deals with it.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    /// Held while this process sends what is due.
    sending: Arc<tokio::sync::Mutex<()>>,
    /// Somebody wants what is due to be sent, and nobody has looked since.
    is_wanted: AtomicBool,
}
