//! The calls, one method each.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use crate::DomotzError;
use crate::client::Client;
use crate::field::WritableField;
use crate::operation::{Operation, PAGE_SIZE};
use crate::power::{OutletAction, PowerAction};
use crate::quota::Quota;
use crate::transport::Transport;
use crate::wire::{
    Agent, Device, DeviceTypes, Event, Interfaces, InventoryValue, Listed, Outlet, PowerActions, Record, Topology,
    Unread, Uptime, User, read_list, read_one,
};
use sitebook_service_client::Pace;

/// More pages than this are no list of agents: the service goes on sending full pages for ever.
const MOST_PAGES: usize = 1000;

impl<T: Transport, P: Pace> Client<T, P> {
    /// Whose key it is.
    pub async fn user(&self) -> Result<User, DomotzError> {
        self.one(Operation::User).await
    }

    /// How much of the day's quota is used.
    pub async fn usage(&self) -> Result<Quota, DomotzError> {
        self.one(Operation::Usage).await
    }

    /// All agents that the key may see, page by page until a short one. A page that cannot be read fails the whole list: half
    /// a list would make the rest look gone.
    pub async fn agents(&self) -> Result<Listed<Agent>, DomotzError> {
        let mut all = Listed::default();
        let mut seen = HashSet::new();
        for page in 0..MOST_PAGES {
            let operation = Operation::Agents { page };
            let body = self.call(operation, None).await?;
            let found: Listed<Agent> = read_list(&body).map_err(|why| unreadable(operation, &why))?;
            let rows = found.records.len() + found.unread.len();
            let known = seen.len();
            // An agent that was added meanwhile moves the others on by one: some come twice.
            all.records.extend(found.records.into_iter().filter(|agent| seen.insert(agent.id)));
            all.unread
                .extend(found.unread.into_iter().map(|unread| Unread { row: unread.row + page * PAGE_SIZE, ..unread }));
            if rows < PAGE_SIZE {
                return Ok(all);
            }
            // A service that ignores the page number sends the same page for ever.
            if seen.len() == known {
                return Err(unreadable(operation, "it repeats the page before"));
            }
        }
        Err(unreadable(Operation::Agents { page: MOST_PAGES }, "the list has no end"))
    }

    /// One agent.
    pub async fn agent(&self, agent: i64) -> Result<Agent, DomotzError> {
        self.one(Operation::Agent(agent)).await
    }

    /// How long an agent was online in the last week.
    pub async fn agent_uptime(&self, agent: i64) -> Result<Uptime, DomotzError> {
        self.one(Operation::AgentUptime(agent)).await
    }

    /// What happened to an agent's connection in the last week.
    pub async fn agent_events(&self, agent: i64) -> Result<Listed<Event>, DomotzError> {
        self.list(Operation::AgentEvents(agent)).await
    }

    /// The networks of an agent.
    pub async fn interfaces(&self, agent: i64) -> Result<Interfaces, DomotzError> {
        self.one(Operation::Interfaces(agent)).await
    }

    /// Which devices of an agent are connected with each other.
    pub async fn topology(&self, agent: i64) -> Result<Topology, DomotzError> {
        self.one(Operation::Topology(agent)).await
    }

    /// The devices of an agent, hidden and excluded ones too. The list has no pages.
    pub async fn devices(&self, agent: i64) -> Result<Listed<Device>, DomotzError> {
        self.list(Operation::Devices(agent)).await
    }

    /// Ids of devices that the account does not pay for: on some plans they are left out of [`Self::devices`], though they
    /// are still there.
    pub async fn unmanaged_devices(&self, agent: i64) -> Result<HashSet<i64>, DomotzError> {
        let listed: Listed<Device> = self.list(Operation::Unmanaged(agent)).await?;
        Ok(listed.records.into_iter().map(|device| device.id).collect())
    }

    /// One device.
    pub async fn device(&self, agent: i64, device: i64) -> Result<Device, DomotzError> {
        self.one(Operation::Device(agent, device)).await
    }

    /// How long a device was online in the last week.
    pub async fn device_uptime(&self, agent: i64, device: i64) -> Result<Uptime, DomotzError> {
        self.one(Operation::DeviceUptime(agent, device)).await
    }

