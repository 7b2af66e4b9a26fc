//! Both layouts give the same answers.

use mmdb_writer::{IpVersion, Value};
use sitebook_domain::Position;
use sitebook_locate::{DatabaseInfo, Lookup, Outcome};

use crate::fixtures::{Build, CountryOnly, Flat, Nested, bracknell, ip, kansas, known, london, place};

#[expect(clippy::unnecessary_wraps, reason = "the fields of a lookup are optional")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn the_nested_layout_is_read() {
    let database = Build::new("GeoLite2-City", IpVersion::V6).with("81.2.69.142", &london()).database();
    assert_eq!(
        known(&database, "81.2.69.142"),
        Lookup {
            position: Some(Position { lat: 51.5142, lon: -0.0931 }),
            accuracy_km: Some(20),
            city: text("London"),
            region: text("England"),
            country: text("GB"),
            time_zone: text("Europe/London"),
        }
    );
    assert_eq!(known(&database, "81.2.69.143"), Lookup::default());
    assert_eq!(
        database.info(),
        DatabaseInfo {
            database_type: "GeoLite2-City".to_owned(),
            build_date: "2026-09-18".to_owned(),
            nodes: database.info().nodes,
            knows_cities: true,
            attribution: "This product includes GeoLite2 Data created by MaxMind, available from https://www.maxmind.com",
        }
    );
    assert!(database.info().nodes > 0);
}

#[test]
fn the_flat_layout_is_read_and_its_short_floats_keep_their_decimals() {
    let database = Build::undescribed("city ipv4", IpVersion::V4).with("81.2.69.142", &bracknell()).database();
    assert_eq!(
        known(&database, "81.2.69.142"),
        Lookup {
            position: Some(Position { lat: 51.4964, lon: -0.72405 }),
            accuracy_km: None,
            city: text("Bracknell"),
            region: text("England"),
            country: text("GB"),
            time_zone: None,
        }
    );
    assert!(database.info().knows_cities);
    assert!(database.info().attribution.contains("DB-IP"));
}

#[test]
fn an_empty_text_and_the_point_zero_zero_are_absent() {
    let unknown = Flat { country_code: "gb".to_owned(), ..Flat::default() };
    let database = Build::undescribed("city ipv4", IpVersion::V4).with("81.2.69.142", &unknown).database();
    assert_eq!(known(&database, "81.2.69.142"), Lookup { country: text("GB"), ..Lookup::default() });
}

#[test]
fn a_country_database_knows_no_cities() {
    let germany = CountryOnly { country_code: "DE".to_owned() };
    let database = Build::undescribed("country ipvAll", IpVersion::V6).with("46.4.0.1", &germany).database();
    assert_eq!(known(&database, "46.4.0.1"), Lookup { country: text("DE"), ..Lookup::default() });
    assert!(!database.info().knows_cities);
    assert_eq!(database.info().attribution, "", "a file that a person brought is not ours to attribute by guess");
}

#[test]
fn the_name_is_english_or_else_any() {
    let only_german = Nested { city: Some(place(None, &[("de", "Köln")])), ..london() };
    let database = Build::new("GeoIP2-City", IpVersion::V4).with("46.4.0.1", &only_german).database();
    assert_eq!(known(&database, "46.4.0.1").city, text("Köln"));
}

#[test]
fn the_country_of_registration_is_no_country() {
    let anycast = Nested { registered_country: london().registered_country, ..Nested::default() };
    let database =
        Build::new("GeoLite2-City", IpVersion::V6).with("1.1.1.1", &anycast).with("8.8.8.8", &kansas()).database();
    assert_eq!(known(&database, "1.1.1.1"), Lookup::default());
}

#[test]
fn numbers_are_read_whatever_their_type() {
    let written = |latitude: Value, radius: Value| {
        Value::map([
            ("country", Value::map([("iso_code", Value::from("FR"))])),
            (
                "location",
                Value::map([("latitude", latitude), ("longitude", Value::from(2_u16)), ("accuracy_radius", radius)]),
            ),
        ])
    };
    let database = Build::new("Custom", IpVersion::V4)
        .with("5.39.0.1", &written(Value::from("48.5"), Value::from(50_u64)))
        .with("5.39.0.2", &written(Value::from(48.5_f32), Value::from(50_i32)))
        .with("5.39.0.3", &written(Value::from(48.5_f64), Value::from(50_u128)))
        .with("5.39.0.4", &written(Value::from(true), Value::from("far")))
        .database();
    for address in ["5.39.0.1", "5.39.0.2", "5.39.0.3"] {
        let lookup = known(&database, address);
        assert_eq!(lookup.position, Some(Position { lat: 48.5, lon: 2.0 }), "{address}");
        assert_eq!(lookup.accuracy_km, Some(50), "{address}");
    }
    assert_eq!(known(&database, "5.39.0.4"), Lookup { country: text("FR"), ..Lookup::default() });
}

#[test]
fn an_address_that_is_not_public_is_never_looked_up() {
    let reserved =
        ["192.168.1.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.7.7", "203.0.113.5", "fd00::1", "fe80::1"];
    let mut build = Build::new("GeoLite2-City", IpVersion::V6);
    for address in reserved {
        build = build.with(address, &london());
    }
    let database = build.database();
    for address in reserved.into_iter().chain(["::ffff:192.168.1.1"]) {
        let outcome = database.lookup(ip(address)).unwrap();
        assert_eq!(outcome, Outcome::NotPublic, "{address}");
        assert!(!outcome.is_public());
        assert_eq!(outcome.into_lookup(), Lookup::default());
    }
}

#[test]
fn ipv6_is_looked_up_where_the_database_has_it() {
    let both = Build::new("GeoLite2-City", IpVersion::V6)
        .with("2a02:c7f::1", &london())
        .with("81.2.69.142", &london())
        .database();
    assert_eq!(known(&both, "2a02:c7f::1").city, text("London"));
    assert_eq!(known(&both, "::ffff:81.2.69.142").city, text("London"), "IPv4 inside IPv6 is IPv4");

    let only_v4 = Build::undescribed("city ipv4", IpVersion::V4).with("81.2.69.142", &bracknell()).database();
    assert_eq!(known(&only_v4, "2a02:c7f::1"), Lookup::default(), "no answer, and no error");
    assert_eq!(known(&only_v4, "::ffff:81.2.69.142").city, text("Bracknell"));

    let only_v6 = Build::undescribed("city ipv6", IpVersion::V6).with("2a02:c7f::1", &bracknell()).database();
    assert_eq!(known(&only_v6, "81.2.69.142"), Lookup::default());
    assert_eq!(known(&only_v6, "2a02:c7f::1").city, text("Bracknell"));
}
