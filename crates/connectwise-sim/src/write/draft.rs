//! A record while it is written: each field is set or its fault noted, and the whole is judged at the end.

use serde_json::{Value, json};

use super::values::{self, Target};
use super::{RESOURCE, fault};
use crate::constraints::{Field, Kind};
use crate::message::{Fault, Refusal};
use crate::records::{Configuration, Member};
use crate::settings::{Clearing, CompanyMove, TextClearing};
use crate::state::Seed;
use crate::system::built_in_members;
use crate::views::date;

/// What happens to a field.
#[derive(Clone, Copy)]
pub(super) enum Set<'v> {
    Value(&'v Value),
    Remove,
}

pub(super) struct Draft<'s> {
    pub(super) seed: &'s Seed,
    pub(super) record: Configuration,
    pub(super) faults: Vec<Fault>,
    site_is_set: bool,
}

impl<'s> Draft<'s> {
    pub(super) fn new(seed: &'s Seed, record: Configuration) -> Self {
        Self { seed, record, faults: Vec::new(), site_is_set: false }
    }

    /// Sets a field, or notes why not.
    pub(super) fn set(&mut self, field: &Field, set: Set<'_>) {
        self.site_is_set |= field.name == "site";
        if let Err(fault) = self.try_set(field, set) {
            self.faults.push(fault);
        }
    }

    fn try_set(&mut self, field: &Field, set: Set<'_>) -> Result<(), Fault> {
        let Some(value) = self.value(field, set)? else { return Ok(()) };
        match field.kind {
            Kind::Reference => self.set_reference(field.name, value),
            Kind::Line(limit) => self.set_text(field.name, value, Some(limit)),
            Kind::Text => self.set_text(field.name, value, None),
            Kind::Questions => self.set_answers(value),
            Kind::CustomFields => self.set_custom_fields(value),
            Kind::Flag if field.name == "activeFlag" => {
                self.record.active = value.is_null() || flag(field.name, value)?;
                Ok(())
            }
            Kind::Flag | Kind::Integer | Kind::Number | Kind::Date => self.set_other(field, value),
        }
    }

