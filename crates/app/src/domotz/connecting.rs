//! The connection: connecting, checking, choosing agents, removing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use secrecy::SecretString;
use sitebook_domain::{Agent, Timestamp};
use sitebook_domotz::Client;
use url::Url;
use uuid::Uuid;

use super::keeping::inventory_field;
use super::records::{is_taken, locked};
use super::{
    CONNECTION, Connection, KeptQuota, KnownClient, LAST, OPTIONS, Options, QUOTA, REFRESHED, SOURCE, SOURCES,
};
use crate::connectwise::host_of;
use crate::dto::{
    DomotzAgent, DomotzAgentsReply, DomotzConnectRequest, DomotzConnection, DomotzDisconnectReply, DomotzQuota,
    DomotzRefreshReply, DomotzSetRequest, DomotzStatus, Nothing,
};
use crate::{AppError, ErrorCode, Workspace};

/// Name of the secret that holds the key.
pub(crate) const SECRET: &str = "domotz";

impl Workspace {
    /// Connects, or replaces the key of the connection. A failure changes nothing.
    pub async fn domotz_connect(&self, request: DomotzConnectRequest) -> Result<DomotzStatus, AppError> {
        self.connect_domotz(request, false).await
    }

    /// The same, for the account of a sample too.
    pub(super) async fn connect_domotz(
        &self,
        request: DomotzConnectRequest,
        is_own: bool,
    ) -> Result<DomotzStatus, AppError> {
        let key: SecretString = request.key.trim().to_owned().into();
        let client = Client::new(&request.endpoint, &key)?;
        self.refuse_real_account(&client)?;
        let current = self.domotz_connection().await?;
        let same_account = |current: &Connection| {
            (current.is_own && is_own) || host_of(&current.endpoint) == host_of(client.endpoint())
        };
        if let Some(other) = current.as_ref().filter(|current| !same_account(current)) {
            let message = format!(
                "Sitebook is connected to the Domotz account at {}. Remove that source first; its agents stay.",
                other.endpoint
            );
            return Err(AppError::new(ErrorCode::AlreadyConnected, message));
        }
        let user = client.user().await?;
        let quota = client.usage().await?;
        let now = self.now();
        let connection = Connection {
            endpoint: client.endpoint().to_owned(),
            source: match &current {
                Some(current) => current.source.clone(),
                // The port of the sample's own account is another one each time.
                None if is_own => self.domotz_source("sample").await?,
                None => self.domotz_source(&client.host()).await?,
            },
            user: user.name,
            connected_at: current.as_ref().map_or(now, |current| current.connected_at),
            paused: None,
            revision: Uuid::now_v7().to_string(),
            is_own,
        };
        let before = self.secret(SECRET).await?;
        self.keep_secret(SECRET, Some(key)).await?;
        if let Err(error) = self.keep_domotz_document(CONNECTION, &connection).await {
            self.keep_secret(SECRET, before).await?;
            return Err(error);
        }
        self.keep_domotz_document(QUOTA, &KeptQuota::new(quota, now)).await?;
        *self.inner.domotz.client.lock().await =
            Some(KnownClient { revision: connection.revision, client: Arc::new(client) });
        self.touch_schedule();
        self.changed();
        self.domotz_status(Nothing {}).await
    }

    /// Asks whose key it is and how much of the quota is left. A passing check lifts a pause.
    pub async fn domotz_check(&self, _: Nothing) -> Result<DomotzStatus, AppError> {
        let (connection, client) = self.domotz_connection_and_client().await?;
        let user = self.domotz_contact(&connection.revision, client.user().await).await?;
        let quota = self.domotz_contact(&connection.revision, client.usage().await).await?;
        let passed = |connection| Connection { user: user.name, paused: None, ..connection };
        // Whoever removed the source meanwhile, or connected anew, does not find it as it was before.
        if self.change_domotz_connection(&connection.revision, passed).await? {
            self.keep_domotz_document(QUOTA, &KeptQuota::new(quota, self.now())).await?;
            self.touch_schedule();
            self.changed();
        }
        self.domotz_status(Nothing {}).await
    }

