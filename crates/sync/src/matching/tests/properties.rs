//! What holds for any input. A failing case is printed and kept by proptest.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// Everything in scope.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) devices: Vec<Device>,
    pub(super) configurations: Vec<Configuration>,
    pub(super) matches: Vec<Match>,
    pub(super) unlinks: Vec<RememberedUnlink>,
    pub(super) kept: Vec<(DeviceId, i64)>,
    pub(super) accept_ip_matches: bool,
}

impl World {
    fn run(&self) -> MatchOutcome {
        let sites = HashMap::from([(AGENT, 7)]);
        let input = MatchInput {
            devices: &self.devices,
            sites: &sites,
            configurations: &self.configurations,
            matches: &self.matches,
            unlinks: &self.unlinks,
            kept: &self.kept,
        };
        let options = MatchOptions { accept_ip_matches: self.accept_ip_matches, ..MatchOptions::default() };
        match_devices(input, &options)
    }
}

/// Serial, MACs and IPs of a record from so few values that they collide often.
fn values() -> impl Strategy<Value = (&'static str, String, String)> {
    let serial = select(vec!["", "S-1", "S-2", "S-3", "N/A"]);
    let mac = select(vec![
        "",
        "00:09:0F:AA:BB:01",
        "00:09:0F:AA:BB:02",
        "00:09:0F:AA:BB:03",
        "00:E0:4C:00:00:01",
        "00:E0:4C:00:00:02",
        "02:00:00:00:00:01",
    ]);
    let ip = select(vec!["", "10.0.0.1", "10.0.0.2", "10.0.0.3"]);
    let several = |one: BoxedStrategy<&'static str>| prop::collection::vec(one, 0..3).prop_map(|all| all.join(","));
    (serial, several(mac.boxed()), several(ip.boxed()))
}

pub(super) fn some_device() -> impl Strategy<Value = Device> {
    (values(), any::<bool>(), prop::bool::weighted(0.1), prop::bool::weighted(0.1)).prop_map(
        |((serial, macs, ips), typed, ignored, gone)| {
            let mut made = device(0, serial, &macs, &ips);
            if typed && let Some(value) = made.layers.source.remove(&DeviceField::Serial) {
                made.layers.own.insert(DeviceField::Serial, OwnValue { value, by: "Ann".to_owned(), at: Timestamp(0) });
            }
            made.ignored = ignored;
            made.gone_since = gone.then_some(Timestamp(1));
            made
        },
    )
}

fn some_configuration() -> impl Strategy<Value = Configuration> {
    (values(), prop::bool::weighted(0.8), select(vec![None, Some(7), Some(8)])).prop_map(
        |((serial, macs, ips), active, site)| {
            let mut made = configuration(0, serial, &macs, &ips);
            made.active = active;
            made.site = site.map(|id| Reference { id, name: String::new() });
            made
        },
    )
}

pub(super) fn world() -> impl Strategy<Value = World> {
    (
        prop::collection::vec(some_device(), 0..7),
        prop::collection::vec(some_configuration(), 0..7),
        prop::collection::vec((any::<Index>(), any::<Index>(), any::<bool>()), 0..3),
        prop::collection::vec((any::<Index>(), any::<Index>()), 0..3),
        prop::collection::vec((any::<Index>(), any::<Index>()), 0..4),
        any::<bool>(),
    )
        .prop_map(|(mut devices, mut configurations, pairs, unlinks, kept, accept_ip_matches)| {
            for (number, device) in devices.iter_mut().enumerate() {
                device.id = DeviceId(Uuid::from_u128(number as u128 + 1));
            }
            for (number, configuration) in configurations.iter_mut().enumerate() {
                configuration.id = number as i64 + 10;
            }
            let mut world =
                World { devices, configurations, matches: vec![], unlinks: vec![], kept: vec![], accept_ip_matches };
            if world.devices.is_empty() || world.configurations.is_empty() {
                return world;
            }
            for (device, configuration, confirmed) in pairs {
                let (device, configuration) = (device.get(&world.devices), configuration.get(&world.configurations));
                let state = if confirmed { MatchState::Confirmed } else { MatchState::Automatic };
                let taken = |found: &Match| found.device == device.id || found.configuration == configuration.id;
                if !world.matches.iter().any(taken) {
                    world.matches.push(matched(device, configuration, state, vec![]));
                }
            }
            for (device, configuration) in unlinks {
                let (device, configuration) = (device.get(&world.devices), configuration.get(&world.configurations));
                world.unlinks.push(RememberedUnlink { device: device.id, configuration: configuration.id });
            }
            for (device, configuration) in kept {
                let (device, configuration) =
                    (device.get(&world.devices).id, configuration.get(&world.configurations).id);
                if !world.kept.iter().any(|(known, _)| *known == device) {
                    world.kept.push((device, configuration));
                }
            }
            world
        })
}

