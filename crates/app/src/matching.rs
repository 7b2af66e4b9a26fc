//! Matches between devices and configurations: finding, confirming, taking apart.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{AgentId, DeviceId, Match, MatchId, MatchRule, MatchState, PlaceholderList};
use sitebook_psa::{Configuration, Psa};
use sitebook_sync::{MatchOutcome, evidence_of, reason};
use uuid::Uuid;

use crate::dto::{
    AgentRequest, CandidateView, DeviceRequest, MatchConfirmRequest, MatchReport, MatchRunRequest, MatchView,
    ReviewView, UnmatchedView,
};
use crate::reading::Scope;
use crate::sync_store::accepted;
use crate::views::{configuration_view, linked_company, linked_site};
use crate::{AppError, ErrorCode, Workspace};

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

    /// A person says that a device and a configuration are the same thing.
    pub async fn match_confirm(&self, request: MatchConfirmRequest) -> Result<MatchReport, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let device = self.device_record(id).await?;
        let link = self.require_link(device.agent).await?;
        let company = link.company.id;
        let scope = self.scope(link).await?;
        let configuration = match scope.configurations.iter().find(|found| found.id == request.configuration) {
            Some(configuration) => configuration.clone(),
            None => self.foreign_or_new(company, request.configuration).await?,
        };
        let known = self.store().match_of_device(id).await?;
        if let Some(other) = known.as_ref().filter(|known| known.configuration != configuration.id) {
            let message = format!(
                "{} is matched with configuration {} already. Unlink that one first.",
                device.name(),
                other.configuration
            );
            return Err(AppError::new(ErrorCode::AlreadyMatched, message));
        }
        let proposed = scope
            .outcome
            .proposals
            .iter()
            .find(|proposal| proposal.device == id && proposal.configuration == configuration.id);
        let rule = known
            .as_ref()
            .map(|known| known.rule)
            .or_else(|| proposed.map(|proposal| proposal.rule))
            .unwrap_or(MatchRule::Manual);
        let confirmed = Match {
            id: known.map_or_else(|| MatchId(Uuid::now_v7()), |known| known.id),
            device: id,
            configuration: configuration.id,
            company,
            state: MatchState::Confirmed,
            rule,
            evidence: evidence_of(&device, &configuration, &PlaceholderList::default()),
            frozen_reason: None,
            by: self.who().await?,
            at: self.now(),
        };
        self.store().save_matches(&[confirmed]).await?;
        self.changed();
        self.report(device.agent).await
    }

    /// Takes a pair apart, or declines a proposed one; either is remembered, so that no rule makes the pair again. A run
    /// in progress is stopped first: it must not write through a pair that a person calls wrong.
    pub async fn match_remove(&self, request: DeviceRequest) -> Result<MatchReport, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let device = self.device_record(id).await?;
        self.stop_run(device.agent).await;
        let lease = self.lease_of(self.store().link(device.agent).await?.as_ref()).await?;
        let removed = self.store().remove_match(id, &self.who().await?, self.now()).await;
        self.give_back(lease).await;
        if removed?.is_none() {
            let scope = self.scope(self.require_link(device.agent).await?).await?;
            let Some(proposal) = scope.outcome.proposals.iter().find(|proposal| proposal.device == id) else {
                let message = format!("{} has no match.", device.name());
                return Err(AppError::new(ErrorCode::NotFound, message));
            };
            self.store().reject_pair(id, proposal.configuration).await?;
        }
        self.changed();
        self.report(device.agent).await
    }

    /// A configuration that the last list did not hold: new since then, or of another company.
    async fn foreign_or_new(&self, company: i64, id: i64) -> Result<Configuration, AppError> {
        let client = self.client().await?;
        let found = self.contact(client.configuration(id).await).await?;
        let Some(configuration) = found else {
            return Err(AppError::new(ErrorCode::NotFound, format!("ConnectWise has no configuration {id}.")));
        };
        if configuration.company.as_ref().is_some_and(|owner| owner.id != company) {
            let message = format!("Configuration {id} belongs to another company. Nothing was matched.");
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let body = accepted(&configuration).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().accept_configuration(company, &body).await?;
        Ok(configuration)
    }

    async fn report(&self, agent: AgentId) -> Result<MatchReport, AppError> {
        let scope = self.scope(self.require_link(agent).await?).await?;
        let ours = devices_of(&scope, agent);
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
        let mut review: Vec<ReviewView> = frozen(&scope, &ours)
            .map(|found| ReviewView {
                device: found.device.to_string(),
                device_source_id: source_id(found.device),
                candidates: vec![CandidateView {
                    configuration: found.configuration,
                    evidence: found.evidence.clone(),
                }],
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
        Ok(MatchReport {
            agent: agent.to_string(),
            company: linked_company(&scope.link),
            site: linked_site(&scope.link),
            read_at: scope.read_at.map(|at| at.to_string()),
            matches,
            unmatched,
            review,
            devices: self.device_views(agent).await?,
            configurations: scope
                .configurations
                .iter()
                .map(|configuration| configuration_view(configuration, holders.get(&configuration.id).cloned()))
                .collect(),
        })
    }

    /// Names of the configurations of an agent's company, as last read.
    pub(crate) async fn configuration_names(&self, agent: AgentId) -> Result<HashMap<i64, String>, AppError> {
        let Some(link) = self.store().link(agent).await? else { return Ok(HashMap::new()) };
        let Some(list) = self.store().accepted_list(link.company.id).await? else { return Ok(HashMap::new()) };
        let name = |body: &str| serde_json::from_str::<Configuration>(body).ok().map(|found| found.name);
        Ok(list.configurations.iter().filter_map(|found| Some((found.id, name(&found.body)?))).collect())
    }
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
