//! Planning: what a sync would do, kept under its hash.

use std::collections::HashMap;

use sitebook_domain::{
    AgentId, BaseValue, CompanyLink, Device, DeviceId, FieldMapping, MappedField, Match, MatchState, SyncMode,
};
use sitebook_psa::Configuration;
use sitebook_sync::{PairInput, Plan, PlannedSkip, SkipReason, plan_pairs};

use crate::dto::{PlanSkip, PlanUpdate, SyncPlanReply, SyncPlanRequest};
use crate::reading::Scope;
use crate::views::linked_company;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Says what a sync would do. ConnectWise is read; nothing is written on either side.
    pub async fn sync_plan(&self, request: SyncPlanRequest) -> Result<SyncPlanReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let client = self.client().await?;
        let scope = self.fresh_scope(&client, link, false, false).await?;
        let mapping = self.mapping(Some(agent)).await?;
        let plan = self.plan(agent, &scope, mapping, request.mode).await?;
        self.keep_plan(&plan).await?;
        self.plan_reply(&plan, &scope).await
    }

    /// A plan that was made before, if it still holds.
    pub(crate) async fn given_plan(
        &self,
        hash: &str,
        agent: AgentId,
        link: &CompanyLink,
        mapping: &FieldMapping,
        mode: SyncMode,
    ) -> Result<Plan, AppError> {
        let body = self.store().plan(hash.trim(), agent).await?.ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, format!("There is no plan \"{hash}\" for this agent. Plan again."))
        })?;
        let plan: Plan = serde_json::from_str(&body)
            .map_err(|_| AppError::new(ErrorCode::PlanOutdated, "The plan was made by another version. Plan again."))?;
        if plan.mode != mode {
            let message = "The plan was made for another mode. Name the same mode, or plan again.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let site = link.site.as_ref().map(|site| site.id);
        if plan.mapping != *mapping || plan.company != link.company.id || plan.site != site {
            let message = "The field mapping or the company link changed after the plan was made. Nothing was written. \
                           Plan again.";
            return Err(AppError::new(ErrorCode::PlanOutdated, message));
        }
        Ok(plan)
    }

    pub(crate) async fn plan(
        &self,
        agent: AgentId,
        scope: &Scope,
        mapping: FieldMapping,
        mode: SyncMode,
    ) -> Result<Plan, AppError> {
        let devices: HashMap<DeviceId, Device> = scope
            .devices
            .iter()
            .filter(|device| device.agent == agent)
            .map(|device| (device.id, device.clone()))
            .collect();
        let matches = writable(scope, &devices);
        let configurations: HashMap<i64, &Configuration> =
            scope.configurations.iter().map(|found| (found.id, found)).collect();
        let base = self.base(scope).await?;
        let nothing = HashMap::new();
        let pairs: Vec<PairInput<'_>> = matches
            .values()
            .filter_map(|found| {
                Some(PairInput {
                    found,
                    device: devices.get(&found.device)?,
                    configuration: configurations.get(&found.configuration).copied()?,
                    base: base.get(&found.device).unwrap_or(&nothing),
                })
            })
            .collect();
        let (records, mut skips, equal) = plan_pairs(&pairs, &mapping, mode, &self.placeholders().await?);
        skips.extend(left_out(scope, &devices, &matches));
        Ok(Plan {
            agent,
            company: scope.link.company.id,
            site: scope.link.site.as_ref().map(|site| site.id),
            mode,
            mapping,
            records,
            skips,
            equal,
        })
    }

    pub(crate) async fn keep_plan(&self, plan: &Plan) -> Result<(), AppError> {
        let body =
            serde_json::to_string(plan).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().save_plan(&plan.hash(), plan.agent, &body, self.now()).await?)
    }

    pub(crate) async fn base(
        &self,
        scope: &Scope,
    ) -> Result<HashMap<DeviceId, HashMap<MappedField, BaseValue>>, AppError> {
        let devices: HashMap<_, DeviceId> = scope.matches.iter().map(|found| (found.id, found.device)).collect();
        let mut base: HashMap<DeviceId, HashMap<MappedField, BaseValue>> = HashMap::new();
        for value in self.store().base_values(scope.link.company.id).await? {
            if let Some(device) = devices.get(&value.match_id) {
                base.entry(*device).or_default().insert(value.field, value);
            }
        }
        Ok(base)
    }

    async fn plan_reply(&self, plan: &Plan, scope: &Scope) -> Result<SyncPlanReply, AppError> {
        let devices: HashMap<DeviceId, &Device> = scope.devices.iter().map(|device| (device.id, device)).collect();
        let names: HashMap<i64, &str> =
            scope.configurations.iter().map(|found| (found.id, found.name.as_str())).collect();
        let device_name = |id: &DeviceId| devices.get(id).map(|device| device.name().to_owned()).unwrap_or_default();
        let source_id = |id: &DeviceId| devices.get(id).map(|device| device.source_id.clone()).unwrap_or_default();
        let updates = plan
            .records
            .iter()
            .flat_map(|record| record.updates.iter().map(move |update| (record, update)))
            .map(|(record, update)| PlanUpdate {
                device: record.device.to_string(),
                device_source_id: source_id(&record.device),
                device_name: device_name(&record.device),
                configuration: record.configuration,
                configuration_name: names.get(&record.configuration).map(|name| (*name).to_owned()).unwrap_or_default(),
                field: update.field,
                from: update.from().to_owned(),
                to: update.to().to_owned(),
                target: update.target,
                conflict: update.conflict.is_some(),
                conflict_reason: update.conflict.map(|conflict| conflict.code().to_owned()).unwrap_or_default(),
            })
            .collect();
        let skips = plan
            .skips
            .iter()
            .map(|skip| PlanSkip {
                device: skip.device.to_string(),
                device_source_id: source_id(&skip.device),
                device_name: device_name(&skip.device),
                configuration: skip.configuration,
                field: skip.field.map(|field| field.key().to_owned()).unwrap_or_default(),
                reason: skip.reason.code().to_owned(),
                message: skip_message(skip),
            })
            .collect();
        Ok(SyncPlanReply {
            plan: plan.hash(),
            agent: plan.agent.to_string(),
            agent_name: self.agent_record(plan.agent).await?.name().to_owned(),
            company: linked_company(&scope.link),
            mode: plan.mode,
            read_at: scope.read_at.unwrap_or_else(|| self.now()).to_string(),
            creates: Vec::new(),
            updates,
            skips,
            records: plan.records.len() as u32,
            equal: plan.equal,
        })
    }
}

