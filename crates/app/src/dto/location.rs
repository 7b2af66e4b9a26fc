//! Locations.

use serde::{Deserialize, Serialize};
use sitebook_domain::{LocationKind, LocationMethod, LocationSource, PostalAddress};

use super::Address;

/// What does not fit about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum LocationDoubtKind {
    /// It is at zero and zero, where programs put what has no place.
    Nowhere,
    /// The internet exit appears to be in another country.
    OtherCountry,
    /// The internet exit appears to be far away.
    Far,
}

/// How exactly a place that a search found is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlacePrecision {
    /// Typed coordinates.
    Exact,
    /// A house or an entrance.
    House,
    /// Somewhere in a street.
    Street,
    /// Somewhere in the area of a postal code or a district.
    Area,
    /// Somewhere in a town.
    Town,
    /// Somewhere in a region or country.
    Region,
}

/// How a geocoding service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum GeocoderKind {
    /// Nominatim's `/search`.
    Nominatim,
    /// Photon's `/api`.
    Photon,
}

/// What answered a search for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceSearch {
    /// The text is coordinates.
    Coordinates,
    /// The list of towns that comes with the program.
    Gazetteer,
    /// The service that was set up.
    Geocoder,
}

shapes! {
    /// Where an agent is.
    pub struct LocationView {
        /// Latitude; none where only the country is known.
        pub lat: Option<f64>,
        /// Longitude.
        pub lon: Option<f64>,
        /// What it rests on.
        pub source: LocationSource,
        /// Radius in km that holds the place in two of three cases.
        pub accuracy_km: Option<u32>,
        /// Whether a person confirmed it.
        pub confirmed: bool,
        /// City.
        pub city: Option<String>,
        /// State or region.
        pub region: Option<String>,
        /// ISO 3166-1 alpha-2 code.
        pub country: Option<String>,
        /// Database type and build date of an estimate.
        pub database: Option<String>,
        /// Address that was looked up.
        pub ip: Option<String>,
        /// How a person said it.
        pub method: Option<LocationMethod>,
        /// The address that was said, on one line.
        pub address: Option<String>,
        /// The same address in its parts, where they are known.
        pub postal: Option<PostalAddress>,
        /// What does not fit about it; none where nothing is odd.
        pub doubt: Option<LocationDoubtView>,
        /// Who said it.
        pub by: Option<String>,
        /// When (RFC 3339).
        pub at: Option<String>,
    }

    /// What is odd about a place. Nothing moves by itself because of it.
    pub struct LocationDoubtView {
        /// What does not fit.
        pub kind: LocationDoubtKind,
        /// How far the estimate is from the place, in km.
        pub distance_km: Option<u32>,
        /// City of the estimate that contradicts it.
        pub city: Option<String>,
        /// Country of that estimate, ISO 3166-1 alpha-2.
        pub country: Option<String>,
    }

    /// One entry of a location history.
    pub struct LocationFactView {
        /// What said it.
        pub kind: LocationKind,
        /// Latitude.
        pub lat: Option<f64>,
        /// Longitude.
        pub lon: Option<f64>,
        /// Radius in km.
        pub accuracy_km: Option<u32>,
        /// City.
        pub city: Option<String>,
        /// ISO 3166-1 alpha-2 code.
        pub country: Option<String>,
        /// Database type and build date.
        pub database: Option<String>,
        /// Address that was looked up.
        pub ip: Option<String>,
        /// How a person said it.
        pub method: Option<LocationMethod>,
        /// The address that was said, on one line.
        pub address: Option<String>,
        /// The same address in its parts, where they are known.
        pub postal: Option<PostalAddress>,
        /// Who said it.
        pub by: String,
        /// When (RFC 3339).
        pub at: String,
    }

    /// A person says where an agent is.
    pub struct LocatePinRequest {
        /// The agent.
        pub agent: String,
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// How it was found; none = a pin.
        #[serde(default)]
        pub method: Option<LocationMethod>,
        /// The address that was said, on one line.
        #[serde(default)]
        pub address: Option<String>,
        /// The same address in its parts.
        #[serde(default)]
        pub postal: Option<PostalAddress>,
        /// Radius in km that the place is somewhere in; none = exact.
        #[serde(default)]
        pub accuracy_km: Option<u32>,
        /// City; none = the nearest one.
        #[serde(default)]
        pub city: Option<String>,
        /// State or region.
        #[serde(default)]
        pub region: Option<String>,
        /// ISO 3166-1 alpha-2 code; none = the country around the point.
        #[serde(default)]
        pub country: Option<String>,
    }

    /// Places that a text may mean.
    pub struct PlaceFindRequest {
        /// Coordinates in any usual form, or an address.
        pub text: String,
        /// Whether to ask the service that was set up; else nothing leaves this computer.
        #[serde(default)]
        pub ask_geocoder: bool,
    }

    /// A place that a text may mean.
    pub struct PlaceCandidate {
        /// In words, on one line.
        pub label: String,
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// How exactly it is known.
        pub precision: PlacePrecision,
        /// Radius in km that the place is somewhere in; none = exact.
        pub accuracy_km: Option<u32>,
        /// The parts of the address, as far as they are known.
        pub address: Address,
        /// The same with street and number apart; none for coordinates.
        pub postal: Option<PostalAddress>,
        /// Whether it is what the text names. Else it is called like some words of it, which proves nothing: a person has
        /// to choose it.
        pub named: bool,
    }

    /// Places that a text may mean, the likeliest first.
    pub struct PlaceFindReply {
        /// What was searched for.
        pub text: String,
        /// What answered.
        pub search: PlaceSearch,
        /// The places.
        pub places: Vec<PlaceCandidate>,
        /// Attribution that must stand where they are shown; empty where none is asked for.
        pub attribution: String,
        /// Why the service that was set up did not answer, in words, where only towns were searched for that; else empty.
        #[serde(default)]
        pub trouble: String,
    }

    /// A person says where an agent is, by the place that an address most likely means.
    pub struct LocateAddressRequest {
        /// The agent.
        pub agent: String,
        /// The address, or coordinates in any usual form.
        pub text: String,
        /// Whether to ask the service that was set up; else nothing leaves this computer.
        #[serde(default)]
        pub ask_geocoder: bool,
    }

    /// The service that turns addresses into places.
    pub struct GeocoderView {
        /// How it is asked.
        pub kind: GeocoderKind,
        /// Its address; empty where none was set up.
        pub url: String,
    }

    /// Sets a service up that turns addresses into places.
    pub struct GeocoderSetRequest {
        /// How it is asked.
        pub kind: GeocoderKind,
        /// Its address; empty = none.
        pub url: String,
    }

    /// The address that ConnectWise has of an agent's site.
    pub struct SiteAddressReply {
        /// Name of the site, else of the company.
        pub name: String,
        /// The address, on one line; empty where ConnectWise has none.
        pub address: String,
    }
}

impl LocatePinRequest {
    /// A pin, with nothing else said.
    #[must_use]
    pub fn at(agent: String, lat: f64, lon: f64) -> Self {
        Self {
            agent,
            lat,
            lon,
            method: None,
            address: None,
            postal: None,
            accuracy_km: None,
            city: None,
            region: None,
            country: None,
        }
    }
}
