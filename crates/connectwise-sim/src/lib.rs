//! A stateful simulator of the ConnectWise PSA REST API, as far as Sitebook uses it.
//!
//! [`Simulator`] is plain state with one pure step, [`Simulator::handle`]: no clock, no input or output, no
//! randomness, so that a whole run can be played again. [`SimulatorServer`] is the one place that knows sockets and
//! time. Where sources disagree about the real API, or are silent, [`Settings`] has a switch.
//!
//! What must never be here: anything of Sitebook's own. The simulator knows ConnectWise's words only, so that a
//! mistake in the client cannot be repeated in its mirror.
//!
//! ```
//! use sitebook_connectwise_sim::{Fault, NewConfiguration, Simulator};
//!
//! let mut simulator = Simulator::empty();
//! let company = simulator.add_company("acme", "Acme Ltd");
//! simulator.add_type("Server");
//! let id = simulator.add_configuration(NewConfiguration {
//!     company,
//!     name: "fw01".to_owned(),
//!     ..NewConfiguration::default()
//! });
//! simulator.fail_next(1, Fault::Reset);
//! assert_eq!(simulator.configuration(id).map(|record| record.name.as_str()), Some("fw01"));
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod conditions;
mod configurations;
mod faults;
mod handle;
mod log;
mod message;
mod paging;
mod query;
mod records;
mod sample;
mod server;
mod settings;
mod state;
mod views;

pub use faults::Fault;
pub use log::LoggedRequest;
pub use message::{Answer, Request, Response};
pub use records::{Company, Configuration, NamedRow, NewConfiguration, Site, Stamps, Status};
pub use server::SimulatorServer;
pub use settings::{Function, Level, MySecurity, Rights, Settings, Verb};
pub use state::{API_MEMBER, CLIENT_ID, LOGIN_COMPANY, OTHER_MEMBER, PRIVATE_KEY, PUBLIC_KEY, Seed, Simulator};