/// Matches that may be written: automatic or confirmed, of a device that is neither ignored nor gone.
pub(crate) fn writable(scope: &Scope, devices: &HashMap<DeviceId, Device>) -> HashMap<DeviceId, Match> {
    scope
        .matches
        .iter()
        .filter(|found| matches!(found.state, MatchState::Automatic | MatchState::Confirmed))
        .filter(|found| devices.get(&found.device).is_some_and(|device| !device.ignored && device.gone_since.is_none()))
        .map(|found| (found.device, found.clone()))
        .collect()
}

/// Devices of the agent that a sync does not touch, and why.
fn left_out(
    scope: &Scope,
    devices: &HashMap<DeviceId, Device>,
    writable: &HashMap<DeviceId, Match>,
) -> Vec<PlannedSkip> {
    let matches: HashMap<DeviceId, &Match> = scope.matches.iter().map(|found| (found.device, found)).collect();
    let mut ids: Vec<DeviceId> = devices.keys().copied().filter(|id| !writable.contains_key(id)).collect();
    ids.sort_unstable();
    ids.into_iter()
        .filter_map(|id| {
            let device = devices.get(&id)?;
            let found = matches.get(&id);
            let proposed = scope.outcome.proposals.iter().find(|proposal| proposal.device == id);
            let reason = if device.gone_since.is_some() {
                SkipReason::Gone
            } else if device.ignored {
                SkipReason::Ignored
            } else if found.is_some() {
                SkipReason::Frozen
            } else if proposed.is_some() {
                SkipReason::Proposed
            } else if scope.outcome.review.iter().any(|review| review.device == id) {
                SkipReason::InReview
            } else {
                SkipReason::Unmatched
            };
            let configuration =
                found.map(|found| found.configuration).or_else(|| proposed.map(|proposal| proposal.configuration));
            Some(PlannedSkip { device: id, configuration, field: None, reason, length: None })
        })
        .collect()
}

fn skip_message(skip: &PlannedSkip) -> String {
    let limit = skip.field.and_then(MappedField::max_length);
    match skip.reason {
        SkipReason::EmptyValue => "An empty value does not overwrite one that is not empty.".to_owned(),
        SkipReason::TooLong => match (skip.length, limit) {
            (Some(length), Some(limit)) => format!("The value has {length} characters, ConnectWise takes {limit}."),
            _ => "The value is too long for ConnectWise.".to_owned(),
        },
        SkipReason::DiscoveredValue => "Discovered value: only the source knows it.".to_owned(),
        SkipReason::PlaceholderValue => "The serial number is a placeholder and is not passed on.".to_owned(),
        SkipReason::Frozen => "The match is frozen until a person has looked at it.".to_owned(),
        SkipReason::Proposed => "The match is only proposed. Confirm it to synchronize the device.".to_owned(),
        SkipReason::InReview => "Several configurations could be this device. Decide on the Matching page.".to_owned(),
        SkipReason::Unmatched => "The device has no configuration.".to_owned(),
        SkipReason::Ignored => "The device is ignored.".to_owned(),
        SkipReason::Gone => "The source no longer reports the device.".to_owned(),
    }
}
