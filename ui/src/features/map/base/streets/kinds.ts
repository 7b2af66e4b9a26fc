/**
 * What the features of a vector tile are on this map. Three layouts of tiles are published and in use, and their layers
 * have names of their own, so the name of a layer says which layout it is of:
 * Protomaps (https://docs.protomaps.com/basemaps/layers), OpenMapTiles (https://openmaptiles.org/schema/) and Shortbread
 * (https://shortbread-tiles.org/schema/1.0/). Whatever this map does not draw has no kind.
 */

import { GROUND, PLACES, WATERS, WAYS } from "./words";

export type Kind =
  | "wood"
  | "grass"
  | "sand"
  | "ice"
  | "water"
  | "stream"
  | "runway"
  | "apron"
  | "plaza"
  | "building"
  | "tunnel"
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

const NAMES_OF_WAYS: Partial<Record<Kind, Kind>> = {
  motorway: "motorway-name",
  road: "road-name",
  street: "street-name",
  path: "street-name",
};

/** Whoever follows a road wants to see where it goes on; of other ways nothing is seen below the ground. */
const BELOW_GROUND: Partial<Record<Kind, Kind>> = { motorway: "tunnel", road: "tunnel", street: "tunnel" };

/** The borders of countries have level 2, those of states up to 4 (https://wiki.openstreetmap.org/wiki/Key:admin_level). */
const COUNTRY_LEVEL = 2;
const STATE_LEVEL = 4;

/** A property that is text, else nothing. */
export function textIn(properties: Properties, key: string): string {
  const value = properties[key];
  return typeof value === "string" ? value : "";
}

/** The word of a layout for what a feature is; `pmap:` is of Protomaps before its version 4. */
const wordOf = (properties: Properties): string =>
  textIn(properties, "class") || textIn(properties, "kind") || textIn(properties, "pmap:kind");

const detailOf = (properties: Properties): string =>
  textIn(properties, "kind_detail") || textIn(properties, "pmap:kind_detail");

const one = (kind: Kind | undefined): Kind[] => (kind === undefined ? [] : [kind]);

/** Layouts write yes as a boolean, as a number, or in the words of OpenStreetMap. */
const isYes = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === "string" && !["", "0", "no", "false"].includes(value));

function isTunnel(properties: Properties): boolean {
  const { brunnel, tunnel, is_tunnel } = properties;
  return brunnel === "tunnel" || isYes(tunnel) || isYes(is_tunnel) || Number(properties["pmap:level"]) < 0;
}

/** Protomaps says of runways only in its details what they are. */
function wayOf(properties: Properties): Kind | undefined {
  const word = wordOf(properties);
  return WAYS.get(word === "aeroway" ? detailOf(properties) : word);
}

function ways(properties: Properties, shape: Shape): Kind[] {
  const way = wayOf(properties);
  if (shape !== "line" || way === undefined) return [];
  return [...one(isTunnel(properties) ? BELOW_GROUND[way] : way), ...one(NAMES_OF_WAYS[way])];
}

/** Ways that are as wide as a square are areas. */
function squares(properties: Properties): Kind[] {
  const way = wayOf(properties);
  if (isTunnel(properties)) return [];
  if (way === "runway") return ["apron"];
  return way === "street" || way === "path" ? ["plaza"] : [];
}

function nameOfWay(properties: Properties, shape: Shape): Kind[] {
  const way = shape === "line" ? WAYS.get(wordOf(properties)) : undefined;
  return one(way && NAMES_OF_WAYS[way]);
}

function water(properties: Properties, shape: Shape): Kind[] {
  if (shape === "area") return ["water"];
  if (shape === "point") return ["water-name"];
  return isTunnel(properties) ? [] : ["stream", "water-name"];
}

const nameOfWater = (properties: Properties, shape: Shape): Kind[] =>
  shape === "area" || isTunnel(properties) ? [] : ["water-name"];

