//! What Domotz's records are here: values for the source layer, and facts beside them.

use std::collections::HashSet;

use sitebook_domain::MacAddress;
use sitebook_domotz::{Agent, Device, DeviceTypes, Listed, Protocol, agent_position, agent_values, device_values};
use sitebook_store::{AgentImport, DeviceImport, DeviceSaid, DevicesRead, ReportedPosition};

use crate::dto::{DomotzChoice, DomotzChoiceKind, DomotzFact, RejectedRecord};

/// Whether an agent is among those that a person wants.
pub(super) fn is_taken(agent: &Agent, choice: &DomotzChoice) -> bool {
    let id = agent.id.to_string();
    let is_picked = match choice.kind {
        DomotzChoiceKind::All => true,
        DomotzChoiceKind::Teams => agent.team.as_ref().is_some_and(|team| choice.teams.contains(team)),
        DomotzChoiceKind::Agents => choice.agents.contains(&id),
    };
    is_picked && !choice.except.contains(&id)
}

/// Why the devices of an agent cannot be read, in words; empty where they can.
pub(super) fn locked(agent: &Agent) -> &'static str {
    if agent.is_readable() {
        ""
    } else if agent.api_enabled {
        "You were offered access to this agent. Accept it in Domotz, and its devices can be read."
    } else {
        "The plan of this agent does not include the API. Change the plan in Domotz, and its devices can be read."
    }
}

/// An agent as the database takes it in.
pub(super) fn agent_import(agent: &Agent) -> AgentImport {
    AgentImport {
        source: None,
        source_id: agent.id.to_string(),
        values: agent_values(agent),
        position: agent_position(agent).map_or(ReportedPosition::Cleared, ReportedPosition::At),
    }
}

/// The devices of an agent as the database takes them in, and what could not be read.
pub(super) fn devices_read(
    agent: &Agent,
    listed: &Listed<Device>,
    types: &DeviceTypes,
) -> (DevicesRead, Vec<RejectedRecord>) {
    let agent_source_id = agent.id.to_string();
    let devices = listed
        .records
        .iter()
        .map(|device| DeviceSaid {
            device: DeviceImport {
                agent_source: None,
                agent_source_id: agent_source_id.clone(),
                source_id: device.id.to_string(),
                values: device_values(device, types),
            },
            about: document(&device_facts(device)),
        })
        .collect();
    let rejected = listed
        .unread
        .iter()
        .map(|unread| RejectedRecord {
            r#where: format!("devices of {}, record {}", agent.display_name, unread.row + 1),
            reason: unread.why.clone(),
        })
        .collect();
    // A record that could not be read may be any of those that are missing.
    let read = DevicesRead {
        devices,
        still_there: HashSet::new(),
        presumed: HashSet::new(),
        is_whole: listed.unread.is_empty(),
    };
    (read, rejected)
}

/// Facts of an agent beside its values.
pub(super) fn agent_facts(agent: &Agent) -> Vec<DomotzFact> {
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.push(DomotzFact { name: name.to_owned(), value });
        }
    };
    add("organization", agent.organization.clone());
    add("team", agent.team.clone());
    add("version", agent.version.clone());
    add("host_mac", agent.bound_mac.clone());
    add("status_since", agent.status_changed_at.map(|at| at.to_string()));
    add("locked", Some(locked(agent).to_owned()).filter(|words| !words.is_empty()));
    facts
}

/// Facts of a device beside its values.
fn device_facts(device: &Device) -> Vec<DomotzFact> {
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(DomotzFact { name: name.to_owned(), value });
        }
    };
    let yes = |flag: Option<bool>| flag.map(|flag| if flag { "yes" } else { "no" }.to_owned());
    let ports = |ports: &[i64]| Some(ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let found = match device.protocol {
        Protocol::Local => "on the agent's own network",
        Protocol::Routed => "behind a router",
        Protocol::External => "a host on the internet",
        Protocol::Dummy => "added by hand in Domotz",
    };
    add("found", Some(found.to_owned()));
    add("status_since", device.status_changed_at.map(|at| at.to_string()));
    add("jammed", yes(device.is_jammed));
    add("vital", yes(device.is_vital));
    add("reachable", yes(device.agent_reachable));
    add("hidden", device.is_hidden.then(|| "yes".to_owned()));
    add("excluded", yes(device.is_excluded.filter(|excluded| *excluded)));
    let names = device.names.iter().map(|(by, name)| format!("{name} ({by})")).collect::<Vec<_>>();
    add("names", Some(names.join(", ")));
    add("tcp_ports", ports(&device.tcp_ports));
    add("udp_ports", ports(&device.udp_ports));
    facts
}

/// Facts as they are kept.
pub(super) fn document(facts: &[DomotzFact]) -> String {
    // Texts in a list cannot fail to be written; an empty list is what nothing looks like.
    serde_json::to_string(facts).unwrap_or_else(|_| "[]".to_owned())
}

/// One of the facts that were kept.
pub(crate) fn told(document: &str, name: &str) -> Option<String> {
    facts(document).into_iter().find(|fact| fact.name == name).map(|fact| fact.value)
}

/// The address of what an agent runs on, where that was told.
pub(crate) fn host_mac(document: &str) -> Option<MacAddress> {
    told(document, "host_mac")?.parse().ok()
}

/// Facts as they were kept; what cannot be read any more comes again with the next refresh.
pub(super) fn facts(document: &str) -> Vec<DomotzFact> {
    serde_json::from_str(document).unwrap_or_default()
}
