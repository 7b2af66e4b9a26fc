//! Matches between devices and configurations.

use sitebook_domain::{Evidence, MatchRule, MatchState};

use super::{DeviceView, LinkedCompany, LinkedSite};

shapes! {
    /// A configuration as last read.
    pub struct ConfigurationView {
        /// Id.
        #[ts(type = "number")]
        pub id: i64,
        /// Name.
        pub name: String,
        /// Type.
        pub r#type: String,
        /// Status.
        pub status: String,
        /// Whether it is active.
        pub active: bool,
        /// Site, empty for none.
        pub site: String,
        /// Maker.
        pub manufacturer: String,
        /// Model number.
        pub model: String,
        /// Serial number.
        pub serial: String,
        /// MAC address, as written there.
        pub mac: String,
        /// IP address, as written there.
        pub ip: String,
        /// Notes.
        pub notes: String,
        /// When it was changed last, as ConnectWise wrote it.
        pub updated: String,
        /// Our id of the device that it is matched with, if any.
        pub matched_device: Option<String>,
    }

    /// A match, made or proposed.
    pub struct MatchView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// State.
        pub state: MatchState,
        /// What it rests on.
        pub rule: MatchRule,
        /// The values compared.
        pub evidence: Vec<Evidence>,
        /// Why it is only proposed, or frozen: a stable code; empty otherwise.
        pub reason: String,
        /// Who made it.
        pub by: String,
    }

    /// A device without a match.
    pub struct UnmatchedView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// Why: a stable code, such as `no_candidate`, `no_identifying_value`.
        pub reason: String,
    }

    /// A configuration that may be the device.
    pub struct CandidateView {
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// The values compared.
        pub evidence: Vec<Evidence>,
    }

    /// A device that a person must decide about.
    pub struct ReviewView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The candidates, best first.
        pub candidates: Vec<CandidateView>,
        /// Why: a stable code, such as `contradiction`, `several_candidates`.
        pub reason: String,
    }

    /// Everything about the matches of one agent.
    pub struct MatchReport {
        /// Our id of the agent.
        pub agent: String,
        /// The company.
        pub company: LinkedCompany,
        /// The site; none = default.
        pub site: Option<LinkedSite>,
        /// When the company's configurations were read last (RFC 3339); none = never.
        pub read_at: Option<String>,
        /// Matches, made and proposed.
        pub matches: Vec<MatchView>,
        /// Devices without a candidate.
        pub unmatched: Vec<UnmatchedView>,
        /// Devices that a person must decide about.
        pub review: Vec<ReviewView>,
        /// The devices of the agent.
        pub devices: Vec<DeviceView>,
        /// The configurations of the company as last read.
        pub configurations: Vec<ConfigurationView>,
        /// After a removal, or a match that went to another device: the name to put it back by.
        pub undo: Option<String>,
        /// After *Set inactive*: the run that did it, which can be undone. None where nothing was written.
        pub run: Option<String>,
    }

    /// The matches of every linked agent.
    pub struct MatchAllReply {
        /// One report for each, by name of the agent.
        pub reports: Vec<MatchReport>,
    }

    /// Find matches.
    pub struct MatchRunRequest {
        /// The agent.
        pub agent: String,
        /// Accept a list that is empty or much shorter than the last one, after a person has looked.
        #[serde(default)]
        #[ts(optional)]
        pub accept_list: Option<bool>,
    }

    /// Match by hand.
    pub struct MatchConfirmRequest {
        /// The device.
        pub device: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
    }

    /// Match many pairs by hand.
    pub struct MatchConfirmManyRequest {
        /// The pairs.
        pub pairs: Vec<MatchConfirmRequest>,
    }

    /// A pair that was not matched.
    pub struct MatchConfirmFailure {
        /// The device as it was named.
        pub device: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// Why not, and what to do.
        pub message: String,
    }

    /// Result of matching many pairs.
    pub struct MatchConfirmManyReply {
        /// How many were matched.
        pub confirmed: u32,
        /// The others.
        pub failed: Vec<MatchConfirmFailure>,
        /// The name to put all of them back by, as they were before; none when none was matched.
        pub undo: Option<String>,
    }

    /// A device took the place of another: its match goes over.
    pub struct MatchMoveRequest {
        /// The device that has the match.
        pub from: String,
        /// The device that gets it.
        pub to: String,
    }

    /// One device.
    pub struct DeviceRequest {
        /// Our id, `AGENT/DEVICE`, or a unique source id or name.
        pub device: String,
    }
}
