//! The archive: agents that nobody looks after any more. They are out of lists and matching, their links are frozen, and only
//! from here an agent can be deleted.

use std::collections::BTreeMap;

use sitebook_domain::AgentId;
use sitebook_store::AgentDeletion;

use crate::dto::{AgentDeleteRequest, AgentFailure, AgentsArchiveRequest, AgentsChangedReply, Nothing};
use crate::resolve::Standing;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Archives agents, or takes them out of the archive, which is also the way back. Runs of agents that go into it are
    /// stopped first, and they are no longer synchronized automatically. An agent whose company somebody works on elsewhere
    /// stays as it is.
    pub async fn agents_archive(&self, request: AgentsArchiveRequest) -> Result<AgentsChangedReply, AppError> {
        // What is archived already, or active already, is not what is meant.
        let standing = if request.archived { Standing::Active } else { Standing::Archived };
        let agents = self.selected_agents(&request.selection, standing).await?;
        let (by, at) = (self.who().await?, self.now());
        let mut reply = AgentsChangedReply { changed: 0, unchanged: 0, failed: Vec::new(), undo: None };
        for (company, agents) in self.by_company(&agents).await? {
            let leases = if request.archived && company.is_some() {
                self.stop_runs_of(&agents).await
            } else {
                // Nothing in ConnectWise is being worked on for them.
                Ok(Vec::new())
            };
            let leases = match leases {
                Ok(leases) => leases,
                Err(error) => {
                    reply.failed.extend(self.failures(&agents, &error).await?);
                    continue;
                }
            };
            let changed = self.store().archive_agents(&agents, request.archived, &by, at).await;
            self.give_all_back(leases).await;
            let changed = changed?.len();
            reply.changed += changed as u32;
            reply.unchanged += (agents.len() - changed) as u32;
        }
        if reply.changed > 0 {
            self.touch_schedule();
            self.changed();
        }
        Ok(reply)
    }

    /// Deletes an archived agent for good, with everything that is kept of it here. Nothing changes in ConnectWise. An agent
    /// of a source that is refreshed comes back with the next refresh, unless it is left out there.
    pub async fn agents_delete(&self, request: AgentDeleteRequest) -> Result<Nothing, AppError> {
        let agent = self.agent_record(self.resolve_agent_standing(&request.agent, Standing::Archived).await?).await?;
        let name = agent.name();
        let refuse = |code, message: String| Err(AppError::new(code, message));
        match self.store().delete_agent(agent.id, &request.confirm).await? {
            AgentDeletion::Done | AgentDeletion::Gone => {
                if request.leave_out {
                    self.leave_out(&agent).await?;
                }
                self.changed();
                Ok(Nothing {})
            }
            AgentDeletion::NotArchived => {
                let message = format!("{name} is not archived. Archive it first; nothing was deleted.");
                refuse(ErrorCode::InvalidInput, message)
            }
            AgentDeletion::OtherName => {
                let message = format!("To delete this agent, type its name exactly: {name}. Nothing was deleted.");
                refuse(ErrorCode::InvalidInput, message)
            }
            AgentDeletion::Linked => {
                let message = format!(
                    "{name} is still linked to a company. Take it out of the archive, unlink it and archive it again; \
                     nothing was deleted."
                );
                refuse(ErrorCode::InvalidInput, message)
            }
            AgentDeletion::UnknownCreation => {
                let message = format!(
                    "It is not known yet whether a configuration was created for a device of {name}. Take it out of the \
                     archive, link it to that company again and match it; nothing was deleted."
                );
                refuse(ErrorCode::GuardStopped, message)
            }
        }
    }

    /// Refuses what reads or writes ConnectWise for an agent that is archived.
    pub(crate) async fn refuse_archived(&self, agent: AgentId) -> Result<(), AppError> {
        let agent = self.agent_record(agent).await?;
        if agent.archived_since.is_none() {
            return Ok(());
        }
        let message = format!(
            "{} is archived: its link and its matches stay as they are. Take it out of the archive first.",
            agent.name()
        );
        Err(AppError::new(ErrorCode::Archived, message))
    }

    /// Agents by the company that they are linked to, which is worked on by one at a time.
    async fn by_company(&self, agents: &[AgentId]) -> Result<BTreeMap<Option<i64>, Vec<AgentId>>, AppError> {
        let links: BTreeMap<AgentId, i64> =
            self.store().links().await?.into_iter().map(|link| (link.agent, link.company.id)).collect();
        let mut by_company: BTreeMap<Option<i64>, Vec<AgentId>> = BTreeMap::new();
        for agent in agents {
            by_company.entry(links.get(agent).copied()).or_default().push(*agent);
        }
        Ok(by_company)
    }

    async fn failures(&self, agents: &[AgentId], error: &AppError) -> Result<Vec<AgentFailure>, AppError> {
        let mut failures = Vec::new();
        for agent in agents {
            let name = self.agent_record(*agent).await?.name().to_owned();
            failures.push(AgentFailure { agent: agent.to_string(), name, reason: error.message.clone() });
        }
        Ok(failures)
    }
}
