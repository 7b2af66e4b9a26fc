import type { Kind } from "./kinds";

/** Kinds by the words that the layouts have for them. */
function table(kinds: Partial<Record<Kind, string>>): ReadonlyMap<string, Kind> {
  const entries = Object.entries(kinds) as [Kind, string][];
  return new Map(entries.flatMap(([kind, words]) => words.split(" ").map((word): [string, Kind] => [word, kind])));
}

export const GROUND = table({
  wood: "wood forest woodland",
  grass:
    "grass grassland park garden meadow allotments village_green playground recreation_ground golf_course cemetery " +
    "grave_yard pitch scrub heath nature_reserve protected_area national_park wetland swamp bog string_bog " +
    "wet_meadow marsh",
  sand: "sand beach dune",
  ice: "glacier ice ice_shelf",
  apron: "aerodrome apron",
  plaza: "pedestrian",
});

export const WAYS = table({
  motorway: "motorway motorway_link highway",
  road: "trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link major_road medium_road",
  street:
    "minor minor_road unclassified residential living_street service road raceway busway bus_guideway other pedestrian",
  path: "path track footway cycleway bridleway steps corridor",
  rail: "rail narrow_gauge tram light_rail funicular subway monorail transit",
  runway: "runway taxiway",
});

export const PLACES = table({
  "country-name": "country",
  "state-name": "state province region",
  "city-name": "capital state_capital city",
  "town-name": "town",
  "village-name": "village hamlet isolated_dwelling farm island",
  "quarter-name": "suburb quarter neighbourhood macrohood borough",
});

/** What of the points that Protomaps had for nature before its version 4 is water. */
export const WATERS = table({ "water-name": "ocean sea lake water bay strait fjord reservoir" });
