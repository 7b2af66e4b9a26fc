//! GeoIP databases and distances.
