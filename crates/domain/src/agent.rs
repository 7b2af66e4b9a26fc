//! Agents: the collectors on customer networks, and the record of those networks.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::field::LONGEST_SHOWN;
use crate::{AgentId, FieldKey, FieldKind, FieldValue, Layers, Position, Timestamp, ValueError, check_email};

/// A key that names no field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no field \"{0}\"")]
pub struct UnknownField(pub String);

/// A field of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AgentField {
    /// Name of the network.
    #[serde(rename = "name")]
    Name,
    /// E-mail of the primary contact.
    #[serde(rename = "contact.email")]
    ContactEmail,
    /// First name of the primary contact.
    #[serde(rename = "contact.first_name")]
    ContactFirstName,
    /// Last name of the primary contact.
    #[serde(rename = "contact.last_name")]
    ContactLastName,
    /// Phone numbers of the primary contact, as typed.
    #[serde(rename = "contact.phones")]
    ContactPhones,
    /// Reference of the customer, free text.
    #[serde(rename = "customer_id")]
    CustomerId,
    /// Reference of the contract, free text.
    #[serde(rename = "contract_id")]
    ContractId,
    /// Free note.
    #[serde(rename = "note")]
    Note,
    /// What the agent runs on.
    #[serde(rename = "platform")]
    Platform,
    /// Whether the network belongs to a home.
    #[serde(rename = "residential")]
    Residential,
    /// Whether the source reports the agent as online.
    #[serde(rename = "status")]
    Status,
    /// Public IP address of the network.
    #[serde(rename = "public_ip")]
    PublicIp,
    /// IANA time zone.
    #[serde(rename = "time_zone")]
    TimeZone,
    /// Plan of the subscription, free text.
    #[serde(rename = "plan")]
    Plan,
    /// When the agent was activated: a day, or RFC 3339.
    #[serde(rename = "activated_at")]
    ActivatedAt,
    /// Words by which people group agents.
    #[serde(rename = "tags")]
    Tags,
    /// Street and number.
    #[serde(rename = "address.street")]
    AddressStreet,
    /// City.
    #[serde(rename = "address.city")]
    AddressCity,
    /// Postal code.
    #[serde(rename = "address.postal_code")]
    AddressPostalCode,
    /// State or region.
    #[serde(rename = "address.region")]
    AddressRegion,
    /// Country, as the source writes it (usually the ISO code).
    #[serde(rename = "address.country")]
    AddressCountry,
}

/// Words of [`AgentField::Platform`].
const PLATFORMS: &[&str] = &["domotz-box", "luxul-router", "software", "other"];

/// Words of [`AgentField::Status`].
const REPORTED_STATUSES: &[&str] = &["online", "offline"];

impl FieldKey for AgentField {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::ContactEmail,
        Self::ContactFirstName,
        Self::ContactLastName,
        Self::ContactPhones,
        Self::CustomerId,
        Self::ContractId,
        Self::Note,
        Self::Platform,
        Self::Residential,
        Self::Status,
        Self::PublicIp,
        Self::TimeZone,
        Self::Plan,
        Self::ActivatedAt,
        Self::Tags,
        Self::AddressStreet,
        Self::AddressCity,
        Self::AddressPostalCode,
        Self::AddressRegion,
        Self::AddressCountry,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ContactEmail => "contact.email",
            Self::ContactFirstName => "contact.first_name",
            Self::ContactLastName => "contact.last_name",
            Self::ContactPhones => "contact.phones",
            Self::CustomerId => "customer_id",
            Self::ContractId => "contract_id",
            Self::Note => "note",
            Self::Platform => "platform",
            Self::Residential => "residential",
            Self::Status => "status",
            Self::PublicIp => "public_ip",
            Self::TimeZone => "time_zone",
            Self::Plan => "plan",
            Self::ActivatedAt => "activated_at",
            Self::Tags => "tags",
            Self::AddressStreet => "address.street",
            Self::AddressCity => "address.city",
            Self::AddressPostalCode => "address.postal_code",
            Self::AddressRegion => "address.region",
            Self::AddressCountry => "address.country",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::ContactPhones | Self::Tags => FieldKind::List,
            Self::Note => FieldKind::Multiline,
            Self::Platform => FieldKind::Choice(PLATFORMS),
            Self::Status => FieldKind::Choice(REPORTED_STATUSES),
            Self::Residential => FieldKind::Flag,
            Self::ActivatedAt => FieldKind::Day,
            _ => FieldKind::Text,
        }
    }

    fn is_editable(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::ContactEmail
                | Self::ContactFirstName
                | Self::ContactLastName
                | Self::ContactPhones
                | Self::CustomerId
                | Self::ContractId
                | Self::Note
                | Self::Platform
                | Self::Residential
                | Self::TimeZone
                | Self::Plan
                | Self::ActivatedAt
                | Self::Tags
        )
    }

    fn is_required(self) -> bool {
        self == Self::Name
    }

    fn check_typed(self, value: &FieldValue) -> Result<(), ValueError> {
        match (self, value) {
            (Self::ContactEmail, FieldValue::Text(text)) if !text.is_empty() => check_email(text).map_err(|fault| {
                let given = text.chars().take(LONGEST_SHOWN).collect();
                ValueError::NotAnEmail { field: self.key(), given, fault }
            }),
            _ => Ok(()),
        }
    }
}

/// What an agent runs on; decides what Violet can enforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// Domotz Box.
    DomotzBox,
    /// Luxul router.
    LuxulRouter,
    /// Software on a computer of the customer.
    Software,
    /// Anything else.
    Other,
}

impl Platform {
    /// The word by which it stands in [`AgentField::Platform`].
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DomotzBox => "domotz-box",
            Self::LuxulRouter => "luxul-router",
            Self::Software => "software",
            Self::Other => "other",
        }
    }
}

/// State of an agent as map and tables show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum AgentStatus {
    /// The agent is offline.
    Down,
    /// Online, but an important device is down or the last sync failed.
    Attention,
    /// Online.
    Online,
    /// Never reported, or its source is gone.
    NoContact,
}

impl AgentStatus {
    /// The status from what is known.
    ///
    /// `reported` is the source's word (`online`, `offline`), empty when it never reported.
    #[must_use]
    pub fn from_facts(reported: &str, gone: bool, important_device_down: bool, last_sync_failed: bool) -> Self {
        match reported {
            _ if gone => Self::NoContact,
            "offline" => Self::Down,
            "online" if important_device_down || last_sync_failed => Self::Attention,
            "online" => Self::Online,
            _ => Self::NoContact,
        }
    }
}

/// One agent and the record of its network.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Our id.
    pub id: AgentId,
    /// Where the record comes from, such as `import`.
    pub source: String,
    /// The source's id, unique within the source.
    pub source_id: String,
    /// The values.
    pub layers: Layers<AgentField>,
    /// Coordinates as the source reported them last.
    pub reported_position: Option<Position>,
    /// When it was first seen here.
    pub created_at: Timestamp,
    /// Since when its source no longer reports it.
    pub gone_since: Option<Timestamp>,
    /// Since when it is archived: out of lists and counts, its link frozen.
    pub archived_since: Option<Timestamp>,
}

impl Agent {
    /// The effective name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.layers.text(AgentField::Name)
    }
}
