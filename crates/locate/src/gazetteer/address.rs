//! From an address as people type it to the places that it may mean.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::names::folded;
use super::{COUNTRIES, Gazetteer, Place};

/// Longest name that is tried, in words: "Newcastle upon Tyne", "San José del Monte".
const LONGEST_NAME: usize = 5;
/// A longer text is no address.
const LONGEST_ADDRESS: usize = 300;
/// From so many letters on, a text may be the beginning of a name.
const SHORTEST_BEGINNING: usize = 3;

/// How countries are called in addresses beside their name and codes.
const COUNTRY_NAMES: [(&str, &str); 11] = [
    ("uk", "GB"),
    ("greatbritain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northernireland", "GB"),
    ("unitedstatesofamerica", "US"),
    ("deutschland", "DE"),
    ("osterreich", "AT"),
    ("schweiz", "CH"),
    ("holland", "NL"),
];

/// The states of the US as addresses abbreviate them (USPS Publication 28, appendix B).
const US_STATES: &str = "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|\
    DC Washington, D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|\
    LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|\
    NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|\
    OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|\
    UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming";

/// A place that an address may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPlace {
    /// The place. Where in it the address is, the gazetteer does not know.
    pub place: Place,
    /// Whether the text says nothing but the place; else it says a street, too.
    pub whole: bool,
    /// Whether a part of the text names it. Else it was found among other words, which proves nothing: who writes
    /// "2 London Road, Wistow" does not mean London.
    pub named: bool,
}

/// A place that was found in a text: its position in the list, and what speaks for it.
type Found = (u32, (Score, Standing));

/// How a place stands in a text, as [`FoundPlace`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    whole: bool,
    named: bool,
}

/// What speaks for a place, the strongest first.
type Score = (bool, bool, bool, bool, usize, u32);

