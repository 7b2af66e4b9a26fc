//! What a GeoIP database must do, told with small databases that are built here and with the embedded one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bundled;
mod damage;
mod estimate;
mod fixtures;
mod layouts;
mod refusals;
