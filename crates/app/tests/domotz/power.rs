//! Switching power.

use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
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
    assert_eq!((unit.power.len(), unit.hangs_on.as_slice()), (0, &["srv01".to_owned()][..]));

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
    assert!(device.devices.iter().any(|device| device.name == "srv01" && device.power_controllable));
}
