//! The PSA in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sitebook_domain::MappedField;
use sitebook_psa::{
    Company, CompanyQuery, Configuration, ConfigurationChange, ConfigurationField, Manufacturer, PreFlight, Psa,
    PsaError, PsaErrorKind, Reference, Site,
};

use super::journal::{Event, Journal, locked, pause};
use super::records::{maker_id, set_theirs};
use crate::values::theirs;

/// A call that the engine makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// The list of a company's configurations.
    List,
    /// One configuration.
    Read(i64),
    /// A write to one configuration.
    Write(i64),
    /// A maker, by name in any case.
    Maker(String),
}

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is refused, and nothing is done.
    Refused(PsaError),
    /// It is done, and the answer is lost.
    AnswerLost(PsaError),
    /// It is answered as if it were done, and nothing is done.
    NotDone,
}

#[derive(Debug, Default)]
struct State {
    configurations: BTreeMap<i64, Configuration>,
    makers: Vec<Reference>,
    faults: Vec<(Call, Fault)>,
    calls: Vec<Call>,
}

/// A PSA in memory. Its copies are the same PSA.
///
/// It has no companies, sites or types of its own: the engine never asks for them.
#[derive(Debug, Clone, Default)]
pub struct ModelPsa {
    state: Arc<Mutex<State>>,
    journal: Journal,
}

impl ModelPsa {
    /// An empty PSA that notes what is written to it in this journal.
    #[must_use]
    pub fn with_journal(journal: Journal) -> Self {
        Self { state: Arc::default(), journal }
    }

    /// Adds or replaces a configuration, as somebody at the PSA would. Its maker is known from then on.
    pub fn put(&self, configuration: Configuration) {
        let mut state = locked(&self.state);
        if let Some(maker) = &configuration.manufacturer
            && !state.makers.contains(maker)
        {
            state.makers.push(maker.clone());
        }
        state.configurations.insert(configuration.id, configuration);
    }

    /// Changes one field, as somebody at the PSA would.
    pub fn edit(&self, id: i64, field: MappedField, value: &str) {
        if let Some(mut configuration) = self.current(id) {
            set_theirs(&mut configuration, field, value);
            self.put(configuration);
        }
    }

    /// Takes a configuration away, as somebody at the PSA would.
    pub fn remove(&self, id: i64) {
        locked(&self.state).configurations.remove(&id);
    }

    /// Lets the next such call go wrong; said twice, the next two.
    pub fn fail(&self, call: Call, fault: Fault) {
        locked(&self.state).faults.push((call, fault));
    }

    /// Forgets all faults that have not happened yet.
    pub fn heal(&self) {
        locked(&self.state).faults.clear();
    }

    /// The calls so far, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.state).calls.clone()
    }

    /// A configuration as it stands.
    #[must_use]
    pub fn current(&self, id: i64) -> Option<Configuration> {
        locked(&self.state).configurations.get(&id).cloned()
    }

    /// All configurations as they stand, by id.
    #[must_use]
    pub fn all(&self) -> Vec<Configuration> {
        locked(&self.state).configurations.values().cloned().collect()
    }

    /// One call: counted, done unless a fault prevents it, and answered unless a fault eats the answer.
    async fn answer<T: Send>(
        &self,
        call: Call,
        look: impl FnOnce(&State) -> Result<T, PsaError> + Send,
        act: impl FnOnce(&mut State, &Journal) -> Result<T, PsaError> + Send,
    ) -> Result<T, PsaError> {
        pause().await;
        let answer = {
            let mut state = locked(&self.state);
            let fault = state.faults.iter().position(|(of, _)| *of == call).map(|index| state.faults.remove(index).1);
            state.calls.push(call);
            match fault {
                None => act(&mut state, &self.journal),
                Some(Fault::Refused(error)) => Err(error),
                Some(Fault::AnswerLost(error)) => act(&mut state, &self.journal).and(Err(error)),
                Some(Fault::NotDone) => look(&state),
            }
        };
        pause().await;
        answer
    }

    async fn read<T: Send>(&self, call: Call, look: impl FnOnce(&State) -> T + Send + Clone) -> Result<T, PsaError> {
        let again = look.clone();
        self.answer(call, |state| Ok(look(state)), |state, _| Ok(again(state))).await
    }
}

