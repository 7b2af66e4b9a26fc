//! The records that the simulator holds. References are ids here; names are looked up when a record is answered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Anything kept in a table by its id.
pub(crate) trait Identified {
    /// The id, unique within the table.
    fn id(&self) -> i64;
}

/// Who wrote a record, and when (seconds since 1970, UTC).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stamps {
    /// When it was created.
    pub entered: i64,
    /// Identifier of the member who created it.
    pub entered_by: String,
    /// When it was written last.
    pub updated: i64,
    /// Identifier of the member who wrote it last.
    pub updated_by: String,
}

/// A company.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// The id.
    pub id: i64,
    /// The short identifier.
    pub identifier: String,
    /// The name.
    pub name: String,
    /// Name of the status; the table of company statuses has a row for every name that is used.
    pub status: String,
    /// Ids of its types.
    pub types: BTreeSet<i64>,
    /// `phoneNumber`
    pub phone: String,
    /// Street of the main address.
    pub address_line1: String,
    /// City of the main address.
    pub city: String,
    /// Post code of the main address.
    pub zip: String,
    /// Country of the main address.
    pub country: String,
    /// Deleted companies stay in lists unless `deletedFlag` is asked for.
    pub deleted: bool,
    /// Who and when.
    pub stamps: Stamps,
}

/// A company status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompanyStatus {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Whether new companies get it.
    pub default: bool,
    /// Whether it is inactive.
    pub inactive: bool,
}

/// A company type: customers, vendors and prospects are all companies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompanyType {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Whether new companies get it.
    pub default: bool,
    /// Whether its companies are vendors.
    pub vendor: bool,
}

/// A site of a company.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Site {
    /// The id, unique over all companies.
    pub id: i64,
    /// Id of its company.
    pub company: i64,
    /// The name.
    pub name: String,
    /// Street.
    pub address_line1: String,
    /// City.
    pub city: String,
    /// Post code.
    pub zip: String,
    /// Country.
    pub country: String,
    /// Whether it is inactive.
    pub inactive: bool,
}

/// A row of a set-up table: configuration type or manufacturer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamedRow {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Whether it is inactive.
    pub inactive: bool,
}

/// A configuration status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Status {
    /// The id.
    pub id: i64,
    /// What the API calls `description` in the table and `name` in references.
    pub description: String,
    /// Whether it counts as closed; independent of a configuration's `activeFlag`.
    pub closed: bool,
    /// Whether new configurations get it.
    pub default: bool,
}

/// A configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Configuration {
    /// The id.
    pub id: i64,
    /// `name`
    pub name: String,
    /// Id of the type.
    pub type_id: i64,
    /// Id of the status.
    pub status_id: Option<i64>,
    /// Id of the company.
    pub company_id: i64,
    /// Id of the site.
    pub site_id: Option<i64>,
    /// Id of the manufacturer.
    pub manufacturer_id: Option<i64>,
    /// `deviceIdentifier`
    pub device_identifier: String,
    /// `serialNumber`
    pub serial_number: String,
    /// `modelNumber`
    pub model_number: String,
    /// `macAddress`
    pub mac_address: String,
    /// `ipAddress`
    pub ip_address: String,
    /// `notes`
    pub notes: String,
    /// `osType`
    pub os_type: String,
    /// `osInfo`
    pub os_info: String,
    /// `activeFlag`
    pub active: bool,
    /// Fields that have no member of their own, by API name.
    pub other: BTreeMap<String, Value>,
    /// Answers to the questions of its type.
    pub answers: Vec<Answered>,
    /// Values of custom fields, by the field's id.
    pub custom_values: BTreeMap<i64, Value>,
    /// Who and when.
    pub stamps: Stamps,
}

/// An answer to a question of the configuration's type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answered {
    /// `answerId`
    pub id: i64,
    /// Id of the question.
    pub question: i64,
    /// What was answered.
    pub answer: Value,
}

/// What a question or a custom field takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the API's own words")]
pub enum FieldType {
    TextArea,
    Button,
    Currency,
    Date,
    Hyperlink,
    #[serde(rename = "IPAddress")]
    IpAddress,
    Checkbox,
    Number,
    Percent,
    #[default]
    Text,
    Password,
}

