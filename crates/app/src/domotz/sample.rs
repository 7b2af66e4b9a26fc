//! The simulated Domotz account of a sample workspace, so that refreshing, power and write-back can be tried without an
//! account.
//!
//! Each process that has the sample open answers itself, on a port of its own, and keeps the state when it leaves. A second
//! process would keep its own: this is for trying out, and nothing here but its made-up devices can be lost.

use std::path::Path;

use sitebook_domotz_sim::{API_KEY, Simulator, SimulatorServer};

use crate::dto::{DomotzConnectRequest, DomotzRefreshReply, Nothing};
use crate::{AppError, ErrorCode, Workspace};

/// The account's state between two starts.
const STATE: &str = "domotz-simulator.json";

/// The server of this process, once somebody asked it.
#[derive(Debug, Default)]
pub(super) struct SampleAccount(tokio::sync::Mutex<Option<SimulatorServer>>);

impl SampleAccount {
    /// Sees to it that this process answers, and returns the endpoint.
    pub(super) async fn attend(&self, directory: &Path) -> Result<String, AppError> {
        let mut server = self.0.lock().await;
        if let Some(server) = &*server {
            return Ok(server.base_url());
        }
        // Without a state that can be read the account begins anew: it holds nothing that anybody made.
        let kept = std::fs::read(directory.join(STATE)).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let simulator = kept.map_or_else(Simulator::sample, Simulator::from_seed);
        let started = SimulatorServer::start(simulator).await.map_err(|error| {
            let message = format!("The simulated Domotz of the sample found no port to listen on: {error}.");
            AppError::new(ErrorCode::Unavailable, message)
        })?;
        Ok(server.insert(started).base_url())
    }

    /// Keeps the state and stops answering.
    pub(super) async fn close(&self, directory: &Path) {
        let Some(server) = self.0.lock().await.take() else { return };
        let state = server.with(|simulator| serde_json::to_vec(simulator.seed()));
        let kept =
            state.map_err(std::io::Error::from).and_then(|state| crate::files::replace(&directory.join(STATE), &state));
        if let Err(error) = kept {
            tracing::warn!(%error, "the state of the simulated Domotz could not be kept");
        }
        server.stop().await;
    }
}

impl Workspace {
    /// Connects a sample workspace to its own simulated account, and takes in what that holds.
    pub async fn domotz_connect_sample(&self, _: Nothing) -> Result<DomotzRefreshReply, AppError> {
        if !self.is_sample() {
            let message = "Only the sample workspace has a Domotz account of its own. Enter the endpoint and the key of \
                           yours.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let endpoint = self.inner.domotz.sample.attend(self.directory()).await?;
        let request = DomotzConnectRequest { endpoint, key: API_KEY.to_owned() };
        self.connect_domotz(request, true).await?;
        self.domotz_refresh(Nothing {}).await
    }

    /// Leaves the simulated account of a sample workspace.
    pub(crate) async fn close_domotz(&self) {
        self.inner.domotz.sample.close(self.directory()).await;
    }
}
