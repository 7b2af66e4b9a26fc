//! Planning: what a sync would do, kept under its hash.

use std::collections::{BTreeMap, HashMap};

use sitebook_domain::{
    AgentId, BaseValue, CompanyLink, Device, DeviceId, Direction, FieldMapping, FieldRule, MappedField, Match,
    MatchState, Origin, SyncMode,
};
use sitebook_psa::Configuration;
use sitebook_sync::{PairInput, Plan, PlanRules, PlannedSkip, SkipReason, leave_for_people, plan_pairs};

use crate::connectwise::ConnectWise;
use crate::dto::{SyncPlanReply, SyncPlanRequest};
use crate::reading::Scope;
use crate::{AppError, ErrorCode, Workspace};

/// Directions that hold for one plan alone.
pub(crate) type Directions = BTreeMap<MappedField, Direction>;

/// What is to be planned.
pub(crate) struct PlanWish {
    pub(crate) agent: AgentId,
    pub(crate) mode: SyncMode,
    pub(crate) directions: Directions,
    pub(crate) origin: Origin,
    /// The mapping that is followed: the agent's, with the directions in it.
    pub(crate) mapping: FieldMapping,
}

/// The mapping with these directions in it.
pub(crate) fn directed(
    mapping: &FieldMapping,
    mode: SyncMode,
    directions: &Directions,
) -> Result<FieldMapping, AppError> {
    let invalid = |message: String| AppError::new(ErrorCode::InvalidInput, message);
    if !directions.is_empty() && mode != SyncMode::Custom {
        return Err(invalid("Directions of single fields go with the customized mode only.".to_owned()));
    }
    let mut directed = mapping.clone();
    for (field, direction) in directions {
        let rule = FieldRule { direction: *direction, ..mapping.rule(*field).clone() };
        directed.set(*field, rule).map_err(|error| invalid(format!("Nothing was planned: {error}.")))?;
    }
    Ok(directed)
}

