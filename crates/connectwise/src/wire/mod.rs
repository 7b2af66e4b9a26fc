//! ConnectWise's JSON, read leniently: the specification's nullability and number types do not hold in the field.
//!
//! Null and absent are the same; ids may be texts; texts may be numbers; unknown members are ignored.

mod company;
mod configuration;
mod lenient;
mod security;
mod setup;
mod writing;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sitebook_psa as psa;

pub(crate) use company::{Company, Site};
pub(crate) use configuration::Configuration;
pub(crate) use lenient::Id;
pub(crate) use security::{CompanyInfo, CustomizeItem, Refusal, Security, SystemInfo};
pub(crate) use setup::{ConfigurationStatus, QuestionValue, TypeQuestion, UserDefinedField};
pub(crate) use writing::{Arrays, PatchOperation, arrays_of, custom_field, typed};

use lenient::text;

/// A row of a list.
pub(crate) trait Row: DeserializeOwned {
    /// What the contract makes of it.
    type Record;

    /// The id that paging goes by.
    fn id(&self) -> i64;

    /// The contract's record.
    fn into_record(self) -> Self::Record;
}

/// A reference; `{}` and null are none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reference {
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

/// A row of which only id and name matter: configuration type, manufacturer, company status, company type.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    name: String,
}

impl Named {
    pub(crate) const FIELDS: &str = "id,name";
}

impl Row for Named {
    type Record = psa::Reference;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> psa::Reference {
        psa::Reference { id: self.id.0, name: self.name }
    }
}

/// `{"count": n}`
#[derive(Debug, Deserialize)]
pub(crate) struct Count {
    pub(crate) count: Id,
}
