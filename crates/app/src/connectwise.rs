//! The connection to ConnectWise: connecting, checking, pausing, removing.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sitebook_connectwise::{Client, Credentials, Notice, Observer, Patience, WaitReason as ClientWait};
use sitebook_domain::Connection;
use sitebook_psa::{PreFlight, Psa};
use uuid::Uuid;

use crate::dto::{ConnectReply, ConnectRequest, ConnectwiseStatus, DisconnectReply, Nothing};
use crate::geoip::blocking;
use crate::rights::shown;
use crate::secrets;
use crate::views::connection_view;
use crate::{AppError, ErrorCode, WaitReason, Workspace, WorkspaceEvent};

/// The client of the one connection.
pub(crate) type ConnectWise = Client;

/// Name of the secret that holds the keys of the connection.
pub(crate) const SECRET: &str = "connectwise";

/// Waits shorter than this go unnoticed.
const NOTICEABLE_WAIT: Duration = Duration::from_secs(1);

/// The last contact is written down at most this often.
const CONTACT_MILLIS: i64 = 60_000;

/// A client, and the connection that it was made for.
#[derive(Debug)]
pub(crate) struct KnownClient {
    revision: String,
    client: Arc<ConnectWise>,
}

/// The keys as they lie in the keychain.
#[derive(Serialize, Deserialize)]
struct StoredKeys {
    public_key: String,
    private_key: String,
    client_id: String,
}

impl Workspace {
    /// Connects, or replaces the keys of the connection. A failure changes nothing.
    pub async fn connectwise_connect(&self, request: ConnectRequest) -> Result<ConnectReply, AppError> {
        let request = trimmed(&request)?;
        self.refuse_foreign_account(&request).await?;
        let current = self.store().connection().await?;
        let client = ConnectWise::new(&credentials(&request))?.observed_by(self.waiting_observer());
        let pre_flight = client.check().await?;
        refuse_missing_rights(&pre_flight)?;
        let same_account = |current: &Connection| {
            current.company_login.eq_ignore_ascii_case(&request.company)
                && host_of(&current.base_url) == host_of(&pre_flight.base_url)
        };
        if let Some(other) = current.as_ref().filter(|current| !same_account(current)) {
            let message = format!(
                "Sitebook is connected to {} ({}). Only one integration can be connected at a time: remove that one first.",
                other.company_login, other.site
            );
            return Err(AppError::new(ErrorCode::AlreadyConnected, message));
        }

        let now = self.now();
        let connection = Connection {
            site: request.site.clone(),
            company_login: request.company.clone(),
            base_url: pre_flight.base_url.clone(),
            version: pre_flight.version.clone(),
            connected_at: current.map_or(now, |current| current.connected_at),
            last_contact_at: now,
            paused: None,
            revision: Uuid::now_v7().to_string(),
        };
        let before = self.secret(SECRET).await?;
        self.keep_secret(SECRET, Some(stored(&request)?)).await?;
        if let Err(error) = self.store().save_connection(&connection).await {
            self.keep_secret(SECRET, before).await?;
            return Err(error.into());
        }
        self.remember_account(&connection).await?;
        let revision = connection.revision.clone();
        *self.inner.client.lock().await = Some(KnownClient { revision, client: Arc::new(client) });
        self.keep_pre_flight(Some(&pre_flight)).await?;
        self.changed();
        Ok(connect_reply(pre_flight))
    }

    /// Checks key and rights again. A passing check lifts a pause.
    pub async fn connectwise_check(&self, _: Nothing) -> Result<ConnectReply, AppError> {
        let (connection, client) = self.connection_and_client().await?;
        let pre_flight = self.contact(client.check().await).await?;
        self.keep_pre_flight(Some(&pre_flight)).await?;
        if let Err(error) = refuse_missing_rights(&pre_flight) {
            self.pause(&error).await?;
            return Err(error);
        }
        let connection = Connection {
            base_url: pre_flight.base_url.clone(),
            version: pre_flight.version.clone(),
            last_contact_at: self.now(),
            paused: None,
            ..connection
        };
        self.store().update_connection(&connection).await?;
        self.changed();
        Ok(connect_reply(pre_flight))
    }

