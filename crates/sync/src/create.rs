//! Creating configurations so that each device gets one at most, whatever is lost on the way.
//!
//! The protocol: a durable intent, a look at a list younger than 60 s for the device's identifier, one request, and
//! everything about the outcome in one step of the store. A request whose outcome is unknown is never simply sent again:
//! the run goes on with the others, waits once until the record would be visible, and lists. Only if the list shows no
//! record with the identifier is one more request sent.

mod list;
mod plan;
mod record;
mod recover;
mod steps;

use std::collections::{HashMap, HashSet};

use sitebook_domain::{
    AgentId, CreationIntent, DeviceId, Lease, MatchId, RecordOutcome, RememberedUnlink, Run, RunId, RunKind, RunState,
};
use sitebook_psa::{Action, Psa, PsaError, Reference};

use crate::apply::created_maker;
use crate::guard::GuardBreach;
use crate::ports::{Clock, Stop, StoreFault, SyncStore, Wait};
use steps::Creating;

pub use list::CompanyList;
pub use plan::{
    CreationInput, CreationPlan, CreationRefusal, PlannedCreation, RefusedCreation, UnsentValue, WantedDevice,
    canonical_kind, is_answer_to, plan_creations, type_of, type_of_kind,
};
pub use record::{CreationRow, field_name};
pub use recover::{DuplicateIdentifier, Foreseen, Recovery, foresee_recovery, recover_creations};

/// After so long a record that was created is in every list: the longest read-after-write lag that is believed.
pub(crate) const SETTLED_MILLIS: i64 = 60_000;

/// Everything a run of creations needs to know.
pub struct CreateRequest<'r> {
    /// Id of the run.
    pub run: RunId,
    /// The agent.
    pub agent: AgentId,
    /// Who wants it.
    pub by: &'r str,
    /// The lease of the company.
    pub lease: &'r Lease,
    /// What is to be created.
    pub creations: &'r [PlannedCreation],
    /// What failed before anything was sent: device, stable code, words.
    pub refused: &'r [(DeviceId, &'static str, String)],
    /// Creations of earlier runs that were too young to be decided.
    pub pending: &'r [CreationIntent],
    /// Pairs that a person took apart.
    pub unlinks: &'r [RememberedUnlink],
    /// Devices whose earlier configuration is to be used again when it is inactive or unlinked.
    pub reactivate: &'r HashSet<DeviceId>,
    /// The company's list as just read and accepted by the guards.
    pub list: CompanyList,
    /// Makes the id of a match.
    pub match_id: &'r (dyn Fn() -> MatchId + Send + Sync),
    /// Requests sent by the PSA's client before this run began.
    pub requests_before: u32,
    /// Called after each device with how many are done, all, and failed.
    pub progress: &'r (dyn Fn(u32, u32, u32) + Send + Sync),
}

/// What ended a run early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateTrouble {
    /// The PSA.
    Psa(PsaError),
    /// A list that a person must look at before anything is concluded from it.
    Guard(GuardBreach),
}

/// How a run of creations ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateSummary {
    /// The run as it was recorded.
    pub run: Run,
    /// What became of each device that was decided.
    pub rows: Vec<CreationRow>,
    /// Devices whose outcome is not known.
    pub pending: Vec<CreationRow>,
    /// Identifiers that more than one record carries.
    pub duplicates: Vec<DuplicateIdentifier>,
    /// The trouble that ended it early.
    pub trouble: Option<CreateTrouble>,
}

/// Why the work goes no further.
enum Halt {
    Store(StoreFault),
    Stopped,
    Trouble(CreateTrouble),
}

impl From<StoreFault> for Halt {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

/// Creates configurations under a lease. One bad record never stops the others; a crash anywhere leaves nothing worse
/// than an intent, which [`recover_creations`] settles.
pub async fn create<P: Psa, S: SyncStore, C: Clock, W: Wait>(
    psa: &P,
    store: &S,
    clock: &C,
    wait: &W,
    stop: &impl Stop,
    request: CreateRequest<'_>,
) -> Result<CreateSummary, StoreFault> {
    let (id, company) = (request.run, request.lease.company);
    let mut run = Run::begun(id, RunKind::Create, request.agent, company, request.by, clock.now());
    store.begin_run(request.lease, &run).await?;
    let mut work = Creating::new(psa, store, clock, wait, stop, &request);
    let halt = match work.carry_out().await {
        Ok(()) => None,
        Err(Halt::Store(fault)) => return Err(fault),
        Err(halt) => Some(halt),
    };
    let pending = work.keep_pending().await?;
    run.not_undone = work.created_makers.iter().map(|maker| created_maker(maker)).collect();
    let (rows, duplicates) = (work.rows, work.duplicates);
    let (stopped, trouble) = match halt {
        Some(Halt::Trouble(trouble)) => (false, Some(trouble)),
        Some(_) => (true, None),
        None => (false, None),
    };

    let count = |outcome| rows.iter().filter(|row| row.result.outcome == outcome).count() as u32;
    run.applied = count(RecordOutcome::Applied);
    run.failed = count(RecordOutcome::Failed) + pending.len() as u32;
    run.requests = psa.requests_sent().saturating_sub(request.requests_before);
    run.ended_at = Some(clock.now());
    run.state = final_state(&run, stopped, trouble.as_ref(), !duplicates.is_empty());
    run.reason = match &trouble {
        Some(CreateTrouble::Psa(error)) => Some(error.to_string()),
        Some(CreateTrouble::Guard(_)) => {
            Some("the list of configurations was empty or much shorter than before".to_owned())
        }
        None if stopped => Some("stopped by a person".to_owned()),
        None => None,
    };
    store.finish_run(request.lease, &run).await?;
    Ok(CreateSummary { run, rows, pending, duplicates, trouble })
}

/// A run that was carried to its end has not failed, whatever became of its records: each says so itself.
fn final_state(run: &Run, stopped: bool, trouble: Option<&CreateTrouble>, duplicates: bool) -> RunState {
    match trouble {
        Some(CreateTrouble::Guard(_)) => RunState::Failed,
        Some(CreateTrouble::Psa(error)) => match error.action() {
            Action::Retry | Action::Wait => RunState::Postponed,
            Action::Stop | Action::Fix => RunState::Failed,
        },
        None if stopped => RunState::Stopped,
        None if run.failed > 0 || duplicates => RunState::Partial,
        None => RunState::Done,
    }
}

/// Something that is sent again only after a look at the list, by its place among the creations.
struct Unknown {
    index: usize,
    since: sitebook_domain::Timestamp,
    /// How long this run must have slept before the list decides, whatever the clock says: somebody may set it.
    until_slept: i64,
}

/// What became of one attempt.
enum Attempt {
    Decided(CreationRow),
    Unknown(PsaError),
}

type Makers = HashMap<String, Reference>;
type Devices = HashSet<DeviceId>;

#[cfg(test)]
mod tests;
