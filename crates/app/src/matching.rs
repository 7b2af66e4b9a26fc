//! Matches between devices and configurations: finding them, and what stands about them.

use std::collections::{BTreeMap, HashMap, HashSet};

use sitebook_domain::{AgentId, CompanyLink, DeviceId, Match, MatchId, MatchState};
use sitebook_psa::Configuration;
use sitebook_sync::{MatchOutcome, reason};
use uuid::Uuid;

use crate::dto::{
    AgentRequest, CandidateView, DeviceView, MatchAllReply, MatchReport, MatchRunRequest, MatchView, Nothing,
    ReviewView, UnmatchedView,
};
use crate::reading::Scope;
use crate::views::{configuration_view, device_view, linked_company, linked_site};
use crate::{AppError, Workspace};

/// Who stands in the history for matches that a rule made.
pub(crate) const RULES: &str = "sitebook";

impl Workspace {
    /// Reads the company's configurations and finds matches; makes the automatic ones of this agent.
    pub async fn match_run(&self, request: MatchRunRequest) -> Result<MatchReport, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let client = self.client().await?;
        let company = link.company.id;
        let scope = self.fresh_scope(&client, link, request.accept_list.unwrap_or(false), true).await?;
        let ours = devices_of(&scope, agent);
        let automatic: Vec<Match> = scope
            .outcome
            .proposals
            .iter()
            .filter(|proposal| proposal.state == MatchState::Automatic && ours.contains(&proposal.device))
            .map(|proposal| Match {
                id: MatchId(Uuid::now_v7()),
                device: proposal.device,
                configuration: proposal.configuration,
                company,
                state: MatchState::Automatic,
                rule: proposal.rule,
                evidence: proposal.evidence.clone(),
                frozen_reason: None,
                by: RULES.to_owned(),
                at: self.now(),
            })
            .collect();
        self.store().add_found_matches(&automatic).await?;
        self.changed();
        self.report(agent).await
    }

    /// The matches of an agent as last read. Sends nothing.
    pub async fn match_show(&self, request: AgentRequest) -> Result<MatchReport, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.report(agent).await
    }

    /// The matches of all linked agents that are not archived as last read, each company's looked at once. Sends nothing.
    pub async fn match_all(&self, _: Nothing) -> Result<MatchAllReply, AppError> {
        let mut by_company: BTreeMap<i64, Vec<CompanyLink>> = BTreeMap::new();
        let names: HashMap<AgentId, String> = self
            .store()
            .agents()
            .await?
            .into_iter()
            .filter(|agent| agent.archived_since.is_none())
            .map(|agent| (agent.id, agent.name().to_lowercase()))
            .collect();
        for link in self.store().links().await?.into_iter().filter(|link| names.contains_key(&link.agent)) {
            by_company.entry(link.company.id).or_default().push(link);
        }
        let mut reports = Vec::new();
        for links in by_company.into_values() {
            let Some(first) = links.first() else { continue };
            let scope = self.scope(first.clone()).await?;
            reports.extend(links.iter().map(|link| (names.get(&link.agent), report_of(&scope, link))));
        }
        reports.sort_by(|(one, first), (other, second)| (one, &first.agent).cmp(&(other, &second.agent)));
        Ok(MatchAllReply { reports: reports.into_iter().map(|(_, report)| report).collect() })
    }

    /// The report of an agent as last read.
    pub(crate) async fn report(&self, agent: AgentId) -> Result<MatchReport, AppError> {
        let scope = self.scope(self.require_link(agent).await?).await?;
        Ok(report_of(&scope, &scope.link))
    }

    /// Names of the configurations of an agent's company, as last read.
    pub(crate) async fn configuration_names(&self, agent: AgentId) -> Result<HashMap<i64, String>, AppError> {
        let Some(link) = self.store().link(agent).await? else { return Ok(HashMap::new()) };
        let Some(list) = self.store().accepted_list(link.company.id).await? else { return Ok(HashMap::new()) };
        let name = |body: &str| serde_json::from_str::<Configuration>(body).ok().map(|found| found.name);
        Ok(list.configurations.iter().filter_map(|found| Some((found.id, name(&found.body)?))).collect())
    }
}

