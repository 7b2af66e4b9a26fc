//! The ConnectWise PSA REST client: the [`Psa`](sitebook_psa::Psa) contract over HTTP.
//!
//! Here live ConnectWise's spelling of things (paths, headers, conditions, JSON), the discovery of a tenant's host and
//! codebase, paging, retries, and the translation of every answer into the contract's error codes. The network, time
//! and chance come in through [`Transport`] and [`Pace`]; [`HttpTransport`] and [`RealPace`] are the real ones.
//!
//! What must never be here: rules of matching or syncing, storage, or anything that outlives the client. No secret is
//! ever written to a log, an error or a URL, and neither PUT nor DELETE is ever sent.
//!
//! ```no_run
//! use sitebook_connectwise::{Client, Credentials};
//! use sitebook_psa::Psa;
//!
//! # async fn example() -> Result<(), sitebook_psa::PsaError> {
//! let client = Client::new(&Credentials {
//!     site: "na.myconnectwise.net".to_owned(),
//!     company_login: "acme".to_owned(),
//!     public_key: "public".into(),
//!     private_key: "private".into(),
//!     client_id: "00000000-0000-0000-0000-000000000000".into(),
//! })?;
//! let pre_flight = client.check().await?;
//! assert_eq!(pre_flight.missing().count(), 0);
//! # Ok(())
//! # }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod answer;
mod call;
mod client;
mod companies;
mod conditions;
mod configurations;
mod discovery;
mod encoding;
mod exchange;
mod host;
mod http;
mod limiter;
mod link;
mod listing;
mod observer;
mod operations;
mod patience;
mod rights;
mod setup;
#[cfg(test)]
mod specification;
mod transport;
mod wire;
mod writing;

pub use client::{Client, Credentials, DEFAULT_ACCEPT_VERSION, StopWish};
pub use conditions::{Condition, NotExpressible, Values};
pub use http::HttpTransport;
pub use observer::{Notice, Observer, WaitReason};
pub use patience::Patience;
pub use sitebook_service_client::{Pace, RealPace};
pub use transport::{Header, Method, Request, Response, Transport, TransportError};
