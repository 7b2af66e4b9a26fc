//! GeoIP databases, the gazetteer, and distances.
//!
//! Here lives everything that turns a public IP address into an approximate place: the embedded country database, the
//! reading and checking of databases that people bring (City and Country, in the two layouts that are in use), the
//! places of the world by name, the time zone of a place, the distance between two points, and whether a place that people
//! said fits an estimate. A file is read in one place, [`GeoipDatabase::open`]; everything else works on bytes.
//!
//! What must never be here: the network, a clock, the decision which estimate counts (that is a rule of the domain),
//! or a guess. A place that the database does not state is absent.

mod check;
mod database;
mod distance;
mod doubt;
mod error;
mod gazetteer;
mod info;
mod lenient;
mod lookup;
mod record;
mod zone;

pub use database::GeoipDatabase;
pub use distance::distance_km;
pub use doubt::{Doubt, doubt_about};
pub use error::GeoipError;
pub use gazetteer::{Bounds, FoundPlace, GAZETTEER_ATTRIBUTION, Gazetteer, Place};
pub use info::DatabaseInfo;
pub use lookup::{Lookup, Outcome};
pub use zone::time_zone_at;
