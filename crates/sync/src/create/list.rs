//! The company's list as the create protocol looks at it: when it was read, and who carries one of our identifiers.

use std::collections::HashMap;

use sitebook_domain::{IDENTIFIER_PREFIX, Timestamp};
use sitebook_psa::Configuration;

/// A complete list of a company's configurations.
#[derive(Debug, Clone)]
pub struct CompanyList {
    read_at: Timestamp,
    ids: Vec<i64>,
    carrying: HashMap<String, Vec<Configuration>>,
}

impl CompanyList {
    /// The list as read at this time, taken before the first page was asked for.
    #[must_use]
    pub fn new(configurations: &[Configuration], read_at: Timestamp) -> Self {
        let mut carrying: HashMap<String, Vec<Configuration>> = HashMap::new();
        for configuration in configurations {
            let identifier = configuration.device_identifier.trim();
            if identifier.starts_with(IDENTIFIER_PREFIX) {
                carrying.entry(identifier.to_owned()).or_default().push(configuration.clone());
            }
        }
        for records in carrying.values_mut() {
            records.sort_unstable_by_key(|record| record.id);
        }
        Self { read_at, ids: configurations.iter().map(|configuration| configuration.id).collect(), carrying }
    }

    /// The same list, no longer counted as fresh: it must be read again before anything is sent.
    pub(super) fn grown_old(self) -> Self {
        Self { read_at: Timestamp(i64::MIN), ..self }
    }

    /// Adds records that were asked for one by one, by id.
    pub(super) fn add(&mut self, found: Vec<Configuration>) {
        for record in found {
            let carrying = self.carrying.entry(record.device_identifier.trim().to_owned()).or_default();
            if carrying.iter().all(|known| known.id != record.id) {
                carrying.push(record);
                carrying.sort_unstable_by_key(|record| record.id);
            }
        }
    }

    /// When it was read.
    pub(super) fn read_at(&self) -> Timestamp {
        self.read_at
    }

    /// The ids in it.
    pub(super) fn ids(&self) -> &[i64] {
        &self.ids
    }

    /// The records that carry an identifier, by id.
    pub(super) fn carrying(&self, identifier: &str) -> &[Configuration] {
        self.carrying.get(identifier).map(Vec::as_slice).unwrap_or_default()
    }
}
