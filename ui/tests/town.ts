/** A small town for tests, as vector tiles of each layout that the map knows, and as a PMTiles file. */

import { gzipSync } from "node:zlib";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import GeoJSONVT from "geojson-vt";
import { PbfWriter } from "pbf";

export type Layout = "Protomaps" | "OpenMapTiles" | "Shortbread";

/** What stands in the town, with the layer and the words that each layout has for it. */
interface Thing {
  geometry: Geometry;
  name?: string;
  as: Record<Layout, [layer: string, properties: Record<string, string | number>] | null>;
}

const METRES_PER_DEGREE = 111_320;

/** Places in a town by metres to the east and to the north of its middle. */
function ruler(lat: number, lon: number): (east: number, north: number) => Position {
  const perLongitude = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  return (east, north) => [lon + east / perLongitude, lat + north / METRES_PER_DEGREE];
}

function rectangle(at: (east: number, north: number) => Position, box: [number, number, number, number]): Geometry {
  const [west, south, east, north] = box;
  return {
    type: "Polygon",
    coordinates: [[at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]],
  };
}

function streets(at: (east: number, north: number) => Position): Thing[] {
  const names = ["Quay", "Mill", "Church", "School", "Station", "Garden", "Abbey"];
  return [-900, -600, -300, 0, 300, 600, 900].flatMap((offset, index): Thing[] => {
    const main = offset === 0;
    const ways: [Position[], string][] = [
      [[at(-1200, offset), at(0, offset + 40), at(1200, offset)], `${names[index]} Street`],
      [[at(offset, -1200), at(offset + 40, 0), at(offset, 1200)], `${names[index]} Lane`],
    ];
    return ways.map(([coordinates, name]) => ({
      geometry: { type: "LineString", coordinates },
      name,
      as: {
        Protomaps: [
          "roads",
          { kind: main ? "major_road" : "minor_road", kind_detail: main ? "primary" : "residential" },
        ],
        OpenMapTiles: ["transportation", { class: main ? "primary" : "minor" }],
        Shortbread: ["streets", { kind: main ? "primary" : "residential" }],
      },
    }));
  });
}

function houses(at: (east: number, north: number) => Position): Thing[] {
  return [-750, -450, -150, 150, 450].flatMap((east) =>
    [-750, -450, -150, 150, 450].map((north) => ({
      geometry: rectangle(at, [east - 60, north - 40, east + 60, north + 40]),
      as: {
        Protomaps: ["buildings", { kind: "building" }],
        OpenMapTiles: ["building", {}],
        Shortbread: ["buildings", {}],
      },
    })),
  );
}

function things(lat: number, lon: number, town: string): Thing[] {
  const at = ruler(lat, lon);
  return [
    {
      geometry: rectangle(at, [-40_000, -40_000, 40_000, -1500]),
      as: {
        Protomaps: ["water", { kind: "ocean" }],
        OpenMapTiles: ["water", { class: "ocean" }],
        Shortbread: ["ocean", {}],
      },
    },
    {
      geometry: rectangle(at, [-1200, 950, -350, 1500]),
      as: {
        Protomaps: ["landuse", { kind: "park" }],
        OpenMapTiles: ["landcover", { class: "grass" }],
        Shortbread: ["land", { kind: "park" }],
      },
    },
    {
      geometry: rectangle(at, [350, 950, 1200, 1500]),
      as: {
        Protomaps: ["landcover", { kind: "forest" }],
        OpenMapTiles: ["landcover", { class: "wood" }],
        Shortbread: ["land", { kind: "forest" }],
      },
    },
    ...houses(at),
    ...streets(at),
    {
      geometry: { type: "LineString", coordinates: [at(-40_000, 1700), at(0, 1650), at(40_000, 1800)] },
      name: "A63",
      as: {
        Protomaps: ["roads", { kind: "highway", kind_detail: "motorway", ref: "A63" }],
        OpenMapTiles: ["transportation", { class: "motorway", ref: "A63" }],
        Shortbread: ["streets", { kind: "motorway", ref: "A63" }],
      },
    },
    {
      geometry: { type: "LineString", coordinates: [at(-40_000, -1300), at(40_000, -1250)] },
      as: {
        Protomaps: ["roads", { kind: "rail", kind_detail: "rail" }],
        OpenMapTiles: ["transportation", { class: "rail" }],
        Shortbread: ["streets", { kind: "rail" }],
      },
    },
    {
      geometry: { type: "Point", coordinates: at(0, 160) },
      name: town,
      as: {
        Protomaps: ["places", { kind: "locality", kind_detail: "town", population_rank: 9 }],
        OpenMapTiles: ["place", { class: "town", rank: 8 }],
        Shortbread: ["place_labels", { kind: "town", population: 250_000 }],
      },
    },
  ];
}

/** In these two layouts a name has a layer of its own. */
const NAMES_OF: Partial<Record<string, string>> = { transportation: "transportation_name", streets: "street_labels" };

