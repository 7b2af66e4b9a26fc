//! The PSA as one process has it: slow, busy, refusing, losing answers, showing half a list. Each write is looked at
//! before it leaves.

use std::sync::atomic::Ordering;

use sitebook_domain::{Direction, MappedField, SyncMode};
use sitebook_psa::{
    Changes, Company, CompanyQuery, Configuration, ConfigurationChange, ConfigurationQuery, CustomFieldDefinition,
    FieldFault, Manufacturer, NewConfiguration, PreFlight, Psa, PsaError, PsaErrorKind, Reference, Site, Status,
    TypeQuestion,
};

use super::fault::Fault;
use super::invariant::Invariant;
use super::process::{Look, Process};
use super::world::{COMPANY, World, WriteAttempt};
use crate::apply::target_field;
use crate::model::{self, Call, pause};
use crate::ports::Stop;

/// The guard for short lists stops at this share of missing records.
const SHRINK_SHARE: f64 = 0.30;

/// And at this number.
const SHRINK_COUNT: usize = 10;

/// A slow answer: nearly as slow as any may be.
const SLOW_MILLIS: i64 = 29_000;

/// A part of a wait, after which others have their turn.
const SLICE_MILLIS: i64 = 20_000;

/// The world's PSA, seen by one process.
pub(super) struct Remote<'w> {
    pub(super) world: &'w World,
    pub(super) process: &'w Process,
}

