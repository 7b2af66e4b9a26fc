//! Where an agent is: estimates, what people confirmed, and which of them counts.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Timestamp;

/// From this accuracy radius on (km) an estimate names a country and no place. The City databases use it for the
/// middle of a country (1000) and of large regions (500).
const COUNTRY_LEVEL_RADIUS_KM: u32 = 500;

/// A point on the earth, in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lon: f64,
}

/// The numbers are no place on the earth.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{lat}, {lon} is no place on the earth: latitude is -90 to 90, longitude -180 to 180")]
pub struct PositionError {
    lat: f64,
    lon: f64,
}

impl Position {
    /// A position, if the numbers are one. A longitude beyond the antimeridian, as a map that goes round the world
    /// gives it, is brought back into range.
    pub fn new(lat: f64, lon: f64) -> Result<Self, PositionError> {
        let wrapped = if (-180.0..=180.0).contains(&lon) { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 };
        if lat.is_finite() && lon.is_finite() && (-90.0..=90.0).contains(&lat) && lon.abs() <= 540.0 {
            Ok(Self { lat, lon: wrapped })
        } else {
            Err(PositionError { lat, lon })
        }
    }

    /// Whether two positions are one point, but for what writing them down rounds off: within a millionth of a degree, which
    /// is a hand's breadth.
    #[must_use]
    pub fn is_same_point(self, other: Self) -> bool {
        (self.lat - other.lat).abs() <= 1e-6 && (self.lon - other.lon).abs() <= 1e-6
    }
}

/// What stands around a point, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
}

/// A postal address in its parts; what is not known is empty. How it is written on one line is a custom of its country.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct PostalAddress {
    /// Street, without the number.
    pub street: String,
    /// Number of the house, with whatever belongs to it.
    pub house_number: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// State, province, county or prefecture.
    pub region: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
}

impl PostalAddress {
    /// The same address without blanks around its parts; none where nothing is left.
    #[must_use]
    pub fn trimmed(&self) -> Option<Self> {
        let trim = |text: &String| text.trim().to_owned();
        let address = Self {
            street: trim(&self.street),
            house_number: trim(&self.house_number),
            postal_code: trim(&self.postal_code),
            city: trim(&self.city),
            region: trim(&self.region),
            country: trim(&self.country).to_ascii_uppercase(),
        };
        (address != Self::default()).then_some(address)
    }
}

/// What said where an agent is, or took it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum LocationKind {
    /// A GeoIP database that knows the city.
    GeoipCity,
    /// A GeoIP database that knows only the country.
    GeoipCountry,
    /// The source's coordinates.
    Source,
    /// A person: a dragged pin, typed coordinates, coordinates in an import.
    Person,
    /// A person took back what people had said before: back to the estimate.
    Reset,
}

/// How a person said where an agent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum LocationMethod {
    /// A pin on the map.
    Pin,
    /// Typed coordinates.
    Coordinates,
    /// A typed address, and one of the places that it may mean.
    Address,
    /// The address of the linked ConnectWise site.
    Site,
}

/// One entry of an agent's location history. Nothing is ever changed or removed in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocationFact {
    /// What said it.
    pub kind: LocationKind,
    /// The point; none for a country.
    pub position: Option<Position>,
    /// Radius in km that holds the true place in two of three cases, as GeoIP databases state it.
    pub accuracy_km: Option<u32>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Database type and build date, such as `GeoLite2-City 2026-09-18`.
    pub database: Option<String>,
    /// The address that was looked up.
    pub ip: Option<String>,
    /// How a person said it; none where nobody did, and in entries of old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<LocationMethod>,
    /// The address that was said, on one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The same address in its parts, where somebody gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal: Option<PostalAddress>,
    /// Who did it: a person, or the name of the source.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl LocationFact {
    /// Whether an estimate is good enough for a point: it has a city, and a radius under 500 km.
    #[must_use]
    pub fn estimate_kind(position: Option<Position>, city: Option<&str>, accuracy_km: Option<u32>) -> LocationKind {
        let small = accuracy_km.is_none_or(|radius| radius < COUNTRY_LEVEL_RADIUS_KM);
        if position.is_some() && city.is_some_and(|city| !city.is_empty()) && small {
            LocationKind::GeoipCity
        } else {
            LocationKind::GeoipCountry
        }
    }
}

/// Which kind of knowledge the current location rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum LocationSource {
    /// A person.
    Person,
    /// The source's coordinates.
    Source,
    /// GeoIP, city.
    GeoipCity,
    /// GeoIP, country only.
    GeoipCountry,
    /// Nothing is known.
    None,
}

/// Where an agent is, as far as is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// What it rests on.
    pub source: LocationSource,
    /// The fact that counts; none when nothing is known.
    pub fact: Option<LocationFact>,
}

impl Location {
    /// Whether a person confirmed it.
    #[must_use]
    pub fn confirmed(&self) -> bool {
        self.source == LocationSource::Person
    }
}

