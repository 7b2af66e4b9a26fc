//! Switching automatic sync on and off, and on again after a failure.

use std::collections::{BTreeMap, HashMap, HashSet};

use sitebook_domain::{AgentId, AutomaticSync, SyncMode};

use crate::dto::{AgentRequest, Nothing, SyncAutoRequest, SyncPlanRequest, SyncStatusReply};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Switches automatic sync of agents on or off, of all of them or none. A plan that a person has seen is approved
    /// thereby: the first run carries out exactly that, within minutes. Without one the first run follows the schedule's own
    /// rules and guards. An agent for which it is on already, and whose plan nobody approves anew, is left as it is.
    pub async fn sync_auto(&self, request: SyncAutoRequest) -> Result<SyncStatusReply, AppError> {
        let agents = self.resolve_agents(&request.agents).await?;
        if agents.is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the agents."));
        }
        if request.plan.is_some() && (!request.on || agents.len() > 1) {
            let message = "A plan is approved for one agent, when automatic sync is switched on.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let plans = self.plans_of(&request, &agents).await?;
        let mut decided = Vec::new();
        for agent in agents {
            let plan = plans.get(&agent);
            let current = self.store().automatic(agent).await?;
            if !request.on {
                let by = self.who().await?;
                decided.extend(current.map(|current| current.switched_off(&by, self.now())));
            } else if plan.is_some() || !current.is_some_and(|current| current.on) {
                decided.push(self.approved(agent, plan.map(String::as_str)).await?);
            }
        }
        self.decide(&decided).await
    }

    /// Switches automatic sync of an agent on again after a failure. Looks whether what failed is mended by now. What is
    /// planned thereby nobody has seen, so the run that follows at once makes its own plan, under the schedule's guards.
    pub async fn sync_resume(&self, request: AgentRequest) -> Result<SyncStatusReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let approved = self.approved(agent, None).await?;
        self.decide(&[approved]).await
    }

    async fn decide(&self, decided: &[AutomaticSync]) -> Result<SyncStatusReply, AppError> {
        self.store().save_automatic(decided).await?;
        for automatic in decided.iter().filter(|automatic| !automatic.on) {
            // A person who switches it off wants nothing more to be written, by whichever process; a run by hand goes on.
            let is_by_hand = self.running().contains_key(&automatic.agent)
                && !self.inner.automatic.at_work().contains(&automatic.agent);
            if !is_by_hand {
                self.wish_stop(automatic.agent).await?;
            }
        }
        self.touch_schedule();
        self.changed();
        self.sync_status(Nothing {}).await
    }

    /// Automatic sync of an agent, switched on with the plan that a person saw. Where nobody saw one, a plan is made to see
    /// that one can be made, and approves nothing: the first run makes its own, by the schedule's rules and under its guards.
    async fn approved(&self, agent: AgentId, plan: Option<&str>) -> Result<AutomaticSync, AppError> {
        let link = self.require_link(agent).await?;
        let plan = if let Some(hash) = plan {
            let mapping = self.mapping(Some(agent)).await?;
            Some(self.given_plan(hash, agent, &link, &mapping, SyncMode::Custom).await?.hash())
        } else {
            let request = SyncPlanRequest {
                agent: agent.to_string(),
                mode: SyncMode::Custom,
                directions: BTreeMap::new(),
                automatic: true,
            };
            self.sync_plan(request).await?;
            None
        };
        Ok(AutomaticSync::switched_on(agent, link.company.id, plan, &self.who().await?, self.now()))
    }

    /// The plans that a person has seen, by agent.
    async fn plans_of(
        &self,
        request: &SyncAutoRequest,
        agents: &[AgentId],
    ) -> Result<HashMap<AgentId, String>, AppError> {
        let mut plans = HashMap::new();
        if let (Some(plan), [agent]) = (&request.plan, agents) {
            plans.insert(*agent, plan.clone());
        }
        for (reference, plan) in request.plans.iter().flatten() {
            let agent = self.resolve_agent(reference).await?;
            if !request.on || !agents.contains(&agent) {
                let message = "A plan is approved for an agent for which automatic sync is switched on.";
                return Err(AppError::new(ErrorCode::InvalidInput, message));
            }
            plans.insert(agent, plan.clone());
        }
        Ok(plans)
    }

    /// The agents, each once.
    async fn resolve_agents(&self, references: &[String]) -> Result<Vec<AgentId>, AppError> {
        let mut seen = HashSet::new();
        let mut agents = Vec::new();
        for reference in references {
            let agent = self.resolve_agent(reference).await?;
            if seen.insert(agent) {
                agents.push(agent);
            }
        }
        Ok(agents)
    }
}
