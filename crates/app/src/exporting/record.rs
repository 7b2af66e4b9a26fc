//! Everything about one agent: values, devices, locations, history.

use serde_json::{Value, json};
use sitebook_domain::LocationFact;
use sitebook_store::{HistoryFilter, RecordedChange};

use super::all_values::{ExportedAgent, agent_object, agents_sheet, devices_sheet};
use super::sheet::{Cell, Sheet};
use super::{Document, write_document};
use crate::dto::{AgentExportRequest, ExportFormat, ExportReply};
use crate::geoip::blocking;
use crate::views::location_fact_view;
use crate::{AppError, Workspace};

impl Workspace {
    /// Writes everything about one agent to a file. CSV, which has room for one table a file, becomes four: its values, and
    /// beside them its devices, locations and history.
    pub async fn agent_export(&self, request: AgentExportRequest) -> Result<ExportReply, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let agent = self.agent_record(id).await?;
        let devices = self.store().devices(id).await?;
        let all = HistoryFilter { agent: Some(id), limit: u32::MAX, ..HistoryFilter::default() };
        let history = self.store().recorded_changes(&all).await?;
        let mut facts = self.store().location_facts(id).await?;
        let exported = ExportedAgent::new(agent, &facts, devices);
        facts.reverse();
        let device_count = exported.devices.len() as u32;
        let paths = blocking(move || {
            let name = exported.agent.name().to_owned();
            let document = document(request.format, exported, &history, &facts);
            write_document(&request.path, &name, request.format, &document)
        })
        .await?;
        Ok(ExportReply { paths, agents: 1, devices: device_count })
    }
}

fn document(
    format: ExportFormat,
    exported: ExportedAgent,
    history: &[RecordedChange],
    facts: &[LocationFact],
) -> Document {
    if format == ExportFormat::Json {
        let mut object = agent_object(&exported, true);
        let locations: Vec<_> = facts.iter().map(location_fact_view).collect();
        object.insert("locations".to_owned(), json!(locations));
        object.insert("history".to_owned(), history.iter().map(history_object).collect());
        return Document::Json(json!({ "agents": [object] }));
    }
    let (locations, history) = (locations_sheet(facts), history_sheet(history));
    let agents = [exported];
    Document::Sheets(vec![agents_sheet("Agent", &agents), devices_sheet(&agents), locations, history])
}

fn history_object(change: &RecordedChange) -> Value {
    json!({
        "at": change.entry.at.to_string(),
        "by": change.entry.by,
        "device": change.device_name,
        "field": change.entry.field,
        "old": change.entry.old,
        "new": change.entry.new,
    })
}

/// Newest first.
fn history_sheet(history: &[RecordedChange]) -> Sheet {
    let row = |change: &RecordedChange| {
        vec![
            Cell::Time(change.entry.at),
            change.entry.by.as_str().into(),
            change.device_name.as_deref().into(),
            change.entry.field.as_str().into(),
            change.entry.old.as_str().into(),
            change.entry.new.as_str().into(),
        ]
    };
    Sheet {
        name: "History",
        heads: vec!["When", "Who", "On device", "Changed", "Before", "After"],
        rows: history.iter().map(row).collect(),
    }
}

/// Newest first.
fn locations_sheet(facts: &[LocationFact]) -> Sheet {
    let row = |fact: &LocationFact| {
        let view = location_fact_view(fact);
        let (kind, method) = (json!(fact.kind), json!(fact.method));
        vec![
            Cell::Time(fact.at),
            kind.as_str().into(),
            view.lat.into(),
            view.lon.into(),
            view.accuracy_km.into(),
            method.as_str().into(),
            fact.address.as_deref().into(),
            fact.city.as_deref().into(),
            fact.region.as_deref().into(),
            fact.country.as_deref().into(),
            fact.database.as_deref().into(),
            fact.ip.as_deref().into(),
            fact.by.as_str().into(),
        ]
    };
    Sheet {
        name: "Locations",
        heads: vec![
            "When",
            "Rests on",
            "Latitude",
            "Longitude",
            "Within km",
            "Set by",
            "Address",
            "City",
            "Region",
            "Country",
            "Database",
            "Looked up",
            "Who",
        ],
        rows: facts.iter().map(row).collect(),
    }
}
