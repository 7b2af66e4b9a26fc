//! Files that are no City or Country database are refused with a reason that a person can act on.

use std::fs::{self, File};
use std::io;

use mmdb_writer::{IpVersion, Value};
use sitebook_locate::{GeoipDatabase, GeoipError};

use crate::fixtures::{Build, Operator, known, london};

fn refused(bytes: &[u8]) -> GeoipError {
    GeoipDatabase::from_bytes(bytes.to_vec()).expect_err("refused")
}

#[test]
fn a_sound_file_is_opened_and_can_be_deleted_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("GeoLite2-City.mmdb");
    fs::write(&path, Build::new("GeoLite2-City", IpVersion::V6).with("81.2.69.142", &london()).bytes()).unwrap();
    let database = GeoipDatabase::open(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(known(&database, "81.2.69.142").city.as_deref(), Some("London"));
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.mmdb");
    let error = GeoipDatabase::open(&path).expect_err("refused");
    assert!(error.to_string().contains("gone.mmdb"));
    assert_eq!(error, GeoipError::NotFound { path });
}

#[test]
fn a_folder_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let error = GeoipDatabase::open(folder.path()).expect_err("refused");
    assert_eq!(error, GeoipError::Unreadable { path: folder.path().to_owned(), kind: io::ErrorKind::IsADirectory });
}

#[test]
fn a_file_of_more_than_one_gibibyte_is_not_even_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.mmdb");
    // A sparse file: it takes no room on the disk.
    File::create(&path).unwrap().set_len((1 << 30) + 1).unwrap();
    let error = GeoipDatabase::open(&path).expect_err("refused");
    assert_eq!(error, GeoipError::TooLarge { bytes: (1 << 30) + 1, limit: 1 << 30 });
}

#[test]
fn an_empty_file_is_empty() {
    assert_eq!(refused(b""), GeoipError::Empty);
}

#[test]
fn a_database_without_a_record_is_empty() {
    assert_eq!(refused(&Build::new("GeoLite2-City", IpVersion::V6).bytes()), GeoipError::Empty);
}

#[test]
fn other_files_are_no_databases() {
    let archive = [b"\x1f\x8b\x08\x00".as_slice(), &[7; 4096]].concat();
    for bytes in [b"network,geoname_id\n1.0.0.0/24,2077456\n".as_slice(), b"\0", &archive] {
        assert_eq!(refused(bytes), GeoipError::NotAnMmdb);
    }
    assert!(GeoipError::NotAnMmdb.to_string().contains("unpack"));
}

#[test]
fn a_marker_with_nothing_behind_it_is_a_damaged_database() {
    for behind in [b"".as_slice(), b"\xe0", b"\xff\xff\xff\xff", b"\x20\x00\x20\x00"] {
        let bytes = [b"\xab\xcd\xefMaxMind.com".as_slice(), behind].concat();
        assert!(matches!(refused(&bytes), GeoipError::Damaged { .. }), "{behind:?}");
    }
}

#[test]
fn a_database_of_network_operators_is_of_the_wrong_kind() {
    let operator =
        Operator { autonomous_system_number: 13_335, autonomous_system_organization: "Cloudflare".to_owned() };
    let error = refused(&Build::new("GeoLite2-ASN", IpVersion::V6).with("1.1.1.1", &operator).bytes());
    assert_eq!(error, GeoipError::WrongKind { database_type: "GeoLite2-ASN".to_owned() });
    assert!(error.to_string().contains("not a City or Country database"));
}

#[test]
fn records_that_are_no_maps_are_of_the_wrong_kind() {
    for record in [Value::from("GB"), Value::from(7_u32), Value::array([Value::from("GB")])] {
        let bytes = Build::new("List", IpVersion::V4).with("1.1.1.1", &record).bytes();
        assert_eq!(refused(&bytes), GeoipError::WrongKind { database_type: "List".to_owned() }, "{record:?}");
    }
}

#[test]
fn a_database_must_say_its_type_and_when_it_was_built() {
    for database_type in ["", "  ", "City\u{7}", &"x".repeat(101)] {
        let bytes = Build::new(database_type, IpVersion::V6).with("81.2.69.142", &london()).bytes();
        assert!(matches!(refused(&bytes), GeoipError::Damaged { .. }), "{database_type:?}");
    }
    for epoch in [0, 1_000_000_000_000] {
        let bytes = Build::built_at("GeoLite2-City", epoch).with("81.2.69.142", &london()).bytes();
        assert!(matches!(refused(&bytes), GeoipError::Damaged { .. }), "{epoch}");
    }
}
