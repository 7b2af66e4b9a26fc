//! What home owners see, and who of them is signed in.

shapes! {
    /// The page of an owner, as the owners' app draws it, with everything that it needs and without a script.
    pub struct OwnerPageReply {
        /// The document.
        pub html: String,
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