    /// How the source stands. Asks nothing of Domotz.
    pub async fn domotz_status(&self, _: Nothing) -> Result<DomotzStatus, AppError> {
        let connection = self.domotz_connection().await?;
        let quota: Option<KeptQuota> = self.domotz_document(QUOTA).await?;
        let options = self.domotz_options().await?;
        let last: Option<DomotzRefreshReply> = self.domotz_document(LAST).await?;
        let next_at = self.domotz_due_at().await?;
        let agents = match &connection {
            Some(Connection { source, .. }) => self.store().agent_count_of_source(source).await?,
            None => 0,
        };
        let kept: Option<Timestamp> = self.domotz_document(REFRESHED).await?;
        // What an earlier version refreshed stands in the last refresh only.
        let earlier = last.as_ref().filter(|last| last.error.is_none()).map(|last| last.ended_at.clone());
        let refreshed_at = kept.map(|at| at.to_string()).or(earlier);
        Ok(DomotzStatus {
            connection: connection.map(|connection| DomotzConnection {
                endpoint: connection.endpoint,
                user: connection.user,
                source: connection.source,
                connected_at: connection.connected_at.to_string(),
                paused: connection.paused,
            }),
            quota: quota.map(|quota| DomotzQuota { limit: quota.limit, used: quota.used, at: quota.at.to_string() }),
            choice: options.choice,
            hourly: options.hourly,
            inventory_field: options.inventory_field,
            agents,
            last,
            refreshed_at,
            refreshing: self.inner.domotz.refreshing.load(Ordering::Relaxed),
            next_at: next_at.map(|at| at.to_string()),
        })
    }

    /// The agents of the account, to choose from.
    pub async fn domotz_agents(&self, _: Nothing) -> Result<DomotzAgentsReply, AppError> {
        let (connection, client) = self.domotz_client().await?;
        let options = self.domotz_options().await?;
        let found = self.domotz_contact(&connection.revision, client.agents().await).await?;
        let mut agents: Vec<DomotzAgent> = found
            .records
            .iter()
            .map(|agent| DomotzAgent {
                source_id: agent.id.to_string(),
                name: agent.display_name.clone(),
                team: agent.team.clone().unwrap_or_default(),
                organization: agent.organization.clone().unwrap_or_default(),
                online: agent.is_online,
                locked: locked(agent).to_owned(),
                taken: is_taken(agent, &options.choice),
            })
            .collect();
        agents.sort_by_key(|agent| agent.name.to_lowercase());
        Ok(DomotzAgentsReply { agents })
    }

    /// Changes which agents are taken, whether they are refreshed every hour, and where ids are kept in Domotz. What was taken
    /// before stays as it is.
    pub async fn domotz_set(&self, request: DomotzSetRequest) -> Result<DomotzStatus, AppError> {
        self.require_domotz().await?;
        let DomotzSetRequest { choice, hourly, inventory_field: field } = request;
        let field = field.as_deref().map(inventory_field).transpose()?;
        self.change_domotz_document(OPTIONS, |kept: Option<Options>| {
            let kept = kept.unwrap_or_default();
            Some(Options {
                choice: choice.unwrap_or(kept.choice),
                hourly: hourly.unwrap_or(kept.hourly),
                inventory_field: field.unwrap_or(kept.inventory_field),
            })
        })
        .await?;
        self.touch_schedule();
        self.changed();
        self.domotz_status(Nothing {}).await
    }

    /// Removes the source: key and connection are forgotten here, its agents and devices stay as they are.
    pub async fn domotz_disconnect(&self, _: Nothing) -> Result<DomotzDisconnectReply, AppError> {
        let connection = self.require_domotz().await?;
        // A refresh at work would go on taking in agents of a source that is gone.
        let _alone = self.begin_refreshing()?;
        let agents = self.store().agent_count_of_source(&connection.source).await?;
        // The key goes first: should that fail, everything else is still there and the person can try again.
        self.keep_secret(SECRET, None).await?;
        for name in [CONNECTION, OPTIONS, LAST, REFRESHED, QUOTA] {
            self.store().remove_setting(name).await?;
        }
        self.forget_write_back(&connection.source).await?;
        *self.inner.domotz.client.lock().await = None;
        self.changed();
        Ok(DomotzDisconnectReply { agents })
    }

