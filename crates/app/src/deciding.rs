//! What people decide about pairs: the same thing, not the same thing, another device now.

use std::collections::{BTreeMap, HashMap};

use sitebook_domain::{AgentId, CompanyLink, Device, DeviceId, Match, MatchId, MatchRule, MatchState, PlaceholderList};
use sitebook_psa::{Configuration, Psa};
use uuid::Uuid;

use crate::dto::{
    DeviceRequest, MatchConfirmFailure, MatchConfirmManyReply, MatchConfirmManyRequest, MatchConfirmRequest,
    MatchMoveRequest, MatchReport,
};
use crate::reading::Scope;
use crate::sync_store::accepted;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// A person says that a device and a configuration are the same thing.
    pub async fn match_confirm(&self, request: MatchConfirmRequest) -> Result<MatchReport, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let device = self.device_record(id).await?;
        let scope = self.scope(self.require_link(device.agent).await?).await?;
        let decision = Decision { by: self.who().await?, placeholders: self.placeholders().await? };
        let confirmed = self.confirmed(&scope, &decision, &device, request.configuration).await?;
        self.store().save_matches(&[confirmed]).await?;
        self.changed();
        self.report(device.agent).await
    }

    /// A person says so about many pairs. Each counts by itself; one that cannot be matched does not stop the others.
    pub async fn match_confirm_many(
        &self,
        request: MatchConfirmManyRequest,
    ) -> Result<MatchConfirmManyReply, AppError> {
        let decision = Decision { by: self.who().await?, placeholders: self.placeholders().await? };
        let links: HashMap<AgentId, CompanyLink> =
            self.store().links().await?.into_iter().map(|link| (link.agent, link)).collect();
        // By their place in the request, so that failures are told in its order.
        let mut failures: BTreeMap<usize, String> = BTreeMap::new();
        let mut by_company: BTreeMap<i64, Vec<(usize, Device)>> = BTreeMap::new();
        for (place, pair) in request.pairs.iter().enumerate() {
            match self.linked_device(&links, &pair.device).await {
                Ok((device, company)) => by_company.entry(company).or_default().push((place, device)),
                Err(error) => {
                    failures.insert(place, error.message);
                }
            }
        }
        let (mut places, mut matches) = (Vec::new(), Vec::new());
        for devices in by_company.into_values() {
            let Some(link) = devices.first().and_then(|(_, device)| links.get(&device.agent)) else { continue };
            let scope = self.scope(link.clone()).await?;
            for (place, device) in devices {
                let Some(pair) = request.pairs.get(place) else { continue };
                match self.confirmed(&scope, &decision, &device, pair.configuration).await {
                    Ok(confirmed) => {
                        places.push(place);
                        matches.push(confirmed);
                    }
                    Err(error) => {
                        failures.insert(place, error.message);
                    }
                }
            }
        }
        let saved = self.store().save_each_match(&matches, self.now()).await?;
        for left_out in saved.left_out {
            let message = "The device or the configuration has another match already. Unlink that one first.";
            failures.extend(places.get(left_out).map(|place| (*place, message.to_owned())));
        }
        self.changed();
        let confirmed = request.pairs.len() - failures.len();
        let failed = request
            .pairs
            .into_iter()
            .enumerate()
            .filter_map(|(place, pair)| {
                let message = failures.remove(&place)?;
                Some(MatchConfirmFailure { device: pair.device, configuration: pair.configuration, message })
            })
            .collect();
        let undo = saved.removal.map(|removal| removal.to_string());
        Ok(MatchConfirmManyReply { confirmed: confirmed as u32, failed, undo })
    }

    /// Takes a pair apart, or declines a proposed one; either is remembered, so that no rule makes the pair again. A run
    /// in progress is stopped first: it must not write through a pair that a person calls wrong.
    pub async fn match_remove(&self, request: DeviceRequest) -> Result<MatchReport, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let device = self.device_record(id).await?;
        self.refuse_archived(device.agent).await?;
        self.stop_run(device.agent).await;
        let lease = self.lease_of(self.store().link(device.agent).await?.as_ref()).await?;
        let removed = self.store().remove_match(id, &self.who().await?, self.now()).await;
        self.give_back(lease).await;
        let undo = match removed? {
            Some(removal) => removal,
            None => self.decline(&device).await?,
        };
        self.changed();
        let report = self.report(device.agent).await?;
        Ok(MatchReport { undo: Some(undo.to_string()), ..report })
    }

    /// A device took the place of another: the match goes over, with its base and what became of it so far. The old
    /// device keeps nothing. Both belong to agents of one company.
    pub async fn match_move(&self, request: MatchMoveRequest) -> Result<MatchReport, AppError> {
        let from = self.device_record(self.resolve_device(None, &request.from).await?).await?;
        let to = self.device_record(self.resolve_device(None, &request.to).await?).await?;
        let link = self.require_link(from.agent).await?;
        let target = self.require_link(to.agent).await?;
        if link.company.id != target.company.id {
            let message = format!(
                "{} belongs to {}, {} to {}. A match can only go to a device of the same company.",
                from.name(),
                link.company.name,
                to.name(),
                target.company.name
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        self.stop_run(from.agent).await;
        self.stop_run(to.agent).await;
        let lease = self.take_lease(link.company.id).await?;
        let moved = self.move_under_lease(&from, &to, link).await;
        self.give_back(Some(lease)).await;
        let undo = moved?;
        self.changed();
        let report = self.report(to.agent).await?;
        Ok(MatchReport { undo: Some(undo.to_string()), ..report })
    }

    async fn move_under_lease(&self, from: &Device, to: &Device, link: CompanyLink) -> Result<Uuid, AppError> {
        let found = self.require_match(from).await?;
        if let Some(other) = self.store().match_of_device(to.id).await? {
            return Err(matched_otherwise(to, &other));
        }
        let scope = self.scope(link).await?;
        let configuration = self.configuration_in(&scope, found.configuration).await?;
        let moved = Match {
            device: to.id,
            company: scope.link.company.id,
            state: MatchState::Confirmed,
            rule: MatchRule::Manual,
            evidence: scope.evidence(to, &configuration, &self.placeholders().await?),
            frozen_reason: None,
            by: self.who().await?,
            at: self.now(),
            ..found
        };
        Ok(self.store().move_match(from.id, &moved).await?)
    }

    /// The match of a device, or an error that says that there is none.
    pub(crate) async fn require_match(&self, device: &Device) -> Result<Match, AppError> {
        self.store().match_of_device(device.id).await?.ok_or_else(|| no_match(device))
    }

    /// Declines the pair that is proposed for a device, or all candidates of its review; returns the name to take that
    /// back by.
    async fn decline(&self, device: &Device) -> Result<Uuid, AppError> {
        let scope = self.scope(self.require_link(device.agent).await?).await?;
        let proposals = scope.outcome.proposals.iter().filter(|proposal| proposal.device == device.id);
        let reviews = scope.outcome.review.iter().filter(|review| review.device == device.id);
        let candidates: Vec<i64> = proposals
            .map(|proposal| proposal.configuration)
            .chain(reviews.flat_map(|review| review.candidates.iter().map(|(configuration, _)| *configuration)))
            .collect();
        if candidates.is_empty() {
            return Err(no_match(device));
        }
        Ok(self.store().reject_pairs(device.id, &candidates, self.now()).await?)
    }

    async fn linked_device(
        &self,
        links: &HashMap<AgentId, CompanyLink>,
        reference: &str,
    ) -> Result<(Device, i64), AppError> {
        let device = self.device_record(self.resolve_device(None, reference).await?).await?;
        let company = match links.get(&device.agent) {
            Some(link) => {
                self.refuse_archived(device.agent).await?;
                link.company.id
            }
            None => self.require_link(device.agent).await?.company.id,
        };
        Ok((device, company))
    }

    /// The match that a person makes of a device and a configuration.
    async fn confirmed(
        &self,
        scope: &Scope,
        decision: &Decision,
        device: &Device,
        configuration: i64,
    ) -> Result<Match, AppError> {
        let configuration = self.configuration_in(scope, configuration).await?;
        let known = scope.matches.iter().find(|found| found.device == device.id);
        if let Some(other) = known.filter(|known| known.configuration != configuration.id) {
            return Err(matched_otherwise(device, other));
        }
        let is_pair = |proposed: DeviceId, found: i64| proposed == device.id && found == configuration.id;
        let proposal = scope.outcome.proposals.iter().find(|proposal| is_pair(proposal.device, proposal.configuration));
        let rule = known.map(|known| known.rule).or_else(|| proposal.map(|proposal| proposal.rule));
        Ok(Match {
            id: known.map_or_else(|| MatchId(Uuid::now_v7()), |known| known.id),
            device: device.id,
            configuration: configuration.id,
            company: scope.link.company.id,
            state: MatchState::Confirmed,
            rule: rule.unwrap_or(MatchRule::Manual),
            evidence: scope.evidence(device, &configuration, &decision.placeholders),
            frozen_reason: None,
            by: decision.by.clone(),
            at: self.now(),
        })
    }

    /// A configuration of the scope's company. One that the last list did not hold is asked for: it is new since then,
    /// or of another company.
    async fn configuration_in(&self, scope: &Scope, id: i64) -> Result<Configuration, AppError> {
        if let Some(found) = scope.configurations.iter().find(|found| found.id == id) {
            return Ok(found.clone());
        }
        let company = scope.link.company.id;
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
}

/// What all pairs of one request have in common.
struct Decision {
    by: String,
    placeholders: PlaceholderList,
}

fn no_match(device: &Device) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("{} has no match.", device.name()))
}

fn matched_otherwise(device: &Device, other: &Match) -> AppError {
    let message = format!(
        "{} is matched with configuration {} already. Unlink that one first.",
        device.name(),
        other.configuration
    );
    AppError::new(ErrorCode::AlreadyMatched, message)
}
