//! Violet as the office sees it: who owns a network, what they may see and do, and how they are invited.

use serde::{Deserialize, Serialize};
use sitebook_domain::{AccessState, Ineligible, MailState, VioletGrant, VioletPreset};

/// Where the e-mail address of an owner comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VioletOwnerSource {
    /// There is none.
    None,
    /// It is the contact's.
    Contact,
    /// A person entered it, or it was invited under it.
    Own,
}

/// Something that has to be so before an invitation is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VioletCheckKind {
    /// The network belongs to a home.
    Residential,
    /// Somebody is named as the owner.
    Owner,
    /// The owner is none of the staff.
    NotStaff,
    /// Mail can be sent: a test went through since its settings were changed.
    Mail,
    /// The public address answers for this workspace.
    Address,
    /// What was granted to block can be blocked. Does not keep an invitation from being sent.
    Block,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VioletCheckState {
    /// All is well.
    Ok,
    /// Something is missing: nobody can be invited.
    Missing,
    /// People should know; an invitation can be sent.
    Warning,
}

/// On which network a device is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VioletNetworkKind {
    /// Untagged.
    Untagged,
    /// On a tagged VLAN; its number stands beside.
    Tagged,
    /// Nobody said.
    Unknown,
}

shapes! {
    /// One thing that was looked at before an invitation is sent.
    pub struct VioletCheck {
        /// What.
        pub check: VioletCheckKind,
        /// How it went.
        pub state: VioletCheckState,
        /// What was found, and where it is missing, what to do.
        pub text: String,
    }

    /// The mail of an invitation.
    pub struct VioletMailView {
        /// Its id among the outgoing mail.
        pub id: String,
        /// How it stands.
        pub state: MailState,
        /// How often it was tried.
        pub attempts: u32,
        /// What the mail server said last, or why it was not reached; empty before the first try.
        pub answer: String,
        /// When it was sent (RFC 3339).
        pub sent_at: Option<String>,
    }

    /// An invitation.
    pub struct VioletInvitation {
        /// Its id.
        pub id: String,
        /// To whom.
        pub email: String,
        /// Who invited.
        pub invited_by: String,
        /// When (RFC 3339).
        pub invited_at: String,
        /// Until when it can be opened (RFC 3339).
        pub expires_at: String,
        /// When it was opened for the first time (RFC 3339); the owner may not have signed in.
        pub opened_at: Option<String>,
        /// When it was used to sign in (RFC 3339).
        pub used_at: Option<String>,
        /// When it was taken back, or a newer one took its place (RFC 3339).
        pub revoked_at: Option<String>,
        /// Its mail.
        pub mail: Option<VioletMailView>,
    }

    /// One of the three switches of a device.
    pub struct VioletSwitch {
        /// Which.
        pub grant: VioletGrant,
        /// Whether it was given.
        pub granted: bool,
        /// Whether that has effect now.
        pub effective: bool,
        /// Why it cannot be given, or has no effect.
        pub reason: Option<Ineligible>,
        /// The same in words.
        pub reason_text: String,
        /// Whether giving it needs the name typed.
        pub asks_first: bool,
    }

    /// A device with what its owner may see and do.
    pub struct VioletDeviceView {
        /// Our id.
        pub device: String,
        /// The source's id.
        pub device_source_id: String,
        /// Name.
        pub name: String,
        /// Kind.
        pub kind: String,
        /// Maker.
        pub vendor: String,
        /// Model.
        pub model: String,
        /// `online`, `offline` or empty.
        pub status: String,
        /// On which network it is.
        pub network: VioletNetworkKind,
        /// Its VLAN, where it is tagged.
        pub vlan: Option<i32>,
        /// Left out of counts and matching.
        pub ignored: bool,
        /// Since when its source no longer reports it (RFC 3339).
        pub gone_since: Option<String>,
        /// The switches: visible, power, block.
        pub switches: Vec<VioletSwitch>,
    }

    /// Violet on the page of one agent.
    pub struct VioletView {
        /// The agent.
        pub agent: String,
        /// Its name.
        pub agent_name: String,
        /// Whether the network belongs to a home.
        pub residential: bool,
        /// What the agent runs on; may be empty.
        pub platform: String,
        /// E-mail address of the owner; empty for none.
        pub owner_email: String,
        /// Where it comes from.
        pub owner_source: VioletOwnerSource,
        /// E-mail address of the contact; empty for none.
        pub contact_email: String,
        /// Whether it is switched on.
        pub enabled: bool,
        /// How the access stands.
        pub state: AccessState,
        /// The newest invitation.
        pub invitation: Option<VioletInvitation>,
        /// When the owner signed in for the first time (RFC 3339).
        pub active_since: Option<String>,
        /// When the owner was there the last time (RFC 3339).
        pub last_seen_at: Option<String>,
        /// When the access was taken away (RFC 3339).
        pub revoked_at: Option<String>,
        /// What was looked at before an invitation is sent.
        pub checks: Vec<VioletCheck>,
        /// Whether an invitation can be sent.
        pub can_invite: bool,
        /// Devices of which the owner is granted something.
        pub granted: u32,
        /// The devices, by name: those that are ignored or gone only where something is granted on them.
        pub devices: Vec<VioletDeviceView>,
    }

    /// Say who the owner is, or switch the access off or on. What is absent stays as it is.
    #[derive(Default)]
    pub struct VioletSetRequest {
        /// The agent.
        pub agent: String,
        /// E-mail address of the owner; empty = the contact's.
        #[serde(default)]
        #[ts(optional)]
        pub owner_email: Option<String>,
        /// Whether the access is switched on.
        #[serde(default)]
        #[ts(optional)]
        pub enabled: Option<bool>,
    }

    /// Give or take away one switch of devices of an agent.
    pub struct VioletGrantRequest {
        /// The agent.
        pub agent: String,
        /// Which devices; of several, those that cannot have it are left out and named.
        pub devices: Vec<String>,
        /// What.
        pub grant: VioletGrant,
        /// Whether it is given.
        pub on: bool,
        /// Where giving it asks first: the name of the device, typed; of several such devices, the name of the agent.
        #[serde(default)]
        pub confirm: String,
    }

    /// Give what homes are usually given: never what asks first, and nothing is taken away.
    pub struct VioletPresetRequest {
        /// The agent.
        pub agent: String,
        /// Which devices.
        pub preset: VioletPreset,
        /// What they are given, each where it is possible.
        pub grants: Vec<VioletGrant>,
        /// Whether only to say what it would change.
        #[serde(default)]
        pub dry_run: bool,
    }

    /// A switch that was left as it is.
    pub struct VioletLeft {
        /// The device.
        pub device: String,
        /// Its name.
        pub name: String,
        /// Which switch.
        pub grant: VioletGrant,
        /// Why.
        pub reason: Ineligible,
        /// The same in words.
        pub reason_text: String,
    }

    /// What became of grants.
    pub struct VioletGrantReply {
        /// Devices of which something was changed, or would be.
        pub changed: u32,
        /// What could not be given.
        pub left: Vec<VioletLeft>,
        /// How it stands now.
        pub violet: VioletView,
    }

    /// Invite the owners of several agents, or send them the invitation again.
    pub struct VioletInviteManyRequest {
        /// The agents.
        pub agents: Vec<String>,
    }

    /// An owner who was not invited.
    pub struct VioletNotInvited {
        /// The agent.
        pub agent: String,
        /// Its name.
        pub name: String,
        /// A stable code.
        pub code: String,
        /// Why, in words.
        pub message: String,
    }

    /// What became of invitations.
    pub struct VioletInviteManyReply {
        /// Owners to whom an invitation is on its way.
        pub invited: u32,
        /// Those who were not invited.
        pub failed: Vec<VioletNotInvited>,
    }

    /// Which agents of the overview.
    #[derive(Default)]
    pub struct VioletOverviewRequest {
        /// Any of these states; empty = any.
        #[serde(default)]
        pub states: Vec<AccessState>,
        /// Only those who were invited and have not opened their invitation yet.
        #[serde(default)]
        pub never_opened: bool,
        /// Part of the agent's name or of the owner's e-mail address; empty = all.
        #[serde(default)]
        pub search: String,
        /// The first one wanted, counted from 0.
        #[serde(default)]
        pub offset: u32,
        /// How many at most; 0 = 200.
        #[serde(default)]
        pub limit: u32,
    }

    /// Agents in one state.
    pub struct VioletStateCount {
        /// The state.
        pub state: AccessState,
        /// How many.
        pub agents: u32,
    }

    /// One agent of the overview.
    pub struct VioletOverviewRow {
        /// The agent.
        pub agent: String,
        /// Its name.
        pub agent_name: String,
        /// The owner; empty for none.
        pub owner_email: String,
        /// How the access stands.
        pub state: AccessState,
        /// When the newest invitation was made (RFC 3339).
        pub invited_at: Option<String>,
        /// Until when it can be opened (RFC 3339).
        pub expires_at: Option<String>,
        /// When it was opened (RFC 3339).
        pub opened_at: Option<String>,
        /// How its mail stands.
        pub mail: Option<MailState>,
        /// When the owner was there the last time (RFC 3339).
        pub last_seen_at: Option<String>,
        /// Devices of which the owner is granted something.
        pub granted: u32,
    }

    /// Violet over all agents: those of homes, and those with an owner who was invited. Archived ones are left out.
    pub struct VioletOverviewReply {
        /// How many are found by the search, by state, in any of them.
        pub counts: Vec<VioletStateCount>,
        /// How many of them were invited and have not opened their invitation yet.
        pub never_opened: u32,
        /// How many are found.
        pub found: u32,
        /// The first one shown.
        pub offset: u32,
        /// Those wanted, by name.
        pub rows: Vec<VioletOverviewRow>,
    }

    /// What the public address answered.
    pub struct VioletAddressCheck {
        /// Whether it answered for this workspace.
        pub ok: bool,
        /// When it was asked (RFC 3339).
        pub at: String,
        /// What it answered, and what to do.
        pub message: String,
    }

    /// Where the owners' web app was served the last time.
    pub struct VioletServing {
        /// Name of the computer.
        pub machine: String,
        /// The address that it listened on.
        pub listen: String,
        /// Whether it spoke https itself, so that it may be reached without a proxy.
        pub https: bool,
        /// The reverse proxy that its command named (`--behind-proxy`), which goes before the one of the settings; empty =
        /// none.
        pub proxy_of_command: String,
        /// A proxy nearby that passed a request on and is not named, so that its word about who was asking was not taken;
        /// empty = none.
        pub unnamed_proxy: String,
        /// When it was there the last time (RFC 3339).
        pub seen_at: String,
        /// Whether that was a moment ago.
        pub running: bool,
    }

    /// A picture, as a page shows it.
    pub struct VioletLogo {
        /// The media type: PNG, JPEG or WebP.
        pub media_type: String,
        /// The picture, in base64.
        pub data: String,
    }

    /// Settings of Violet. Owners see name, logo, colour and how to get help.
    pub struct VioletSettings {
        /// Id of this workspace, which the public address has to answer for.
        pub workspace: String,
        /// Where owners reach the web app: `https://` and a host; empty = nowhere yet.
        pub public_address: String,
        /// IP address of the reverse proxy in front of the web app, whose word about who is asking is taken; empty = none.
        pub reverse_proxy: String,
        /// What it answered the last time, since it was changed.
        pub address_check: Option<VioletAddressCheck>,
        /// Where the web app was served the last time.
        pub serving: Option<VioletServing>,
        /// Name of the company, as owners read it.
        pub company_name: String,
        /// Its logo.
        pub logo: Option<VioletLogo>,
        /// Its colour, `#rrggbb`.
        pub colour: String,
        /// Whether that is Sitebook's, because nobody chose another one.
        pub colour_is_default: bool,
        /// The colour of text upon it: black or white.
        pub colour_text: String,
        /// Phone number that owners call for help; may be empty.
        pub support_phone: String,
        /// E-mail address that owners write to for help; may be empty.
        pub support_email: String,
        /// Subject of an invitation.
        pub invitation_subject: String,
        /// Text of an invitation, with its placeholders.
        pub invitation_text: String,
        /// Whether subject and text are the ones that Sitebook brings.
        pub invitation_is_default: bool,
        /// The placeholders that subject and text may hold.
        pub placeholders: Vec<String>,
    }

    /// Change settings of Violet, all or nothing. What is absent stays as it is.
    #[derive(Default)]
    pub struct VioletSettingsSetRequest {
        /// Where owners reach the web app: `https://` and a host; empty = nowhere.
        #[serde(default)]
        #[ts(optional)]
        pub public_address: Option<String>,
        /// IP address of the reverse proxy in front of the web app; empty = none. What is served takes it within a minute.
        #[serde(default)]
        #[ts(optional)]
        pub reverse_proxy: Option<String>,
        /// Name of the company.
        #[serde(default)]
        #[ts(optional)]
        pub company_name: Option<String>,
        /// Path of a picture: PNG, JPEG or WebP of at most 256 KiB; empty = no logo.
        #[serde(default)]
        #[ts(optional)]
        pub logo_path: Option<String>,
        /// Colour, `#rrggbb`, that can be told from white (3 to 1 at least); empty = Sitebook's.
        #[serde(default)]
        #[ts(optional)]
        pub colour: Option<String>,
        /// Phone number that owners call for help.
        #[serde(default)]
        #[ts(optional)]
        pub support_phone: Option<String>,
        /// E-mail address that owners write to for help.
        #[serde(default)]
        #[ts(optional)]
        pub support_email: Option<String>,
        /// Subject of an invitation; empty = the one that Sitebook brings.
        #[serde(default)]
        #[ts(optional)]
        pub invitation_subject: Option<String>,
        /// Text of an invitation; empty = the one that Sitebook brings.
        #[serde(default)]
        #[ts(optional)]
        pub invitation_text: Option<String>,
    }

    /// Show an invitation before it is sent. What is absent is as the settings have it.
    #[derive(Default)]
    pub struct VioletPreviewRequest {
        /// The agent whose owner is to be invited; none = a made-up one.
        #[serde(default)]
        #[ts(optional)]
        pub agent: Option<String>,
        /// Subject.
        #[serde(default)]
        #[ts(optional)]
        pub subject: Option<String>,
        /// Text.
        #[serde(default)]
        #[ts(optional)]
        pub text: Option<String>,
    }

    /// An invitation as it would be sent; its link leads nowhere.
    pub struct VioletPreview {
        /// The sender.
        pub from: String,
        /// The recipient.
        pub to: String,
        /// The subject.
        pub subject: String,
        /// The plain text.
        pub text: String,
        /// The same as a page.
        pub html: String,
        /// The paragraphs of both, for those that draw them in their own way; the link is a paragraph of its own.
        pub paragraphs: Vec<String>,
        /// The link.
        pub link: String,
    }
}
