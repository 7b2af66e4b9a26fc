//! `serve`: automatic sync, outgoing mail and the owners' web app, without a window.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use sitebook_app::{AppError, ErrorCode, Workspace};
use sitebook_violet::{ServeError, Server, ServerOptions, TlsFiles};

/// Where the owners' web app is served, and how.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Serve the owners' web app (Violet) on this address, such as 0.0.0.0:443 with a certificate, or 127.0.0.1:8090 behind a
    /// proxy. Without it there is only automatic sync.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// The certificate (PEM), followed by those that vouch for it.
    #[arg(long, value_name = "FILE", requires_all = ["private_key", "listen"])]
    certificate: Option<PathBuf>,
    /// The private key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "certificate")]
    private_key: Option<PathBuf>,
    /// Address of the proxy in front, whose word about who is asking is taken, in place of the one that Settings > Violet
    /// names.
    #[arg(long, value_name = "ADDRESS", requires = "listen")]
    behind_proxy: Option<IpAddr>,
}

impl Serve {
    /// How the app is served; none = it is not. Said before anything is opened, so that a mistake costs nothing.
    pub(crate) fn options(self) -> Result<Option<ServerOptions>, AppError> {
        let Some(listen) = self.listen else { return Ok(None) };
        let tls = self.certificate.zip(self.private_key);
        let tls = tls.map(|(certificate, private_key)| TlsFiles { certificate, private_key });
        let options = ServerOptions { listen, tls, proxy: self.behind_proxy };
        options.check().map_err(|error| refused(&error))?;
        Ok(Some(options))
    }
}

/// Starts the owners' web app.
pub(crate) async fn start(workspace: &Workspace, options: &ServerOptions) -> Result<Server, AppError> {
    Server::start(workspace.clone(), options).await.map_err(|error| refused(&error))
}

fn refused(error: &ServeError) -> AppError {
    if let ServeError::Settings(error) = error {
        return error.clone();
    }
    let code = if error.is_of_the_request() { ErrorCode::InvalidInput } else { ErrorCode::Unavailable };
    AppError::new(code, format!("The owners' web app is not served: {error}."))
}
