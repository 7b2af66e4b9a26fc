//! The places of the world that have a name: what they are called, and where they are.
//!
//! 170,000 populated places of GeoNames, embedded in the program; `data/README.md` says where they come from.

mod address;
mod names;

use std::io::Read;
use std::sync::{LazyLock, OnceLock};

use flate2::read::GzDecoder;
use sitebook_domain::Position;

use crate::distance_km;
pub use address::FoundPlace;
use names::NameIndex;

/// Attribution that GeoNames' licence (CC BY 4.0) asks for, wherever its places are shown.
pub const GAZETTEER_ATTRIBUTION: &str = "Place names © GeoNames (geonames.org), CC BY 4.0";

const PLACES: &[u8] = include_bytes!("../../data/places.tsv.gz");
const COUNTRIES: &str = include_str!("../../data/countries.tsv");

/// Cells across and up and down, into which a view is cut so that its labels are spread over it.
const LABEL_CELLS: (usize, usize) = (10, 7);
/// Labels of one cell at most.
const LABELS_OF_A_CELL: u8 = 4;
/// So many places nearby must be in one country before a point counts as being in it.
const WITNESSES: usize = 5;
/// The largest radius of a town, in km.
const LARGEST_TOWN_KM: f64 = 20.0;
/// A town further away than this, in km, does not say where a point is.
const NEARBY_KM: f64 = 15.0;
/// Places further away than this say nothing about the country of a point, in km.
const WITNESS_KM: f64 = 80.0;

/// A populated place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Name in English, where there is one.
    pub name: String,
    /// State or region; empty where it has no name.
    pub region: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Its middle.
    pub position: Position,
    /// Inhabitants; 0 where the number is not known.
    pub population: u32,
}

impl Place {
    /// How far from the middle of the place an address in it may be, in km: a rough measure by inhabitants, between the
    /// 2 km of a village and the 20 km of a large city.
    #[must_use]
    pub fn radius_km(&self) -> u32 {
        radius_km(self.population)
    }
}

fn radius_km(population: u32) -> u32 {
    match population {
        0..5_000 => 2,
        5_000..50_000 => 4,
        50_000..300_000 => 7,
        300_000..2_000_000 => 12,
        _ => 20,
    }
}

/// Part of the earth, in degrees. West may be below -180 and east above 180, as on a map that goes round the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl Bounds {
    /// The longitude that a point has inside, if it is inside: a map that goes round the world shows it there.
    fn longitude_inside(&self, position: Position) -> Option<f64> {
        if position.lat < self.south || position.lat > self.north {
            return None;
        }
        let turns = ((self.west - position.lon) / 360.0).ceil();
        let lon = position.lon + turns * 360.0;
        (lon <= self.east).then_some(lon)
    }
}

/// A line of the list. The text is read when it is needed: names are most of the memory.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    position: Position,
    population: u32,
}

/// The list of places, by inhabitants, the largest first.
#[derive(Debug)]
pub struct Gazetteer {
    text: String,
    entries: Vec<Entry>,
    /// The same from south to north: what is around a point lies in one stretch of it.
    by_latitude: Vec<Entry>,
    /// Made when somebody searches for the first time.
    names: OnceLock<NameIndex>,
}

/// The fields of a line.
struct Line<'g> {
    name: &'g str,
    other_names: &'g str,
    region: &'g str,
    country: &'g str,
}

