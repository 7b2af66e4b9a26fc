//! The Domotz source: its connection, its agents, refreshing from it, and what only it can tell or do.

use sitebook_domain::Platform;

use super::{DomotzPowerAction, RejectedRecord};

/// Which agents of the account are taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DomotzChoiceKind {
    /// All of them, also those that are added later.
    #[default]
    All,
    /// Those of some teams.
    Teams,
    /// Those that a person picked.
    Agents,
}

shapes! {
    /// Connect to the Domotz API, or replace its key.
    pub struct DomotzConnectRequest {
        /// The API key endpoint as the portal shows it, with or without its path.
        pub endpoint: String,
        /// The API key.
        pub key: String,
    }

    /// Which agents of the account are taken.
    #[derive(Default)]
    pub struct DomotzChoice {
        /// How they are picked.
        pub kind: DomotzChoiceKind,
        /// Names of teams, where teams are picked.
        #[serde(default)]
        pub teams: Vec<String>,
        /// The source's ids of agents, where agents are picked.
        #[serde(default)]
        pub agents: Vec<String>,
        /// The source's ids of agents that are left out, however the others are picked: deleted here, and not wanted back.
        #[serde(default)]
        pub except: Vec<String>,
    }

    /// Change what is taken, and when. What is absent stays as it is.
    #[derive(Default)]
    pub struct DomotzSetRequest {
        /// Which agents are taken.
        #[serde(default)]
        #[ts(optional)]
        pub choice: Option<DomotzChoice>,
        /// Whether it is refreshed every hour.
        #[serde(default)]
        #[ts(optional)]
        pub hourly: Option<bool>,
        /// The field of Domotz's inventory in which the ids of configurations are kept; empty = they are not.
        #[serde(default)]
        #[ts(optional)]
        pub inventory_field: Option<String>,
    }

    /// The connection.
    pub struct DomotzConnection {
        /// Address of the API.
        pub endpoint: String,
        /// Whose key it is.
        pub user: String,
        /// Name of the source that its agents carry.
        pub source: String,
        /// Since when (RFC 3339).
        pub connected_at: String,
        /// Why nothing is asked until a person has mended it; none = all is well.
        pub paused: Option<String>,
    }

    /// The account's quota of calls in 24 hours.
    pub struct DomotzQuota {
        /// Calls allowed; none = Domotz did not say.
        pub limit: Option<u32>,
        /// Calls made in the last 24 hours, by all keys of the account.
        pub used: Option<u32>,
        /// When that was so (RFC 3339).
        pub at: String,
    }

    /// An agent whose devices could not be read.
    pub struct DomotzTrouble {
        /// The source's id.
        pub source_id: String,
        /// Name.
        pub name: String,
        /// Why not, in words.
        pub reason: String,
    }

    /// What a refresh did.
    #[derive(Default)]
    pub struct DomotzRefreshReply {
        /// New records, agents and devices together.
        pub created: u32,
        /// Records of which something changed.
        pub updated: u32,
        /// Records that said nothing new.
        pub unchanged: u32,
        /// Records that could not be read.
        pub rejected: Vec<RejectedRecord>,
        /// Agents and devices that Domotz no longer reports since now.
        pub gone: u32,
        /// Agents and devices that it reports again.
        pub returned: u32,
        /// Agents that are taken.
        pub agents: u32,
        /// Agents whose devices were read.
        pub agents_read: u32,
        /// Agents whose devices were not read, because nothing can have changed or the day's quota is nearly used up.
        pub agents_left: u32,
        /// Calls made.
        pub requests: u32,
        /// Agents whose devices could not be read.
        pub failed: Vec<DomotzTrouble>,
        /// Why it ended early, in words; none = it did not.
        pub error: Option<String>,
        /// Whether nothing was marked as gone because a list was empty or much shorter than before.
        pub guarded: bool,
        /// Whether a person wanted it; else an hour had passed.
        pub by_hand: bool,
        /// When it began (RFC 3339).
        pub started_at: String,
        /// When it ended (RFC 3339).
        pub ended_at: String,
    }

    /// How the source stands.
    pub struct DomotzStatus {
        /// The connection; none = not connected.
        pub connection: Option<DomotzConnection>,
        /// The quota as read last.
        pub quota: Option<DomotzQuota>,
        /// Which agents are taken.
        pub choice: DomotzChoice,
        /// Whether it is refreshed every hour.
        pub hourly: bool,
        /// The field of Domotz's inventory in which the ids of configurations are kept; empty = they are not.
        pub inventory_field: String,
        /// Agents here that come from it, archived ones too.
        pub agents: u32,
        /// The last refresh.
        pub last: Option<DomotzRefreshReply>,
        /// When a refresh last came to its end (RFC 3339); none = none has since it was connected.
        pub refreshed_at: Option<String>,
        /// Whether this process is refreshing at this moment.
        pub refreshing: bool,
        /// When the next refresh is due (RFC 3339); none = no refresh by itself.
        pub next_at: Option<String>,
    }

    /// An agent of the account.
    pub struct DomotzAgent {
        /// The source's id.
        pub source_id: String,
        /// Name.
        pub name: String,
        /// Team; empty for none.
        pub team: String,
        /// Organization; empty for none.
        pub organization: String,
        /// Whether it is online; none = not known.
        pub online: Option<bool>,
        /// Why its devices cannot be read; empty where they can.
        pub locked: String,
        /// Whether it is taken.
        pub taken: bool,
    }

    /// The agents of the account, by name.
    pub struct DomotzAgentsReply {
        /// The agents.
        pub agents: Vec<DomotzAgent>,
    }

    /// What removing the source left.
    pub struct DomotzDisconnectReply {
        /// Agents that came from it and stay as they are.
        pub agents: u32,
    }

    /// Something that happened.
    pub struct DomotzEvent {
        /// When (RFC 3339), or empty.
        pub at: String,
        /// Domotz's word for it, such as `CONNECTION_LOST`.
        pub kind: String,
        /// More about it, such as the addresses.
        pub details: String,
    }

    /// A network of an agent.
    pub struct DomotzInterface {
        /// Name, such as `eth0.10`.
        pub name: String,
        /// Address with the bits of its network.
        pub address: String,
        /// Hardware address.
        pub mac: String,
        /// Whether it lies behind a router.
        pub routed: bool,
    }

    /// What an agent seems to run on. Domotz does not say it; a person takes it or not.
    pub struct DomotzPlatformHint {
        /// The platform.
        pub platform: Platform,
        /// Why it seems so, in words.
        pub why: String,
    }

    /// The VLAN that a device seems to be in. Domotz does not say it; a person takes it or not.
    pub struct DomotzVlanHint {
        /// Our id of the device.
        pub device: String,
        /// Its name.
        pub device_name: String,
        /// The VLAN; 0 = not tagged.
        pub vlan: u16,
        /// The interface of the agent whose network holds the device's address.
        pub interface: String,
    }

    /// A VLAN of a device, as a person took it from a hint.
    pub struct DomotzVlan {
        /// Our id of the device.
        pub device: String,
        /// The VLAN; 0 = not tagged.
        pub vlan: u16,
    }

    /// Take hints about VLANs.
    pub struct DomotzTakeVlansRequest {
        /// The devices with their VLANs.
        pub vlans: Vec<DomotzVlan>,
    }

    /// What taking hints came to.
    pub struct DomotzTakeVlansReply {
        /// Devices whose VLAN was set.
        pub changed: u32,
        /// Devices whose VLAN somebody had said by then: it stays.
        pub unchanged: u32,
    }

    /// What Domotz tells of an agent beside its values.
    pub struct DomotzAgentDetails {
        /// Organization, team, version and the like, by name, as read at the last refresh.
        pub facts: Vec<DomotzFact>,
        /// When its devices were read last (RFC 3339).
        pub devices_read_at: Option<String>,
        /// Why they could not be read the last time; empty where they could.
        pub trouble: String,
        /// Share of the last week in which it was online, in percent.
        pub uptime_percent: Option<f64>,
        /// Its networks.
        pub interfaces: Vec<DomotzInterface>,
        /// What it seems to run on, where nobody has said it yet.
        pub platform_hint: Option<DomotzPlatformHint>,
        /// The VLANs that its devices seem to be in, where nobody has said it yet.
        pub vlan_hints: Vec<DomotzVlanHint>,
        /// What happened to its connection in the last week, newest first.
        pub events: Vec<DomotzEvent>,
    }

    /// One fact with its name.
    pub struct DomotzFact {
        /// Key, such as `jammed`.
        pub name: String,
        /// Value in words.
        pub value: String,
    }

    /// An outlet of a device that feeds others.
    pub struct DomotzOutlet {
        /// The source's id.
        pub id: String,
        /// Name.
        pub name: String,
        /// Whether it is on; none = not known.
        pub on: Option<bool>,
        /// Whether it can be switched.
        pub can_switch: bool,
        /// Names of the devices that hang on it.
        pub feeds: Vec<String>,
    }

    /// What Domotz tells of a device beside its values.
    pub struct DomotzDeviceDetails {
        /// Facts as read at the last refresh.
        pub facts: Vec<DomotzFact>,
        /// Share of the last week in which it was online, in percent.
        pub uptime_percent: Option<f64>,
        /// What happened to it in the last week, newest first.
        pub events: Vec<DomotzEvent>,
        /// What can be done with its power.
        pub power: Vec<DomotzPowerAction>,
        /// Its outlets.
        pub outlets: Vec<DomotzOutlet>,
        /// Names of the devices that lose power with it: those on its outlets.
        pub hangs_on: Vec<String>,
        /// Whether the agent itself runs on it.
        pub is_host: bool,
        /// Whether it is of a kind that others reach the network through, or get their power from.
        pub carries_others: bool,
    }

    /// Write the ids of the configurations that devices are matched with to Domotz.
    #[derive(Default)]
    pub struct DomotzKeepMatchesRequest {
        /// The agent; none = all linked agents of the source.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
    }

    /// How many ids there are to write.
    pub struct DomotzUnkeptReply {
        /// Ids of configurations that Domotz is to keep and was not seen to keep yet.
        pub count: u32,
    }

    /// What became of one id.
    pub struct DomotzKeptId {
        /// Our id of the device.
        pub device: String,
        /// Its name.
        pub device_name: String,
        /// The id of the configuration.
        pub configuration: i64,
        /// Why Domotz does not keep it, or may not; none = it does.
        pub trouble: Option<String>,
    }

    /// What writing ids came to.
    #[derive(Default)]
    pub struct DomotzKeepMatchesReply {
        /// Ids that Domotz keeps now.
        pub written: u32,
        /// Each id that was sent.
        pub devices: Vec<DomotzKeptId>,
        /// Why it ended early, in words; none = it did not. What was not sent is sent the next time.
        pub error: Option<String>,
    }

    /// Read the ids that Domotz keeps with the devices of an agent that have no match.
    pub struct DomotzReadMatchesRequest {
        /// The agent.
        pub agent: String,
        /// Only say how many calls that takes.
        #[serde(default)]
        pub preview: bool,
    }

    /// A device whose inventory could not be read.
    pub struct DomotzUnreadDevice {
        /// Our id of the device.
        pub device: String,
        /// Its name.
        pub device_name: String,
        /// Why not, in words.
        pub reason: String,
    }

    /// What reading ids came to.
    #[derive(Default)]
    pub struct DomotzReadMatchesReply {
        /// Calls that it takes: one for each device without a match.
        pub calls: u32,
        /// Devices with which Domotz keeps an id.
        pub found: u32,
        /// Devices whose inventory could not be read.
        pub failed: Vec<DomotzUnreadDevice>,
        /// Why it ended early, in words; none = it did not.
        pub error: Option<String>,
    }
}
