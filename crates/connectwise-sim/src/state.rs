//! The simulator's records and what tests and people may do to them from outside the API.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::faults::{Fault, PlannedFault};
use crate::log::LoggedRequest;
use crate::records::{Company, Configuration, NamedRow, NewConfiguration, Site, Stamps, Status, table};
use crate::settings::{Function, Level, Rights, Settings, Verb};

/// The login company that the simulator knows.
pub const LOGIN_COMPANY: &str = "sitebook_demo";
/// The public key that it accepts.
pub const PUBLIC_KEY: &str = "SimulatorPublic1";
/// The private key that it accepts.
pub const PRIVATE_KEY: &str = "SimulatorPrivate";
/// The client id that it accepts.
pub const CLIENT_ID: &str = "5b0c2f1e-0000-4000-8000-51b3b00c0001";
/// Identifier of the member that the keys belong to: what `_info/updatedBy` says after a write over the API.
pub const API_MEMBER: &str = "SitebookAPI";
/// Who `edit_configuration` and its kin act as.
pub const OTHER_MEMBER: &str = "JSmith";

/// Everything that a seed file holds: the state without the log and the planned faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Behaviour.
    pub settings: Settings,
    /// What the API member may do.
    pub rights: Rights,
    /// Whether the keys are refused.
    pub keys_revoked: bool,
    /// Seconds since 1970, UTC, of the last thing that happened.
    pub now: i64,
    /// The largest id given so far; ids are never given twice, in no table.
    pub last_id: i64,
    /// Companies.
    #[serde(with = "table")]
    pub companies: BTreeMap<i64, Company>,
    /// Sites of all companies.
    #[serde(with = "table")]
    pub sites: BTreeMap<i64, Site>,
    /// Configuration types.
    #[serde(with = "table")]
    pub types: BTreeMap<i64, NamedRow>,
    /// Configuration statuses.
    #[serde(with = "table")]
    pub statuses: BTreeMap<i64, Status>,
    /// Manufacturers.
    #[serde(with = "table")]
    pub manufacturers: BTreeMap<i64, NamedRow>,
    /// Configurations of all companies.
    #[serde(with = "table")]
    pub configurations: BTreeMap<i64, Configuration>,
}

/// The simulated ConnectWise.
#[derive(Debug, Default)]
pub struct Simulator {
    pub(crate) seed: Seed,
    /// Configuration ids by company: 100,000 records must not be walked for one company's page.
    pub(crate) by_company: BTreeMap<i64, BTreeSet<i64>>,
    pub(crate) log: Vec<LoggedRequest>,
    pub(crate) faults: Vec<PlannedFault>,
}

impl Simulator {
    /// A simulator without records, at the start of 2026.
    #[must_use]
    pub fn empty() -> Self {
        const START_OF_2026: i64 = 1_767_225_600;
        Self::from_seed(Seed { now: START_OF_2026, ..Seed::default() })
    }

    /// A simulator with the records of a seed.
    #[must_use]
    pub fn from_seed(mut seed: Seed) -> Self {
        let largest = [
            seed.companies.keys().last(),
            seed.sites.keys().last(),
            seed.types.keys().last(),
            seed.statuses.keys().last(),
            seed.manufacturers.keys().last(),
            seed.configurations.keys().last(),
        ];
        seed.last_id = largest.into_iter().flatten().copied().fold(seed.last_id, i64::max);
        let mut by_company: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for configuration in seed.configurations.values() {
            by_company.entry(configuration.company_id).or_default().insert(configuration.id);
        }
        Self { seed, by_company, log: Vec::new(), faults: Vec::new() }
    }

