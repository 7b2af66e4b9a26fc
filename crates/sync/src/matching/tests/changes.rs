//! An index into which changed devices were put decides exactly as one made afresh.

use proptest::prelude::*;
use proptest::sample::Index;

use super::properties::{some_device, world};
use super::*;
use crate::hostile::{self, Assumptions};

const NOBODY: &[(DeviceId, i64)] = &[];

fn keys(device: &Device) -> DeviceKeys {
    DeviceKeys::of(device, &PlaceholderList::default())
}

fn indexed(configurations: &[Configuration]) -> ConfigurationIndex {
    let list = PlaceholderList::default();
    ConfigurationIndex::new(configurations.iter().map(|found| ConfigurationKeys::of(found, &list)).collect())
}

/// What an index says about everything and everybody.
type Said = (Vec<(DeviceId, Decision)>, Vec<(DeviceId, Decision)>, Vec<Option<MatchRule>>);

fn said(index: &DeviceIndex<'_>, asked: &[DeviceId], pairs: &[(DeviceId, i64)]) -> Said {
    (index.decide(|_| true), index.decide_about(asked.iter().copied()), index.contradictions(pairs, &HashMap::new()))
}

/// One device after the other, each time what is said about all of them; the configuration has the serial number S-1 and a
/// MAC address.
fn after_each(steps: &[(u128, &str, &str)]) -> Vec<Vec<(DeviceId, Decision)>> {
    let configurations = indexed(&[configuration(10, "S-1", MAC, "")]);
    let (sites, unlinked) = (HashMap::new(), HashSet::new());
    let standing =
        Standing { sites: &sites, matched: NOBODY, unlinked: &unlinked, kept: &[], accept_ip_matches: false };
    let mut index = DeviceIndex::new(
        vec![keys(&device(1, "S-1", "", "")), keys(&device(2, "", "", ""))],
        &configurations,
        standing,
    );
    let take_in = |(id, serial, mac): &(u128, &str, &str)| {
        index.put(keys(&device(*id, serial, mac, "")));
        index.decide(|_| true)
    };
    steps.iter().map(take_in).collect()
}

fn is_pair(decisions: &[(DeviceId, Decision)], id: u128) -> bool {
    let id = DeviceId(Uuid::from_u128(id));
    decisions.iter().any(|(device, decision)| *device == id && matches!(decision, Decision::Pair { reason: None, .. }))
}

#[test]
fn a_value_that_a_second_device_comes_to_hold_is_evidence_for_neither_until_one_of_them_loses_it() {
    let [shared, alone, other] = after_each(&[(2, "S-1", ""), (2, "S-2", ""), (1, "", "")]).try_into().unwrap();
    assert!(!is_pair(&shared, 1) && !is_pair(&shared, 2), "{shared:?}");
    assert!(is_pair(&alone, 1) && !is_pair(&alone, 2), "{alone:?}");
    assert!(!is_pair(&other, 1) && !is_pair(&other, 2), "{other:?}");
}

#[test]
fn a_value_that_no_configuration_holds_contradicts_only_while_one_device_holds_it() {
    let steps = [(1, "X-9", MAC), (2, "X-9", ""), (3, "X-9", ""), (3, "", ""), (2, "", "")];
    let pairs: Vec<bool> = after_each(&steps).iter().map(|decisions| is_pair(decisions, 1)).collect();
    assert_eq!(pairs, [false, true, true, true, false]);
}

