//! What a sync of one agent may do beyond updating matched pairs.

use std::collections::BTreeMap;

use sitebook_domain::{AgentId, CompanyLink};

use crate::dto::{AgentRequest, SyncOptionsReply, SyncOptionsRequest};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: the agents whose sync creates configurations, each with the company for which somebody switched that on, as
/// JSON. Linked to another company, an agent creates nothing until somebody says so again.
const CREATE_UNMATCHED: &str = "create_unmatched";

impl Workspace {
    /// What a sync of an agent may do.
    pub async fn sync_options_show(&self, request: AgentRequest) -> Result<SyncOptionsReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let create_unmatched = match self.store().link(agent).await? {
            Some(link) => self.creates_unmatched(&link).await?,
            None => false,
        };
        Ok(SyncOptionsReply { agent: agent.to_string(), create_unmatched })
    }

    /// Changes what a sync of an agent may do.
    pub async fn sync_options_set(&self, request: SyncOptionsRequest) -> Result<SyncOptionsReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        if let Some(create) = request.create_unmatched {
            let mut creating = self.creating_agents().await?;
            if create {
                creating.insert(agent, link.company.id);
            } else {
                creating.remove(&agent);
            }
            let text = serde_json::to_string(&creating)
                .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
            self.store().set_setting(CREATE_UNMATCHED, &text).await?;
            self.changed();
        }
        Ok(SyncOptionsReply { agent: agent.to_string(), create_unmatched: self.creates_unmatched(&link).await? })
    }

    /// Whether a sync of the agent of this link creates configurations in its company.
    pub(crate) async fn creates_unmatched(&self, link: &CompanyLink) -> Result<bool, AppError> {
        Ok(self.creating_agents().await?.get(&link.agent) == Some(&link.company.id))
    }

    /// Switches creation off for all agents: the companies are those of a ConnectWise that is no longer connected.
    pub(crate) async fn forget_sync_options(&self) -> Result<(), AppError> {
        Ok(self.store().set_setting(CREATE_UNMATCHED, "{}").await?)
    }

    async fn creating_agents(&self) -> Result<BTreeMap<AgentId, i64>, AppError> {
        let Some(text) = self.store().setting(CREATE_UNMATCHED).await? else { return Ok(BTreeMap::new()) };
        serde_json::from_str(&text).map_err(|error| {
            let message = format!("The agents whose sync creates configurations cannot be read: {error}.");
            AppError::new(ErrorCode::Storage, message)
        })
    }
}
