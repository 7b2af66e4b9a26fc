//! How an owner's access stands.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How long an invitation can be opened: 72 hours.
pub const INVITATION_MILLIS: i64 = 72 * 60 * 60_000;

/// How the access of an agent's owner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AccessState {
    /// The network is no home.
    NotResidential,
    /// Nobody said who the owner is.
    NoEmail,
    /// The owner can be invited.
    Ready,
    /// An invitation is on its way or waits to be opened.
    Invited,
    /// The last invitation was not used in its time.
    Expired,
    /// The owner has signed in.
    Active,
    /// A person took the access away.
    Revoked,
    /// A person switched it off; switched on again it is as it was.
    Disabled,
}

/// An invitation, as far as the state depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationFacts {
    /// Until when it can be opened.
    pub expires_at: Timestamp,
    /// Whether it was used to sign in.
    pub used: bool,
    /// Whether a person took it back, or a newer one took its place.
    pub revoked: bool,
}

/// What the state of an access depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and every combination exists")]
pub struct AccessFacts {
    /// Whether the network belongs to a home.
    pub residential: bool,
    /// Whether somebody is named as the owner.
    pub has_email: bool,
    /// Whether it is switched on; so it is until somebody switches it off.
    pub enabled: bool,
    /// Whether the owner has signed in upon an invitation for this agent.
    pub signed_in: bool,
    /// Whether a person took it away, and invited nobody since.
    pub revoked: bool,
    /// The newest invitation.
    pub invitation: Option<InvitationFacts>,
}

/// How an access stands.
#[must_use]
pub fn access_state(facts: &AccessFacts, now: Timestamp) -> AccessState {
    if !facts.residential {
        return AccessState::NotResidential;
    }
    if !facts.has_email {
        return AccessState::NoEmail;
    }
    if facts.revoked {
        return AccessState::Revoked;
    }
    if !facts.enabled {
        return AccessState::Disabled;
    }
    if facts.signed_in {
        return AccessState::Active;
    }
    match facts.invitation {
        Some(invitation) if invitation.revoked || invitation.used => AccessState::Ready,
        Some(invitation) if invitation.expires_at <= now => AccessState::Expired,
        Some(_) => AccessState::Invited,
        None => AccessState::Ready,
    }
}

/// An e-mail address in the form by which owners are compared and kept. Mailboxes that differ in case alone are one in
/// practice, whatever the standard allows.
#[must_use]
pub fn canonical_email(text: &str) -> String {
    text.trim().to_lowercase()
}
