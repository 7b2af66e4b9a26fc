//! The PSA's records, as far as Sitebook reads and writes them.

use serde::{Deserialize, Serialize};

/// A reference to another record: its id and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The id.
    pub id: i64,
    /// The name; empty when the PSA did not send one.
    pub name: String,
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// The id.
    pub id: i64,
    /// The short identifier.
    pub identifier: String,
    /// The name.
    pub name: String,
    /// The status, such as `Active`.
    pub status: Option<Reference>,
    /// City and country in one line, for telling two of the same name apart.
    pub city: String,
    /// Whether it was deleted; such companies still turn up when asked for by id.
    pub deleted: bool,
}

/// Which companies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanyQuery {
    /// Part of the name or of the identifier; empty = all.
    pub search: String,
    /// At most so many, by name; none = all.
    pub limit: Option<usize>,
}

/// A site of a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The address in one line.
    pub address: String,
    /// Whether it is marked inactive.
    pub inactive: bool,
}

/// A configuration. Texts that the PSA left out, or sent as null, are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The type.
    pub type_ref: Option<Reference>,
    /// The status.
    pub status: Option<Reference>,
    /// The company it belongs to.
    pub company: Option<Reference>,
    /// The site it belongs to.
    pub site: Option<Reference>,
    /// Identifier given by the tool that created it.
    pub device_identifier: String,
    /// Serial number, free text.
    pub serial_number: String,
    /// Model number.
    pub model_number: String,
    /// MAC address, free text: any spelling, perhaps several.
    pub mac_address: String,
    /// IP address, free text.
    pub ip_address: String,
    /// Notes.
    pub notes: String,
    /// Operating system.
    pub os_type: String,
    /// More about the operating system.
    pub os_info: String,
    /// The maker.
    pub manufacturer: Option<Reference>,
    /// Whether it is active; independent of the status.
    pub active: bool,
    /// When it was changed last, as the PSA wrote it.
    pub last_updated: String,
    /// Who changed it last.
    pub updated_by: String,
}

/// A field of a configuration that Sitebook writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfigurationField {
    /// `name`
    Name,
    /// `serialNumber`
    SerialNumber,
    /// `modelNumber`
    ModelNumber,
    /// `macAddress`
    MacAddress,
    /// `ipAddress`
    IpAddress,
    /// `notes`
    Notes,
    /// `osType`
    OsType,
    /// `osInfo`
    OsInfo,
}

/// One value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigurationChange {
    /// A text; an empty one clears the field.
    Text(ConfigurationField, String),
    /// The manufacturer; none clears it.
    Manufacturer(Option<Reference>),
}

/// A manufacturer, and whether it had to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manufacturer {
    /// The record.
    pub reference: Reference,
    /// Whether this call created it.
    pub created: bool,
}

/// A right that Sitebook needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// The right in ConnectWise's words: `Companies > Company Maintenance: Inquire All`.
    pub right: String,
    /// Whether the key has it; none = could not be found out.
    pub granted: Option<bool>,
}

/// What signing in showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreFlight {
    /// Where requests go, with the codebase.
    pub base_url: String,
    /// Release of the PSA as it names itself.
    pub version: String,
    /// Every right that Sitebook needs, in the order of the security role's form.
    pub rights: Vec<Right>,
}

impl PreFlight {
    /// The rights that are known to be missing.
    pub fn missing(&self) -> impl Iterator<Item = &Right> {
        self.rights.iter().filter(|right| right.granted == Some(false))
    }
}
