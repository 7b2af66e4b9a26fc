//! What the engine needs from outside, as traits: the store's protocol steps, the clock, and the wish to stop.

use std::future::Future;

use sitebook_domain::{
    ActivityUndo, BaseValue, CreationIntent, Device, DeviceField, DeviceId, Fence, FieldValue, HeldField, Lease,
    LeaseAttempt, LeaseHolder, MappedField, Match, MatchId, OwnWrite, PairChange, RecordResult, Run, RunId, SyncTarget,
    Timestamp, UndoRow,
};
use sitebook_psa::Configuration;

/// The system's clock, or a simulated one.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> Timestamp;
}

/// Whether somebody wants the run to stop. Asked between two requests.
pub trait Stop: Send + Sync {
    /// True once the run should stop.
    fn requested(&self) -> bool;
}

/// Waiting, for real or in a simulated world.
pub trait Wait: Send + Sync {
    /// Returns after about so many milliseconds.
    fn sleep(&self, millis: i64) -> impl Future<Output = ()> + Send;
}

/// Why a source did not take a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct SourceError {
    /// The source's words, or ours.
    pub words: String,
    /// Whether it may have been written all the same.
    pub outcome_unknown: bool,
}

/// The sources of devices, as far as they let values be written back: one field per call, read back.
pub trait SourceWriter: Send + Sync {
    /// The fields that a source takes; none for one that takes nothing back. `source` is its name, as agents have it.
    fn fields(&self, source: &str) -> &[MappedField];

    /// What the source says of a field of a device at this moment.
    fn read(&self, device: &Device, field: MappedField) -> impl Future<Output = Result<String, SourceError>> + Send;

    /// Writes one value of a device, and returns what the source says of the field afterwards.
    fn write(
        &self,
        device: &Device,
        field: MappedField,
        value: &str,
    ) -> impl Future<Output = Result<String, SourceError>> + Send;
}

/// What a request is about to overwrite.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntendedWrites {
    /// Values.
    pub rows: Vec<UndoRow>,
    /// Whether the configuration is active.
    pub activity: Option<ActivityUndo>,
    /// The match through which is written: nothing is, once it is frozen or gone. None for an undo, which also puts back
    /// what was written through a match that is no longer there.
    pub through: Option<MatchId>,
}

/// What one record's write leaves behind, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedResult {
    /// What became of the record.
    pub result: RecordResult,
    /// Both sides as read back.
    pub base: Vec<BaseValue>,
    /// Values kept here.
    pub own: Vec<OwnWrite>,
    /// The configuration as it came back.
    pub configuration: Option<Configuration>,
    /// Fields that scheduled runs leave out from now on.
    pub held: Vec<HeldField>,
    /// Fields that are held no longer.
    pub released: Vec<(MatchId, MappedField)>,
    /// What happens to the pair.
    pub pairing: Option<PairChange>,
    /// Whether the PSA certainly wrote nothing of the record: then what was kept of it for an undo goes. An undo must not
    /// put a value back over an equal one of somebody else.
    pub is_unwritten: bool,
    /// Who is named in the history of values kept here.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl RecordedResult {
    /// A result that stands alone: nothing else is kept with it.
    #[must_use]
    pub fn alone(result: RecordResult, by: &str, at: Timestamp) -> Self {
        Self {
            result,
            base: Vec::new(),
            own: Vec::new(),
            configuration: None,
            held: Vec::new(),
            released: Vec::new(),
            pairing: None,
            is_unwritten: false,
            by: by.to_owned(),
            at,
        }
    }
}

/// What a creation leaves behind, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedCreation {
    /// The run in which it stands.
    pub run: RunId,
    /// The match of the device and its new configuration.
    pub found: Match,
    /// Both sides as read back.
    pub base: Vec<BaseValue>,
    /// What became of it.
    pub result: RecordResult,
    /// The configuration as it came back.
    pub configuration: Configuration,
}

/// Why a protocol step was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// Another process took over the lease.
    #[error("another process took over the work on this company")]
    Fenced,
    /// The store failed; its words.
    #[error("{0}")]
    Failed(String),
}

/// The steps of the protocol. Each is atomic and durable when it returns, and refused as [`StoreFault::Fenced`] once
/// the lease has a newer holder; looking needs no lease.
pub trait SyncStore: Send + Sync {
    /// The device as it stands now, or none when there is no such device: people go on working during a run.
    fn device(&self, id: DeviceId) -> impl Future<Output = Result<Option<Device>, StoreFault>> + Send;

    /// The match of a device as it stands now: people take pairs apart, and rules freeze them, during a run.
    fn standing_match(&self, device: DeviceId) -> impl Future<Output = Result<Option<Match>, StoreFault>> + Send;

    /// Takes the lease of a company until `until`, if nobody holds it at `now` but, perhaps, a process known as dead.
    fn take_lease(
        &self,
        company: i64,
        holder: &LeaseHolder,
        now: Timestamp,
        until: Timestamp,
        dead: Option<Fence>,
    ) -> impl Future<Output = Result<LeaseAttempt, StoreFault>> + Send;

    /// Holds the lease until `until`.
    fn renew_lease(&self, lease: &Lease, until: Timestamp) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Gives the lease back.
    fn release_lease(&self, lease: &Lease) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Writes down that a run starts; closes runs of the company that a crash left open.
    fn begin_run(&self, lease: &Lease, run: &Run) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps what is about to be overwritten. No, and nothing is kept, when the match through which is to be written is
    /// frozen or gone by now.
    fn record_intended_writes(
        &self,
        lease: &Lease,
        intended: &IntendedWrites,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Forgets what was kept of a record before a request that was certainly not carried out, where no result of the
    /// record is kept: of one value of it, or of all of it.
    fn forget_intended_writes(
        &self,
        lease: &Lease,
        run: RunId,
        device: DeviceId,
        value: Option<(MappedField, SyncTarget)>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps what the source of a device says of a field after a value was written back to it. What is our own stays.
    fn record_source_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps what a source was found to say of a field before anything was written to it, which nobody here had seen, with an
    /// entry in the history.
    #[allow(clippy::too_many_arguments, reason = "one value with who says it and when")]
    fn record_seen_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
        by: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps what became of one record. A pair is changed only if people did not decide otherwise since.
    fn record_result(
        &self,
        lease: &Lease,
        run: RunId,
        recorded: &RecordedResult,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps base values of records that were found equal.
    fn record_base(&self, lease: &Lease, base: &[BaseValue]) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Writes down how a run ended.
    fn finish_run(&self, lease: &Lease, run: &Run) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Creations of a company whose outcome is not known, by device.
    fn creation_intents(&self, company: i64) -> impl Future<Output = Result<Vec<CreationIntent>, StoreFault>> + Send;

    /// Keeps the wish to create a configuration before the request is sent; said again, in place of what was kept. No,
    /// and nothing is kept, when the device has a match by now or its agent is no longer linked to the company.
    fn record_creation_intent(
        &self,
        lease: &Lease,
        intent: &CreationIntent,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Keeps a creation and forgets the intent. No, and nothing is kept, when a person decided otherwise since: the
    /// device or the configuration has another match, the pair was taken apart, or the agent is no longer linked to the
    /// company. A match of the very same pair stays as it is.
    fn record_creation(
        &self,
        lease: &Lease,
        recorded: &RecordedCreation,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Forgets the wish to create a configuration; with a result, that is kept in its run.
    fn drop_creation_intent(
        &self,
        lease: &Lease,
        device: DeviceId,
        result: Option<(RunId, RecordResult)>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
