//! The contract's operations, in ConnectWise's paths.

use std::sync::atomic::Ordering;

use sitebook_psa::{
    Company, CompanyQuery, Configuration, ConfigurationChange, ConfigurationField, Manufacturer, PreFlight, Psa,
    PsaError, PsaErrorKind, Reference, Site,
};

use crate::call::Call;
use crate::client::Client;
use crate::conditions::{Condition, NotExpressible};
use crate::listing::List;
use crate::pace::Pace;
use crate::transport::{Method, Transport};
use crate::wire::{self, PatchOperation, PatchValue};

const COMPANIES: &str = "company/companies";
const CONFIGURATIONS: &str = "company/configurations";
const TYPES: &str = "company/configurations/types";
const MANUFACTURERS: &str = "procurement/manufacturers";
/// The most rows of one page.
const PAGE_LIMIT: usize = 1000;

impl<T: Transport, P: Pace> Psa for Client<T, P> {
    async fn check(&self) -> Result<PreFlight, PsaError> {
        self.pre_flight().await
    }

    async fn companies(&self, query: &CompanyQuery) -> Result<Vec<Company>, PsaError> {
        let search = query.search.trim();
        let limit = query.limit.unwrap_or(usize::MAX);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let condition = search_condition(search);
        let is_filtered_there = condition.is_ok();
        let conditions = condition.unwrap_or_else(|NotExpressible| not_deleted());
        let rows: Vec<wire::Company> = if is_filtered_there && limit <= PAGE_LIMIT {
            let call = Call::get(COMPANIES)
                .with("pageSize", limit.to_string())
                .with("page", "1")
                .with("orderBy", "name asc")
                .with("fields", wire::Company::FIELDS)
                .with("conditions", conditions.to_string());
            self.json(&call).await?
        } else {
            self.list(&List { path: COMPANIES, fields: wire::Company::FIELDS, conditions: Some(conditions) }).await?
        };
        let wanted = search.to_lowercase();
        let found = |company: &Company| {
            is_filtered_there
                || company.name.to_lowercase().contains(&wanted)
                || company.identifier.to_lowercase().contains(&wanted)
        };
        let mut companies: Vec<Company> = rows
            .into_iter()
            .map(wire::Company::into_psa)
            .filter(|company| !company.deleted && found(company))
            .collect();
        companies.sort_by_cached_key(|company| (company.name.to_lowercase(), company.id));
        companies.truncate(limit);
        Ok(companies)
    }

    async fn company(&self, id: i64) -> Result<Option<Company>, PsaError> {
        let path = format!("{COMPANIES}/{id}");
        let call = Call::get(&path).with("fields", wire::Company::FIELDS);
        let company: Option<wire::Company> = none_if_missing(self.json(&call).await)?;
        Ok(company.map(wire::Company::into_psa))
    }

    async fn sites(&self, company: i64) -> Result<Vec<Site>, PsaError> {
        let path = format!("{COMPANIES}/{company}/sites");
        let rows: Vec<wire::Site> =
            self.list(&List { path: &path, fields: wire::Site::FIELDS, conditions: None }).await?;
        Ok(rows.into_iter().map(wire::Site::into_psa).collect())
    }

    async fn configuration_types(&self) -> Result<Vec<Reference>, PsaError> {
        let rows: Vec<wire::Named> =
            self.list(&List { path: TYPES, fields: wire::Named::FIELDS, conditions: None }).await?;
        Ok(rows.into_iter().map(wire::Named::into_psa).collect())
    }

    async fn configurations(&self, company: i64) -> Result<Vec<Configuration>, PsaError> {
        let conditions = Some(Condition::number("company/id", company));
        let list = List { path: CONFIGURATIONS, fields: wire::Configuration::FIELDS, conditions };
        let rows: Vec<wire::Configuration> = self.list(&list).await?;
        let configurations: Vec<Configuration> = rows.into_iter().map(wire::Configuration::into_psa).collect();
        // A server that ignored the condition would hand over every customer's devices.
        let is_foreign = |found: &Configuration| found.company.as_ref().is_some_and(|found| found.id != company);
        if configurations.iter().any(is_foreign) {
            let why = format!("GET /{CONFIGURATIONS}: the list holds records of other companies");
            return Err(PsaErrorKind::Unreadable { why }.into());
        }
        Ok(configurations)
    }

