//! Power of devices and outlets.

use serde_json::{Value, json};

use crate::message::Response;
use crate::state::{Simulator, Unnoticed};

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
            let status = if action == "off" { "OFFLINE" } else { "ONLINE" };
            let at = now + self.seed.settings.notices_after;
            self.unnoticed.retain(|known| (known.agent, known.device) != (agent, device));
            self.unnoticed.push(Unnoticed { at, agent, device, status });
            self.notice(now);
            self.switch_feeding(agent, device, action != "off");
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

    pub(crate) fn switch_outlet(&mut self, agent: i64, device: i64, outlet: &str, action: &str) -> Response {
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
        outlet["power"] = Value::from(if is_on { "ON" } else { "OFF" });
        let fed: Vec<i64> = outlet["links"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
        for fed in fed {
            if let Some(device) = self.device_mut(agent, fed) {
                device.document["status"] = Value::from(if is_on { "ONLINE" } else { "OFFLINE" });
            }
        }
        Response::empty(202)
    }

    /// The outlets that a device hangs on follow it.
    fn switch_feeding(&mut self, agent: i64, device: i64, is_on: bool) {
        let Some(agent) = self.seed.agents.get_mut(&agent) else { return };
        for outlet in agent.devices.values_mut().flat_map(|feeding| &mut feeding.outlets) {
            let feeds = outlet["links"].as_array().is_some_and(|links| links.contains(&Value::from(device)));
            if feeds {
                outlet["power"] = Value::from(if is_on { "ON" } else { "OFF" });
            }
        }
    }
}