function layersOf(layout: Layout, lat: number, lon: number, town: string): Map<string, GeoJSONVT> {
  const features = new Map<string, Feature[]>();
  const add = (layer: string, feature: Feature): void => {
    features.set(layer, [...(features.get(layer) ?? []), feature]);
  };
  for (const { geometry, name, as } of things(lat, lon, town)) {
    const said = as[layout];
    if (!said) continue;
    const [layer, words] = said;
    const feature = (properties: Record<string, string | number>): Feature => ({
      type: "Feature",
      geometry,
      properties,
    });
    const names = NAMES_OF[layer];
    add(layer, feature({ ...words, ...(name && !names ? { name } : {}) }));
    if (name && names) add(names, feature({ ...words, name }));
  }
  const index = (all: Feature[]): GeoJSONVT => {
    const data: FeatureCollection = { type: "FeatureCollection", features: all };
    return new GeoJSONVT(data, { maxZoom: 14, extent: 4096, buffer: 64, tolerance: 3, indexMaxZoom: 5 });
  };
  return new Map([...features].map(([layer, all]) => [layer, index(all)]));
}

export interface Tile {
  z: number;
  x: number;
  y: number;
  bytes: Uint8Array;
}

const LAST_ZOOM = 14;

/** The tiles of the town and of what is around it, for all zooms up to 14. */
export function townTiles(layout: Layout, lat: number, lon: number, town = "Hull"): Tile[] {
  const layers = layersOf(layout, lat, lon, town);
  const tiles: Tile[] = [];
  for (let z = 0; z <= LAST_ZOOM; z++) {
    const size = 2 ** z;
    const column = Math.floor(((lon + 180) / 360) * size);
    const angle = (lat * Math.PI) / 180;
    const row = Math.floor(((1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2) * size);
    for (const x of [column - 1, column, column + 1]) {
      for (const y of [row - 1, row, row + 1]) {
        const held = [...layers].flatMap(([layer, index]) => {
          const tile = x >= 0 && y >= 0 && x < size && y < size ? index.getTile(z, x, y) : null;
          return tile ? [[layer, tile] as const] : [];
        });
        if (held.length > 0)
          tiles.push({ z, x, y, bytes: fromGeojsonVt(Object.fromEntries(held), { version: 2, extent: 4096 }) });
      }
    }
  }
  return tiles;
}

/** The number of a tile along a Hilbert curve, as https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md counts. */
function tileNumber({ z, x, y }: Tile): number {
  let number = (4 ** z - 1) / 3;
  let [column, row] = [x, y];
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const right = (column & side) > 0 ? 1 : 0;
    const down = (row & side) > 0 ? 1 : 0;
    number += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [column, row] = [side - 1 - column, side - 1 - row];
      [column, row] = [row, column];
    }
  }
  return number;
}

function directory(entries: { number: number; length: number }[]): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarint(entries.length);
  entries.forEach(({ number }, index) => {
    writer.writeVarint(number - (entries[index - 1]?.number ?? 0));
  });
  // Each stands for one tile, and lies behind the one before.
  for (const _ of entries) writer.writeVarint(1);
  for (const { length } of entries) writer.writeVarint(length);
  entries.forEach((_, index) => {
    writer.writeVarint(index === 0 ? 1 : 0);
  });
  return writer.finish();
}

/** A PMTiles file of vector tiles. */
export function pmtiles(tiles: readonly Tile[], metadata: Record<string, unknown>): Buffer {
  const GZIP = 2;
  const MVT = 1;
  const HEADER = 127;
  const placed = tiles
    .map((tile) => ({ number: tileNumber(tile), bytes: gzipSync(tile.bytes) }))
    .sort((left, right) => left.number - right.number);
  const root = gzipSync(directory(placed.map(({ number, bytes }) => ({ number, length: bytes.length }))));
  const about = gzipSync(JSON.stringify(metadata));
  const data = Buffer.concat(placed.map(({ bytes }) => bytes));
  const header = Buffer.alloc(HEADER);
  header.write("PMTiles", 0, "latin1");
  header.writeUInt8(3, 7);
  const behind = HEADER + root.length;
  const end = behind + about.length;
  const numbers = [
    HEADER,
    root.length,
    behind,
    about.length,
    end,
    0,
    end,
    data.length,
    tiles.length,
    tiles.length,
    tiles.length,
  ];
  numbers.forEach((number, index) => {
    header.writeBigUInt64LE(BigInt(number), 8 + 8 * index);
  });
  const zooms = tiles.map(({ z }) => z);
  header.set([1, GZIP, GZIP, MVT, Math.min(...zooms), Math.max(...zooms)], 96);
  return Buffer.concat([header, root, about, data]);
}

/** The town as a file that says what is in it. */
export function townFile(layout: Layout, lat: number, lon: number, town = "Hull"): Buffer {
  const layers = new Set(things(lat, lon, town).flatMap(({ as }) => as[layout]?.[0] ?? []));
  return pmtiles(townTiles(layout, lat, lon, town), {
    name: `Streets of ${town}`,
    attribution: "<a href='https://town.example'>&copy; Town surveyors</a>",
    vector_layers: [...layers].map((id) => ({ id, fields: {} })),
  });
}