    /// What happened to a device in the last week.
    pub async fn device_events(&self, agent: i64, device: i64) -> Result<Listed<Event>, DomotzError> {
        self.list(Operation::DeviceEvents(agent, device)).await
    }

    /// What a device can be, by the service's list of this moment.
    pub async fn device_types(&self) -> Result<DeviceTypes, DomotzError> {
        let listed = self.list(Operation::BaseTypes).await?;
        Ok(DeviceTypes::new(listed.records))
    }

    /// Names of the fields that the account's inventory has.
    pub async fn inventory_fields(&self) -> Result<HashSet<String>, DomotzError> {
        let listed: Listed<InventoryValue> = self.list(Operation::InventoryFields).await?;
        Ok(listed.records.into_iter().map(|field| field.key).collect())
    }

    /// Adds a field to the account's inventory, with words about what it is for. To be called only where
    /// [`Self::inventory_fields`] does not name it.
    pub async fn add_inventory_field(&self, field: &str, label: &str) -> Result<(), DomotzError> {
        let body = json!({ "label": label });
        self.call(Operation::AddInventoryField(field), Some(body)).await.map(drop)
    }

    /// What the inventory says of a device, by field; fields without a value are left out.
    pub async fn inventory(&self, agent: i64, device: i64) -> Result<BTreeMap<String, String>, DomotzError> {
        let listed: Listed<InventoryValue> = self.list(Operation::Inventory(agent, device)).await?;
        Ok(listed.records.into_iter().filter_map(|said| Some((said.key, said.value?))).collect())
    }

    /// Sets one value of a device's inventory. The field must be one of [`Self::inventory_fields`].
    pub async fn set_inventory(&self, agent: i64, device: i64, field: &str, value: &str) -> Result<(), DomotzError> {
        self.call(Operation::SetInventory(agent, device, field), Some(Value::from(value))).await.map(drop)
    }

    /// Sets one field of a device. An empty serial number goes back to the discovered one.
    pub async fn set_field(
        &self,
        agent: i64,
        device: i64,
        field: WritableField,
        value: &str,
    ) -> Result<(), DomotzError> {
        let body = if field == WritableField::Serial && value.is_empty() { Value::Null } else { Value::from(value) };
        self.call(Operation::SetField(agent, device, field), Some(body)).await.map(drop)
    }

    /// Sets the type of a device, by its number in the service's list.
    pub async fn set_type(&self, agent: i64, device: i64, kind: i64) -> Result<(), DomotzError> {
        self.call(Operation::SetType(agent, device), Some(Value::from(kind))).await.map(drop)
    }

    /// What can be done with the power of a device.
    pub async fn power_actions(&self, agent: i64, device: i64) -> Result<PowerActions, DomotzError> {
        self.one(Operation::PowerActions(agent, device)).await
    }

    /// Switches the power of a device. To be called only where [`Self::power_actions`] allows it.
    pub async fn switch_power(&self, agent: i64, device: i64, action: PowerAction) -> Result<(), DomotzError> {
        self.call(Operation::Power(agent, device, action), None).await.map(drop)
    }

    /// The outlets of a device that is a power distribution unit or a switch that feeds others.
    pub async fn outlets(&self, agent: i64, device: i64) -> Result<Listed<Outlet>, DomotzError> {
        self.list(Operation::Outlets(agent, device)).await
    }

    /// Switches one outlet. The service answers before it is done: what became of it is read back with
    /// [`Self::outlets`].
    pub async fn switch_outlet(
        &self,
        agent: i64,
        device: i64,
        outlet: &str,
        action: OutletAction,
    ) -> Result<(), DomotzError> {
        self.call(Operation::Outlet(agent, device, outlet, action), None).await.map(drop)
    }

    async fn one<V: Record>(&self, operation: Operation<'_>) -> Result<V, DomotzError> {
        let body = self.call(operation, None).await?;
        read_one(&body).map_err(|why| unreadable(operation, &why))
    }

    async fn list<V: Record>(&self, operation: Operation<'_>) -> Result<Listed<V>, DomotzError> {
        let body = self.call(operation, None).await?;
        read_list(&body).map_err(|why| unreadable(operation, &why))
    }
}

fn unreadable(operation: Operation<'_>, why: &str) -> DomotzError {
    DomotzError::Unreadable { what: operation.what(), why: why.to_owned() }
}
