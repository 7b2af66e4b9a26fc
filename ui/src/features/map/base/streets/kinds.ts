/**
 * What the features of a vector tile are on this map. Three layouts of tiles are published and in use, and their layers
 * have names of their own, so the name of a layer says which layout it is of:
 * Protomaps (https://docs.protomaps.com/basemaps/layers), OpenMapTiles (https://openmaptiles.org/schema/) and Shortbread
 * (https://shortbread-tiles.org/schema/1.0/). Whatever this map does not draw has no kind.
 */

export type Kind =
  | "wood"
  | "grass"
  | "sand"
  | "ice"
  | "water"
  | "stream"
  | "runway"
  | "apron"
  | "building"
  | "path"
  | "street"
  | "road"
  | "motorway"
  | "rail"
  | "border"
  | "state-border"
  | "country-name"
  | "state-name"
  | "city-name"
  | "town-name"
  | "village-name"
  | "quarter-name"
  | "water-name"
  | "motorway-name"
  | "road-name"
  | "street-name"
  | "house-number";

export type Shape = "point" | "line" | "area";

export type Properties = Readonly<Record<string, unknown>>;

/** Kinds by the words that the layouts have for them. */
function table(kinds: Partial<Record<Kind, string>>): ReadonlyMap<string, Kind> {
  const words = Object.entries(kinds) as [Kind, string][];
  return new Map(words.flatMap(([kind, said]) => said.split(" ").map((word): [string, Kind] => [word, kind])));
}

const GROUND = table({
  wood: "wood forest woodland",
  grass:
    "grass grassland park garden meadow allotments village_green playground recreation_ground golf_course cemetery " +
    "grave_yard pitch scrub heath nature_reserve protected_area national_park wetland",
  sand: "sand beach dune",
  ice: "glacier ice ice_shelf",
  apron: "aerodrome apron",
});

const WAYS = table({
  motorway: "motorway motorway_link highway",
  road:
    "trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link major_road " +
    "motorway_construction",
  street:
    "minor minor_road unclassified residential living_street service road raceway busway bus_guideway other pedestrian",
  path: "path track footway cycleway bridleway steps corridor",
  rail: "rail narrow_gauge tram light_rail funicular subway monorail transit",
  runway: "runway taxiway",
});

const NAMES_OF_WAYS: Partial<Record<Kind, Kind>> = {
  motorway: "motorway-name",
  road: "road-name",
  street: "street-name",
  path: "street-name",
};

const PLACES = table({
  "country-name": "country",
  "state-name": "state province region",
  "city-name": "capital state_capital city",
  "town-name": "town locality",
  "village-name": "village hamlet isolated_dwelling farm island",
  "quarter-name": "suburb quarter neighbourhood macrohood borough",
});

/** The borders of countries have level 2, those of states up to 4 (https://wiki.openstreetmap.org/wiki/Key:admin_level). */
const COUNTRY_LEVEL = 2;
const STATE_LEVEL = 4;

const said = (properties: Properties, key: string): string => {
  const value = properties[key];
  return typeof value === "string" ? value : "";
};

/** The word of a layout for what a feature is; `pmap:` is of Protomaps before its version 4. */
const wordOf = (properties: Properties): string =>
  said(properties, "class") || said(properties, "kind") || said(properties, "pmap:kind");

const detailOf = (properties: Properties): string =>
  said(properties, "kind_detail") || said(properties, "pmap:kind_detail") || said(properties, "subclass");

const one = (kind: Kind | undefined): Kind[] => (kind === undefined ? [] : [kind]);

function ways(properties: Properties, shape: Shape): Kind[] {
  // Squares are areas of a street; what else has an area is drawn as a line, too.
  if (shape !== "line") return [];
  const word = wordOf(properties);
  const detail = detailOf(properties);
  const kind = WAYS.get(word === "aeroway" || WAYS.get(word) === undefined ? detail : word);
  const name = kind === undefined ? undefined : NAMES_OF_WAYS[kind];
  return [...one(kind), ...one(name)];
}

function nameOfWay(properties: Properties): Kind[] {
  const kind = WAYS.get(wordOf(properties));
  return one(kind && NAMES_OF_WAYS[kind]);
}

function water(properties: Properties, shape: Shape): Kind[] {
  if (shape === "area") return ["water"];
  return shape === "line"
    ? ["stream", ...one(wordOf(properties) === "river" ? "water-name" : undefined)]
    : ["water-name"];
}

