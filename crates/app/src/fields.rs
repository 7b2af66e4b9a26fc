//! The field mapping of the integration and of single agents.

use sitebook_domain::{AgentId, FieldMapping, FieldRule, MappedField};

use crate::dto::{FieldRuleView, FieldsReply, FieldsSetRequest, FieldsShowRequest};
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
            let message = format!("There is no field \"{}\". Fields: {}.", request.field, known.join(", "));
            AppError::new(ErrorCode::InvalidInput, message)
        })?;
        let rule = self.mapping(agent).await?.rule(field);
        let rule = FieldRule {
            direction: request.direction.unwrap_or(rule.direction),
            allow_empty: request.allow_empty.unwrap_or(rule.allow_empty),
        };
        let general = self.mapping(None).await?;
        // An agent keeps only the rules that differ: in all others it goes on following the integration.
        let mut mapping = match agent {
            Some(_) => self.own_rules(agent).await?,
            None => general.clone(),
        };
        mapping
            .set(field, rule)
            .map_err(|error| AppError::new(ErrorCode::InvalidInput, format!("{error}. Nothing was changed.")))?;
        if agent.is_some() && rule == general.rule(field) {
            mapping.unset(field);
        }
        self.store().save_field_mapping(agent, &mapping).await?;
        self.changed();
        self.fields_reply(agent).await
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
        let fields = MappedField::ALL
            .iter()
            .map(|field| {
                let rule = mapping.rule(*field);
                FieldRuleView {
                    field: *field,
                    target: field.target().to_owned(),
                    direction: rule.direction,
                    allow_empty: rule.allow_empty,
                    max_length: field.max_length().map(|length| length as u32),
                    discovered: field.is_discovered(),
                    own: own.has(*field),
                }
            })
            .collect();
        Ok(FieldsReply { fields })
    }
}
