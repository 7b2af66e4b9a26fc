//! What tests and people do to the simulator from outside the API.

use std::collections::BTreeSet;

use crate::faults::{Fault, PlannedFault};
use crate::log::LoggedRequest;
use crate::records::{Configuration, NamedRow, NewConfiguration, Site, Status};
use crate::rights::{Function, Level, Table, Verb};
use crate::state::Simulator;
use crate::violations::Violation;

impl Simulator {
    /// Adds a site and returns its id.
    pub fn add_site(&mut self, company: i64, name: &str) -> i64 {
        let id = self.next_id();
        self.seed.sites.insert(id, Site { id, company, name: name.to_owned(), ..Site::default() });
        id
    }

    /// Changes a site.
    pub fn edit_site(&mut self, id: i64, edit: impl FnOnce(&mut Site)) {
        self.touch();
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

    /// Changes a configuration type.
    pub fn edit_type(&mut self, id: i64, edit: impl FnOnce(&mut NamedRow)) {
        self.touch();
        if let Some(row) = self.seed.types.get_mut(&id) {
            edit(row);
        }
    }

    /// Adds a status and returns its id; the first one is the default of new configurations.
    pub fn add_status(&mut self, description: &str, closed: bool) -> i64 {
        let id = self.next_id();
        let default = self.seed.statuses.is_empty();
        self.seed.statuses.insert(id, Status { id, description: description.to_owned(), closed, default });
        id
    }

    /// Changes a status.
    pub fn edit_status(&mut self, id: i64, edit: impl FnOnce(&mut Status)) {
        self.touch();
        if let Some(status) = self.seed.statuses.get_mut(&id) {
            edit(status);
        }
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
            stamps,
            ..Configuration::default()
        });
        id
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
        self.remove_configuration(id);
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
        self.set_right(function, verb, Level::None);
    }

    /// Sets a right.
    pub fn set_right(&mut self, function: Function, verb: Verb, level: Level) {
        self.touch();
        self.seed.rights.set(function, verb, level);
    }

    /// Sets the types whose configurations the role sees, by id; none = all.
    pub fn set_visible_types(&mut self, types: Option<BTreeSet<i64>>) {
        self.touch();
        self.seed.rights.configuration_types = types;
    }

    /// Sets the set-up tables that the role sees; none = all.
    pub fn set_visible_tables(&mut self, tables: Option<BTreeSet<Table>>) {
        self.touch();
        self.seed.rights.tables = tables;
    }

    /// Refuses the keys: 401 from now on.
    pub fn revoke_keys(&mut self) {
        self.touch();
        self.seed.keys_revoked = true;
    }

    /// Takes this private key from now on, and no other.
    pub fn rotate_private_key(&mut self, private_key: &str) {
        self.touch();
        self.seed.private_key = Some(private_key.to_owned());
    }

    /// Accepts the keys again.
    pub fn restore_keys(&mut self) {
        self.touch();
        self.seed.keys_revoked = false;
    }

    /// Changes the codebase, as every cloud upgrade does: old paths are 404 from now on.
    pub fn upgrade(&mut self, codebase: &str) {
        self.touch();
        codebase.clone_into(&mut self.seed.settings.codebase);
    }

    /// Lets the next requests to the API fail; requests to `companyinfo` are not counted.
    pub fn fail_next(&mut self, times: u32, fault: Fault) {
        self.fail_next_on(times, fault, "", "/apis/3.0/");
    }

    /// Lets the next requests with this method (empty = any) and this part of the path fail.
    pub fn fail_next_on(&mut self, times: u32, fault: Fault, method: &str, path: &str) {
        self.fail_later(0, times, fault, method, path);
    }

    /// Lets so many of these requests pass, and the next ones fail.
    pub fn fail_later(&mut self, skip: u32, times: u32, fault: Fault, method: &str, path: &str) {
        self.faults.push(PlannedFault { skip, times, fault, method: method.to_owned(), path: path.to_owned() });
    }

    /// Drops all planned faults.
    pub fn heal(&mut self) {
        self.faults.clear();
        self.last_lists.clear();
    }

    /// Everything that was asked, in order.
    #[must_use]
    pub fn request_log(&self) -> &[LoggedRequest] {
        &self.log
    }

    /// What requests broke the tables of fields and parameters, whether they were refused or not.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        let numbered = self.log.iter().enumerate();
        numbered
            .flat_map(|(request, logged)| {
                logged.violations.iter().map(move |violation| Violation { request, ..violation.clone() })
            })
            .collect()
    }

    /// Forgets what was asked.
    pub fn clear_log(&mut self) {
        self.log.clear();
    }
}