impl Remote<'_> {
    /// Time passes, and the call may go wrong.
    fn prepare(&self, call: Call) {
        self.process.sends(self.world);
        let took = self.world.one_of(&[20, 20, 80, 80, 300, 1_500]);
        if self.comes(Fault::SlowAnswer) {
            self.world.clock.true_time.advance(SLOW_MILLIS);
        }
        self.world.clock.true_time.advance(took);
        if let Some(fault) = self.trouble(&call) {
            self.world.psa.fail(call, fault);
        }
    }

    /// Waits for the turn to send. What is written does not wait: that is the client's law, and what would break without it
    /// is looked at when the write leaves.
    async fn turn(&self, call: &Call) -> Result<(), PsaError> {
        let writes = matches!(call, Call::Write(_) | Call::Create(_));
        if !writes && self.comes(Fault::ClientWaits) { self.keep_waiting().await } else { Ok(()) }
    }

    /// The client waits as it was asked to. A wish to stop cuts the wait short: the call ends with what it waited for.
    async fn keep_waiting(&self) -> Result<(), PsaError> {
        let waits = self.world.one_of(&[30_000, 90_000, 300_000, 900_000]);
        let mut waited = 0;
        while waited < waits {
            if self.process.requested() {
                return Err(PsaErrorKind::TooManyRequests { retry_after_millis: None }.into());
            }
            self.world.clock.true_time.advance(SLICE_MILLIS);
            waited += SLICE_MILLIS;
            pause().await;
        }
        Ok(())
    }

    fn comes(&self, fault: Fault) -> bool {
        let share = self.world.note(|notes| notes.weather.share(fault));
        let comes = self.world.happens(share);
        if comes {
            self.world.inject(fault);
        }
        comes
    }

    fn trouble(&self, call: &Call) -> Option<model::Fault> {
        let writes = matches!(call, Call::Write(_) | Call::Create(_));
        if self.comes(Fault::KeyRefused) {
            self.world.note(|notes| notes.weather.key_refused = true);
        }
        if self.comes(Fault::RightTaken) {
            self.world.note(|notes| notes.weather.right_taken = true);
        }
        let (key_refused, right_taken) =
            self.world.note(|notes| (notes.weather.key_refused, notes.weather.right_taken));
        if key_refused {
            return Some(model::Fault::Refused(PsaErrorKind::Unauthorized.into()));
        }
        if right_taken && writes {
            let what = "Companies > Configurations: Edit".to_owned();
            return Some(model::Fault::Refused(PsaErrorKind::Forbidden { what }.into()));
        }
        if self.comes(Fault::TooManyRequests) {
            // A year is capped at 15 minutes, and what is negative or no number is as if it were not there, before the
            // engine sees it.
            let forms = [None, None, Some(0), Some(1_000), Some(30_000), Some(900_000)];
            let retry_after_millis = self.world.one_of(&forms);
            return Some(model::Fault::Refused(PsaErrorKind::TooManyRequests { retry_after_millis }.into()));
        }
        if matches!(call, Call::List) && self.comes(Fault::HalfList) {
            let why = self.world.one_of(&["the pages go round in a circle", "a page is missing"]).to_owned();
            return Some(model::Fault::Refused(PsaErrorKind::Unreadable { why }.into()));
        }
        if (writes || matches!(call, Call::Maker(_))) && self.comes(Fault::AnswerLost) {
            let kinds = [
                PsaErrorKind::Timeout,
                PsaErrorKind::Unavailable { status: 502 },
                PsaErrorKind::Unavailable { status: 504 },
                PsaErrorKind::Unreadable { why: "cut off".to_owned() },
                PsaErrorKind::TooLarge { limit_bytes: 1 },
            ];
            return Some(model::Fault::AnswerLost(unknown(self.world.one_of(&kinds))));
        }
        if self.comes(Fault::Outage) {
            let kinds = [
                PsaErrorKind::Timeout,
                PsaErrorKind::Unavailable { status: 500 },
                PsaErrorKind::Unavailable { status: 503 },
                PsaErrorKind::Unreachable { host: "cw".to_owned(), why: "refused".to_owned() },
                PsaErrorKind::Maintenance { status: 200 },
            ];
            return Some(model::Fault::Refused(not_done(self.world.one_of(&kinds))));
        }
        if self.comes(Fault::BadAnswer) {
            let kinds = [
                PsaErrorKind::Unreadable { why: "an array was expected".to_owned() },
                PsaErrorKind::TooLarge { limit_bytes: 1 },
                PsaErrorKind::Unexpected { status: 418 },
                PsaErrorKind::Maintenance { status: 200 },
                PsaErrorKind::NotAnApi { host: "cw".to_owned() },
                PsaErrorKind::ForeignRedirect { host: "elsewhere".to_owned() },
            ];
            return Some(model::Fault::Refused(not_done(self.world.one_of(&kinds))));
        }
        if writes && self.comes(Fault::Refused) {
            let fault = FieldFault {
                code: "InvalidField".to_owned(),
                field: "serialNumber".to_owned(),
                message: "is read-only".to_owned(),
            };
            let kinds = [
                PsaErrorKind::Rejected { faults: vec![fault] },
                PsaErrorKind::Rejected { faults: vec![] },
                PsaErrorKind::Conflict,
            ];
            return Some(model::Fault::Refused(self.world.one_of(&kinds).into()));
        }
        if matches!(call, Call::Write(_)) && self.comes(Fault::NotStored) {
            return Some(model::Fault::NotDone);
        }
        None
    }

    /// Half a list that looks whole, or an empty one.
    fn shortened(&self, list: Vec<Configuration>) -> Vec<Configuration> {
        let known = self.world.note(|notes| notes.accepted.len());
        let least = SHRINK_COUNT.max((known as f64 * SHRINK_SHARE) as usize + 1);
        if list.len() < least || !self.comes(Fault::ShortList) {
            return list;
        }
        if self.world.happens(0.3) {
            return Vec::new();
        }
        // The records of others are in every accepted list: without this many of them, the list is too short.
        let mut lost = 0;
        list.into_iter()
            .filter(|found| {
                let is_other = self.world.note(|notes| notes.others.contains_key(&found.id));
                let keeps = !is_other || lost >= least;
                lost += usize::from(!keeps);
                keeps
            })
            .collect()
    }

    /// A write must not leave once another process works on the company.
    fn check_lease(&self) {
        let what = || format!("process {} writes without its lease", self.process.number);
        self.world.hold(Invariant::Fencing, self.process.may_write(self.world), what);
    }

    /// What must be true of a write before it leaves.
    fn check_write(&self, id: i64, changes: &[ConfigurationChange]) {
        let (world, process) = (self.world, self.process);
        for change in changes {
            let is_mapped = match change {
                ConfigurationChange::Active(_) => process.may_activate(id),
                change => field_of(world, change).is_some_and(|field| goes_there(world, field)),
            };
            world.hold(Invariant::I4, is_mapped, || format!("{change:?} of configuration {id} is not mapped"));
        }
        self.check_lease();
        let is_matched = process.was_matched(id);
        world.hold(Invariant::I4, is_matched, || format!("configuration {id} is written and not matched"));
        match process.look_at(id) {
            Some(look) => {
                let what = || format!("configuration {id} is written upon a look that is too old");
                world.hold(Invariant::I3, look.is_fresh(world), what);
                let attempt = WriteAttempt { configuration: id, edits_seen: look.edits_seen };
                world.note(|notes| notes.attempts.push(attempt));
            }
            None => world.hold(Invariant::I3, false, || format!("configuration {id} is written and was never read")),
        }
    }
}

