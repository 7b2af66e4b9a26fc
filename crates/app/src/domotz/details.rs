//! What Domotz tells of one agent or device, asked when a person looks at it.

use sitebook_domain::{Agent, AgentId, Device, VioletDevice, VioletGrant};
use sitebook_domotz::{Client, DomotzError, Event, Outlet, PowerAction};

use super::records::facts;
use super::{Connection, hints};
use crate::dto::{
    AgentRequest, DeviceRequest, DomotzAgentDetails, DomotzDeviceDetails, DomotzEvent, DomotzInterface, DomotzOutlet,
};
use crate::{AppError, ErrorCode, Workspace};

use super::power::action_view;

/// So many events are shown.
const MOST_EVENTS: usize = 50;

impl Workspace {
    /// Networks, uptime and events of an agent. Three calls.
    pub async fn domotz_agent_details(&self, request: AgentRequest) -> Result<DomotzAgentDetails, AppError> {
        let agent = self.agent_record(self.resolve_agent(&request.agent).await?).await?;
        let (connection, client) = self.domotz_client().await?;
        let id = require_source(&agent, &connection)?;
        let told = self.store().source_agent(agent.id).await?;
        let uptime = self.optional(&connection.revision, client.agent_uptime(id).await).await?;
        let interfaces = self.optional(&connection.revision, client.interfaces(id).await).await?.unwrap_or_default();
        let events = self.optional(&connection.revision, client.agent_events(id).await).await?.unwrap_or_default();
        let known = told.as_ref().map(|told| facts(&told.about)).unwrap_or_default();
        let devices = self.store().devices(agent.id).await?;
        Ok(DomotzAgentDetails {
            platform_hint: hints::platform(&agent, &devices, &known),
            vlan_hints: hints::vlans(&devices, &interfaces.0),
            facts: known,
            devices_read_at: told.as_ref().and_then(|told| told.devices_read_at).map(|at| at.to_string()),
            trouble: told.map(|told| told.trouble).unwrap_or_default(),
            uptime_percent: uptime.and_then(|uptime| uptime.percent),
            interfaces: interfaces
                .0
                .into_iter()
                .map(|one| DomotzInterface {
                    name: one.name,
                    address: one.address,
                    mac: one.mac,
                    routed: one.is_routed,
                })
                .collect(),
            events: event_views(events.records),
        })
    }

    /// Uptime, events, power and outlets of a device. Four calls.
    pub async fn domotz_device_details(&self, request: DeviceRequest) -> Result<DomotzDeviceDetails, AppError> {
        let (device, place) = self.domotz_place(&request.device).await?;
        let Place { client, agent, device: id, agent_id, .. } = &place;
        let told = self.store().source_device(device.id).await?;
        let uptime = self.optional(&place.revision, client.device_uptime(*agent, *id).await).await?;
        let events = self.optional(&place.revision, client.device_events(*agent, *id).await).await?.unwrap_or_default();
        let actions = self.optional(&place.revision, client.power_actions(*agent, *id).await).await?;
        let outlets = self.optional(&place.revision, client.outlets(*agent, *id).await).await?.unwrap_or_default();
        // Where no answer came, what is known stays.
        if let Some(actions) = &actions {
            self.learn_power(device.id, actions).await?;
        }
        let actions = actions.unwrap_or_default();
        let outlets = self.outlet_views(*agent_id, outlets.records).await?;
        let mut hangs_on: Vec<String> = outlets.iter().flat_map(|outlet| outlet.feeds.clone()).collect();
        hangs_on.sort();
        hangs_on.dedup();
        let rules = VioletDevice::of(&device, self.host_of(*agent_id).await?);
        Ok(DomotzDeviceDetails {
            is_host: rules.is_host,
            carries_others: rules.asks_first(VioletGrant::Power),
            facts: told.as_deref().map(facts).unwrap_or_default(),
            uptime_percent: uptime.and_then(|uptime| uptime.percent),
            events: event_views(events.records),
            power: PowerAction::ALL.into_iter().filter(|action| actions.allows(*action)).map(action_view).collect(),
            outlets,
            hangs_on,
        })
    }

    /// Where a device stands in Domotz.
    pub(super) async fn domotz_place(&self, reference: &str) -> Result<(Device, Place), AppError> {
        let device = self.device_record(self.resolve_device(None, reference).await?).await?;
        let agent = self.agent_record(device.agent).await?;
        let (connection, client) = self.domotz_client().await?;
        let agent_number = require_source(&agent, &connection)?;
        let number = device.source_id.parse().map_err(|_| not_from_domotz(device.name()))?;
        let Connection { revision, .. } = connection;
        Ok((device, Place { client, revision, agent: agent_number, device: number, agent_id: agent.id }))
    }

    /// Outlets with the names of what hangs on them.
    pub(super) async fn outlet_views(
        &self,
        agent: AgentId,
        outlets: Vec<Outlet>,
    ) -> Result<Vec<DomotzOutlet>, AppError> {
        if outlets.is_empty() {
            return Ok(Vec::new());
        }
        let devices = self.store().devices(agent).await?;
        let name = |id: &i64| {
            let source_id = id.to_string();
            let known = devices.iter().find(|device| device.source_id == source_id);
            known.map_or_else(|| format!("device {id}"), |device| device.name().to_owned())
        };
        Ok(outlets
            .into_iter()
            .map(|outlet| DomotzOutlet {
                feeds: outlet.feeds.iter().map(name).collect(),
                id: outlet.id,
                name: outlet.name,
                on: outlet.is_on,
                can_switch: outlet.can_switch,
            })
            .collect())
    }

    /// An answer that a record may lack: what this one does not have is no trouble.
    async fn optional<T>(&self, revision: &str, answer: Result<T, DomotzError>) -> Result<Option<T>, AppError> {
        match answer {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_of_the_record() => Ok(None),
            Err(error) => self.domotz_contact(revision, Err(error)).await.map(Some),
        }
    }
}

/// Where a device stands in Domotz.
pub(super) struct Place {
    pub(super) client: std::sync::Arc<Client>,
    /// The connection that the client belongs to.
    pub(super) revision: String,
    /// The source's numbers.
    pub(super) agent: i64,
    pub(super) device: i64,
    /// Our id of the agent.
    pub(super) agent_id: AgentId,
}

/// The source's number of an agent that comes from the connected account.
fn require_source(agent: &Agent, connection: &Connection) -> Result<i64, AppError> {
    let number = agent.source_id.parse().ok().filter(|_| agent.source == connection.source);
    number.ok_or_else(|| not_from_domotz(agent.name()))
}

fn not_from_domotz(name: &str) -> AppError {
    let message = format!("{name} does not come from the Domotz account that is connected.");
    AppError::new(ErrorCode::InvalidInput, message)
}

/// Events as people read them, newest first.
fn event_views(mut events: Vec<Event>) -> Vec<DomotzEvent> {
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events.truncate(MOST_EVENTS);
    let view = |event: Event| DomotzEvent {
        at: event.at.map(|at| at.to_string()).unwrap_or_default(),
        kind: event.kind,
        details: event.details,
    };
    events.into_iter().map(view).collect()
}
