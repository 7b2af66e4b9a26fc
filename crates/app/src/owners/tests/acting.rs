//! What an owner switches, and what becomes of it.

use proptest::prelude::*;
use sitebook_domotz_sim::Fault;

use super::*;

#[tokio::test]
async fn power_is_switched_once_written_down_and_shown() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let done = street.act(&visit, &tv, OFF).await;
    assert_eq!(done, OwnerActed::Done { device: "TV of Gable House".to_owned(), says: "offline".to_owned() });
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::TooSoon { .. }), "a double click");
    assert_eq!(street.switched(), 1);
    let view = street.workspace.owner_view(&visit).await.unwrap();
    assert_eq!(view.networks[0].devices[0].online, Some(false), "without waiting for a refresh");
    street.wait(5000);
    assert!(matches!(street.act(&visit, &tv, OwnerAct::Power(DomotzPowerAction::On)).await, OwnerActed::Done { .. }));
    let before: Vec<_> = street.written("power").await;
    assert_eq!(
        before.iter().map(|entry| (entry.0.as_str(), entry.2.as_str())).collect::<Vec<_>>(),
        [(OWNER, "switch off"), (OWNER, "switch on")]
    );
    let outcomes: Vec<String> = street.written("violet.act").await.into_iter().map(|entry| entry.2).collect();
    assert_eq!(
        outcomes,
        ["done; the source says offline", "refused: too soon after the last act", "done; the source says online"]
    );
}

#[tokio::test]
async fn the_way_back_is_offered_though_domotz_notices_late() {
    let (street, visit) = Street::signed_in().await;
    street.domotz.with(|domotz| domotz.settings_mut().notices_after = 120);
    let tv = street.device("TV of Gable House").await;
    let online = async || street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].online;
    let asked = || {
        let is_device = |path: &str| path.contains("/device/") && !path.contains("/action/");
        street.domotz.with(|domotz| domotz.request_log().iter().filter(|call| is_device(&call.path)).count())
    };
    assert_eq!(online().await, Some(true));
    let done = street.act(&visit, &tv, OFF).await;
    assert_eq!(done, OwnerActed::Done { device: "TV of Gable House".to_owned(), says: "online".to_owned() });
    let before = asked();
    assert_eq!(online().await, Some(false), "Domotz still calls it online");
    street.pass(40);
    assert_eq!((online().await, online().await), (Some(false), Some(false)));
    assert_eq!(asked() - before, 1, "two looks, one question");
    street.pass(120);
    assert_eq!(tokio::join!(online(), online()), (Some(false), Some(false)));
    assert_eq!(asked() - before, 2);
    let devices =
        street.workspace.devices_list(AgentRequest { agent: "Gable House".to_owned() }).await.unwrap().devices;
    assert_eq!(
        devices.iter().find(|device| device.id == tv).unwrap().status,
        "offline",
        "and the office knows it as well"
    );

    // From then on Domotz is believed: somebody pressed the button of the TV.
    street.pass(9000);
    street.domotz.with(|domotz| {
        let (agent, home) = domotz.seed().agents.first_key_value().unwrap();
        let (agent, tv) = (*agent, *home.devices.keys().min().unwrap());
        domotz.set(agent, tv, "status", json!("ONLINE"));
    });
    assert_eq!((online().await, asked() - before), (Some(false), 2), "nothing is asked without need");
    street.workspace.domotz_refresh(Nothing {}).await.unwrap();
    assert_eq!(online().await, Some(true));
}

#[tokio::test]
async fn an_act_that_nobody_waits_for_any_more_is_written_down_all_the_same() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let before = street.asked_for_power();
    let workspace = street.workspace.clone();
    let waiting = tokio::spawn(async move { workspace.owner_act(&visit, &tv, OFF).await });
    while street.asked_for_power() == before {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    let outcome = street.written("violet.act").await.pop().unwrap();
    assert_eq!((outcome.2.as_str(), street.switched()), ("done; the source says offline", 1));
}

#[tokio::test]
async fn an_owner_switches_often_and_not_without_end() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    for _ in 0..30 {
        assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::Done { .. }));
        street.wait(5000);
    }
    let refused = street.act(&visit, &tv, OFF).await;
    assert_eq!((refused, street.switched()), (OwnerActed::TooOften { seconds: 3600 - 150 }, 30));
    assert_eq!(street.written("violet.act").await.pop().unwrap().2, "refused: too many acts of this owner");
    street.wait((3600 - 150) * 1000);
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::Done { .. }));
}

#[tokio::test]
async fn an_act_whose_answer_was_lost_is_looked_after() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let online = async || street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].online;
    street.domotz.with(|domotz| domotz.fail_on("/action/power/off", 9, Fault::Lost));
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotCertain { .. }));
    assert_eq!(online().await, Some(true), "nobody knows");
    street.pass(40);
    assert_eq!(online().await, Some(false), "it was done");
}

