//! The contract of the sync engine's store port, on the real database.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use sitebook_app::WorkspaceSyncStore;
use sitebook_domain::{
    ActivityUndo, AgentField, BaseValue, CompanyLink, CreationIntent, Device, DeviceField, DeviceId, Fence, FieldValue,
    HeldField, HistoryEntry, HistorySubject, Lease, LeaseAttempt, LeaseHolder, MappedField, Match, MatchId, MatchRule,
    MatchState, NamedReference, PairChange, RecordResult, Run, RunId, SyncTarget, Timestamp, UndoRow,
};
use sitebook_psa::Configuration;
use sitebook_store::{AgentImport, DeviceImport, ImportBatch, ImportOptions, ReportedPosition, Store};
use sitebook_sync::contract::Subject;
use sitebook_sync::{IntendedWrites, RecordedCreation, RecordedResult, StoreFault, SyncStore};
use tempfile::TempDir;
use uuid::Uuid;

/// The port on a database file of its own.
struct OnFile {
    port: WorkspaceSyncStore,
    store: Store,
    _directory: Arc<TempDir>,
}

async fn on_file() -> OnFile {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("sitebook.db")).await.unwrap();
    OnFile { port: WorkspaceSyncStore::new(store.clone()), store, _directory: Arc::new(directory) }
}

impl SyncStore for OnFile {
    async fn take_lease(
        &self,
        company: i64,
        holder: &LeaseHolder,
        now: Timestamp,
        until: Timestamp,
        dead: Option<Fence>,
    ) -> Result<LeaseAttempt, StoreFault> {
        self.port.take_lease(company, holder, now, until, dead).await
    }

    async fn renew_lease(&self, lease: &Lease, until: Timestamp) -> Result<(), StoreFault> {
        self.port.renew_lease(lease, until).await
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), StoreFault> {
        self.port.release_lease(lease).await
    }

    async fn begin_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.port.begin_run(lease, run).await
    }

    async fn standing_match(&self, device: DeviceId) -> Result<Option<Match>, StoreFault> {
        self.port.standing_match(device).await
    }

    async fn record_intended_writes(
        &self,
        lease: &Lease,
        intended: &IntendedWrites,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.port.record_intended_writes(lease, intended, at).await
    }

    async fn forget_intended_writes(
        &self,
        lease: &Lease,
        run: RunId,
        device: DeviceId,
        value: Option<(MappedField, SyncTarget)>,
    ) -> Result<(), StoreFault> {
        self.port.forget_intended_writes(lease, run, device, value).await
    }

    async fn record_source_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
    ) -> Result<(), StoreFault> {
        self.port.record_source_value(lease, device, field, value).await
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
        self.port.record_seen_value(lease, device, field, value, by, at).await
    }

    async fn record_result(&self, lease: &Lease, run: RunId, recorded: &RecordedResult) -> Result<(), StoreFault> {
        self.port.record_result(lease, run, recorded).await
    }

    async fn record_base(&self, lease: &Lease, base: &[BaseValue]) -> Result<(), StoreFault> {
        self.port.record_base(lease, base).await
    }

    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreFault> {
        self.port.device(id).await
    }

    async fn finish_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.port.finish_run(lease, run).await
    }

    async fn creation_intents(&self, company: i64) -> Result<Vec<CreationIntent>, StoreFault> {
        self.port.creation_intents(company).await
    }

    async fn record_creation_intent(&self, lease: &Lease, intent: &CreationIntent) -> Result<bool, StoreFault> {
        self.port.record_creation_intent(lease, intent).await
    }

    async fn record_creation(&self, lease: &Lease, recorded: &RecordedCreation) -> Result<bool, StoreFault> {
        self.port.record_creation(lease, recorded).await
    }

    async fn drop_creation_intent(
        &self,
        lease: &Lease,
        device: DeviceId,
        result: Option<(RunId, RecordResult)>,
    ) -> Result<(), StoreFault> {
        self.port.drop_creation_intent(lease, device, result).await
    }
}

