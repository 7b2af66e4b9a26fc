//! Devices: lists and changes by people.

use std::collections::{BTreeMap, HashMap};

use sitebook_domain::{AgentId, DeviceField, DeviceId, Match};
use sitebook_store::{Edit, Edited, IgnoredEdit};

use crate::agents::{changed_meanwhile, parse_changes, seen_fields};
use crate::dto::{
    AgentRequest, DeviceSetReply, DeviceSetRequest, DeviceView, DevicesIgnoreRequest, DevicesIgnoredReply, DevicesReply,
};
use crate::views::{device_view, show_refusals};
use crate::{AppError, ErrorCode, Workspace};

/// The field key of whether a device is ignored.
pub(crate) const IGNORED: &str = "ignored";

impl Workspace {
    /// The devices of an agent.
    pub async fn devices_list(&self, request: AgentRequest) -> Result<DevicesReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        Ok(DevicesReply { devices: self.device_views(agent).await? })
    }

    /// Changes fields of a device, as typed. All or nothing: where somebody changed a value since it was seen, the answer is
    /// `changed_meanwhile`. What is saved goes on to the source of the device where a person allowed that; the reply says
    /// what became of it.
    pub async fn devices_set(&self, request: DeviceSetRequest) -> Result<DeviceSetReply, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let mut typed: BTreeMap<String, String> = request.changes;
        let mut seen = request.seen;
        let ignored_in =
            |texts: &mut BTreeMap<String, String>| texts.remove(IGNORED).map(|text| yes_or_no(&text)).transpose();
        let ignored = IgnoredEdit { wanted: ignored_in(&mut typed)?, seen: ignored_in(&mut seen)? };
        let edit = Edit { changes: parse_changes::<DeviceField>(&typed)?, seen: seen_fields(&seen)? };
        match self.store().edit_device(id, &edit, ignored, &self.who().await?, self.now()).await? {
            Edited::Saved(_) => self.changed(),
            Edited::Conflicts(conflicts) => return Err(changed_meanwhile(&conflicts)),
            Edited::Gone => {}
        }
        let fields: Vec<DeviceField> = edit.changes.keys().copied().collect();
        let written_back = self.carry_edit(id, &fields).await;
        Ok(DeviceSetReply { device: self.one_device_view(id).await?, written_back })
    }

    /// Ignores devices, or stops that, in one act, which can be taken back.
    pub async fn devices_ignore(&self, request: DevicesIgnoreRequest) -> Result<DevicesIgnoredReply, AppError> {
        let mut devices = Vec::with_capacity(request.devices.len());
        for device in &request.devices {
            devices.push(self.resolve_device(None, device).await?);
        }
        let outcome = self.store().ignore_devices(&devices, request.ignored, &self.who().await?, self.now()).await?;
        if outcome.changed > 0 {
            self.changed();
        }
        Ok(DevicesIgnoredReply {
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            undo: outcome.undo.map(|undo| undo.to_string()),
        })
    }

    pub(crate) async fn device_views(&self, agent: AgentId) -> Result<Vec<DeviceView>, AppError> {
        let matches: HashMap<DeviceId, Match> =
            self.store().matches_of_agent(agent).await?.into_iter().map(|found| (found.device, found)).collect();
        let names = self.configuration_names(agent).await?;
        let devices = self.store().devices(agent).await?;
        let mut views: Vec<DeviceView> = devices
            .iter()
            .map(|device| {
                let found = matches.get(&device.id);
                let name = found.and_then(|found| names.get(&found.configuration)).map(String::as_str);
                device_view(device, found, name.unwrap_or_default())
            })
            .collect();
        show_refusals(&mut views, &devices, &self.store().source_refusals(agent).await?);
        Ok(views)
    }

    pub(crate) async fn one_device_view(&self, id: DeviceId) -> Result<DeviceView, AppError> {
        let device = self.device_record(id).await?;
        let found = self.store().match_of_device(id).await?;
        let names = self.configuration_names(device.agent).await?;
        let name = found.as_ref().and_then(|found| names.get(&found.configuration)).map(String::as_str);
        let mut view = [device_view(&device, found.as_ref(), name.unwrap_or_default())];
        show_refusals(&mut view, std::slice::from_ref(&device), &self.store().source_refusals(device.agent).await?);
        let [view] = view;
        Ok(view)
    }
}

pub(crate) fn yes_or_no(text: &str) -> Result<bool, AppError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" | "" => Ok(false),
        other => Err(AppError::new(
            ErrorCode::InvalidInput,
            format!("ignored takes yes or no, not \"{other}\". Nothing was changed."),
        )),
    }
}
