/// <reference lib="webworker" />
import type { Feature, MultiLineString, MultiPolygon, Polygon } from "geojson";
import GeoJSONVT from "geojson-vt";
import codes from "i18n-iso-countries/codes.json";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, MultiLineString as Lines, Topology } from "topojson-specification";
import type { CountryLabel, Detail, TileShapes, WorkerReply, WorkerRequest } from "./messages";
import { boxOf, innerPoint, type Point, ringSize, unwrapLine, unwrapPolygon } from "./rings";

type Countries = GeometryCollection<{ name: string }>;
type World = Topology<{ countries: Countries; land: GeometryCollection }>;
type States = Topology<{ states: GeometryCollection }>;
type Borders = Topology<{ borders: Lines }>;
type Tags = { kind: keyof TileShapes };

const indexes = new Map<Detail, GeoJSONVT>();
const answer = (reply: WorkerReply): void => self.postMessage(reply);

const alpha2 = new Map(codes.map(([two, , numeric]) => [numeric, two]));

function polygonsOf(geometry: Polygon | MultiPolygon): Point[][][] {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return (polygons as Point[][][]).map(unwrapPolygon);
}

function lines(world: World, keep: (a: unknown, b: unknown) => boolean): MultiLineString {
  const found = mesh(world, world.objects.countries, keep);
  return { type: "MultiLineString", coordinates: (found.coordinates as Point[][]).map(unwrapLine) };
}

function labels(world: World): CountryLabel[] {
  return feature(world, world.objects.countries).features.flatMap((country): CountryLabel[] => {
    const code = alpha2.get(String(country.id).padStart(3, "0"));
    if (!code || (country.geometry.type !== "Polygon" && country.geometry.type !== "MultiPolygon")) return [];
    const shells = polygonsOf(country.geometry).flatMap((polygon) => (polygon[0] ? [polygon[0]] : []));
    const main = shells.sort((a, b) => ringSize(b) - ringSize(a))[0];
    if (!main) return [];
    const [lon, lat] = innerPoint(main);
    const box = boxOf(main);
    return [
      {
        code,
        name: country.properties.name,
        lat,
        lon: ((((lon + 180) % 360) + 360) % 360) - 180,
        west: lon - box.west,
        east: box.east - lon,
        south: lat - box.south,
        north: box.north - lat,
      },
    ];
  });
}

const parsed = (text: ArrayBuffer): unknown => JSON.parse(new TextDecoder().decode(text));

/** Borders inside countries: those of the USA, and those of the others. */
function stateLines(text: ArrayBuffer, others: readonly ArrayBuffer[]): MultiLineString {
  const atlas = parsed(text) as States;
  const found = [mesh(atlas, atlas.objects.states, (a, b) => a !== b).coordinates];
  for (const other of others) {
    const topology = parsed(other) as Borders;
    const { geometry } = feature(topology, topology.objects.borders);
    if (geometry.type === "MultiLineString") found.push(geometry.coordinates);
  }
  return { type: "MultiLineString", coordinates: (found.flat() as Point[][]).map(unwrapLine) };
}

function load(detail: Detail, text: ArrayBuffer, states: ArrayBuffer, borders: readonly ArrayBuffer[]): void {
  const world = parsed(text) as World;
  const land = feature(world, world.objects.land).features.flatMap(({ geometry }) =>
    geometry.type === "Polygon" || geometry.type === "MultiPolygon" ? polygonsOf(geometry) : [],
  );
  const features: Feature<MultiPolygon | MultiLineString, Tags>[] = [
    { type: "Feature", properties: { kind: "land" }, geometry: { type: "MultiPolygon", coordinates: land } },
    { type: "Feature", properties: { kind: "coast" }, geometry: lines(world, (a, b) => a === b) },
    { type: "Feature", properties: { kind: "states" }, geometry: stateLines(states, borders) },
    { type: "Feature", properties: { kind: "borders" }, geometry: lines(world, (a, b) => a !== b) },
  ];
  indexes.set(
    detail,
    new GeoJSONVT(
      { type: "FeatureCollection", features },
      { maxZoom: 14, tolerance: 4, buffer: 96, indexMaxZoom: 7, indexMaxPoints: 5000 },
    ),
  );
  answer({ kind: "loaded", detail, countries: detail === "50m" ? labels(world) : [] });
}

function shapesOf(detail: Detail, z: number, x: number, y: number): TileShapes {
  const shapes: TileShapes = { land: [], coast: [], borders: [], states: [] };
  const tile = indexes.get(detail)?.getTileRaw(z, x, y);
  for (const part of tile?.features ?? []) {
    if (part.type !== 2 && part.type !== 3) continue;
    const kind = (part.tags as Tags | null)?.kind;
    if (kind) shapes[kind].push(...(part.geometry as ArrayLike<number>[]));
  }
  return shapes;
}

self.onmessage = ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.kind === "tile") {
    answer({ kind: "tile", id: data.id, shapes: shapesOf(data.detail, data.z, data.x, data.y) });
    return;
  }
  try {
    load(data.detail, data.text, data.states, data.borders);
  } catch (reason) {
    answer({ kind: "failed", detail: data.detail, message: reason instanceof Error ? reason.message : String(reason) });
  }
};