    /// The connection, and what is kept here because of it.
    pub async fn connectwise_status(&self, _: Nothing) -> Result<ConnectwiseStatus, AppError> {
        let counts = self.store().integration_counts().await?;
        let checked = self.kept_pre_flight().await?;
        let checked_at = checked.as_ref().map(|checked| checked.at.to_string());
        let (rights, warnings) = checked.map(|checked| shown(checked.rights, checked.warnings)).unwrap_or_default();
        Ok(ConnectwiseStatus {
            connection: self.store().connection().await?.as_ref().map(connection_view),
            rights,
            warnings,
            checked_at,
            links: counts.links,
            matches: counts.matches,
            runs: counts.runs,
        })
    }

    /// Removes the integration here, after writing links and matches to a file. Nothing is changed in ConnectWise.
    pub async fn connectwise_disconnect(&self, _: Nothing) -> Result<DisconnectReply, AppError> {
        let connection = self.store().connection().await?.ok_or_else(not_connected)?;
        let links = self.store().links().await?;
        let mut leases = Vec::new();
        for link in &links {
            self.stop_run(link.agent).await;
        }
        let mut companies: Vec<i64> = links.iter().map(|link| link.company.id).collect();
        companies.sort_unstable();
        companies.dedup();
        for company in companies {
            match self.take_lease(company).await {
                Ok(lease) => leases.push(lease),
                Err(error) => {
                    for lease in leases {
                        self.give_back(Some(lease)).await;
                    }
                    return Err(error);
                }
            }
        }
        let removed = self.export_and_remove(&connection).await;
        for lease in leases {
            self.give_back(Some(lease)).await;
        }
        let (links, matches, export) = removed?;
        *self.inner.client.lock().await = None;
        self.keep_pre_flight(None).await?;
        self.changed();
        Ok(DisconnectReply { links, matches, export })
    }

    async fn export_and_remove(&self, connection: &Connection) -> Result<(u32, u32, String), AppError> {
        let (links, matches) = (self.store().links().await?, self.store().all_matches().await?);
        let now = self.now();
        let document = json!({
            "connection": { "site": connection.site, "company_login": connection.company_login },
            "exported_at": now.to_string(),
            "links": links,
            "matches": matches,
        });
        let stamp: String = now.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
        let path = self.inner.directory.join("exports").join(format!("connectwise-links-{stamp}.json"));
        let written = path.clone();
        blocking(move || write_export(&written, &document)).await?;
        // Of a connection of an earlier version nobody knows the account yet.
        self.remember_account(connection).await?;
        // The keys go first: should that fail, everything else is still there and the person can try again.
        self.keep_secret(SECRET, None).await?;
        self.store().remove_integration().await?;
        self.forget_type_map().await?;
        self.forget_sync_options().await?;
        Ok((links.len() as u32, matches.len() as u32, path.display().to_string()))
    }

    /// Tells the windows of each wait that people would notice.
    fn waiting_observer(&self) -> Arc<dyn Observer> {
        let events = self.event_sender();
        Arc::new(move |notice: &Notice| {
            if notice.wait < NOTICEABLE_WAIT {
                return;
            }
            let reason = match notice.reason {
                ClientWait::TooManyRequests | ClientWait::Paused | ClientWait::LearntRate => {
                    WaitReason::TooManyRequests
                }
                ClientWait::Unavailable { .. } | ClientWait::Maintenance | ClientWait::NoAnswer => {
                    WaitReason::Unavailable
                }
            };
            let seconds = notice.wait.as_secs_f64().ceil() as u32;
            // Nobody listening is no failure: events are hints.
            let _ = events.send(WorkspaceEvent::Waiting { seconds, reason });
        })
    }

    /// The client of the connection for a run, which outlasts what a person at a page would not.
    pub(crate) async fn run_client(&self) -> Result<ConnectWise, AppError> {
        Ok(self.client().await?.patient(Patience::Run))
    }

    /// The client of the connection, unless there is none or it is paused.
    pub(crate) async fn client(&self) -> Result<Arc<ConnectWise>, AppError> {
        let (connection, client) = self.connection_and_client().await?;
        match connection.paused {
            None => Ok(client),
            Some(reason) => {
                let message = format!(
                    "The connection to ConnectWise is paused: {reason} Mend it, then press Check again on the Manage \
                     Integration page (or run `sitebookctl connectwise check`)."
                );
                Err(AppError::new(ErrorCode::ConnectionPaused, message))
            }
        }
    }