function border(properties: Properties, shape: Shape): Kind[] {
  if (shape !== "line" || isYes(properties["maritime"])) return [];
  const word = wordOf(properties);
  if (word === "country") return ["border"];
  if (word === "region") return ["state-border"];
  const level = Number(properties["admin_level"] ?? properties["pmap:min_admin_level"] ?? Number.NaN);
  if (level <= COUNTRY_LEVEL) return ["border"];
  return level <= STATE_LEVEL ? ["state-border"] : [];
}

const place = (properties: Properties, shape: Shape): Kind[] =>
  shape === "point" ? one(PLACES.get(wordOf(properties))) : [];

/** A place of Protomaps: "locality" is whatever people live in, and of which size it is says the detail. */
function placeInDetail(properties: Properties, shape: Shape): Kind[] {
  if (shape !== "point") return [];
  const detail = detailOf(properties);
  const kind = PLACES.get(detail);
  if (wordOf(properties) !== "locality") return kind ? [kind] : place(properties, shape);
  return detail === "" ? ["town-name"] : one(kind);
}

function nameOfArea(properties: Properties, shape: Shape): Kind[] {
  const level = shape === "point" ? Number(properties["admin_level"]) : Number.NaN;
  if (level === COUNTRY_LEVEL) return ["country-name"];
  return level === STATE_LEVEL ? ["state-name"] : [];
}

const ground = (properties: Properties, shape: Shape): Kind[] =>
  shape === "area" ? one(GROUND.get(wordOf(properties))) : [];

function building(properties: Properties, shape: Shape): Kind[] {
  if (shape === "area") return ["building"];
  return shape === "point" && wordOf(properties) === "address" ? ["house-number"] : [];
}

const houseNumber = (_: Properties, shape: Shape): Kind[] => (shape === "point" ? ["house-number"] : []);

type Layer = (properties: Properties, shape: Shape) => Kind[];

/** What the layers of a tile have for this map. */
export const LAYERS: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  // Protomaps; "water", "landuse" and "landcover" are of OpenMapTiles as well, "boundaries" and "buildings" of Shortbread.
  ["landcover", ground],
  ["landuse", ground],
  ["water", water],
  ["roads", ways],
  ["transit", ways],
  ["buildings", building],
  ["boundaries", border],
  ["places", placeInDetail],
  // Protomaps before its version 4
  ["natural", ground],
  ["physical_line", (properties, shape) => (shape === "line" ? water(properties, shape) : [])],
  ["physical_point", (properties, shape) => (shape === "point" ? one(WATERS.get(wordOf(properties))) : [])],
  // OpenMapTiles
  ["park", (_, shape) => (shape === "area" ? ["grass"] : [])],
  ["waterway", water],
  ["water_name", nameOfWater],
  ["aeroway", (properties, shape) => (shape === "area" ? ["apron"] : ways(properties, shape))],
  ["transportation", (properties, shape) => (shape === "area" ? squares(properties) : ways(properties, shape))],
  ["transportation_name", nameOfWay],
  ["building", building],
  ["boundary", border],
  ["place", place],
  ["housenumber", houseNumber],
  // Shortbread
  ["ocean", (_, shape) => (shape === "area" ? ["water"] : [])],
  [
    "water_polygons",
    (properties, shape) => (shape === "area" ? [GROUND.get(wordOf(properties)) === "ice" ? "ice" : "water"] : []),
  ],
  ["water_lines", (properties, shape) => (shape === "line" && !isTunnel(properties) ? ["stream"] : [])],
  ["water_polygons_labels", nameOfWater],
  ["water_lines_labels", nameOfWater],
  ["land", ground],
  ["streets", ways],
  ["street_polygons", (properties, shape) => (shape === "area" ? squares(properties) : [])],
  ["street_labels", nameOfWay],
  ["boundary_labels", nameOfArea],
  ["place_labels", place],
  ["addresses", houseNumber],
]);

/** What a feature is on the map: nothing, one thing, or a thing and its name. */
export function kindsOf(layer: string, properties: Properties, shape: Shape): Kind[] {
  return LAYERS.get(layer)?.(properties, shape) ?? [];
}
