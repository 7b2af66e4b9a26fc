//! What goes on and off with what is switched.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;
use sitebook_domotz_sim::{API_KEY, Request, Simulator};

const NOW: i64 = 1_900_000_000;

/// The sample's office with a switch and a power unit.
struct Office {
    simulator: Simulator,
    agent: i64,
}

impl Office {
    fn new() -> Self {
        let simulator = Simulator::sample();
        let agent = *simulator.seed().agents.keys().next().unwrap();
        Self { simulator, agent }
    }

    fn id(&self, name: &str) -> i64 {
        let devices = &self.simulator.seed().agents[&self.agent].devices;
        *devices.iter().find(|(_, device)| device.document["display_name"] == name).unwrap().0
    }

    fn post(&mut self, device: &str, act: &str, now: i64) -> u16 {
        self.ask("POST", &format!("/device/{}/{act}", self.id(device)), now)
    }

    fn ask(&mut self, method: &str, path: &str, now: i64) -> u16 {
        let path = format!("/public-api/v1/agent/{}{path}", self.agent);
        let (method, key) = (method.to_owned(), Some(API_KEY.to_owned()));
        self.simulator.handle(&Request { method, path, key, now, ..Request::default() }).status
    }

    /// Who is known to be off at a time.
    fn off(&mut self, now: i64) -> Vec<String> {
        self.ask("GET", "/device", now);
        let devices = self.simulator.seed().agents[&self.agent].devices.values();
        let off = devices.filter(|device| device.document["status"] == "OFFLINE");
        off.map(|device| device.document["display_name"].as_str().unwrap().to_owned()).collect()
    }

    /// The outlets that are off.
    fn outlets_off(&self) -> Vec<String> {
        let devices = self.simulator.seed().agents[&self.agent].devices.values();
        let off = devices.flat_map(|device| &device.outlets).filter(|outlet| outlet["power"] == "OFF");
        off.map(|outlet| outlet["name"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn who_shares_an_outlet_with_a_device_that_is_switched_follows_it() {
    let mut office = Office::new();
    assert_eq!(office.post("nas01", "action/power/off", NOW), 204);
    assert_eq!(
        (office.outlets_off(), office.off(NOW)),
        (vec!["Outlet 3".to_owned()], names(&["sw01", "nas01", "ap01"]))
    );
    assert_eq!(office.post("nas01", "action/power/on", NOW), 204);
    assert_eq!((office.outlets_off(), office.off(NOW)), (vec![], vec![]));
}

#[test]
fn an_outlet_takes_along_what_hangs_on_it_and_what_that_feeds() {
    let mut office = Office::new();
    let unit = office.id("pdu01");
    assert_eq!(office.post("pdu01", "power-outlet/3/action/off", NOW), 202);
    assert_eq!(office.off(NOW), names(&["sw01", "nas01", "ap01"]));
    assert_eq!(office.post("pdu01", "power-outlet/3/action/cycle", NOW), 202);
    assert!(office.off(NOW).is_empty());
    // A second power supply keeps it on.
    let server = office.id("srv01");
    office.simulator.feed(office.agent, unit, "4", "Outlet 4", &[server]);
    office.post("pdu01", "power-outlet/1/action/off", NOW);
    assert!(office.off(NOW).is_empty());
    office.post("pdu01", "power-outlet/4/action/off", NOW);
    assert_eq!(office.off(NOW), names(&["srv01"]));
}

#[test]
fn whatever_follows_is_noticed_as_late_as_what_was_switched() {
    let mut office = Office::new();
    office.simulator.settings_mut().notices_after = 120;
    office.post("nas01", "action/power/off", NOW);
    assert_eq!(office.off(NOW + 119), [""; 0]);
    assert_eq!(office.off(NOW + 120), names(&["sw01", "nas01", "ap01"]));
    office.post("pdu01", "power-outlet/3/action/on", NOW + 200);
    assert_eq!(office.off(NOW + 319).len(), 3);
    assert_eq!(office.off(NOW + 320), [""; 0]);
}

#[test]
fn a_device_that_restarts_itself_switches_no_outlet() {
    let mut office = Office::new();
    let unit = office.id("pdu01");
    office.simulator.device_mut(office.agent, unit).unwrap().outlets[0]["power"] = json!("OFF");
    assert_eq!(office.post("srv01", "action/power/software-reboot", NOW), 204);
    assert_eq!(office.outlets_off(), ["Outlet 1"]);
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
