//! Every request that this client can send. There is no other way to a path, and no way to a DELETE.

use std::fmt;

use url::Url;

use crate::field::WritableField;
use crate::power::{OutletAction, PowerAction};

/// Agents are asked for in pages of this many: the documented maximum. A larger number that the service cut down without
/// a word would look like the last page.
pub(crate) const PAGE_SIZE: usize = 100;

/// The methods that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Sets one field of a device.
    Put,
    /// Acts on power, or adds a field to the inventory.
    Post,
}

impl Method {
    /// The upper-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One request, without its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation<'o> {
    User,
    Usage,
    Agents { page: usize },
    Agent(i64),
    AgentUptime(i64),
    AgentEvents(i64),
    Interfaces(i64),
    Topology(i64),
    Devices(i64),
    Unmanaged(i64),
    Device(i64, i64),
    DeviceUptime(i64, i64),
    DeviceEvents(i64, i64),
    BaseTypes,
    InventoryFields,
    AddInventoryField(&'o str),
    Inventory(i64, i64),
    SetInventory(i64, i64, &'o str),
    SetField(i64, i64, WritableField),
    SetType(i64, i64),
    PowerActions(i64, i64),
    Power(i64, i64, PowerAction),
    Outlets(i64, i64),
    Outlet(i64, i64, &'o str, OutletAction),
}

impl Operation<'_> {
    /// The method.
    pub(crate) fn method(self) -> Method {
        match self {
            Self::SetField(..) | Self::SetType(..) | Self::SetInventory(..) => Method::Put,
            Self::Power(..) | Self::Outlet(..) | Self::AddInventoryField(_) => Method::Post,
            _ => Method::Get,
        }
    }

    /// The segments of its path; slashes within one are separators, but for the outlet's id, which is the service's, and for
    /// the name of an inventory field.
    fn path(self) -> Vec<String> {
        let split = |path: String| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        match self {
            Self::User => split("user".to_owned()),
            Self::Usage => split("meta/usage".to_owned()),
            Self::Agents { .. } => split("agent".to_owned()),
            Self::Agent(agent) => split(format!("agent/{agent}")),
            Self::AgentUptime(agent) => split(format!("agent/{agent}/uptime")),
            Self::AgentEvents(agent) => split(format!("agent/{agent}/history/network/event")),
            Self::Interfaces(agent) => split(format!("agent/{agent}/network/interfaces")),
            Self::Topology(agent) => split(format!("agent/{agent}/network-topology")),
            Self::Devices(agent) => split(format!("agent/{agent}/device")),
            Self::Unmanaged(agent) => split(format!("agent/{agent}/device/monitoring-state/unmanaged")),
            Self::Device(agent, device) => split(format!("agent/{agent}/device/{device}")),
            Self::DeviceUptime(agent, device) => split(format!("agent/{agent}/device/{device}/uptime")),
            Self::DeviceEvents(agent, device) => split(format!("agent/{agent}/device/{device}/history/network/event")),
            Self::BaseTypes => split("type/device/base".to_owned()),
            Self::InventoryFields => split("inventory".to_owned()),
            Self::AddInventoryField(field) => vec!["inventory".to_owned(), field.to_owned()],
            Self::Inventory(agent, device) => split(format!("agent/{agent}/device/{device}/inventory")),
            Self::SetInventory(agent, device, field) => {
                let mut path = split(format!("agent/{agent}/device/{device}/inventory"));
                path.push(field.to_owned());
                path
            }
            Self::SetField(agent, device, field) => split(format!("agent/{agent}/device/{device}/{}", field.path())),
            Self::SetType(agent, device) => split(format!("agent/{agent}/device/{device}/user_data/type")),
            Self::PowerActions(agent, device) => split(format!("agent/{agent}/device/{device}/action/power")),
            Self::Power(agent, device, action) => {
                split(format!("agent/{agent}/device/{device}/action/power/{}", action.path()))
            }
            Self::Outlets(agent, device) => split(format!("agent/{agent}/device/{device}/power-outlet")),
            Self::Outlet(agent, device, outlet, action) => {
                let mut path = split(format!("agent/{agent}/device/{device}/power-outlet"));
                path.extend([outlet.to_owned(), "action".to_owned(), action.path().to_owned()]);
                path
            }
        }
    }

    fn query(self) -> Vec<(&'static str, String)> {
        match self {
            Self::Agents { page } => vec![("page_size", PAGE_SIZE.to_string()), ("page_number", page.to_string())],
            // A hidden or excluded device is still there: left out of the list it would look gone.
            Self::Devices(_) => vec![("show_hidden", "true".to_owned()), ("show_excluded", "true".to_owned())],
            _ => Vec::new(),
        }
    }

    /// The whole URL below a base that ends with a slash.
    pub(crate) fn url(self, base: &Url) -> Url {
        let mut url = base.clone();
        // Only a URL that cannot have a path fails here, and the base has one.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(self.path());
        }
        for (name, value) in self.query() {
            url.query_pairs_mut().append_pair(name, &value);
        }
        url
    }

    /// Method and path, for an error.
    pub(crate) fn what(self) -> String {
        format!("{} /{}", self.method(), self.path().join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind; the match keeps the list complete.
    fn every_operation() -> Vec<Operation<'static>> {
        let mut all = vec![
            Operation::User,
            Operation::Usage,
            Operation::Agents { page: 0 },
            Operation::Agent(1),
            Operation::AgentUptime(1),
            Operation::AgentEvents(1),
            Operation::Interfaces(1),
            Operation::Topology(1),
            Operation::Devices(1),
            Operation::Unmanaged(1),
            Operation::Device(1, 2),
            Operation::DeviceUptime(1, 2),
            Operation::DeviceEvents(1, 2),
            Operation::BaseTypes,
            Operation::InventoryFields,
            Operation::AddInventoryField("a b"),
            Operation::Inventory(1, 2),
            Operation::SetInventory(1, 2, "a/b"),
            Operation::SetType(1, 2),
            Operation::PowerActions(1, 2),
            Operation::Outlets(1, 2),
        ];
        all.extend(WritableField::ALL.map(|field| Operation::SetField(1, 2, field)));
        all.extend(PowerAction::ALL.map(|action| Operation::Power(1, 2, action)));
        all.extend(
            [OutletAction::On, OutletAction::Off, OutletAction::Cycle]
                .map(|action| Operation::Outlet(1, 2, "a/b", action)),
        );
        for operation in &all {
            match operation {
                Operation::User
                | Operation::Usage
                | Operation::Agents { .. }
                | Operation::Agent(_)
                | Operation::AgentUptime(_)
                | Operation::AgentEvents(_)
                | Operation::Interfaces(_)
                | Operation::Topology(_)
                | Operation::Devices(_)
                | Operation::Unmanaged(_)
                | Operation::Device(..)
                | Operation::DeviceUptime(..)
                | Operation::DeviceEvents(..)
                | Operation::BaseTypes
                | Operation::InventoryFields
                | Operation::AddInventoryField(_)
                | Operation::Inventory(..)
                | Operation::SetInventory(..)
                | Operation::SetField(..)
                | Operation::SetType(..)
                | Operation::PowerActions(..)
                | Operation::Power(..)
                | Operation::Outlets(..)
                | Operation::Outlet(..) => {}
            }
        }
        all
    }

    /// Whether a request may be sent by the law of this crate: reads, one field of a device, one value of its
    /// inventory, a new field of the inventory, power. Nothing else.
    fn is_lawful(method: Method, path: &str) -> bool {
        let words: Vec<&str> = path.split('/').collect();
        match method {
            Method::Get => true,
            Method::Put => match words.as_slice() {
                ["agent", _, "device", _, "user_data", field] => ["name", "vendor", "model", "type"].contains(field),
                ["agent", _, "device", _, "details", field] => ["room", "zone", "serial", "notes"].contains(field),
                ["agent", _, "device", _, "inventory", _] => true,
                _ => false,
            },
            Method::Post => match words.as_slice() {
                ["agent", _, "device", _, "action", "power", action] => {
                    ["on", "off", "cycle", "software-reboot"].contains(action)
                }
                ["agent", _, "device", _, "power-outlet", _, "action", action] => {
                    ["on", "off", "cycle"].contains(action)
                }
                ["inventory", _] => true,
                _ => false,
            },
        }
    }

    #[test]
    fn nothing_can_be_sent_that_deletes_or_touches_licences_monitoring_or_billing() {
        let base = Url::parse("https://api.example/public-api/v1/").unwrap();
        for operation in every_operation() {
            let url = operation.url(&base);
            let path = url.path().strip_prefix("/public-api/v1/").unwrap().to_owned();
            assert!(is_lawful(operation.method(), &path), "{}", operation.what());
        }
        assert!(!is_lawful(Method::Put, "agent/1/device/2/monitoring-state"), "a law that cannot fail is none");
        assert!(!is_lawful(Method::Post, "agent/1/network/excluded-device/2"));
        assert!(!is_lawful(Method::Put, "agent/1/ownership/team/3"));
        assert!(!is_lawful(Method::Put, "agent/1/device/2/importance"));
        assert!(!is_lawful(Method::Put, "inventory/a"), "a field that somebody has stays as it is");
    }

    #[test]
    fn an_outlet_id_stays_one_segment_and_a_field_is_two() {
        let base = Url::parse("https://api.example/public-api/v1/").unwrap();
        let outlet = Operation::Outlet(1, 2, "1/2 a", OutletAction::Cycle).url(&base);
        assert_eq!(outlet.path(), "/public-api/v1/agent/1/device/2/power-outlet/1%2F2%20a/action/cycle");
        let inventory = Operation::SetInventory(1, 2, "a/b c").url(&base);
        assert_eq!(inventory.path(), "/public-api/v1/agent/1/device/2/inventory/a%2Fb%20c");
        let field = Operation::SetField(1, 2, WritableField::Name).url(&base);
        assert_eq!(field.path(), "/public-api/v1/agent/1/device/2/user_data/name");
    }
}