impl Gazetteer {
    /// The places that an address may mean, the likeliest first; at most `limit`.
    ///
    /// A country or region that the text names decides between places of one name; else the larger one comes first.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Vec<FoundPlace> {
        if text.len() > LONGEST_ADDRESS {
            return Vec::new();
        }
        let parts = parts_of(text);
        let regions: Vec<String> = parts.iter().map(|part| folded(&part.words.join(" "))).collect();
        let (country, state) = self.country_and_state(&parts);
        let mut best: HashMap<u32, (Score, Standing)> = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            for length in (1..=part.words.len().min(LONGEST_NAME)).rev() {
                for (start, words) in part.words.windows(length).enumerate() {
                    let name = folded(&words.join(" "));
                    let is_whole_part = length == part.words.len();
                    for index in self.names().called(&name) {
                        let entry = self.entries[index as usize];
                        let line = self.line(entry);
                        if country.as_ref().is_some_and(|country| country != line.country) {
                            continue;
                        }
                        let region = folded(line.region);
                        let in_region = state.as_ref().is_some_and(|state| *state == region)
                            || regions.iter().enumerate().any(|(other, named)| other != at && *named == region);
                        let is_end = start + length == part.words.len();
                        let score = (
                            is_whole_part && !part.has_number,
                            in_region,
                            is_whole_part,
                            is_end,
                            length,
                            entry.population,
                        );
                        let standing = Standing {
                            whole: is_whole_part && parts.iter().all(|part| !part.has_number),
                            named: is_whole_part && !part.is_numbered,
                        };
                        let known = best.entry(index).or_insert((score, standing));
                        *known = (*known).max((score, standing));
                    }
                }
            }
        }
        let mut found: Vec<Found> = best.into_iter().collect();
        // A part of a street's name is no guess at all where a whole part names a place.
        if found.iter().any(|(_, (score, _))| score.2) {
            found.retain(|(_, (score, _))| score.2 || score.1);
        }
        // The list is by inhabitants: of two without a number the first is taken, always the same one.
        found.sort_unstable_by_key(|(index, (score, _))| (Reverse(*score), *index));
        if found.is_empty() {
            found = self.beginning_like(&parts, country.as_deref());
        }
        found
            .into_iter()
            .take(limit)
            .map(|(index, (_, Standing { whole, named }))| FoundPlace {
                place: self.place(self.entries[index as usize]),
                whole,
                named,
            })
            .collect()
    }

    /// Places whose name begins as the first part that has letters: somebody is still typing.
    fn beginning_like(&self, parts: &[Part<'_>], country: Option<&str>) -> Vec<Found> {
        let Some(name) = parts.first().map(|part| folded(&part.words.join(" "))) else { return Vec::new() };
        if name.chars().count() < SHORTEST_BEGINNING {
            return Vec::new();
        }
        let mut found: Vec<u32> = self
            .names()
            .beginning(&name)
            .filter(|index| country.is_none_or(|country| self.line(self.entries[*index as usize]).country == country))
            .collect();
        found.sort_unstable();
        found.dedup();
        let standing = Standing { whole: true, named: false };
        found.into_iter().map(|index| (index, ((true, false, true, true, 0, 0), standing))).collect()
    }

    /// The country that the address names, and the state of the US, folded.
    fn country_and_state(&self, parts: &[Part<'_>]) -> (Option<String>, Option<String>) {
        let mut state = None;
        // The first part is the place or the street itself, not the country it is in.
        for (at, part) in parts.iter().enumerate().skip(1).rev() {
            let text = part.words.join(" ");
            // Two codes in a row are a region and its country: "London, ON, CA".
            let is_country = is_code(&parts[at - 1].words.join(" "));
            if let Some(region) = us_state(&text).filter(|_| !is_country || !is_code(&text)) {
                let named = |name: &str| {
                    self.names().called(name).any(|index| {
                        let line = self.line(self.entries[index as usize]);
                        line.country == "US" && folded(line.region) == region
                    })
                };
                // IL is Illinois and Israel, Georgia is in America and in Asia: what the other parts name decides.
                if parts.iter().any(|other| named(&folded(&other.words.join(" ")))) {
                    return (Some("US".to_owned()), Some(region));
                }
                state = Some(region);
            }
            if let Some(code) = country_of(&text) {
                let after = parts.iter().find_map(|other| us_state(&other.words.join(" "))).filter(|_| code == "US");
                return (Some(code), after.or(state));
            }
        }
        (None, state)
    }
}

/// What stands between two commas, without numbers: house numbers and postal codes are no names.
#[derive(Debug)]
struct Part<'t> {
    words: Vec<&'t str>,
    has_number: bool,
    /// Whether it begins or ends with the number of a house, as streets do: "12 Reading", "Lima 12".
    is_numbered: bool,
}

fn parts_of(text: &str) -> Vec<Part<'_>> {
    text.split([',', ';', '\n', '\t'])
        .map(|part| {
            let all: Vec<&str> = part.split_whitespace().collect();
            let words: Vec<&str> =
                all.iter().copied().filter(|word| !word.contains(|letter: char| letter.is_ascii_digit())).collect();
            // A postal code beside the name of a town is no house number: "28195 Bremen", "Hull HU1 2AB".
            let has_number = all.first().is_some_and(|word| is_house_number(word));
            let is_numbered = [all.first(), all.last()].into_iter().flatten().any(|word| is_number_of_street(word));
            Part { words, has_number, is_numbered }
        })
        .filter(|part| !part.words.is_empty())
        .collect()
}

/// One to four digits, perhaps with a letter; five are a postal code.
fn is_house_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    (1..=4).contains(&digits) && word.len() <= digits + 1
}

/// As [`is_house_number`], without those of four digits: beside a name alone they are the postal code of a town, such as
/// "8001 Zürich".
fn is_number_of_street(word: &str) -> bool {
    is_house_number(word) && word.chars().filter(char::is_ascii_digit).count() < 4
}

/// The name of a state of the US, folded, by its code or its name.
fn us_state(text: &str) -> Option<String> {
    let name = folded(text);
    US_STATES.split('|').find_map(|state| {
        let (code, known) = state.split_once(' ')?;
        let known = folded(known);
        (code == text || known == name).then_some(known)
    })
}

