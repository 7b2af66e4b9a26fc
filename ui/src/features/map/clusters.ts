import Supercluster from "supercluster";
import type { AgentStatus, AgentSummary } from "../../backend/generated";
import { boundsOf, MAX_ZOOM } from "./base/create-map";
import type { CountryLabel } from "./base/messages";

export type Tally = Record<AgentStatus, number>;

const SEVERITY: readonly AgentStatus[] = ["down", "attention", "no-contact", "online"];

export function emptyTally(): Tally {
  return { down: 0, attention: 0, online: 0, "no-contact": 0 };
}

export function tallyOf(agents: readonly AgentSummary[]): Tally {
  const tally = emptyTally();
  for (const agent of agents) tally[agent.status] += 1;
  return tally;
}

/** The worst state among them; online for none. */
export function worstOf(tally: Tally): AgentStatus {
  return SEVERITY.find((status) => tally[status] > 0) ?? "online";
}

export function countOf(tally: Tally): number {
  return tally.down + tally.attention + tally.online + tally["no-contact"];
}

/** Lengths along a ring, worst first; each part is long enough to be seen, the largest pays for it. */
export function ringParts(tally: Tally, length: number, least = 7): { status: AgentStatus; length: number }[] {
  const total = countOf(tally);
  const parts = SEVERITY.filter((status) => tally[status] > 0).map((status) => ({
    status,
    length: Math.max(least, (tally[status] / total) * length),
  }));
  const largest = parts.reduce((a, b) => (b.length > a.length ? b : a), parts[0] ?? { status: "online", length: 0 });
  largest.length -= parts.reduce((sum, part) => sum + part.length, 0) - length;
  return parts;
}

export interface Placed {
  lat: number;
  lon: number;
}

/** Whether an agent may stand on the map as a place of its own; knowing only the country is not a place. */
export function placeOf(agent: AgentSummary): Placed | null {
  const { lat, lon, source } = agent.location;
  if (lat === null || lon === null || source === "geoip-country" || source === "none") return null;
  return { lat, lon };
}

export function isCountryOnly(agent: AgentSummary): boolean {
  return agent.location.source === "geoip-country" && agent.location.country !== null;
}

export interface Country {
  code: string;
  agents: AgentSummary[];
}

/** Agents of which only the country is known, most first. */
export function countriesOf(agents: readonly AgentSummary[]): Country[] {
  const byCode = new Map<string, AgentSummary[]>();
  for (const agent of agents) {
    const code = agent.location.country;
    if (!isCountryOnly(agent) || code === null) continue;
    const list = byCode.get(code);
    if (list) list.push(agent);
    else byCode.set(code, [agent]);
  }
  return [...byCode]
    .map(([code, list]) => ({ code, agents: list }))
    .sort((a, b) => b.agents.length - a.agents.length || a.code.localeCompare(b.code));
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
}

const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

function turnFor(places: readonly Placed[]): number {
  const bounds = boundsOf(places);
  return bounds ? wrapped((bounds.east + bounds.west + 360) / 2 + 180) : 0;
}

export function buildIndex(agents: readonly AgentSummary[]): ClusterIndex {
  const places = agents.map(placeOf);
  const turn = turnFor(places.filter((place) => place !== null));
  const points = new Supercluster<PointProperties, Tally>({
    radius: 58,
    // Leaflet's zoom counts tiles of 256 px.
    extent: 256,
    maxZoom: MAX_ZOOM,
    map: (properties) => {
      const tally = emptyTally();
      const agent = agents[properties.index];
      if (agent) tally[agent.status] = 1;
      return tally;
    },
    reduce: (sum, part) => {
      for (const status of SEVERITY) sum[status] += part[status];
    },
  });
  points.load(
    places.flatMap((place, at) =>
      place
        ? [
            {
              type: "Feature" as const,
              properties: { index: at },
              geometry: { type: "Point" as const, coordinates: [wrapped(place.lon - turn), place.lat] },
            },
          ]
        : [],
    ),
  );
  return { points, turn };
}

export type MapItem =
  | { kind: "cluster"; key: string; cluster: number; lat: number; lon: number; tally: Tally }
  | { kind: "agent"; key: string; agent: AgentSummary; lat: number; lon: number }
  | { kind: "country"; key: string; code: string; name: string; tally: Tally; lat: number; lon: number };

export interface View {
  west: number;
  south: number;
  east: number;
  north: number;
  zoom: number;
}

