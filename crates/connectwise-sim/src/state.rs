//! The simulator's state: the records, what finds them fast, and what is planned.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::faults::PlannedFault;
use crate::log::LoggedRequest;
use crate::message::Answer;
use crate::records::{
    Company, CompanyStatus, CompanyType, Configuration, CustomField, Member, NamedRow, Question, QuestionValue, Site,
    Stamps, Status, table,
};
use crate::rights::Rights;
use crate::settings::{Lag, Settings};

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
    /// The private key that is accepted in place of [`PRIVATE_KEY`].
    pub private_key: Option<String>,
    /// Seconds since 1970, UTC, of the last thing that happened.
    pub now: i64,
    /// The largest id given so far; ids are never given twice, in no table.
    pub last_id: i64,
    /// Companies.
    #[serde(with = "table")]
    pub companies: BTreeMap<i64, Company>,
    /// Company statuses.
    #[serde(with = "table")]
    pub company_statuses: BTreeMap<i64, CompanyStatus>,
    /// Company types.
    #[serde(with = "table")]
    pub company_types: BTreeMap<i64, CompanyType>,
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
    /// Questions of configuration types.
    #[serde(with = "table")]
    pub questions: BTreeMap<i64, Question>,
    /// What questions offer to choose from.
    #[serde(with = "table")]
    pub question_values: BTreeMap<i64, QuestionValue>,
    /// Custom fields of configurations.
    #[serde(with = "table")]
    pub custom_fields: BTreeMap<i64, CustomField>,
    /// Members besides the two that there always are.
    #[serde(with = "table")]
    pub members: BTreeMap<i64, Member>,
    /// Configurations of all companies.
    #[serde(with = "table")]
    pub configurations: BTreeMap<i64, Configuration>,
}

/// The simulated ConnectWise.
#[derive(Debug, Default)]
pub struct Simulator {
    pub(crate) seed: Seed,
    /// Configuration ids by company: 200,000 records must not be walked for one company's page.
    pub(crate) by_company: BTreeMap<i64, BTreeSet<i64>>,
    /// Configuration ids by `deviceIdentifier` with small ASCII letters.
    pub(crate) by_device: HashMap<String, BTreeSet<i64>>,
    /// When configurations were written last, by their ids: reading the records themselves, most of which are out of
    /// the processor's reach, takes many times as long.
    pub(crate) by_change: BTreeMap<i64, i64>,
    /// Configurations that lists still show as they were, by id.
    pub(crate) unseen: BTreeMap<i64, Unseen>,
    pub(crate) log: Vec<LoggedRequest>,
    pub(crate) faults: Vec<PlannedFault>,
    /// The last list of each path, kept while a page loop is planned.
    pub(crate) last_lists: BTreeMap<String, Answer>,
    /// Times of the requests of the last minute.
    pub(crate) recent: VecDeque<i64>,
    /// Requests since the start.
    pub(crate) requests: u64,
    pub(crate) revision: u64,
}

/// A write that lists do not know of yet.
#[derive(Debug)]
pub(crate) struct Unseen {
    /// The record before the write; none = it is new.
    pub(crate) before: Option<Configuration>,
    pub(crate) until: Until,
}

