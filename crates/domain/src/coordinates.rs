//! Coordinates in the spellings that people copy and type.

use thiserror::Error;

use crate::Position;

/// Why a text does not say where something is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CoordinatesError {
    /// It holds no coordinates.
    #[error(
        "these are no coordinates: write latitude and longitude, such as 53.7443, -0.3325 or 53°44'39\"N 0°19'57\"W"
    )]
    None,
    /// It holds some, with an O for the longitude: east in German and Dutch, west in Spanish, French, Italian and
    /// Portuguese.
    #[error("O means east in some languages and west in others: write E or W")]
    EastOrWest,
}

/// Reads coordinates: decimal degrees with point or comma, degrees with minutes and seconds, with hemispheres before or
/// behind, `geo:` addresses, addresses of the usual map services, and full plus codes.
///
/// Latitude comes first unless a hemisphere says otherwise.
///
/// # Examples
///
/// ```
/// # use sitebook_domain::parse_coordinates;
/// let hull = parse_coordinates("53°44'39.5\"N 0°19'57\"W").unwrap();
/// assert!((hull.lat - 53.744_306).abs() < 1e-5 && (hull.lon + 0.3325).abs() < 1e-5);
/// ```
pub fn parse_coordinates(text: &str) -> Result<Position, CoordinatesError> {
    let text = text.trim();
    let read = |text: &str| {
        from_address(text)
            .or_else(|| from_plus_code(text))
            .or_else(|| from_numbers(text))
            .and_then(|(lat, lon)| Position::new(lat, lon).ok().filter(|_| lon.abs() <= 180.0))
    };
    if let Some(position) = read(text) {
        return Ok(position);
    }
    let as_east = text.replace(['O', 'o'], "E");
    Err(if as_east != text && read(&as_east).is_some() { CoordinatesError::EastOrWest } else { CoordinatesError::None })
}

/// What stands behind these in an address is `lat,lon`, or `lat/lon` with the zoom before it. What names a place comes before
/// what names the middle of a view, which may be streets away (`!3d`: the pin of a place in Google's addresses; `?q=` of a
/// `geo:` address, RFC 5870 as Android has it, where the point itself may be `0,0`).
const MARKS: [&str; 10] = ["!3d", "?q=", "&q=", "query=", "?ll=", "&ll=", "sll=", "/@", "geo:", "#map="];

fn from_address(text: &str) -> Option<(f64, f64)> {
    let is_address = text.starts_with("geo:") || text.starts_with("http://") || text.starts_with("https://");
    if !is_address {
        return None;
    }
    let text = text.replace("%2C", ",").replace("%2c", ",");
    if let (Some(lat), Some(lon)) = (after(&text, "mlat="), after(&text, "mlon=")) {
        return Some((leading_number(lat)?.0, leading_number(lon)?.0));
    }
    MARKS.iter().filter_map(|mark| Some((*mark, after(&text, mark)?))).find_map(|(mark, rest)| {
        // OpenStreetMap puts the zoom first: #map=15/53.74/-0.33
        let rest = if mark == "#map=" { rest.split_once('/')?.1 } else { rest };
        let (lat, rest) = leading_number(rest)?;
        let rest = rest.strip_prefix("!4d").or_else(|| rest.strip_prefix([',', '/']))?;
        Some((lat, leading_number(rest)?.0))
    })
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.find(mark).map(|at| &text[at + mark.len()..])
}

/// The number at the beginning of a text, and what follows it.
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text
        .char_indices()
        .find(|(at, letter)| !(letter.is_ascii_digit() || *letter == '.' || (*at == 0 && *letter == '-')))
        .map_or(text.len(), |(at, _)| at);
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// The letters of plus codes, by their value (Open Location Code specification, "digits").
const PLUS_LETTERS: &[u8; 20] = b"23456789CFGHJMPQRVWX";

