//! What goes dark with what is about to be switched, before it is.

use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode};
use sitebook_domotz_sim::{Fault, Simulator};

use crate::account::Account;

const OFFICE: &str = "Northside Dental";

/// The sample's office, whose agent runs on its server.
async fn office() -> Account {
    office_with(|_, _| ()).await
}

async fn office_with(change: impl FnOnce(&mut Simulator, i64)) -> Account {
    let mut simulator = Simulator::sample();
    let agent = *simulator.seed().agents.keys().next().unwrap();
    let host = id(&simulator, agent, "srv01");
    let mac = simulator.device(agent, host).unwrap().document["hw_address"].clone();
    simulator.change(agent, "licence", json!({"id": 1, "code": "x", "bound_mac_address": mac}));
    change(&mut simulator, agent);
    let account = Account::of(simulator).await;
    account.refresh().await;
    account.domotz.with(Simulator::clear_log);
    account
}

fn id(simulator: &Simulator, agent: i64, name: &str) -> i64 {
    let devices = &simulator.seed().agents[&agent].devices;
    *devices.iter().find(|(_, device)| device.document["display_name"] == name).unwrap().0
}

impl Account {
    async fn try_reach(
        &self,
        device: &str,
        outlet: Option<&str>,
        action: DomotzPowerAction,
    ) -> Result<DomotzPowerReach, AppError> {
        let (device, outlet) = (format!("{OFFICE}/{device}"), outlet.map(str::to_owned));
        self.workspace.domotz_power_reach(DomotzPowerRequest { device, outlet, action }).await
    }

    async fn reach(&self, device: &str, outlet: Option<&str>, action: DomotzPowerAction) -> DomotzPowerReach {
        self.try_reach(device, outlet, action).await.unwrap()
    }
}

fn names(dark: &DomotzDarkDevices) -> Vec<&str> {
    dark.devices.iter().map(|device| device.name.as_str()).collect()
}

#[tokio::test]
async fn who_shares_the_outlet_and_who_is_behind_it_goes_dark_as_well() {
    let account = office().await;
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    let unfed: Vec<(&str, &str)> =
        reach.loses_power.devices.iter().map(|device| (device.name.as_str(), device.outlet.as_str())).collect();
    assert_eq!(unfed, [("ap01", "Port 8 of sw01"), ("sw01", "Outlet 3 of pdu01")]);
    assert_eq!(names(&reach.cut_off), ["pdu01", "srv01"]);
    assert_eq!(reach.out_of_reach, ["pdu01"], "what would have to switch it on again");
    assert_eq!((reach.agent, reach.not_known.as_slice()), (DomotzAgentFate::Lost, &[][..]));
    assert!(reach.keeps_a_feed.devices.is_empty() && reach.connected.devices.is_empty());

    let restart = account.reach("srv01", None, DomotzPowerAction::SoftwareReboot).await;
    assert_eq!((names(&restart.loses_power), names(&restart.cut_off)), (vec![], vec![]));
    let outlet = account.reach("pdu01", Some("1"), DomotzPowerAction::Cycle).await;
    assert_eq!((names(&outlet.loses_power), outlet.agent), (vec!["srv01"], DomotzAgentFate::Lost));
    assert_eq!(account.asked("POST"), 0, "asking switches nothing");

    let devices = account.workspace.devices_list(AgentRequest { agent: OFFICE.to_owned() }).await.unwrap().devices;
    let unit = devices.iter().find(|device| device.name == "pdu01").unwrap().id.clone();
    account.workspace.devices_ignore(DevicesIgnoreRequest { devices: vec![unit], ignored: true }).await.unwrap();
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    assert_eq!(reach.out_of_reach, ["pdu01"], "that it is ignored here does not bring it back");
}

#[tokio::test]
async fn a_question_costs_a_call_for_the_map_and_one_for_each_device_that_may_feed_others() {
    let account = office().await;
    account.reach("nas01", None, DomotzPowerAction::Cycle).await;
    assert_eq!((account.asked("/network-topology"), account.asked("/power-outlet"), account.asked("GET")), (1, 3, 4));
    account.domotz.with(Simulator::clear_log);
    let lit = account.reach("nas01", None, DomotzPowerAction::On).await;
    assert_eq!((account.asked("GET"), lit.loses_power.devices.len()), (0, 0), "nothing goes dark by switching on");
    account.workspace.domotz_device_details(DeviceRequest { device: format!("{OFFICE}/nas01") }).await.unwrap();
    assert_eq!(account.asked("GET"), 4, "looking at a device costs what it did");
}

