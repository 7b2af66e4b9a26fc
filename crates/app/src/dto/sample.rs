//! The sample workspace.

shapes! {
    /// Open the sample workspace, making it when there is none.
    pub struct SampleStartRequest {
        /// Its directory; none = `sample` in the directory of the own workspace.
        #[serde(default)]
        pub directory: Option<String>,
    }

    /// The sample workspace.
    pub struct SampleReply {
        /// Its directory.
        pub directory: String,
        /// Address of its simulated ConnectWise.
        pub site: String,
        /// The login company there.
        pub company: String,
        /// The public key there.
        pub public_key: String,
        /// The client ID there.
        pub client_id: String,
        /// Number of agents.
        pub agents: u32,
        /// Number of devices that are not ignored.
        pub devices: u32,
    }

    /// The sample workspace after its removal.
    pub struct SampleRemoveReply {
        /// Its directory.
        pub directory: String,
        /// Whether there was one.
        pub removed: bool,
    }
}
