//! What a process of these worlds plans: by the same pure functions as a use case.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sitebook_domain::{BaseValue, DeviceId, MappedField, Match, MatchState, Origin, PlaceholderList};
use sitebook_psa::Configuration;

use super::fault::Fault;
use super::invariant::Invariant;
use super::world::{AGENT, COMPANY, World};
use crate::create::{CreationInput, PlannedCreation, WantedDevice, plan_creations};
use crate::matching::MatchOutcome;
use crate::plan::{PairInput, Plan, PlanRules, plan_pairs};
use crate::targets::KnownTargets;

/// The type that new configurations get.
const TYPE: i64 = 4;

/// The plan for both sides as they are, and the matches that it was made of. Made twice, in another order.
pub(super) fn plan(world: &World, configurations: &HashMap<i64, Configuration>) -> (Plan, HashMap<DeviceId, Match>) {
    let (devices, base): (_, HashMap<DeviceId, HashMap<MappedField, BaseValue>>) =
        (world.store.devices(), world.store.base());
    let mut matches = world.store.matches();
    matches.retain(|device, found| {
        let is_wanted = devices.get(device).is_some_and(|device| !device.ignored && device.gone_since.is_none());
        is_wanted && matches!(found.state, MatchState::Automatic | MatchState::Confirmed)
    });
    let empty = HashMap::new();
    let mut pairs: Vec<PairInput<'_>> = matches
        .values()
        .filter_map(|found| {
            let configuration = configurations.get(&found.configuration)?;
            let base = base.get(&found.device).unwrap_or(&empty);
            Some(PairInput { found, device: &devices[&found.device], configuration, base })
        })
        .collect();
    pairs.sort_by_key(|pair| pair.device.id);
    let (placeholders, targets) = (PlaceholderList::default(), KnownTargets::default());
    let rules = PlanRules { mapping: &world.mapping, mode: world.mode, placeholders: &placeholders, targets: &targets };
    let planned = plan_pairs(&pairs, &rules);
    if pairs.len() > 1 {
        world.inject(Fault::Shuffle);
        let by = world.below(pairs.len());
        pairs.rotate_left(by);
        pairs.reverse();
        let again = plan_pairs(&pairs, &rules);
        world.hold(Invariant::I8, again == planned, || "another order of pairs gives another plan".to_owned());
    }
    let (records, skips, equal) = planned;
    let mapping = world.mapping.clone();
    let plan = Plan {
        agent: AGENT,
        company: COMPANY,
        site: None,
        mode: world.mode,
        directions: BTreeMap::new(),
        origin: Origin::Hand,
        mapping,
        records,
        creates: Vec::new(),
        skips,
        equal,
        written_back: BTreeSet::new(),
    };
    (plan, matches)
}

/// What is to be created: of devices that somebody named, or of all but those that wait for a person.
pub(super) fn creations(
    world: &World,
    named: bool,
    configurations: &[Configuration],
    settled: &BTreeSet<DeviceId>,
) -> Vec<PlannedCreation> {
    let mut devices: Vec<_> = world.store.devices().into_values().collect();
    devices.retain(|device| !settled.contains(&device.id));
    devices.sort_by_key(|device| device.id);
    let wanted: Vec<WantedDevice<'_>> =
        devices.iter().map(|device| WantedDevice { device, source: "test", agent_source_id: "A-1", named }).collect();
    let mut matches: Vec<Match> = world.store.matches().into_values().collect();
    matches.sort_by_key(|found| found.device);
    plan_creations(CreationInput {
        company: COMPANY,
        site: None,
        status: None,
        type_id: Some(TYPE),
        type_map: &BTreeMap::new(),
        types: &[],
        targets: &KnownTargets::default(),
        answers: &[],
        devices: &wanted,
        configurations,
        matches: &matches,
        unlinks: &world.store.unlinks(),
        in_sync: false,
        outcome: &MatchOutcome::default(),
        mapping: &world.mapping,
        placeholders: &PlaceholderList::default(),
    })
    .creations
}