#[tokio::test]
async fn names_are_ours_and_who_is_ignored_or_not_here_is_counted_and_who_is_gone_is_left_out() {
    let account = office_with(|simulator, agent| {
        // Domotz leaves out of its list what nobody pays for, and shows it in outlets and connections.
        let phone = simulator.add_device(agent, "phone");
        simulator.device_mut(agent, phone).unwrap().unmanaged = true;
        let wireless = id(simulator, agent, "ap01");
        simulator.connect(agent, wireless, &[phone]);
    })
    .await;
    let rename = [("name".to_owned(), "Core switch".to_owned())].into();
    let device = format!("{OFFICE}/sw01");
    account.workspace.devices_set(DeviceSetRequest { device, changes: rename, ..Default::default() }).await.unwrap();
    let devices = account.workspace.devices_list(AgentRequest { agent: OFFICE.to_owned() }).await.unwrap().devices;
    let server = devices.iter().find(|device| device.name == "srv01").unwrap().id.clone();
    account.workspace.devices_ignore(DevicesIgnoreRequest { devices: vec![server], ignored: true }).await.unwrap();
    account.domotz.with(|simulator| {
        let agent = *simulator.seed().agents.keys().next().unwrap();
        let unit = id(simulator, agent, "pdu01");
        simulator.remove_device(agent, unit);
    });
    assert_eq!(account.refresh().await.gone, 1);

    let reach = account.reach("Core switch", None, DomotzPowerAction::Off).await;
    assert_eq!(names(&reach.loses_power), ["ap01"]);
    assert_eq!(reach.loses_power.devices[0].outlet, "Port 8 of Core switch");
    assert_eq!((names(&reach.cut_off), reach.cut_off.ignored, reach.cut_off.not_here), (vec!["nas01"], 1, 1));
}

#[tokio::test]
async fn what_could_not_be_asked_is_said_and_the_rest_is_told_all_the_same() {
    let account = office().await;
    account.domotz.with(|simulator| simulator.fail_on("/network-topology", 1, Fault::Status(403, None)));
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    assert_eq!((names(&reach.loses_power), names(&reach.cut_off)), (vec!["ap01", "sw01"], vec![]));
    assert_eq!(reach.not_known.len(), 1);
    assert!(reach.not_known[0].starts_with("How the devices are connected could not be asked: "), "{reach:?}");

    account.domotz.with(|simulator| simulator.fail_on("/power-outlet", 3, Fault::Page));
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    assert!(reach.not_known[0].starts_with("Outlets could not be asked of nas01, pdu01, sw01: "), "{reach:?}");
    assert!(reach.not_known[1].starts_with("No outlet was found that nas01 hangs on"), "{reach:?}");

    account.domotz.with(|simulator| simulator.fail_on("/power-outlet", 1, Fault::Status(412, None)));
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    assert_eq!(reach.not_known, [""; 0], "the storage, asked first, has no outlets");

    account.domotz.with(|simulator| simulator.fail_on("/power-outlet", 3, Fault::Status(412, None)));
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    assert!(
        reach.not_known[0].starts_with("Outlets could not be asked of pdu01: "),
        "a power unit has some: {reach:?}"
    );
}

#[tokio::test]
async fn a_network_that_domotz_does_not_show_is_not_called_safe() {
    let account = office_with(|simulator, agent| {
        simulator.add_device(agent, "new01");
        simulator.set(agent, id(simulator, agent, "new01"), "type", json!({"id": 41, "label": "Server"}));
    })
    .await;
    let reach = account.reach("new01", None, DomotzPowerAction::Off).await;
    assert!(reach.not_known[0].starts_with("Domotz's map of the network does not show new01"), "{reach:?}");
    assert!(reach.not_known[1].starts_with("No outlet was found that new01 hangs on"), "{reach:?}");
    let restarted = account.reach("new01", None, DomotzPowerAction::SoftwareReboot).await;
    assert_eq!(restarted.not_known.len(), 1, "{restarted:?}");
}

#[tokio::test]
async fn where_nobody_knows_where_the_agent_is_neighbours_are_told_and_no_more() {
    let account = office_with(|simulator, agent| {
        simulator.change(agent, "licence", json!({"id": 1}));
        let firewall = id(simulator, agent, "fw01");
        simulator.set(agent, firewall, "type", json!({"id": 41, "label": "Server"}));
    })
    .await;
    let reach = account.reach("sw01", None, DomotzPowerAction::SoftwareReboot).await;
    assert_eq!((names(&reach.loses_power), names(&reach.cut_off)), (vec!["ap01"], vec![]));
    assert_eq!(names(&reach.connected), ["fw01", "nas01", "pdu01", "srv01"]);
    assert_eq!(reach.agent, DomotzAgentFate::Unknown);
}

#[tokio::test]
async fn of_very_many_that_may_feed_others_some_are_asked_power_units_first() {
    let account = office_with(|simulator, agent| {
        for number in 0..40 {
            let switch = simulator.add_device(agent, &format!("a-switch-{number:02}"));
            simulator.set(agent, switch, "type", json!({"id": 50, "label": "Switch"}));
        }
    })
    .await;
    let reach = account.reach("nas01", None, DomotzPowerAction::Off).await;
    assert_eq!(account.asked("/power-outlet"), 24);
    assert_eq!(names(&reach.loses_power), ["sw01"], "whose own outlets were not asked for");
    assert_eq!(reach.not_known, ["Of 43 devices that may feed others, 24 were asked for outlets."]);
}

#[tokio::test]
async fn who_cannot_ask_at_all_is_told_why() {
    let account = office().await;
    let unknown = account.try_reach("nobody", None, DomotzPowerAction::Off).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
    account.workspace.domotz_disconnect(Nothing {}).await.unwrap();
    let refused = account.try_reach("nas01", None, DomotzPowerAction::Off).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotConnected);
}
