import Supercluster from "supercluster";
import type { AgentStatus } from "../../backend/generated";
import { type Bounds, stripOf } from "./base/bounds";
import { MAX_ZOOM, STREETS_MAX_ZOOM } from "./base/zooms";
import { type Cluster, SEVERITY, type Tally, type View, worldsIn } from "./clusters";
import type { Placed } from "./places";

/** In px: agents nearer to each other than this share a cluster. */
const RADIUS = 58;
/** In px: the whole world at zoom 0. */
const TILE = 256;

/** Where agents are and how they are, as arrays that a worker takes over without copying. */
export interface ClusterPoints {
  lat: Float64Array;
  lon: Float64Array;
  /** Index into SEVERITY. */
  status: Uint8Array;
}

interface PointProperties {
  index: number;
}

/** What a cluster knows of its members: their states, and the box around them, in the turned world. */
interface Sum extends Tally, Bounds {}

type Counted = Supercluster<PointProperties, Sum>;

/**
 * Each range of zooms is counted by itself, once somebody looks there or near it. The far ones are quick, for most agents of
 * a region share a cluster from the start; from zoom 19 on, of 100,000 agents hardly two meet for many zooms, and whoever
 * opens the map would wait for that (docs/benchmarks.md).
 */
const RANGES = [
  { least: 0, most: 8 },
  { least: 9, most: MAX_ZOOM },
  { least: MAX_ZOOM + 1, most: STREETS_MAX_ZOOM },
] as const;

/**
 * The clusters do not reach around the back of the world. So the world is turned before: its seam lies in the widest
 * gap between agents, and two neighbours at 179.9 and -179.9 may share a cluster like any others.
 */
export interface ClusterIndex {
  lat: Float64Array;
  /** Turned. */
  lon: Float64Array;
  /** Index into SEVERITY. */
  status: Uint8Array;
  /** Degrees by which longitudes are turned back west. */
  turn: number;
  /** As RANGES; none = not counted yet. */
  counted: (Counted | undefined)[];
}

/** A cluster, or the index of an agent that stands by itself. */
export type ClusterItem = Cluster | { kind: "agent"; index: number; shift: number; lat: number; lon: number };

const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

export function pointsOf(agents: readonly (Placed & { status: AgentStatus })[]): ClusterPoints {
  const { length } = agents;
  const points = { lat: new Float64Array(length), lon: new Float64Array(length), status: new Uint8Array(length) };
  agents.forEach(({ lat, lon, status }, index) => {
    points.lat[index] = lat;
    points.lon[index] = lon;
    points.status[index] = SEVERITY.indexOf(status);
  });
  return points;
}

function turnFor({ lon }: ClusterPoints): number {
  const strip = stripOf(lon);
  return strip ? wrapped((strip.east + strip.west + 360) / 2 + 180) : 0;
}

export function indexFor(places: ClusterPoints): ClusterIndex {
  const turn = turnFor(places);
  return { ...places, lon: places.lon.map((lon) => wrapped(lon - turn)), turn, counted: [] };
}

/** In worlds, from the north (Web Mercator). */
function downFrom(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
  return Math.min(1, Math.max(0, y));
}

function count({ lat, lon, status }: ClusterIndex, minZoom: number, maxZoom: number): Counted {
  const points: Counted = new Supercluster({
    radius: RADIUS,
    // Leaflet's zoom counts tiles of 256 px.
    extent: TILE,
    minZoom,
    maxZoom,
    map: ({ index }) => {
      const [x, y, state] = [lon[index] ?? 0, lat[index] ?? 0, SEVERITY[status[index] ?? 0]];
      return {
        down: state === "down" ? 1 : 0,
        attention: state === "attention" ? 1 : 0,
        online: state === "online" ? 1 : 0,
        "no-contact": state === "no-contact" ? 1 : 0,
        west: x,
        east: x,
        north: y,
        south: y,
      };
    },
    // One by one: by the names of states it takes several times as long.
    reduce: (sum, part) => {
      sum.down += part.down;
      sum.attention += part.attention;
      sum.online += part.online;
      sum["no-contact"] += part["no-contact"];
      sum.west = Math.min(sum.west, part.west);
      sum.east = Math.max(sum.east, part.east);
      sum.north = Math.max(sum.north, part.north);
      sum.south = Math.min(sum.south, part.south);
    },
  });
  return points.load(
    Array.from(lat, (y, index) => ({
      type: "Feature" as const,
      properties: { index },
      geometry: { type: "Point" as const, coordinates: [lon[index] ?? 0, y] },
    })),
  );
}

