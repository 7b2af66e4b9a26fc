//! Ids of configurations in a field of Domotz's inventory, so that matches can be found again after a reinstall.
//!
//! Off until a person names the field. What Domotz keeps is noted beside the device: a second run writes nothing. What is
//! read back only proposes (`sitebook_sync::match_devices`).

use std::collections::HashSet;

use futures::{StreamExt, stream};
use sitebook_domain::{Device, DeviceId};
use sitebook_domotz::{Client, DomotzError};
use sitebook_store::UnkeptMatch;

use super::refreshing::AT_ONCE;
use super::{BY, Connection};
use crate::dto::{
    DomotzKeepMatchesReply, DomotzKeepMatchesRequest, DomotzKeptId, DomotzReadMatchesReply, DomotzReadMatchesRequest,
    DomotzUnkeptReply, DomotzUnreadDevice, Nothing,
};
use crate::{AppError, ErrorCode, Workspace};

/// The words that stand beside the field in Domotz.
const LABEL: &str = "Written by Sitebook: the id of the ConnectWise configuration that is this device.";

/// A name longer than this is no name. The API states no limit.
const LONGEST_FIELD: usize = 64;

/// The connection where ids are kept, and the field.
struct Keeping {
    connection: Connection,
    client: std::sync::Arc<Client>,
    field: String,
}

