//! Agents: lists, details, and changes by people.

use std::collections::{BTreeMap, HashMap};

use sitebook_domain::{AgentField, AgentId, FieldKey, FieldValue, HistorySubject, ValueError};

use crate::dto::{
    AgentDetail, AgentRequest, AgentSetRequest, AgentSummary, AgentTakeSourceRequest, AgentsListReply,
    AgentsListRequest, AgentsQuery,
};
use crate::views::{address, agent_fields, history_view, location_fact_view};
use crate::{AppError, ErrorCode, Workspace};

/// How much history an agent's page shows.
const HISTORY_LIMIT: u32 = 500;

impl Workspace {
    /// Agents by name.
    pub async fn agents_list(&self, request: AgentsListRequest) -> Result<AgentsListReply, AppError> {
        Ok(AgentsListReply { agents: self.summaries(&request.search).await? })
    }

    /// Everything about one agent.
    pub async fn agents_show(&self, request: AgentRequest) -> Result<AgentDetail, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        self.agent_detail(id).await
    }

    /// Changes fields of an agent, as typed. All or nothing.
    pub async fn agents_set(&self, request: AgentSetRequest) -> Result<AgentDetail, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let changes = parse_changes::<AgentField>(&request.changes)?;
        self.store().set_agent_values(id, &changes, &self.who().await?, self.now()).await?;
        self.changed();
        self.agent_detail(id).await
    }

    /// Drops the own value of a field, so that the source's counts again.
    pub async fn agents_take_source(&self, request: AgentTakeSourceRequest) -> Result<AgentDetail, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let field = AgentField::from_key(&request.field).ok_or_else(|| unknown_field::<AgentField>(&request.field))?;
        let changes = BTreeMap::from([(field, None)]);
        self.store().set_agent_values(id, &changes, &self.who().await?, self.now()).await?;
        self.changed();
        self.agent_detail(id).await
    }

    /// Agents that are not archived, with everything that lists show, by name.
    pub(crate) async fn summaries(&self, search: &str) -> Result<Vec<AgentSummary>, AppError> {
        let query = AgentsQuery { search: search.to_owned(), ..AgentsQuery::default() };
        Ok(self.find_agents(&query).await?.found.iter().map(|agent| AgentSummary::clone(agent)).collect())
    }

    /// One agent with everything that lists show.
    pub(crate) async fn summary(&self, id: AgentId) -> Result<AgentSummary, AppError> {
        let board = self.board().await?;
        let missing = || AppError::new(ErrorCode::NotFound, "The agent is no longer there.");
        board.agent(id).map(|agent| AgentSummary::clone(agent)).ok_or_else(missing)
    }

    async fn agent_detail(&self, id: AgentId) -> Result<AgentDetail, AppError> {
        let agent = self.agent_record(id).await?;
        let devices = self.device_views(id).await?;
        let names: HashMap<&str, &str> =
            devices.iter().map(|device| (device.id.as_str(), device.name.as_str())).collect();
        let history = self.store().history(id, HISTORY_LIMIT).await?;
        let history = history
            .iter()
            .map(|entry| {
                let name = match entry.subject {
                    HistorySubject::Agent => None,
                    HistorySubject::Device(id) => names.get(id.to_string().as_str()).map(|name| (*name).to_owned()),
                };
                history_view(entry, name)
            })
            .collect();
        let facts = self.store().location_facts(id).await?;
        Ok(AgentDetail {
            summary: self.summary(id).await?,
            note: agent.layers.text(AgentField::Note).to_owned(),
            time_zone: agent.layers.text(AgentField::TimeZone).to_owned(),
            phones: Vec::new(),
            same_customer: Vec::new(),
            address: address(&agent),
            fields: agent_fields(&agent),
            history,
            locations: facts.iter().rev().map(location_fact_view).collect(),
            created_at: agent.created_at.to_string(),
            devices,
        })
    }
}

/// Reads the changes that a person typed.
pub(crate) fn parse_changes<F: FieldKey>(
    typed: &BTreeMap<String, String>,
) -> Result<BTreeMap<F, Option<FieldValue>>, AppError> {
    let mut changes = BTreeMap::new();
    for (key, text) in typed {
        let field = F::from_key(key).ok_or_else(|| unknown_field::<F>(key))?;
        if !field.is_editable() {
            return Err(invalid(&ValueError::Discovered { field: field.key() }));
        }
        changes.insert(field, Some(field.parse(text).map_err(|error| invalid(&error))?));
    }
    Ok(changes)
}

pub(crate) fn invalid(error: &ValueError) -> AppError {
    AppError::new(ErrorCode::InvalidInput, format!("{error}. Nothing was changed."))
}

pub(crate) fn unknown_field<F: FieldKey>(key: &str) -> AppError {
    let known: Vec<&str> = F::ALL.iter().filter(|field| field.is_editable()).map(|field| field.key()).collect();
    AppError::new(ErrorCode::InvalidInput, format!("There is no field \"{key}\". Fields: {}.", known.join(", ")))
}