/// The location that counts among all that was ever said, oldest first.
///
/// The latest act of a person, unless it was "back to the estimate"; else the source's coordinates; else the newest
/// estimate, where for the same address one that knows the city beats one that knows only the country.
#[must_use]
pub fn current_location(facts: &[LocationFact]) -> Location {
    let act = facts.iter().rev().find(|fact| matches!(fact.kind, LocationKind::Person | LocationKind::Reset));
    if let Some(person) = act.filter(|fact| fact.kind == LocationKind::Person) {
        return Location { source: LocationSource::Person, fact: Some(person.clone()) };
    }
    // The newest word of the source counts, also the one that it knows no place any more.
    let source = facts.iter().rev().find(|fact| fact.kind == LocationKind::Source);
    if let Some(source) = source.filter(|fact| fact.position.is_some()) {
        return Location { source: LocationSource::Source, fact: Some(source.clone()) };
    }
    let estimates =
        || facts.iter().rev().filter(|fact| matches!(fact.kind, LocationKind::GeoipCity | LocationKind::GeoipCountry));
    let Some(newest) = estimates().next() else {
        return Location { source: LocationSource::None, fact: None };
    };
    let best = estimates().find(|fact| fact.kind == LocationKind::GeoipCity && fact.ip == newest.ip).unwrap_or(newest);
    let source = match best.kind {
        LocationKind::GeoipCity => LocationSource::GeoipCity,
        _ => LocationSource::GeoipCountry,
    };
    Location { source, fact: Some(best.clone()) }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the numbers are passed through, not computed")]
mod tests {
    use super::*;

    fn fact(kind: LocationKind, lat: f64, ip: &str) -> LocationFact {
        LocationFact {
            kind,
            position: (!matches!(kind, LocationKind::GeoipCountry | LocationKind::Reset))
                .then(|| Position::new(lat, 0.0).unwrap()),
            accuracy_km: None,
            city: None,
            region: None,
            country: None,
            database: None,
            ip: Some(ip.to_owned()),
            method: None,
            address: None,
            postal: None,
            by: String::new(),
            at: Timestamp(0),
        }
    }

    #[test]
    fn a_person_beats_everything_until_the_reset() {
        use LocationKind::{GeoipCity, Person, Reset, Source};
        let mut facts = vec![fact(GeoipCity, 1.0, "a"), fact(Person, 2.0, ""), fact(Source, 3.0, "")];
        assert!(current_location(&facts).confirmed());
        facts.push(fact(GeoipCity, 4.0, "b"));
        assert!(current_location(&facts).confirmed(), "a later estimate does not move a confirmed place");
        facts.push(fact(Reset, 0.0, ""));
        assert_eq!(current_location(&facts).source, LocationSource::Source);
        facts.push(fact(Person, 5.0, ""));
        assert_eq!(current_location(&facts).fact.unwrap().position.unwrap().lat, 5.0);
    }

    #[test]
    fn a_source_that_knows_no_place_any_more_leaves_it_to_the_estimate() {
        use LocationKind::{GeoipCity, Source};
        let mut facts = vec![fact(GeoipCity, 1.0, "a"), fact(Source, 3.0, "")];
        assert_eq!(current_location(&facts).source, LocationSource::Source);
        facts.push(LocationFact { position: None, ..fact(Source, 0.0, "") });
        assert_eq!(current_location(&facts).source, LocationSource::GeoipCity);
        facts.push(fact(Source, 4.0, ""));
        assert_eq!(current_location(&facts).source, LocationSource::Source);
    }

    #[test]
    fn the_newest_estimate_counts_and_a_city_beats_a_country_for_the_same_address() {
        use LocationKind::{GeoipCity, GeoipCountry};
        let same = [fact(GeoipCity, 1.0, "a"), fact(GeoipCountry, 0.0, "a")];
        assert_eq!(current_location(&same).source, LocationSource::GeoipCity);
        let moved = [fact(GeoipCity, 1.0, "a"), fact(GeoipCountry, 0.0, "b")];
        assert_eq!(current_location(&moved).source, LocationSource::GeoipCountry);
        assert_eq!(current_location(&[]).source, LocationSource::None);
    }

    #[test]
    fn the_middle_of_a_country_is_not_a_place() {
        let somewhere = Position::new(37.751, -97.822).ok();
        assert_eq!(LocationFact::estimate_kind(somewhere, None, Some(1000)), LocationKind::GeoipCountry);
        assert_eq!(LocationFact::estimate_kind(somewhere, Some("Wichita"), Some(500)), LocationKind::GeoipCountry);
        assert_eq!(LocationFact::estimate_kind(somewhere, Some("Wichita"), Some(200)), LocationKind::GeoipCity);
        assert_eq!(LocationFact::estimate_kind(somewhere, Some("Wichita"), None), LocationKind::GeoipCity);
    }

    #[test]
    fn a_pin_dragged_round_the_world_comes_back_into_range() {
        assert_eq!(Position::new(-17.7, 181.5).unwrap().lon, -178.5);
        assert_eq!(Position::new(0.0, -190.0).unwrap().lon, 170.0);
        assert!(Position::new(90.1, 0.0).is_err());
        assert!(Position::new(f64::NAN, 0.0).is_err());
    }
}
