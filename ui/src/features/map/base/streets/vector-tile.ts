/**
 * Reads the bytes of vector tiles (https://github.com/mapbox/vector-tile-spec/tree/master/2.1). `@mapbox/vector-tile`
 * believes whatever a tile says, and one feature that says to close a ring 268 million times would take all memory.
 */

import Point from "@mapbox/point-geometry";
import type { PbfReader } from "pbf";

type Value = string | number | boolean;

/** A layer, with its features still as bytes. */
export interface TileLayer {
  name: string;
  /** Width and height of the tile in the units of the layer. */
  extent: number;
  /** Where each feature begins. */
  features: number[];
  keys: string[];
  /** Of a value that has no type there is none. */
  values: (Value | undefined)[];
}

/** A feature, with its geometry still as bytes. */
export interface TileFeature {
  /** 1 for points, 2 for lines, 3 for areas; 0 is unknown. */
  type: number;
  properties: Record<string, Value>;
  /** Where the geometry begins. */
  geometry: number | null;
}

/** How many points may still be read. */
export interface Allowance {
  points: number;
}

/** Fields, each as its number and the type of what follows. */
const LAYER = (3 << 3) | 2;
const LAYER_NAME = (1 << 3) | 2;
const LAYER_FEATURE = (2 << 3) | 2;
const LAYER_KEY = (3 << 3) | 2;
const LAYER_VALUE = (4 << 3) | 2;
const LAYER_EXTENT = 5 << 3;
const FEATURE_TAGS = (2 << 3) | 2;
const FEATURE_TYPE = 3 << 3;
const FEATURE_GEOMETRY = (4 << 3) | 2;

const MOVE_TO = 1;
const LINE_TO = 2;
const CLOSE_PATH = 7;

const DEFAULT_EXTENT = 4096;

/** Goes through the fields of a message that begins here. */
function readFields(bytes: PbfReader, end: number, read: (field: number) => void): void {
  while (bytes.pos < end) read(bytes.readVarint());
  if (bytes.pos !== end) throw new Error("a part of the tile ends within something");
}

/** The end of what begins here with its length. */
function endOf(bytes: PbfReader, most: number): number {
  const end = bytes.readVarint() + bytes.pos;
  if (end > most) throw new Error("a part of the tile is longer than the tile");
  return end;
}

function readString(bytes: PbfReader, most: number): string {
  const { pos } = bytes;
  endOf(bytes, most);
  bytes.pos = pos;
  return bytes.readString();
}

function readValue(bytes: PbfReader, most: number): Value | undefined {
  const end = endOf(bytes, most);
  let value: Value | undefined;
  readFields(bytes, end, (field) => {
    if (field === ((1 << 3) | 2)) value = readString(bytes, end);
    else if (field === ((2 << 3) | 5)) value = bytes.readFloat();
    else if (field === ((3 << 3) | 1)) value = bytes.readDouble();
    else if (field === 4 << 3) value = bytes.readVarint(true);
    else if (field === 5 << 3) value = bytes.readVarint();
    else if (field === 6 << 3) value = bytes.readSVarint();
    else if (field === 7 << 3) value = bytes.readBoolean();
    else bytes.skip(field);
  });
  return value;
}

function readLayer(bytes: PbfReader): TileLayer {
  const end = endOf(bytes, bytes.length);
  const layer: TileLayer = { name: "", extent: DEFAULT_EXTENT, features: [], keys: [], values: [] };
  readFields(bytes, end, (field) => {
    if (field === LAYER_NAME) layer.name = readString(bytes, end);
    else if (field === LAYER_KEY) layer.keys.push(readString(bytes, end));
    else if (field === LAYER_VALUE) layer.values.push(readValue(bytes, end));
    else if (field === LAYER_EXTENT) layer.extent = bytes.readVarint();
    else {
      if (field === LAYER_FEATURE) layer.features.push(bytes.pos);
      bytes.skip(field);
    }
  });
  return layer;
}

/**
 * The layers of a tile.
 *
 * @throws where the bytes are no vector tile. One without anything is empty.
 */
export function readLayers(bytes: PbfReader): TileLayer[] {
  const layers: TileLayer[] = [];
  readFields(bytes, bytes.length, (field) => {
    if (field === LAYER) layers.push(readLayer(bytes));
    else bytes.skip(field);
  });
  if (layers.length === 0 && bytes.length > 0) throw new Error("no layer of a vector tile");
  return layers;
}

/**
 * A feature of a layer.
 *
 * @throws where it is damaged.
 */
export function readFeature(bytes: PbfReader, { keys, values }: TileLayer, at: number): TileFeature {
  bytes.pos = at;
  const end = endOf(bytes, bytes.length);
  const feature: TileFeature = { type: 0, properties: Object.create(null), geometry: null };
  readFields(bytes, end, (field) => {
    if (field === FEATURE_TYPE) feature.type = bytes.readVarint();
    else if (field === FEATURE_TAGS) {
      const last = endOf(bytes, end);
      while (bytes.pos < last) {
        const key = keys[bytes.readVarint()];
        const value = values[bytes.readVarint()];
        if (key !== undefined && value !== undefined) feature.properties[key] = value;
      }
    } else {
      if (field === FEATURE_GEOMETRY) feature.geometry = bytes.pos;
      bytes.skip(field);
    }
  });
  return feature;
}

/**
 * The geometry of a feature: its points, lines or rings, in the units of the layer.
 *
 * @param allowance is used up by what is read.
 * @throws where it is damaged or too much.
 */
export function readGeometry(bytes: PbfReader, { geometry }: TileFeature, allowance: Allowance): Point[][] {
  if (geometry === null) return [];
  bytes.pos = geometry;
  const end = endOf(bytes, bytes.length);
  const parts: Point[][] = [];
  let part: Point[] | undefined;
  const add = (point: Point | undefined): void => {
    if (!part || !point) throw new Error("a line without a beginning");
    allowance.points -= 1;
    if (allowance.points < 0) throw new Error("more points than a map can have");
    part.push(point);
  };
  let [x, y] = [0, 0];
  while (bytes.pos < end) {
    const word = bytes.readVarint();
    const command = word & 7;
    if (command === CLOSE_PATH) {
      // Closed twice is closed once, whatever the count says.
      add(part?.[0]?.clone());
      continue;
    }
    if (command !== MOVE_TO && command !== LINE_TO) throw new Error(`unknown command ${command}`);
    for (let count = word >>> 3; count > 0; count--) {
      x += bytes.readSVarint();
      y += bytes.readSVarint();
      if (bytes.pos > end) throw new Error("a geometry ends within a point");
      if (command === MOVE_TO) {
        part = [];
        parts.push(part);
      }
      add(new Point(x, y));
    }
  }
  return parts;
}
