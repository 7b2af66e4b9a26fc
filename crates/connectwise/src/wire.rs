//! ConnectWise's JSON, read leniently: the specification's nullability and number types do not hold in the field.
//!
//! Null and absent are the same; ids may be texts; texts may be numbers; unknown members are ignored.

use serde::de::{Deserializer, Error, IgnoredAny};
use serde::{Deserialize, Serialize};
use sitebook_psa as psa;

/// A row of a list.
pub(crate) trait Row {
    /// The id that paging goes by.
    fn id(&self) -> i64;
}

/// An id: an integer, or an integer written as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) i64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Spelling {
            Number(i64),
            Real(f64),
            Text(String),
        }
        match Spelling::deserialize(deserializer)? {
            Spelling::Number(id) => Ok(Self(id)),
            Spelling::Real(real) if real.fract() == 0.0 && real.abs() < 9.0e15 => Ok(Self(real as i64)),
            Spelling::Real(_) => Err(D::Error::custom("an id is no whole number")),
            Spelling::Text(text) => text.trim().parse().map(Self).map_err(|_| D::Error::custom("an id is no number")),
        }
    }
}

/// A text; null is empty, numbers and booleans are written out.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Spelling {
        Text(String),
        Whole(i64),
        Real(f64),
        Flag(bool),
        Other(IgnoredAny),
    }
    Ok(match Option::<Spelling>::deserialize(deserializer)? {
        None | Some(Spelling::Other(_)) => String::new(),
        Some(Spelling::Text(text)) => text,
        Some(Spelling::Whole(number)) => number.to_string(),
        Some(Spelling::Real(number)) => number.to_string(),
        Some(Spelling::Flag(flag)) => flag.to_string(),
    })
}

/// A flag that may be null, or a text as in `"True"`.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Spelling {
        Flag(bool),
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match Option::<Spelling>::deserialize(deserializer)? {
        Some(Spelling::Flag(flag)) => Some(flag),
        Some(Spelling::Text(text)) if text.eq_ignore_ascii_case("true") => Some(true),
        Some(Spelling::Text(text)) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    })
}

/// A reference; `{}` and null are none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Reference {
    id: Option<Id>,
    #[serde(deserialize_with = "text")]
    name: String,
    #[serde(deserialize_with = "text")]
    identifier: String,
}

impl Reference {
    fn into_psa(self) -> Option<psa::Reference> {
        let name = if self.name.is_empty() { self.identifier } else { self.name };
        self.id.map(|id| psa::Reference { id: id.0, name })
    }
}

fn reference(found: Option<Reference>) -> Option<psa::Reference> {
    found.and_then(Reference::into_psa)
}

fn name_of(found: Option<Reference>) -> String {
    found.map(|found| if found.name.is_empty() { found.identifier } else { found.name }).unwrap_or_default()
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> =
        parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// A row of which only id and name matter: configuration type, manufacturer.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    name: String,
}

impl Named {
    pub(crate) const FIELDS: &str = "id,name";

