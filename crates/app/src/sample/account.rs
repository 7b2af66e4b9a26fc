//! The account of a sample workspace at its own simulator, and at no other ConnectWise.

use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY};
use sitebook_domain::Connection;

use super::simulation::site;
use crate::dto::ConnectRequest;
use crate::{AppError, ErrorCode, Workspace};

/// The keys that every simulator accepts. They stand in its source: no secret.
pub(crate) fn published_keys(port: u16) -> ConnectRequest {
    ConnectRequest {
        site: site(port),
        company: LOGIN_COMPANY.to_owned(),
        public_key: PUBLIC_KEY.to_owned(),
        private_key: PRIVATE_KEY.to_owned(),
        client_id: CLIENT_ID.to_owned(),
    }
}

impl Workspace {
    /// Refuses to connect a sample workspace to anything but its own simulator: made-up customers must never reach
    /// somebody's real account.
    pub(crate) async fn refuse_foreign_account(&self, request: &ConnectRequest) -> Result<(), AppError> {
        let Some(simulation) = &self.inner.sample else { return Ok(()) };
        let port = simulation.attend().await?;
        if let Some(connection) = self.store().connection().await? {
            self.follow_simulator(connection).await?;
        }
        let address = request.site.trim_start_matches("http://").trim_end_matches('/');
        if [format!("127.0.0.1:{port}"), format!("localhost:{port}")].iter().any(|own| own == address) {
            return Ok(());
        }
        let message = format!(
            "This is the sample workspace: it can be connected to its own simulator only ({}). Leave the sample to \
             connect a real account.",
            site(port)
        );
        Err(AppError::new(ErrorCode::InvalidInput, message))
    }

    /// In a sample workspace, sees to it that the simulator answers, and returns the connection to where it does.
    pub(crate) async fn follow_simulator(&self, connection: Connection) -> Result<Connection, AppError> {
        let Some(simulation) = &self.inner.sample else { return Ok(connection) };
        let port = simulation.attend().await?;
        if simulation.moved_to(port) {
            *self.inner.client.lock().await = None;
        }
        if connection.site == site(port) {
            return Ok(connection);
        }
        let base_url = moved(&connection.base_url, port);
        let connection = Connection { site: site(port), base_url, ..connection };
        self.store().update_connection(&connection).await?;
        Ok(connection)
    }
}

/// The same URL on another port; one that is no URL stays as it is, and is looked up anew by the client.
fn moved(url: &str, port: u16) -> String {
    let Ok(mut moved) = url::Url::parse(url) else { return url.to_owned() };
    match moved.set_port(Some(port)) {
        Ok(()) => moved.into(),
        Err(()) => url.to_owned(),
    }
}