fn device_of(world: &World, id: DeviceId) -> &Device {
    world.devices.iter().find(|device| device.id == id).unwrap()
}

fn configuration_of(world: &World, id: i64) -> &Configuration {
    world.configurations.iter().find(|configuration| configuration.id == id).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_order_of_records_changes_nothing(world in world(), seed: u64) {
        fn shuffle<T>(records: &mut [T], seed: u64) {
            let mut state = seed;
            for last in (1..records.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                records.swap(last, (state >> 33) as usize % (last + 1));
            }
        }
        let mut other = world.clone();
        shuffle(&mut other.devices, seed);
        shuffle(&mut other.configurations, seed);
        shuffle(&mut other.matches, seed);
        shuffle(&mut other.unlinks, seed);
        shuffle(&mut other.kept, seed);
        prop_assert_eq!(world.run(), other.run());
    }

    #[test]
    fn nothing_is_in_two_pairs(world in world()) {
        let outcome = world.run();
        let pairs = || outcome.proposals.iter().map(|found| (found.device, found.configuration))
            .chain(world.matches.iter().map(|found| (found.device, found.configuration)));
        let devices: HashSet<DeviceId> = pairs().map(|pair| pair.0).collect();
        let configurations: HashSet<i64> = pairs().map(|pair| pair.1).collect();
        prop_assert_eq!((devices.len(), configurations.len()), (pairs().count(), pairs().count()), "{:?}", outcome);
    }

    #[test]
    fn every_device_is_accounted_for_once(world in world()) {
        let outcome = world.run();
        let mut seen: Vec<DeviceId> = outcome.proposals.iter().map(|found| found.device)
            .chain(outcome.review.iter().map(|found| found.device))
            .chain(outcome.unmatched.iter().map(|found| found.device)).collect();
        seen.sort();
        let matched = |device: &&Device| world.matches.iter().any(|found| found.device == device.id);
        let expected: Vec<DeviceId> = world.devices.iter()
            .filter(|device| !device.ignored && device.gone_since.is_none() && !matched(device))
            .map(|device| device.id).collect();
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn an_unrelated_record_changes_nothing(world in world()) {
        let before = world.run();
        let mut more = world;
        more.configurations.push(configuration(99, "UNRELATED-1", "00:09:0F:FF:FF:FF", "10.9.9.9"));
        prop_assert_eq!(&before, &more.run());
        let stranger = device(99, "UNRELATED-2", "00:09:0F:FF:FF:FE", "10.9.9.8");
        more.devices.push(stranger.clone());
        let mut after = more.run();
        after.unmatched.retain(|unmatched| unmatched.device != stranger.id);
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_kept_id_never_makes_an_automatic_pair(world in world()) {
        let automatic = |world: &World| -> Vec<(DeviceId, i64, MatchRule)> {
            let proposals = world.run().proposals.into_iter().filter(|found| found.state == MatchState::Automatic);
            proposals.map(|found| (found.device, found.configuration, found.rule)).collect()
        };
        let with = automatic(&world);
        let without = automatic(&World { kept: vec![], ..world });
        prop_assert!(with.iter().all(|(_, _, rule)| *rule != MatchRule::Kept));
        prop_assert!(with.iter().all(|pair| without.contains(pair)), "{:?} {:?}", with, without);
    }

    #[test]
    fn a_pair_taken_apart_never_comes_back(world in world()) {
        let outcome = world.run();
        for unlink in &world.unlinks {
            let same = |device: DeviceId, configuration: i64| (device, configuration) == (unlink.device, unlink.configuration);
            prop_assert!(!outcome.proposals.iter().any(|found| same(found.device, found.configuration)));
            for review in &outcome.review {
                prop_assert!(!review.candidates.iter().any(|(configuration, _)| same(review.device, *configuration)));
            }
        }
    }

    #[test]
    fn taking_a_proposed_pair_apart_ends_it_for_good(world in world()) {
        let mut world = world;
        for proposal in world.run().proposals {
            world.unlinks.push(RememberedUnlink { device: proposal.device, configuration: proposal.configuration });
            let gone = (proposal.device, proposal.configuration);
            let back = world.run().proposals.iter().any(|found| (found.device, found.configuration) == gone);
            prop_assert!(!back);
        }
    }

    #[test]
    fn a_match_that_stands_is_never_given_to_another(world in world()) {
        let outcome = world.run();
        for found in &world.matches {
            let touches = |proposal: &Proposal| proposal.device == found.device || proposal.configuration == found.configuration;
            prop_assert!(!outcome.proposals.iter().any(touches));
        }
        for freeze in &outcome.freezes {
            prop_assert!(world.matches.contains(&freeze.found), "a freeze says what was, unchanged");
        }
    }

    #[test]
    fn what_was_made_automatically_stays_as_it_is_when_matching_runs_again(world in world()) {
        let outcome = world.run();
        let mut later = world.clone();
        for (number, found) in outcome.proposals.iter().filter(|found| found.state == MatchState::Automatic).enumerate() {
            let (device, configuration) = (device_of(&world, found.device), configuration_of(&world, found.configuration));
            let mut made = matched(device, configuration, MatchState::Automatic, found.evidence.clone());
            made.id = MatchId(Uuid::from_u128(100 + number as u128));
            later.matches.push(made);
        }
        let again = later.run();
        prop_assert_eq!(again.freezes, outcome.freezes);
        prop_assert!(again.proposals.iter().all(|found| found.state == MatchState::Proposed
            || outcome.review.iter().any(|before| before.device == found.device)
            || outcome.unmatched.iter().any(|before| before.device == found.device)
            || outcome.proposals.iter().any(|before| before.device == found.device)));
    }

    #[test]
    fn an_automatic_pair_is_active_here_reported_and_agrees_in_a_value_of_its_own(world in world()) {
        for found in world.run().proposals.iter().filter(|found| found.state == MatchState::Automatic) {
            let (device, configuration) = (device_of(&world, found.device), configuration_of(&world, found.configuration));
            prop_assert!(configuration.active);
            prop_assert!(configuration.site.as_ref().is_none_or(|site| site.id == 7));
            prop_assert!(found.evidence.iter().any(|shown| shown.rule == found.rule && shown.agrees));
            prop_assert!(found.rule != MatchRule::Serial || !device.layers.is_own(DeviceField::Serial));
            prop_assert!(found.rule != MatchRule::Ip || world.accept_ip_matches);
        }
    }

    #[test]
    fn a_few_devices_are_judged_as_among_all(world in world(), chosen in any::<Index>()) {
        let list = PlaceholderList::default();
        let devices: Vec<DeviceKeys> = world.devices.iter().map(|device| DeviceKeys::of(device, &list)).collect();
        let index = ConfigurationIndex::new(
            world.configurations.iter().map(|found| ConfigurationKeys::of(found, &list)).collect(),
        );
        let (sites, unlinked) = (HashMap::new(), HashSet::new());
        let standing = Standing {
            sites: &sites, matched: &[], unlinked: &unlinked, kept: &[], accept_ip_matches: world.accept_ip_matches,
        };
        let all = index.decide(&devices, standing, |_| true);
        prop_assume!(!all.is_empty());
        let (id, decision) = chosen.get(&all).clone();
        prop_assert_eq!(index.decide(&devices, standing, |device| device.id == id), vec![(id, decision)]);
    }
}
