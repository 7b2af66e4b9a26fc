//! Power of devices and outlets.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::message::Response;
use crate::state::{SeedDevice, Simulator, Unnoticed};

impl Simulator {
    pub(crate) fn power_actions(&self, agent: i64, device: i64) -> Response {
        self.with_device(agent, device, |device| {
            let can = |action: &str| device.power.iter().any(|known| known == action);
            let actions = json!({
                "on": can("on"), "off": can("off"), "cycle": can("cycle"), "software_reboot": can("software_reboot"),
            });
            Response::of(200, &actions)
        })
    }

    pub(crate) fn switch_device(&mut self, agent: i64, device: i64, action: &str, now: i64) -> Response {
        // The path has a hyphen where the flag has an underscore.
        let flag = action.replace('-', "_");
        let allowed = self.with_device(agent, device, |found| {
            let is_known = ["on", "off", "cycle", "software-reboot"].contains(&action);
            if is_known && found.power.contains(&flag) {
                Response::empty(204)
            } else {
                Response::error(400, "The device has no such power action.")
            }
        });
        if allowed.status == 204 {
            let is_on = action != "off";
            // A device that restarts itself is not switched at its outlets: whoever shares them notices nothing.
            let sharing =
                if action == "software-reboot" { Vec::new() } else { self.switch_feeding(agent, device, is_on) };
            self.follow(agent, sharing.into_iter().chain([device]), is_on, now);
        }
        allowed
    }

    /// Takes in what went on or off long enough ago.
    pub(crate) fn notice(&mut self, now: i64) {
        let (noticed, unnoticed): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.unnoticed).into_iter().partition(|known| known.at <= now);
        self.unnoticed = unnoticed;
        for Unnoticed { agent, device, status, .. } in noticed {
            if let Some(device) = self.device_mut(agent, device) {
                device.document["status"] = Value::from(status);
            }
        }
    }

    pub(crate) fn outlets(&self, agent: i64, device: i64) -> Response {
        self.with_device(agent, device, |device| Response::of(200, &Value::from(device.outlets.clone())))
    }

    pub(crate) fn switch_outlet(&mut self, agent: i64, device: i64, outlet: &str, action: &str, now: i64) -> Response {
        let is_on = match action {
            "on" | "cycle" => true,
            "off" => false,
            _ => return Response::error(404, "There is no such action."),
        };
        let Some(found) = self.device_mut(agent, device) else { return Response::error(404, "No such device.") };
        let Some(outlet) = found.outlets.iter_mut().find(|known| known["id"] == outlet) else {
            return Response::error(404, "No such outlet.");
        };
        if outlet["can_write"] != Value::Bool(true) {
            return Response::error(400, "The outlet cannot be switched.");
        }
        outlet["power"] = word(is_on);
        let fed = links(outlet);
        self.follow(agent, fed, is_on, now);
        Response::empty(202)
    }

    /// Switches the outlets that a device hangs on, and returns what hangs on them.
    fn switch_feeding(&mut self, agent: i64, device: i64, is_on: bool) -> Vec<i64> {
        let Some(agent) = self.seed.agents.get_mut(&agent) else { return Vec::new() };
        let mut sharing = Vec::new();
        for outlet in agent.devices.values_mut().flat_map(|feeding| &mut feeding.outlets) {
            let fed = links(outlet);
            if fed.contains(&device) {
                outlet["power"] = word(is_on);
                sharing.extend(fed);
            }
        }
        sharing
    }

    /// Lets devices go on or off whose outlets were switched, and with each what hangs on its own outlets. A device with
    /// another outlet that feeds it stays as it is.
    fn follow(&mut self, agent: i64, switched: impl IntoIterator<Item = i64>, is_on: bool, now: i64) {
        let mut waiting: Vec<i64> = switched.into_iter().collect();
        let mut followed = BTreeSet::new();
        while let Some(device) = waiting.pop() {
            if followed.contains(&device) || (!is_on && self.is_fed(agent, device, &followed)) {
                continue;
            }
            followed.insert(device);
            let fed = self.device(agent, device).map(fed_by).unwrap_or_default();
            waiting.extend(fed);
        }
        let status = if is_on { "ONLINE" } else { "OFFLINE" };
        let at = now + self.seed.settings.notices_after;
        self.unnoticed.retain(|known| known.agent != agent || !followed.contains(&known.device));
        self.unnoticed.extend(followed.into_iter().map(|device| Unnoticed { at, agent, device, status }));
        self.notice(now);
    }

    /// Whether an outlet feeds a device, other than those of devices that are dark.
    fn is_fed(&self, agent: i64, device: i64, dark: &BTreeSet<i64>) -> bool {
        let devices = self.seed.agents.get(&agent).map(|agent| &agent.devices);
        let lit = devices.into_iter().flatten().filter(|(feeding, _)| !dark.contains(feeding));
        lit.flat_map(|(_, feeding)| fed_by(feeding)).any(|fed| fed == device)
    }
}

/// What hangs on the outlets of a device that are on.
fn fed_by(device: &SeedDevice) -> Vec<i64> {
    device.outlets.iter().filter(|outlet| outlet["power"] != "OFF").flat_map(links).collect()
}

fn links(outlet: &Value) -> Vec<i64> {
    outlet["links"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
}

fn word(is_on: bool) -> Value {
    Value::from(if is_on { "ON" } else { "OFF" })
}
