//! How long 10,000 estimates take, beside the reader's own way to the same records.
//!
//! `cargo bench -p sitebook-locate --bench estimates`; one thread. The figures stand in `docs/benchmarks.md`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set itself up should stop")]

#[path = "../tests/geoip/fixtures.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod fixtures;

use std::net::{IpAddr, Ipv4Addr};

use divan::Bencher;
use divan::counter::ItemsCount;
use fixtures::{Build, Location, Nested, london, place};
use maxminddb::Reader;
use maxminddb::geoip2::City;
use mmdb_writer::IpVersion;
use sitebook_domain::{LocationFact, Timestamp};
use sitebook_locate::GeoipDatabase;

fn main() {
    divan::main();
}

const ESTIMATES: u32 = 10_000;
const AT: Timestamp = Timestamp(1_790_000_000_000);

/// Addresses all over what is routed, without a pattern: steps of a prime, from 11.0.0.0 on.
fn addresses() -> Vec<IpAddr> {
    (0..ESTIMATES).map(|number| IpAddr::V4(Ipv4Addr::from_bits(0x0b00_0000 + number * 15_013))).collect()
}

/// A City database that knows each address, each in a town of its own.
fn cities() -> Vec<u8> {
    let mut build = Build::new("GeoLite2-City", IpVersion::V6);
    for (number, address) in addresses().into_iter().enumerate() {
        let shift = f64::from(number as u32) / 1000.0;
        let location = Location { accuracy_radius: 20, latitude: 45.0 + shift, longitude: shift, time_zone: None };
        let name = format!("Town {number}");
        let city = place(None, &[("de", &name), ("en", &name), ("fr", &name)]);
        let record = Nested { city: Some(city), location: Some(location), ..london() };
        build = build.with(&address.to_string(), &record);
    }
    build.bytes()
}

fn estimates(database: &GeoipDatabase, addresses: &[IpAddr]) -> Vec<Option<LocationFact>> {
    addresses.iter().map(|address| database.estimate(*address, "Sitebook", AT).unwrap()).collect()
}

#[divan::bench(sample_count = 20)]
fn sitebook_city_database(bencher: Bencher<'_, '_>) {
    let (database, addresses) = (GeoipDatabase::from_bytes(cities()).unwrap(), addresses());
    assert!(estimates(&database, &addresses).iter().flatten().all(|fact| fact.position.is_some()));
    bencher.counter(ItemsCount::new(ESTIMATES)).bench(|| estimates(&database, &addresses));
}

#[divan::bench(sample_count = 20)]
fn sitebook_bundled_database(bencher: Bencher<'_, '_>) {
    let (database, addresses) = (GeoipDatabase::bundled().unwrap(), addresses());
    assert!(estimates(&database, &addresses).iter().flatten().count() > 5_000, "most of them are somewhere");
    bencher.counter(ItemsCount::new(ESTIMATES)).bench(|| estimates(&database, &addresses));
}

/// The reader's own records, without a look at what they are good for: the least that an estimate can cost.
#[divan::bench(sample_count = 20)]
fn reader_alone(bencher: Bencher<'_, '_>) {
    let (bytes, addresses) = (cities(), addresses());
    let reader = Reader::from_source(bytes.as_slice()).unwrap();
    let found = |address: &IpAddr| {
        let city: Option<City<'_>> = reader.lookup(*address).unwrap().decode().unwrap();
        city.and_then(|city| city.location.latitude)
    };
    assert!(addresses.iter().all(|address| found(address).is_some()));
    bencher.counter(ItemsCount::new(ESTIMATES)).bench(|| addresses.iter().filter_map(found).count());
}