/// An error of a request that was not carried out. Whether that is known is chance, where it can be unknown.
fn not_done(kind: PsaErrorKind) -> PsaError {
    let may_be_unknown = !matches!(
        kind,
        PsaErrorKind::Unreachable { .. } | PsaErrorKind::NotAnApi { .. } | PsaErrorKind::ForeignRedirect { .. }
    );
    if may_be_unknown { unknown(kind) } else { kind.into() }
}

/// An error after which nobody knows whether the request was carried out.
fn unknown(kind: PsaErrorKind) -> PsaError {
    PsaError { outcome_unknown: true, ..kind.into() }
}

fn field_of(world: &World, change: &ConfigurationChange) -> Option<MappedField> {
    match change {
        ConfigurationChange::Manufacturer(_) => Some(MappedField::Vendor),
        ConfigurationChange::Text(field, _) => {
            MappedField::ALL.iter().copied().find(|mapped| target_field(*mapped) == Some(*field))
        }
        ConfigurationChange::Status(_) => Some(MappedField::Status),
        ConfigurationChange::Answer { question, .. } => placed(world, *question),
        ConfigurationChange::CustomField { field, .. } => placed(world, *field),
        _ => None,
    }
}

/// The field that goes to a question or custom field.
fn placed(world: &World, id: i64) -> Option<MappedField> {
    [MappedField::Zone, MappedField::Room]
        .into_iter()
        .find(|field| world.mapping.rule(*field).target.as_ref().is_some_and(|target| target.id == id))
}

/// Whether this world's mapping and mode write the field to the PSA.
pub(super) fn goes_there(world: &World, field: MappedField) -> bool {
    match (world.mode, world.mapping.rule(field).direction) {
        (_, Direction::Off) | (SyncMode::FromConnectwise, _) => false,
        (SyncMode::ToConnectwise, _) => true,
        (SyncMode::Custom, direction) => direction == Direction::ToConnectwise,
    }
}

