//! Small databases in both layouts.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use mmdb_writer::{IpVersion, Writer};
use serde::Serialize;
use sitebook_locate::{GeoipDatabase, Lookup, Outcome};

/// 2026-09-18T00:00:00Z.
const BUILT: u64 = 1_789_689_600;

/// The nested layout, with the number types that MaxMind's files have.
#[derive(Clone, Default, Serialize)]
pub struct Nested {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered_country: Option<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subdivisions: Vec<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

#[derive(Clone, Serialize)]
pub struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_code: Option<String>,
    pub geoname_id: u32,
    pub names: BTreeMap<String, String>,
}

#[derive(Clone, Serialize)]
pub struct Location {
    pub accuracy_radius: u16,
    pub latitude: f64,
    pub longitude: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// The flat layout of ip-location-db, with its 32-bit floats.
#[derive(Clone, Default, Serialize)]
pub struct Flat {
    pub city: String,
    pub country_code: String,
    pub latitude: f32,
    pub longitude: f32,
    pub postcode: String,
    pub state1: String,
    pub state2: String,
    pub timezone: String,
}

#[derive(Clone, Serialize)]
pub struct CountryOnly {
    pub country_code: String,
}

#[derive(Clone, Serialize)]
pub struct Operator {
    pub autonomous_system_number: u32,
    pub autonomous_system_organization: String,
}

pub fn place(iso_code: Option<&str>, names: &[(&str, &str)]) -> Place {
    Place {
        iso_code: iso_code.map(str::to_owned),
        geoname_id: 2_643_743,
        names: names.iter().map(|(language, name)| ((*language).to_owned(), (*name).to_owned())).collect(),
    }
}

pub fn london() -> Nested {
    Nested {
        city: Some(place(None, &[("de", "London (de)"), ("en", "London"), ("fr", "Londres")])),
        country: Some(place(Some("GB"), &[("de", "Vereinigtes Königreich"), ("en", "United Kingdom")])),
        registered_country: Some(place(Some("US"), &[("en", "United States")])),
        subdivisions: vec![place(Some("ENG"), &[("en", "England")]), place(Some("LND"), &[("en", "Greater London")])],
        location: Some(Location {
            accuracy_radius: 20,
            latitude: 51.5142,
            longitude: -0.0931,
            time_zone: Some("Europe/London".to_owned()),
        }),
    }
}

/// What City databases say of an address in the United States about which they know no more.
pub fn kansas() -> Nested {
    Nested {
        country: Some(place(Some("US"), &[("en", "United States")])),
        location: Some(Location { accuracy_radius: 1000, latitude: 37.751, longitude: -97.822, time_zone: None }),
        ..Nested::default()
    }
}

pub fn bracknell() -> Flat {
    Flat {
        city: "Bracknell".to_owned(),
        country_code: "GB".to_owned(),
        latitude: 51.4964,
        longitude: -0.724_05,
        state1: "England".to_owned(),
        ..Flat::default()
    }
}

/// A database of single addresses.
pub struct Build {
    writer: Writer,
}

impl Build {
    pub fn new(database_type: &str, ip_version: IpVersion) -> Self {
        let writer = Writer::builder(database_type)
            .ip_version(ip_version)
            .description(&[("en", "test")])
            .build_epoch(SystemTime::UNIX_EPOCH + Duration::from_secs(BUILT))
            .build();
        Self { writer }
    }

    /// As ip-location-db builds its files: without a description.
    pub fn undescribed(database_type: &str, ip_version: IpVersion) -> Self {
        let writer = Writer::builder(database_type)
            .ip_version(ip_version)
            .build_epoch(SystemTime::UNIX_EPOCH + Duration::from_secs(BUILT))
            .build();
        Self { writer }
    }

    pub fn built_at(database_type: &str, epoch: u64) -> Self {
        let writer = Writer::builder(database_type)
            .description(&[("en", "test")])
            .build_epoch(SystemTime::UNIX_EPOCH + Duration::from_secs(epoch))
            .build();
        Self { writer }
    }

    pub fn with(mut self, address: &str, record: &impl Serialize) -> Self {
        self.writer.insert(ip(address), record).unwrap();
        self
    }

    pub fn bytes(self) -> Vec<u8> {
        self.writer.to_bytes().unwrap()
    }

    pub fn database(self) -> GeoipDatabase {
        GeoipDatabase::from_bytes(self.bytes()).unwrap()
    }
}

pub fn ip(address: &str) -> IpAddr {
    address.parse().unwrap()
}

/// What the database knows about a public address.
pub fn known(database: &GeoipDatabase, address: &str) -> Lookup {
    match database.lookup(ip(address)).unwrap() {
        Outcome::Public(lookup) => lookup,
        Outcome::NotPublic => panic!("{address} is public"),
    }
}