#[tokio::test]
async fn what_carries_the_network_is_restarted_and_never_switched_off() {
    let (street, visit) = Street::signed_in().await;
    street.grant("Router of Gable House", VioletGrant::Power).await;
    let router = street.device("Router of Gable House").await;
    assert!(matches!(street.act(&visit, &router, OFF).await, OwnerActed::NotPossible { .. }));
    street.wait(5000);
    let restart = OwnerAct::Power(DomotzPowerAction::Cycle);
    assert!(matches!(street.act(&visit, &router, restart).await, OwnerActed::Done { .. }));
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let power = view.networks[0].devices.iter().find(|device| device.id == router).unwrap().power.clone().unwrap();
    assert!(power.can_restart && !power.can_switch && power.carries_network);
}

#[tokio::test]
async fn what_the_agent_runs_on_is_never_switched_off_whatever_it_is_called() {
    let (street, visit) = Street::signed_in().await;
    street.domotz.with(|domotz| {
        let (agent, home) = domotz.seed().agents.first_key_value().unwrap();
        let (agent, tv) = (*agent, *home.devices.keys().min().unwrap());
        let mac = domotz.device(agent, tv).unwrap().document["hw_address"].as_str().unwrap().replace(':', "-");
        domotz.agent_mut(agent).unwrap()["licence"] = json!({ "bound_mac_address": mac.to_lowercase() });
    });
    street.workspace.domotz_refresh(Nothing {}).await.unwrap();
    let tv = street.device("TV of Gable House").await;
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let power = view.networks[0].devices[0].power.clone().unwrap();
    assert!(power.can_restart && !power.can_switch && power.carries_network, "{power:?}");
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { .. }));
    assert_eq!(street.switched(), 0);

    // Nor is it given by the way.
    street.workspace.testing_grant("Gable House", &tv, VioletGrant::Power, false).await.unwrap();
    let grant = |confirm: &str| VioletGrantRequest {
        agent: "Gable House".to_owned(),
        devices: vec![tv.clone()],
        grant: VioletGrant::Power,
        on: true,
        confirm: confirm.to_owned(),
    };
    let asked = street.workspace.violet_grant(grant("")).await.unwrap_err();
    assert_eq!(asked.code, ErrorCode::ConfirmationNeeded);
    assert_eq!(street.workspace.violet_grant(grant("TV of Gable House")).await.unwrap().changed, 1);
}

#[tokio::test]
async fn only_what_the_device_can_do_is_offered_and_that_is_asked_once_a_day() {
    let (street, visit) = Street::signed_in().await;
    let offered = async || street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].power.clone();
    let power = async || offered().await.unwrap();
    street.only(&["on", "off"]);
    street.wait(DAY);
    street.domotz.with(Simulator::clear_log);
    assert!(power().await.can_switch && !power().await.can_restart);
    assert_eq!(street.asked_for_power(), 1);
    street.only(&[]);
    street.wait(24 * 60 * 60 * 1000);
    assert!(offered().await.is_none(), "no switch that can do nothing");
    street.only(&["software_reboot"]);
    street.wait(24 * 60 * 60 * 1000);
    assert!(offered().await.is_none(), "that is no switch");
    street.only(&["cycle"]);
    street.wait(24 * 60 * 60 * 1000);
    let restarted = power().await;
    assert!(restarted.can_restart && !restarted.can_switch && !restarted.carries_network);
    street.domotz.with(|domotz| domotz.fail_on("/action/power", 9, Fault::Status(404, None)));
    street.wait(24 * 60 * 60 * 1000);
    assert!(power().await.can_switch, "where nobody knows, pressing it tells");
}

#[tokio::test]
async fn who_looks_while_it_is_asked_waits_for_the_same_answer() {
    let (street, visit) = Street::signed_in().await;
    street.only(&["cycle"]);
    street.wait(DAY);
    street.domotz.with(Simulator::clear_log);
    let can = async || {
        let power = street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].power.clone().unwrap();
        (power.can_switch, power.can_restart)
    };
    assert_eq!(tokio::join!(can(), can()), ((false, true), (false, true)));
    assert_eq!(street.asked_for_power(), 1);
}

#[tokio::test]
async fn what_domotz_refuses_at_a_press_is_not_offered_again() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let can_switch = async || {
        let view = street.workspace.owner_view(&visit).await.unwrap();
        view.networks[0].devices[0].power.clone().is_some_and(|power| power.can_switch)
    };
    assert!(can_switch().await);
    street.only(&[]);
    assert!(can_switch().await, "it was asked a moment ago");
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { .. }));
    assert!(!can_switch().await);
}

