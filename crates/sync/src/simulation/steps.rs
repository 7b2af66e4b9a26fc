//! The store as one process has it: its steps may fail, before or after they are kept.

use std::future::Future;

use sitebook_domain::{
    BaseValue, CreationIntent, Device, DeviceField, DeviceId, Fence, FieldValue, Lease, LeaseAttempt, LeaseHolder,
    MappedField, Match, RecordResult, Run, RunId, SyncTarget, Timestamp,
};

use super::fault::Fault;
use super::invariant::Invariant;
use super::process::Process;
use super::world::World;
use crate::model::pause;
use crate::ports::{IntendedWrites, RecordedCreation, RecordedResult, StoreFault, SyncStore};

/// The world's store, seen by one process.
pub(super) struct Steps<'w> {
    pub(super) world: &'w World,
    pub(super) process: &'w Process,
}

impl Steps<'_> {
    async fn step<T>(&self, step: impl Future<Output = Result<T, StoreFault>> + Send) -> Result<T, StoreFault> {
        let failed = || StoreFault::Failed("the disk is full".to_owned());
        let (fails, lost) = self
            .world
            .note(|notes| (notes.weather.share(Fault::StoreFails), notes.weather.share(Fault::StoreAnswerLost)));
        if self.world.happens(fails) {
            self.world.inject(Fault::StoreFails);
            pause().await;
            return Err(failed());
        }
        if self.world.happens(lost) {
            self.world.inject(Fault::StoreAnswerLost);
            step.await?;
            return Err(failed());
        }
        step.await
    }

    /// A step that a process without the lease must not get through with.
    async fn leased<T>(
        &self,
        lease: &Lease,
        step: impl Future<Output = Result<T, StoreFault>> + Send,
    ) -> Result<T, StoreFault> {
        let is_lost = self.world.store.lease(lease.company).is_none_or(|current| current.fence != lease.fence);
        let done = self.step(step).await;
        if is_lost {
            let what = || format!("process {} went on without its lease", self.process.number);
            self.world.hold(Invariant::Fencing, done.is_err(), what);
        }
        done
    }
}

impl SyncStore for Steps<'_> {
    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreFault> {
        self.step(self.world.store.device(id)).await
    }

    async fn standing_match(&self, device: DeviceId) -> Result<Option<Match>, StoreFault> {
        self.step(self.world.store.standing_match(device)).await
    }

    async fn take_lease(
        &self,
        company: i64,
        holder: &LeaseHolder,
        now: Timestamp,
        until: Timestamp,
        dead: Option<Fence>,
    ) -> Result<LeaseAttempt, StoreFault> {
        let before = self.world.store.lease(company);
        let attempt = self.step(self.world.store.take_lease(company, holder, now, until, dead)).await;
        let was_taken =
            self.world.store.lease(company).map(|lease| lease.fence) != before.as_ref().map(|lease| lease.fence);
        if let (true, Some(before)) = (was_taken, before) {
            self.world.overtakes(&before);
        }
        attempt
    }

    async fn renew_lease(&self, lease: &Lease, until: Timestamp) -> Result<(), StoreFault> {
        let disturbances = self.world.note(|notes| notes.disturbances);
        let held = self.leased(lease, self.world.store.renew_lease(lease, until)).await;
        if held.is_ok() {
            self.process.holds(self.world, lease, disturbances);
        }
        held
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.release_lease(lease)).await
    }

    async fn begin_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.begin_run(lease, run)).await
    }

    async fn record_intended_writes(
        &self,
        lease: &Lease,
        intended: &IntendedWrites,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.leased(lease, self.world.store.record_intended_writes(lease, intended, at)).await
    }

    async fn forget_intended_writes(
        &self,
        lease: &Lease,
        run: RunId,
        device: DeviceId,
        value: Option<(MappedField, SyncTarget)>,
    ) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.forget_intended_writes(lease, run, device, value)).await
    }

    async fn record_source_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
    ) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.record_source_value(lease, device, field, value)).await
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
        self.leased(lease, self.world.store.record_seen_value(lease, device, field, value, by, at)).await
    }

    async fn record_result(&self, lease: &Lease, run: RunId, recorded: &RecordedResult) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.record_result(lease, run, recorded)).await
    }

    async fn record_base(&self, lease: &Lease, base: &[BaseValue]) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.record_base(lease, base)).await
    }

    async fn finish_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.finish_run(lease, run)).await
    }

    async fn creation_intents(&self, company: i64) -> Result<Vec<CreationIntent>, StoreFault> {
        self.step(self.world.store.creation_intents(company)).await
    }

    async fn record_creation_intent(&self, lease: &Lease, intent: &CreationIntent) -> Result<bool, StoreFault> {
        self.leased(lease, self.world.store.record_creation_intent(lease, intent)).await
    }

    async fn record_creation(&self, lease: &Lease, recorded: &RecordedCreation) -> Result<bool, StoreFault> {
        self.leased(lease, self.world.store.record_creation(lease, recorded)).await
    }

    async fn drop_creation_intent(
        &self,
        lease: &Lease,
        device: DeviceId,
        result: Option<(RunId, RecordResult)>,
    ) -> Result<(), StoreFault> {
        self.leased(lease, self.world.store.drop_creation_intent(lease, device, result)).await
    }
}