impl Workspace {
    /// Writes the ids of the configurations that devices are matched with to Domotz, of all linked agents or of one. One call
    /// for each device of which Domotz was not seen to keep that id.
    pub async fn domotz_keep_matches(
        &self,
        request: DomotzKeepMatchesRequest,
    ) -> Result<DomotzKeepMatchesReply, AppError> {
        let agent = match &request.agent {
            Some(agent) => Some(self.resolve_agent(agent).await?),
            None => None,
        };
        let Keeping { connection, client, field } = self.keeping().await?;
        let matches = self.store().unkept_matches(&connection.source, &field, agent).await?;
        let mut reply = DomotzKeepMatchesReply::default();
        if matches.is_empty() {
            return Ok(reply);
        }
        if !self.domotz_contact(&connection.revision, client.inventory_fields().await).await?.contains(&field) {
            self.domotz_contact(&connection.revision, client.add_inventory_field(&field, LABEL).await).await?;
        }
        let mut writes = stream::iter(matches)
            .map(|unkept| async {
                let written = write(&client, &field, &unkept).await;
                (unkept, written)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((unkept, written)) = writes.next().await {
            let mut trouble = None;
            match written {
                Ok(()) => {
                    self.store().note_kept_id(unkept.device, &field, Some(unkept.configuration)).await?;
                    reply.written += 1;
                }
                Err(error) => {
                    let ends_all = !error.is_of_the_record();
                    if let Err(error) = self.domotz_contact(&connection.revision, Err::<(), _>(error)).await {
                        reply.error = ends_all.then(|| error.message.clone());
                        trouble = Some(error.message);
                    }
                }
            }
            let device_name = self.device_record(unkept.device).await?.name().to_owned();
            reply.devices.push(DomotzKeptId {
                device: unkept.device.to_string(),
                device_name,
                configuration: unkept.configuration,
                trouble,
            });
            if reply.error.is_some() {
                break;
            }
        }
        self.changed();
        Ok(reply)
    }

    /// Reads the ids that Domotz keeps with the devices of an agent that have no match. One call for each.
    pub async fn domotz_read_matches(
        &self,
        request: DomotzReadMatchesRequest,
    ) -> Result<DomotzReadMatchesReply, AppError> {
        let agent = self.agent_record(self.resolve_agent(&request.agent).await?).await?;
        let Keeping { connection, client, field } = self.keeping().await?;
        let number: Option<i64> = agent.source_id.parse().ok().filter(|_| agent.source == connection.source);
        let Some(number) = number else {
            let message = format!("{} does not come from {BY}. Nothing was asked.", agent.name());
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        };
        let matched: HashSet<DeviceId> =
            self.store().matches_of_agent(agent.id).await?.into_iter().map(|found| found.device).collect();
        let devices = self.store().devices(agent.id).await?;
        let open: Vec<(Device, i64)> = devices
            .into_iter()
            .filter(|device| !device.ignored && device.gone_since.is_none() && !matched.contains(&device.id))
            .filter_map(|device| device.source_id.parse().ok().map(|place| (device, place)))
            .collect();
        let mut reply = DomotzReadMatchesReply { calls: open.len() as u32, ..DomotzReadMatchesReply::default() };
        if request.preview {
            return Ok(reply);
        }
        let mut reads = stream::iter(open)
            .map(|(device, place)| {
                let client = &client;
                async move { (device, client.inventory(number, place).await) }
            })
            .buffer_unordered(AT_ONCE);
        while let Some((device, read)) = reads.next().await {
            match read {
                Ok(inventory) => {
                    // What a person wrote there in other words is no id.
                    let id = inventory.get(&field).and_then(|value| value.parse().ok());
                    self.store().note_kept_id(device.id, &field, id).await?;
                    reply.found += u32::from(id.is_some());
                }
                Err(error) => {
                    let ends_all = !error.is_of_the_record();
                    let Err(error) = self.domotz_contact(&connection.revision, Err::<(), _>(error)).await else {
                        continue;
                    };
                    reply.failed.push(DomotzUnreadDevice {
                        device: device.id.to_string(),
                        device_name: device.name().to_owned(),
                        reason: error.message.clone(),
                    });
                    if ends_all {
                        reply.error = Some(error.message);
                        break;
                    }
                }
            }
        }
        self.changed();
        Ok(reply)
    }

    /// What Domotz keeps with the devices of a company, while a person wants that.
    pub(crate) async fn kept_ids(&self, company: i64) -> Result<Vec<(DeviceId, i64)>, AppError> {
        let field = self.domotz_options().await?.inventory_field;
        match self.domotz_connection().await? {
            Some(connection) if !field.is_empty() => {
                Ok(self.store().kept_ids_of_company(company, &connection.source, &field).await?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// How many ids [`Self::domotz_keep_matches`] would write. With a million devices the count takes seconds: it is none of
    /// the things that every page asks.
    pub async fn domotz_unkept(&self, _: Nothing) -> Result<DomotzUnkeptReply, AppError> {
        let field = self.domotz_options().await?.inventory_field;
        let count = match self.domotz_connection().await? {
            Some(connection) if !field.is_empty() => self.store().unkept_count(&connection.source, &field).await?,
            _ => 0,
        };
        Ok(DomotzUnkeptReply { count })
    }

    async fn keeping(&self) -> Result<Keeping, AppError> {
        let (connection, client) = self.domotz_client().await?;
        let field = self.domotz_options().await?.inventory_field;
        if field.is_empty() {
            let message = "No inventory field is named in which Domotz keeps ids. Name one under Settings, Sources. Nothing \
                           was sent.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        Ok(Keeping { connection, client, field })
    }
}

async fn write(client: &Client, field: &str, unkept: &UnkeptMatch) -> Result<(), DomotzError> {
    let (Ok(agent), Ok(device)) = (unkept.agent_source_id.parse(), unkept.device_source_id.parse()) else {
        // Ids of this source are numbers; another one is not known there.
        let what = format!("device {} of agent {}", unkept.device_source_id, unkept.agent_source_id);
        return Err(DomotzError::NotFound { what });
    };
    client.set_inventory(agent, device, field, &unkept.configuration.to_string()).await
}

/// The name of an inventory field as a person gave it; empty = none.
pub(super) fn inventory_field(given: &str) -> Result<String, AppError> {
    let name = given.trim();
    let is_plain = name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    if is_plain && name.chars().count() <= LONGEST_FIELD {
        return Ok(name.to_owned());
    }
    let message = format!(
        "\"{name}\" cannot name an inventory field. Use at most {LONGEST_FIELD} letters, digits, spaces, hyphens and \
         underscores."
    );
    Err(AppError::new(ErrorCode::InvalidInput, message))
}
