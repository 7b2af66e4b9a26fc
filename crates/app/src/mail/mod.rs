//! Outgoing mail.

/// Name of the secret that holds the password of the mail server.
pub(crate) const SECRET: &str = "mail";
