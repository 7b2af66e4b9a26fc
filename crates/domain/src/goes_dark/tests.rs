//! What hangs on what, drawn and drawn by lot.

use proptest::prelude::*;

use super::*;

const ROUTER: i64 = 1;
const SWITCH: i64 = 2;
const SERVER: i64 = 3;
const STORAGE: i64 = 4;
const WIRELESS: i64 = 5;
const UNIT: i64 = 6;
const PHONE: i64 = 7;

/// Router - switch - server, storage, power unit and access point - phone.
const EDGES: &[(i64, i64)] =
    &[(ROUTER, SWITCH), (SERVER, SWITCH), (SWITCH, STORAGE), (SWITCH, UNIT), (WIRELESS, SWITCH), (WIRELESS, PHONE)];

fn outlet(device: i64, id: &str, feeds: &[i64]) -> FeedingOutlet {
    FeedingOutlet { device, id: id.to_owned(), is_on: Some(true), feeds: feeds.to_vec() }
}

fn office(outlets: &[FeedingOutlet]) -> Wiring<'_> {
    Wiring { outlets, edges: EDGES, host: None, ways_out: &[ROUTER] }
}

fn numbers(unfed: &[Unfed<'_>]) -> Vec<i64> {
    unfed.iter().map(|unfed| unfed.device).collect()
}

/// Who loses power, and who is cut off.
fn dark(wiring: &Wiring<'_>, switched: Switched<'_>) -> (Vec<i64>, Vec<i64>) {
    let dark = goes_dark(wiring, switched);
    (numbers(&dark.loses_power), dark.cut_off)
}

#[test]
fn who_shares_an_outlet_loses_power_as_well_and_takes_along_what_is_behind_it() {
    let outlets = [outlet(UNIT, "3", &[STORAGE, SWITCH]), outlet(SWITCH, "8", &[WIRELESS])];
    let found = goes_dark(&office(&outlets), Switched::Power(STORAGE));
    assert_eq!(numbers(&found.loses_power), [SWITCH, WIRELESS]);
    assert_eq!(found.loses_power[0].outlet.id, "3");
    assert_eq!((found.loses_power[1].outlet.device, found.loses_power[1].outlet.id.as_str()), (SWITCH, "8"));
    assert_eq!(found.cut_off, [SERVER, UNIT, PHONE]);
}

#[test]
fn who_restarts_takes_along_its_own_outlets_and_nobody_that_shares_one() {
    let outlets = [outlet(UNIT, "3", &[STORAGE, SWITCH]), outlet(SWITCH, "8", &[WIRELESS])];
    assert_eq!(dark(&office(&outlets), Switched::Restart(STORAGE)), (vec![], vec![]));
    let expected = (vec![WIRELESS], vec![SERVER, STORAGE, UNIT, PHONE]);
    assert_eq!(dark(&office(&outlets), Switched::Restart(SWITCH)), expected);
}

#[test]
fn an_outlet_takes_along_what_hangs_on_it_and_its_own_unit_may_be_cut_off_by_it() {
    let outlets = [outlet(UNIT, "1", &[SERVER]), outlet(UNIT, "3", &[SWITCH])];
    assert_eq!(dark(&office(&outlets), Switched::Outlet { device: UNIT, outlet: "1" }), (vec![SERVER], vec![]));
    let expected = (vec![SWITCH], vec![SERVER, STORAGE, WIRELESS, UNIT, PHONE]);
    assert_eq!(dark(&office(&outlets), Switched::Outlet { device: UNIT, outlet: "3" }), expected);
    assert_eq!(dark(&office(&outlets), Switched::Outlet { device: SWITCH, outlet: "3" }), (vec![], vec![]));
}

#[test]
fn a_power_unit_that_is_cut_off_by_its_own_outlet_cannot_be_told_to_switch_it_on_again() {
    let outlets = [outlet(UNIT, "1", &[SERVER]), outlet(UNIT, "3", &[SWITCH, STORAGE])];
    for (switched, expected) in [
        (Switched::Outlet { device: UNIT, outlet: "3" }, vec![UNIT]),
        (Switched::Power(STORAGE), vec![UNIT]),
        (Switched::Outlet { device: UNIT, outlet: "1" }, vec![]),
        (Switched::Restart(SWITCH), vec![]),
    ] {
        assert_eq!(goes_dark(&office(&outlets), switched).out_of_reach, expected, "{switched:?}");
    }
}

#[test]
fn who_hangs_on_two_outlets_goes_on_by_the_other_one_while_that_is_on() {
    let other = 8;
    let pair = |is_on| [outlet(UNIT, "1", &[SERVER]), FeedingOutlet { is_on, ..outlet(other, "1", &[SERVER]) }];
    for (is_on, loses, keeps) in
        [(Some(true), vec![], vec![SERVER]), (None, vec![], vec![SERVER]), (Some(false), vec![SERVER], vec![])]
    {
        let outlets = pair(is_on);
        let found = goes_dark(&office(&outlets), Switched::Power(UNIT));
        assert_eq!((numbers(&found.loses_power), numbers(&found.keeps_a_feed)), (loses, keeps), "{is_on:?}");
    }
    let outlets = pair(Some(true));
    assert_eq!(dark(&office(&outlets), Switched::Power(SERVER)), (vec![], vec![]), "it is switched at both");
    let one_after_the_other = [outlet(UNIT, "1", &[other, SERVER]), outlet(other, "1", &[SERVER])];
    assert_eq!(dark(&office(&one_after_the_other), Switched::Power(UNIT)).0, [SERVER, other], "both feeds end");
}

#[test]
fn what_hangs_on_an_outlet_that_was_off_loses_nothing_but_with_that_very_outlet() {
    let outlets = [FeedingOutlet { is_on: Some(false), ..outlet(UNIT, "1", &[SERVER]) }];
    assert_eq!(dark(&office(&outlets), Switched::Power(UNIT)).0, [0; 0]);
    assert_eq!(dark(&office(&outlets), Switched::Outlet { device: UNIT, outlet: "1" }).0, [SERVER]);
}

#[test]
fn without_a_place_to_start_from_only_neighbours_are_told() {
    let unknown = Wiring { ways_out: &[], ..office(&[]) };
    let elsewhere = Wiring { host: Some(90), ways_out: &[91], ..office(&[]) };
    for wiring in [unknown, elsewhere] {
        let found = goes_dark(&wiring, Switched::Power(WIRELESS));
        assert_eq!((found.cut_off, found.connected), (vec![], vec![SWITCH, PHONE]));
    }
    let found = goes_dark(&office(&[]), Switched::Power(ROUTER));
    assert_eq!((found.cut_off, found.connected), (vec![], vec![SWITCH]), "the only way out itself");
    assert_eq!(goes_dark(&office(&[]), Switched::Power(WIRELESS)).connected, [0; 0]);
}

#[test]
fn who_was_not_reached_before_is_not_cut_off() {
    let edges = [EDGES, &[(20, 21)]].concat();
    assert_eq!(dark(&Wiring { edges: &edges, ..office(&[]) }, Switched::Power(WIRELESS)).1, [PHONE]);
}

#[test]
fn a_second_way_round_keeps_everybody() {
    let edges = [EDGES, &[(PHONE, ROUTER)]].concat();
    assert_eq!(dark(&Wiring { edges: &edges, ..office(&[]) }, Switched::Power(WIRELESS)).1, [0; 0]);
}

#[test]
fn the_agent_is_lost_with_its_power_or_its_last_way_out() {
    let outlets = [outlet(UNIT, "1", &[SERVER])];
    let runs_on = |host, ways_out: &'static [i64]| Wiring { host, ways_out, ..office(&outlets) };
    for (host, ways_out, switched, expected) in [
        (Some(SERVER), &[ROUTER][..], Switched::Power(STORAGE), AgentFate::Stays),
        (Some(SERVER), &[ROUTER], Switched::Power(SERVER), AgentFate::Lost),
        (Some(SERVER), &[ROUTER], Switched::Outlet { device: UNIT, outlet: "1" }, AgentFate::Lost),
        (Some(SERVER), &[ROUTER], Switched::Restart(SWITCH), AgentFate::Lost),
        (Some(SERVER), &[ROUTER], Switched::Power(ROUTER), AgentFate::Lost),
        (Some(SERVER), &[ROUTER, WIRELESS], Switched::Power(ROUTER), AgentFate::Unknown),
        (Some(SERVER), &[], Switched::Power(SWITCH), AgentFate::Unknown),
        (Some(SERVER), &[], Switched::Power(SERVER), AgentFate::Lost),
        (Some(99), &[ROUTER], Switched::Power(SWITCH), AgentFate::Unknown),
        (None, &[ROUTER], Switched::Power(SWITCH), AgentFate::Unknown),
    ] {
        assert_eq!(goes_dark(&runs_on(host, ways_out), switched).agent, expected, "{host:?} {ways_out:?} {switched:?}");
    }
}

#[test]
fn an_agent_that_is_cut_off_itself_is_no_place_to_look_from_while_a_way_out_is_left() {
    let behind = Wiring { host: Some(PHONE), ..office(&[]) };
    assert_eq!(dark(&behind, Switched::Power(WIRELESS)).1, [PHONE], "and not everybody else");
    let found = goes_dark(&behind, Switched::Power(ROUTER));
    assert_eq!(
        (found.cut_off, found.connected, found.agent),
        (vec![], vec![], AgentFate::Lost),
        "the others stay together"
    );
}

/// A network by lot, small enough that everything touches everything.
#[derive(Debug, Clone)]
struct Lot {
    outlets: Vec<FeedingOutlet>,
    edges: Vec<(i64, i64)>,
    host: Option<i64>,
    ways_out: Vec<i64>,
}

impl Lot {
    fn wiring(&self) -> Wiring<'_> {
        Wiring { outlets: &self.outlets, edges: &self.edges, host: self.host, ways_out: &self.ways_out }
    }
}