    pub(crate) fn into_psa(self) -> psa::Reference {
        psa::Reference { id: self.id.0, name: self.name }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Company {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    identifier: String,
    #[serde(default, deserialize_with = "text")]
    name: String,
    #[serde(default)]
    status: Option<Reference>,
    #[serde(default, deserialize_with = "text")]
    city: String,
    #[serde(default)]
    country: Option<Reference>,
    #[serde(default, deserialize_with = "flag")]
    deleted_flag: Option<bool>,
}

impl Company {
    pub(crate) const FIELDS: &str = "id,identifier,name,status/id,status/name,city,country/id,country/name,deletedFlag";

    pub(crate) fn into_psa(self) -> psa::Company {
        psa::Company {
            id: self.id.0,
            identifier: self.identifier,
            name: self.name,
            status: reference(self.status),
            city: joined([self.city, name_of(self.country)]),
            deleted: self.deleted_flag.unwrap_or(false),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Site {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    name: String,
    #[serde(default, deserialize_with = "text")]
    address_line1: String,
    #[serde(default, deserialize_with = "text")]
    address_line2: String,
    #[serde(default, deserialize_with = "text")]
    city: String,
    #[serde(default)]
    state_reference: Option<Reference>,
    #[serde(default, deserialize_with = "text")]
    zip: String,
    #[serde(default)]
    country: Option<Reference>,
    #[serde(default, deserialize_with = "flag")]
    inactive_flag: Option<bool>,
}

impl Site {
    pub(crate) const FIELDS: &str = "id,name,addressLine1,addressLine2,city,stateReference/id,stateReference/name,\
                                     stateReference/identifier,zip,country/id,country/name,inactiveFlag";

    pub(crate) fn into_psa(self) -> psa::Site {
        let parts = [
            self.address_line1,
            self.address_line2,
            self.city,
            name_of(self.state_reference),
            self.zip,
            name_of(self.country),
        ];
        psa::Site {
            id: self.id.0,
            name: self.name,
            address: joined(parts),
            inactive: self.inactive_flag.unwrap_or(false),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Info {
    #[serde(deserialize_with = "text")]
    last_updated: String,
    #[serde(deserialize_with = "text")]
    updated_by: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Configuration {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    name: String,
    #[serde(default, rename = "type")]
    type_ref: Option<Reference>,
    #[serde(default)]
    status: Option<Reference>,
    #[serde(default)]
    company: Option<Reference>,
    #[serde(default)]
    site: Option<Reference>,
    #[serde(default)]
    manufacturer: Option<Reference>,
    #[serde(default, deserialize_with = "text")]
    device_identifier: String,
    #[serde(default, deserialize_with = "text")]
    serial_number: String,
    #[serde(default, deserialize_with = "text")]
    model_number: String,
    #[serde(default, deserialize_with = "text")]
    mac_address: String,
    #[serde(default, deserialize_with = "text")]
    ip_address: String,
    #[serde(default, deserialize_with = "text")]
    notes: String,
    #[serde(default, deserialize_with = "text")]
    os_type: String,
    #[serde(default, deserialize_with = "text")]
    os_info: String,
    #[serde(default, deserialize_with = "flag")]
    active_flag: Option<bool>,
    #[serde(default, rename = "_info")]
    info: Option<Info>,
}

impl Configuration {
    pub(crate) const FIELDS: &str = "id,name,type/id,type/name,status/id,status/name,company/id,company/identifier,\
                                     company/name,site/id,site/name,manufacturer/id,manufacturer/name,\
                                     deviceIdentifier,serialNumber,modelNumber,macAddress,ipAddress,notes,osType,\
                                     osInfo,activeFlag,_info/lastUpdated,_info/updatedBy";

    pub(crate) fn into_psa(self) -> psa::Configuration {
        let info = self.info.unwrap_or_default();
        psa::Configuration {
            id: self.id.0,
            name: self.name,
            type_ref: reference(self.type_ref),
            status: reference(self.status),
            company: reference(self.company),
            site: reference(self.site),
            device_identifier: self.device_identifier,
            serial_number: self.serial_number,
            model_number: self.model_number,
            mac_address: self.mac_address,
            ip_address: self.ip_address,
            notes: self.notes,
            os_type: self.os_type,
            os_info: self.os_info,
            manufacturer: reference(self.manufacturer),
            // A tenant without the flag has no inactive records.
            active: self.active_flag.unwrap_or(true),
            last_updated: info.last_updated,
            updated_by: info.updated_by,
        }
    }
}

macro_rules! rows {
    ($($row:ty),*) => { $(impl Row for $row { fn id(&self) -> i64 { self.id.0 } })* };
}
rows!(Named, Company, Site, Configuration);

/// One row of `/system/mySecurity`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Security {
    #[serde(deserialize_with = "text")]
    pub(crate) module_function_name: String,
    #[serde(deserialize_with = "text")]
    pub(crate) module_function_identifier: String,
    #[serde(deserialize_with = "text")]
    pub(crate) add_level: String,
    #[serde(deserialize_with = "text")]
    pub(crate) edit_level: String,
    #[serde(deserialize_with = "text")]
    pub(crate) inquire_level: String,
}

/// `/system/info`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SystemInfo {
    #[serde(deserialize_with = "text")]
    pub(crate) version: String,
}

/// `/login/companyinfo/{company}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct CompanyInfo {
    #[serde(deserialize_with = "text")]
    pub(crate) codebase: String,
    #[serde(deserialize_with = "text")]
    pub(crate) version_number: String,
    #[serde(deserialize_with = "flag")]
    pub(crate) is_cloud: Option<bool>,
    #[serde(deserialize_with = "text")]
    pub(crate) site_url: String,
}

/// The body of a refusal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Refusal {
    /// 429 names it `error`.
    #[serde(alias = "error", deserialize_with = "text")]
    pub(crate) code: String,
    #[serde(deserialize_with = "text")]
    pub(crate) message: String,
    pub(crate) errors: Option<Vec<RefusalDetail>>,
}

/// One entry of a refusal's `errors`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RefusalDetail {
    #[serde(deserialize_with = "text")]
    pub(crate) code: String,
    #[serde(deserialize_with = "text")]
    pub(crate) message: String,
    #[serde(deserialize_with = "text")]
    pub(crate) field: String,
}

/// One JSON Patch operation; paths without a leading slash, as in the guide.
#[derive(Debug, Serialize)]
pub(crate) struct PatchOperation<'a> {
    pub(crate) op: &'static str,
    pub(crate) path: &'static str,
    pub(crate) value: PatchValue<'a>,
}

/// What a field is set to; a reference is written whole, because a path into it may be a "false 200".
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum PatchValue<'a> {
    Text(&'a str),
    Reference { id: i64 },
    Nothing,
}
