import type { AgentStatus } from "../../backend/generated";
import type { CountryLabel } from "./base/messages";
import { type AgentPlace, isCountryOnly, type Placed } from "./places";

export type Tally = Record<AgentStatus, number>;

/** The worst first. */
export const SEVERITY: readonly AgentStatus[] = ["down", "attention", "no-contact", "online"];

export function emptyTally(): Tally {
  return { down: 0, attention: 0, online: 0, "no-contact": 0 };
}

export function tallyOf(agents: readonly Pick<AgentPlace, "status">[]): Tally {
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

export interface Country {
  code: string;
  agents: AgentPlace[];
}

/** Agents of which only the country is known, most first. */
export function countriesOf(agents: readonly AgentPlace[]): Country[] {
  const byCode = new Map<string, AgentPlace[]>();
  for (const agent of agents) {
    const code = agent.country;
    if (!isCountryOnly(agent) || code === null) continue;
    const list = byCode.get(code);
    if (list) list.push(agent);
    else byCode.set(code, [agent]);
  }
  return [...byCode]
    .map(([code, list]) => ({ code, agents: list }))
    .sort((a, b) => b.agents.length - a.agents.length || a.code.localeCompare(b.code));
}

/** Agents that are too near to each other to be told apart. */
export interface Cluster extends Placed {
  kind: "cluster";
  key: string;
  cluster: number;
  /** At which it stands so. */
  zoom: number;
  tally: Tally;
  /** The zoom that shows its members apart; none where no look is close enough, as at the very same place. */
  closer: number | null;
}

export type MapItem =
  | Cluster
  | { kind: "agent"; key: string; agent: AgentPlace; lat: number; lon: number }
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

/** The value moved into the range; the middle of a range that is too small. */
function into(value: number, least: number, most: number): number {
  return least > most ? (least + most) / 2 : Math.min(most, Math.max(least, value));
}

/** Where the box of a country stands: on its main landmass, moved into the part of it that is in view. */
export function countryPlace(view: View, label: CountryLabel, shift: number): Placed | null {
  const centre = label.lon + shift;
  // Room for the box itself: about 40 px to each side.
  const margin = (42 * 360) / (256 * 2 ** view.zoom);
  const inside = {
    lon: into(centre, view.west + margin, view.east - margin),
    lat: into(label.lat, view.south + margin * 0.4, view.north - margin * 0.4),
  };
  // A small land may lie within that room at the edge: its box stands there all the same.
  const lon = into(inside.lon, centre - label.west, centre + label.east);
  const lat = into(inside.lat, label.lat - label.south, label.lat + label.north);
  const isSeen = lon >= view.west && lon <= view.east && lat >= view.south && lat <= view.north;
  return isSeen ? { lat, lon } : null;
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
  const count = places.length;
  const lons = Float64Array.from(places, ({ lon }) => lon).sort();
  // The strip may reach over the date line.
  const lonAt = (position: number): number =>
    position < count ? (lons[position] as number) : (lons[position - count] as number) + 360;
  let best = { start: 0, end: 0 };
  let end = 0;
  for (let start = 0; start < count; start += 1) {
    while (end < start + count && lonAt(end) - lonAt(start) <= degrees) end += 1;
    if (end - start > best.end - best.start) best = { start, end };
  }
  if (best.end === 0) return null;
  const [west, east] = [lonAt(best.start), lonAt(best.end - 1)];
  let [south, north] = [90, -90];
  for (const { lat, lon } of places) {
    if ((lon < west ? lon + 360 : lon) > east) continue;
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return { lat: (south + north) / 2, lon: (west + east) / 2 };
}