fn a_device() -> impl Strategy<Value = i64> {
    0_i64..12
}

fn a_lot() -> impl Strategy<Value = Lot> {
    let outlet = (a_device(), "[1-3]", any::<Option<bool>>(), prop::collection::vec(a_device(), 0..4));
    let outlet = outlet.prop_map(|(device, id, is_on, feeds)| FeedingOutlet { device, id, is_on, feeds });
    let edges = prop::collection::vec((a_device(), a_device()), 0..20);
    let ways_out = prop::collection::vec(a_device(), 0..3);
    (prop::collection::vec(outlet, 0..8), edges, prop::option::of(a_device()), ways_out)
        .prop_map(|(outlets, edges, host, ways_out)| Lot { outlets, edges, host, ways_out })
}

fn an_act() -> impl Strategy<Value = Switched<'static>> {
    prop_oneof![
        a_device().prop_map(Switched::Power),
        a_device().prop_map(Switched::Restart),
        (a_device(), prop::sample::select(vec!["1", "2", "3"]))
            .prop_map(|(device, outlet)| Switched::Outlet { device, outlet }),
    ]
}

fn all_dark(found: &GoesDark<'_>, switched: Switched<'_>) -> BTreeSet<i64> {
    numbers(&found.loses_power).into_iter().chain(switched.device()).collect()
}

