//! Switching power.

use std::collections::BTreeMap;

use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode};
use sitebook_domain::{Ineligible, VioletGrant};
use sitebook_domotz_sim::{Fault, Simulator};

use crate::account::Account;

#[tokio::test]
async fn power_is_switched_only_where_domotz_can_and_every_act_is_written_down() {
    let account = Account::of(Simulator::sample()).await;
    account.refresh().await;
    let details = async |device: &str| {
        account.workspace.domotz_device_details(DeviceRequest { device: device.to_owned() }).await.unwrap()
    };
    let power = async |device: &str, outlet: Option<&str>, action| {
        let outlet = outlet.map(str::to_owned);
        account.workspace.domotz_power(DomotzPowerRequest { device: device.to_owned(), outlet, action }).await
    };
    let server = details("srv01").await;
    assert_eq!(server.power.len(), 4);
    assert_eq!(server.uptime_percent, Some(75.0));
    let unit = details("pdu01").await;
    assert_eq!((unit.power.len(), unit.hangs_on.as_slice()), (0, &["nas01", "srv01", "sw01"].map(str::to_owned)[..]));
    assert_eq!((server.carries_others, unit.carries_others, details("fw01").await.carries_others), (false, true, true));

    assert_eq!(power("srv01", None, DomotzPowerAction::Off).await.unwrap().says, "offline");
    assert_eq!(power("pdu01", Some("1"), DomotzPowerAction::On).await.unwrap().says, "on");
    for (device, outlet, action) in [
        ("fw01", None, DomotzPowerAction::Cycle),
        ("pdu01", Some("9"), DomotzPowerAction::Off),
        ("pdu01", Some("1"), DomotzPowerAction::SoftwareReboot),
    ] {
        assert_eq!(power(device, outlet, action).await.unwrap_err().code, ErrorCode::Rejected);
    }
    assert_eq!(account.asked("POST"), 2, "what cannot be done is not sent");
    account.domotz.with(|simulator| simulator.fail_on("POST", 1, Fault::Lost));
    let unknown = power("srv01", None, DomotzPowerAction::Cycle).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::Unavailable);

    let history =
        account.workspace.history_list(HistoryRequest { field: Some("power".to_owned()), ..Default::default() });
    let history: Vec<(String, String)> =
        history.await.unwrap().entries.into_iter().rev().map(|entry| (entry.old, entry.new)).collect();
    let expected = [("online", "switch off"), ("Outlet 1: off", "Outlet 1: switch on"), ("online", "power-cycle")];
    assert_eq!(history[..3].iter().map(|(old, new)| (old.as_str(), new.as_str())).collect::<Vec<_>>(), expected);
    assert!(history[3].1.starts_with("not certain"), "{history:?}");
    let device = account.workspace.devices_list(AgentRequest { agent: "Northside Dental".to_owned() }).await.unwrap();
    let controllable =
        |name: &str| device.devices.iter().find(|device| device.name == name).unwrap().power_controllable;
    assert_eq!(controllable("srv01"), Some(true));
    assert_eq!(controllable("pdu01"), Some(false), "its outlets can be switched, and it cannot");
}

#[tokio::test]
async fn an_act_that_was_done_is_no_error_though_domotz_cannot_be_asked_afterwards() {
    let account = Account::of(Simulator::sample()).await;
    account.refresh().await;
    let power = |device: &str, outlet: Option<&str>, action| {
        let (device, outlet) = (device.to_owned(), outlet.map(str::to_owned));
        account.workspace.domotz_power(DomotzPowerRequest { device, outlet, action })
    };
    account.domotz.with(|simulator| simulator.allow_more(3));
    let done = power("srv01", None, DomotzPowerAction::Off).await.unwrap();
    assert!(done.says.is_empty() && done.unread.unwrap().contains("fewer requests"));
    account.domotz.with(|simulator| simulator.allow_more(2));
    assert!(power("pdu01", Some("1"), DomotzPowerAction::On).await.unwrap().unread.is_some());
    assert_eq!(account.asked("POST"), 2);
    let history = HistoryRequest { field: Some("power".to_owned()), ..Default::default() };
    let newest = account.workspace.history_list(history).await.unwrap().entries.remove(0);
    assert!(newest.new.starts_with("done; "), "{newest:?}");

    // What was refused, or not sent, was certainly not done; where the answer was lost nobody knows.
    account.domotz.with(|simulator| {
        simulator.allow_more(1000);
        simulator.fail_on("POST", 1, Fault::Status(403, None));
    });
    let refused = power("srv01", None, DomotzPowerAction::On).await.unwrap_err();
    assert!(refused.message.ends_with("Nothing was switched."), "{}", refused.message);
    account.domotz.with(|simulator| simulator.fail_on("POST", 1, Fault::Lost));
    let lost = power("srv01", None, DomotzPowerAction::Cycle).await.unwrap_err();
    assert!(lost.message.contains("not certain") && !lost.retryable, "{lost:?}");
}

