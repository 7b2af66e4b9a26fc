//! Agents and devices from a simulated Domotz account.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;

mod account;
mod connecting;
mod keeping;
mod power;
mod power_reach;
mod refreshing;
mod sample;
mod scheduling;
mod writing;
