//! Companies, their statuses and types, and their sites.

use sitebook_psa::{Company, CompanyQuery, PsaError, Reference, Site};

use crate::call::{Call, read};
use crate::client::Client;
use crate::conditions::{Condition, NotExpressible};
use crate::link::has_next;
use crate::listing::List;
use crate::operations::none_if_missing;
use crate::transport::Transport;
use crate::wire::{self, Row};
use sitebook_service_client::Pace;

const COMPANIES: &str = "company/companies";
/// The most rows of one page.
const PAGE_LIMIT: usize = 1000;

impl<T: Transport, P: Pace> Client<T, P> {
    pub(crate) async fn read_companies(&self, query: &CompanyQuery) -> Result<Vec<Company>, PsaError> {
        let search = query.search.trim();
        let limit = query.limit.unwrap_or(usize::MAX);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let condition = search_condition(search);
        let is_filtered_there = condition.is_ok();
        let mut conditions = condition.unwrap_or_else(|NotExpressible| not_deleted());
        if let Some(status) = query.status {
            conditions = conditions.and(&Condition::reference("status", status));
        }
        let list = List {
            child_conditions: query.company_type.map(|id| Condition::reference("types", id)),
            ..List::all(COMPANIES, wire::Company::FIELDS).with(conditions)
        };
        let first =
            if is_filtered_there && limit <= PAGE_LIMIT { self.first_by_name(&list, limit).await? } else { None };
        let rows = match first {
            Some(rows) => rows,
            None => self.list::<wire::Company>(&list).await?,
        };
        let wanted = search.to_lowercase();
        let found = |company: &Company| {
            is_filtered_there
                || company.name.to_lowercase().contains(&wanted)
                || company.identifier.to_lowercase().contains(&wanted)
        };
        let mut companies: Vec<Company> =
            rows.into_iter().filter(|company| !company.deleted && found(company)).collect();
        companies.sort_by_cached_key(|company| (company.name.to_lowercase(), company.id));
        companies.truncate(limit);
        Ok(companies)
    }

    /// One page in the order of names; none when the server gave fewer than asked for although there are more.
    async fn first_by_name(&self, list: &List<'_>, limit: usize) -> Result<Option<Vec<Company>>, PsaError> {
        let mut call = Call::get(list.path)
            .with("pageSize", limit.to_string())
            .with("page", "1")
            .with("orderBy", "name asc")
            .with("fields", list.fields);
        if let Some(conditions) = &list.conditions {
            call = call.with("conditions", conditions.to_string());
        }
        if let Some(conditions) = &list.child_conditions {
            call = call.with("childConditions", conditions.to_string());
        }
        let answer = self.call(&call, self.deadline()).await?;
        let rows: Vec<wire::Company> = read(&answer, &call)?;
        let is_cut = rows.len() < limit && answer.header("link").is_some_and(has_next);
        Ok((!is_cut).then(|| rows.into_iter().map(Row::into_record).collect()))
    }

    pub(crate) async fn read_company(&self, id: i64) -> Result<Option<Company>, PsaError> {
        let path = format!("{COMPANIES}/{id}");
        let call = Call::get(&path).with("fields", wire::Company::FIELDS);
        let company: Option<wire::Company> = none_if_missing(self.json(&call).await)?;
        Ok(company.map(Row::into_record))
    }

    pub(crate) async fn read_company_statuses(&self) -> Result<Vec<Reference>, PsaError> {
        self.list::<wire::Named>(&List::all("company/companies/statuses", wire::Named::FIELDS)).await
    }

    pub(crate) async fn read_company_types(&self) -> Result<Vec<Reference>, PsaError> {
        self.list::<wire::Named>(&List::all("company/companies/types", wire::Named::FIELDS)).await
    }

    pub(crate) async fn read_sites(&self, company: i64) -> Result<Vec<Site>, PsaError> {
        let path = format!("{COMPANIES}/{company}/sites");
        self.list::<wire::Site>(&List::all(&path, wire::Site::FIELDS)).await
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
    not_deleted().and(&either).fitting()
}