impl Account {
    /// The account of the sample; its first agent is a home.
    async fn of_a_home() -> Self {
        let account = Self::of(Simulator::sample()).await;
        account.refresh().await;
        let changes = [("residential".to_owned(), "true".to_owned())].into();
        let set = AgentSetRequest { agent: HOME.to_owned(), changes, ..Default::default() };
        account.workspace.agents_set(set).await.unwrap();
        account
    }

    async fn grant_power(&self, devices: &[&str]) -> Result<VioletGrantReply, AppError> {
        let request = VioletGrantRequest {
            agent: HOME.to_owned(),
            devices: devices.iter().map(|device| (*device).to_owned()).collect(),
            grant: VioletGrant::Power,
            on: true,
            confirm: devices.first().copied().unwrap_or_default().to_owned(),
        };
        self.workspace.violet_grant(request).await
    }

    /// Why power cannot be granted on the devices of the home, by name, as its page says.
    async fn reasons(&self) -> BTreeMap<String, Option<Ineligible>> {
        let view = self.workspace.violet_show(AgentRequest { agent: HOME.to_owned() }).await.unwrap();
        let reason = |device: &VioletDeviceView| {
            device.switches.iter().find(|switch| switch.grant == VioletGrant::Power).unwrap().reason
        };
        view.devices.iter().map(|device| (device.name.clone(), reason(device))).collect()
    }
}

const HOME: &str = "Northside Dental";

#[tokio::test]
async fn power_is_granted_on_a_device_that_nobody_has_looked_at() {
    let account = Account::of_a_home().await;
    let before = account.workspace.devices_list(AgentRequest { agent: HOME.to_owned() }).await.unwrap().devices;
    assert!(before.iter().all(|device| device.power_controllable.is_none()), "a list does not say it");
    account.domotz.with(Simulator::clear_log);
    assert_eq!(account.grant_power(&["srv01"]).await.unwrap().changed, 1);
    assert_eq!(account.asked("GET"), 1, "only what is needed is asked for");
    let refused = account.grant_power(&["pdu01"]).await.unwrap_err();
    assert_eq!((refused.code, &refused.details.unwrap()["reason"]), (ErrorCode::NotEligible, &"not_switchable".into()));
    let history = HistoryRequest { field: Some("power_controllable".to_owned()), ..Default::default() };
    assert!(account.workspace.history_list(history).await.unwrap().entries.is_empty(), "learned is not changed");
}

#[tokio::test]
async fn the_page_of_an_agent_asks_once_for_what_nobody_knows() {
    let account = Account::of_a_home().await;
    account.domotz.with(|simulator| {
        simulator.clear_log();
        simulator.fail_on("/action/power", 1, Fault::Status(403, None));
    });
    let reasons = account.reasons().await;
    let unknown = reasons.values().filter(|reason| **reason == Some(Ineligible::PowerUnknown)).count();
    assert_eq!(unknown, 1, "{reasons:?}");
    let asked = account.asked("/action/power");
    assert_eq!(asked, reasons.len());
    account.reasons().await;
    assert_eq!(account.asked("/action/power"), asked);
}

#[tokio::test]
async fn an_answer_that_does_not_come_takes_nothing_away() {
    let account = Account::of_a_home().await;
    account.grant_power(&["srv01"]).await.unwrap();
    for fault in [Fault::Status(403, None), Fault::Status(404, None), Fault::Page] {
        account.domotz.with(|simulator| simulator.fail_on("/action/power", 1, fault));
        let request = DeviceRequest { device: "srv01".to_owned() };
        account.workspace.domotz_device_details(request).await.unwrap();
        assert_eq!(account.reasons().await["srv01"], None);
    }
}
