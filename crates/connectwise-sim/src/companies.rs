//! Companies, their statuses and their types, as people keep them.

use std::collections::BTreeSet;

use crate::records::{Company, CompanyStatus, CompanyType, Stamps};
use crate::state::Simulator;

impl Simulator {
    /// Adds an active company and returns its id.
    pub fn add_company(&mut self, identifier: &str, name: &str) -> i64 {
        const STATUS: &str = "Active";
        let id = self.next_id();
        let stamps = self.stamps();
        let company = Company {
            id,
            identifier: identifier.to_owned(),
            name: name.to_owned(),
            status: STATUS.to_owned(),
            stamps,
            ..Company::default()
        };
        self.seed.companies.insert(id, company);
        self.add_company_status(STATUS);
        id
    }

    /// A company, deleted or not.
    #[must_use]
    pub fn company(&self, id: i64) -> Option<&Company> {
        self.seed.companies.get(&id)
    }

    /// Changes a company.
    pub fn edit_company(&mut self, id: i64, edit: impl FnOnce(&mut Company)) {
        self.touch();
        let stamps = self.stamps();
        let Some(company) = self.seed.companies.get_mut(&id) else { return };
        edit(company);
        company.stamps = Stamps { updated: stamps.updated, updated_by: stamps.updated_by, ..company.stamps.clone() };
        let status = company.status.clone();
        if !status.is_empty() {
            self.add_company_status(&status);
        }
    }

    /// Marks a company deleted, which is all that ConnectWise does.
    pub fn delete_company(&mut self, id: i64) {
        self.edit_company(id, |company| company.deleted = true);
    }

    /// Adds a company status, if there is none of this name, and returns its id; the first one is the default.
    pub fn add_company_status(&mut self, name: &str) -> i64 {
        if let Some(status) = self.seed.company_statuses.values().find(|status| status.name == name) {
            return status.id;
        }
        let id = self.next_id();
        let default = self.seed.company_statuses.is_empty();
        let status = CompanyStatus { id, name: name.to_owned(), default, inactive: false };
        self.seed.company_statuses.insert(id, status);
        id
    }

    /// Adds a company type and returns its id.
    pub fn add_company_type(&mut self, name: &str) -> i64 {
        let id = self.next_id();
        self.seed.company_types.insert(id, CompanyType { id, name: name.to_owned(), ..CompanyType::default() });
        id
    }

    /// Gives a company these types, by their ids, and no others.
    pub fn set_company_types(&mut self, company: i64, types: impl IntoIterator<Item = i64>) {
        let types = types.into_iter().collect();
        self.edit_company(company, |company| company.types = types);
    }

    /// A seed file need not have the table of statuses: the names that companies have make it.
    pub(crate) fn complete_company_statuses(&mut self) {
        let named = self.seed.companies.values().map(|company| company.status.clone());
        for name in named.filter(|name| !name.is_empty()).collect::<BTreeSet<_>>() {
            self.add_company_status(&name);
        }
    }
}
