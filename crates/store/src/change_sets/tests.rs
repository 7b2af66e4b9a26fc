//! What nobody touched returns as it was; what somebody touched stays.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sitebook_domain::{
    Agent, AgentField, BulkChange, CompanyLink, Device, DeviceField, FieldValue, LocationFact, LocationKind,
    NamedReference, OwnValue, Position,
};

use super::*;
use crate::{agents, devices, locations};

const ANN: &str = "Ann";
const BOB: &str = "Bob";

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

fn new_agent(source_id: &str) -> Agent {
    Agent {
        id: AgentId(Uuid::now_v7()),
        source: "import".to_owned(),
        source_id: source_id.to_owned(),
        layers: Layers {
            source: BTreeMap::from([(AgentField::Name, text(source_id)), (AgentField::Note, text("Key at reception"))]),
            own: BTreeMap::new(),
        },
        reported_position: None,
        created_at: Timestamp(1),
        gone_since: None,
        archived_since: None,
    }
}

fn new_device(agent: AgentId, source_id: &str) -> Device {
    Device {
        id: DeviceId(Uuid::now_v7()),
        agent,
        source_id: source_id.to_owned(),
        layers: Layers { source: BTreeMap::from([(DeviceField::Name, text(source_id))]), own: BTreeMap::new() },
        ignored: false,
        created_at: Timestamp(1),
        gone_since: None,
    }
}

fn pin(lat: f64, by: &str, at: i64) -> LocationFact {
    LocationFact {
        kind: LocationKind::Person,
        position: Position::new(lat, 0.0).ok(),
        accuracy_km: None,
        city: None,
        region: None,
        country: None,
        database: None,
        ip: None,
        method: None,
        address: None,
        postal: None,
        by: by.to_owned(),
        at: Timestamp(at),
    }
}

struct World {
    store: Store,
    _directory: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("w.db")).await.unwrap();
        Self { store, _directory: directory }
    }

    async fn add_agents<const N: usize>(&self, names: [&str; N]) -> [Agent; N] {
        let made = names.map(new_agent);
        let mut transaction = self.store.write().await.unwrap();
        for agent in &made {
            agents::save(&mut transaction, agent).await.unwrap();
        }
        transaction.commit().await.unwrap();
        made
    }

    /// An import that makes an agent with these devices, and places it.
    async fn make(&self, agent: &Agent, made: &[Device]) -> Uuid {
        let mut transaction = self.store.write().await.unwrap();
        let set = begin(&mut transaction, ChangeKind::Import, "import", Timestamp(2)).await.unwrap();
        agents::save(&mut transaction, agent).await.unwrap();
        record_made_agent(&mut transaction, set, agent.id).await.unwrap();
        let fact = pin(51.5, "import", 2);
        locations::add(&mut transaction, agent.id, &fact).await.unwrap();
        record_location(&mut transaction, set, agent.id, &fact).await.unwrap();
        for device in made {
            devices::save(&mut transaction, device).await.unwrap();
            record_made_device(&mut transaction, set, device).await.unwrap();
        }
        transaction.commit().await.unwrap();
        set
    }

    /// An act that changes an agent in this way.
    async fn change(&self, agent: AgentId, change: impl FnOnce(&mut Agent)) -> Uuid {
        let mut transaction = self.store.write().await.unwrap();
        let set = begin(&mut transaction, ChangeKind::Import, "import", Timestamp(3)).await.unwrap();
        let before = agents::agent(&mut transaction, agent).await.unwrap().unwrap();
        let mut after = before.clone();
        change(&mut after);
        agents::save(&mut transaction, &after).await.unwrap();
        record_agent(&mut transaction, set, &before, &after).await.unwrap();
        transaction.commit().await.unwrap();
        set
    }

    /// Takes an act back: how many records returned, and what was left.
    async fn undo(&self, set: Uuid) -> (u32, Vec<(String, LeftReason)>) {
        match self.store.undo_changes(set, BOB, Timestamp(9)).await.unwrap() {
            ChangesUndone::Done { restored, left } => {
                (restored, left.into_iter().map(|left| (left.field, left.reason)).collect())
            }
            other => panic!("{other:?}"),
        }
    }

    async fn set(&self, agent: AgentId, field: AgentField, value: &str) {
        let changes = BTreeMap::from([(field, Some(text(value)))]);
        self.store.set_agent_values(agent, &changes, ANN, Timestamp(5)).await.unwrap();
    }

    /// Both layers of an agent as the database holds them.
    async fn stored(&self, agent: AgentId) -> (String, String) {
        let row = sqlx::query("SELECT source_values, own_values FROM agent WHERE id = $1")
            .bind(agent.to_string())
            .fetch_one(self.store.read())
            .await
            .unwrap();
        (row.get("source_values"), row.get("own_values"))
    }

    async fn rows_of(&self, table: &str) -> i64 {
        let statement = format!("SELECT COUNT(*) FROM {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(self.store.read()).await.unwrap()
    }
}

