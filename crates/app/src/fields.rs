//! The field mapping of the integration and of single agents.

mod example;
mod picking;

use sitebook_domain::{AgentId, FieldMapping, FieldRule, MappedField, NamedReference};

use crate::dto::{
    ChosenStatus, ChosenTarget, FieldRuleView, FieldsReply, FieldsSetRequest, FieldsShowRequest, StatusChoiceView,
};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The mapping of the integration, or the one that an agent follows.
    pub async fn fields_show(&self, request: FieldsShowRequest) -> Result<FieldsReply, AppError> {
        let agent = self.mapped_agent(request.agent.as_deref()).await?;
        self.fields_reply(agent).await
    }

    /// Changes the rule of one field, for the integration or for one agent.
    pub async fn fields_set(&self, request: FieldsSetRequest) -> Result<FieldsReply, AppError> {
        let agent = self.mapped_agent(request.agent.as_deref()).await?;
        let field = MappedField::from_key(request.field.trim()).ok_or_else(|| {
            let known: Vec<&str> = MappedField::ALL.iter().map(|field| field.key()).collect();
            invalid(format!("There is no field \"{}\". Fields: {}.", request.field, known.join(", ")))
        })?;
        if request.follow == Some(true) {
            self.follow_integration(agent, field, &request).await?;
        } else {
            self.change_rule(agent, field, &request).await?;
        }
        self.changed();
        self.fields_reply(agent).await
    }

    async fn change_rule(
        &self,
        agent: Option<AgentId>,
        field: MappedField,
        request: &FieldsSetRequest,
    ) -> Result<(), AppError> {
        let before = self.mapping(agent).await?.rule(field).clone();
        let rule = self.picked_rule(field, &before, request).await?;
        let general = self.mapping(None).await?;
        // An agent keeps only the rules that differ: in all others it goes on following the integration.
        let mut mapping = match agent {
            Some(_) => self.own_rules(agent).await?,
            None => general.clone(),
        };
        mapping.set(field, rule.clone()).map_err(|error| invalid(format!("The mapping was not changed: {error}.")))?;
        if agent.is_some() && rule == *general.rule(field) {
            mapping.unset(field);
        }
        self.keep_mapping(agent, &mapping, field, &before).await
    }

    /// Keeps a mapping in which one field's rule was another one before.
    async fn keep_mapping(
        &self,
        agent: Option<AgentId>,
        mapping: &FieldMapping,
        field: MappedField,
        before: &FieldRule,
    ) -> Result<(), AppError> {
        let general = self.store().field_mapping(None).await?.unwrap_or_default();
        let now = if agent.is_some() { mapping.over(&general) } else { mapping.clone() };
        let moved: &[MappedField] = if now.rule(field).target == before.target { &[] } else { &[field] };
        Ok(self.store().save_field_mapping(agent, mapping, moved).await?)
    }

    /// Drops the agent's own rule.
    async fn follow_integration(
        &self,
        agent: Option<AgentId>,
        field: MappedField,
        request: &FieldsSetRequest,
    ) -> Result<(), AppError> {
        if agent.is_none() {
            return Err(invalid("Only an agent can follow the integration: name one."));
        }
        let is_alone = request.direction.is_none()
            && request.allow_empty.is_none()
            && request.overwrite_conflicts.is_none()
            && [&request.target, &request.online, &request.offline].iter().all(|text| text.is_none());
        if !is_alone {
            return Err(invalid("A field that follows the integration has no rule of its own: ask for nothing else."));
        }
        let before = self.mapping(agent).await?.rule(field).clone();
        let mut mapping = self.own_rules(agent).await?;
        mapping.unset(field);
        self.keep_mapping(agent, &mapping, field, &before).await
    }

    /// The mapping that an agent follows: for each field its own rule, else the integration's, else the default.
    pub(crate) async fn mapping(&self, agent: Option<AgentId>) -> Result<FieldMapping, AppError> {
        let general = self.store().field_mapping(None).await?.unwrap_or_default();
        match agent {
            Some(_) => Ok(self.own_rules(agent).await?.over(&general)),
            None => Ok(general),
        }
    }

    async fn own_rules(&self, agent: Option<AgentId>) -> Result<FieldMapping, AppError> {
        Ok(self.store().field_mapping(agent).await?.unwrap_or_else(FieldMapping::none))
    }

    async fn mapped_agent(&self, reference: Option<&str>) -> Result<Option<AgentId>, AppError> {
        match reference.map(str::trim).filter(|reference| !reference.is_empty()) {
            Some(reference) => Ok(Some(self.resolve_agent(reference).await?)),
            None => Ok(None),
        }
    }

    async fn fields_reply(&self, agent: Option<AgentId>) -> Result<FieldsReply, AppError> {
        let mapping = self.mapping(agent).await?;
        let own = if agent.is_some() { self.own_rules(agent).await? } else { FieldMapping::none() };
        let view = |field: &MappedField| rule_view(*field, mapping.rule(*field), own.has(*field));
        Ok(FieldsReply { fields: MappedField::ALL.iter().map(view).collect() })
    }
}

fn rule_view(field: MappedField, rule: &FieldRule, own: bool) -> FieldRuleView {
    let target = match &rule.target {
        Some(target) => target.name.clone(),
        None if field.needs_target() => String::new(),
        None => field.target().to_owned(),
    };
    let statuses = || StatusChoiceView {
        online: rule.statuses.online.as_ref().map(status_view),
        offline: rule.statuses.offline.as_ref().map(status_view),
    };
    FieldRuleView {
        field,
        target,
        direction: rule.direction,
        directions: field.directions().to_vec(),
        allow_empty: rule.allow_empty,
        overwrite_conflicts: rule.overwrite_conflicts,
        max_length: field.max_length().map(|length| length as u32),
        discovered: field.is_discovered(),
        own,
        chosen: rule.target.as_ref().map(|target| ChosenTarget {
            kind: target.kind,
            id: target.id,
            name: target.name.clone(),
        }),
        statuses: (field == MappedField::Status).then(statuses),
    }
}

fn status_view(status: &NamedReference) -> ChosenStatus {
    ChosenStatus { id: status.id, name: status.name.clone() }
}

fn invalid(message: impl Into<String>) -> AppError {
    AppError::new(ErrorCode::InvalidInput, message)
}