function border(properties: Properties): Kind[] {
  if (properties["maritime"] === 1 || properties["maritime"] === true) return [];
  const word = wordOf(properties);
  if (word === "country") return ["border"];
  if (word === "region") return ["state-border"];
  const level = Number(properties["admin_level"] ?? properties["pmap:min_admin_level"] ?? Number.NaN);
  if (level <= COUNTRY_LEVEL) return ["border"];
  return level <= STATE_LEVEL ? ["state-border"] : [];
}

function place(properties: Properties): Kind[] {
  const detail = PLACES.get(detailOf(properties));
  return one(detail ?? PLACES.get(wordOf(properties)));
}

function nameOfArea(properties: Properties): Kind[] {
  const level = Number(properties["admin_level"]);
  if (level === COUNTRY_LEVEL) return ["country-name"];
  return level === STATE_LEVEL ? ["state-name"] : [];
}

const ground = (properties: Properties, shape: Shape): Kind[] =>
  shape === "area" ? one(GROUND.get(wordOf(properties))) : [];

function building(properties: Properties, shape: Shape): Kind[] {
  if (shape === "area") return ["building"];
  return shape === "point" && wordOf(properties) === "address" ? ["house-number"] : [];
}

type Layer = (properties: Properties, shape: Shape) => Kind[];

const LAYERS: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  // Protomaps; "water", "landuse" and "landcover" are of OpenMapTiles as well, "boundaries" and "buildings" of Shortbread.
  ["landcover", ground],
  ["landuse", ground],
  ["water", water],
  ["roads", ways],
  ["transit", ways],
  ["buildings", building],
  ["boundaries", border],
  ["places", place],
  // OpenMapTiles
  ["park", (_, shape) => (shape === "area" ? ["grass"] : [])],
  ["waterway", water],
  ["water_name", () => ["water-name"]],
  ["aeroway", (properties, shape) => (shape === "area" ? ["apron"] : ways(properties, shape))],
  ["transportation", ways],
  ["transportation_name", nameOfWay],
  ["building", building],
  ["boundary", border],
  ["place", place],
  ["housenumber", () => ["house-number"]],
  // Shortbread
  ["ocean", () => ["water"]],
  ["water_polygons", () => ["water"]],
  ["water_lines", (_, shape) => (shape === "line" ? ["stream"] : [])],
  ["water_polygons_labels", () => ["water-name"]],
  ["land", ground],
  ["sites", ground],
  ["streets", ways],
  ["street_labels", nameOfWay],
  ["boundary_labels", nameOfArea],
  ["place_labels", place],
  ["addresses", () => ["house-number"]],
]);

/** What a feature is on the map: nothing, one thing, or a thing and its name. */
export function kindsOf(layer: string, properties: Properties, shape: Shape): Kind[] {
  return LAYERS.get(layer)?.(properties, shape) ?? [];
}

/** Whether a layer of a tile has something for this map. */
export const isKnownLayer = (layer: string): boolean => LAYERS.has(layer);

/** A house with several numbers shows its first. */
function houseNumber(properties: Properties): string {
  const numbers = said(properties, "housenumber") || said(properties, "addr_housenumber");
  return numbers.split(/[,;]/, 1)[0]?.trim() ?? "";
}

/** The text that stands at a feature: in the first language that has one, else as it is called there. */
export function textOf(kind: Kind, properties: Properties, languages: readonly string[]): string {
  if (kind === "house-number") return houseNumber(properties);
  const number = said(properties, "ref") || said(properties, "shield_text");
  const own = languages.map((language) => said(properties, `name:${language}`) || said(properties, `name_${language}`));
  const name = own.find((text) => text !== "") ?? said(properties, "name");
  // A motorway is known by its number, a street by its name.
  return kind === "motorway-name" ? number || name : name || number;
}

/** How much a place matters beside others of its kind: the more, the larger. Layouts tell it by rank or by population. */
export function weightOf(properties: Properties): number {
  const number = (key: string): number | null => {
    const value = properties[key];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  // Protomaps: 0 to 17, from the smallest; OpenMapTiles: from 1, the largest.
  const ascending = number("population_rank") ?? number("pmap:population_rank");
  if (ascending !== null) return ascending;
  const descending = number("rank");
  if (descending !== null) return -descending;
  const population = number("population");
  return population === null || population <= 0 ? Number.NEGATIVE_INFINITY : Math.log10(population);
}
