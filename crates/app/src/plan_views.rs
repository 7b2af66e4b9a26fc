//! Plans as people read them: with the names of the devices, records and tables that they speak of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sitebook_domain::{Device, DeviceId, NamedReference, SyncTarget};
use sitebook_psa::{Psa, Reference, TypeQuestion};
use sitebook_sync::{Plan, PlannedCreation, PlannedRecord, PlannedSkip};

use crate::connectwise::ConnectWise;
use crate::creating::{answers_of, fields_of, name_of, unsent_of};
use crate::dto::{LinkedCompany, PlanCreate, PlanSkip, PlanUpdate, SyncPlanReply, TypeView};
use crate::planning::skip_message;
use crate::reading::Scope;
use crate::type_map::type_view;
use crate::views::linked_company;
use crate::{AppError, Workspace};

/// Names from ConnectWise's tables that a planned creation refers to by number. What is missing here is shown by its
/// number.
#[derive(Debug, Default)]
pub(crate) struct CreationNames {
    types: Vec<Reference>,
    statuses: Vec<Reference>,
    site: Option<NamedReference>,
    questions: BTreeMap<i64, Vec<TypeQuestion>>,
}

/// The names that a plan is told with.
pub(crate) struct PlanNames<'n> {
    pub(crate) agent: String,
    pub(crate) company: LinkedCompany,
    pub(crate) devices: HashMap<DeviceId, &'n Device>,
    pub(crate) configurations: HashMap<i64, &'n str>,
    pub(crate) creations: CreationNames,
    /// When ConnectWise was read (RFC 3339).
    pub(crate) read_at: String,
}

impl Workspace {
    /// A plan that was just made.
    pub(crate) async fn plan_reply(
        &self,
        plan: &Plan,
        scope: &Scope,
        creations: CreationNames,
    ) -> Result<SyncPlanReply, AppError> {
        let names = PlanNames {
            agent: self.agent_record(plan.agent).await?.name().to_owned(),
            company: linked_company(&scope.link),
            devices: scope.devices.iter().map(|device| (device.id, device)).collect(),
            configurations: scope.configurations.iter().map(|found| (found.id, found.name.as_str())).collect(),
            creations,
            read_at: scope.read_at.unwrap_or_else(|| self.now()).to_string(),
        };
        Ok(names.reply(plan))
    }

    /// The names that a plan's creations refer to. Asks only for tables that it uses.
    pub(crate) async fn creation_names(
        &self,
        client: &ConnectWise,
        plan: &Plan,
        site: Option<&NamedReference>,
    ) -> Result<CreationNames, AppError> {
        if plan.creates.is_empty() {
            return Ok(CreationNames::default());
        }
        let types = self.contact(client.configuration_types().await).await?;
        let statuses = if plan.creates.iter().any(|planned| planned.new.status.is_some()) {
            let all = self.contact(client.configuration_statuses().await).await?;
            all.into_iter().map(|status| status.reference).collect()
        } else {
            Vec::new()
        };
        let asked: BTreeSet<i64> =
            plan.creates.iter().filter(|planned| !planned.new.answers.is_empty()).map(|one| one.new.type_id).collect();
        let mut questions = BTreeMap::new();
        for type_id in asked {
            questions.insert(type_id, self.contact(client.type_questions(type_id).await).await?);
        }
        Ok(CreationNames { types, statuses, site: site.cloned(), questions })
    }
}

impl PlanNames<'_> {
    /// The plan with its names.
    pub(crate) fn reply(&self, plan: &Plan) -> SyncPlanReply {
        SyncPlanReply {
            plan: plan.hash(),
            agent: plan.agent.to_string(),
            agent_name: self.agent.clone(),
            company: self.company.clone(),
            mode: plan.mode,
            directions: plan.directions.clone(),
            read_at: self.read_at.clone(),
            creates: plan.creates.iter().map(|planned| self.create(planned, plan)).collect(),
            updates: plan.records.iter().flat_map(|record| self.updates(record, plan)).collect(),
            skips: plan.skips.iter().map(|skip| self.skip(skip)).collect(),
            records: plan.records.len() as u32,
            equal: plan.equal,
        }
    }

    /// The source's id and the name of a device.
    fn of(&self, device: DeviceId) -> (String, String) {
        let found = self.devices.get(&device);
        found.map(|device| (device.source_id.clone(), device.name().to_owned())).unwrap_or_default()
    }

    fn updates<'r>(&'r self, record: &'r PlannedRecord, plan: &'r Plan) -> impl Iterator<Item = PlanUpdate> + 'r {
        let (device_source_id, device_name) = self.of(record.device);
        let configuration_name = self.configurations.get(&record.configuration).copied().unwrap_or_default();
        record.updates.iter().map(move |update| PlanUpdate {
            device: record.device.to_string(),
            device_source_id: device_source_id.clone(),
            device_name: device_name.clone(),
            configuration: record.configuration,
            configuration_name: configuration_name.to_owned(),
            field: update.field,
            from: update.from().to_owned(),
            to: update.to().to_owned(),
            target: update.target,
            written_back: update.target == SyncTarget::Local && plan.written_back.contains(&update.field),
            conflict: update.conflict.is_some(),
            conflict_reason: update.conflict.map(|conflict| conflict.code().to_owned()).unwrap_or_default(),
        })
    }

    fn skip(&self, skip: &PlannedSkip) -> PlanSkip {
        let (device_source_id, device_name) = self.of(skip.device);
        PlanSkip {
            device: skip.device.to_string(),
            device_source_id,
            device_name,
            configuration: skip.configuration,
            field: skip.field.map(|field| field.key().to_owned()).unwrap_or_default(),
            reason: skip.reason.code().to_owned(),
            message: skip_message(skip),
        }
    }

    fn create(&self, planned: &PlannedCreation, plan: &Plan) -> PlanCreate {
        let (device_source_id, device_name) = self.of(planned.device);
        let new = &planned.new;
        let names = &self.creations;
        let named = |known: &[Reference], id: i64| {
            let known = known.iter().find(|known| known.id == id).cloned();
            type_view(&known.unwrap_or(Reference { id, name: String::new() }))
        };
        let site = |id: i64| TypeView {
            id,
            name: names.site.as_ref().filter(|site| site.id == id).map(|site| site.name.clone()).unwrap_or_default(),
        };
        let questions = names.questions.get(&new.type_id).map(Vec::as_slice).unwrap_or_default();
        PlanCreate {
            device: planned.device.to_string(),
            device_source_id,
            device_name,
            type_name: named(&names.types, new.type_id).name,
            name: name_of(planned).to_owned(),
            status: new.status.map(|id| named(&names.statuses, id)),
            site: new.site.map(site),
            identifier: new.device_identifier.clone(),
            fields: fields_of(planned, &plan.mapping),
            answers: answers_of(planned, questions, &plan.mapping),
            left_out: unsent_of(planned),
        }
    }
}
