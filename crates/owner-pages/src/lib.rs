//! The pages that home owners see: functions from values to markup, with the style, the script and the pictures that belong
//! to them. The owners' app serves them; the office shows the very same ones (*See as owner*).
//!
//! [`view`] is what a page is drawn from, [`Shell`] what stands around every page.
//!
//! What must never be here: who may see or do what, a clock, a network, or markup that is not made by `maud`, which escapes
//! every text.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod devices;
pub mod files;
mod icons;
pub mod plain;
mod shell;
pub mod sign_in;
pub mod view;

pub use shell::{Shell, Standalone};