    async fn connection_and_client(&self) -> Result<(Connection, Arc<ConnectWise>), AppError> {
        let connection = self.store().connection().await?.ok_or_else(not_connected)?;
        let connection = self.follow_simulator(connection).await?;
        let mut slot = self.inner.client.lock().await;
        // Another process may have connected anew: with other keys, or another account.
        if let Some(known) = slot.as_ref().filter(|known| known.revision == connection.revision) {
            return Ok((connection, Arc::clone(&known.client)));
        }
        let secret = self.secret(SECRET).await?.ok_or_else(|| {
            let message =
                "The keys of the connection are not on this computer. Enter them on the Manage Integration page.";
            AppError::new(ErrorCode::Unauthorized, message)
        })?;
        let keys: StoredKeys = serde_json::from_str(secret.expose_secret()).map_err(|_| {
            AppError::new(ErrorCode::SecretStoreFailed, "The kept keys cannot be read. Enter them again.")
        })?;
        let client = ConnectWise::new(&Credentials {
            site: connection.site.clone(),
            company_login: connection.company_login.clone(),
            public_key: keys.public_key.into(),
            private_key: keys.private_key.into(),
            client_id: keys.client_id.into(),
        })?;
        let client =
            client.with_known_base(&connection.base_url, &connection.version).observed_by(self.waiting_observer());
        // Nobody answers for a moment while one process hands the simulator of a sample over to the next.
        let client = Arc::new(if self.is_sample() { client.patient(Patience::Background) } else { client });
        *slot = Some(KnownClient { revision: connection.revision.clone(), client: Arc::clone(&client) });
        Ok((connection, client))
    }

    /// Passes on what ConnectWise answered, and writes down that it did. A refused key or right pauses the connection,
    /// once and for all agents.
    pub(crate) async fn contact<T, E: Into<AppError>>(&self, answer: Result<T, E>) -> Result<T, AppError> {
        match answer {
            Ok(value) => {
                if let Some(connection) = self.store().connection().await?
                    && self.now().millis_since(connection.last_contact_at) >= CONTACT_MILLIS
                {
                    self.store().update_connection(&Connection { last_contact_at: self.now(), ..connection }).await?;
                }
                Ok(value)
            }
            Err(error) => {
                let error = error.into();
                if pauses(error.code) {
                    self.pause(&error).await?;
                }
                Err(error)
            }
        }
    }

    /// Keeps everything from being sent until a person has looked.
    pub(crate) async fn pause(&self, error: &AppError) -> Result<(), AppError> {
        if let Some(connection) = self.store().connection().await? {
            let paused = Some(error.message.clone());
            self.store().update_connection(&Connection { paused, ..connection }).await?;
            self.changed();
        }
        Ok(())
    }

    /// The names of all secrets and whether each is set.
    pub(crate) async fn secret_names(&self) -> Result<Vec<(String, bool)>, AppError> {
        let connectwise = self.has_secret(SECRET).await?;
        let mut names: Vec<(String, bool)> =
            ["connectwise_public_key", "connectwise_private_key", "connectwise_client_id"]
                .into_iter()
                .map(|name| (name.to_owned(), connectwise))
                .collect();
        // Only who connected Domotz has a key of it.
        let domotz = self.has_secret(crate::domotz::SECRET).await?;
        if domotz || self.is_domotz_connected().await? {
            names.push(("domotz_api_key".to_owned(), domotz));
        }
        // Only who has an account at MaxMind, whose street pictures want a key, who signs in to a mail server, and who uses
        // Violet.
        for (name, shown) in [
            (crate::geoip_update::SECRET, "maxmind_license_key"),
            (crate::tiles::SECRET, "street_tiles_key"),
            (crate::mail::SECRET, "mail_password"),
            (crate::violet::SECRET, "violet_secret"),
        ] {
            if self.has_secret(name).await? {
                names.push((shown.to_owned(), true));
            }
        }
        Ok(names)
    }

