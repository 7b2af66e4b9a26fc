//! Agents near a point: for an outage, or a trip.

use std::sync::Arc;

use sitebook_domain::{LocationSource, Position};
use sitebook_locate::distance_km;

use crate::dto::{AgentSummary, NearPoint};
use crate::{AppError, ErrorCode};

/// Half the way round the earth in km: nothing is further away.
const FURTHEST_KM: f64 = 20_038.0;

/// A point that is one, and how far around it.
pub(crate) struct Near {
    position: Position,
    km: f64,
}

impl Near {
    /// A point beyond the poles, or a radius of nothing, is `invalid_input`.
    pub(crate) fn new(point: &NearPoint) -> Result<Self, AppError> {
        let position = Position::new(point.lat, point.lon)
            .map_err(|error| AppError::new(ErrorCode::InvalidInput, error.to_string()))?;
        let km = point.km.unwrap_or(FURTHEST_KM);
        if !(km > 0.0 && km.is_finite()) {
            return Err(AppError::new(ErrorCode::InvalidInput, "The radius must be more than 0 km."));
        }
        Ok(Self { position, km })
    }

    /// How far an agent is, in km, where it is within the radius. One of which no more than the country is known is not: its
    /// point stands for the whole country.
    pub(crate) fn distance_of(&self, agent: &AgentSummary) -> Option<f64> {
        let location = &agent.location;
        if matches!(location.source, LocationSource::GeoipCountry | LocationSource::None) {
            return None;
        }
        let position = Position::new(location.lat?, location.lon?).ok()?;
        Some(distance_km(self.position, position)).filter(|distance| *distance <= self.km)
    }
}

/// A distance as people and files get it: to 100 m, which is more than most places are known to.
pub(crate) fn in_tenths(km: f64) -> f64 {
    (km * 10.0).round() / 10.0
}

/// The nearest first, or last; those at the same place stay in the order in which they came.
pub(crate) fn by_distance(
    agents: Vec<Arc<AgentSummary>>,
    distances: Vec<f64>,
    descending: bool,
) -> (Vec<Arc<AgentSummary>>, Vec<f64>) {
    let mut pairs: Vec<_> = agents.into_iter().zip(distances).collect();
    pairs.sort_by(|(_, one), (_, other)| if descending { other.total_cmp(one) } else { one.total_cmp(other) });
    pairs.into_iter().unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lat: f64, lon: f64, km: Option<f64>) -> NearPoint {
        NearPoint { lat, lon, km, name: String::new() }
    }

    #[test]
    fn a_point_off_the_earth_and_a_radius_of_nothing_are_refused() {
        for (lat, lon, km) in
            [(91.0, 0.0, None), (f64::NAN, 0.0, None), (1.0, 1.0, Some(0.0)), (1.0, 1.0, Some(f64::INFINITY))]
        {
            assert!(Near::new(&point(lat, lon, km)).is_err(), "{lat} {lon} {km:?}");
        }
        assert!(Near::new(&point(90.0, 180.0, Some(0.1))).is_ok());
    }
}
