//! Whether a place that somebody said fits what the agent's internet exit says.

use sitebook_domain::{LocationFact, LocationKind, LocationSource, current_location};

use crate::distance_km;

/// Estimates with a larger radius are too rough to contradict anybody, in km.
const ROUGHEST_KM: u32 = 200;
/// Nearer than this nothing is odd, in km: internet exits are often in the next large city.
const NEAR_KM: f64 = 100.0;
/// Beyond so many times its radius an estimate and a place do not fit.
const RADII: f64 = 3.0;

/// In degrees: so near to zero and zero is what programs write that know no place. It lies in the sea off Ghana; the nearest
/// land is 500 km away.
const NOWHERE: f64 = 0.01;

/// What is odd about a place. Nothing moves by itself because of it. Where the agent's internet exit appears to be elsewhere,
/// it may be a VPN, or a wrong address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt<'f> {
    /// It is at zero and zero.
    Nowhere,
    /// The exit is in another country.
    OtherCountry {
        /// The estimate that says so.
        estimate: &'f LocationFact,
    },
    /// The exit is far away.
    Far {
        /// The estimate that says so.
        estimate: &'f LocationFact,
        /// How far, in km.
        km: f64,
    },
}

/// What is odd about the place that counts among all that was ever said, oldest first. Only what a person or the source
/// said is doubted: by itself, and by the newest estimate.
#[must_use]
pub fn doubt_about(facts: &[LocationFact]) -> Option<Doubt<'_>> {
    let current = current_location(facts);
    if !matches!(current.source, LocationSource::Person | LocationSource::Source) {
        return None;
    }
    let said = current.fact?;
    if said.position.is_some_and(|place| place.lat.abs() < NOWHERE && place.lon.abs() < NOWHERE) {
        return Some(Doubt::Nowhere);
    }
    let estimate =
        facts.iter().rev().find(|fact| matches!(fact.kind, LocationKind::GeoipCity | LocationKind::GeoipCountry))?;
    if let (Some(one), Some(other)) = (&said.country, &estimate.country)
        && one != other
    {
        return Some(Doubt::OtherCountry { estimate });
    }
    let radius = estimate.accuracy_km.filter(|radius| *radius <= ROUGHEST_KM)?;
    let km = distance_km(said.position?, estimate.position?);
    (km > (RADII * f64::from(radius)).max(NEAR_KM)).then_some(Doubt::Far { estimate, km })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use sitebook_domain::{Position, Timestamp};

    use super::*;

    fn fact(kind: LocationKind, lat: f64, radius: Option<u32>, country: Option<&str>) -> LocationFact {
        LocationFact {
            kind,
            position: (!matches!(kind, LocationKind::GeoipCountry | LocationKind::Reset))
                .then(|| Position::new(lat, 0.0).unwrap()),
            accuracy_km: radius,
            city: None,
            region: None,
            country: country.map(str::to_owned),
            database: None,
            ip: None,
            method: None,
            address: None,
            postal: None,
            by: String::new(),
            at: Timestamp(0),
        }
    }

    #[test]
    fn a_place_far_from_the_exit_is_odd_and_one_nearby_is_not() {
        use LocationKind::{GeoipCity, Person};
        // One degree of latitude has 111 km.
        let far = [fact(GeoipCity, 50.0, Some(50), None), fact(Person, 51.5, None, None)];
        assert!(matches!(doubt_about(&far), Some(Doubt::Far { km, .. }) if (km - 166.8).abs() < 1.0));
        let within_radii = [fact(GeoipCity, 50.0, Some(60), None), fact(Person, 51.5, None, None)];
        assert_eq!(doubt_about(&within_radii), None);
        let near = [fact(GeoipCity, 50.0, Some(5), None), fact(Person, 50.8, None, None)];
        assert_eq!(doubt_about(&near), None, "under 100 km nothing is odd");
        let rough = [fact(GeoipCity, 50.0, Some(201), None), fact(Person, 70.0, None, None)];
        assert_eq!(doubt_about(&rough), None, "a rough estimate contradicts nobody");
    }

    #[test]
    fn zero_and_zero_is_no_place() {
        use LocationKind::{GeoipCity, Person, Source};
        assert_eq!(doubt_about(&[fact(Person, 0.0, None, None)]), Some(Doubt::Nowhere), "also without any estimate");
        assert_eq!(doubt_about(&[fact(Source, 0.0, None, None)]), Some(Doubt::Nowhere));
        assert_eq!(doubt_about(&[fact(Person, 0.02, None, None)]), None, "the equator is a place");
        assert_eq!(doubt_about(&[fact(GeoipCity, 0.0, Some(5), None)]), None, "an estimate claims nothing");
    }

    #[test]
    fn another_country_is_odd_however_near() {
        use LocationKind::{GeoipCountry, Person};
        let other = [fact(GeoipCountry, 0.0, None, Some("FR")), fact(Person, 51.5, None, Some("GB"))];
        assert!(matches!(doubt_about(&other), Some(Doubt::OtherCountry { .. })));
        let same = [fact(GeoipCountry, 0.0, None, Some("GB")), fact(Person, 51.5, None, Some("GB"))];
        assert_eq!(doubt_about(&same), None);
    }

    #[test]
    fn an_estimate_is_not_doubted_and_the_newest_one_speaks() {
        use LocationKind::{GeoipCity, Person, Reset};
        let estimate = [fact(GeoipCity, 10.0, Some(5), Some("GB")), fact(GeoipCity, 50.0, Some(5), Some("FR"))];
        assert_eq!(doubt_about(&estimate), None);
        let mut facts = vec![fact(GeoipCity, 10.0, Some(5), None), fact(Person, 10.0, None, None)];
        assert_eq!(doubt_about(&facts), None);
        facts.push(fact(GeoipCity, 50.0, Some(5), None));
        assert!(doubt_about(&facts).is_some(), "the exit moved");
        facts.push(fact(Reset, 0.0, None, None));
        assert_eq!(doubt_about(&facts), None);
    }
}