/// When lists get to know of a write.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// After the request with this number.
    Request(u64),
    /// At this time, in seconds since 1970, UTC.
    Time(i64),
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
            seed.company_statuses.keys().last(),
            seed.company_types.keys().last(),
            seed.sites.keys().last(),
            seed.types.keys().last(),
            seed.statuses.keys().last(),
            seed.manufacturers.keys().last(),
            seed.questions.keys().last(),
            seed.question_values.keys().last(),
            seed.custom_fields.keys().last(),
            seed.members.keys().last(),
            seed.configurations.keys().last(),
            seed.configurations.values().flat_map(|row| &row.answers).map(|answered| &answered.id).max(),
        ];
        seed.last_id = largest.into_iter().flatten().copied().fold(seed.last_id, i64::max);
        let mut simulator = Self { seed, ..Self::default() };
        let configurations = std::mem::take(&mut simulator.seed.configurations);
        for configuration in configurations.values() {
            simulator.index(configuration);
        }
        simulator.seed.configurations = configurations;
        simulator.complete_company_statuses();
        simulator
    }

    /// The state in the shape of a seed file.
    #[must_use]
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// Grows with every change of what [`Self::seed`] holds, but for the time.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How it behaves, to be changed.
    pub fn settings_mut(&mut self) -> &mut Settings {
        self.touch();
        &mut self.seed.settings
    }

    /// The next id; one sequence for all tables, so that an id of the wrong table is noticed.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.touch();
        self.seed.last_id += 1;
        self.seed.last_id
    }

    /// Signs as another member and lets a second pass, so that no two events share a time.
    pub(crate) fn stamps(&mut self) -> Stamps {
        self.seed.now += 1;
        Stamps {
            entered: self.seed.now,
            entered_by: OTHER_MEMBER.to_owned(),
            updated: self.seed.now,
            updated_by: OTHER_MEMBER.to_owned(),
        }
    }

    pub(crate) fn default_status(&self) -> Option<i64> {
        self.seed.statuses.values().find(|status| status.default).map(|status| status.id)
    }

    /// Notes that the state has changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    /// Puts a configuration in place of the one with its id, and keeps the indexes right.
    pub(crate) fn insert_configuration(&mut self, configuration: Configuration) {
        self.touch();
        self.unindex(configuration.id);
        self.index(&configuration);
        self.seed.configurations.insert(configuration.id, configuration);
    }

    /// Does the same for a write over the API, which lists may learn of late.
    pub(crate) fn save_configuration(&mut self, configuration: Configuration) {
        let until = match self.seed.settings.lag {
            Lag::None => None,
            Lag::Requests(count) => Some(Until::Request(self.requests + u64::from(count))),
            Lag::Seconds(seconds) => Some(Until::Time(self.seed.now + seconds)),
        };
        if let Some(until) = until {
            let before = match self.unseen.remove(&configuration.id) {
                Some(unseen) => unseen.before,
                None => self.seed.configurations.get(&configuration.id).cloned(),
            };
            self.unseen.insert(configuration.id, Unseen { before, until });
        }
        self.insert_configuration(configuration);
    }

    /// Lets lists see what is due.
    pub(crate) fn reveal(&mut self) {
        let (requests, now) = (self.requests, self.seed.now);
        self.unseen.retain(|_, unseen| match unseen.until {
            Until::Request(last) => requests <= last,
            Until::Time(time) => now < time,
        });
    }

    /// Removes a configuration; none = there is none.
    pub(crate) fn remove_configuration(&mut self, id: i64) -> Option<Configuration> {
        self.unindex(id);
        self.unseen.remove(&id);
        let removed = self.seed.configurations.remove(&id);
        if removed.is_some() {
            self.touch();
        }
        removed
    }

    fn index(&mut self, configuration: &Configuration) {
        self.by_company.entry(configuration.company_id).or_default().insert(configuration.id);
        self.by_change.insert(configuration.id, configuration.stamps.updated);
        if !configuration.device_identifier.is_empty() {
            let key = configuration.device_identifier.to_ascii_lowercase();
            self.by_device.entry(key).or_default().insert(configuration.id);
        }
    }

    fn unindex(&mut self, id: i64) {
        let Some(configuration) = self.seed.configurations.get(&id) else { return };
        self.by_change.remove(&id);
        if let Some(ids) = self.by_company.get_mut(&configuration.company_id) {
            ids.remove(&id);
        }
        let key = configuration.device_identifier.to_ascii_lowercase();
        if let Some(ids) = self.by_device.get_mut(&key) {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_device.remove(&key);
            }
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
}
