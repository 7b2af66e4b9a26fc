//! The columns of the table of agents as a file shows them.

use sitebook_domain::{AgentStatus, LocationSource, SyncState, Timestamp};

use super::sheet::{Cell, Sheet};
use crate::dto::{AgentColumn, AgentSummary, LocationView};
use crate::near::in_tenths;

/// The agents with these columns, in this order.
pub(super) fn sheet(columns: &[AgentColumn], agents: &[AgentSummary]) -> Sheet {
    Sheet {
        name: "Agents",
        heads: columns.iter().map(|column| head(*column)).collect(),
        rows: agents.iter().map(|agent| columns.iter().map(|column| cell(*column, agent)).collect()).collect(),
    }
}

/// The head of a column, as the table shows it.
fn head(column: AgentColumn) -> &'static str {
    match column {
        AgentColumn::Status => "Status",
        AgentColumn::Name => "Name",
        AgentColumn::CustomerId => "Customer ID",
        AgentColumn::ContractId => "Contract ID",
        AgentColumn::Contact => "Contact",
        AgentColumn::Email => "E-mail",
        AgentColumn::Place => "Place",
        AgentColumn::Precision => "Precision",
        AgentColumn::Company => "Company",
        AgentColumn::Site => "Site",
        AgentColumn::Devices => "Devices",
        AgentColumn::Offline => "Offline",
        AgentColumn::Matched => "Matched",
        AgentColumn::Sync => "Sync",
        AgentColumn::LastSync => "Last sync",
        AgentColumn::Platform => "Platform",
        AgentColumn::Residential => "Residential",
        AgentColumn::PublicIp => "Public IP",
        AgentColumn::Source => "Source",
        AgentColumn::Plan => "Plan",
        AgentColumn::Activated => "Activated",
        AgentColumn::Tags => "Tags",
        AgentColumn::Gone => "Gone since",
        AgentColumn::Distance => "Distance (km)",
    }
}

fn cell(column: AgentColumn, agent: &AgentSummary) -> Cell {
    match column {
        AgentColumn::Status => status(agent.status).into(),
        AgentColumn::Name => agent.name.as_str().into(),
        AgentColumn::CustomerId => agent.customer_id.as_str().into(),
        AgentColumn::ContractId => agent.contract_id.as_str().into(),
        AgentColumn::Contact => contact(agent).into(),
        AgentColumn::Email => agent.contact.email.as_str().into(),
        AgentColumn::Place => place(&agent.location).into(),
        AgentColumn::Precision => precision(&agent.location).into(),
        AgentColumn::Company => agent.psa.company.as_ref().map(|company| company.name.as_str()).into(),
        AgentColumn::Site => agent.psa.site.as_ref().map(|site| site.name.as_str()).into(),
        AgentColumn::Devices => agent.device_count.into(),
        AgentColumn::Offline => agent.devices_offline.into(),
        AgentColumn::Matched => agent.psa.matched.into(),
        AgentColumn::Sync => sync(agent.psa.sync.state).into(),
        AgentColumn::LastSync => time(agent.psa.last_success_at.as_deref().unwrap_or_default()),
        AgentColumn::Platform => agent.platform.as_str().into(),
        AgentColumn::Residential => if agent.residential { "yes" } else { "no" }.into(),
        AgentColumn::PublicIp => agent.public_ip.as_str().into(),
        AgentColumn::Source => agent.source.as_str().into(),
        AgentColumn::Plan => agent.plan.as_str().into(),
        AgentColumn::Activated => time(&agent.activated_at),
        AgentColumn::Tags => agent.tags.join(", ").into(),
        AgentColumn::Distance => agent.distance_km.map(in_tenths).into(),
        AgentColumn::Gone => time(agent.gone_since.as_deref().unwrap_or_default()),
    }
}

/// A time as one, and what only a person can read as it is.
fn time(text: &str) -> Cell {
    text.parse::<Timestamp>().map_or_else(|_| text.into(), Cell::Time)
}

fn contact(agent: &AgentSummary) -> String {
    let name = format!("{} {}", agent.contact.first_name, agent.contact.last_name);
    if name.trim().is_empty() { agent.contact.email.clone() } else { name.trim().to_owned() }
}

fn place(location: &LocationView) -> String {
    let parts: Vec<&str> = [&location.city, &location.country].into_iter().flatten().map(String::as_str).collect();
    parts.join(", ")
}

fn precision(location: &LocationView) -> String {
    let within = location.accuracy_km.map(|km| format!(", within {km} km")).unwrap_or_default();
    match location.source {
        LocationSource::Person => "confirmed".to_owned(),
        LocationSource::Source => "reported by the source".to_owned(),
        LocationSource::GeoipCity => format!("estimate{within}"),
        LocationSource::GeoipCountry => "only country known".to_owned(),
        LocationSource::None => "not known".to_owned(),
    }
}

fn status(status: AgentStatus) -> &'static str {
    match status {
        AgentStatus::Down => "Down",
        AgentStatus::Attention => "Attention",
        AgentStatus::Online => "Online",
        AgentStatus::NoContact => "No contact",
    }
}

fn sync(state: SyncState) -> &'static str {
    match state {
        SyncState::Never => "Never",
        SyncState::InProgress => "In progress",
        SyncState::Synchronized => "Synchronized",
        SyncState::Partly => "Partly",
        SyncState::Postponed => "Postponed",
        SyncState::Failed => "Failed",
        SyncState::Stopped => "Stopped",
    }
}
