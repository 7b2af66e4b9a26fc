//! The sample workspace: made-up customers beside a ConnectWise of their own, to try everything without an account.
//!
//! It is a workspace as any other in a directory of its own. What sets it apart is a [`marker`] in that directory, and
//! a simulator that one of the processes which have it open hosts ([`Simulation`]).

mod account;
mod locks;
mod making;
mod marker;
mod simulation;

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PUBLIC_KEY};

use crate::dto::{Nothing, SampleRemoveReply, SampleReply};
use crate::{AppError, OpenOptions, Workspace, default_directory};

pub(crate) use account::published_keys;
pub(crate) use locks::Presence;
pub(crate) use making::{make_if_missing, remake, remove};
pub(crate) use marker::Marker;
pub(crate) use simulation::Simulation;

/// Folder of the sample in the directory of the workspace that it belongs to.
const FOLDER: &str = "sample";

/// Makes the sample workspace of a directory when there is none. For hosts that open one workspace and end: those with
/// a window have a [`crate::Desk`].
pub async fn sample_start(options: OpenOptions) -> Result<SampleReply, AppError> {
    let (directory, key) = place(options)?;
    make_if_missing(&directory, key.clone()).await?;
    described(&directory, key).await
}

/// Makes the sample workspace of a directory anew. Whatever was done in it is gone.
pub async fn sample_reset(options: OpenOptions) -> Result<SampleReply, AppError> {
    let (directory, key) = place(options)?;
    remake(&directory, key.clone()).await?;
    described(&directory, key).await
}

/// Deletes the sample workspace of a directory, if there is one.
pub async fn sample_remove(options: OpenOptions) -> Result<SampleRemoveReply, AppError> {
    let (directory, _) = place(options)?;
    remove(&directory).await
}

/// Where the sample of a workspace lies. A directory that is a sample itself has no other one.
pub(crate) fn sample_directory(own: &Path) -> Result<PathBuf, AppError> {
    Ok(if Marker::read(own)?.is_some() { own.to_owned() } else { own.join(FOLDER) })
}

/// Whether the workspace in this directory has a sample that can be opened.
pub(crate) fn sample_exists(own: &Path) -> bool {
    matches!(Marker::read(&own.join(FOLDER)), Ok(Some(marker)) if marker.ready)
}

fn place(options: OpenOptions) -> Result<(PathBuf, Option<SecretString>), AppError> {
    let own = options.directory.or_else(default_directory).ok_or_else(crate::workspace::no_directory)?;
    Ok((sample_directory(&own)?, options.secrets_key))
}

async fn described(directory: &Path, secrets_key: Option<SecretString>) -> Result<SampleReply, AppError> {
    let workspace = Workspace::open(OpenOptions { directory: Some(directory.to_owned()), secrets_key }).await?;
    let reply = workspace.sample_reply().await;
    workspace.close().await;
    reply
}

impl Workspace {
    /// Whether this is a sample workspace.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.inner.sample.is_some()
    }

    /// What a person must know of this sample.
    pub(crate) async fn sample_reply(&self) -> Result<SampleReply, AppError> {
        let status = self.workspace_status(Nothing {}).await?;
        let port = Marker::read(self.directory())?.map_or(0, |marker| marker.port);
        Ok(SampleReply {
            directory: status.directory,
            site: simulation::site(port),
            company: LOGIN_COMPANY.to_owned(),
            public_key: PUBLIC_KEY.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            agents: status.agents,
            devices: status.devices,
        })
    }
}