#[tokio::test]
async fn a_change_of_many_agents_is_taken_back_once() {
    let world = World::new().await;
    let [first, second] = world.add_agents(["A-1", "A-2"]).await;
    world.set(second.id, AgentField::Plan, "Pro").await;
    let before = (world.stored(first.id).await, world.stored(second.id).await);
    let change = BulkChange {
        values: BTreeMap::from([(AgentField::Plan, text("Pro"))]),
        append_note: Some("moved".to_owned()),
        ..BulkChange::default()
    };
    let ids = [first.id, second.id];
    let done = world.store.change_agents(&ids, &change, ANN, Timestamp(6)).await.unwrap();
    assert_eq!((done.changed, done.unchanged, done.failed.len()), (2, 0, 0));
    let fields = |history: Vec<sitebook_domain::HistoryEntry>| -> Vec<String> {
        history.into_iter().filter(|entry| entry.at == Timestamp(6)).map(|entry| entry.field).collect()
    };
    assert_eq!(fields(world.store.history(first.id, 9).await.unwrap()), ["plan", "note"]);
    assert_eq!(fields(world.store.history(second.id, 9).await.unwrap()), ["note"]);

    assert_eq!(world.undo(done.undo.unwrap()).await, (2, Vec::new()));
    assert_eq!((world.stored(first.id).await, world.stored(second.id).await), before);
    let newest = world.store.history(second.id, 1).await.unwrap().remove(0);
    assert_eq!((newest.field.as_str(), newest.new.as_str(), newest.by.as_str()), ("note", "Key at reception", BOB));

    let again = world.store.undo_changes(done.undo.unwrap(), ANN, Timestamp(10)).await.unwrap();
    assert_eq!(again, ChangesUndone::Already { by: BOB.to_owned(), at: Timestamp(9) });
    assert_eq!(world.rows_of("change_set_row").await, 0);
}

#[tokio::test]
async fn a_change_that_changes_nothing_leaves_nothing_to_take_back() {
    let world = World::new().await;
    let [agent] = world.add_agents(["A-1"]).await;
    let change = BulkChange { values: BTreeMap::from([(AgentField::Name, text("A-1"))]), ..BulkChange::default() };
    let done = world.store.change_agents(&[agent.id], &change, ANN, Timestamp(6)).await.unwrap();
    assert_eq!((done.changed, done.unchanged, done.undo), (0, 1, None));
    assert_eq!(world.rows_of("change_set").await, 0);
    let unknown = world.store.undo_changes(Uuid::now_v7(), ANN, Timestamp(7)).await.unwrap();
    assert_eq!(unknown, ChangesUndone::Unknown);
}

