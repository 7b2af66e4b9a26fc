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

const known = new WeakMap<AgentsPlacesReply, readonly AgentPlace[]>();

/** The columns of the reply as agents; the same ones each time that the map is opened. */
export function placesOf(reply: AgentsPlacesReply): readonly AgentPlace[] {
  const before = known.get(reply);
  if (before) return before;
  const places = reply.ids.map((id, index) => ({
    id,
    name: reply.names[index] ?? "",
    status: reply.status[index] ?? "no-contact",
    source: reply.source[index] ?? "none",
    lat: reply.lat[index] ?? null,
    lon: reply.lon[index] ?? null,
    accuracy_km: reply.accuracy_km[index] ?? null,
    country: reply.country[index] ?? null,
    distance_km: reply.distance_km[index] ?? null,
  }));
  known.set(reply, places);
  return places;
}

const standing = new WeakMap<readonly AgentPlace[], readonly AgentPlace[]>();

/** Those with a place of their own; the same list for the same agents. */
export function placedOf(agents: readonly AgentPlace[]): readonly AgentPlace[] {
  const before = standing.get(agents);
  if (before) return before;
  const placed = agents.filter((agent) => placeOf(agent) !== null);
  standing.set(agents, placed);
  return placed;
}

/** Whether it may stand on the map as a place of its own; knowing only the country is not a place. */
export function placeOf({ lat, lon, source }: Pick<LocationView, "lat" | "lon" | "source">): Placed | null {
  if (lat === null || lon === null || source === "geoip-country" || source === "none") return null;
  return { lat, lon };
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
