//! Locations.

use sitebook_domain::{LocationKind, LocationSource};

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
        /// Who said it.
        pub by: Option<String>,
        /// When (RFC 3339).
        pub at: Option<String>,
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
    }
}
