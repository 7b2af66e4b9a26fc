//! The store as the sync engine's port.

use sitebook_domain::{
    BaseValue, CreationIntent, Device, DeviceField, DeviceId, Fence, FieldValue, Lease, LeaseAttempt, LeaseHolder,
    MappedField, Match, RecordResult, Run, RunId, SyncTarget, Timestamp,
};
use sitebook_psa::Configuration;
use sitebook_store::{AcceptedConfiguration, Store, StoreError};
use sitebook_sync::{IntendedWrites, RecordedCreation, RecordedResult, StoreFault, SyncStore};

/// The workspace database, seen through the protocol's steps.
#[derive(Debug, Clone)]
pub struct WorkspaceSyncStore(pub(crate) Store);

impl WorkspaceSyncStore {
    /// The steps on this database.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self(store)
    }
}

fn fault(error: StoreError) -> StoreFault {
    match error {
        StoreError::Fenced => StoreFault::Fenced,
        other => StoreFault::Failed(other.to_string()),
    }
}

/// A configuration as the store keeps it.
pub(crate) fn accepted(configuration: &Configuration) -> Result<AcceptedConfiguration, serde_json::Error> {
    Ok(AcceptedConfiguration { id: configuration.id, body: serde_json::to_string(configuration)? })
}

impl SyncStore for WorkspaceSyncStore {
    async fn take_lease(
        &self,
        company: i64,
        holder: &LeaseHolder,
        now: Timestamp,
        until: Timestamp,
        dead: Option<Fence>,
    ) -> Result<LeaseAttempt, StoreFault> {
        self.0.take_lease(company, holder, now, until, dead).await.map_err(fault)
    }

    async fn renew_lease(&self, lease: &Lease, until: Timestamp) -> Result<(), StoreFault> {
        self.0.renew_lease(lease, until).await.map_err(fault)
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), StoreFault> {
        self.0.release_lease(lease).await.map_err(fault)
    }

    async fn begin_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.0.begin_run(lease, run).await.map_err(fault)
    }

    async fn record_intended_writes(
        &self,
        lease: &Lease,
        intended: &IntendedWrites,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let intended = sitebook_store::IntendedWrites {
            rows: intended.rows.clone(),
            activity: intended.activity.clone(),
            through: intended.through,
        };
        self.0.record_intended_writes(lease, &intended, at).await.map_err(fault)
    }

    async fn forget_intended_writes(
        &self,
        lease: &Lease,
        run: RunId,
        device: DeviceId,
        value: Option<(MappedField, SyncTarget)>,
    ) -> Result<(), StoreFault> {
        self.0.forget_intended_writes(lease, run, device, value).await.map_err(fault)
    }

    async fn record_source_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
    ) -> Result<(), StoreFault> {
        self.0.record_source_value(lease, device, field, value).await.map_err(fault)
    }

    async fn record_seen_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
        by: &str,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        self.0.record_seen_value(lease, device, field, value, by, at).await.map_err(fault)
    }

    async fn record_result(&self, lease: &Lease, run: RunId, recorded: &RecordedResult) -> Result<(), StoreFault> {
        let configuration = match &recorded.configuration {
            Some(configuration) => {
                let body = accepted(configuration).map_err(|error| StoreFault::Failed(error.to_string()))?;
                Some((lease.company, body))
            }
            None => None,
        };
        let recorded = sitebook_store::RecordedResult {
            result: recorded.result.clone(),
            base: recorded.base.clone(),
            own: recorded.own.clone(),
            configuration,
            held: recorded.held.clone(),
            released: recorded.released.clone(),
            pairing: recorded.pairing.clone(),
            is_unwritten: recorded.is_unwritten,
            by: recorded.by.clone(),
            at: recorded.at,
        };
        self.0.record_result(lease, run, &recorded).await.map_err(fault)
    }

    async fn record_base(&self, lease: &Lease, base: &[BaseValue]) -> Result<(), StoreFault> {
        self.0.record_base(lease, base).await.map_err(fault)
    }

    async fn standing_match(&self, device: DeviceId) -> Result<Option<Match>, StoreFault> {
        self.0.match_of_device(device).await.map_err(fault)
    }

    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreFault> {
        self.0.device(id).await.map_err(fault)
    }

    async fn finish_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.0.finish_run(lease, run).await.map_err(fault)
    }

    async fn creation_intents(&self, company: i64) -> Result<Vec<CreationIntent>, StoreFault> {
        self.0.creation_intents(company).await.map_err(fault)
    }

    async fn record_creation_intent(&self, lease: &Lease, intent: &CreationIntent) -> Result<bool, StoreFault> {
        self.0.record_creation_intent(lease, intent).await.map_err(fault)
    }

    async fn record_creation(&self, lease: &Lease, recorded: &RecordedCreation) -> Result<bool, StoreFault> {
        let recorded = sitebook_store::RecordedCreation {
            run: recorded.run,
            found: recorded.found.clone(),
            base: recorded.base.clone(),
            result: recorded.result.clone(),
            configuration: accepted(&recorded.configuration).map_err(|error| StoreFault::Failed(error.to_string()))?,
        };
        self.0.record_creation(lease, &recorded).await.map_err(fault)
    }

    async fn drop_creation_intent(
        &self,
        lease: &Lease,
        device: DeviceId,
        result: Option<(RunId, RecordResult)>,
    ) -> Result<(), StoreFault> {
        let result = result.as_ref().map(|(run, result)| (*run, result));
        self.0.drop_creation_intent(lease, device, result).await.map_err(fault)
    }
}