/// The middle of the area that a full plus code names, such as `9C5WPMV9+2X`. Short ones need a town, and are not read.
fn from_plus_code(text: &str) -> Option<(f64, f64)> {
    let code = text.to_ascii_uppercase();
    let (area, rest) = code.split_once('+')?;
    if area.len() != 8 || !(rest.is_empty() || (2..=7).contains(&rest.len())) {
        return None;
    }
    let values: Vec<u8> = area
        .bytes()
        .chain(rest.bytes())
        .map(|letter| PLUS_LETTERS.iter().position(|known| *known == letter).map(|value| value as u8))
        .collect::<Option<_>>()?;
    let (mut lat, mut lon, mut height, mut width) = (-90.0, -180.0, 20.0 * 20.0, 20.0 * 20.0);
    for (place, value) in values.into_iter().enumerate() {
        let value = f64::from(value);
        if place < 10 {
            // Pairs: latitude, then longitude, each twenty times finer than the pair before.
            if place % 2 == 0 {
                height /= 20.0;
                lat += value * height;
            } else {
                width /= 20.0;
                lon += value * width;
            }
        } else {
            // Behind the tenth letter each one names a cell of a grid of five rows and four columns.
            height /= 5.0;
            width /= 4.0;
            lat += (value / 4.0).floor() * height;
            lon += (value % 4.0) * width;
        }
    }
    Some((lat + height / 2.0, lon + width / 2.0))
}

/// One part of the text: a number, or a letter that names a hemisphere.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Number(f64),
    Hemisphere(u8),
    /// Between latitude and longitude.
    Break,
}

fn from_numbers(text: &str) -> Option<(f64, f64)> {
    let parts = parts_of(text)?;
    let (first, second) = halves(&parts)?;
    let (first, first_side) = angle(first)?;
    let (second, second_side) = angle(second)?;
    let is_lon = |side: Option<u8>| matches!(side, Some(b'E' | b'W'));
    let is_lat = |side: Option<u8>| matches!(side, Some(b'N' | b'S'));
    match (first_side, second_side) {
        (None, None) => Some((first, second)),
        _ if is_lat(first_side) && !is_lat(second_side) => Some((first, second)),
        _ if is_lon(second_side) && !is_lon(first_side) => Some((first, second)),
        _ if is_lon(first_side) && !is_lon(second_side) => Some((second, first)),
        _ if is_lat(second_side) && !is_lat(first_side) => Some((second, first)),
        _ => None,
    }
}

/// Cuts the text into its parts; none where there is anything that coordinates do not have.
fn parts_of(text: &str) -> Option<Vec<Part>> {
    let text = decimal_points(text).to_uppercase().replace("LATITUDE", " ").replace("LONGITUDE", " ");
    let text = text.replace("LAT", " ").replace("LNG", " ").replace("LON", " ");
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some(letter) = rest.chars().next() {
        match letter {
            '0'..='9' | '-' | '\u{2212}' | '+' | '.' => {
                let signed = rest.replacen('\u{2212}', "-", usize::from(letter == '\u{2212}'));
                let (number, left) = leading_number(&signed)?;
                parts.push(Part::Number(number));
                let taken = signed.len() - left.len() + (letter.len_utf8() - 1) * usize::from(letter == '\u{2212}');
                rest = &rest[taken..];
                continue;
            }
            'N' | 'S' | 'E' | 'W' => parts.push(Part::Hemisphere(letter as u8)),
            ',' | ';' | '/' | '|' => parts.push(Part::Break),
            ' ' | '\t' | '\n' | '\u{a0}' | ':' | '=' | '(' | ')' | '[' | ']' | '°' | 'º' | '\'' | '′' | '’' | '"'
            | '″' | '”' => {}
            _ => return None,
        }
        rest = &rest[letter.len_utf8()..];
    }
    Some(parts)
}

