//! Duplicates among a company's configurations: the report and its export.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sitebook_domain::CompanyLink;
use sitebook_psa::Configuration;
use sitebook_sync::{DuplicateKey, duplicates};

use crate::csv_export::document;
use crate::dto::{
    AgentRequest, ConfigurationView, DuplicateGroupView, DuplicateKeyView, DuplicatesExportReply,
    DuplicatesExportRequest, DuplicatesReply,
};
use crate::files::replace;
use crate::views::{configuration_view, linked_company};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Reads the company's configurations and finds those that share a serial number or a MAC address.
    pub async fn configurations_duplicates(&self, request: AgentRequest) -> Result<DuplicatesReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let client = self.client().await?;
        self.read_configurations(&client, link.company.id, false).await?;
        self.changed();
        self.duplicates_as_read(&link).await
    }

    /// Writes the report, as last read, to a CSV file that a spreadsheet opens without running anything in it.
    pub async fn configurations_duplicates_export(
        &self,
        request: DuplicatesExportRequest,
    ) -> Result<DuplicatesExportReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let typed = request.path.trim();
        if typed.is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the file to write the duplicates to."));
        }
        let report = self.duplicates_as_read(&link).await?;
        let text = csv(&report)?;
        let name = format!("duplicates-{}.csv", link.company.id);
        let path = PathBuf::from(typed);
        let written = tokio::task::spawn_blocking(move || -> Result<PathBuf, (PathBuf, std::io::Error)> {
            let path = if path.is_dir() { path.join(name) } else { path };
            replace(&path, &text).map(|()| path.clone()).map_err(|error| (path, error))
        })
        .await
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let path = written.map_err(|(path, error)| not_written(&path, &error))?;
        Ok(DuplicatesExportReply { path: path.to_string_lossy().into_owned(), groups: report.groups.len() as u32 })
    }

    async fn duplicates_as_read(&self, link: &CompanyLink) -> Result<DuplicatesReply, AppError> {
        let company = link.company.id;
        let (read_at, configurations) = self.kept_configurations(company).await?;
        let Some(read_at) = read_at else {
            let message = "The company's configurations were not read yet. Look for duplicates first.";
            return Err(AppError::new(ErrorCode::NotFound, message));
        };
        let holders: HashMap<i64, String> = self
            .store()
            .matches_of_company(company)
            .await?
            .into_iter()
            .map(|found| (found.configuration, found.device.to_string()))
            .collect();
        let by_id: HashMap<i64, &Configuration> = configurations.iter().map(|found| (found.id, found)).collect();
        let view = |id: &i64| Some(configuration_view(by_id.get(id)?, holders.get(id).cloned()));
        let groups = duplicates(&configurations, &self.placeholders().await?)
            .into_iter()
            .map(|group| DuplicateGroupView {
                key: match group.key {
                    DuplicateKey::Serial => DuplicateKeyView::Serial,
                    DuplicateKey::Mac => DuplicateKeyView::Mac,
                },
                value: group.value,
                configurations: group.configurations.iter().filter_map(view).collect(),
            })
            .collect();
        Ok(DuplicatesReply { company: linked_company(link), read_at: read_at.to_string(), groups })
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> AppError {
    let message = format!("{} could not be written: {error}. A file that was there is unchanged.", path.display());
    AppError::new(ErrorCode::BadFile, message)
}

fn csv(report: &DuplicatesReply) -> Result<Vec<u8>, AppError> {
    let head = [
        "shared",
        "value",
        "id",
        "name",
        "type",
        "status",
        "active",
        "site",
        "manufacturer",
        "model",
        "serial",
        "mac",
        "ip",
        "updated",
        "matched device",
    ];
    let rows = report
        .groups
        .iter()
        .flat_map(|group| group.configurations.iter().map(move |configuration| row(group, configuration)));
    document(&head, rows)
}

fn row(group: &DuplicateGroupView, configuration: &ConfigurationView) -> Vec<String> {
    let shared = match group.key {
        DuplicateKeyView::Serial => "serial",
        DuplicateKeyView::Mac => "mac",
    };
    vec![
        shared.to_owned(),
        group.value.clone(),
        configuration.id.to_string(),
        configuration.name.clone(),
        configuration.r#type.clone(),
        configuration.status.clone(),
        if configuration.active { "yes" } else { "no" }.to_owned(),
        configuration.site.clone(),
        configuration.manufacturer.clone(),
        configuration.model.clone(),
        configuration.serial.clone(),
        configuration.mac.clone(),
        configuration.ip.clone(),
        configuration.updated.clone(),
        configuration.matched_device.clone().unwrap_or_default(),
    ]
}
