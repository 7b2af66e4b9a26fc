//! Who changed what, and putting one value back.

use std::collections::BTreeMap;

use sitebook_domain::{AgentField, AgentId, DeviceField, FieldKey, FieldValue, HistorySubject, Timestamp};
use sitebook_store::{HistoryFilter, RecordedChange};
use uuid::Uuid;

use crate::devices::{IGNORED, yes_or_no};
use crate::dto::{HistoryReply, HistoryRequest, HistoryRestoreRequest, HistoryView};
use crate::{AppError, ErrorCode, Workspace};

/// How many entries a page shows at most.
const PAGE: u32 = 200;

impl Workspace {
    /// Changes, newest first.
    pub async fn history_list(&self, request: HistoryRequest) -> Result<HistoryReply, AppError> {
        let named =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let mut agent = match named(&request.agent) {
            Some(reference) => Some(self.resolve_agent(&reference).await?),
            None => None,
        };
        let device = match named(&request.device) {
            Some(reference) => Some(self.resolve_device(agent, &reference).await?),
            None => None,
        };
        if let (Some(device), None) = (device, agent) {
            agent = Some(self.device_record(device).await?.agent);
        }
        let since = match named(&request.since) {
            Some(text) => Some(text.parse::<Timestamp>().map_err(|_| {
                let message = format!("\"{text}\" is no time. Write it like 2026-01-05T09:00:00Z.");
                AppError::new(ErrorCode::InvalidInput, message)
            })?),
            None => None,
        };
        let before = match named(&request.before) {
            Some(id) => {
                let change = self.recorded_change(&id).await?;
                Some((change.entry.at, change.id))
            }
            None => None,
        };
        let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE);
        let filter = HistoryFilter {
            agent,
            device,
            field: named(&request.field),
            search: request.search.unwrap_or_default(),
            since,
            before,
            // One more than is shown, to know whether there are more.
            limit: limit + 1,
        };
        let mut entries = self.history_views(&filter).await?;
        let more = entries.len() > limit as usize;
        entries.truncate(limit as usize);
        Ok(HistoryReply { entries, fields: self.store().changed_fields(agent).await?, more, written_back: Vec::new() })
    }

    /// Puts the value before a change back, as an edit of the person who does it. Where the source says that very value, it
    /// counts again; a value of a device also goes to the source, where a person allowed that. Returns the newest changes of
    /// the agent.
    pub async fn history_restore(&self, request: HistoryRestoreRequest) -> Result<HistoryReply, AppError> {
        let change = self.recorded_change(&request.entry).await?;
        let entry = &change.entry;
        let restoring = restoring(&change).ok_or_else(|| {
            let message =
                format!("The value of {} before this change cannot be put back. Nothing was changed.", entry.field);
            AppError::new(ErrorCode::InvalidInput, message)
        })?;
        let (by, at) = (self.who().await?, self.now());
        let mut written_back = Vec::new();
        match (restoring, entry.subject) {
            (Restoring::Agent(field, value), _) => {
                let changes = BTreeMap::from([(field, Some(value))]);
                self.store().set_agent_values(entry.agent, &changes, &by, at).await?;
            }
            (Restoring::Device(field, value), HistorySubject::Device(device)) => {
                let changes = BTreeMap::from([(field, Some(value))]);
                self.store().set_device_values(device, &changes, None, &by, at).await?;
                written_back = self.carry_edit(device, &[field]).await;
            }
            (Restoring::Ignored(ignored), HistorySubject::Device(device)) => {
                self.store().set_device_values(device, &BTreeMap::new(), Some(ignored), &by, at).await?;
            }
            (Restoring::Device(..) | Restoring::Ignored(_), HistorySubject::Agent) => {}
        }
        self.changed();
        let agent = Some(entry.agent.to_string());
        let reply = self.history_list(HistoryRequest { agent, ..HistoryRequest::default() }).await?;
        Ok(HistoryReply { written_back, ..reply })
    }

    /// The newest changes of an agent and its devices.
    pub(crate) async fn newest_history(&self, agent: AgentId, limit: u32) -> Result<Vec<HistoryView>, AppError> {
        self.history_views(&HistoryFilter { agent: Some(agent), limit, ..HistoryFilter::default() }).await
    }

    async fn history_views(&self, filter: &HistoryFilter) -> Result<Vec<HistoryView>, AppError> {
        Ok(self.store().recorded_changes(filter).await?.iter().map(history_view).collect())
    }

    /// The change with this id.
    async fn recorded_change(&self, id: &str) -> Result<RecordedChange, AppError> {
        let unknown = || AppError::new(ErrorCode::NotFound, format!("There is no history entry \"{id}\"."));
        let id: Uuid = id.trim().parse().map_err(|_| unknown())?;
        self.store().recorded_change(id).await?.ok_or_else(unknown)
    }
}

/// What putting the value before a change back means.
enum Restoring {
    Agent(AgentField, FieldValue),
    Device(DeviceField, FieldValue),
    Ignored(bool),
}

/// How the value before a change is put back; none where that cannot be done: it is no field that a person may set, or what
/// it said is none of its values.
fn restoring(change: &RecordedChange) -> Option<Restoring> {
    let entry = &change.entry;
    match entry.subject {
        HistorySubject::Agent => {
            let field = AgentField::from_key(&entry.field).filter(|field| field.is_editable())?;
            Some(Restoring::Agent(field, field.parse(&entry.old).ok()?))
        }
        HistorySubject::Device(_) if entry.field == IGNORED => yes_or_no(&entry.old).ok().map(Restoring::Ignored),
        HistorySubject::Device(_) => {
            let field = DeviceField::from_key(&entry.field).filter(|field| field.is_editable())?;
            Some(Restoring::Device(field, field.parse(&entry.old).ok()?))
        }
    }
}

fn history_view(change: &RecordedChange) -> HistoryView {
    let entry = &change.entry;
    HistoryView {
        id: change.id.to_string(),
        at: entry.at.to_string(),
        by: entry.by.clone(),
        agent: entry.agent.to_string(),
        agent_name: change.agent_name.clone(),
        device: match entry.subject {
            HistorySubject::Agent => None,
            HistorySubject::Device(id) => Some(id.to_string()),
        },
        device_name: change.device_name.clone(),
        field: entry.field.clone(),
        old: entry.old.clone(),
        new: entry.new.clone(),
        restorable: restoring(change).is_some(),
    }
}
