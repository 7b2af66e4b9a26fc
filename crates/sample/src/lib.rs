//! The made-up customers of the sample workspace, and what ConnectWise knows about them.
//!
//! About 40 networks over the world with 800 devices, as an import file and as the records of the ConnectWise
//! simulator, which match partly: other spellings, values that differ, duplicates, placeholders, and much that only one
//! side has. [`sample`] is a pure function of the time: the same people, devices and ids each time.
//!
//! What must never be here: a clock, chance, files or the network; or a name, number or address of anybody who exists.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod catalogue;
mod chance;
mod document;
mod geoip;
mod many;
mod network;
mod places;
mod records;

use jiff::Timestamp;
use serde_json::Value;
use sitebook_connectwise_sim::Seed;

pub use crate::many::{Many, many};
use crate::network::{Network, network};
use crate::places::{Known, PLACES};

/// Version of the sample's content, for whoever keeps one.
pub const VERSION: u32 = 1;

/// The whole sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Agents and devices in the format of an import file.
    pub agents: Value,
    /// A GeoIP database (MMDB) that knows the cities of some of their public addresses and the countries of others. The
    /// bundled one knows countries only.
    pub geoip: Vec<u8>,
    /// The places that a person has confirmed.
    pub confirmed: Vec<ConfirmedPlace>,
    /// Devices that a person ignores: the agent's id and the device's.
    pub ignored: Vec<(String, String)>,
    /// What ConnectWise knows.
    pub connectwise: Seed,
}

/// A place that a person has confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfirmedPlace {
    /// The agent's id in the import file.
    pub agent: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Why the sample could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The moment is no time of the calendar.
    #[error("{0} is no time of the calendar")]
    Moment(i64),
    /// The GeoIP database could not be written.
    #[error("the GeoIP database could not be written: {0}")]
    Geoip(#[from] mmdb_writer::Error),
}

/// Makes the sample as it stands at this moment, in seconds since 1970.
pub fn sample(now: i64) -> Result<Sample, SampleError> {
    let time = Timestamp::from_second(now).map_err(|_| SampleError::Moment(now))?;
    let networks: Vec<Network> = PLACES.iter().enumerate().map(|(index, place)| network(index, place)).collect();
    let confirmed = networks
        .iter()
        .filter(|network| network.place.known == Known::Confirmed)
        .map(|network| {
            let (lat, lon) = network.place.position;
            ConfirmedPlace { agent: network.id.clone(), lat, lon }
        })
        .collect();
    let ignored = networks
        .iter()
        .flat_map(|network| {
            let ignored = network.devices.iter().filter(|device| device.ignored);
            ignored.map(|device| (network.id.clone(), device.id.clone()))
        })
        .collect();
    Ok(Sample {
        agents: document::document(&networks, time),
        geoip: geoip::database(now)?,
        confirmed,
        ignored,
        connectwise: records::seed(&networks, now),
    })
}
