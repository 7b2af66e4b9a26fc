import type { AgentStatus, AgentsPlacesReply, LocationSource, LocationView, NearPoint } from "../../backend/generated";
import { unitHere } from "../../components";

export interface Placed {
  lat: number;
  lon: number;
}

/** An agent as the map needs it. */
export interface AgentPlace {
  id: string;
  name: string;
  status: AgentStatus;
  source: LocationSource;
  lat: number | null;
  lon: number | null;
  accuracy_km: number | null;
  country: string | null;
  /** From the point of the filter, in km; null without one. */
  distance_km: number | null;
}

/** An agent with a place of its own. */
export type PlacedAgent = AgentPlace & Placed;

/** The agents of a reply, by what the map can do with them. */
export interface Agents {
  all: readonly AgentPlace[];
  placed: readonly PlacedAgent[];
  /** Those without a place of their own. Of some the country is known. */
  unplaced: readonly AgentPlace[];
}

const known = new WeakMap<AgentsPlacesReply, Agents>();

/** The columns of the reply as agents; the same ones each time that the map is opened. */
export function agentsOf(reply: AgentsPlacesReply): Agents {
  const before = known.get(reply);
  if (before) return before;
  const all: AgentPlace[] = [];
  const placed: PlacedAgent[] = [];
  const unplaced: AgentPlace[] = [];
  // In one go: whoever looks at the map for the first time waits for it, and nothing is compiled yet.
  reply.ids.forEach((id, index) => {
    const agent: AgentPlace = {
      id,
      name: reply.names[index] ?? "",
      status: reply.status[index] ?? "no-contact",
      source: reply.source[index] ?? "none",
      lat: reply.lat[index] ?? null,
      lon: reply.lon[index] ?? null,
      accuracy_km: reply.accuracy_km[index] ?? null,
      country: reply.country[index] ?? null,
      distance_km: reply.distance_km[index] ?? null,
    };
    all.push(agent);
    if (isPlaced(agent)) placed.push(agent);
    else unplaced.push(agent);
  });
  const agents = { all, placed, unplaced };
  known.set(reply, agents);
  return agents;
}

/** What a place rests on, where it has one. */
export type Location = Pick<LocationView, "lat" | "lon" | "source">;

/** Whether it may stand on the map as a place of its own; knowing only the country is not a place. */
export function isPlaced<Subject extends Location>(subject: Subject): subject is Subject & Placed {
  const { lat, lon, source } = subject;
  return lat !== null && lon !== null && source !== "geoip-country" && source !== "none";
}

/** Its own place; none where it has none that may stand on the map. */
export function placeOf(location: Location): Placed | null {
  return isPlaced(location) ? { lat: location.lat, lon: location.lon } : null;
}

export const areAtOnePoint = ([first, ...others]: readonly Pick<AgentPlace, "lat" | "lon">[]): boolean =>
  others.every(({ lat, lon }) => lat === first?.lat && lon === first?.lon);

export function isCountryOnly({ source, country }: Pick<LocationView, "source" | "country">): boolean {
  return source === "geoip-country" && country !== null;
}

/** A place that somebody said, in contrast to an estimate. */
export const isExact = ({ source }: Pick<LocationView, "source">): boolean =>
  source === "person" || source === "source";

/** What is around an agent: a short way. Another radius is a choice of the filter. */
export function nearAgent({ lat, lon, name }: Placed & { name: string }): NearPoint {
  return { lat, lon, km: 25 * unitHere().km, name };
}