/// Two letters in upper case.
fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The code of a country by its name or code.
fn country_of(text: &str) -> Option<String> {
    let name = folded(text);
    if let Some((_, code)) = COUNTRY_NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*code).to_owned());
    }
    COUNTRIES.lines().find_map(|line| {
        let code = line.split('\t').next()?;
        line.split('\t').any(|known| folded(known) == name).then(|| code.to_owned())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn first(text: &str) -> String {
        let found = Gazetteer::bundled().find(text, 5);
        let place = &found.first().unwrap_or_else(|| panic!("{text}: nothing found")).place;
        format!("{}, {}, {}", place.name, place.region, place.country)
    }

    #[test]
    fn a_town_is_found_by_its_name_in_any_spelling() {
        assert_eq!(first("hull"), "Kingston upon Hull, England, GB");
        assert_eq!(first("München"), "Munich, Bavaria, DE");
        assert_eq!(first("Muenchen"), "Munich, Bavaria, DE");
        assert_eq!(first("sao paulo"), "São Paulo, São Paulo, BR");
        assert_eq!(first("28195 Bremen"), "Bremen, Bremen, DE");
    }

    #[test]
    fn country_and_region_decide_between_places_of_one_name() {
        assert_eq!(first("London"), "London, England, GB");
        assert_eq!(first("London, Canada"), "London, Ontario, CA");
        assert_eq!(first("London, ON, CA"), "London, Ontario, CA");
        assert_eq!(first("Springfield, Illinois"), "Springfield, Illinois, US");
        assert_eq!(first("Springfield, IL 62701"), "Springfield, Illinois, US");
        assert_eq!(first("Springfield, MO, USA"), "Springfield, Missouri, US");
        assert_eq!(first("Cambridge, MA"), "Cambridge, Massachusetts, US");
        assert_eq!(first("Haifa, IL"), "Haifa, Haifa, IL");
        assert_eq!(first("Atlanta, Georgia"), "Atlanta, Georgia, US");
        assert_eq!(first("10 Bull St, Savannah, Georgia 31401, USA"), "Savannah, Georgia, US");
        assert_eq!(first("Tbilisi, Georgia"), "Tbilisi, Tbilisi, GE");
        assert_eq!(first("Spokane, Washington"), "Spokane, Washington, US");
    }

    #[test]
    fn a_street_does_not_hide_the_town() {
        assert_eq!(first("1 High St, London, GB"), "London, England, GB");
        assert_eq!(first("10 Victoria Road, Reading, RG1 4AB, UK"), "Reading, England, GB");
        assert_eq!(first("Marktplatz 1\n28195 Bremen\nDeutschland"), "Bremen, Bremen, DE");
        assert_eq!(first("350 5th Avenue, New York, NY 10118, USA"), "New York City, New York, US");
        assert!(!Gazetteer::bundled().find("1 High St, London", 1)[0].whole);
        assert!(Gazetteer::bundled().find("London, GB", 1)[0].whole);
    }

    #[test]
    fn a_word_of_a_street_names_no_town() {
        let world = Gazetteer::bundled();
        for street in [
            "2 London Road, Wistow, Leicestershire, LE8 0QF, United Kingdom",
            "12 Reading Road, Sulgrave, UK",
            "12 Reading, Sulgrave, UK",
            "Lima 12, Villa Que No Existe, Peru",
            "Birmingh",
        ] {
            let found = world.find(street, 8);
            assert!(found.iter().all(|place| !place.named), "{street}: {found:?}");
        }
        for town in [
            "London",
            "1 High St, Hull, GB",
            "10 Victoria Road, Reading, RG1 4AB, UK",
            "Bahnhofstrasse 1, 8001 Zürich, CH",
            "Marktplatz 1\n28195 Bremen\nDeutschland",
            "350 5th Avenue, New York, NY 10118, USA",
        ] {
            assert!(world.find(town, 8)[0].named, "{town}");
        }
    }

    #[test]
    fn the_beginning_of_a_name_is_enough_and_nonsense_finds_nothing() {
        assert_eq!(first("Birmingh"), "Birmingham, England, GB");
        for nonsense in ["", "   ", "12345", "qzxqzxqzx", ",,,", &"a".repeat(1000)] {
            assert!(Gazetteer::bundled().find(nonsense, 5).is_empty(), "{nonsense}");
        }
    }
}