    /// Leaves an agent out of every later refresh, where it comes from the account that is connected.
    pub(crate) async fn leave_out(&self, agent: &Agent) -> Result<(), AppError> {
        let Some(connection) = self.domotz_connection().await? else { return Ok(()) };
        if agent.source != connection.source {
            return Ok(());
        }
        self.change_domotz_document(OPTIONS, |kept: Option<Options>| {
            let mut options = kept.unwrap_or_default();
            let is_known = options.choice.except.contains(&agent.source_id);
            options.choice.except.push(agent.source_id.clone());
            (!is_known).then_some(options)
        })
        .await
        .map(drop)
    }

    pub(super) async fn domotz_options(&self) -> Result<Options, AppError> {
        Ok(self.domotz_document(OPTIONS).await?.unwrap_or_default())
    }

    /// The connection and its client, unless there is none or it is paused.
    pub(super) async fn domotz_client(&self) -> Result<(Connection, Arc<Client>), AppError> {
        let (connection, client) = self.domotz_connection_and_client().await?;
        match connection.paused {
            None => Ok((connection, client)),
            Some(reason) => {
                let message = format!(
                    "The connection to Domotz is paused: {reason} Mend it, then press Check under Settings, Sources (or \
                     run `sitebookctl domotz check`)."
                );
                Err(AppError::new(ErrorCode::ConnectionPaused, message))
            }
        }
    }

    async fn domotz_connection_and_client(&self) -> Result<(Connection, Arc<Client>), AppError> {
        let connection = self.require_domotz().await?;
        let mut slot = self.inner.domotz.client.lock().await;
        // Another process may have connected anew, with another key.
        if let Some(known) = slot.as_ref().filter(|known| known.revision == connection.revision) {
            return Ok((connection, Arc::clone(&known.client)));
        }
        let key = self.secret(SECRET).await?.ok_or_else(|| {
            let message = "The API key of Domotz is not on this computer. Enter it under Settings, Sources.";
            AppError::new(ErrorCode::Unauthorized, message)
        })?;
        let endpoint = if connection.is_own {
            self.inner.domotz.sample.attend(self.directory()).await?
        } else {
            connection.endpoint.clone()
        };
        let client = Arc::new(Client::new(&endpoint, &key)?);
        *slot = Some(KnownClient { revision: connection.revision.clone(), client: Arc::clone(&client) });
        Ok((connection, client))
    }

    /// The name of the source for an account. Ids of agents are unique within one host of the API: agents of another host
    /// must not be taken for those of the first one.
    async fn domotz_source(&self, host: &str) -> Result<String, AppError> {
        let mut known: BTreeMap<String, String> = self.domotz_document(SOURCES).await?.unwrap_or_default();
        if let Some(source) = known.get(host) {
            return Ok(source.clone());
        }
        let source = if known.is_empty() { SOURCE.to_owned() } else { format!("{SOURCE} {host}") };
        known.insert(host.to_owned(), source.clone());
        self.keep_domotz_document(SOURCES, &known).await?;
        Ok(source)
    }

    /// Refuses to connect a sample workspace to anything but a simulator on this computer: made-up customers must never
    /// stand beside, or reach, somebody's real account.
    fn refuse_real_account(&self, client: &Client) -> Result<(), AppError> {
        let is_here = Url::parse(client.endpoint()).is_ok_and(|url| url.scheme() == "http");
        if !self.is_sample() || is_here {
            return Ok(());
        }
        let message = "This is the sample workspace: it can be connected to a simulator on this computer only. Leave the \
                       sample to connect a real account.";
        Err(AppError::new(ErrorCode::InvalidInput, message))
    }
}