impl OnFile {
    /// A new agent that is linked to a company, with one device.
    async fn make_device(&self, company: i64, agent: &str, name: &str) -> Device {
        let text = |text: &str| FieldValue::Text(text.to_owned());
        let batch = ImportBatch {
            source: "test".to_owned(),
            agents: vec![AgentImport {
                source: None,
                source_id: agent.to_owned(),
                values: BTreeMap::from([(AgentField::Name, text("Agent"))]),
                position: ReportedPosition::Absent,
            }],
            devices: vec![DeviceImport {
                agent_source: None,
                agent_source_id: agent.to_owned(),
                source_id: name.to_owned(),
                values: BTreeMap::from([(DeviceField::Name, text(name))]),
            }],
        };
        self.store.import(&batch, &ImportOptions::default(), Timestamp(0)).await.unwrap();
        let id = self.store.find_agents(agent).await.unwrap()[0].id;
        let device = self.store.devices(id).await.unwrap().remove(0);
        let link = CompanyLink {
            agent: id,
            company: NamedReference { id: company, name: "Company".to_owned() },
            company_identifier: "COMPANY".to_owned(),
            site: None,
            by: "test".to_owned(),
            at: Timestamp(0),
        };
        self.store.save_link(&link).await.unwrap();
        device
    }
}

impl Subject for OnFile {
    async fn make_pair(&self, company: i64, configuration: i64) -> (Device, Match) {
        let device = self.make_device(company, &format!("agent of {configuration}"), "firewall").await;
        let found = Match {
            id: MatchId(Uuid::now_v7()),
            device: device.id,
            configuration,
            company,
            state: MatchState::Automatic,
            rule: MatchRule::Serial,
            evidence: Vec::new(),
            frozen_reason: None,
            by: "test".to_owned(),
            at: Timestamp(0),
        };
        self.store.save_matches(std::slice::from_ref(&found)).await.unwrap();
        (device, found)
    }

    async fn make_unmatched(&self, company: i64) -> Device {
        self.make_device(company, &format!("agent {}", Uuid::now_v7()), "printer").await
    }

    async fn unlink(&self, device: &Device) {
        self.store.remove_match(device.id, "test", Timestamp(0)).await.unwrap();
    }

    async fn freeze(&self, found: &Match) {
        let frozen = Match { state: MatchState::Frozen, ..found.clone() };
        self.store.change_found_matches(&[(found.clone(), frozen)]).await.unwrap();
    }

    async fn match_of(&self, device: &Device) -> Option<Match> {
        self.store.match_of_device(device.id).await.unwrap()
    }

    async fn run(&self, id: RunId) -> Option<Run> {
        self.store.run(id).await.unwrap()
    }

    async fn results(&self, run: RunId) -> Vec<RecordResult> {
        self.store.run_results(run).await.unwrap()
    }

    async fn undo_rows(&self, run: RunId) -> Vec<UndoRow> {
        self.store.undo_rows(run).await.unwrap()
    }

    async fn activity(&self, run: RunId) -> Vec<ActivityUndo> {
        self.store.undo_activity(run).await.unwrap()
    }

    async fn pairs(&self, run: RunId) -> Vec<PairChange> {
        self.store.kept_for_undo(run).await.unwrap().pairs
    }

    async fn created(&self, run: RunId) -> Vec<Configuration> {
        let created = self.store.kept_for_undo(run).await.unwrap().created;
        created.iter().map(|(_, record)| serde_json::from_str(&record.body).unwrap()).collect()
    }

    async fn held(&self, company: i64) -> Vec<HeldField> {
        self.store.held_fields(company).await.unwrap()
    }

    async fn base_values(&self, company: i64) -> Vec<BaseValue> {
        self.store.base_values(company).await.unwrap()
    }

    async fn history(&self, device: &Device) -> Vec<HistoryEntry> {
        let all = self.store.history(device.agent, 100).await.unwrap();
        // How the pair came to be is the arrangement, not the subject.
        all.into_iter()
            .filter(|entry| entry.subject == HistorySubject::Device(device.id))
            .filter(|entry| entry.field != "created" && entry.field != "match")
            .collect()
    }

    async fn kept_configuration(&self, company: i64, id: i64) -> Option<Configuration> {
        self.store
            .accepted_configuration(company, id)
            .await
            .unwrap()
            .map(|found| serde_json::from_str(&found.body).unwrap())
    }
}

sitebook_sync::store_contract!(on_file().await);
