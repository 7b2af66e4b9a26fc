//! Distances on the earth.

use std::f64::consts::PI;

use geo::{Distance, Haversine, Point};
use sitebook_domain::Position;

/// Half the way round the mean earth, in metres (mean radius 6371.0088 km, IUGG). No two points are further apart.
const HALF_WAY_ROUND_M: f64 = PI * 6_371_008.8;

/// Great-circle distance in km by the haversine formula on the mean earth; within 0.6 % of the ellipsoid's.
#[must_use]
pub fn distance_km(a: Position, b: Position) -> f64 {
    let metres = Haversine.distance(Point::new(a.lon, a.lat), Point::new(b.lon, b.lat));
    // Between opposite points rounding can take the formula out of the arc sine's range; `min` prefers a number to NaN.
    metres.min(HALF_WAY_ROUND_M) / 1000.0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn assert_km(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 1.0, "{actual} km, not {expected} km");
    }

    #[test]
    fn london_to_new_york() {
        assert_km(distance_km(at(51.5074, -0.1278), at(40.7128, -74.0060)), 5570.0);
    }

    #[test]
    fn the_short_way_leads_over_the_antimeridian() {
        assert_km(distance_km(at(0.0, 179.5), at(0.0, -179.5)), 111.2);
    }

    #[test]
    fn a_point_is_nowhere_but_where_it_is() {
        assert!(distance_km(at(51.0, 7.0), at(51.0, 7.0)).abs() < f64::EPSILON);
        assert_km(distance_km(at(90.0, 0.0), at(90.0, 120.0)), 0.0);
    }

    #[test]
    fn opposite_points_are_half_the_way_round_apart() {
        for lat in -900..=900 {
            let lat = f64::from(lat) / 10.0;
            assert_km(distance_km(at(lat, 13.7), at(-lat, -166.3)), HALF_WAY_ROUND_M / 1000.0);
        }
    }
}
