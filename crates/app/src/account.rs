//! Which ConnectWise account is connected, and since when: numbers of another account's records mean nothing here.

use serde::{Deserialize, Serialize};
use sitebook_domain::{Connection, Timestamp};

use crate::connectwise::host_of;
use crate::{AppError, ErrorCode, Workspace};

/// Name of the setting.
const ACCOUNT: &str = "connectwise.account";

/// The account that was connected last. It stays when the connection is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Account {
    company_login: String,
    host: String,
    /// Runs from before this time worked on another account.
    since: Timestamp,
}

impl Workspace {
    /// Remembers the account of a connection.
    pub(crate) async fn remember_account(&self, connection: &Connection) -> Result<(), AppError> {
        let known = self.account().await?;
        let (company_login, host) =
            (connection.company_login.to_lowercase(), host_of(&connection.base_url).unwrap_or_default());
        let since = match &known {
            Some(known) if (&known.company_login, &known.host) == (&company_login, &host) => return Ok(()),
            Some(_) => self.now(),
            None => Timestamp(0),
        };
        let text = serde_json::to_string(&Account { company_login, host, since })
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().set_setting(ACCOUNT, &text).await?)
    }

    /// Since when runs worked on the account that was connected last.
    pub(crate) async fn account_since(&self) -> Result<Timestamp, AppError> {
        Ok(self.account().await?.map_or(Timestamp(0), |account| account.since))
    }

    async fn account(&self) -> Result<Option<Account>, AppError> {
        let text = self.store().setting(ACCOUNT).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}