#[test]
fn a_device_that_left_says_nothing_and_holds_nothing_until_it_comes_back() {
    let configurations = indexed(&[configuration(10, "S-1", "", "")]);
    let (sites, unlinked) = (HashMap::new(), HashSet::new());
    let standing =
        Standing { sites: &sites, matched: NOBODY, unlinked: &unlinked, kept: &[], accept_ip_matches: false };
    let (first, second) = (keys(&device(1, "S-1", "", "")), keys(&device(2, "S-1", "", "")));
    let mut index = DeviceIndex::new(vec![first.clone(), second], &configurations, standing);
    assert!(!is_pair(&index.decide(|_| true), 2));
    index.remove(first.id);
    index.remove(first.id);
    let alone = index.decide(|_| true);
    assert!(alone.len() == 1 && is_pair(&alone, 2), "{alone:?}");
    assert_eq!(index.decide_about([first.id]), []);
    index.put(first);
    assert!(!is_pair(&index.decide(|_| true), 2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn changed_devices_are_judged_as_if_they_had_always_been_so(
        world in world(),
        // Of nine devices, which changes, and to what; none = it leaves.
        changes in prop::collection::vec((1..10_u128, prop::option::weighted(0.8, some_device())), 1..12),
        asked in prop::collection::vec(1..10_u128, 0..4),
    ) {
        let configurations = indexed(&world.configurations);
        let sites = HashMap::from([(AGENT, 7)]);
        let matched: Vec<(DeviceId, i64)> =
            world.matches.iter().map(|found| (found.device, found.configuration)).collect();
        let unlinked = world.unlinks.iter().map(|unlink| (unlink.device, unlink.configuration)).collect();
        let standing = Standing {
            sites: &sites, matched: &matched, unlinked: &unlinked, kept: &world.kept,
            accept_ip_matches: world.accept_ip_matches,
        };
        let everything: Vec<(DeviceId, i64)> = (1..10)
            .flat_map(|id| world.configurations.iter().map(move |found| (DeviceId(Uuid::from_u128(id)), found.id)))
            .collect();
        let asked: Vec<DeviceId> = asked.into_iter().map(|id| DeviceId(Uuid::from_u128(id))).collect();

        let mut now: BTreeMap<DeviceId, DeviceKeys> =
            world.devices.iter().map(|device| (device.id, keys(device))).collect();
        let mut index = DeviceIndex::new(now.values().cloned().collect(), &configurations, standing);
        for (id, change) in changes {
            let id = DeviceId(Uuid::from_u128(id));
            if let Some(device) = change {
                let changed = DeviceKeys { id, ..keys(&device) };
                now.insert(id, changed.clone());
                index.put(changed);
            } else {
                now.remove(&id);
                index.remove(id);
            }
            let afresh = DeviceIndex::new(now.values().cloned().collect(), &configurations, standing);
            prop_assert_eq!(said(&index, &asked, &everything), said(&afresh, &asked, &everything));
        }
    }

    #[test]
    fn agents_of_a_hostile_world_may_be_read_again_and_again(
        seed: u64,
        // Each time an agent, and for each of its devices what changes, and whose value it gets.
        readings in prop::collection::vec(
            (any::<Index>(), prop::collection::vec((0..6_u8, any::<Index>()), 8)), 1..5,
        ),
    ) {
        let assumptions = Assumptions { devices: 24, devices_of_agent: 8, ..Assumptions::hostile() };
        let world = hostile::World::new(seed, &assumptions);
        let company = &world.companies[0];
        let configurations = indexed(&company.configurations);
        let unlinked = HashSet::new();
        let matched: Vec<(DeviceId, i64)> = world.truth.iter()
            .filter(|(device, _)| device.0.as_u128().is_multiple_of(5))
            .flat_map(|(device, configurations)| configurations.iter().map(|configuration| (*device, *configuration)))
            .collect();
        let standing = Standing {
            sites: &company.sites, matched: &matched, unlinked: &unlinked, kept: &[],
            accept_ip_matches: seed.is_multiple_of(2),
        };
        let mut agents: Vec<AgentId> = company.sites.keys().copied().collect();
        agents.sort_unstable();

        let known: Vec<DeviceKeys> = company.devices.iter().map(keys).collect();
        prop_assume!(!known.is_empty());
        let mut now: BTreeMap<DeviceId, DeviceKeys> =
            known.iter().map(|device| (device.id, device.clone())).collect();
        let mut index = DeviceIndex::new(known.clone(), &configurations, standing);
        for (agent, changes) in readings {
            let agent = *agent.get(&agents);
            let of_agent = |device: &&DeviceKeys| device.agent == agent;
            for (device, (what, whose)) in known.iter().filter(of_agent).zip(changes) {
                let other = whose.get(&known).keys.clone();
                let mut device = device.clone();
                match what {
                    0 => device.keys = other,
                    1 => device.keys.serial = other.serial,
                    2 => device.keys.macs = other.macs,
                    3 => device.keys.serial = Some(whose.index(3) as u128),
                    4 => {}
                    _ => {
                        now.remove(&device.id);
                        index.remove(device.id);
                        continue;
                    }
                }
                now.insert(device.id, device.clone());
                index.put(device);
            }
            let afresh = DeviceIndex::new(now.values().cloned().collect(), &configurations, standing);
            let asked: Vec<DeviceId> = now.values().filter(of_agent).map(|device| device.id).collect();
            prop_assert_eq!(said(&index, &asked, &matched), said(&afresh, &asked, &matched));
        }
    }
}