impl Gazetteer {
    /// The embedded list; unpacked when it is first needed, which takes some tens of milliseconds.
    #[must_use]
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Gazetteer> = LazyLock::new(|| {
            let mut text = String::new();
            // A test reads all of what is embedded; without it, places have no names, and everything else works.
            if let Err(error) = GzDecoder::new(PLACES).read_to_string(&mut text) {
                debug_assert!(false, "the embedded gazetteer is damaged: {error}");
                text.clear();
            }
            Gazetteer::read(text)
        });
        &BUNDLED
    }

    /// Reads lines of name, other names, region, country, latitude, longitude and inhabitants, separated by tabs.
    fn read(text: String) -> Self {
        let mut start = 0;
        let mut entries = Vec::new();
        for line in text.split_inclusive('\n') {
            let mut fields = line.trim_end().split('\t').skip(4);
            let mut number = || fields.next().and_then(|field| field.parse::<f64>().ok());
            if let (Some(lat), Some(lon), Some(population)) = (number(), number(), number())
                && let Ok(position) = Position::new(lat, lon)
            {
                entries.push(Entry { start, position, population: population as u32 });
            }
            start += line.len() as u32;
        }
        let mut by_latitude = entries.clone();
        by_latitude.sort_by(|one, other| one.position.lat.total_cmp(&other.position.lat));
        Self { text, entries, by_latitude, names: OnceLock::new() }
    }

    fn line(&self, entry: Entry) -> Line<'_> {
        let line = self.text[entry.start as usize..].split('\n').next().unwrap_or_default();
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        Line { name: field(), other_names: field(), region: field(), country: field() }
    }

    fn place(&self, entry: Entry) -> Place {
        let Line { name, region, country, .. } = self.line(entry);
        Place {
            name: name.to_owned(),
            region: region.to_owned(),
            country: country.to_owned(),
            position: entry.position,
            population: entry.population,
        }
    }

    /// The most populous places of a part of the earth, spread over it: at most `limit`, the largest first.
    #[must_use]
    pub fn labels(&self, bounds: Bounds, limit: usize) -> Vec<Place> {
        let (columns, rows) = LABEL_CELLS;
        let mut taken = vec![0_u8; columns * rows];
        let (width, height) = (bounds.east - bounds.west, bounds.north - bounds.south);
        let cell = |share: f64, cells: usize| ((share * cells as f64) as usize).min(cells - 1);
        let mut found = Vec::new();
        for entry in &self.entries {
            if found.len() == limit {
                break;
            }
            let Some(lon) = bounds.longitude_inside(entry.position) else { continue };
            let column = cell((lon - bounds.west) / width, columns);
            let row = cell((entry.position.lat - bounds.south) / height, rows);
            let count = &mut taken[row * columns + column];
            if *count < LABELS_OF_A_CELL {
                *count += 1;
                found.push(self.place(*entry));
            }
        }
        found
    }

    /// The town that a point is in: the most populous of those that reach so far, since the parts of a city are in the list
    /// too; else the nearest one, if it is not far.
    #[must_use]
    pub fn town_at(&self, point: Position) -> Option<Place> {
        let around = self.around(point, LARGEST_TOWN_KM);
        let inside = around.iter().filter(|(entry, km)| *km <= f64::from(radius_km(entry.population)));
        let largest = inside.max_by_key(|(entry, _)| entry.population);
        let nearest = || around.first().filter(|(_, km)| *km <= NEARBY_KM);
        largest.or_else(nearest).map(|(entry, _)| self.place(*entry))
    }

    /// The country that a point is in, where all places around it agree. At a border they do not, and nothing is said.
    #[must_use]
    pub fn country_at(&self, point: Position) -> Option<String> {
        let around = self.around(point, WITNESS_KM);
        let countries: Vec<&str> = around.iter().take(WITNESSES).map(|(entry, _)| self.line(*entry).country).collect();
        let first = *countries.first()?;
        countries.iter().all(|country| *country == first).then(|| first.to_owned())
    }

    /// The places within a distance, nearest first.
    fn around(&self, point: Position, within_km: f64) -> Vec<(Entry, f64)> {
        // A degree of latitude has 111 km; what is further north or south need not be measured.
        let degrees = within_km / 111.0;
        let first = self.by_latitude.partition_point(|entry| entry.position.lat < point.lat - degrees);
        let mut found: Vec<(Entry, f64)> = self.by_latitude[first..]
            .iter()
            .take_while(|entry| entry.position.lat <= point.lat + degrees)
            .map(|entry| (*entry, distance_km(entry.position, point)))
            .filter(|(_, distance)| *distance <= within_km)
            .collect();
        found.sort_by(|one, other| one.1.total_cmp(&other.1));
        found
    }

    fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| NameIndex::of(self))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn the_embedded_list_is_whole() {
        let world = Gazetteer::bundled();
        assert_eq!(world.entries.len(), world.text.lines().count());
        assert!(world.entries.len() > 170_000);
        let countries: Vec<&str> = COUNTRIES.lines().filter_map(|line| line.split('\t').next()).collect();
        for entry in &world.entries {
            let line = world.line(*entry);
            assert!(!line.name.is_empty() && countries.contains(&line.country), "{}", line.name);
        }
        assert!(world.entries.is_sorted_by(|one, other| one.population >= other.population));
    }

    #[test]
    fn labels_are_spread_over_the_view_and_the_largest_come_first() {
        let world = Gazetteer::bundled();
        let whole = world.labels(Bounds { west: -180.0, south: -60.0, east: 180.0, north: 75.0 }, 120);
        assert_eq!(whole.first().unwrap().name, "Shanghai");
        let continents = ["US", "BR", "GB", "NG", "AU"];
        for country in continents {
            assert!(whole.iter().any(|place| place.country == country), "{country}");
        }
        let city = world.labels(Bounds { west: -0.6, south: 53.6, east: -0.1, north: 53.9 }, 60);
        assert_eq!(city.first().unwrap().name, "Kingston upon Hull");
        assert!(city.iter().any(|place| place.name == "Cottingham"));
    }

    #[test]
    fn a_view_over_the_antimeridian_has_the_places_of_both_sides() {
        let pacific = Bounds { west: 170.0, south: -25.0, east: 195.0, north: -10.0 };
        let names: Vec<String> = Gazetteer::bundled().labels(pacific, 60).into_iter().map(|place| place.name).collect();
        assert!(names.contains(&"Suva".to_owned()) && names.contains(&"Apia".to_owned()), "{names:?}");
        let turned = Bounds { west: pacific.west - 360.0, east: pacific.east - 360.0, ..pacific };
        assert_eq!(Gazetteer::bundled().labels(turned, 60).len(), names.len());
    }

    #[test]
    fn a_point_is_in_a_country_where_all_around_agree() {
        let world = Gazetteer::bundled();
        assert_eq!(world.country_at(at(53.7443, -0.3325)).as_deref(), Some("GB"));
        assert_eq!(world.country_at(at(47.56, 7.59)), None, "Basel lies where three countries meet");
        assert_eq!(world.country_at(at(0.0, -140.0)), None, "there is only sea");
    }

    #[test]
    fn a_point_is_in_the_town_that_reaches_so_far() {
        let town = |lat, lon| Gazetteer::bundled().town_at(at(lat, lon)).map(|place| place.name);
        assert_eq!(town(53.7443, -0.3325).as_deref(), Some("Kingston upon Hull"));
        assert_eq!(town(48.8566, 2.3522).as_deref(), Some("Paris"), "not one of its parts");
        assert_eq!(town(53.8423, -0.4307).as_deref(), Some("Beverley"), "the next town is not swallowed");
        assert_eq!(town(0.0, -140.0), None);
    }
}
