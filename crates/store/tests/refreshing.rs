//! Taking in what a source that is asked again and again says, agent by agent.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, HashSet};

use sitebook_domain::{
    AgentField, AgentId, DeviceField, FieldKey, FieldValue, LocationKind, Position, Timestamp, current_location,
};
use sitebook_store::{
    AgentImport, DeviceImport, DeviceSaid, DevicesRead, HistoryFilter, RefreshDone, ReportedPosition, SourceRefresh,
    Store,
};
use tempfile::TempDir;

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

/// An agent that says its name and status, with these devices.
fn said(name: &str, status: &str, devices: Option<&[&str]>) -> SourceRefresh<'static> {
    let device = |id: &&str| DeviceSaid {
        device: DeviceImport {
            agent_source: None,
            agent_source_id: "7".to_owned(),
            source_id: (*id).to_owned(),
            values: BTreeMap::from([(DeviceField::Name, text(&format!("device {id}")))]),
        },
        about: format!("[\"{id}\"]"),
    };
    SourceRefresh {
        surroundings: None,
        source: "domotz",
        by: "Domotz",
        agent: AgentImport {
            source: None,
            source_id: "7".to_owned(),
            values: BTreeMap::from([(AgentField::Name, text(name)), (AgentField::Status, text(status))]),
            position: ReportedPosition::Absent,
        },
        about: "[]".to_owned(),
        devices: devices.map(|ids| DevicesRead {
            devices: ids.iter().map(device).collect(),
            still_there: HashSet::new(),
            presumed: HashSet::new(),
            is_whole: true,
        }),
        trouble: devices.map(|_| String::new()),
    }
}

struct Office {
    store: Store,
    _directory: TempDir,
}

impl Office {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("w.db")).await.unwrap();
        Self { store, _directory: directory }
    }

    async fn take(&self, refresh: &SourceRefresh<'_>, at: i64) -> RefreshDone {
        self.store.refresh_agent(refresh, Timestamp(at)).await.unwrap()
    }

    async fn agent(&self) -> AgentId {
        self.store.agents().await.unwrap()[0].id
    }

    async fn gone(&self) -> Vec<Option<i64>> {
        let devices = self.store.devices(self.agent().await).await.unwrap();
        devices.iter().map(|device| device.gone_since.map(|at| at.0)).collect()
    }
}

#[tokio::test]
async fn the_same_again_changes_nothing_and_what_was_set_here_stays() {
    let office = Office::new().await;
    let first = office.take(&said("Mill", "online", Some(&["1", "2"])), 1).await;
    assert_eq!((first.records.created, first.gone, first.returned), (3, 0, 0));
    assert_eq!(first.records.undo, None, "a refresh is no act that a person takes back");
    let agent = office.agent().await;
    let own = BTreeMap::from([(AgentField::Name, Some(text("Our mill")))]);
    office.store.set_agent_values(agent, &own, "Ann", Timestamp(2)).await.unwrap();
    let second = office.take(&said("Mill", "online", Some(&["1", "2"])), 3).await;
    assert_eq!((second.records.created, second.records.updated, second.records.unchanged), (0, 0, 3));
    office.take(&said("Mill by the river", "online", Some(&["1", "2"])), 4).await;
    let kept = office.store.agent(agent).await.unwrap().unwrap();
    assert_eq!(kept.name(), "Our mill");
    assert_eq!(kept.layers.differing_source(AgentField::Name), Some(&text("Mill by the river")));
}

#[tokio::test]
async fn only_a_whole_list_makes_a_device_gone_and_nothing_is_ever_deleted() {
    let office = Office::new().await;
    office.take(&said("Mill", "online", Some(&["1", "2"])), 1).await;
    let mut half = said("Mill", "online", Some(&["1"]));
    half.devices.as_mut().unwrap().is_whole = false;
    assert_eq!(office.take(&half, 2).await.gone, 0);
    assert_eq!(office.take(&said("Mill", "online", None), 3).await.gone, 0, "nobody asked for the devices");
    let mut unpaid = said("Mill", "online", Some(&["1"]));
    unpaid.devices.as_mut().unwrap().still_there.insert("2".to_owned());
    assert_eq!(office.take(&unpaid, 4).await.gone, 0);

    assert_eq!(office.take(&said("Mill", "online", Some(&["1"])), 5).await.gone, 1);
    assert_eq!(office.take(&said("Mill", "online", Some(&["1"])), 6).await.gone, 0, "since then, and not since now");
    assert_eq!(office.gone().await, [None, Some(5)]);
    let back = office.take(&said("Mill", "online", Some(&["1", "2"])), 7).await;
    assert_eq!((back.returned, back.records.created), (1, 0));
    assert_eq!(office.gone().await, [None, None]);
}

