//! Fields that an undo holds: automatic runs leave them out until our value changes or somebody releases them.

use std::collections::HashMap;

use sitebook_domain::{AgentId, Device, DeviceId, HeldField, MappedField, Match, MatchId};
use sitebook_sync::Held;

use crate::dto::{HeldListRequest, HeldReleaseRequest, HeldReply, HeldView};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The held fields of an agent.
    pub async fn held_list(&self, request: HeldListRequest) -> Result<HeldReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.held_reply(agent).await
    }

    /// Releases a field of a device, or all of them.
    pub async fn held_release(&self, request: HeldReleaseRequest) -> Result<HeldReply, AppError> {
        let device = self.device_record(self.resolve_device(None, &request.device).await?).await?;
        let field = match request.field.as_deref().map(str::trim).filter(|field| !field.is_empty()) {
            None => None,
            Some(key) => Some(MappedField::from_key(key).ok_or_else(|| {
                let known: Vec<&str> = MappedField::ALL.iter().map(|field| field.key()).collect();
                let message = format!("There is no field \"{key}\". Fields: {}.", known.join(", "));
                AppError::new(ErrorCode::InvalidInput, message)
            })?),
        };
        let released: Vec<(MatchId, MappedField)> = self
            .held_of_agent(device.agent)
            .await?
            .into_iter()
            .filter(|(of, held)| *of == device.id && field.is_none_or(|field| held.field == field))
            .map(|(_, held)| (held.match_id, held.field))
            .collect();
        if released.is_empty() {
            let what = field.map_or_else(|| "No field".to_owned(), |field| format!("The field {}", field.key()));
            let message = format!("{what} of {} is held. Nothing was changed.", device.name());
            return Err(AppError::new(ErrorCode::NotFound, message));
        }
        self.store().release_held(&released).await?;
        self.changed();
        self.held_reply(device.agent).await
    }

    /// What is held of these matches, as the engine asks for it.
    pub(crate) async fn held_values(&self, company: i64, matches: &[Match]) -> Result<Held, AppError> {
        let devices: HashMap<MatchId, DeviceId> = matches.iter().map(|found| (found.id, found.device)).collect();
        let mut held = Held::new();
        for field in self.store().held_fields(company).await? {
            if let Some(device) = devices.get(&field.match_id) {
                held.entry(*device).or_default().insert(field.field, field.value);
            }
        }
        Ok(held)
    }

    async fn held_of_agent(&self, agent: AgentId) -> Result<Vec<(DeviceId, HeldField)>, AppError> {
        let Some(link) = self.store().link(agent).await? else { return Ok(Vec::new()) };
        let matches: HashMap<MatchId, DeviceId> =
            self.store().matches_of_agent(agent).await?.into_iter().map(|found| (found.id, found.device)).collect();
        let held = self.store().held_fields(link.company.id).await?;
        Ok(held.into_iter().filter_map(|held| Some((*matches.get(&held.match_id)?, held))).collect())
    }

    async fn held_reply(&self, agent: AgentId) -> Result<HeldReply, AppError> {
        let devices: HashMap<DeviceId, Device> =
            self.store().devices(agent).await?.into_iter().map(|device| (device.id, device)).collect();
        let mut held: Vec<HeldView> = self
            .held_of_agent(agent)
            .await?
            .into_iter()
            .filter_map(|(id, held)| {
                let device = devices.get(&id)?;
                Some(HeldView {
                    device: id.to_string(),
                    device_source_id: device.source_id.clone(),
                    device_name: device.name().to_owned(),
                    field: held.field.key().to_owned(),
                    value: held.value,
                    since: held.at.to_string(),
                    run: held.run.to_string(),
                })
            })
            .collect();
        held.sort_by(|one, other| {
            (&one.device_name, &one.device, &one.field).cmp(&(&other.device_name, &other.device, &other.field))
        });
        Ok(HeldReply { held })
    }
}
