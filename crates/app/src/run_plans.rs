//! The plan of a run, as it is kept: what was to be written and what was left alone, with the reasons.

use sitebook_domain::{AgentId, Device, Run};
use sitebook_sync::Plan;

use crate::dto::{LinkedCompany, RunPlanReply, RunRequest, SyncExclusion, SyncPlanReply};
use crate::plan_views::{CreationNames, PlanNames};
use crate::views::linked_company;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The plan that a run carried out, with everything that it left alone. A run without one, or whose plan is no longer
    /// kept, says so.
    pub async fn sync_run_plan(&self, request: RunRequest) -> Result<RunPlanReply, AppError> {
        let run = self.require_run(&request.run).await?;
        let nothing =
            |message: &str| RunPlanReply { plan: None, message: message.to_owned(), excluded: Vec::new(), only: None };
        if run.plan.is_empty() {
            return Ok(nothing("This run had no plan: it did one act, or ended before there was one."));
        }
        let plan = match self.kept_plan(&run.plan, run.agent).await {
            Ok(plan) => plan,
            Err(error) if error.code == ErrorCode::NotFound => {
                return Ok(nothing("The plan of this run is no longer kept."));
            }
            Err(error) if error.code == ErrorCode::PlanOutdated => {
                return Ok(nothing("The plan was made by another version of Sitebook, which this one cannot show."));
            }
            Err(error) => return Err(error),
        };
        let excluded = run.selection.exclude.iter();
        Ok(RunPlanReply {
            plan: Some(self.plan_of_run(&run, &plan).await?),
            message: String::new(),
            excluded: excluded
                .map(|left_out| SyncExclusion { device: left_out.device.to_string(), field: left_out.field })
                .collect(),
            only: run.selection.only.map(|only| only.iter().map(ToString::to_string).collect()),
        })
    }

    async fn plan_of_run(&self, run: &Run, plan: &Plan) -> Result<SyncPlanReply, AppError> {
        let devices: Vec<Device> = self.store().devices(run.agent).await?;
        let (_, configurations) = self.kept_configurations(run.company).await?;
        let link = self.store().link(run.agent).await?.filter(|link| link.company.id == run.company);
        let names = PlanNames {
            agent: self.agent_record(run.agent).await?.name().to_owned(),
            company: link.as_ref().map_or_else(
                || LinkedCompany { id: run.company, identifier: String::new(), name: String::new() },
                linked_company,
            ),
            devices: devices.iter().map(|device| (device.id, device)).collect(),
            configurations: configurations.iter().map(|found| (found.id, found.name.as_str())).collect(),
            creations: self.creation_names_if_shown(plan, run.agent).await,
            read_at: run.started_at.to_string(),
        };
        Ok(names.reply(plan))
    }

    /// The names that a kept plan's creations refer to, as far as ConnectWise tells them now: without them, numbers are
    /// shown.
    pub(crate) async fn creation_names_if_shown(&self, plan: &Plan, agent: AgentId) -> CreationNames {
        if plan.creates.is_empty() {
            return CreationNames::default();
        }
        let site = self.store().link(agent).await.ok().flatten().and_then(|link| link.site);
        match self.client().await {
            Ok(client) => self.creation_names(&client, plan, site.as_ref()).await.unwrap_or_default(),
            Err(_) => CreationNames::default(),
        }
    }
}
