//! What a database says about itself.

use maxminddb::Metadata;
use sitebook_domain::Timestamp;

use crate::GeoipError;

/// Longest accepted database type, in characters. Real ones have about 20; it is shown to people as it stands.
const LONGEST_TYPE: usize = 100;

/// GeoLite2 end user licence agreement, section 3.
const GEOLITE2: &str = "This product includes GeoLite2 Data created by MaxMind, available from https://www.maxmind.com";
/// CC BY 4.0, with the link back that DB-IP asks for.
const DB_IP: &str = "IP Geolocation by DB-IP, https://db-ip.com (CC BY 4.0)";
/// PDDL 1.0 asks for nothing; naming the origin is courtesy.
const IPTOASN: &str = "Country data by IPtoASN, https://iptoasn.com (PDDL 1.0)";

/// Where the bytes of a database come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Embedded in the program.
    Bundled,
    /// Brought by a person.
    Brought,
}

/// What a database says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseInfo {
    /// The type as the file states it, such as `GeoLite2-City` or `country ipvAll`.
    pub database_type: String,
    /// The day it was built (UTC), as `YYYY-MM-DD`.
    pub build_date: String,
    /// Nodes of the search tree: a rough measure of how much it knows.
    pub nodes: u32,
    /// Whether it knows cities, or countries only.
    pub knows_cities: bool,
    /// The text that its licence wants shown wherever its data is shown; empty where none is known.
    pub attribution: &'static str,
}

impl DatabaseInfo {
    /// Reads the metadata, if it makes sense. The reader has checked format, node count and record size already.
    /// Whether there are cities is told by the type alone here; records can tell more.
    pub(crate) fn read(metadata: &Metadata, origin: Origin) -> Result<Self, GeoipError> {
        let database_type = metadata.database_type.trim();
        if database_type.is_empty() || database_type.chars().count() > LONGEST_TYPE {
            return Err(GeoipError::damaged("no usable database type"));
        }
        if database_type.chars().any(char::is_control) {
            return Err(GeoipError::damaged("the database type has unprintable characters"));
        }
        let lower = database_type.to_ascii_lowercase();
        Ok(Self {
            build_date: build_date(metadata.build_epoch)?,
            nodes: metadata.node_count,
            knows_cities: lower.contains("city") || lower.contains("enterprise"),
            attribution: attribution(&lower, origin),
            // The bundled file calls itself `country ipvAll`, which tells nobody what it is.
            database_type: if origin == Origin::Bundled { "IPtoASN-Country" } else { database_type }.to_owned(),
        })
    }
}

/// The day of a build time in seconds since 1970.
fn build_date(epoch: u64) -> Result<String, GeoipError> {
    let written = i64::try_from(epoch)
        .ok()
        .filter(|seconds| *seconds > 0)
        .and_then(|seconds| seconds.checked_mul(1000))
        .map(|milliseconds| Timestamp(milliseconds).to_string());
    // RFC 3339; a time beyond the calendar is written without a `T`.
    match written.as_deref().and_then(|text| text.split_once('T')) {
        Some((day, _)) => Ok(day.to_owned()),
        None => Err(GeoipError::damaged("no usable build date")),
    }
}

fn attribution(lower_type: &str, origin: Origin) -> &'static str {
    match origin {
        Origin::Bundled => IPTOASN,
        Origin::Brought if lower_type.starts_with("geolite2") => GEOLITE2,
        Origin::Brought if lower_type.starts_with("dbip") || matches!(lower_type, "city ipv4" | "city ipv6") => DB_IP,
        Origin::Brought => "",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_build_date_is_a_day_in_utc() {
        assert_eq!(build_date(1_789_689_599).unwrap(), "2026-09-17");
        assert_eq!(build_date(1_789_689_600).unwrap(), "2026-09-18");
        for nonsense in [0, 400_000_000_000, u64::MAX / 1000, u64::MAX] {
            assert!(matches!(build_date(nonsense), Err(GeoipError::Damaged { .. })), "{nonsense}");
        }
    }

    #[test]
    fn each_licence_has_its_text() {
        assert_eq!(attribution("geolite2-city", Origin::Brought), GEOLITE2);
        assert_eq!(attribution("dbip-city-lite", Origin::Brought), DB_IP);
        assert_eq!(attribution("city ipv6", Origin::Brought), DB_IP);
        assert_eq!(attribution("country ipvall", Origin::Bundled), IPTOASN);
        assert_eq!(attribution("geoip2-city", Origin::Brought), "");
    }
}