#[tokio::test]
async fn what_an_act_made_goes_without_a_trace() {
    let world = World::new().await;
    let agent = new_agent("A-1");
    let devices = [new_device(agent.id, "D-1"), new_device(agent.id, "D-2")];
    let set = world.make(&agent, &devices).await;
    assert_eq!(world.undo(set).await, (3, Vec::new()));
    for table in ["agent", "device", "location_fact", "history", "change_set_row"] {
        assert_eq!(world.rows_of(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn what_hangs_on_a_made_record_keeps_it() {
    let world = World::new().await;
    let agent = new_agent("A-1");
    let devices = [new_device(agent.id, "D-1"), new_device(agent.id, "D-2")];
    let set = world.make(&agent, &devices).await;
    let changes = BTreeMap::from([(DeviceField::Room, Some(text("Comms")))]);
    world.store.set_device_values(devices[0].id, &changes, None, ANN, Timestamp(5)).await.unwrap();
    let left = vec![(String::new(), LeftReason::OwnValues), (String::new(), LeftReason::Devices)];
    assert_eq!(world.undo(set).await, (1, left));
    let kept: Vec<DeviceId> = world.store.devices(agent.id).await.unwrap().iter().map(|device| device.id).collect();
    assert_eq!(kept, [devices[0].id]);
}

#[tokio::test]
async fn a_made_agent_stays_when_it_was_linked_placed_or_changed_by_another_act() {
    for (keeps, reason) in [("link", LeftReason::Linked), ("pin", LeftReason::Located), ("act", LeftReason::OtherAct)] {
        let world = World::new().await;
        let agent = new_agent("A-1");
        let set = world.make(&agent, &[]).await;
        match keeps {
            "link" => {
                let company = NamedReference { id: 250, name: "Company".to_owned() };
                let (by, at) = (ANN.to_owned(), Timestamp(4));
                let company_identifier = "COMPANY".to_owned();
                let link = CompanyLink { agent: agent.id, company, company_identifier, site: None, by, at };
                world.store.save_link(&link).await.unwrap();
            }
            "pin" => world.store.add_location_facts(&[(agent.id, pin(1.0, ANN, 4))]).await.unwrap(),
            _ => {
                world.change(agent.id, |agent| agent.gone_since = Some(Timestamp(4))).await;
            }
        }
        assert_eq!(world.undo(set).await, (0, vec![(String::new(), reason)]), "{keeps}");
        assert!(world.store.agent(agent.id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_place_is_taken_back_unless_a_person_said_another_one_since() {
    let world = World::new().await;
    for (earlier, later) in [(false, false), (true, false), (false, true)] {
        let [agent] = world
            .add_agents([if earlier {
                "A"
            } else if later {
                "B"
            } else {
                "C"
            }])
            .await;
        if earlier {
            world.store.add_location_facts(&[(agent.id, pin(1.0, ANN, 2))]).await.unwrap();
        }
        let mut transaction = world.store.write().await.unwrap();
        let set = begin(&mut transaction, ChangeKind::Import, "import", Timestamp(3)).await.unwrap();
        let fact = pin(2.0, "import", 3);
        locations::add(&mut transaction, agent.id, &fact).await.unwrap();
        record_location(&mut transaction, set, agent.id, &fact).await.unwrap();
        transaction.commit().await.unwrap();
        if later {
            world.store.add_location_facts(&[(agent.id, pin(3.0, ANN, 4))]).await.unwrap();
        }
        let left = if later { vec![("location".to_owned(), LeftReason::Changed)] } else { Vec::new() };
        assert_eq!(world.undo(set).await, (u32::from(!later), left));
        let facts = world.store.location_facts(agent.id).await.unwrap();
        let now = sitebook_domain::current_location(&facts).fact.and_then(|fact| fact.position).map(|at| at.lat);
        let expected = match (earlier, later) {
            (true, _) => Some(1.0),
            (_, true) => Some(3.0),
            _ => None,
        };
        assert_eq!(now, expected);
    }
}

#[tokio::test]
async fn of_two_acts_the_later_one_goes_first() {
    let world = World::new().await;
    let [agent] = world.add_agents(["A-1"]).await;
    let before = world.stored(agent.id).await;
    let renamed = |name: &'static str| {
        move |agent: &mut Agent| {
            agent.layers.set_source(AgentField::Name, text(name));
        }
    };
    let first = world.change(agent.id, renamed("One")).await;
    let second = world.change(agent.id, renamed("Two")).await;
    assert_eq!(world.undo(second).await, (1, Vec::new()));
    assert_eq!(world.undo(first).await, (1, Vec::new()));
    assert_eq!(world.stored(agent.id).await, before);
}

#[tokio::test]
async fn old_acts_are_forgotten() {
    let world = World::new().await;
    let [agent] = world.add_agents(["A-1"]).await;
    let set = world.change(agent.id, |agent| agent.gone_since = Some(Timestamp(3))).await;
    world.store.forget_change_sets(Timestamp(3)).await.unwrap();
    assert_eq!(world.rows_of("change_set").await, 1);
    world.store.forget_change_sets(Timestamp(4)).await.unwrap();
    assert_eq!(world.rows_of("change_set_row").await, 0);
    assert_eq!(world.store.undo_changes(set, BOB, Timestamp(9)).await.unwrap(), ChangesUndone::Unknown);
}

/// One value of one agent, in one layer.
#[derive(Debug, Clone)]
struct Edit {
    agent: usize,
    field: AgentField,
    in_source: bool,
    value: Option<&'static str>,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let field = prop::sample::select(vec![AgentField::Name, AgentField::CustomerId, AgentField::Note]);
    let value = prop::option::of(prop::sample::select(vec!["a", "b", "c"]));
    let edit = (0..3_usize, field, any::<bool>(), value).prop_map(|(agent, field, in_source, value)| Edit {
        agent,
        field,
        in_source,
        value,
    });
    prop::collection::vec(edit, 0..8)
}

fn apply(agents: &mut [Agent], edits: &[Edit], by: &str, at: i64) {
    for Edit { agent, field, in_source, value } in edits {
        let layers = &mut agents[*agent].layers;
        match (in_source, value) {
            (true, value) => drop(layers.set_source(*field, text(value.unwrap_or_default()))),
            (false, Some(value)) => drop(layers.set_own(*field, text(value), by, Timestamp(at))),
            (false, None) => drop(layers.own.remove(field)),
        }
    }
}

async fn save_all(store: &Store, all: &[Agent]) {
    let mut transaction = store.write().await.unwrap();
    for agent in all {
        agents::save(&mut transaction, agent).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// What must be there after the undo: of each entry that the act left and that is as it left it, the one before.
fn put_back_where_untouched<V: Clone + PartialEq>(
    before: &BTreeMap<AgentField, V>,
    acted: &BTreeMap<AgentField, V>,
    edited: &BTreeMap<AgentField, V>,
    touched: &mut BTreeSet<AgentField>,
) -> BTreeMap<AgentField, V> {
    let mut expected = edited.clone();
    for field in AgentField::ALL {
        if before.get(field) == acted.get(field) {
            continue;
        }
        if acted.get(field) != edited.get(field) {
            touched.insert(*field);
        } else if let Some(value) = before.get(field) {
            expected.insert(*field, value.clone());
        } else {
            expected.remove(field);
        }
    }
    expected
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_undo_puts_back_exactly_what_nobody_touched(earlier in edits(), act in edits(), later in edits()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let mut all = world.add_agents(["A-1", "A-2", "A-3"]).await.to_vec();
            apply(&mut all, &earlier, ANN, 2);
            save_all(&world.store, &all).await;
            let before = all.clone();
            apply(&mut all, &act, "import", 3);
            let mut transaction = world.store.write().await.unwrap();
            let set = begin(&mut transaction, ChangeKind::Import, "import", Timestamp(3)).await.unwrap();
            for (before, after) in before.iter().zip(&all) {
                agents::save(&mut transaction, after).await.unwrap();
                record_agent(&mut transaction, set, before, after).await.unwrap();
            }
            transaction.commit().await.unwrap();
            let acted = all.clone();
            apply(&mut all, &later, ANN, 4);
            save_all(&world.store, &all).await;

            let ChangesUndone::Done { left, .. } = world.store.undo_changes(set, BOB, Timestamp(9)).await.unwrap()
            else {
                panic!("the act was not taken back")
            };
            for ((before, acted), edited) in before.iter().zip(&acted).zip(&all) {
                let mut touched = BTreeSet::new();
                let layers = (&before.layers, &acted.layers, &edited.layers);
                let own: BTreeMap<AgentField, OwnValue> =
                    put_back_where_untouched(&layers.0.own, &layers.1.own, &layers.2.own, &mut touched);
                let source =
                    put_back_where_untouched(&layers.0.source, &layers.1.source, &layers.2.source, &mut touched);
                let expected = (serde_json::to_string(&source).unwrap(), serde_json::to_string(&own).unwrap());
                assert_eq!(world.stored(edited.id).await, expected);
                let told: BTreeSet<AgentField> = left
                    .iter()
                    .filter(|left| left.agent == edited.id)
                    .filter_map(|left| AgentField::from_key(&left.field))
                    .collect();
                assert_eq!(told, touched);
            }
        });
    }
}
