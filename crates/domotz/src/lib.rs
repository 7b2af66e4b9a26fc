//! The client of the Domotz Public API: where agents and devices come from.
//!
//! Here live the API's spelling of things (paths, the key's header, JSON), paging, retries, and what its records mean in
//! the words of `domain`. The network, time and chance come in through [`Transport`] and [`Pace`]; [`HttpTransport`] and
//! [`RealPace`] are the real ones.
//!
//! What must never be here: storage, a decision about what a person sees, or anything that outlives the client. The key
//! is never written to a log, an error or a URL. Nothing that deletes, or that changes licences, monitoring state or
//! billing, can be sent: the one list of requests is in `operation.rs`, and a test reads it.
//!
//! ```no_run
//! use sitebook_domotz::Client;
//!
//! # async fn example() -> Result<(), sitebook_domotz::DomotzError> {
//! let client = Client::new("https://api-us-east-1-cell-1.domotz.com", &"key".into())?;
//! for agent in client.agents().await?.records {
//!     println!("{}", agent.display_name);
//! }
//! # Ok(())
//! # }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod calls;
mod client;
mod endpoint;
mod error;
mod exchange;
mod field;
mod http;
mod operation;
mod power;
mod quota;
mod time;
mod transport;
mod values;
mod wire;

pub use client::Client;
pub use error::DomotzError;
pub use field::WritableField;
pub use http::HttpTransport;
pub use operation::Method;
pub use power::{OutletAction, PowerAction};
pub use quota::{Quota, Reading, Standing, agents_to_read};
pub use sitebook_service_client::{Pace, RealPace};
pub use time::parse_time;
pub use transport::{Request, Response, Transport, TransportError};
pub use values::{agent_position, agent_values, device_values};
pub use wire::{
    Access, Agent, Device, DeviceTypes, Event, Interface, Interfaces, Listed, Outlet, PowerActions, Protocol, Topology,
    Unread, Uptime, User, UserData,
};