    async fn configuration(&self, id: i64) -> Result<Option<Configuration>, PsaError> {
        let path = format!("{CONFIGURATIONS}/{id}");
        let call = Call::get(&path).with("fields", wire::Configuration::FIELDS);
        let configuration: Option<wire::Configuration> = none_if_missing(self.json(&call).await)?;
        Ok(configuration.map(wire::Configuration::into_psa))
    }

    async fn update_configuration(&self, id: i64, changes: &[ConfigurationChange]) -> Result<Configuration, PsaError> {
        let operations: Vec<PatchOperation<'_>> = changes.iter().map(operation).collect();
        let path = format!("{CONFIGURATIONS}/{id}");
        let call = Call::write(Method::Patch, &path, body(&operations)?);
        let configuration: wire::Configuration = self.json(&call).await?;
        let configuration = configuration.into_psa();
        if configuration.id != id {
            let why = format!("PATCH /{path}: another record came back");
            let mut error = PsaError::from(PsaErrorKind::Unreadable { why });
            error.outcome_unknown = true;
            return Err(error);
        }
        Ok(configuration)
    }

    async fn manufacturer(&self, name: &str) -> Result<Manufacturer, PsaError> {
        let name = name.trim();
        if let Ok(condition) = Condition::text("name", name)
            && let Some(reference) = self.manufacturer_in(Some(condition), name).await?
        {
            return Ok(Manufacturer { reference, created: false });
        }
        let call = Call::write(Method::Post, MANUFACTURERS, body(&serde_json::json!({"name": name}))?);
        match self.json::<wire::Named>(&call).await {
            Ok(row) => Ok(Manufacturer { reference: row.into_psa(), created: true }),
            // Somebody was faster, or the condition did not find what the table holds: the whole table decides.
            Err(error) if error.kind == PsaErrorKind::Conflict => match self.manufacturer_in(None, name).await? {
                Some(reference) => Ok(Manufacturer { reference, created: false }),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    fn requests_sent(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    async fn manufacturer_in(&self, conditions: Option<Condition>, name: &str) -> Result<Option<Reference>, PsaError> {
        let list = List { path: MANUFACTURERS, fields: wire::Named::FIELDS, conditions };
        let rows: Vec<wire::Named> = self.list(&list).await?;
        let wanted = name.to_lowercase();
        Ok(rows.into_iter().map(wire::Named::into_psa).find(|row| row.name.trim().to_lowercase() == wanted))
    }
}

fn not_deleted() -> Condition {
    Condition::flag("deletedFlag", false)
}

fn search_condition(search: &str) -> Result<Condition, NotExpressible> {
    if search.is_empty() {
        return Ok(not_deleted());
    }
    let either = Condition::contains("name", search)?.or(&Condition::contains("identifier", search)?);
    Ok(not_deleted().and(&either))
}

fn none_if_missing<R>(result: Result<R, PsaError>) -> Result<Option<R>, PsaError> {
    match result {
        Ok(record) => Ok(Some(record)),
        Err(error) if matches!(error.kind, PsaErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn operation(change: &ConfigurationChange) -> PatchOperation<'_> {
    let (path, value) = match change {
        ConfigurationChange::Text(field, text) => (path(*field), PatchValue::Text(text)),
        ConfigurationChange::Manufacturer(Some(manufacturer)) => {
            ("manufacturer", PatchValue::Reference { id: manufacturer.id })
        }
        ConfigurationChange::Manufacturer(None) => ("manufacturer", PatchValue::Nothing),
    };
    PatchOperation { op: "replace", path, value }
}

fn path(field: ConfigurationField) -> &'static str {
    match field {
        ConfigurationField::Name => "name",
        ConfigurationField::SerialNumber => "serialNumber",
        ConfigurationField::ModelNumber => "modelNumber",
        ConfigurationField::MacAddress => "macAddress",
        ConfigurationField::IpAddress => "ipAddress",
        ConfigurationField::Notes => "notes",
        ConfigurationField::OsType => "osType",
        ConfigurationField::OsInfo => "osInfo",
    }
}

fn body(value: &impl serde::Serialize) -> Result<Vec<u8>, PsaError> {
    serde_json::to_vec(value)
        .map_err(|_| PsaErrorKind::Unreadable { why: "the request has no JSON form".to_owned() }.into())
}