/** The position in RANGES. */
function rangeOf(zoom: number): number {
  const found = RANGES.findIndex(({ most }) => zoom <= most);
  return found < 0 ? RANGES.length - 1 : found;
}

/** What is counted where one looks at this zoom; counts it where nobody did before. */
export function countedAt(zoom: number, index: ClusterIndex): Counted {
  const at = rangeOf(zoom);
  const known = index.counted[at];
  if (known) return known;
  const { least, most } = RANGES[at] ?? RANGES[0];
  const made = count(index, least, most);
  index.counted[at] = made;
  return made;
}

/** A press or two on the buttons of the map. */
const STEPS = 2;

/** Counts what the next steps from here would wait for, on a map that ends at `maxZoom`. */
export function countAhead(zoom: number, maxZoom: number, index: ClusterIndex): void {
  for (const near of [zoom + STEPS, zoom - STEPS]) countedAt(Math.max(0, Math.min(near, maxZoom)), index);
}

/** The zoom that shows the members of a cluster apart; none where no look is close enough. */
function closerFor({ west, east, north, south }: Bounds, zoom: number, maxZoom: number): number | null {
  const extent = Math.hypot((east - west) / 360, downFrom(south) - downFrom(north)) * TILE;
  if (zoom >= maxZoom || extent * 2 ** maxZoom <= RADIUS) return null;
  // Further apart than a cluster reaches to both sides.
  const apart = Math.ceil(Math.log2((2 * RADIUS) / extent));
  return Math.min(maxZoom, Math.max(zoom + 1, apart));
}

/** What stands in the view, on a map that ends at this zoom. */
export function clustersIn(view: View, maxZoom: number, index: ClusterIndex): ClusterItem[] {
  const { turn } = index;
  const points = countedAt(view.zoom, index);
  return worldsIn({ west: view.west - turn, east: view.east - turn }).flatMap(({ shift, ...world }) =>
    points.getClusters([world.west, view.south, world.east, view.north], view.zoom).flatMap((found): ClusterItem[] => {
      const [x, lat] = found.geometry.coordinates as [number, number];
      const lon = x + shift + turn;
      const { properties } = found;
      if (!properties) return [];
      if (!("cluster" in properties)) return [{ kind: "agent", index: properties.index, shift, lat, lon }];
      const { cluster_id: cluster, down, attention, online } = properties;
      const tally = { down, attention, online, "no-contact": properties["no-contact"] };
      const { zoom } = view;
      const closer = closerFor(properties, zoom, maxZoom);
      return [{ kind: "cluster", key: `c${cluster}@${zoom}@${shift}`, cluster, zoom, lat, lon, tally, closer }];
    }),
  );
}

/** Who is in a cluster that stands so at this zoom. */
export function membersOf({ cluster, zoom }: Pick<Cluster, "cluster" | "zoom">, index: ClusterIndex): number[] {
  const leaves = countedAt(zoom, index).getLeaves(cluster, Number.POSITIVE_INFINITY);
  return leaves.flatMap(({ properties }) => properties?.index ?? []);
}

/** For each agent the cluster that it stands in at this zoom, wherever one looks; -1 = in none. */
export function holdersAt(zoom: number, index: ClusterIndex): Int32Array {
  const points = countedAt(zoom, index);
  const holders = new Int32Array(index.lat.length).fill(-1);
  for (const { properties } of points.getClusters([-180, -90, 180, 90], zoom)) {
    if (!properties || !("cluster" in properties)) continue;
    for (const leaf of points.getLeaves(properties.cluster_id, Number.POSITIVE_INFINITY)) {
      if (leaf.properties) holders[leaf.properties.index] = properties.cluster_id;
    }
  }
  return holders;
}

/**
 * Counts made-up agents, for nothing but that the engine has compiled the counting when the real ones come: the first 10,000
 * take it twice as long otherwise.
 */
export function practise(): void {
  const share = (position: number, step: number): number => (position * step) % 1;
  const points = Array.from({ length: 1000 }, (_, position) => ({
    lat: 120 * share(position, 0.618034) - 60,
    lon: 360 * share(position, 0.754878) - 180,
    status: SEVERITY[position % SEVERITY.length] ?? "online",
  }));
  const world = { west: -180, south: -85, east: 180, north: 85 };
  clustersIn({ ...world, zoom: 4 }, MAX_ZOOM, indexFor(pointsOf(points)));
}
