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
        let mut mapping = self.mapping(agent).await?;
        let rule = mapping.rule(field);
        let rule = FieldRule {
            direction: request.direction.unwrap_or(rule.direction),
            allow_empty: request.allow_empty.unwrap_or(rule.allow_empty),
        };
        mapping
            .set(field, rule)
            .map_err(|error| AppError::new(ErrorCode::InvalidInput, format!("{error}. Nothing was changed.")))?;
        self.store().save_field_mapping(agent, &mapping).await?;
        self.changed();
        self.fields_reply(agent).await
    }

    /// The mapping that an agent follows: its own, else the integration's, else the default.
    pub(crate) async fn mapping(&self, agent: Option<AgentId>) -> Result<FieldMapping, AppError> {
        if agent.is_some()
            && let Some(own) = self.store().field_mapping(agent).await?
        {
            return Ok(own);
        }
        Ok(self.store().field_mapping(None).await?.unwrap_or_default())
    }

    async fn mapped_agent(&self, reference: Option<&str>) -> Result<Option<AgentId>, AppError> {
        match reference.map(str::trim).filter(|reference| !reference.is_empty()) {
            Some(reference) => Ok(Some(self.resolve_agent(reference).await?)),
            None => Ok(None),
        }
    }

    async fn fields_reply(&self, agent: Option<AgentId>) -> Result<FieldsReply, AppError> {
        let mapping = self.mapping(agent).await?;
        let general = self.mapping(None).await?;
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
                    own: agent.is_some() && rule != general.rule(*field),
                }
            })
            .collect();
        Ok(FieldsReply { fields })
    }
}
