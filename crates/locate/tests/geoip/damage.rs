//! A damaged file is refused, or answers; it never takes the program down.

use mmdb_writer::{IpVersion, RecordSize, Writer};
use sitebook_domain::Timestamp;
use sitebook_locate::{GeoipDatabase, GeoipError};

use crate::fixtures::{Build, Flat, bracknell, ip, kansas, london};

const ADDRESSES: [&str; 7] =
    ["81.2.69.142", "8.8.8.8", "1.0.0.1", "255.1.1.1", "2a02:c7f::1", "::ffff:81.2.69.142", "2600::1"];

fn nested() -> Vec<u8> {
    Build::new("GeoLite2-City", IpVersion::V6)
        .with("81.2.69.142", &london())
        .with("8.8.8.8", &kansas())
        .with("2a02:c7f::1", &london())
        .bytes()
}

/// Without a description, which takes another way through the checks.
fn flat() -> Vec<u8> {
    Build::undescribed("city ipv4", IpVersion::V4)
        .with("81.2.69.142", &bracknell())
        .with("8.8.8.8", &bracknell())
        .bytes()
}

/// Every way in which a caller can touch a database.
fn use_it(bytes: Vec<u8>) -> Result<(), GeoipError> {
    let database = GeoipDatabase::from_bytes(bytes)?;
    assert!(database.info().nodes > 0);
    for address in ADDRESSES {
        database.lookup(ip(address))?;
        database.estimate(ip(address), "test", Timestamp(0))?;
    }
    Ok(())
}

/// A small generator of reproducible noise (xorshift64), so that a failing case can be run again.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn the_undamaged_files_are_fine() {
    use_it(nested()).unwrap();
    use_it(flat()).unwrap();
}

#[test]
fn a_download_that_broke_off_is_refused_wherever_it_broke_off() {
    for whole in [nested(), flat()] {
        for length in 0..whole.len() {
            assert!(use_it(whole[..length].to_vec()).is_err(), "cut to {length} of {}", whole.len());
        }
    }
}

#[test]
fn a_missing_middle_does_no_harm() {
    for whole in [nested(), flat()] {
        for from in (0..whole.len()).step_by(7) {
            for length in [1, 5, 64, 1000] {
                let until = (from + length).min(whole.len());
                let _ = use_it([&whole[..from], &whole[until..]].concat());
            }
        }
    }
}

#[test]
fn no_single_flipped_bit_does_harm() {
    for whole in [nested(), flat()] {
        for position in 0..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[position] ^= 1 << bit;
                let _ = use_it(damaged);
            }
        }
    }
}

#[test]
fn no_spray_of_random_bytes_does_harm() {
    let mut noise = Noise(0x5eed_0f51_7eb0_0c01);
    for whole in [nested(), flat()] {
        for _ in 0..5000 {
            let mut damaged = whole.clone();
            for _ in 0..=noise.below(12) {
                let position = noise.below(damaged.len());
                damaged[position] = noise.below(256) as u8;
            }
            let _ = use_it(damaged);
        }
    }
}

#[test]
fn a_tree_that_leads_back_to_itself_ends() {
    for described in [true, false] {
        let builder = Writer::builder("GeoLite2-City").ip_version(IpVersion::V4).record_size(RecordSize::Bits32);
        let mut writer = if described { builder.description(&[("en", "test")]).build() } else { builder.build() };
        writer.insert(ip("200.2.69.142"), &london()).unwrap();
        let mut bytes = writer.to_bytes().unwrap();
        // The left branch of the root is empty; now both of its branches are the root itself.
        bytes[..8].fill(0);
        assert!(matches!(GeoipDatabase::from_bytes(bytes), Err(GeoipError::Damaged { .. })));
    }
}

#[test]
fn a_damaged_record_is_found_when_the_file_is_opened_however_far_behind_it_is() {
    let last = Flat { city: "Atlantis".to_owned(), ..bracknell() };
    for mut build in [Build::new("city ipv4", IpVersion::V4), Build::undescribed("city ipv4", IpVersion::V4)] {
        for network in 0..=u8::MAX {
            for host in 0..20 {
                build = build.with(&format!("81.2.{network}.{host}"), &bracknell());
            }
        }
        let mut bytes = build.with("223.1.1.1", &last).bytes();
        use_it(bytes.clone()).unwrap();
        let name = bytes.windows(8).position(|window| window == b"Atlantis").expect("a city");
        // No text in UTF-8 begins with this byte.
        bytes[name] = 0xff;
        assert!(matches!(GeoipDatabase::from_bytes(bytes), Err(GeoipError::Damaged { .. })));
    }
}
