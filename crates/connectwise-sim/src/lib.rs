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

mod companies;
mod conditions;
mod constraints;
mod faults;
mod handle;
mod lists;
mod log;
mod message;
#[cfg(feature = "openapi")]
pub mod openapi;
mod people;
mod query;
mod questionnaire;
mod records;
mod rights;
mod routes;
mod sample;
mod server;
mod settings;
mod sign_in;
mod state;
mod system;
mod views;
mod violations;
mod write;

pub use faults::{Change, Fault};
pub use log::LoggedRequest;
pub use message::{Answer, Request, Response};
pub use records::{
    Answered, Company, CompanyStatus, CompanyType, Configuration, CustomField, EntryMethod, FieldType, Member,
    NamedRow, NewConfiguration, Question, QuestionValue, Site, Stamps, Status,
};
pub use rights::{Function, Level, Rights, Table, Verb};
pub use server::SimulatorServer;
pub use settings::{
    AliasSignIn, Bulk, Clearing, CompanyMove, ForwardEnd, Lag, MySecurity, PartialCustomFields, Settings, SubPaths,
    TextClearing, TooLong, TypeInPatch, Wildcard,
};
pub use state::{API_MEMBER, CLIENT_ID, LOGIN_COMPANY, OTHER_MEMBER, PRIVATE_KEY, PUBLIC_KEY, Seed, Simulator};
pub use violations::{Rule, Violation};
