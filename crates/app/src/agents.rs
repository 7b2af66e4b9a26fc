//! Agents: lists, details, and changes by people.

use std::collections::BTreeMap;

use sitebook_domain::{Agent, AgentField, AgentId, FieldKey, FieldValue, LocationSource, Position, ValueError};
use sitebook_locate::time_zone_at;
use sitebook_store::{Edit, Edited, ValueConflict};

use crate::dto::{
    AgentDetail, AgentNamed, AgentRequest, AgentSetRequest, AgentSummary, AgentTakeSourceRequest, AgentsListReply,
    AgentsListRequest, AgentsQuery, LocationView,
};
use crate::geoip::blocking;
use crate::phones::phone_views;
use crate::views::{address, agent_fields, location_fact_view};
use crate::{AppError, ErrorCode, Workspace};

/// How much history an agent's page shows.
const HISTORY_LIMIT: u32 = 500;

/// How many other agents of the same customer an agent's page shows.
const SAME_CUSTOMER_LIMIT: u32 = 20;

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

    /// Changes fields of an agent, as typed. All or nothing: where somebody changed a value since it was seen, the answer is
    /// `changed_meanwhile`.
    pub async fn agents_set(&self, request: AgentSetRequest) -> Result<AgentDetail, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let changes = parse_changes::<AgentField>(&request.changes)?;
        let edit = Edit { changes, seen: seen_fields(&request.seen)? };
        match self.store().edit_agent(id, &edit, &self.who().await?, self.now()).await? {
            Edited::Saved(_) => self.changed(),
            Edited::Conflicts(conflicts) => return Err(changed_meanwhile(&conflicts)),
            Edited::Gone => {}
        }
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

    pub(crate) async fn agent_detail(&self, id: AgentId) -> Result<AgentDetail, AppError> {
        let agent = self.agent_record(id).await?;
        let devices = self.device_views(id).await?;
        let history = self.newest_history(id, HISTORY_LIMIT).await?;
        let facts = self.store().location_facts(id).await?;
        let summary = self.summary(id).await?;
        Ok(AgentDetail {
            note: agent.layers.text(AgentField::Note).to_owned(),
            time_zone: time_zone(&agent, &summary.location).await?,
            phones: phone_views(&agent, summary.location.country.as_deref()),
            same_customer: self.same_customer(&agent).await?,
            address: address(&agent),
            fields: agent_fields(&agent),
            history,
            locations: facts.iter().rev().map(location_fact_view).collect(),
            created_at: agent.created_at.to_string(),
            summary,
            devices,
        })
    }

    /// Other agents with the same customer reference, by name.
    async fn same_customer(&self, agent: &Agent) -> Result<Vec<AgentNamed>, AppError> {
        let customer = agent.layers.text(AgentField::CustomerId);
        let found = self.store().agents_of_customer(customer, agent.id, SAME_CUSTOMER_LIMIT).await?;
        Ok(found.into_iter().map(|found| AgentNamed { id: found.id.to_string(), name: found.name }).collect())
    }
}

/// The zone of an agent's clock: as somebody said, else the one of the place.
async fn time_zone(agent: &Agent, location: &LocationView) -> Result<String, AppError> {
    let said = agent.layers.text(AgentField::TimeZone);
    let place = location.lat.zip(location.lon).and_then(|(lat, lon)| Position::new(lat, lon).ok());
    match place.filter(|_| said.is_empty() && location.source != LocationSource::GeoipCountry) {
        Some(place) => blocking(move || Ok(time_zone_at(place).unwrap_or_default())).await,
        None => Ok(said.to_owned()),
    }
}

/// Refuses a zone that no clock goes by. Where a computer has no list of zones, what is typed is believed.
fn check_time_zone<F: FieldKey>(field: F, value: &FieldValue) -> Result<(), AppError> {
    let zone = value.as_text().filter(|zone| field.key() == AgentField::TimeZone.key() && !zone.is_empty());
    match zone {
        Some(zone) if !jiff::tz::db().is_definitively_empty() && jiff::tz::TimeZone::get(zone).is_err() => {
            let message = format!(
                "\"{zone}\" is no time zone. Write one by its name, such as Europe/London. Nothing was changed."
            );
            Err(AppError::new(ErrorCode::InvalidInput, message))
        }
        _ => Ok(()),
    }
}

/// Reads what the person saw before typing.
pub(crate) fn seen_fields<F: FieldKey>(seen: &BTreeMap<String, String>) -> Result<BTreeMap<F, String>, AppError> {
    seen.iter()
        .map(|(key, text)| Ok((F::from_key(key).ok_or_else(|| unknown_field::<F>(key))?, text.clone())))
        .collect()
}

/// Somebody changed values since the person saw them.
pub(crate) fn changed_meanwhile(conflicts: &[ValueConflict]) -> AppError {
    let fields: Vec<&str> = conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    let message = format!(
        "Somebody changed {} since you saw it. Nothing was saved: look at what it says now, then save again.",
        fields.join(", ")
    );
    let conflicts: Vec<_> = conflicts
        .iter()
        .map(|conflict| {
            serde_json::json!({
                "field": conflict.field,
                "seen": conflict.seen,
                "now": conflict.now,
                "wanted": conflict.wanted,
                "by": conflict.changed.as_ref().map(|(by, _)| by),
                "at": conflict.changed.as_ref().map(|(_, at)| at.to_string()),
            })
        })
        .collect();
    AppError::new(ErrorCode::ChangedMeanwhile, message).with_details(serde_json::json!({ "conflicts": conflicts }))
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
        let value = field.parse(text).map_err(|error| invalid(&error))?;
        field.check_typed(&value).map_err(|error| invalid(&error))?;
        check_time_zone(field, &value)?;
        changes.insert(field, Some(value));
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
