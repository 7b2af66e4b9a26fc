//! Violet, the office's side: who owns a network, what they may see and do, and how they are invited.
//!
//! [`access`] has the page of one agent, [`granting`] turns the switches, [`inviting`] sends invitations, and [`checks`]
//! says what is missing before. What the mails say is in [`letter`], keys and codes are in [`tokens`].
//!
//! What must never be here: a rule about who may have what (those are in `domain`), or the owner's side.

mod access;
mod address;
mod checks;
mod granting;
mod inviting;
pub(crate) mod letter;
mod logo;
mod overview;
mod settings;
mod tokens;

pub use settings::ServingNote;
pub use tokens::ChallengeAnswer;
pub(crate) use tokens::{SECRET, VioletSecret, token_hash};