/// `53,7443; -0,3325` with points. A comma is a decimal one where both numbers have one between digits, without a blank.
fn decimal_points(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_decimal = |at: usize| {
        letters[at] == ','
            && at > 0
            && letters[at - 1].is_ascii_digit()
            && letters.get(at + 1).is_some_and(char::is_ascii_digit)
    };
    let decimal: Vec<usize> = (0..letters.len()).filter(|at| is_decimal(*at)).collect();
    if text.contains('.') || decimal.len() != 2 {
        return text.to_owned();
    }
    letters.iter().enumerate().map(|(at, letter)| if decimal.contains(&at) { '.' } else { *letter }).collect()
}

/// Where latitude ends and longitude begins: at a break, else at the hemispheres, else in the middle.
fn halves(parts: &[Part]) -> Option<(&[Part], &[Part])> {
    let breaks: Vec<usize> =
        parts.iter().enumerate().filter(|(_, part)| **part == Part::Break).map(|(at, _)| at).collect();
    if let [at] = breaks.as_slice() {
        return Some((&parts[..*at], &parts[at + 1..]));
    }
    if !breaks.is_empty() {
        return None;
    }
    let sides: Vec<usize> =
        parts.iter().enumerate().filter(|(_, part)| matches!(part, Part::Hemisphere(_))).map(|(at, _)| at).collect();
    match sides.as_slice() {
        // Before the numbers (N 53.7 W 0.3), or behind them (53.7 N 0.3 W).
        [0, second] => Some(parts.split_at(*second)),
        [first, _] => Some(parts.split_at(first + 1)),
        [] if parts.len().is_multiple_of(2) => Some(parts.split_at(parts.len() / 2)),
        _ => None,
    }
}