/// What stands about the agent of a link in the scope of its company.
fn report_of(scope: &Scope, link: &CompanyLink) -> MatchReport {
    let ours = devices_of(scope, link.agent);
    let source_ids: HashMap<DeviceId, &str> =
        scope.devices.iter().map(|device| (device.id, device.source_id.as_str())).collect();
    let source_id = |device: DeviceId| source_ids.get(&device).map(|id| (*id).to_owned()).unwrap_or_default();
    let mut matches: Vec<MatchView> = scope
        .matches
        .iter()
        .filter(|found| ours.contains(&found.device) && found.state != MatchState::Frozen)
        .map(|found| MatchView {
            device: found.device.to_string(),
            device_source_id: source_id(found.device),
            configuration: found.configuration,
            state: found.state,
            rule: found.rule,
            evidence: found.evidence.clone(),
            reason: String::new(),
            by: found.by.clone(),
        })
        .collect();
    let read = scope.read_at.is_some();
    matches.extend(proposed(&scope.outcome).filter(|_| read).filter(|(device, _)| ours.contains(device)).map(
        |(device, mut view)| {
            view.device_source_id = source_id(device);
            view
        },
    ));
    let mut review: Vec<ReviewView> = frozen(scope, &ours)
        .map(|found| ReviewView {
            device: found.device.to_string(),
            device_source_id: source_id(found.device),
            candidates: vec![CandidateView { configuration: found.configuration, evidence: found.evidence.clone() }],
            reason: found.frozen_reason.clone().unwrap_or_else(|| reason::FROZEN_CONTRADICTION.to_owned()),
        })
        .collect();
    review.extend(scope.outcome.review.iter().filter(|review| ours.contains(&review.device)).map(|review| {
        ReviewView {
            device: review.device.to_string(),
            device_source_id: source_id(review.device),
            candidates: review
                .candidates
                .iter()
                .map(|(configuration, evidence)| CandidateView {
                    configuration: *configuration,
                    evidence: evidence.clone(),
                })
                .collect(),
            reason: review.reason.to_owned(),
        }
    }));
    let unmatched = scope
        .outcome
        .unmatched
        .iter()
        .filter(|unmatched| ours.contains(&unmatched.device))
        .map(|unmatched| UnmatchedView {
            device: unmatched.device.to_string(),
            device_source_id: source_id(unmatched.device),
            reason: unmatched.reason.to_owned(),
        })
        .collect();
    let holders: HashMap<i64, String> =
        scope.matches.iter().map(|found| (found.configuration, found.device.to_string())).collect();
    MatchReport {
        agent: link.agent.to_string(),
        company: linked_company(link),
        site: linked_site(link),
        read_at: scope.read_at.map(|at| at.to_string()),
        matches,
        unmatched,
        review,
        devices: views_of(scope, link.agent),
        configurations: scope
            .configurations
            .iter()
            .map(|configuration| configuration_view(configuration, holders.get(&configuration.id).cloned()))
            .collect(),
        undo: None,
        run: None,
    }
}

/// The devices of an agent, by name.
fn views_of(scope: &Scope, agent: AgentId) -> Vec<DeviceView> {
    let names: HashMap<i64, &str> = scope.configurations.iter().map(|found| (found.id, found.name.as_str())).collect();
    let matches: HashMap<DeviceId, &Match> = scope.matches.iter().map(|found| (found.device, found)).collect();
    scope
        .devices
        .iter()
        .filter(|device| device.agent == agent)
        .map(|device| {
            let found = matches.get(&device.id).copied();
            let name = found.and_then(|found| names.get(&found.configuration)).copied();
            device_view(device, found, name.unwrap_or_default())
        })
        .collect()
}

fn devices_of(scope: &Scope, agent: AgentId) -> HashSet<DeviceId> {
    scope.devices.iter().filter(|device| device.agent == agent).map(|device| device.id).collect()
}

/// Pairs that wait for a person. Automatic ones that were not made yet wait for the next "Find matches".
fn proposed(outcome: &MatchOutcome) -> impl Iterator<Item = (DeviceId, MatchView)> {
    outcome.proposals.iter().map(|proposal| {
        let view = MatchView {
            device: proposal.device.to_string(),
            device_source_id: String::new(),
            configuration: proposal.configuration,
            state: MatchState::Proposed,
            rule: proposal.rule,
            evidence: proposal.evidence.clone(),
            reason: if proposal.reason.is_empty() { "new".to_owned() } else { proposal.reason.to_owned() },
            by: RULES.to_owned(),
        };
        (proposal.device, view)
    })
}

fn frozen<'s>(scope: &'s Scope, ours: &'s HashSet<DeviceId>) -> impl Iterator<Item = &'s Match> {
    scope.matches.iter().filter(|found| found.state == MatchState::Frozen && ours.contains(&found.device))
}