#[tokio::test]
async fn an_agent_that_is_gone_comes_back_with_the_next_word_about_it() {
    let office = Office::new().await;
    office.take(&said("Mill", "online", Some(&[])), 1).await;
    let agent = office.agent().await;
    assert_eq!(office.store.mark_agents_gone(&[agent], "Domotz", Timestamp(2)).await.unwrap(), 1);
    assert_eq!(office.store.mark_agents_gone(&[agent], "Domotz", Timestamp(3)).await.unwrap(), 0);
    assert_eq!(office.store.agent(agent).await.unwrap().unwrap().gone_since, Some(Timestamp(2)));
    assert_eq!(office.take(&said("Mill", "online", None), 4).await.returned, 1);
    assert_eq!(office.store.agent(agent).await.unwrap().unwrap().gone_since, None);
}

#[tokio::test]
async fn the_history_tells_of_edits_and_not_of_devices_that_go_to_sleep() {
    let office = Office::new().await;
    office.take(&said("Mill", "online", Some(&["1"])), 1).await;
    office.take(&said("Mill", "offline", Some(&["1"])), 2).await;
    office.take(&said("Old Mill", "offline", Some(&[])), 3).await;
    let filter = HistoryFilter { agent: Some(office.agent().await), limit: 20, ..HistoryFilter::default() };
    let told = office.store.recorded_changes(&filter).await.unwrap();
    let told: Vec<_> =
        told.iter().rev().map(|change| (change.entry.field.as_str(), change.entry.new.as_str())).collect();
    assert!(told.contains(&("name", "Old Mill")) && told.contains(&("gone", "yes")), "{told:?}");
    assert!(!told.iter().any(|(field, _)| *field == AgentField::Status.key()), "{told:?}");
}

#[tokio::test]
async fn a_place_is_the_sources_word_and_so_is_that_it_knows_none() {
    let office = Office::new().await;
    let placed = |position| {
        let mut refresh = said("Mill", "online", None);
        refresh.agent.position = position;
        refresh
    };
    let somewhere = Position::new(51.5, -0.1).unwrap();
    office.take(&placed(ReportedPosition::At(somewhere)), 1).await;
    let facts = || async { office.store.location_facts(office.agent().await).await.unwrap() };
    assert_eq!(current_location(&facts().await).fact.unwrap().kind, LocationKind::Source);
    office.take(&placed(ReportedPosition::Cleared), 2).await;
    let after = facts().await;
    assert_eq!((after.len(), current_location(&after).fact), (2, None), "both words are kept");
}

#[tokio::test]
async fn what_the_source_says_beside_values_goes_with_the_agent() {
    let office = Office::new().await;
    office.take(&said("Mill", "online", Some(&["1"])), 1).await;
    let agent = office.agent().await;
    let device = office.store.devices(agent).await.unwrap()[0].id;
    assert_eq!(office.store.source_device(device).await.unwrap().as_deref(), Some("[\"1\"]"));
    let mut failed = said("Mill", "online", None);
    failed.trouble = Some("no plan".to_owned());
    office.take(&failed, 2).await;
    office.take(&said("Mill", "online", None), 3).await;
    let told = office.store.source_agent(agent).await.unwrap().unwrap();
    assert_eq!((told.devices_read_at, told.trouble.as_str()), (Some(Timestamp(1)), "no plan"));
    office.store.archive_agents(&[agent], true, "Ann", Timestamp(3)).await.unwrap();
    office.store.delete_agent(agent, "Mill").await.unwrap();
    assert_eq!(office.store.source_agent(agent).await.unwrap(), None);
    assert_eq!(office.store.source_device(device).await.unwrap(), None);
}