impl Psa for ModelPsa {
    async fn check(&self) -> Result<PreFlight, PsaError> {
        Ok(PreFlight { base_url: String::new(), version: String::new(), rights: Vec::new() })
    }

    async fn companies(&self, _query: &CompanyQuery) -> Result<Vec<Company>, PsaError> {
        Ok(Vec::new())
    }

    async fn company(&self, _id: i64) -> Result<Option<Company>, PsaError> {
        Ok(None)
    }

    async fn sites(&self, _company: i64) -> Result<Vec<Site>, PsaError> {
        Ok(Vec::new())
    }

    async fn configuration_types(&self) -> Result<Vec<Reference>, PsaError> {
        Ok(Vec::new())
    }

    async fn configurations(&self, company: i64) -> Result<Vec<Configuration>, PsaError> {
        let of_company = move |configuration: &&Configuration| {
            configuration.company.as_ref().is_some_and(|reference| reference.id == company)
        };
        self.read(Call::List, move |state| state.configurations.values().filter(of_company).cloned().collect()).await
    }

    async fn configuration(&self, id: i64) -> Result<Option<Configuration>, PsaError> {
        self.read(Call::Read(id), move |state| state.configurations.get(&id).cloned()).await
    }

    async fn update_configuration(&self, id: i64, changes: &[ConfigurationChange]) -> Result<Configuration, PsaError> {
        let not_found = || PsaError::from(PsaErrorKind::NotFound { what: format!("configuration {id}") });
        self.answer(
            Call::Write(id),
            |state| state.configurations.get(&id).cloned().ok_or_else(not_found),
            |state, journal| {
                let configuration = state.configurations.get_mut(&id).ok_or_else(not_found)?;
                for change in changes {
                    let (field, value) = written(change);
                    let before = theirs(configuration, field);
                    set_theirs(configuration, field, &value);
                    journal.record(Event::ConfigurationWritten { configuration: id, field, before, after: value });
                }
                Ok(configuration.clone())
            },
        )
        .await
    }

    async fn manufacturer(&self, name: &str) -> Result<Manufacturer, PsaError> {
        let known =
            |state: &State| state.makers.iter().find(|maker| maker.name.to_lowercase() == name.to_lowercase()).cloned();
        let made = || Reference { id: maker_id(name), name: name.to_owned() };
        self.answer(
            Call::Maker(name.to_lowercase()),
            |_| Ok(Manufacturer { reference: made(), created: true }),
            |state, journal| {
                if let Some(reference) = known(state) {
                    return Ok(Manufacturer { reference, created: false });
                }
                state.makers.push(made());
                journal.record(Event::MakerCreated(name.to_owned()));
                Ok(Manufacturer { reference: made(), created: true })
            },
        )
        .await
    }

    fn requests_sent(&self) -> u32 {
        locked(&self.state).calls.len() as u32
    }
}

fn written(change: &ConfigurationChange) -> (MappedField, String) {
    match change {
        ConfigurationChange::Manufacturer(maker) => {
            (MappedField::Vendor, maker.as_ref().map(|maker| maker.name.clone()).unwrap_or_default())
        }
        ConfigurationChange::Text(field, value) => {
            let field = match field {
                ConfigurationField::Name => MappedField::Name,
                ConfigurationField::SerialNumber => MappedField::Serial,
                ConfigurationField::ModelNumber => MappedField::Model,
                ConfigurationField::MacAddress => MappedField::Mac,
                ConfigurationField::IpAddress => MappedField::Ip,
                ConfigurationField::Notes => MappedField::Notes,
                ConfigurationField::OsType => MappedField::Os,
                ConfigurationField::OsInfo => MappedField::Firmware,
            };
            (field, value.clone())
        }
    }
}
