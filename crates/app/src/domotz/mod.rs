//! The Domotz Public API as a source of agents and devices.
//!
//! [`connecting`] has the connection, [`refreshing`] takes in what the account holds, [`records`] says what that means here,
//! [`details`] (with [`hints`]) and [`power`] are what a person asks for at one device, [`power_reach`] says before what goes dark with it, [`writing`] carries values back, [`editing`] those that
//! people set here, [`looking_again`] asks for what was switched, [`keeping`] carries ids of configurations to and from its inventory. [`sample`] is the account of the sample workspace.
//!
//! What must never be here: the API's paths or JSON (they are in `sitebook-domotz`), or anything that would delete in Domotz.

mod connecting;
mod details;
mod editing;
mod hints;
mod keeping;
mod looking_again;
mod power;
mod power_known;
mod power_reach;
mod records;
mod refreshing;
mod sample;
mod scheduled;
mod writing;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sitebook_domain::Timestamp;
use sitebook_domotz::{Client, DomotzError, Quota};

use crate::dto::DomotzChoice;
use crate::{AppError, ErrorCode, Workspace};
pub(crate) use connecting::SECRET;
pub(crate) use power::{NotSwitched, words as power_words};
pub(crate) use power_known::can_be_switched;
pub(crate) use records::{host_mac, told};
pub(crate) use writing::Sources;

/// Name of the source that agents of the first account carry, and how it stands in the history.
const SOURCE: &str = "domotz";
pub(crate) const BY: &str = "Domotz";

/// Setting: the connection.
const CONNECTION: &str = "domotz";
/// Setting: what is taken, and when.
const OPTIONS: &str = "domotz.options";
/// Setting: the last refresh.
const LAST: &str = "domotz.last";
/// Setting: when a refresh last came to its end.
const REFRESHED: &str = "domotz.refreshed";
/// Setting: the quota as read last.
const QUOTA: &str = "domotz.quota";
/// Setting: names of sources by the host of the API, which stay when a connection is removed.
const SOURCES: &str = "domotz.sources";

/// The Domotz source, as far as one open workspace deals with it.
#[derive(Debug, Default)]
pub(crate) struct Domotz {
    /// The client, made when first needed.
    client: tokio::sync::Mutex<Option<KnownClient>>,
    /// Whether this process is refreshing.
    refreshing: AtomicBool,
    /// What can be done with the power of devices.
    power_known: power_known::PowerKnown,
    /// The account of a sample workspace.
    sample: sample::SampleAccount,
}

/// A client, and the connection that it was made for.
#[derive(Debug)]
struct KnownClient {
    revision: String,
    client: Arc<Client>,
}

/// The connection as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Connection {
    endpoint: String,
    source: String,
    user: String,
    connected_at: Timestamp,
    paused: Option<String>,
    /// Another one each time that somebody connects.
    revision: String,
    /// Whether it is the account of the sample itself, which each process answers on a port of its own.
    #[serde(default)]
    is_own: bool,
}

/// What is taken, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Options {
    choice: DomotzChoice,
    hourly: bool,
    /// The field of the inventory in which ids of configurations are kept; empty = none.
    #[serde(default)]
    inventory_field: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { choice: DomotzChoice::default(), hourly: true, inventory_field: String::new() }
    }
}

/// The quota with the moment at which it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct KeptQuota {
    limit: Option<u32>,
    used: Option<u32>,
    at: Timestamp,
}

impl KeptQuota {
    fn new(quota: Quota, at: Timestamp) -> Self {
        Self { limit: quota.limit, used: quota.used, at }
    }
}

impl Workspace {
    /// A document among the settings; one that cannot be read any more counts as absent.
    async fn domotz_document<V: DeserializeOwned>(&self, name: &str) -> Result<Option<V>, AppError> {
        let text = self.store().setting(name).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn keep_domotz_document<V: Serialize>(&self, name: &str, value: &V) -> Result<(), AppError> {
        let text =
            serde_json::to_string(value).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().set_setting(name, &text).await?)
    }

    /// Changes a document among the settings from what it is at that moment; none = it stays as it is. Returns whether it was
    /// changed.
    async fn change_domotz_document<V: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        change: impl FnOnce(Option<V>) -> Option<V> + Send,
    ) -> Result<bool, AppError> {
        let changed = self.store().change_setting(name, |text| {
            let Some(value) = change(text.and_then(|text| serde_json::from_str(text).ok())) else { return Ok(None) };
            let text = serde_json::to_string(&value);
            text.map(Some).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
        });
        changed.await
    }

    /// Changes the connection, where it still is the one that somebody dealt with: not another one, and not removed. Returns
    /// whether it is.
    async fn change_domotz_connection(
        &self,
        revision: &str,
        change: impl FnOnce(Connection) -> Connection + Send,
    ) -> Result<bool, AppError> {
        let is_it = |connection: &Connection| connection.revision == revision;
        self.change_domotz_document(CONNECTION, |kept: Option<Connection>| kept.filter(is_it).map(change)).await
    }

    /// The connection, if there is one.
    async fn domotz_connection(&self) -> Result<Option<Connection>, AppError> {
        self.domotz_document(CONNECTION).await
    }

    /// The name of the source whose agents Domotz reports; none = there is no connection.
    pub(crate) async fn connected_domotz_source(&self) -> Result<Option<String>, AppError> {
        Ok(self.domotz_connection().await?.map(|connection| connection.source))
    }

    /// Whether there is a connection.
    pub(crate) async fn is_domotz_connected(&self) -> Result<bool, AppError> {
        Ok(self.domotz_connection().await?.is_some())
    }

    async fn require_domotz(&self) -> Result<Connection, AppError> {
        self.domotz_connection().await?.ok_or_else(|| {
            let message = "Sitebook is not connected to Domotz. Connect it under Settings, Sources (or run `sitebookctl \
                           domotz connect`).";
            AppError::new(ErrorCode::NotConnected, message)
        })
    }

    /// Passes on what Domotz answered to the client of a connection. A refused key pauses that connection until a person has
    /// checked it, and never another one: somebody may have entered a new key since the request was sent.
    async fn domotz_contact<T>(&self, revision: &str, answer: Result<T, DomotzError>) -> Result<T, AppError> {
        match answer {
            Ok(value) => Ok(value),
            Err(error) => {
                let pauses = error.needs_a_person();
                let error = AppError::from(error);
                if pauses {
                    let pause = |connection| Connection { paused: Some(error.message.clone()), ..connection };
                    if self.change_domotz_connection(revision, pause).await? {
                        self.changed();
                    }
                }
                Err(error)
            }
        }
    }
}
