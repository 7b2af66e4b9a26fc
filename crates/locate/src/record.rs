//! One record of a database, in either layout.
//!
//! MaxMind's own files and DB-IP's nest: `city.names.en`, `country.iso_code`, `location.latitude`. The files of the
//! ip-location-db project are flat: `city`, `country_code`, `latitude`, with an empty text for what is absent. One
//! structure reads both, so that nothing depends on the file telling its layout truthfully.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use sitebook_domain::Position;

use crate::Lookup;
use crate::lenient::{Lenient, Leniently, Number, Text, lenient};

/// What a record says. `registered_country` is left out on purpose: it is where the address block was registered,
/// which for a worldwide service says nothing about where the address is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Record<'a> {
    #[serde(borrow, deserialize_with = "lenient")]
    city: Named<'a>,
    #[serde(borrow, deserialize_with = "lenient")]
    country: Named<'a>,
    #[serde(borrow, deserialize_with = "lenient")]
    subdivisions: Largest<'a>,
    #[serde(borrow, deserialize_with = "lenient")]
    location: Location<'a>,
    #[serde(borrow, deserialize_with = "lenient")]
    country_code: Text<'a>,
    #[serde(borrow, deserialize_with = "lenient")]
    state1: Text<'a>,
    #[serde(deserialize_with = "lenient")]
    latitude: Number,
    #[serde(deserialize_with = "lenient")]
    longitude: Number,
    #[serde(borrow, deserialize_with = "lenient")]
    timezone: Text<'a>,
}

impl Record<'_> {
    /// What the record says about the place.
    pub(crate) fn into_lookup(self) -> Lookup {
        let latitude = self.location.latitude.0.or(self.latitude.0);
        let longitude = self.location.longitude.0.or(self.longitude.0);
        let country = [self.country.iso_code, self.country_code.0, self.country.name];
        Lookup {
            position: latitude.zip(longitude).and_then(|(latitude, longitude)| point(latitude, longitude)),
            accuracy_km: self.location.accuracy_radius.0.and_then(radius_km),
            city: self.city.name.map(str::to_owned),
            region: self.subdivisions.0.name.or(self.state1.0).map(str::to_owned),
            country: country.into_iter().flatten().find_map(country_code),
            time_zone: self.location.time_zone.0.or(self.timezone.0).map(str::to_owned),
        }
    }
}

/// Exactly 0, 0 is how files write "unknown"; there is only sea.
fn point(latitude: f64, longitude: f64) -> Option<Position> {
    if latitude == 0.0 && longitude == 0.0 {
        return None;
    }
    Position::new(latitude, longitude).ok()
}

/// A radius of nothing would claim a certainty that no such database has; one beyond the earth is no radius.
fn radius_km(radius: f64) -> Option<u32> {
    (1.0..=20_038.0).contains(&radius).then(|| radius.round() as u32)
}

/// Codes in use that name no country: the address registries' "Asia/Pacific" and "Europe", and unknown territory.
const NO_COUNTRY: [&str; 3] = ["AP", "EU", "ZZ"];

/// Two letters in upper case.
fn country_code(text: &str) -> Option<String> {
    let code = text.to_ascii_uppercase();
    let two_letters = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    (two_letters && !NO_COUNTRY.contains(&code.as_str())).then_some(code)
}

/// A text (flat layout), or a map with a code and names in several languages.
#[derive(Debug, Default)]
struct Named<'a> {
    name: Option<&'a str>,
    iso_code: Option<&'a str>,
}

impl<'de> Lenient<'de> for Named<'de> {
    fn from_text(text: &'de str) -> Self {
        Self { name: Text::from_text(text).0, iso_code: None }
    }

    fn from_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut named = Self::default();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "names" => named.name = map.next_value::<Leniently<Names<'_>>>()?.0.0,
                "iso_code" => named.iso_code = map.next_value::<Leniently<Text<'_>>>()?.0.0,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(named)
    }
}

/// The English name among names by language, else any.
#[derive(Debug, Default)]
struct Names<'a>(Option<&'a str>);

impl<'de> Lenient<'de> for Names<'de> {
    fn from_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let (mut english, mut any) = (None, None);
        while let Some(language) = map.next_key::<&str>()? {
            if language == "en" {
                english = map.next_value::<Leniently<Text<'_>>>()?.0.0;
            } else if any.is_none() && english.is_none() {
                any = map.next_value::<Leniently<Text<'_>>>()?.0.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Self(english.or(any)))
    }
}

/// The first of a list of subdivisions, which goes from the largest to the smallest.
#[derive(Debug, Default)]
struct Largest<'a>(Named<'a>);

impl<'de> Lenient<'de> for Largest<'de> {
    fn from_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let first = list.next_element::<Leniently<Named<'_>>>()?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first.map(|first| Self(first.0)).unwrap_or_default())
    }
}

/// The map `location` of the nested layout.
#[derive(Debug, Default)]
struct Location<'a> {
    latitude: Number,
    longitude: Number,
    accuracy_radius: Number,
    time_zone: Text<'a>,
}

impl<'de> Lenient<'de> for Location<'de> {
    fn from_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut location = Self::default();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "latitude" => location.latitude = map.next_value::<Leniently<Number>>()?.0,
                "longitude" => location.longitude = map.next_value::<Leniently<Number>>()?.0,
                "accuracy_radius" => location.accuracy_radius = map.next_value::<Leniently<Number>>()?.0,
                "time_zone" => location.time_zone = map.next_value::<Leniently<Text<'_>>>()?.0,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(location)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters_in_upper_case() {
        assert_eq!(country_code("gb").as_deref(), Some("GB"));
        for nonsense in ["", "G", "GBR", "None", "1A", "AP", "eu", "ZZ", "ü"] {
            assert_eq!(country_code(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn what_marks_the_unknown_is_absent() {
        assert!(point(0.0, 0.0).is_none());
        assert!(point(0.0, 32.5).is_some(), "the equator is a place");
        assert!(point(91.0, 0.0).is_none());
        assert_eq!(radius_km(0.0), None);
        assert_eq!(radius_km(1000.0), Some(1000));
        assert_eq!(radius_km(1e9), None);
    }
}