/// How a person enters it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryMethod {
    /// From a calendar.
    Date,
    /// Freely.
    #[default]
    EntryField,
    /// From a list of values.
    List,
    /// By radio buttons.
    Option,
}

/// A question of a configuration type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The id.
    pub id: i64,
    /// Id of the configuration type.
    pub type_id: i64,
    /// `fieldType`
    pub field_type: FieldType,
    /// `entryType`
    pub entry_method: EntryMethod,
    /// `sequenceNumber`
    pub sequence: i64,
    /// `question`
    pub question: String,
    /// `numberOfDecimals`
    pub decimals: i64,
    /// Whether a configuration of the type cannot be without an answer.
    pub required: bool,
    /// Whether it is asked no more.
    pub inactive: bool,
}

/// A value that a question of entry type `List` or `Option` offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionValue {
    /// The id.
    pub id: i64,
    /// Id of the question.
    pub question: i64,
    /// `value`
    pub value: String,
    /// Whether it is chosen at first.
    pub default: bool,
    /// Whether it is offered no more.
    pub inactive: bool,
}

/// A custom field of configurations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomField {
    /// The id.
    pub id: i64,
    /// `caption`
    pub caption: String,
    /// `type`
    pub field_type: FieldType,
    /// `entryMethod`
    pub entry_method: EntryMethod,
    /// `numberOfDecimals`
    pub decimals: i64,
    /// Values that a list offers.
    pub options: Vec<String>,
    /// `requiredFlag`; the form asks for it, the API does not.
    pub required: bool,
    /// `readOnlyFlag`
    pub read_only: bool,
}

/// A member besides the two that there always are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// The id.
    pub id: i64,
    /// The short name.
    pub identifier: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Whether it is inactive.
    pub inactive: bool,
}

/// What a new configuration starts with; the default has no company and no type, which must be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConfiguration {
    /// Id of the company.
    pub company: i64,
    /// Id of the site.
    pub site: Option<i64>,
    /// Id of the type; 0 = the first type there is.
    pub type_id: i64,
    /// Id of the manufacturer.
    pub manufacturer: Option<i64>,
    /// `name`
    pub name: String,
    /// `deviceIdentifier`
    pub device_identifier: String,
    /// `serialNumber`
    pub serial_number: String,
    /// `modelNumber`
    pub model_number: String,
    /// `macAddress`
    pub mac_address: String,
    /// `ipAddress`
    pub ip_address: String,
    /// `notes`
    pub notes: String,
    /// `osType`
    pub os_type: String,
    /// `osInfo`
    pub os_info: String,
    /// `activeFlag`
    pub active: bool,
}

impl Default for NewConfiguration {
    fn default() -> Self {
        Self {
            company: 0,
            site: None,
            type_id: 0,
            manufacturer: None,
            name: "Configuration".to_owned(),
            device_identifier: String::new(),
            serial_number: String::new(),
            model_number: String::new(),
            mac_address: String::new(),
            ip_address: String::new(),
            notes: String::new(),
            os_type: String::new(),
            os_info: String::new(),
            active: true,
        }
    }
}

macro_rules! identified {
    ($($record:ty),*) => { $(impl Identified for $record { fn id(&self) -> i64 { self.id } })* };
}
identified!(
    Company,
    CompanyStatus,
    CompanyType,
    Site,
    NamedRow,
    Status,
    Configuration,
    Question,
    QuestionValue,
    CustomField,
    Member
);

/// Tables are arrays in a seed file, so that a person can write one.
pub(crate) mod table {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Identified;

    pub(crate) fn serialize<R: Serialize, S: Serializer>(
        rows: &BTreeMap<i64, R>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(rows.values())
    }

    pub(crate) fn deserialize<'de, R: Deserialize<'de> + Identified, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<i64, R>, D::Error> {
        Ok(Vec::<R>::deserialize(deserializer)?.into_iter().map(|row| (row.id(), row)).collect())
    }
}
