import Supercluster from "supercluster";
import type { AgentStatus } from "../../backend/generated";
import { boundsOf } from "./base/bounds";
import { type Cluster, emptyTally, SEVERITY, type Tally, type View, worldsIn } from "./clusters";

/** In px: agents nearer to each other than this share a cluster. */
const RADIUS = 58;

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

/**
 * The clusters do not reach around the back of the world. So the world is turned before: its seam lies in the widest
 * gap between agents, and two neighbours at 179.9 and -179.9 may share a cluster like any others.
 */
export interface ClusterIndex {
  points: Supercluster<PointProperties, Tally>;
  /** Degrees by which longitudes are turned back west. */
  turn: number;
  /** Of agents. */
  count: number;
  /** Nearer than this nothing parts any more. */
  maxZoom: number;
}

/** A cluster, or the index of an agent that stands by itself. */
export type ClusterItem = Cluster | { kind: "agent"; index: number; shift: number; lat: number; lon: number };

const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

export function pointsOf(
  agents: readonly { lat: number | null; lon: number | null; status: AgentStatus }[],
): ClusterPoints {
  return {
    lat: Float64Array.from(agents, (agent) => agent.lat ?? 0),
    lon: Float64Array.from(agents, (agent) => agent.lon ?? 0),
    status: Uint8Array.from(agents, (agent) => SEVERITY.indexOf(agent.status)),
  };
}

function turnFor({ lat, lon }: ClusterPoints): number {
  const bounds = boundsOf(Array.from(lat, (each, index) => ({ lat: each, lon: lon[index] ?? 0 })));
  return bounds ? wrapped((bounds.east + bounds.west + 360) / 2 + 180) : 0;
}

export function buildIndex(places: ClusterPoints, maxZoom: number): ClusterIndex {
  const turn = turnFor(places);
  const points = new Supercluster<PointProperties, Tally>({
    radius: RADIUS,
    // Leaflet's zoom counts tiles of 256 px.
    extent: 256,
    maxZoom,
    map: ({ index }) => {
      const tally = emptyTally();
      const status = SEVERITY[places.status[index] ?? 0];
      if (status) tally[status] = 1;
      return tally;
    },
    reduce: (sum, part) => {
      for (const status of SEVERITY) sum[status] += part[status];
    },
  });
  points.load(
    Array.from(places.lat, (lat, index) => ({
      type: "Feature" as const,
      properties: { index },
      geometry: { type: "Point" as const, coordinates: [wrapped((places.lon[index] ?? 0) - turn), lat] },
    })),
  );
  return { points, turn, count: places.lat.length, maxZoom };
}

export function clustersIn(view: View, { points, turn, maxZoom }: ClusterIndex): ClusterItem[] {
  return worldsIn({ west: view.west - turn, east: view.east - turn }).flatMap(({ shift, west, east }) =>
    points.getClusters([west, view.south, east, view.north], view.zoom).flatMap((found): ClusterItem[] => {
      const [x, lat] = found.geometry.coordinates as [number, number];
      const lon = x + shift + turn;
      const { properties } = found;
      if (!properties) return [];
      if (!("cluster" in properties)) return [{ kind: "agent", index: properties.index, shift, lat, lon }];
      const { cluster_id: cluster, down, attention, online } = properties;
      const tally = { down, attention, online, "no-contact": properties["no-contact"] };
      const parts = points.getClusterExpansionZoom(cluster) <= maxZoom;
      return [{ kind: "cluster", key: `c${cluster}@${view.zoom}@${shift}`, cluster, lat, lon, tally, parts }];
    }),
  );
}

/** The zoom at which a cluster parts, and who is in it. */
export interface OpenedCluster {
  zoom: number;
  members: number[];
}

export function openCluster({ points }: ClusterIndex, cluster: number): OpenedCluster {
  return {
    zoom: points.getClusterExpansionZoom(cluster),
    members: points.getLeaves(cluster, Number.POSITIVE_INFINITY).flatMap(({ properties }) => properties?.index ?? []),
  };
}

/** For each agent the cluster that it stands in at this zoom, wherever one looks; -1 = in none. */
export function holdersAt(zoom: number, { points, count }: ClusterIndex): Int32Array {
  const holders = new Int32Array(count).fill(-1);
  for (const { properties } of points.getClusters([-180, -90, 180, 90], zoom)) {
    if (!properties || !("cluster" in properties)) continue;
    for (const leaf of points.getLeaves(properties.cluster_id, Number.POSITIVE_INFINITY)) {
      if (leaf.properties) holders[leaf.properties.index] = properties.cluster_id;
    }
  }
  return holders;
}
