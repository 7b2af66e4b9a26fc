//! A plan as a file for spreadsheets.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sitebook_domain::SyncTarget;

use crate::csv_export::document;
use crate::dto::{LinkedCompany, PlanCreate, SyncPlanExportReply, SyncPlanExportRequest, SyncPlanReply, TypeView};
use crate::files::replace;
use crate::plan_views::PlanNames;
use crate::{AppError, ErrorCode, Workspace};

/// The columns.
const HEAD: [&str; 10] =
    ["act", "device", "device id", "configuration", "field", "from", "to", "writes to", "reason", "message"];

impl Workspace {
    /// Writes a plan that is kept to a CSV file that a spreadsheet opens without running anything in it.
    pub async fn sync_plan_export(&self, request: SyncPlanExportRequest) -> Result<SyncPlanExportReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let typed = request.path.trim();
        if typed.is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the file to write the plan to."));
        }
        let plan = self.kept_plan(&request.plan, agent).await?;
        let devices = self.store().devices(agent).await?;
        let names = PlanNames {
            agent: String::new(),
            company: LinkedCompany { id: plan.company, identifier: String::new(), name: String::new() },
            devices: devices.iter().map(|device| (device.id, device)).collect(),
            configurations: HashMap::new(),
            creations: self.creation_names_if_shown(&plan, agent).await,
            read_at: String::new(),
        };
        let rows = rows(&names.reply(&plan));
        let count = rows.len() as u32;
        let text = document(&HEAD, rows.into_iter())?;
        let name = format!("plan-{}.csv", plan.hash().get(..12).unwrap_or_default());
        let path = PathBuf::from(typed);
        let written = tokio::task::spawn_blocking(move || {
            let path = if path.is_dir() { path.join(name) } else { path };
            replace(&path, &text).map(|()| path.clone()).map_err(|error| not_written(&path, &error))
        })
        .await
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))??;
        Ok(SyncPlanExportReply { path: path_text(&written), rows: count })
    }
}

/// One row per value: those of configurations to be created, those to be written, and what is left alone.
fn rows(plan: &SyncPlanReply) -> Vec<Vec<String>> {
    let updates = plan.updates.iter().map(|update| Row {
        act: if update.conflict { "update, conflict" } else { "update" },
        device: &update.device_name,
        device_id: &update.device_source_id,
        configuration: Some(update.configuration),
        field: update.field.key(),
        from: &update.from,
        to: &update.to,
        target: Some(update.target),
        reason: &update.conflict_reason,
        message: String::new(),
    });
    let skips = plan.skips.iter().map(|skip| Row {
        act: "skip",
        device: &skip.device_name,
        device_id: &skip.device_source_id,
        configuration: skip.configuration,
        field: &skip.field,
        reason: &skip.reason,
        message: skip.message.clone(),
        ..Row::default()
    });
    plan.creates.iter().flat_map(created_rows).chain(updates.chain(skips).map(Row::cells)).collect()
}

/// One row per value of a configuration to be created, and one per value that is not sent.
fn created_rows(create: &PlanCreate) -> Vec<Vec<String>> {
    let named = |view: &TypeView| if view.name.is_empty() { view.id.to_string() } else { view.name.clone() };
    let kind = Some(create.type_name.clone()).filter(|name| !name.is_empty());
    let reference = [
        ("type", kind),
        ("status", create.status.as_ref().map(named)),
        ("site", create.site.as_ref().map(named)),
        ("deviceIdentifier", Some(create.identifier.clone())),
    ];
    let fields = create.fields.iter().map(|field| (field.field.clone(), field.value.clone()));
    let answers = create.answers.iter().map(|answer| (answer.label.clone(), answer.value.clone()));
    let sent = fields
        .chain(reference.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?))))
        .chain(answers)
        .map(|(field, value)| {
            Row {
                act: "create",
                device: &create.device_name,
                device_id: &create.device_source_id,
                field: &field,
                to: &value,
                target: Some(SyncTarget::Connectwise),
                ..Row::default()
            }
            .cells()
        });
    let unsent = create.left_out.iter().map(|unsent| {
        Row {
            act: "create, not sent",
            device: &create.device_name,
            device_id: &create.device_source_id,
            field: &unsent.field,
            reason: &unsent.reason,
            ..Row::default()
        }
        .cells()
    });
    sent.chain(unsent).collect()
}

/// One row, in the order of [`HEAD`].
#[derive(Default)]
struct Row<'r> {
    act: &'static str,
    device: &'r str,
    device_id: &'r str,
    configuration: Option<i64>,
    field: &'r str,
    from: &'r str,
    to: &'r str,
    target: Option<SyncTarget>,
    reason: &'r str,
    message: String,
}

impl Row<'_> {
    fn cells(self) -> Vec<String> {
        let target = match self.target {
            Some(SyncTarget::Connectwise) => "ConnectWise",
            Some(SyncTarget::Local) => "Sitebook",
            Some(SyncTarget::Source) => "source",
            None => "",
        };
        vec![
            self.act.to_owned(),
            self.device.to_owned(),
            self.device_id.to_owned(),
            self.configuration.map(|id| id.to_string()).unwrap_or_default(),
            self.field.to_owned(),
            self.from.to_owned(),
            self.to.to_owned(),
            target.to_owned(),
            self.reason.to_owned(),
            self.message,
        ]
    }
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn not_written(path: &Path, error: &std::io::Error) -> AppError {
    let message = format!("{} could not be written: {error}. A file that was there is unchanged.", path.display());
    AppError::new(ErrorCode::BadFile, message)
}
