//! A stateful simulator of the Domotz Public API, as far as Sitebook uses it.
//!
//! [`Simulator`] is plain state with one pure step, [`Simulator::handle`]: no clock, no input or output, no randomness, so
//! that a whole run can be played again. [`SimulatorServer`] is the one place that knows sockets and time. Records are
//! the JSON documents that the API sends, so that a test can make any of them as odd as the field has shown them.
//!
//! What must never be here: anything of Sitebook's own. The simulator knows Domotz's words only, so that a mistake in the
//! client cannot be repeated in its mirror.
//!
//! ```
//! use sitebook_domotz_sim::{Fault, Simulator};
//!
//! let mut simulator = Simulator::empty();
//! let agent = simulator.add_agent("Northside Dental");
//! simulator.add_device(agent, "fw01");
//! simulator.fail_next(1, Fault::Reset);
//! assert_eq!(simulator.device_ids(agent).len(), 1);
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod answers;
mod devices;
mod faults;
mod handle;
mod inventory;
mod message;
#[cfg(feature = "openapi")]
pub mod openapi;
mod power;
mod sample;
mod server;
mod state;

pub use faults::Fault;
pub use message::{Answer, Ending, LoggedRequest, Request, Response};
pub use server::SimulatorServer;
pub use state::{API_KEY, Seed, SeedAgent, SeedDevice, Settings, Simulator};