impl Psa for Remote<'_> {
    async fn check(&self) -> Result<PreFlight, PsaError> {
        self.world.psa.check().await
    }

    async fn companies(&self, query: &CompanyQuery) -> Result<Vec<Company>, PsaError> {
        self.world.psa.companies(query).await
    }

    async fn company(&self, id: i64) -> Result<Option<Company>, PsaError> {
        self.world.psa.company(id).await
    }

    async fn company_statuses(&self) -> Result<Vec<Reference>, PsaError> {
        self.world.psa.company_statuses().await
    }

    async fn company_types(&self) -> Result<Vec<Reference>, PsaError> {
        self.world.psa.company_types().await
    }

    async fn sites(&self, company: i64) -> Result<Vec<Site>, PsaError> {
        self.world.psa.sites(company).await
    }

    async fn configuration_types(&self) -> Result<Vec<Reference>, PsaError> {
        self.world.psa.configuration_types().await
    }

    async fn configuration_statuses(&self) -> Result<Vec<Status>, PsaError> {
        self.world.psa.configuration_statuses().await
    }

    async fn type_questions(&self, type_id: i64) -> Result<Vec<TypeQuestion>, PsaError> {
        self.world.psa.type_questions(type_id).await
    }

    async fn custom_fields(&self) -> Result<Vec<CustomFieldDefinition>, PsaError> {
        self.world.psa.custom_fields().await
    }

    async fn count_configurations(&self, company: i64) -> Result<u64, PsaError> {
        self.world.psa.count_configurations(company).await
    }

    async fn configurations(&self, query: &ConfigurationQuery) -> Result<Vec<Configuration>, PsaError> {
        let call = Call::List;
        self.turn(&call).await?;
        self.prepare(call);
        let looking = Look::leaves(self.world);
        let list = self.shortened(self.world.psa.configurations(query).await?);
        for found in &list {
            self.process.saw(found.id, looking);
        }
        Ok(list)
    }

    async fn configurations_since(&self, query: &ConfigurationQuery, _since: &str) -> Result<Changes, PsaError> {
        Ok(Changes { configurations: self.configurations(query).await?, is_whole: true })
    }

    async fn configurations_by_identifier(
        &self,
        company: i64,
        device_identifier: &str,
    ) -> Result<Vec<Configuration>, PsaError> {
        let call = Call::Find(device_identifier.to_owned());
        self.turn(&call).await?;
        self.prepare(call);
        self.world.psa.configurations_by_identifier(company, device_identifier).await
    }

    async fn configuration(&self, id: i64) -> Result<Option<Configuration>, PsaError> {
        let call = Call::Read(id);
        self.turn(&call).await?;
        self.prepare(call);
        // What the client waited before it asked does not count.
        let looking = Look::leaves(self.world);
        let found = self.world.psa.configuration(id).await?;
        self.process.saw(id, looking);
        Ok(found)
    }

    async fn update_configuration(&self, id: i64, changes: &[ConfigurationChange]) -> Result<Configuration, PsaError> {
        let call = Call::Write(id);
        self.turn(&call).await?;
        self.check_write(id, changes);
        self.prepare(call);
        let after = self.world.psa.update_configuration(id, changes).await;
        // Nobody can tell a lost answer to a write from one that somebody else carried out with the same values.
        if after.as_ref().map_or_else(|error| error.outcome_unknown, |_| true) {
            self.process.wrote(id);
        }
        after
    }

    async fn create_configuration(&self, new: &NewConfiguration) -> Result<Configuration, PsaError> {
        let call = Call::Create(new.device_identifier.clone());
        self.turn(&call).await?;
        self.check_lease();
        let is_here = new.company == COMPANY;
        self.world.hold(Invariant::I4, is_here, || format!("a record is created in company {}", new.company));
        self.prepare(call);
        self.world.psa.create_configuration(new).await
    }

    async fn change_type(&self, id: i64, type_id: i64, answers: &[(i64, String)]) -> Result<Configuration, PsaError> {
        self.world.hold(Invariant::I4, false, || format!("the type of configuration {id} is changed"));
        self.world.psa.change_type(id, type_id, answers).await
    }

    async fn manufacturer(&self, name: &str) -> Result<Manufacturer, PsaError> {
        let call = Call::Maker(name.to_lowercase());
        self.turn(&call).await?;
        self.prepare(call);
        self.world.psa.manufacturer(name).await
    }

    fn requests_sent(&self) -> u32 {
        self.process.requests.load(Ordering::SeqCst)
    }
}
