//! How the app is served, and what cannot be served.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use sitebook_app::AppError;
use thiserror::Error;

/// Certificate and key, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those that vouch for it.
    pub certificate: PathBuf,
    /// The private key.
    pub private_key: PathBuf,
}

/// How the app is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerOptions {
    /// Where it listens; port 0 lets the system pick.
    pub listen: SocketAddr,
    /// With which certificate; none = plain http, which only loopback addresses may speak.
    pub tls: Option<TlsFiles>,
    /// The proxy in front of it, whose word about who is asking is taken; nobody else's is. None = the one that the
    /// settings name, if any, also where they change.
    pub proxy: Option<IpAddr>,
}

/// Why the app is not served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Passwordless sign-in over an open line would hand the sessions to everybody on the way.
    #[error(
        "{0} is not an address of this computer alone, and plain http is read by everybody on the way. Give a certificate \
         (--certificate and --private-key), or listen on 127.0.0.1 behind a proxy that speaks https"
    )]
    PlainHttp(SocketAddr),
    /// A file of the certificate cannot be used.
    #[error("the file {path} cannot be used: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The settings of the workspace cannot be read.
    #[error("its settings cannot be read: {0}")]
    Settings(#[source] AppError),
    /// Nothing can listen there.
    #[error("nothing can listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
}

impl ServeError {
    /// Whether it is what was asked for that is wrong, and not the state of the computer.
    #[must_use]
    pub fn is_of_the_request(&self) -> bool {
        matches!(self, Self::PlainHttp(_) | Self::File { .. })
    }
}

impl ServerOptions {
    /// Says what must not be served.
    pub fn check(&self) -> Result<(), ServeError> {
        if self.tls.is_none() && !self.listen.ip().to_canonical().is_loopback() {
            return Err(ServeError::PlainHttp(self.listen));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(listen: &str, tls: bool) -> ServerOptions {
        let tls = tls.then(|| TlsFiles { certificate: "c.pem".into(), private_key: "k.pem".into() });
        ServerOptions { listen: listen.parse().unwrap(), tls, proxy: None }
    }

    #[test]
    fn plain_http_is_for_this_computer_alone() {
        for listen in ["127.0.0.1:8080", "127.9.9.9:1", "[::1]:8080", "[::ffff:127.0.0.1]:1"] {
            assert!(options(listen, false).check().is_ok(), "{listen}");
        }
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.168.0.4:80", "203.0.113.7:443"] {
            let error = options(listen, false).check().unwrap_err();
            assert!(error.is_of_the_request() && error.to_string().contains("--certificate"), "{listen}: {error}");
            assert!(options(listen, true).check().is_ok(), "{listen}");
        }
    }
}
