//! Devices: lists and changes by people.

use std::collections::{BTreeMap, HashMap};

use sitebook_domain::{AgentId, DeviceField, DeviceId, Match};

use crate::agents::parse_changes;
use crate::dto::{AgentRequest, DeviceSetRequest, DeviceView, DevicesReply};
use crate::views::device_view;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The devices of an agent.
    pub async fn devices_list(&self, request: AgentRequest) -> Result<DevicesReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        Ok(DevicesReply { devices: self.device_views(agent).await? })
    }

    /// Changes fields of a device, as typed. All or nothing.
    pub async fn devices_set(&self, request: DeviceSetRequest) -> Result<DeviceView, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let mut typed: BTreeMap<String, String> = request.changes;
        let ignored = typed.remove("ignored").map(|text| yes_or_no(&text)).transpose()?;
        let changes = parse_changes::<DeviceField>(&typed)?;
        self.store().set_device_values(id, &changes, ignored, &self.who().await?, self.now()).await?;
        self.changed();
        self.one_device_view(id).await
    }

    pub(crate) async fn device_views(&self, agent: AgentId) -> Result<Vec<DeviceView>, AppError> {
        let matches: HashMap<DeviceId, Match> =
            self.store().matches_of_agent(agent).await?.into_iter().map(|found| (found.device, found)).collect();
        let names = self.configuration_names(agent).await?;
        let devices = self.store().devices(agent).await?;
        Ok(devices
            .iter()
            .map(|device| {
                let found = matches.get(&device.id);
                let name = found.and_then(|found| names.get(&found.configuration)).map(String::as_str);
                device_view(device, found, name.unwrap_or_default())
            })
            .collect())
    }

    async fn one_device_view(&self, id: DeviceId) -> Result<DeviceView, AppError> {
        let device = self.device_record(id).await?;
        let found = self.store().match_of_device(id).await?;
        let names = self.configuration_names(device.agent).await?;
        let name = found.as_ref().and_then(|found| names.get(&found.configuration)).map(String::as_str);
        Ok(device_view(&device, found.as_ref(), name.unwrap_or_default()))
    }
}

fn yes_or_no(text: &str) -> Result<bool, AppError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" | "" => Ok(false),
        other => Err(AppError::new(
            ErrorCode::InvalidInput,
            format!("ignored takes yes or no, not \"{other}\". Nothing was changed."),
        )),
    }
}
