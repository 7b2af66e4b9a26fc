//! Companies and their sites.

use serde::Deserialize;
use sitebook_psa as psa;

use super::lenient::{Id, flag, text};
use super::{Reference, Row, joined, name_of, reference};

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
    address_line1: String,
    #[serde(default, deserialize_with = "text")]
    address_line2: String,
    #[serde(default, deserialize_with = "text")]
    city: String,
    #[serde(default, deserialize_with = "text")]
    state: String,
    #[serde(default, deserialize_with = "text")]
    zip: String,
    #[serde(default)]
    country: Option<Reference>,
    #[serde(default, deserialize_with = "text")]
    phone_number: String,
    #[serde(default, deserialize_with = "flag")]
    deleted_flag: Option<bool>,
}

impl Company {
    pub(crate) const FIELDS: &str = "id,identifier,name,status/id,status/name,addressLine1,addressLine2,city,state,\
                                     zip,country/id,country/name,phoneNumber,deletedFlag";
}

impl Row for Company {
    type Record = psa::Company;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> psa::Company {
        let country = name_of(self.country);
        let address =
            [self.address_line1, self.address_line2, self.city.clone(), self.state, self.zip, country.clone()];
        psa::Company {
            id: self.id.0,
            identifier: self.identifier,
            name: self.name,
            status: reference(self.status),
            city: joined([self.city, country]),
            address: joined(address),
            phone: self.phone_number,
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
}

impl Row for Site {
    type Record = psa::Site;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> psa::Site {
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
