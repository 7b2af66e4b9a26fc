//! What home owners see, and who of them is signed in.

use super::DomotzPowerAction;

shapes! {
    /// What an owner sees. The owners' app draws its page from this and nothing else, so it is also what "See as owner" shows.
    pub struct OwnerView {
        /// Who looks after the network.
        pub company: OwnerCompany,
        /// The owner's e-mail address; empty where nobody is named.
        pub owner_email: String,
        /// The owner's networks, by name.
        pub networks: Vec<OwnerNetwork>,
    }

    /// Who looks after the network, and how they are reached.
    #[derive(Default)]
    pub struct OwnerCompany {
        /// Name.
        pub name: String,
        /// Colour of buttons and switches: `#RRGGBB`; empty = the usual one.
        pub colour: String,
        /// Colour of text on it: `#RRGGBB`; empty = the usual one.
        pub colour_text: String,
        /// Whether there is a logo.
        pub has_logo: bool,
        /// Telephone for help; empty = none.
        pub support_phone: String,
        /// E-mail for help; empty = none.
        pub support_email: String,
    }

    /// One network.
    pub struct OwnerNetwork {
        /// Our id of the agent.
        pub agent: String,
        /// Its name.
        pub name: String,
        /// Whether it is in touch. If not, what is shown may be old and nothing can be switched.
        pub online: bool,
        /// What the owner sees of it, by name.
        pub devices: Vec<OwnerDevice>,
    }

    /// One device.
    pub struct OwnerDevice {
        /// Our id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// What it is, in the source's words.
        pub kind: String,
        /// Whether it is online; none = nobody knows.
        pub online: Option<bool>,
        /// Its power, where the owner may switch it.
        pub power: Option<OwnerPower>,
        /// Its way into the internet, where the owner may block it.
        pub block: Option<OwnerBlock>,
    }

    /// Power that an owner may switch.
    pub struct OwnerPower {
        /// What can be done.
        pub acts: Vec<DomotzPowerAction>,
        /// Why nothing can be done at the moment, as the owner reads it; empty = something can.
        pub hindrance: String,
    }

    /// A way into the internet that an owner may block.
    pub struct OwnerBlock {
        /// Whether it is blocked, as the source says; none = it does not say.
        pub blocked: Option<bool>,
        /// Why it cannot be changed, as the owner reads it; empty = it can.
        pub hindrance: String,
    }

    /// A session of an owner.
    pub struct VioletSession {
        /// Its id.
        pub id: String,
        /// Whose it is.
        pub owner_email: String,
        /// What the browser says it is.
        pub browser: String,
        /// When it began (RFC 3339).
        pub created_at: String,
        /// When it was last in use, to some minutes (RFC 3339).
        pub last_seen_at: String,
    }

    /// The sessions of an agent's owner.
    pub struct VioletSessionsReply {
        /// Those that hold, the one used last first.
        pub sessions: Vec<VioletSession>,
    }

    /// End a session.
    pub struct VioletSessionEndRequest {
        /// Our id of the agent whose owner it is.
        pub agent: String,
        /// The session's id.
        pub session: String,
    }
}