#[tokio::test]
async fn trouble_on_the_way_to_the_device_is_said_as_it_is() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    street.domotz.with(|simulator| simulator.fail_on("/action/power/off", 9, Fault::Reset));
    let acted = street.act(&visit, &tv, OFF).await;
    assert_eq!(acted, OwnerActed::NotCertain { device: "TV of Gable House".to_owned() });
    let outcome = street.written("violet.act").await.pop().unwrap();
    assert!(outcome.2.starts_with("not certain: "), "{outcome:?}");
    street.workspace.domotz_disconnect(Nothing {}).await.unwrap();
    street.wait(5000);
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { .. }));
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let power = view.networks[0].devices[0].power.clone().unwrap();
    assert!(!power.can_switch && !power.can_restart && !power.hindrance.is_empty(), "no switch that can do nothing");
}

#[tokio::test]
async fn what_was_done_is_told_as_done_and_what_was_not_sent_as_not_done() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    // Nothing was sent yet when Domotz could not be reached.
    street.domotz.with(|simulator| simulator.fail_on("GET /agent", 4, Fault::Reset));
    assert_eq!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { device: "TV of Gable House".to_owned() });
    assert_eq!(street.switched(), 0);
    assert!(street.written("violet.act").await.pop().unwrap().2.starts_with("not done: "));

    // It was done, and the quota ends before Domotz is asked what came of it.
    street.wait(5000);
    street.domotz.with(|simulator| simulator.allow_more(3));
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::Done { says, .. } if says.is_empty()));
    assert_eq!(street.switched(), 1);
    let outcome = street.written("violet.act").await.pop().unwrap().2;
    assert_eq!(outcome, "done; the source could not be asked afterwards");
}

#[tokio::test]
async fn blocking_is_never_faked() {
    let (street, visit) = Street::signed_in().await;
    street.grant("TV of Gable House", VioletGrant::Block).await;
    let view = street.workspace.owner_view(&visit).await.unwrap();
    assert!(view.networks[0].devices[0].block.is_none(), "no Domotz Box, nothing to block with");
    street.set("Gable House", "platform", "domotz-box").await;
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let block = view.networks[0].devices[0].block.clone().unwrap();
    assert_eq!(block.blocked, Some(false));
    assert!(block.hindrance.contains("cannot be switched"), "{}", block.hindrance);
    let tv = street.device("TV of Gable House").await;
    assert!(matches!(street.act(&visit, &tv, OwnerAct::Block(true)).await, OwnerActed::NotPossible { .. }));
    assert_eq!(street.switched(), 0);
}

/// What a strange browser could put where the id of a device belongs.
fn any_device(ids: &[String]) -> impl Strategy<Value = String> + use<> {
    let ids = ids.to_vec();
    prop_oneof![
        proptest::sample::select(ids.clone()),
        proptest::sample::select(ids).prop_map(|id| id.to_uppercase()),
        Just("TV of Mill Cottage".to_owned()),
        Just("1001".to_owned()),
        "[ -~]{0,40}",
        any::<u128>().prop_map(|number| uuid::Uuid::from_u128(number).to_string()),
    ]
}

fn any_act() -> impl Strategy<Value = OwnerAct> {
    prop_oneof![
        Just(OwnerAct::Power(DomotzPowerAction::On)),
        Just(OFF),
        Just(OwnerAct::Power(DomotzPowerAction::Cycle)),
        Just(OwnerAct::Power(DomotzPowerAction::SoftwareReboot)),
        any::<bool>().prop_map(OwnerAct::Block),
    ]
}

/// Whatever ids and acts an owner sends: only the one granted device is ever switched, and each switching stands in the
/// history with the owner's name and its outcome.
#[test]
fn no_act_without_a_grant_and_its_entry() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (street, visit, ids) = runtime.block_on(async {
        let (street, visit) = Street::signed_in().await;
        street.grant("Router of Gable House", VioletGrant::Visible).await;
        street.grant("TV of Mill Cottage", VioletGrant::Power).await;
        let mut ids = Vec::new();
        for home in ["Gable House", "Mill Cottage", "Corner Shop"] {
            for device in ["TV", "Router", "Lamp"] {
                ids.push(street.device(&format!("{device} of {home}")).await);
            }
        }
        (street, visit, ids)
    });
    let granted = ids[0].clone();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 40, ..ProptestConfig::default() });
    let cases = proptest::collection::vec((any_device(&ids), any_act(), 0_i64..9000), 1..4);
    runner
        .run(&cases, |acts| {
            runtime.block_on(async {
                // Not more often than an owner may.
                street.wait(60 * MINUTE);
                for (device, act, pause) in acts {
                    street.wait(pause);
                    let before = (street.switched(), street.written("violet.act").await.len());
                    let acted = street.act(&visit, &device, act).await;
                    let is_done = matches!(acted, OwnerActed::Done { .. });
                    let switched = street.switched() - before.0;
                    prop_assert_eq!(switched, usize::from(is_done));
                    let written = street.written("violet.act").await.len() - before.1;
                    prop_assert_eq!(written, usize::from(acted != OwnerActed::NotAllowed));
                    if is_done {
                        prop_assert!(device.eq_ignore_ascii_case(&granted), "{} was switched", device);
                    }
                }
                Ok(())
            })
        })
        .unwrap();
}
