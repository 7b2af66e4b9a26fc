//! The PSA in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sitebook_domain::{FieldTargetKind, MappedField};
use sitebook_psa::{
    Changes, Company, CompanyQuery, Configuration, ConfigurationChange, ConfigurationQuery, CustomFieldDefinition,
    Manufacturer, NewConfiguration, PreFlight, Psa, PsaError, PsaErrorKind, Reference, Site, Status, TypeQuestion,
};

use super::changes::{change, configuration_from};
use super::clock::ManualClock;
use super::journal::{Event, Journal, locked, pause};
use super::records::{maker_id, set_target, set_theirs};

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
    /// The configurations with a device identifier.
    Find(String),
    /// A new configuration, by its device identifier.
    Create(String),
    /// Another type for a configuration.
    ChangeType(i64),
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
    /// Ids that were given away: none is given twice, also when the record came to nothing.
    given: i64,
    lag: Option<Lag>,
}

/// How long a record that was created is in no list.
#[derive(Debug)]
struct Lag {
    clock: ManualClock,
    millis: i64,
    born: BTreeMap<i64, i64>,
}

impl Lag {
    fn hides(&self, id: i64) -> bool {
        self.born.get(&id).is_some_and(|born| self.clock.passed() < born + self.millis)
    }
}

impl State {
    fn of(&self, company: i64) -> impl Iterator<Item = &Configuration> {
        let belongs = move |record: &&Configuration| record.company.as_ref().is_some_and(|found| found.id == company);
        let is_listed = |record: &&Configuration| self.lag.as_ref().is_none_or(|lag| !lag.hides(record.id));
        self.configurations.values().filter(belongs).filter(is_listed)
    }

    fn next_id(&mut self) -> i64 {
        let last = self.configurations.keys().last().copied().unwrap_or(0);
        self.given = self.given.max(last) + 1;
        self.given
    }
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

    /// Keeps records that are created from now on out of every list until so many milliseconds have passed.
    pub fn lag(&self, clock: &ManualClock, millis: i64) {
        locked(&self.state).lag = Some(Lag { clock: clock.clone(), millis, born: BTreeMap::new() });
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
        look: impl FnOnce(&mut State) -> Result<T, PsaError> + Send,
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
                // Whoever gets no answer never knows whether it was carried out.
                Some(Fault::AnswerLost(error)) => {
                    act(&mut state, &self.journal).and(Err(PsaError { outcome_unknown: true, ..error }))
                }
                Some(Fault::NotDone) => look(&mut state),
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
        Ok(PreFlight { base_url: String::new(), version: String::new(), rights: Vec::new(), warnings: Vec::new() })
    }

    async fn companies(&self, _query: &CompanyQuery) -> Result<Vec<Company>, PsaError> {
        Ok(Vec::new())
    }

    async fn company(&self, _id: i64) -> Result<Option<Company>, PsaError> {
        Ok(None)
    }

    async fn company_statuses(&self) -> Result<Vec<Reference>, PsaError> {
        Ok(Vec::new())
    }

    async fn company_types(&self) -> Result<Vec<Reference>, PsaError> {
        Ok(Vec::new())
    }

    async fn sites(&self, _company: i64) -> Result<Vec<Site>, PsaError> {
        Ok(Vec::new())
    }

    async fn configuration_types(&self) -> Result<Vec<Reference>, PsaError> {
        Ok(Vec::new())
    }

    async fn configuration_statuses(&self) -> Result<Vec<Status>, PsaError> {
        Ok(Vec::new())
    }

    async fn type_questions(&self, _type_id: i64) -> Result<Vec<TypeQuestion>, PsaError> {
        Ok(Vec::new())
    }

    async fn custom_fields(&self) -> Result<Vec<CustomFieldDefinition>, PsaError> {
        Ok(Vec::new())
    }

    async fn count_configurations(&self, company: i64) -> Result<u64, PsaError> {
        self.read(Call::List, move |state| state.of(company).count() as u64).await
    }

    async fn configurations(&self, query: &ConfigurationQuery) -> Result<Vec<Configuration>, PsaError> {
        let company = query.company;
        self.read(Call::List, move |state| state.of(company).cloned().collect()).await
    }

    /// Always the whole list: the model keeps no times.
    async fn configurations_since(&self, query: &ConfigurationQuery, _since: &str) -> Result<Changes, PsaError> {
        Ok(Changes { configurations: self.configurations(query).await?, is_whole: true })
    }

    async fn configurations_by_identifier(
        &self,
        company: i64,
        device_identifier: &str,
    ) -> Result<Vec<Configuration>, PsaError> {
        let found = move |state: &State| {
            state.of(company).filter(|record| record.device_identifier == device_identifier).cloned().collect()
        };
        self.read(Call::Find(device_identifier.to_owned()), found).await
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
                let was_active = configuration.active;
                for wanted in changes {
                    if let Some((field, before, after)) = change(configuration, wanted) {
                        journal.record(Event::ConfigurationWritten { configuration: id, field, before, after });
                    }
                }
                if configuration.active != was_active {
                    journal.record(Event::ActivityWritten { configuration: id, active: configuration.active });
                }
                Ok(configuration.clone())
            },
        )
        .await
    }

    async fn create_configuration(&self, new: &NewConfiguration) -> Result<Configuration, PsaError> {
        let made = |state: &mut State| {
            let id = state.next_id();
            configuration_from(new, id, &state.makers)
        };
        self.answer(
            Call::Create(new.device_identifier.clone()),
            |state| Ok(made(state)),
            |state, journal| {
                let configuration = made(state);
                journal.record(Event::ConfigurationCreated {
                    configuration: configuration.id,
                    device_identifier: configuration.device_identifier.clone(),
                });
                if let Some(lag) = &mut state.lag {
                    lag.born.insert(configuration.id, lag.clock.passed());
                }
                state.configurations.insert(configuration.id, configuration.clone());
                Ok(configuration)
            },
        )
        .await
    }

    async fn change_type(&self, id: i64, type_id: i64, answers: &[(i64, String)]) -> Result<Configuration, PsaError> {
        let not_found = || PsaError::from(PsaErrorKind::NotFound { what: format!("configuration {id}") });
        self.answer(
            Call::ChangeType(id),
            |state| state.configurations.get(&id).cloned().ok_or_else(not_found),
            |state, _| {
                let configuration = state.configurations.get_mut(&id).ok_or_else(not_found)?;
                configuration.type_ref = Some(Reference { id: type_id, name: String::new() });
                configuration.answers.clear();
                for (question, value) in answers {
                    set_target(configuration, FieldTargetKind::Question, *question, value);
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
