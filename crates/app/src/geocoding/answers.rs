//! What services answer: Nominatim's `jsonv2`, and Photon's `GeoJSON`.

use serde::Deserialize;
use sitebook_domain::{Position, PostalAddress};

use crate::dto::{Address, GeocoderKind, PlaceCandidate, PlacePrecision};

/// The places of an answer; none when it is not what such a service answers.
pub(super) fn read(kind: GeocoderKind, text: &str) -> Option<Vec<PlaceCandidate>> {
    match kind {
        GeocoderKind::Nominatim => {
            let rows: Vec<NominatimPlace> = serde_json::from_str(text).ok()?;
            Some(rows.into_iter().filter_map(NominatimPlace::into_candidate).collect())
        }
        GeocoderKind::Photon => {
            let collection: PhotonPlaces = serde_json::from_str(text).ok()?;
            Some(collection.features.into_iter().filter_map(PhotonFeature::into_candidate).collect())
        }
    }
}

/// How exactly each kind of result is known: none = exact.
fn radius_km(precision: PlacePrecision) -> Option<u32> {
    match precision {
        PlacePrecision::Exact | PlacePrecision::House => None,
        PlacePrecision::Street => Some(1),
        PlacePrecision::Area => Some(2),
        PlacePrecision::Town => Some(10),
        PlacePrecision::Region => Some(100),
    }
}

fn candidate(
    label: String,
    lat: f64,
    lon: f64,
    precision: PlacePrecision,
    postal: PostalAddress,
) -> Option<PlaceCandidate> {
    let position = Position::new(lat, lon).ok()?;
    let address = Address {
        street: street(&postal.country, &postal.street, &postal.house_number),
        city: postal.city.clone(),
        postal_code: postal.postal_code.clone(),
        region: postal.region.clone(),
        country: postal.country.clone(),
    };
    Some(PlaceCandidate {
        label,
        lat: position.lat,
        lon: position.lon,
        precision,
        accuracy_km: radius_km(precision),
        address,
        postal: Some(postal),
        named: true,
    })
}

/// The words of both services for what a result is, from small to large. What has a word that is not known is as large as
/// anything, unless it has a house number: a pin that is too exact sends people to the wrong door.
fn precision_of(word: &str, house_number: &str) -> PlacePrecision {
    match word {
        "house" | "house_number" | "house_name" | "building" | "amenity" | "shop" | "office" | "craft" | "tourism"
        | "healthcare" | "club" | "emergency" | "historic" | "man_made" => PlacePrecision::House,
        "street" | "road" | "highway" => PlacePrecision::Street,
        "postcode" | "suburb" | "district" | "neighbourhood" | "quarter" | "locality" | "city_district"
        | "residential" | "commercial" | "industrial" | "retail" | "landuse" | "leisure" | "city_block" | "croft"
        | "allotments" | "farm" | "isolated_dwelling" | "islet" | "junction" | "railway" | "aeroway" | "military" => {
            PlacePrecision::Area
        }
        "city" | "town" | "village" | "hamlet" | "municipality" | "borough" | "subdivision" => PlacePrecision::Town,
        _ if !house_number.is_empty() => PlacePrecision::House,
        _ => PlacePrecision::Region,
    }
}

