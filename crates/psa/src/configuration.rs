//! Configurations: what is read, written and created.

use serde::{Deserialize, Serialize};

use crate::{Answer, CustomField, Reference};

/// A configuration. Texts that the PSA left out, or sent as null, are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)] // Lists kept by an earlier version lack what was added since.
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
    /// Page of the device in the tool that manages it.
    pub management_link: String,
    /// Whether it is active; independent of the status.
    pub active: bool,
    /// Answers to the questions of its type; empty unless the reading asked for them.
    pub answers: Vec<Answer>,
    /// Custom fields; empty unless the reading asked for them.
    pub custom_fields: Vec<CustomField>,
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
    /// `managementLink`
    ManagementLink,
}

/// One value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigurationChange {
    /// A text; an empty one clears the field.
    Text(ConfigurationField, String),
    /// The manufacturer; none clears it.
    Manufacturer(Option<Reference>),
    /// The status, by its id.
    Status(i64),
    /// The site of the same company, by its id; none = no particular site.
    Site(Option<i64>),
    /// Whether the record is active.
    Active(bool),
    /// The answer to a question of its type; the other answers stay as they are.
    Answer {
        /// Id of the question.
        question: i64,
        /// The answer, as text; empty clears it.
        value: String,
    },
    /// A custom field; the other ones stay as they are.
    CustomField {
        /// Id of the field.
        field: i64,
        /// The value, as text; empty clears it.
        value: String,
    },
}

/// A configuration to be created. Empty texts are left out: the PSA has defaults of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewConfiguration {
    /// Company, by its id.
    pub company: i64,
    /// Site of that company, by its id.
    pub site: Option<i64>,
    /// Type, by its id.
    pub type_id: i64,
    /// Status, by its id; none = the PSA's default.
    pub status: Option<i64>,
    /// Manufacturer, by its id.
    pub manufacturer: Option<i64>,
    /// Identifier by which this creation is recognised if its answer is lost.
    pub device_identifier: String,
    /// Texts by field; the name is required.
    pub texts: Vec<(ConfigurationField, String)>,
    /// Answers to questions of the type, by the question's id.
    pub answers: Vec<(i64, String)>,
    /// Custom fields, by the field's id.
    pub custom_fields: Vec<(i64, String)>,
}

/// Which configurations of a company to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConfigurationQuery {
    /// The company, by its id.
    pub company: i64,
    /// Whether answers to questions are needed: they make the list many times larger.
    pub answers: bool,
    /// Whether custom fields are needed.
    pub custom_fields: bool,
    /// How many there were when they were last read to the end, if that is known. A list of as many need not be asked
    /// behind, although it is as long as a page that a server cuts.
    pub last_count: Option<usize>,
}

impl ConfigurationQuery {
    /// All configurations of a company, without answers and custom fields.
    #[must_use]
    pub fn of(company: i64) -> Self {
        Self { company, ..Self::default() }
    }
}

/// What changed since a reading, or everything, where the PSA cannot tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The records, each once.
    pub configurations: Vec<Configuration>,
    /// Whether this is the whole list: a record that is missing is gone. Otherwise nothing follows from its absence.
    pub is_whole: bool,
}
