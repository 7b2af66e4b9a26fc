//! Agents that people add: from nothing, or like another one.

use std::collections::BTreeMap;

use sitebook_domain::{AgentField, FieldKey, FieldValue, ValueError};

use crate::agents::{invalid, parse_changes};
use crate::dto::{AgentAddRequest, AgentDetail, AgentDuplicateRequest};
use crate::{AppError, Workspace};

/// What an agent has in common with the one it is made like.
const TAKEN_OVER: [AgentField; 11] = [
    AgentField::CustomerId,
    AgentField::ContractId,
    AgentField::ContactEmail,
    AgentField::ContactFirstName,
    AgentField::ContactLastName,
    AgentField::ContactPhones,
    AgentField::Note,
    AgentField::Tags,
    AgentField::Plan,
    AgentField::Platform,
    AgentField::Residential,
];

impl Workspace {
    /// Adds an agent by hand, with values as typed. It has no source that would ever report it.
    pub async fn agents_add(&self, request: AgentAddRequest) -> Result<AgentDetail, AppError> {
        let typed = parse_changes::<AgentField>(&request.values)?;
        self.add(typed.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()).await
    }

    /// Adds an agent like another one: its customer, contract, contact, note, tags, plan, platform and whether it is a
    /// home. What belongs to the other network (devices, link, place) stays there.
    pub async fn agents_duplicate(&self, request: AgentDuplicateRequest) -> Result<AgentDetail, AppError> {
        let like = self.agent_record(self.resolve_agent(&request.agent).await?).await?;
        let mut values: BTreeMap<AgentField, FieldValue> =
            TAKEN_OVER.into_iter().filter_map(|field| Some((field, like.layers.effective(field)?.clone()))).collect();
        values.insert(AgentField::Name, AgentField::Name.parse(&request.name).map_err(|error| invalid(&error))?);
        self.add(values).await
    }

    async fn add(&self, values: BTreeMap<AgentField, FieldValue>) -> Result<AgentDetail, AppError> {
        if values.get(&AgentField::Name).is_none_or(FieldValue::is_empty) {
            return Err(invalid(&ValueError::Required { field: AgentField::Name.key() }));
        }
        let agent = self.store().add_agent(&values, &self.who().await?, self.now()).await?;
        self.changed();
        self.agent_detail(agent.id).await
    }
}