impl Workspace {
    /// Says what a sync would do. ConnectWise is read; nothing is written on either side.
    pub async fn sync_plan(&self, request: SyncPlanRequest) -> Result<SyncPlanReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let mapping = directed(&self.mapping(Some(agent)).await?, request.mode, &request.directions)?;
        let client = self.client().await?;
        let scope = self.fresh_scope(&client, link, false, false).await?;
        let wish = PlanWish {
            agent,
            mode: request.mode,
            directions: request.directions,
            origin: if request.automatic { Origin::Schedule } else { Origin::Hand },
            mapping,
        };
        let plan = self.plan(&client, &scope, wish).await?;
        self.keep_plan(&plan).await?;
        let creations = self.creation_names(&client, &plan, scope.link.site.as_ref()).await?;
        self.plan_reply(&plan, &scope, creations).await
    }

    /// A plan that is kept.
    pub(crate) async fn kept_plan(&self, hash: &str, agent: AgentId) -> Result<Plan, AppError> {
        let body = self.store().plan(hash.trim(), agent).await?.ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, format!("There is no plan \"{hash}\" for this agent. Plan again."))
        })?;
        serde_json::from_str(&body)
            .map_err(|_| AppError::new(ErrorCode::PlanOutdated, "The plan was made by another version. Plan again."))
    }

    /// A plan that was made before, if it still holds. `mapping` is the agent's, without directions of a single run.
    pub(crate) async fn given_plan(
        &self,
        hash: &str,
        agent: AgentId,
        link: &CompanyLink,
        mapping: &FieldMapping,
        mode: SyncMode,
    ) -> Result<Plan, AppError> {
        let plan = self.kept_plan(hash, agent).await?;
        if plan.mode != mode {
            let message = "The plan was made for another mode. Name the same mode, or plan again.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let site = link.site.as_ref().map(|site| site.id);
        let holds = directed(mapping, mode, &plan.directions).is_ok_and(|directed| directed == plan.mapping)
            && plan.written_back == self.fields_written_back(agent).await?;
        if !holds || plan.company != link.company.id || plan.site != site {
            let message = "The field mapping or the company link changed after the plan was made. Nothing was written. \
                           Plan again.";
            return Err(AppError::new(ErrorCode::PlanOutdated, message));
        }
        Ok(plan)
    }

    /// What a sync would do with the pairs of an agent, and create for the rest.
    pub(crate) async fn plan(&self, client: &ConnectWise, scope: &Scope, wish: PlanWish) -> Result<Plan, AppError> {
        let mut plan = self.plan_matched(scope, wish).await?;
        self.plan_unmatched(client, scope, &mut plan).await?;
        Ok(plan)
    }

    /// What a sync would do with the pairs of an agent alone.
    pub(crate) async fn plan_matched(&self, scope: &Scope, wish: PlanWish) -> Result<Plan, AppError> {
        let PlanWish { agent, mode, directions, origin, mapping } = wish;
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
        let placeholders = self.placeholders().await?;
        let rules = PlanRules { mapping: &mapping, mode, placeholders: &placeholders, targets: &scope.targets };
        let (mut records, mut skips, equal) = plan_pairs(&pairs, &rules);
        if origin == Origin::Schedule {
            let held = self.held_values(scope.link.company.id, &scope.matches).await?;
            skips.extend(leave_for_people(&mut records, &mapping, &held));
            skips.sort_by_key(|skip| (skip.device, skip.field));
        }
        skips.extend(left_out(scope, &devices, &matches));
        Ok(Plan {
            agent,
            company: scope.link.company.id,
            site: scope.link.site.as_ref().map(|site| site.id),
            mode,
            directions,
            origin,
            mapping,
            creates: Vec::new(),
            records,
            skips,
            equal,
            written_back: self.fields_written_back(agent).await?,
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
            Some(PlannedSkip { device: id, configuration, field: None, reason, length: None, detail: None })
        })
        .collect()
}

/// Why something is left alone, in words.
pub(crate) fn skip_message(skip: &PlannedSkip) -> String {
    let limit = skip.field.and_then(MappedField::max_length);
    match skip.reason {
        SkipReason::EmptyValue => "An empty value does not overwrite one that is not empty.".to_owned(),
        SkipReason::TooLong => match (skip.length, limit) {
            (Some(length), Some(limit)) => format!("The value has {length} characters, ConnectWise takes {limit}."),
            _ => "The value is too long for ConnectWise.".to_owned(),
        },
        SkipReason::DiscoveredValue => "Discovered value: only the source knows it.".to_owned(),
        SkipReason::NoTargetHere => {
            "The type of this configuration does not ask the question that was picked, or there \
                                     is no such custom field any more."
                .to_owned()
        }
        SkipReason::NotAChoice => skip.detail.clone().unwrap_or_else(|| "The value is none of the choices.".to_owned()),
        SkipReason::PlaceholderValue => "The serial number is a placeholder and is not passed on.".to_owned(),
        SkipReason::Held => {
            "An undo restored this value. Automatic sync leaves it until our value changes or somebody \
                             releases it."
                .to_owned()
        }
        SkipReason::Conflict => {
            "Somebody may have set the value that would be overwritten. Automatic sync leaves it for \
                                 a person."
                .to_owned()
        }
        SkipReason::Frozen => "The match is frozen until a person has looked at it.".to_owned(),
        SkipReason::Proposed => "The match is only proposed. Confirm it to synchronize the device.".to_owned(),
        SkipReason::InReview => "Several configurations could be this device. Decide on the Matching page.".to_owned(),
        SkipReason::Unmatched => "The device has no configuration.".to_owned(),
        SkipReason::Ignored => "The device is ignored.".to_owned(),
        SkipReason::RemovedCandidate
        | SkipReason::NoType
        | SkipReason::UnknownType
        | SkipReason::NoName
        | SkipReason::NameTooLong
        | SkipReason::RequiredQuestion => skip.detail.clone().unwrap_or_default(),
        SkipReason::Gone => "The source no longer reports the device.".to_owned(),
    }
}
