//! Outgoing mail: the server it goes through, and what is on its way.

use serde::{Deserialize, Serialize};
use sitebook_domain::{MailKind, MailState};

/// How the connection to a mail server is encrypted. Mail with keys in it never travels open through a network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum MailEncryption {
    /// From the first byte, usually port 465.
    #[default]
    Tls,
    /// By STARTTLS, usually port 587; a server that does not offer it is not used.
    StartTls,
    /// Not at all: only to a server on this very computer, which passes the mail on.
    None,
}

shapes! {
    /// How a test of the mail settings went.
    pub struct MailTestView {
        /// Whether the server took the mail.
        pub ok: bool,
        /// When (RFC 3339).
        pub at: String,
        /// To whom.
        pub to: String,
        /// What the server said, or why it was not reached and what to do.
        pub message: String,
    }

    /// The mail server, and whom mail comes from.
    pub struct MailSettings {
        /// Name of the server; empty = none.
        pub host: String,
        /// Port.
        pub port: u16,
        /// How the connection is encrypted.
        pub encryption: MailEncryption,
        /// Name to sign in with; empty = without signing in.
        pub login: String,
        /// Whether a password is kept.
        pub password_set: bool,
        /// Name of the sender.
        pub sender_name: String,
        /// E-mail address of the sender.
        pub sender_email: String,
        /// The last test since the settings were changed.
        pub test: Option<MailTestView>,
    }

    /// Name the mail server, and whom mail comes from.
    pub struct MailSettingsSetRequest {
        /// Name of the server; empty = no mail, and the password is forgotten.
        pub host: String,
        /// Port; 0 = the usual one of the encryption.
        #[serde(default)]
        pub port: u16,
        /// How the connection is encrypted.
        #[serde(default)]
        pub encryption: MailEncryption,
        /// Name to sign in with; empty = without signing in.
        #[serde(default)]
        pub login: String,
        /// The password; empty = the one that is kept.
        #[serde(default)]
        pub password: String,
        /// Name of the sender.
        #[serde(default)]
        pub sender_name: String,
        /// E-mail address of the sender.
        #[serde(default)]
        pub sender_email: String,
    }

    /// Send a test mail.
    pub struct MailTestRequest {
        /// To whom.
        pub to: String,
    }

    /// Which outgoing mail.
    #[derive(Default)]
    pub struct MailOutboxRequest {
        /// Only of this agent.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
        /// Only in this state.
        #[serde(default)]
        #[ts(optional)]
        pub state: Option<MailState>,
        /// How many at most; 0 = 200.
        #[serde(default)]
        pub limit: u32,
    }

    /// One mail.
    pub struct OutgoingMail {
        /// Its id.
        pub id: String,
        /// What it is about.
        pub kind: MailKind,
        /// The agent that it is about, where it is about one.
        pub agent: Option<String>,
        /// The name of that.
        pub agent_name: Option<String>,
        /// To whom.
        pub recipient: String,
        /// How it stands.
        pub state: MailState,
        /// How often it was tried.
        pub attempts: u32,
        /// What the server said last, or why it was not reached; empty before the first try.
        pub answer: String,
        /// When it was written (RFC 3339).
        pub created_at: String,
        /// When it is tried next (RFC 3339); none = it is not.
        pub next_attempt_at: Option<String>,
        /// When it was sent (RFC 3339).
        pub sent_at: Option<String>,
    }

    /// Outgoing mail, the newest first.
    pub struct MailOutboxReply {
        /// How many wait.
        pub waiting: u32,
        /// How many were given up.
        pub failed: u32,
        /// The mail.
        pub mails: Vec<OutgoingMail>,
    }

    /// One outgoing mail.
    pub struct MailRequest {
        /// Its id.
        pub mail: String,
    }
}