/// Degrees, with minutes and seconds where there are any, and the hemisphere.
fn angle(parts: &[Part]) -> Option<(f64, Option<u8>)> {
    let mut side = None;
    let mut numbers = Vec::new();
    for part in parts {
        match part {
            Part::Number(number) => numbers.push(*number),
            Part::Hemisphere(letter) if side.is_none() => side = Some(*letter),
            Part::Hemisphere(_) | Part::Break => return None,
        }
    }
    let (degrees, minutes, seconds) = match numbers.as_slice() {
        [degrees] => (*degrees, 0.0, 0.0),
        [degrees, minutes] => (*degrees, *minutes, 0.0),
        [degrees, minutes, seconds] => (*degrees, *minutes, *seconds),
        _ => return None,
    };
    let in_range = |part: f64| (0.0..60.0).contains(&part);
    // Whoever writes minutes writes whole degrees.
    let is_sound = numbers.len() == 1 || (degrees.fract() == 0.0 && in_range(minutes) && in_range(seconds));
    // A minus and a hemisphere say the same thing twice, or contradict each other.
    if !is_sound || (side.is_some() && degrees.is_sign_negative()) {
        return None;
    }
    let size = degrees.abs() + minutes / 60.0 + seconds / 3600.0;
    let negative = degrees.is_sign_negative() || matches!(side, Some(b'S' | b'W'));
    Some((if negative { -size } else { size }, side))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assert_near(text: &str, lat: f64, lon: f64) {
        let found = parse_coordinates(text).unwrap_or_else(|_| panic!("{text} was not read"));
        assert!((found.lat - lat).abs() < 2e-4 && (found.lon - lon).abs() < 2e-4, "{text}: {found:?}");
    }

    #[test]
    fn every_usual_spelling_is_read() {
        for text in [
            "53.7443, -0.3325",
            "53.7443 -0.3325",
            "53.7443;-0.3325",
            "(53.7443, −0.3325)",
            "53,7443; -0,3325",
            "53,7443 -0,3325",
            "53.7443N 0.3325W",
            "53.7443° N, 0.3325° W",
            "N 53.7443, W 0.3325",
            "N53.7443 W0.3325",
            "0.3325 W, 53.7443 N",
            "lat: 53.7443, lon: -0.3325",
            "53°44'39.5\"N 0°19'57\"W",
            "53° 44′ 39.5″ N, 0° 19′ 57″ W",
            "53 44 39.5 N 0 19 57 W",
            "53 44.658, -0 19.95",
            "N 53° 44.658' W 0° 19.95'",
            "geo:53.7443,-0.3325",
            "geo:53.7443,-0.3325;u=35",
            "geo:53.7443,-0.3325?z=17",
            "geo:0,0?q=53.7443,-0.3325(Office)",
            "geo:53.1,-0.1?q=53.7443,-0.3325",
            "https://www.google.com/maps/@53.7443,-0.3325,15z",
            "https://www.google.com/maps/place/Hull/@53.1,-0.1,12z/data=!3m1!4b1!3d53.7443!4d-0.3325",
            "https://maps.google.com/?q=53.7443,-0.3325",
            "https://www.google.com/maps/search/?api=1&query=53.7443%2C-0.3325",
            "https://maps.apple.com/?ll=53.7443,-0.3325",
            "https://www.openstreetmap.org/?mlat=53.7443&mlon=-0.3325#map=15/53.7/-0.3",
            "https://www.openstreetmap.org/#map=15/53.7443/-0.3325",
        ] {
            assert_near(text, 53.7443, -0.3325);
        }
        assert_near("7FG49QCJ+2V", 20.3701, 2.7822);
        assert_near("8FVC9G8F+6X", 47.3656, 8.5249);
    }

    #[test]
    fn the_letter_that_means_east_or_west_is_asked_about() {
        for text in ["40°24′59″N 3°42′09″O", "53,7443; 10,5 O", "52° 31′ N, 13° 24′ O", "48.85 n 2.35 o"]
        {
            assert_eq!(parse_coordinates(text), Err(CoordinatesError::EastOrWest), "{text}");
        }
    }

    #[test]
    fn what_is_no_coordinates_is_not_guessed() {
        for text in [
            "",
            "Hull",
            "10 High Street",
            "53.7443",
            "91, 0",
            "0, 181",
            "53 61 0 N, 0 19 57 W",
            "-53.7 S, 0.3 W",
            "53.7 N, 0.3 N",
            "1, 2, 3",
            "53.5 30 N, 0 W",
            "12345",
            "HU1 2AB",
            "+44 20 7946 0000",
            "Oslo",
            "10 Downing Street, London",
            "1.2.3, 4",
        ] {
            assert_eq!(parse_coordinates(text), Err(CoordinatesError::None), "{text}");
        }
    }

    fn sides(lat: f64, lon: f64) -> (char, char) {
        (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64) {
            let (vertical, horizontal) = sides(lat, lon);
            let (a, b) = (lat.abs(), lon.abs());
            for text in [
                format!("{lat:.6}, {lon:.6}"),
                format!("{lat:.6} {lon:.6}"),
                format!("{lat:.6}; {lon:.6}").replace('.', ","),
                format!("{a:.6}°{vertical} {b:.6}°{horizontal}"),
                format!("{horizontal}{b:.6} {vertical}{a:.6}"),
                format!("{vertical} {}° {:.5}', {horizontal} {}° {:.5}'", a.trunc(), a.fract() * 59.99, b.trunc(), b.fract() * 59.99),
                format!("geo:{lat:.6},{lon:.6}"),
            ] {
                let found = parse_coordinates(&text);
                prop_assert!(found.is_ok(), "{}", text);
                let found = found.unwrap();
                prop_assert!((found.lat - lat).abs() < 2e-4 && (found.lon - lon).abs() < 2e-4, "{} {:?}", text, found);
            }
        }

        #[test]
        fn no_text_ends_in_a_panic_or_off_the_earth(text in "\\PC{0,40}") {
            if let Ok(found) = parse_coordinates(&text) {
                prop_assert!(found.lat.abs() <= 90.0 && found.lon.abs() <= 180.0);
            }
        }

        #[test]
        fn no_row_of_numbers_and_signs_ends_in_a_panic(text in "[-+0-9., NSEWO°'\"/;:geo]{0,30}") {
            let _ = parse_coordinates(&text);
        }
    }
}
