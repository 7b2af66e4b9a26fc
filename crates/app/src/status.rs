//! The workspace as a whole, and the person at the desk.

use sitebook_domain::canonical_email;

use crate::agents_table::FoundAgents;
use crate::dto::{AgentsQuery, Nothing, SecretView, SecretsStatus, Staff, WorkspaceStatus};
use crate::sample::sample_exists;
use crate::views::connection_view;
use crate::{AppError, ErrorCode, Workspace};

/// Prefix of the setting with name and e-mail of a person; asked once per user of the computer.
const STAFF: &str = "staff:";

impl Workspace {
    /// What the shell shows.
    pub async fn workspace_status(&self, _: Nothing) -> Result<WorkspaceStatus, AppError> {
        let FoundAgents { found, counts, .. } = self.find_agents(&AgentsQuery::default()).await?;
        let syncing = self.running().keys().map(ToString::to_string).collect();
        Ok(WorkspaceStatus {
            directory: self.inner.directory.display().to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            agents: found.len() as u32,
            devices: found.iter().map(|agent| agent.device_count).sum(),
            counts,
            staff: self.staff().await?,
            geoip: self.geoip_status().await?,
            connection: self.store().connection().await?.as_ref().map(connection_view),
            syncing,
            sample: self.is_sample(),
            sample_exists: self.is_sample() || sample_exists(self.directory()),
        })
    }

    /// Keeps name and e-mail of the person at the desk.
    pub async fn staff_set(&self, staff: Staff) -> Result<WorkspaceStatus, AppError> {
        let staff = Staff { name: staff.name.trim().to_owned(), email: staff.email.trim().to_owned() };
        if staff.name.is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Enter the name that the history should show."));
        }
        let email = canonical_email(&staff.email);
        if !email.is_empty()
            && let Some(home) = self.agent_owned_by(&email).await?
        {
            let message = format!(
                "{} is the owner of {home} in Violet, and what an owner does must not look like an act of the office. Use \
                 another address, or name another owner there first.",
                staff.email
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let text =
            serde_json::to_string(&staff).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(&format!("{STAFF}{}", user_name()), &text).await?;
        self.changed();
        self.workspace_status(Nothing {}).await
    }

    /// Where secrets are kept, and which are set.
    pub async fn secrets_status(&self, _: Nothing) -> Result<SecretsStatus, AppError> {
        let secrets = self.secret_names().await?;
        Ok(SecretsStatus {
            place: self.inner.secrets.name().to_owned(),
            description: self.inner.secrets.description(),
            secrets: secrets.into_iter().map(|(name, set)| SecretView { name, set }).collect(),
        })
    }

    /// Who stands in the history: the person at the desk, or the user of the computer until somebody has said more.
    pub(crate) async fn who(&self) -> Result<String, AppError> {
        Ok(match self.staff().await? {
            Some(staff) if staff.email.is_empty() => staff.name,
            Some(staff) => format!("{} <{}>", staff.name, staff.email),
            None => user_name(),
        })
    }

    /// Everybody who has said who they are at this workspace.
    pub(crate) async fn all_staff(&self) -> Result<Vec<Staff>, AppError> {
        let texts = self.store().settings_beginning_with(STAFF).await?;
        Ok(texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }

    pub(crate) async fn staff(&self) -> Result<Option<Staff>, AppError> {
        let text = self.store().setting(&format!("{STAFF}{}", user_name())).await?;
        // What cannot be read any more is asked again.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// The name of the computer's user.
fn user_name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|variable| std::env::var(variable).ok().filter(|name| !name.is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}
