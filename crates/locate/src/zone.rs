//! The time zone of a point, by the borders of the zones: © `OpenStreetMap` contributors, `ODbL` 1.0, which asks to be said
//! wherever a zone is shown that comes from them.

use std::sync::LazyLock;

use sitebook_domain::Position;
use tzf_rs::DefaultFinder;

/// What the zones of the open sea begin with: nobody's clock goes by them.
const AT_SEA: &str = "Etc/";

/// Unpacked by the first question, in a tenth of a second, into some 30 MB.
static BORDERS: LazyLock<DefaultFinder> = LazyLock::new(DefaultFinder::new);

/// The IANA time zone that a point is in, such as `Europe/London`; none at sea.
#[must_use]
pub fn time_zone_at(point: Position) -> Option<String> {
    let name = BORDERS.get_tz_name(point.lon, point.lat);
    (!name.is_empty() && !name.starts_with(AT_SEA)).then(|| name.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_in_the_zone_of_its_land() {
        for (lat, lon, zone) in [
            (53.7443, -0.3325, Some("Europe/London")),
            (47.56, 7.59, Some("Europe/Zurich")),
            (33.45, -112.07, Some("America/Phoenix")),
            (39.77, -86.16, Some("America/Indiana/Indianapolis")),
            (-17.5, 179.9, Some("Pacific/Fiji")),
            (0.0, -140.0, None),
            (53.74, 3.5, None),
        ] {
            assert_eq!(time_zone_at(Position::new(lat, lon).unwrap()).as_deref(), zone, "{lat}, {lon}");
        }
    }
}
