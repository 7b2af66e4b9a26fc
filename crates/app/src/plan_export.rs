//! A plan as a file for spreadsheets.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sitebook_domain::{Device, DeviceId, SyncTarget};
use sitebook_sync::Plan;

use crate::csv_export::document;
use crate::dto::{SyncPlanExportReply, SyncPlanExportRequest};
use crate::files::replace;
use crate::planning::skip_message;
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
        let devices: HashMap<DeviceId, Device> =
            self.store().devices(agent).await?.into_iter().map(|device| (device.id, device)).collect();
        let rows = rows(&plan, &devices);
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

fn rows(plan: &Plan, devices: &HashMap<DeviceId, Device>) -> Vec<Vec<String>> {
    let name = |id: &DeviceId| devices.get(id).map(|device| device.name().to_owned()).unwrap_or_default();
    let source_id = |id: &DeviceId| devices.get(id).map(|device| device.source_id.clone()).unwrap_or_default();
    let updates = plan.records.iter().flat_map(|record| record.updates.iter().map(move |update| (record, update)));
    let writes = updates.map(|(record, update)| {
        vec![
            if update.conflict.is_some() { "update, conflict" } else { "update" }.to_owned(),
            name(&record.device),
            source_id(&record.device),
            record.configuration.to_string(),
            update.field.key().to_owned(),
            update.from().to_owned(),
            update.to().to_owned(),
            match update.target {
                SyncTarget::Connectwise => "ConnectWise",
                SyncTarget::Local => "Sitebook",
            }
            .to_owned(),
            update.conflict.map(|conflict| conflict.code().to_owned()).unwrap_or_default(),
            String::new(),
        ]
    });
    let skips = plan.skips.iter().map(|skip| {
        vec![
            "skip".to_owned(),
            name(&skip.device),
            source_id(&skip.device),
            skip.configuration.map(|id| id.to_string()).unwrap_or_default(),
            skip.field.map(|field| field.key().to_owned()).unwrap_or_default(),
            String::new(),
            String::new(),
            String::new(),
            skip.reason.code().to_owned(),
            skip_message(skip),
        ]
    });
    writes.chain(skips).collect()
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn not_written(path: &Path, error: &std::io::Error) -> AppError {
    let message = format!("{} could not be written: {error}. A file that was there is unchanged.", path.display());
    AppError::new(ErrorCode::BadFile, message)
}
