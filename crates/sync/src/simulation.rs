//! Whole worlds under random trouble, one per seed: two sides, people who go on working, processes that die, a PSA that
//! answers badly, a store that fails, a clock that jumps.
//!
//! Everything runs on one thread, and every decision comes from the seed: a world that breaks an invariant can be played
//! again (`cargo xtask simulate --seed N`). A crash is a crash: the process is never polled again, and nothing of it is
//! cleaned up while its world goes on.
//!
//! What no client can exclude is left out of these worlds, and stands in the documentation of each module: a request that
//! takes effect after a minute, two computers that create in the same moment, what somebody writes to ConnectWise between
//! our look and our write (counted), and a clock that is set forward in the very minute in which a program dies over a
//! creation and is started again.

mod fault;
mod invariant;
mod people;
mod planning;
mod process;
mod remote;
mod steps;
mod story;
mod weather;
mod world;

#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use invariant::{Broken, Invariant};
pub use story::{Played, play};
