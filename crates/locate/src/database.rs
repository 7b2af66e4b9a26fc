//! A GeoIP database that was checked and can be asked.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::Path;

use maxminddb::Reader;
use sitebook_domain::{LocationFact, LocationKind, Timestamp, is_public_address};

use crate::check::{Bytes, check_everything, knows_cities, read_header, read_record};
use crate::info::Origin;
use crate::{DatabaseInfo, GeoipError, Lookup, Outcome};

/// Longest accepted file: 1 GiB. The largest City databases have about 140 MB.
const LONGEST_FILE: u64 = 1 << 30;

/// IPtoASN's countries; `data/README.md` says where they come from.
const BUNDLED: &[u8] = include_bytes!("../data/iptoasn-country.mmdb");

/// A GeoIP database, held in memory. It can be shared between threads and asked from all of them at once.
#[derive(Debug)]
pub struct GeoipDatabase {
    reader: Reader<Bytes>,
    info: DatabaseInfo,
}

impl GeoipDatabase {
    /// The country database that is part of the program (IPtoASN, IPv4 and IPv6, June 2026). It knows no cities.
    ///
    /// It is not searched for damage at run time; a test does that for the bytes that are embedded.
    pub fn bundled() -> Result<Self, GeoipError> {
        Self::read(Cow::Borrowed(BUNDLED), Origin::Bundled)
    }

    /// Reads a database file (MMDB with cities or countries, up to 1 GiB) into memory and checks all of it.
    ///
    /// The file can be replaced or deleted afterwards.
    pub fn open(path: &Path) -> Result<Self, GeoipError> {
        Self::from_bytes(read_file(path)?)
    }

    /// Reads a file that was checked by [`Self::open`] before and has been kept since. The search for damage, which takes
    /// more than a second for a City database, is left out; a lookup in a damaged record is still an error, no panic.
    pub fn open_accepted(path: &Path) -> Result<Self, GeoipError> {
        Self::read(Cow::Owned(read_file(path)?), Origin::Brought)
    }

    /// Checks the contents of a database file: metadata, search tree, every record, and that they are about places.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, GeoipError> {
        let length = bytes.len() as u64;
        if length > LONGEST_FILE {
            return Err(GeoipError::TooLarge { bytes: length, limit: LONGEST_FILE });
        }
        // The cheap questions first: that a file is about something else is worth more to know than a flaw in it.
        let database = Self::read(Cow::Owned(bytes), Origin::Brought)?;
        check_everything(&database.reader)?;
        Ok(database)
    }

    fn read(bytes: Bytes, origin: Origin) -> Result<Self, GeoipError> {
        let reader = read_header(bytes)?;
        let mut info = DatabaseInfo::read(reader.metadata(), origin)?;
        info.knows_cities |= knows_cities(&reader, &info.database_type)?;
        Ok(Self { reader, info })
    }

    /// What the database says about itself.
    #[must_use]
    pub fn info(&self) -> DatabaseInfo {
        self.info.clone()
    }

    /// Its name, such as `GeoLite2-City 2026-09-18`: what people are told, and what every estimate is kept with. Estimates of
    /// this database and of others are told apart by it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.info.database_type, self.info.build_date)
    }

    /// What the database knows about the place of an address. IPv4 inside IPv6 (`::ffff:a.b.c.d`) counts as the IPv4
    /// address that it is. An error means that the record is damaged, not that nothing is known.
    pub fn lookup(&self, ip: IpAddr) -> Result<Outcome, GeoipError> {
        if !is_public_address(ip) {
            return Ok(Outcome::NotPublic);
        }
        let ip = ip.to_canonical();
        if ip.is_ipv6() && self.reader.metadata().ip_version == 4 {
            return Ok(Outcome::Public(Lookup::default()));
        }
        let found = self.reader.lookup(ip)?;
        Ok(Outcome::Public(read_record(&found)?.unwrap_or_default()))
    }

    /// The estimate of where an address is, as an entry of an agent's location history: said by `by` at `at`.
    ///
    /// None for an address that is not public, or of which not even the country is known. An estimate that is good
    /// for a country only has no point, even where the file has one: that would be the middle of the country.
    pub fn estimate(&self, ip: IpAddr, by: &str, at: Timestamp) -> Result<Option<LocationFact>, GeoipError> {
        let Outcome::Public(lookup) = self.lookup(ip)? else {
            return Ok(None);
        };
        let kind = LocationFact::estimate_kind(lookup.position, lookup.city.as_deref(), lookup.accuracy_km);
        let position = lookup.position.filter(|_| kind == LocationKind::GeoipCity);
        if position.is_none() && lookup.country.is_none() {
            return Ok(None);
        }
        Ok(Some(LocationFact {
            kind,
            position,
            accuracy_km: lookup.accuracy_km,
            city: lookup.city,
            region: lookup.region,
            country: lookup.country,
            database: Some(self.name()),
            ip: Some(ip.to_string()),
            method: None,
            address: None,
            postal: None,
            by: by.to_owned(),
            at,
        }))
    }
}

/// Reads a file of acceptable length. The length is asked before anything is read, and kept to while reading, since a
/// file can grow.
fn read_file(path: &Path) -> Result<Vec<u8>, GeoipError> {
    let failed = |kind| match kind {
        io::ErrorKind::NotFound => GeoipError::NotFound { path: path.to_owned() },
        kind => GeoipError::Unreadable { path: path.to_owned(), kind },
    };
    let too_large = |bytes| GeoipError::TooLarge { bytes, limit: LONGEST_FILE };

    let metadata = fs::metadata(path).map_err(|error| failed(error.kind()))?;
    if metadata.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory));
    }
    if !metadata.is_file() {
        // Opening a pipe would wait for its other end, and a device may have no end at all.
        return Err(failed(io::ErrorKind::Unsupported));
    }
    if metadata.len() > LONGEST_FILE {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    let file = File::open(path).map_err(|error| failed(error.kind()))?;
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| failed(error.kind()))?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}
