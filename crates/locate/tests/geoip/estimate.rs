//! The entry that an estimate makes in an agent's location history.

use mmdb_writer::IpVersion;
use sitebook_domain::{LocationFact, LocationKind, Position, Timestamp};
use sitebook_locate::GeoipDatabase;

use crate::fixtures::{Build, Location, Nested, bracknell, ip, kansas, london};

const AT: Timestamp = Timestamp(1_790_000_000_000);

fn database() -> GeoipDatabase {
    let region = Nested {
        location: Some(Location { accuracy_radius: 500, latitude: 52.0, longitude: -1.0, time_zone: None }),
        ..london()
    };
    let nowhere = Nested { registered_country: kansas().country, ..Nested::default() };
    let sea = Nested { location: kansas().location, ..Nested::default() };
    Build::new("GeoLite2-City", IpVersion::V6)
        .with("81.2.69.142", &london())
        .with("81.2.69.143", &region)
        .with("8.8.8.8", &kansas())
        .with("1.1.1.1", &nowhere)
        .with("9.9.9.9", &sea)
        .with("10.0.0.1", &london())
        .database()
}

fn estimate(address: &str) -> Option<LocationFact> {
    database().estimate(ip(address), "Sitebook", AT).unwrap()
}

#[test]
fn a_city_has_a_point_and_says_where_it_is_from() {
    assert_eq!(
        estimate("81.2.69.142").unwrap(),
        LocationFact {
            kind: LocationKind::GeoipCity,
            position: Some(Position { lat: 51.5142, lon: -0.0931 }),
            accuracy_km: Some(20),
            city: Some("London".to_owned()),
            region: Some("England".to_owned()),
            country: Some("GB".to_owned()),
            database: Some("GeoLite2-City 2026-09-18".to_owned()),
            ip: Some("81.2.69.142".to_owned()),
            method: None,
            address: None,
            postal: None,
            by: "Sitebook".to_owned(),
            at: AT,
        }
    );
}

#[test]
fn an_estimate_names_its_database_as_the_database_names_itself() {
    let bundled = GeoipDatabase::bundled().unwrap();
    for database in [database(), bundled] {
        let fact = database.estimate(ip("8.8.8.8"), "Sitebook", AT).unwrap().unwrap();
        assert_eq!(fact.database, Some(database.name()));
    }
    assert_eq!(database().name(), "GeoLite2-City 2026-09-18");
}

#[test]
fn a_flat_file_without_a_radius_gives_a_city_too() {
    let database = Build::undescribed("city ipv4", IpVersion::V4).with("81.2.69.142", &bracknell()).database();
    let fact = database.estimate(ip("81.2.69.142"), "Sitebook", AT).unwrap().unwrap();
    assert_eq!((fact.kind, fact.accuracy_km), (LocationKind::GeoipCity, None));
}

#[test]
fn the_middle_of_a_country_is_never_a_point() {
    let fact = estimate("8.8.8.8").unwrap();
    assert_eq!(fact.kind, LocationKind::GeoipCountry);
    assert_eq!(fact.position, None);
    assert_eq!(fact.accuracy_km, Some(1000));
    assert_eq!(fact.country.as_deref(), Some("US"));
}

#[test]
fn a_city_within_500_km_is_no_place() {
    let fact = estimate("81.2.69.143").unwrap();
    assert_eq!((fact.kind, fact.position), (LocationKind::GeoipCountry, None));
    assert_eq!(fact.country.as_deref(), Some("GB"));
}

#[test]
fn what_is_not_known_is_no_estimate() {
    assert_eq!(estimate("1.1.1.1"), None, "only where it is registered");
    assert_eq!(estimate("9.9.9.9"), None, "a wide circle and no country");
    assert_eq!(estimate("81.2.69.144"), None, "not in the file");
}

#[test]
fn an_address_that_is_not_public_has_no_estimate() {
    assert_eq!(estimate("10.0.0.1"), None);
}