    pub(crate) async fn has_secret(&self, name: &'static str) -> Result<bool, AppError> {
        // Without the key of the encrypted file nobody can tell; the description of the place says so.
        match self.secret(name).await {
            Ok(secret) => Ok(secret.is_some()),
            Err(error) if error.code == ErrorCode::NoSecretStore => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn secret(&self, name: &'static str) -> Result<Option<SecretString>, AppError> {
        let workspace = self.clone();
        blocking(move || workspace.inner.secrets.get(name)).await
    }

    /// Keeps a secret, or forgets it for none.
    pub(crate) async fn keep_secret(&self, name: &'static str, secret: Option<SecretString>) -> Result<(), AppError> {
        let workspace = self.clone();
        blocking(move || {
            let _alone = secrets::lock(workspace.directory())?;
            match &secret {
                Some(secret) => workspace.inner.secrets.set(name, secret),
                None => workspace.inner.secrets.remove(name),
            }
        })
        .await
    }

    /// The secret with this name, which is made of `new` unless it is there: of two programs that ask at the same time both
    /// get the same.
    pub(crate) async fn secret_or_new(&self, name: &'static str, new: SecretString) -> Result<SecretString, AppError> {
        let workspace = self.clone();
        blocking(move || {
            let _alone = secrets::lock(workspace.directory())?;
            let place = &workspace.inner.secrets;
            if let Some(kept) = place.get(name)? {
                return Ok(kept);
            }
            place.set(name, &new)?;
            Ok(new)
        })
        .await
    }
}

/// Whether an error means that no request can succeed until a person has mended the connection.
pub(crate) fn pauses(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Unauthorized | ErrorCode::ClientIdRefused | ErrorCode::MissingRight)
}

fn not_connected() -> AppError {
    let message = "Sitebook is not connected to ConnectWise. Connect it on the Manage Integration page.";
    AppError::new(ErrorCode::NotConnected, message)
}

fn trimmed(request: &ConnectRequest) -> Result<ConnectRequest, AppError> {
    let request = ConnectRequest {
        site: request.site.trim().to_owned(),
        company: request.company.trim().to_owned(),
        public_key: request.public_key.trim().to_owned(),
        private_key: request.private_key.trim().to_owned(),
        client_id: request.client_id.trim().to_owned(),
    };
    let missing = [
        ("site", &request.site),
        ("company login", &request.company),
        ("public key", &request.public_key),
        ("private key", &request.private_key),
        ("client ID", &request.client_id),
    ]
    .into_iter()
    .find(|(_, value)| value.is_empty());
    match missing {
        None => Ok(request),
        Some((name, _)) => Err(AppError::new(ErrorCode::InvalidInput, format!("The {name} is missing."))),
    }
}

fn credentials(request: &ConnectRequest) -> Credentials {
    Credentials {
        site: request.site.clone(),
        company_login: request.company.clone(),
        public_key: request.public_key.clone().into(),
        private_key: request.private_key.clone().into(),
        client_id: request.client_id.clone().into(),
    }
}

fn stored(request: &ConnectRequest) -> Result<SecretString, AppError> {
    let keys = StoredKeys {
        public_key: request.public_key.clone(),
        private_key: request.private_key.clone(),
        client_id: request.client_id.clone(),
    };
    serde_json::to_string(&keys)
        .map(Into::into)
        .map_err(|_| AppError::new(ErrorCode::Internal, "The keys could not be written."))
}

/// Host and port of a URL; the codebase in its path changes with each release of ConnectWise.
pub(crate) fn host_of(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

fn refuse_missing_rights(pre_flight: &PreFlight) -> Result<(), AppError> {
    let missing: Vec<String> = pre_flight.missing().map(|right| right.right.clone()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let rights: Vec<_> =
        pre_flight.missing().map(|right| json!({ "right": right.right, "granted": right.granted })).collect();
    let message = format!(
        "The API member's security role lacks: {}. Grant it in ConnectWise under System > Security Roles.",
        missing.join("; ")
    );
    Err(AppError::new(ErrorCode::MissingRight, message).with_details(json!({ "rights": rights })))
}

fn connect_reply(pre_flight: PreFlight) -> ConnectReply {
    let (rights, warnings) = shown(pre_flight.rights, pre_flight.warnings);
    ConnectReply { connected: true, base_url: pre_flight.base_url, version: pre_flight.version, rights, warnings }
}

fn write_export(path: &Path, document: &serde_json::Value) -> Result<(), AppError> {
    let failed = |why: String| {
        AppError::new(
            ErrorCode::Storage,
            format!("The export of links could not be written: {why}. Nothing was removed."),
        )
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    }
    let text = serde_json::to_vec_pretty(document).map_err(|error| failed(error.to_string()))?;
    crate::files::replace(path, &text).map_err(|error| failed(error.to_string()))
}
