//! A GeoIP database of the sample's public addresses: nobody has to fetch one to see what an estimate looks like.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use mmdb_writer::{Error, Writer};
use serde_json::json;

use crate::places::{Known, PLACES};

/// How far off a city's address is, in km; each place gets one of them.
const ACCURACY_KM: [u16; 4] = [5, 20, 50, 100];

/// The database, built at this moment (seconds since 1970).
pub(crate) fn database(now: i64) -> Result<Vec<u8>, Error> {
    let built = SystemTime::UNIX_EPOCH + Duration::from_secs(now.unsigned_abs());
    let mut writer = Writer::builder("Sitebook-Sample-City")
        .description(&[("en", "The made-up customers of Sitebook's sample workspace")])
        .build_epoch(built)
        .build();
    let places = PLACES.iter().enumerate();
    for (index, place) in places.filter(|(_, place)| matches!(place.known, Known::Estimated | Known::Country)) {
        let Ok(address) = place.public_ip.parse::<IpAddr>() else { continue };
        let [_, _, city, region, country] = place.address;
        let mut record = json!({ "country": { "iso_code": country } });
        if place.known == Known::Estimated {
            let (latitude, longitude) = place.position;
            record["city"] = json!({ "names": { "en": city } });
            record["location"] = json!({
                "latitude": latitude, "longitude": longitude, "time_zone": place.time_zone,
                "accuracy_radius": ACCURACY_KM[index % ACCURACY_KM.len()],
            });
            if !region.is_empty() {
                record["subdivisions"] = json!([{ "names": { "en": region } }]);
            }
        }
        writer.insert(address, &record)?;
    }
    writer.to_bytes()
}
