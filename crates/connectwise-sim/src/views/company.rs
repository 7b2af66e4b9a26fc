//! Companies with their status and types, and the tables of both.

use serde_json::{Value, json};

use super::tables::{named, row};
use super::{ObjectWriter, Part, View};
use crate::conditions::{BadCondition, Column, Condition, Dialect, Get, Held, Row};
use crate::records::{Company, CompanyStatus, CompanyType};
use crate::state::{API_MEMBER, Seed};

/// A company with the tables that its references point into.
#[derive(Clone, Copy)]
pub(crate) struct CompanyView<'a> {
    pub(crate) record: &'a Company,
    pub(crate) seed: &'a Seed,
}

impl<'a> CompanyView<'a> {
    fn status_id(&self) -> Option<i64> {
        let name = &self.record.status;
        self.seed.company_statuses.values().find(|status| status.name == *name).map(|status| status.id)
    }

    fn types(&self) -> impl Iterator<Item = TypeOfCompany<'a>> {
        let seed = self.seed;
        self.record.types.iter().filter_map(|id| seed.company_types.get(id)).map(TypeOfCompany)
    }
}

row! { CompanyView<'_>, |row| row.record.id;
    "id" => |row, _| Held::Number(row.record.id as f64),
    "identifier" => |row, _| Held::text(&row.record.identifier),
    "name" => |row, _| Held::text(&row.record.name),
    "status/id" => |row, _| Held::id(row.status_id()),
    "status/name" => |row, _| Held::text(&row.record.status),
    "phoneNumber" => |row, _| Held::text(&row.record.phone),
    "addressLine1" => |row, _| Held::text(&row.record.address_line1),
    "city" => |row, _| Held::text(&row.record.city),
    "zip" => |row, _| Held::text(&row.record.zip),
    "country/name" => |row, _| Held::text(&row.record.country),
    "deletedFlag" => |row, _| Held::Bool(row.record.deleted),
    "lastUpdated" | "_info/lastUpdated" => |row, _| Held::Time(row.record.stamps.updated),
    "dateEntered" | "_info/dateEntered" => |row, _| Held::Time(row.record.stamps.entered),
    "updatedBy" | "_info/updatedBy" => |row, _| Held::text(&row.record.stamps.updated_by),
    "enteredBy" | "_info/enteredBy" => |row, _| Held::text(&row.record.stamps.entered_by),
}

impl View for CompanyView<'_> {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        let record = self.record;
        object.part("id", &Part::Number(record.id));
        object.part("identifier", &Part::Text(&record.identifier));
        object.part("name", &Part::Text(&record.name));
        object.part("status", &Part::Reference(self.status_id(), None, &record.status));
        object.part("addressLine1", &Part::Text(&record.address_line1));
        object.part("city", &Part::Text(&record.city));
        object.part("zip", &Part::Text(&record.zip));
        object.part("country", &named(&record.country));
        object.part("phoneNumber", &Part::Text(&record.phone));
        object.part("deletedFlag", &Part::Bool(record.deleted));
        if object.wants("types") {
            let types = self.types().map(|row| json!({"id": row.0.id, "name": row.0.name}));
            object.part("types", &Part::Json(&types.collect::<Value>()));
        }
        object.part("_info", &Part::Info(&record.stamps));
    }

    fn is_own(&self) -> bool {
        self.record.stamps.entered_by == API_MEMBER
    }

    fn children(condition: &Condition, dialect: Dialect) -> Result<impl Fn(&Self) -> bool, BadCondition> {
        let check = condition.check::<TypeOfCompany<'_>>(dialect)?;
        Ok(move |row: &Self| row.types().any(|row| check.holds(&row)))
    }
}

/// One of a company's types: what its `childConditions` look at.
struct TypeOfCompany<'a>(&'a CompanyType);

row! { TypeOfCompany<'_>, |row| row.0.id;
    "types/id" => |row, _| Held::Number(row.0.id as f64),
    "types/name" => |row, _| Held::text(&row.0.name),
}

row! { &CompanyStatus, |row| row.id;
    "id" => |row, _| Held::Number(row.id as f64),
    "name" => |row, _| Held::text(&row.name),
    "defaultFlag" => |row, _| Held::Bool(row.default),
    "inactiveFlag" => |row, _| Held::Bool(row.inactive),
}

impl View for &CompanyStatus {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        object.part("id", &Part::Number(self.id));
        object.part("name", &Part::Text(&self.name));
        object.part("defaultFlag", &Part::Bool(self.default));
        object.part("inactiveFlag", &Part::Bool(self.inactive));
    }
}

row! { &CompanyType, |row| row.id;
    "id" => |row, _| Held::Number(row.id as f64),
    "name" => |row, _| Held::text(&row.name),
    "defaultFlag" => |row, _| Held::Bool(row.default),
    "vendorFlag" => |row, _| Held::Bool(row.vendor),
}

impl View for &CompanyType {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        object.part("id", &Part::Number(self.id));
        object.part("name", &Part::Text(&self.name));
        object.part("defaultFlag", &Part::Bool(self.default));
        object.part("vendorFlag", &Part::Bool(self.vendor));
    }
}
