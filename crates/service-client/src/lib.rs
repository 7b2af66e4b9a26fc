//! What the clients of other services share: time and chance as they are passed in ([`Pace`]), how long a service asks to be
//! left alone ([`retry_after`]), and which hosts are this computer ([`is_loopback`]).
//!
//! What must never be here: words of one service, requests, or secrets.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod host;
mod pace;
mod retry_after;

pub use host::is_loopback;
pub use pace::{Pace, RealPace};
pub use retry_after::{LONGEST_WAIT, RetryAfter, retry_after};