    /// The value to store, null to clear; none where a way of clearing has no effect.
    fn value<'v>(&self, field: &Field, set: Set<'v>) -> Result<Option<&'v Value>, Fault> {
        let settings = &self.seed.settings;
        let is_refused = match (field.kind, set) {
            (Kind::Reference | Kind::Date, _) => {
                let clearing =
                    if field.kind == Kind::Date { settings.date_clearing } else { settings.reference_clearing };
                match set {
                    Set::Remove => clearing == Clearing::OnlyNull,
                    Set::Value(Value::Null) => clearing == Clearing::OnlyRemove,
                    Set::Value(_) => false,
                }
            }
            (Kind::Line(_) | Kind::Text, Set::Value(Value::Null)) => settings.text_clearing == TextClearing::OnlyEmpty,
            (Kind::Line(_) | Kind::Text, Set::Value(Value::String(text))) if text.is_empty() => {
                settings.text_clearing == TextClearing::OnlyNull
            }
            _ => false,
        };
        if is_refused && field.clearable {
            return if settings.refused_clearing_is_ignored {
                Ok(None)
            } else {
                Err(fault("InvalidValue", field.name, &format!("{} cannot be cleared like this.", field.name)))
            };
        }
        Ok(Some(match set {
            Set::Value(value) => value,
            Set::Remove => &Value::Null,
        }))
    }

    fn set_text(&mut self, field: &str, value: &Value, limit: Option<usize>) -> Result<(), Fault> {
        let text =
            if value.is_null() { String::new() } else { values::text(field, value, limit, &self.seed.settings)? };
        match text_member(&mut self.record, field) {
            Some(member) => *member = text,
            None if text.is_empty() => {
                self.record.other.remove(field);
            }
            None => {
                self.record.other.insert(field.to_owned(), Value::from(text));
            }
        }
        Ok(())
    }

    fn set_other(&mut self, field: &Field, value: &Value) -> Result<(), Fault> {
        let wrong = |what: &str| fault("InvalidValue", field.name, &format!("{} must be {what}.", field.name));
        let stored = match (field.kind, value) {
            (_, Value::Null) => {
                self.record.other.remove(field.name);
                return Ok(());
            }
            (Kind::Flag, _) => Value::Bool(flag(field.name, value)?),
            (Kind::Date, _) => {
                let time = value.as_str().and_then(values::seconds).ok_or_else(|| wrong("a date"))?;
                Value::from(date(time))
            }
            (Kind::Integer, _) => {
                let whole = value.as_i64().or_else(|| value.as_str()?.parse().ok());
                whole.and_then(|number| i32::try_from(number).ok()).map(Value::from).ok_or_else(|| wrong("a number"))?
            }
            _ => value.as_f64().map(Value::from).ok_or_else(|| wrong("a number"))?,
        };
        self.record.other.insert(field.name.to_owned(), stored);
        Ok(())
    }

    fn set_reference(&mut self, field: &str, value: &Value) -> Result<(), Fault> {
        let (seed, settings) = (self.seed, &self.seed.settings);
        let found = |rows: &mut dyn Iterator<Item = Target<'_>>| {
            if value.is_null() { Ok(None) } else { values::reference(field, value, rows, settings).map(Some) }
        };
        let companies = || seed.companies.values().map(|row| (row.id, row.name.as_str(), row.identifier.as_str()));
        match field {
            "type" => {
                let rows = &mut seed.types.values().map(|row| (row.id, row.name.as_str(), ""));
                let new = found(rows)?.unwrap_or_default();
                let is_fixed = |id: &i64| settings.fixed_types.contains(id);
                let old = self.record.type_id;
                if old != 0 && old != new && (is_fixed(&old) || is_fixed(&new)) {
                    return Err(fault("InvalidOperation", field, "This configuration type cannot be changed."));
                }
                self.record.type_id = new;
            }
            "status" => {
                let rows = &mut seed.statuses.values().map(|row| (row.id, row.description.as_str(), ""));
                self.record.status_id = found(rows)?;
            }
            "company" => self.record.company_id = found(&mut companies())?.unwrap_or_default(),
            "site" => {
                // A name is looked up within the company; whose site an id is, is judged at the end.
                let company = self.record.company_id;
                let by_id = values::id(value).is_some();
                let rows = seed.sites.values().filter(|row| by_id || row.company == company);
                self.record.site_id = found(&mut rows.map(|row| (row.id, row.name.as_str(), "")))?;
            }
            "manufacturer" => {
                let rows = &mut seed.manufacturers.values().map(|row| (row.id, row.name.as_str(), ""));
                self.record.manufacturer_id = found(rows)?;
            }
            _ => {
                let stored = match field {
                    "vendor" => found(&mut companies())?.map(|id| json!({"id": id})),
                    "installedBy" => {
                        let members: Vec<Member> = seed.members.values().cloned().chain(built_in_members()).collect();
                        let rows = &mut members.iter().map(|row| (row.id, "", row.identifier.as_str()));
                        found(rows)?.map(|id| json!({"id": id}))
                    }
                    // The tables of contacts, locations, departments and SLAs are not simulated.
                    _ if value.is_null() => None,
                    _ => {
                        let id = values::id(value).ok_or_else(|| values::unknown(field, value, settings))?;
                        Some(json!({"id": id}))
                    }
                };
                match stored {
                    Some(stored) => self.record.other.insert(field.to_owned(), stored),
                    None => self.record.other.remove(field),
                };
            }
        }
        Ok(())
    }

    /// The record, or everything that is wrong with it.
    pub(super) fn finish(mut self) -> Result<Configuration, Refusal> {
        if self.record.status_id.is_none() {
            let default = self.seed.statuses.values().find(|status| status.default);
            self.record.status_id = default.map(|status| status.id);
        }
        let record = &self.record;
        let absent = [
            ("name", record.name.trim().is_empty()),
            ("type", record.type_id == 0),
            ("company", record.company_id == 0),
        ];
        for (field, _) in absent.into_iter().filter(|(_, absent)| *absent) {
            // A field whose value has been refused is not missing too.
            if !self.faults.iter().any(|fault| fault.field == field) {
                self.faults.push(fault("MissingRequiredField", field, &format!("{field} is required.")));
            }
        }
        let site = self.record.site_id.and_then(|id| self.seed.sites.get(&id));
        if site.is_some_and(|site| site.company != self.record.company_id) {
            if !self.site_is_set && self.seed.settings.company_move == CompanyMove::DropsSite {
                self.record.site_id = None;
            } else {
                let code = self.seed.settings.invalid_reference_code.clone();
                self.faults.push(Fault::new(code, RESOURCE, "site", "The site belongs to another company."));
            }
        }
        if self.faults.is_empty() { Ok(self.record) } else { Err(Refusal::invalid(RESOURCE, self.faults)) }
    }
}

fn flag(field: &str, value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| fault("InvalidValue", field, &format!("{field} must be true or false.")))
}

fn text_member<'a>(record: &'a mut Configuration, field: &str) -> Option<&'a mut String> {
    Some(match field {
        "name" => &mut record.name,
        "deviceIdentifier" => &mut record.device_identifier,
        "serialNumber" => &mut record.serial_number,
        "modelNumber" => &mut record.model_number,
        "macAddress" => &mut record.mac_address,
        "ipAddress" => &mut record.ip_address,
        "notes" => &mut record.notes,
        "osType" => &mut record.os_type,
        "osInfo" => &mut record.os_info,
        _ => return None,
    })
}
