//! Violet over all agents: who was invited, who is there, and whose invitation ran out.

use std::collections::HashMap;

use sitebook_domain::{AccessFacts, AccessState, AgentId, access_state, canonical_email};
use sitebook_store::{KeptInvitation, VioletSummary};

use crate::dto::{
    AgentColumn, AgentSummary, VioletOverviewReply, VioletOverviewRequest, VioletOverviewRow, VioletStateCount,
};
use crate::{AppError, Workspace};

/// How many rows there are without a wish.
const ROWS: u32 = 200;

/// The states in the order in which the overview counts them.
const STATES: [AccessState; 8] = [
    AccessState::Active,
    AccessState::Invited,
    AccessState::Expired,
    AccessState::Ready,
    AccessState::NoEmail,
    AccessState::Revoked,
    AccessState::Disabled,
    AccessState::NotResidential,
];

impl Workspace {
    /// Violet over all agents: those of homes, and those with an owner who was invited.
    pub async fn violet_overview(&self, request: VioletOverviewRequest) -> Result<VioletOverviewReply, AppError> {
        let summaries = self.store().violet_summaries().await?;
        let agents = self.board().await?.sorted(AgentColumn::Name, false);
        let search = request.search.trim().to_lowercase();
        let now = self.now();
        let mut counts: HashMap<AccessState, u32> = HashMap::new();
        let mut never_opened = 0;
        let mut found = Vec::new();
        for agent in agents.iter().filter(|agent| agent.archived_since.is_none()) {
            let summary = agent.id.parse().ok().and_then(|id: AgentId| summaries.get(&id));
            if !agent.residential && summary.is_none() {
                continue;
            }
            let owner = owner_of(agent, summary);
            if !search.is_empty() && !agent.name.to_lowercase().contains(&search) && !owner.contains(&search) {
                continue;
            }
            let facts = facts(agent, summary, &owner);
            let state = access_state(&facts, now);
            *counts.entry(state).or_default() += 1;
            let is_unopened = is_unopened(state, summary);
            never_opened += u32::from(is_unopened);
            let is_wanted = request.states.is_empty() || request.states.contains(&state);
            if is_wanted && (is_unopened || !request.never_opened) {
                found.push((agent, summary, owner, state));
            }
        }
        let limit = if request.limit == 0 { ROWS } else { request.limit };
        let rows = found.iter().skip(request.offset as usize).take(limit as usize);
        Ok(VioletOverviewReply {
            counts: STATES
                .into_iter()
                .map(|state| VioletStateCount { state, agents: counts.get(&state).copied().unwrap_or(0) })
                .collect(),
            never_opened,
            found: found.len() as u32,
            offset: request.offset,
            rows: rows.map(|(agent, summary, owner, state)| row(agent, *summary, owner, *state)).collect(),
        })
    }
}

/// Whether the owner was invited, and has not opened the invitation.
fn is_unopened(state: AccessState, summary: Option<&VioletSummary>) -> bool {
    let invitation = summary.and_then(|summary| summary.invitation.as_ref());
    matches!(state, AccessState::Invited | AccessState::Expired)
        && invitation.is_some_and(|invitation| invitation.opened_at.is_none())
}

fn owner_of(agent: &AgentSummary, summary: Option<&VioletSummary>) -> String {
    let named = summary.map(|summary| summary.access.owner_email.clone()).filter(|email| !email.is_empty());
    named.unwrap_or_else(|| canonical_email(&agent.contact.email))
}

fn facts(agent: &AgentSummary, summary: Option<&VioletSummary>, owner: &str) -> AccessFacts {
    let access = summary.map(|summary| &summary.access);
    AccessFacts {
        residential: agent.residential,
        has_email: !owner.is_empty(),
        enabled: access.is_none_or(|access| access.enabled),
        signed_in: access.is_some_and(|access| access.first_signed_in_at.is_some()),
        revoked: access.is_some_and(|access| access.revoked_at.is_some()),
        invitation: summary.and_then(|summary| summary.invitation.as_ref()).map(KeptInvitation::facts),
    }
}

fn row(agent: &AgentSummary, summary: Option<&VioletSummary>, owner: &str, state: AccessState) -> VioletOverviewRow {
    let invitation = summary.and_then(|summary| summary.invitation.as_ref());
    let access = summary.map(|summary| &summary.access);
    VioletOverviewRow {
        agent: agent.id.clone(),
        agent_name: agent.name.clone(),
        owner_email: owner.to_owned(),
        state,
        invited_at: invitation.map(|invitation| invitation.created_at.to_string()),
        expires_at: invitation.map(|invitation| invitation.expires_at.to_string()),
        opened_at: invitation.and_then(|invitation| invitation.opened_at).map(|at| at.to_string()),
        mail: summary.and_then(|summary| summary.mail),
        last_seen_at: access.and_then(|access| access.last_seen_at).map(|at| at.to_string()),
        granted: summary.map_or(0, |summary| summary.granted),
    }
}