    /// The state in the shape of a seed file.
    #[must_use]
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// How it behaves, to be changed.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.seed.settings
    }

    /// The next id; one sequence for all tables, so that an id of the wrong table is noticed.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.seed.last_id += 1;
        self.seed.last_id
    }

    /// Signs as another member and lets a second pass, so that no two events share a time.
    fn stamps(&mut self) -> Stamps {
        self.seed.now += 1;
        Stamps {
            entered: self.seed.now,
            entered_by: OTHER_MEMBER.to_owned(),
            updated: self.seed.now,
            updated_by: OTHER_MEMBER.to_owned(),
        }
    }

    /// Adds an active company and returns its id.
    pub fn add_company(&mut self, identifier: &str, name: &str) -> i64 {
        let id = self.next_id();
        let stamps = self.stamps();
        let company = Company {
            id,
            identifier: identifier.to_owned(),
            name: name.to_owned(),
            status: "Active".to_owned(),
            stamps,
            ..Company::default()
        };
        self.seed.companies.insert(id, company);
        id
    }

    /// A company, deleted or not.
    #[must_use]
    pub fn company(&self, id: i64) -> Option<&Company> {
        self.seed.companies.get(&id)
    }

    /// Changes a company.
    pub fn edit_company(&mut self, id: i64, edit: impl FnOnce(&mut Company)) {
        let stamps = self.stamps();
        if let Some(company) = self.seed.companies.get_mut(&id) {
            edit(company);
            company.stamps =
                Stamps { updated: stamps.updated, updated_by: stamps.updated_by, ..company.stamps.clone() };
        }
    }

    /// Marks a company deleted, which is all that ConnectWise does.
    pub fn delete_company(&mut self, id: i64) {
        self.edit_company(id, |company| company.deleted = true);
    }

    /// Adds a site and returns its id.
    pub fn add_site(&mut self, company: i64, name: &str) -> i64 {
        let id = self.next_id();
        self.seed.sites.insert(id, Site { id, company, name: name.to_owned(), ..Site::default() });
        id
    }

    /// Changes a site.
    pub fn edit_site(&mut self, id: i64, edit: impl FnOnce(&mut Site)) {
        if let Some(site) = self.seed.sites.get_mut(&id) {
            edit(site);
        }
    }

    /// Adds a configuration type and returns its id.
    pub fn add_type(&mut self, name: &str) -> i64 {
        let id = self.next_id();
        self.seed.types.insert(id, NamedRow { id, name: name.to_owned(), inactive: false });
        id
    }

    /// Adds a status and returns its id; the first one is the default of new configurations.
    pub fn add_status(&mut self, description: &str, closed: bool) -> i64 {
        let id = self.next_id();
        let default = self.seed.statuses.is_empty();
        self.seed.statuses.insert(id, Status { id, description: description.to_owned(), closed, default });
        id
    }

    /// Adds a manufacturer and returns its id.
    pub fn add_manufacturer(&mut self, name: &str) -> i64 {
        let id = self.next_id();
        self.seed.manufacturers.insert(id, NamedRow { id, name: name.to_owned(), inactive: false });
        id
    }

    /// Every manufacturer, by id.
    pub fn manufacturers(&self) -> impl Iterator<Item = &NamedRow> {
        self.seed.manufacturers.values()
    }

    /// Adds a configuration as a person would have done it and returns its id; nothing is checked.
    pub fn add_configuration(&mut self, new: NewConfiguration) -> i64 {
        let id = self.next_id();
        let stamps = self.stamps();
        let type_id =
            if new.type_id == 0 { self.seed.types.keys().next().copied().unwrap_or_default() } else { new.type_id };
        let status_id = self.default_status();
        self.insert_configuration(Configuration {
            id,
            name: new.name,
            type_id,
            status_id,
            company_id: new.company,
            site_id: new.site,
            manufacturer_id: new.manufacturer,
            device_identifier: new.device_identifier,
            serial_number: new.serial_number,
            model_number: new.model_number,
            mac_address: new.mac_address,
            ip_address: new.ip_address,
            notes: new.notes,
            os_type: new.os_type,
            os_info: new.os_info,
            active: new.active,
            other: BTreeMap::new(),
            stamps,
        });
        id
    }

    pub(crate) fn default_status(&self) -> Option<i64> {
        self.seed.statuses.values().find(|status| status.default).map(|status| status.id)
    }

    /// Puts a configuration in place of the one with its id, and keeps the index right.
    pub(crate) fn insert_configuration(&mut self, configuration: Configuration) {
        self.remove_from_index(configuration.id);
        self.by_company.entry(configuration.company_id).or_default().insert(configuration.id);
        self.seed.configurations.insert(configuration.id, configuration);
    }

    fn remove_from_index(&mut self, id: i64) {
        let company = self.seed.configurations.get(&id).map(|configuration| configuration.company_id);
        if let Some(ids) = company.and_then(|company| self.by_company.get_mut(&company)) {
            ids.remove(&id);
        }
    }

    /// A configuration.
    #[must_use]
    pub fn configuration(&self, id: i64) -> Option<&Configuration> {
        self.seed.configurations.get(&id)
    }

    /// The configurations of a company, by id.
    pub fn configurations_of(&self, company: i64) -> impl Iterator<Item = &Configuration> {
        self.by_company.get(&company).into_iter().flatten().filter_map(|id| self.seed.configurations.get(id))
    }

    /// Changes a configuration as another member would, a second later.
    pub fn edit_configuration(&mut self, id: i64, edit: impl FnOnce(&mut Configuration)) {
        let stamps = self.stamps();
        let Some(mut configuration) = self.seed.configurations.get(&id).cloned() else { return };
        edit(&mut configuration);
        configuration.id = id;
        configuration.stamps.updated = stamps.updated;
        configuration.stamps.updated_by = stamps.updated_by;
        self.insert_configuration(configuration);
    }

    /// Deletes a configuration: from now on it is a 404.
    pub fn delete_configuration(&mut self, id: i64) {
        self.remove_from_index(id);
        self.seed.configurations.remove(&id);
    }

    /// Moves a configuration to another company, to no site.
    pub fn move_configuration(&mut self, id: i64, company: i64) {
        self.edit_configuration(id, |configuration| {
            configuration.company_id = company;
            configuration.site_id = None;
        });
    }

    /// Takes a right away: 403 from now on.
    pub fn revoke_right(&mut self, function: Function, verb: Verb) {
        self.seed.rights.set(function, verb, Level::None);
    }

    /// Sets a right.
    pub fn set_right(&mut self, function: Function, verb: Verb, level: Level) {
        self.seed.rights.set(function, verb, level);
    }

    /// Refuses the keys: 401 from now on.
    pub fn revoke_keys(&mut self) {
        self.seed.keys_revoked = true;
    }

    /// Accepts the keys again.
    pub fn restore_keys(&mut self) {
        self.seed.keys_revoked = false;
    }

    /// Changes the codebase, as every cloud upgrade does: old paths are 404 from now on.
    pub fn upgrade(&mut self, codebase: &str) {
        codebase.clone_into(&mut self.seed.settings.codebase);
    }

    /// Lets the next requests to the API fail; requests to `companyinfo` are not counted.
    pub fn fail_next(&mut self, times: u32, fault: Fault) {
        self.fail_next_on(times, fault, "", "/apis/3.0/");
    }

    /// Lets the next requests with this method (empty = any) and this part of the path fail.
    pub fn fail_next_on(&mut self, times: u32, fault: Fault, method: &str, path: &str) {
        self.faults.push(PlannedFault { times, fault, method: method.to_owned(), path: path.to_owned() });
    }

    /// Drops all planned faults.
    pub fn heal(&mut self) {
        self.faults.clear();
    }

    /// Everything that was asked, in order.
    #[must_use]
    pub fn request_log(&self) -> &[LoggedRequest] {
        &self.log
    }

    /// Forgets what was asked.
    pub fn clear_log(&mut self) {
        self.log.clear();
    }
}