/** The worlds that a view shows, each as the shift of its longitudes and its own part of the view. */
export function worldsIn(view: Pick<View, "west" | "east">): { shift: number; west: number; east: number }[] {
  const worlds: { shift: number; west: number; east: number }[] = [];
  for (let copy = Math.floor((view.west + 180) / 360); copy * 360 - 180 < view.east; copy += 1) {
    const shift = copy * 360;
    worlds.push({
      shift,
      west: Math.max(view.west - shift, -180),
      east: Math.min(view.east - shift, 180),
    });
  }
  return worlds;
}

export function itemsIn(view: View, index: ClusterIndex, agents: readonly AgentSummary[]): MapItem[] {
  const { points, turn } = index;
  return worldsIn({ west: view.west - turn, east: view.east - turn }).flatMap(({ shift, west, east }) =>
    points.getClusters([west, view.south, east, view.north], view.zoom).flatMap((found): MapItem[] => {
      const [lon, lat] = found.geometry.coordinates as [number, number];
      const properties = found.properties;
      if (properties && "cluster" in properties) {
        const { cluster_id: cluster, down, attention, online } = properties;
        const tally = { down, attention, online, "no-contact": properties["no-contact"] };
        return [
          { kind: "cluster", key: `c${cluster}@${view.zoom}@${shift}`, cluster, lat, lon: lon + shift + turn, tally },
        ];
      }
      const agent = properties ? agents[properties.index] : undefined;
      return agent ? [{ kind: "agent", key: `a${agent.id}@${shift}`, agent, lat, lon: lon + shift + turn }] : [];
    }),
  );
}

/** The value moved into the range; the middle of a range that is too small. */
function into(value: number, least: number, most: number): number {
  return least > most ? (least + most) / 2 : Math.min(most, Math.max(least, value));
}

/** Where the box of a country stands: on its main landmass, moved into the part of it that is in view. */
export function countryPlace(view: View, label: CountryLabel, shift: number): Placed | null {
  const centre = label.lon + shift;
  // Room for the box itself: about 40 px to each side.
  const margin = (42 * 360) / (256 * 2 ** view.zoom);
  const lon = into(centre, view.west + margin, view.east - margin);
  const lat = into(label.lat, view.south + margin * 0.4, view.north - margin * 0.4);
  const onLand =
    lon >= centre - label.west &&
    lon <= centre + label.east &&
    lat >= label.lat - label.south &&
    lat <= label.lat + label.north;
  return onLand ? { lat, lon } : null;
}

export function countryItems(view: View, countries: readonly Country[], labels: readonly CountryLabel[]): MapItem[] {
  return worldsIn(view).flatMap(({ shift }) =>
    countries.flatMap((country): MapItem[] => {
      const label = labels.find((known) => known.code === country.code);
      const place = label ? countryPlace(view, label, shift) : null;
      if (!label || !place) return [];
      const tally = tallyOf(country.agents);
      return [
        { kind: "country", key: `k${country.code}@${shift}`, code: country.code, name: label.name, tally, ...place },
      ];
    }),
  );
}

/** The middle of the strip of this many degrees of longitude that holds the most places. */
export function busiest(places: readonly Placed[], degrees: number): Placed | null {
  const sorted = [...places].sort((a, b) => a.lon - b.lon);
  // The strip may reach over the date line.
  const around = [...sorted, ...sorted.map((place) => ({ lat: place.lat, lon: place.lon + 360 }))];
  let best: Placed[] = [];
  let end = 0;
  for (let start = 0; start < sorted.length; start += 1) {
    const west = around[start]?.lon ?? 0;
    while (end < start + sorted.length && (around[end]?.lon ?? Number.POSITIVE_INFINITY) - west <= degrees) end += 1;
    if (end - start > best.length) best = around.slice(start, end);
  }
  const [first] = best;
  const last = best.at(-1);
  if (!first || !last) return null;
  const lats = best.map((place) => place.lat);
  return {
    lat: (lats.reduce((a, b) => Math.min(a, b)) + lats.reduce((a, b) => Math.max(a, b))) / 2,
    lon: (first.lon + last.lon) / 2,
  };
}

export function membersOf(index: ClusterIndex, cluster: number, agents: readonly AgentSummary[]): AgentSummary[] {
  return index.points.getLeaves(cluster, Number.POSITIVE_INFINITY).flatMap((leaf) => {
    const agent = leaf.properties ? agents[leaf.properties.index] : undefined;
    return agent ? [agent] : [];
  });
}
