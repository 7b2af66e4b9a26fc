//! The model world: a store, a PSA, a clock and a stop in memory, for tests that look at every step.
//!
//! Every call of the store and of the PSA pauses twice: before it takes effect, and before the caller learns of it. A
//! test that drops the caller at a pause sees what a crash at that point leaves behind: the world, which is shared,
//! goes on without it.

mod changes;
mod clock;
mod journal;
mod psa;
pub mod records;
mod store;
mod subject;

pub use clock::{ManualClock, StopWhen};
#[cfg(any(test, feature = "simulation"))]
pub(crate) use journal::locked;
pub use journal::{Event, Journal, pause};
pub use psa::{Call, Fault, ModelPsa};
pub use store::ModelStore;