/// Whether two devices are connected, by painting both ends of each edge in one colour until nothing changes: another way
/// than the rule's own.
fn is_connected(edges: &[(i64, i64)], dark: &BTreeSet<i64>, one: i64, other: i64) -> bool {
    let mut colours: BTreeMap<i64, i64> = (0..12).map(|device| (device, device)).collect();
    for _ in 0..12 {
        for (from, to) in edges.iter().filter(|(from, to)| !dark.contains(from) && !dark.contains(to)) {
            let least = colours[from].min(colours[to]);
            colours.extend([(*from, least), (*to, least)]);
        }
    }
    !dark.contains(&one) && !dark.contains(&other) && colours[&one] == colours[&other]
}

proptest! {
    #[test]
    fn nobody_is_told_twice_and_what_is_switched_is_not_told(lot in a_lot(), switched in an_act()) {
        let wiring = lot.wiring();
        let found = goes_dark(&wiring, switched);
        let told: Vec<i64> = numbers(&found.loses_power).into_iter()
            .chain(found.cut_off.iter().copied()).chain(found.connected.iter().copied()).collect();
        let distinct: BTreeSet<i64> = told.iter().copied().collect();
        prop_assert_eq!(told.len(), distinct.len());
        prop_assert!(switched.device().is_none_or(|device| !distinct.contains(&device)));
        prop_assert!(found.out_of_reach.iter().all(|device| told.contains(device)));
        prop_assert!(numbers(&found.keeps_a_feed).iter().all(|device| !all_dark(&found, switched).contains(device)));
        for list in [numbers(&found.loses_power), numbers(&found.keeps_a_feed), found.cut_off, found.connected] {
            prop_assert!(list.is_sorted());
        }
    }

    #[test]
    fn whoever_is_cut_off_was_reached_before_and_is_not_reached_any_more(lot in a_lot(), switched in an_act()) {
        let wiring = lot.wiring();
        let found = goes_dark(&wiring, switched);
        let (dark, nobody) = (all_dark(&found, switched), BTreeSet::new());
        let starts = roots(&wiring, &Graph::of(wiring.edges), &dark, found.agent);
        let is_reached = |device, dark| starts.iter().any(|start| is_connected(wiring.edges, dark, *start, device));
        for device in 0..12 {
            let expected = is_reached(device, &nobody) && !is_reached(device, &dark) && !dark.contains(&device);
            prop_assert_eq!(found.cut_off.contains(&device), expected, "{}", device);
        }
        prop_assert!(starts.is_empty() || found.connected.is_empty());
    }

    #[test]
    fn whoever_loses_power_hangs_on_an_outlet_that_ended_and_on_none_that_goes_on(lot in a_lot(), switched in an_act()) {
        let wiring = lot.wiring();
        let found = goes_dark(&wiring, switched);
        let dark = all_dark(&found, switched);
        let goes_on = |outlet: &&FeedingOutlet| {
            outlet.is_on != Some(false) && !switched.cuts(outlet) && !dark.contains(&outlet.device)
        };
        for device in 0..12 {
            let lit = lot.outlets.iter().filter(goes_on).any(|outlet| outlet.feeds.contains(&device));
            let loses = found.loses_power.iter().find(|unfed| unfed.device == device);
            prop_assert!(loses.is_none_or(|unfed| unfed.outlet.feeds.contains(&device) && !lit));
            prop_assert!(loses.is_none_or(|unfed| !goes_on(&unfed.outlet)));
            let keeps = found.keeps_a_feed.iter().find(|unfed| unfed.device == device);
            prop_assert!(keeps.is_none_or(|unfed| lit && !goes_on(&unfed.outlet)));
        }
    }

    /// A connection between two that were reached anyway is one way more. One to somebody who was not reached before may cut
    /// them off, who only now hang on the network.
    #[test]
    fn one_connection_more_cuts_nobody_off(lot in a_lot(), switched in an_act(), more in (a_device(), a_device())) {
        let wiring = Wiring { host: None, ..lot.wiring() };
        let found = goes_dark(&wiring, switched);
        let dark = all_dark(&found, switched);
        let starts: Vec<i64> = lot.ways_out.iter().copied().filter(|way| !dark.contains(way)).collect();
        let reached = |device: i64| starts.iter().any(|start| is_connected(wiring.edges, &BTreeSet::new(), *start, device));
        prop_assume!(reached(more.0) && reached(more.1));
        // Who is in no connection is no place to look from.
        prop_assume!(starts.iter().all(|start| wiring.edges.iter().any(|(from, to)| from == start || to == start)));
        let edges: Vec<(i64, i64)> = lot.edges.iter().copied().chain([more]).collect();
        let then = goes_dark(&Wiring { edges: &edges, ..wiring }, switched);
        prop_assert!(then.cut_off.iter().all(|device| found.cut_off.contains(device)), "{then:?}");
        prop_assert_eq!(numbers(&then.loses_power), numbers(&found.loses_power));
    }

    #[test]
    fn a_restart_takes_along_nobody_that_cutting_the_power_would_not(lot in a_lot(), device in a_device()) {
        let wiring = lot.wiring();
        let restarted = numbers(&goes_dark(&wiring, Switched::Restart(device)).loses_power);
        let cut = numbers(&goes_dark(&wiring, Switched::Power(device)).loses_power);
        prop_assert!(restarted.iter().all(|device| cut.contains(device)));
    }

    #[test]
    fn the_order_in_which_it_was_told_means_nothing(lot in a_lot(), switched in an_act()) {
        let mut turned = lot.clone();
        turned.outlets.reverse();
        turned.ways_out.reverse();
        turned.edges = lot.edges.iter().rev().map(|(from, to)| (*to, *from)).collect();
        let (one, other) = (lot.wiring(), turned.wiring());
        let (one, other) = (goes_dark(&one, switched), goes_dark(&other, switched));
        prop_assert_eq!(numbers(&one.loses_power), numbers(&other.loses_power));
        prop_assert_eq!(numbers(&one.keeps_a_feed), numbers(&other.keeps_a_feed));
        prop_assert_eq!((one.cut_off, one.connected, one.agent), (other.cut_off, other.connected, other.agent));
    }

    #[test]
    fn where_nothing_is_known_nothing_is_told(switched in an_act(), host in prop::option::of(a_device())) {
        let found = goes_dark(&Wiring { host, ..Wiring::default() }, switched);
        prop_assert!(found.loses_power.is_empty() && found.keeps_a_feed.is_empty());
        prop_assert!(found.cut_off.is_empty() && found.connected.is_empty());
    }
}
