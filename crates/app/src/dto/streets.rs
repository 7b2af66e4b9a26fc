//! Where the streets of the map come from.

use serde::{Deserialize, Serialize};

/// What the streets of the map are drawn from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum StreetsKind {
    /// Nothing: the offline map without streets.
    #[default]
    None,
    /// A service on the internet, which gives pictures.
    Service,
    /// A file on this computer.
    File,
}

/// What the tiles of the streets are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum StreetsTiles {
    /// Pictures.
    #[default]
    Raster,
    /// Shapes and names, which the map draws itself (Mapbox Vector Tiles).
    Vector,
}

/// A part of the world, in degrees; from west to east, not over the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct StreetsBounds {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

shapes! {
    /// Where the streets of the map come from.
    pub struct StreetsView {
        /// What they are drawn from.
        pub kind: StreetsKind,
        /// What its tiles are.
        pub tiles: StreetsTiles,
        /// What the map calls it; empty without streets.
        pub name: String,
        /// Whom the map has to name, as plain text.
        pub attribution: String,
        /// Address of a service's pictures, with its placeholders; empty without a service.
        pub template: String,
        /// Path of the file; empty without one.
        pub file: String,
        /// First zoom that there are tiles for.
        pub min_zoom: u32,
        /// Last zoom that there are tiles for; closer ones are drawn larger.
        pub max_zoom: u32,
        /// The part of the world that a file is of; none where it does not say, or is of all.
        pub bounds: Option<StreetsBounds>,
        /// Whether a key is kept for the service.
        pub key_set: bool,
        /// Changes with every choice: tiles of an earlier one are not shown.
        pub version: String,
        /// Why the last tile did not come; empty while they do.
        pub trouble: String,
    }

    /// Takes a service on the internet for the streets.
    pub struct StreetsServiceRequest {
        /// What the map calls it.
        pub name: String,
        /// Address of its pictures with `{z}`, `{x}` and `{y}`, and `{key}` where a key belongs.
        pub template: String,
        /// Whom the map has to name.
        pub attribution: String,
        /// Last zoom that it has pictures for.
        pub max_zoom: u32,
        /// The key; empty = the one that is kept for the same service, if any.
        #[serde(default)]
        pub key: String,
    }

    /// Takes a file on this computer for the streets.
    pub struct StreetsFileRequest {
        /// Path of a PMTiles or MBTiles file.
        pub path: String,
    }
}
