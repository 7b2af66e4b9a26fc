//! Turning the switches of devices: one, many, or what homes are usually given.

use std::collections::HashSet;

use sitebook_domain::{AgentId, Device, DeviceId, Ineligible, VioletDevice, VioletGrant, VioletNetwork};
use sitebook_store::GrantChange;

use super::access::{is_power_unknown, require_active, require_home};
use crate::dto::{VioletGrantReply, VioletGrantRequest, VioletLeft, VioletPresetRequest};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Gives or takes away one switch of devices of an agent. A single device that cannot have it is refused with the
    /// reason; of several, those that cannot have it are left and named.
    pub async fn violet_grant(&self, request: VioletGrantRequest) -> Result<VioletGrantReply, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let agent = self.agent_record(id).await?;
        require_active(&agent)?;
        let mut named = Vec::new();
        let mut seen = HashSet::new();
        for reference in &request.devices {
            let device = self.resolve_device(Some(id), reference).await?;
            if seen.insert(device) {
                named.push(self.device_record(device).await?);
            }
        }
        let network = VioletNetwork::of(&agent);
        if request.grant == VioletGrant::Power && request.on {
            // A "no" of long ago is asked for again: what a device can do changes with its wiring.
            let is_open = |device: &&Device| {
                let reason = VioletDevice::of(device, None).ineligible(network, VioletGrant::Power);
                matches!(reason, Some(Ineligible::PowerUnknown | Ineligible::NotSwitchable))
            };
            let open: Vec<DeviceId> = named.iter().filter(is_open).map(|device| device.id).collect();
            self.ask_whether_switchable(&agent, &open).await?;
        }
        let mut devices = Vec::with_capacity(named.len());
        for device in named {
            devices.push(self.device_record(device.id).await?);
        }
        let host = self.host_of(id).await?;
        let grants = self.store().violet_grants(id).await?;
        let VioletGrantRequest { grant, on, .. } = request;
        let (mut changes, mut left, mut asking) = (Vec::new(), Vec::new(), Vec::new());
        for device in &devices {
            let granted = grants.get(&device.id).copied().unwrap_or_default();
            let rules = VioletDevice::of(device, host);
            match rules.change(network, granted, grant, on) {
                Ok(after) if after == granted => {}
                Ok(_) => {
                    if on && rules.asks_first(grant) {
                        asking.push(device);
                    }
                    changes.push(GrantChange { device: device.id, grant, on });
                }
                Err(reason) => left.push(left_alone(device, grant, reason)),
            }
        }
        if let ([_], [left]) = (devices.as_slice(), left.as_slice()) {
            require_home(&agent)?;
            let message = format!("{} cannot be given {}: {}.", left.name, grant.word(), left.reason_text);
            let details = serde_json::json!({ "reason": left.reason, "device": left.device });
            return Err(AppError::new(ErrorCode::NotEligible, message).with_details(details));
        }
        require_typed(&asking, agent.name(), grant, &request.confirm)?;
        self.turned(id, &changes, left).await
    }

    /// Gives devices of one kind what homes are usually given, each where it is possible: never what asks first. Nothing is
    /// taken away.
    pub async fn violet_preset(&self, request: VioletPresetRequest) -> Result<VioletGrantReply, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let agent = self.agent_record(id).await?;
        require_active(&agent)?;
        require_home(&agent)?;
        let network = VioletNetwork::of(&agent);
        let host = self.host_of(id).await?;
        let granted = self.store().violet_grants(id).await?;
        if request.grants.contains(&VioletGrant::Power) {
            let is_open = |device: &&Device| {
                let rules = VioletDevice::of(device, host);
                request.preset.picks(&rules)
                    && !rules.asks_first(VioletGrant::Power)
                    && is_power_unknown(device, network)
            };
            let open: Vec<DeviceId> =
                self.store().devices(id).await?.iter().filter(is_open).map(|device| device.id).collect();
            self.ask_whether_switchable(&agent, &open).await?;
        }
        let (mut changes, mut left) = (Vec::new(), Vec::new());
        for device in self.store().devices(id).await? {
            let rules = VioletDevice::of(&device, host);
            if !request.preset.picks(&rules) {
                continue;
            }
            let before = granted.get(&device.id).copied().unwrap_or_default();
            let wanted = |grant: &&VioletGrant| !before.has(**grant) && !rules.asks_first(**grant);
            for grant in request.grants.iter().copied().filter(|grant| wanted(&grant)) {
                match rules.ineligible(network, grant) {
                    None => changes.push(GrantChange { device: device.id, grant, on: true }),
                    Some(reason) => left.push(left_alone(&device, grant, reason)),
                }
            }
        }
        if request.dry_run {
            let changed = changes.iter().map(|change| change.device).collect::<HashSet<_>>().len() as u32;
            return Ok(VioletGrantReply { changed, left, violet: self.violet_view(id).await? });
        }
        self.turned(id, &changes, left).await
    }

    async fn turned(
        &self,
        agent: AgentId,
        changes: &[GrantChange],
        left: Vec<VioletLeft>,
    ) -> Result<VioletGrantReply, AppError> {
        let changed = if changes.is_empty() {
            0
        } else {
            self.store().change_violet_grants(agent, changes, &self.who().await?, self.now()).await?
        };
        if changed > 0 {
            self.changed();
        }
        Ok(VioletGrantReply { changed, left, violet: self.violet_view(agent).await? })
    }
}

fn left_alone(device: &Device, grant: VioletGrant, reason: Ineligible) -> VioletLeft {
    VioletLeft {
        device: device.id.to_string(),
        name: device.name().to_owned(),
        grant,
        reason,
        reason_text: reason.words().to_owned(),
    }
}

/// Refuses what asks first until the name was typed: that of the device, or of the agent where there are several.
fn require_typed(asking: &[&Device], agent: &str, grant: VioletGrant, typed: &str) -> Result<(), AppError> {
    let wanted = match asking {
        [] => return Ok(()),
        [device] => device.name(),
        _ => agent,
    };
    if typed.trim() == wanted.trim() {
        return Ok(());
    }
    let names: Vec<&str> = asking.iter().map(|device| device.name()).collect();
    let act = match grant {
        VioletGrant::Block => "block",
        VioletGrant::Power | VioletGrant::Visible => "switch off",
    };
    let message = format!(
        "Whoever can {act} {} can cut off the whole home. Type \"{wanted}\" to give it all the same. Nothing was changed.",
        names.join(", ")
    );
    let details = serde_json::json!({ "confirm": wanted, "devices": names });
    Err(AppError::new(ErrorCode::ConfirmationNeeded, message).with_details(details))
}