/// Street and number as they stand on an envelope of the country.
fn street(country: &str, road: &str, number: &str) -> String {
    const NUMBER_FIRST: [&str; 9] = ["GB", "US", "IE", "CA", "AU", "NZ", "FR", "IN", "ZA"];
    let parts = if NUMBER_FIRST.contains(&country) { [number, road] } else { [road, number] };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[derive(Debug, Deserialize)]
struct NominatimPlace {
    lat: String,
    lon: String,
    display_name: String,
    #[serde(default)]
    addresstype: String,
    #[serde(default)]
    address: NominatimAddress,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NominatimAddress {
    house_number: String,
    road: String,
    city: String,
    town: String,
    village: String,
    municipality: String,
    postcode: String,
    state: String,
    country_code: String,
}

impl NominatimPlace {
    fn into_candidate(self) -> Option<PlaceCandidate> {
        let precision = precision_of(&self.addresstype, &self.address.house_number);
        let of = self.address;
        let country = of.country_code.to_ascii_uppercase();
        let city = [of.city, of.town, of.village, of.municipality].into_iter().find(|name| !name.is_empty());
        let address = PostalAddress {
            street: of.road,
            house_number: of.house_number,
            city: city.unwrap_or_default(),
            postal_code: of.postcode,
            region: of.state,
            country,
        };
        candidate(self.display_name, self.lat.parse().ok()?, self.lon.parse().ok()?, precision, address)
    }
}

#[derive(Debug, Deserialize)]
struct PhotonPlaces {
    features: Vec<PhotonFeature>,
}

#[derive(Debug, Deserialize)]
struct PhotonFeature {
    geometry: PhotonPoint,
    properties: PhotonProperties,
}

#[derive(Debug, Deserialize)]
struct PhotonPoint {
    /// Longitude comes first.
    coordinates: Vec<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PhotonProperties {
    name: String,
    housenumber: String,
    street: String,
    postcode: String,
    city: String,
    state: String,
    countrycode: String,
    r#type: String,
}

impl PhotonFeature {
    fn into_candidate(self) -> Option<PlaceCandidate> {
        let of = self.properties;
        let precision = precision_of(&of.r#type, &of.housenumber);
        let country = of.countrycode.to_ascii_uppercase();
        // What is a street or a town itself has its own name, and not the name of what it is in.
        let road =
            if precision == PlacePrecision::Street && of.street.is_empty() { of.name.clone() } else { of.street };
        let city = if precision == PlacePrecision::Town { of.name.clone() } else { of.city };
        let line = street(&country, &road, &of.housenumber);
        let address = PostalAddress {
            street: road,
            house_number: of.housenumber,
            city,
            postal_code: of.postcode,
            region: of.state,
            country,
        };
        let mut label = Vec::new();
        for part in [&of.name, &line, &address.postal_code, &address.city, &address.region, &address.country] {
            if !part.is_empty() && !label.contains(&part.as_str()) {
                label.push(part.as_str());
            }
        }
        let label = label.join(", ");
        let [lon, lat] = self.geometry.coordinates.get(..2)?.try_into().ok()?;
        candidate(label, lat, lon, precision, address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nominatim_gives_a_house_with_its_address() {
        let text = r#"[{"place_id":1,"lat":"53.7443","lon":"-0.3325","display_name":"1, High Street, Hull, HU1 1NE, United Kingdom",
            "category":"building","type":"yes","addresstype":"building","importance":0.1,
            "address":{"house_number":"1","road":"High Street","city":"Hull","postcode":"HU1 1NE","state":"England","country_code":"gb"}},
            {"lat":"53.7","lon":"-0.3","display_name":"Hull","addresstype":"city","address":{"city":"Hull","country_code":"gb"}},
            {"lat":"nonsense","lon":"0","display_name":"?"}]"#;
        let places = read(GeocoderKind::Nominatim, text).unwrap();
        assert_eq!(places.len(), 2, "what has no place is left out");
        assert_eq!((places[0].precision, places[0].accuracy_km), (PlacePrecision::House, None));
        assert_eq!(places[0].address.street, "1 High Street");
        assert_eq!((places[1].precision, places[1].accuracy_km), (PlacePrecision::Town, Some(10)));
    }

    #[test]
    fn photon_puts_the_longitude_first() {
        let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[8.8071,53.0758]},
            "properties":{"housenumber":"1","street":"Marktplatz","postcode":"28195","city":"Bremen","state":"Bremen","countrycode":"DE","type":"house"}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[1]},"properties":{}}]}"#;
        let places = read(GeocoderKind::Photon, text).unwrap();
        assert_eq!(places.len(), 1);
        assert!((places[0].lat - 53.0758).abs() < 1e-9 && (places[0].lon - 8.8071).abs() < 1e-9);
        assert_eq!(places[0].label, "Marktplatz 1, 28195, Bremen, DE");
    }

    #[test]
    fn only_what_is_known_to_be_a_house_is_as_exact_as_one() {
        for (word, house_number, precision) in [
            ("house", "", PlacePrecision::House),
            ("amenity", "", PlacePrecision::House),
            ("road", "", PlacePrecision::Street),
            ("borough", "", PlacePrecision::Town),
            ("island", "", PlacePrecision::Region),
            ("country", "", PlacePrecision::Region),
            ("other", "", PlacePrecision::Region),
            ("a word of tomorrow", "", PlacePrecision::Region),
            ("", "12", PlacePrecision::House),
        ] {
            assert_eq!(precision_of(word, house_number), precision, "{word}");
        }
        let text =
            r#"{"features":[{"geometry":{"coordinates":[8.8,53.1]},"properties":{"name":"Heath","type":"other"}}]}"#;
        assert_eq!(read(GeocoderKind::Photon, text).unwrap()[0].accuracy_km, Some(100));
    }

    #[test]
    fn what_is_no_list_of_places_is_refused() {
        for text in ["", "<html></html>", "{}", "[1]", r#"{"error":"too many requests"}"#] {
            assert!(read(GeocoderKind::Nominatim, text).is_none(), "{text}");
            assert!(read(GeocoderKind::Photon, text).is_none(), "{text}");
        }
    }
}
