//! Configurations with their answers and custom fields.

use serde::Deserialize;
use sitebook_psa as psa;

use super::lenient::{Id, array, flag, text};
use super::{Reference, Row, reference};

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
struct Answer {
    /// Nullable in the document; an answer without its question says nothing.
    #[serde(default)]
    question_id: Option<Id>,
    #[serde(default, deserialize_with = "text")]
    question: String,
    /// An object in the document; in truth a text, number, flag or null.
    #[serde(default, rename = "answer", deserialize_with = "text")]
    value: String,
}

#[derive(Debug, Deserialize)]
struct CustomFieldValue {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default, deserialize_with = "text")]
    caption: String,
    #[serde(default, deserialize_with = "text")]
    value: String,
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
    #[serde(default, deserialize_with = "text")]
    management_link: String,
    #[serde(default, deserialize_with = "flag")]
    active_flag: Option<bool>,
    #[serde(default, deserialize_with = "array")]
    questions: Vec<Answer>,
    #[serde(default, deserialize_with = "array")]
    custom_fields: Vec<CustomFieldValue>,
    #[serde(default, rename = "_info")]
    info: Option<Info>,
}

impl Configuration {
    /// Without answers and custom fields, which make a list many times larger.
    pub(crate) const FIELDS: &str = "id,name,type/id,type/name,status/id,status/name,company/id,company/identifier,\
                                     company/name,site/id,site/name,manufacturer/id,manufacturer/name,\
                                     deviceIdentifier,serialNumber,modelNumber,macAddress,ipAddress,notes,osType,\
                                     osInfo,managementLink,activeFlag,_info/lastUpdated,_info/updatedBy";

    /// The `fields` parameter with what else is wanted.
    pub(crate) fn fields(answers: bool, custom_fields: bool) -> String {
        let mut fields = Self::FIELDS.to_owned();
        if answers {
            fields.push_str(",questions");
        }
        if custom_fields {
            fields.push_str(",customFields");
        }
        fields
    }
}

impl Row for Configuration {
    type Record = psa::Configuration;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> psa::Configuration {
        let info = self.info.unwrap_or_default();
        let answers = self.questions.into_iter().filter_map(|row| {
            let question = row.question_id?.0;
            Some(psa::Answer { question, label: row.question, value: row.value })
        });
        let custom_fields = self.custom_fields.into_iter().filter_map(|row| {
            let id = row.id?.0;
            Some(psa::CustomField { id, caption: row.caption, value: row.value })
        });
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
            management_link: self.management_link,
            // A tenant without the flag has no inactive records.
            active: self.active_flag.unwrap_or(true),
            answers: answers.collect(),
            custom_fields: custom_fields.collect(),
            last_updated: info.last_updated,
            updated_by: info.updated_by,
        }
    }
}
