//! The database that is embedded in the program.

use sitebook_domain::{LocationKind, Timestamp};
use sitebook_locate::{GeoipDatabase, Lookup, Outcome};

use crate::fixtures::{ip, known};

fn bundled() -> GeoipDatabase {
    GeoipDatabase::bundled().unwrap()
}

#[test]
fn it_is_sound_to_the_last_record() {
    let bytes = include_bytes!("../../data/iptoasn-country.mmdb");
    assert_eq!(bytes.len(), 5_187_719, "the file of the version that data/README.md names");
    GeoipDatabase::from_bytes(bytes.to_vec()).unwrap();
}

#[test]
fn it_says_what_it_is() {
    let info = bundled().info();
    assert_eq!(info.database_type, "IPtoASN-Country");
    assert_eq!(info.build_date, "2026-06-17");
    assert!(info.nodes > 100_000);
    assert!(!info.knows_cities);
    assert!(info.attribution.contains("IPtoASN"));
}

#[test]
fn it_knows_countries_and_nothing_else() {
    for (address, country) in
        [("81.2.69.142", "GB"), ("8.8.8.8", "US"), ("::ffff:81.2.69.142", "GB"), ("2001:4860:4860::8888", "US")]
    {
        let expected = Lookup { country: Some(country.to_owned()), ..Lookup::default() };
        assert_eq!(known(&bundled(), address), expected, "{address}");
    }
}

#[test]
fn it_is_not_asked_about_private_addresses() {
    for address in ["192.168.1.1", "100.64.0.1", "fd00::1"] {
        assert_eq!(bundled().lookup(ip(address)).unwrap(), Outcome::NotPublic, "{address}");
    }
}

#[test]
fn its_estimates_are_for_the_country() {
    let fact = bundled().estimate(ip("81.2.69.142"), "Sitebook", Timestamp(0)).unwrap().unwrap();
    assert_eq!(fact.kind, LocationKind::GeoipCountry);
    assert_eq!((fact.position, fact.accuracy_km), (None, None));
    assert_eq!(fact.country.as_deref(), Some("GB"));
    assert_eq!(fact.database.as_deref(), Some("IPtoASN-Country 2026-06-17"));
}

#[test]
fn it_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&bundled());
}
