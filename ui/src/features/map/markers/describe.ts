import type { MapLabel } from "../../../backend/generated";
import { formatRadius, plural, STATUS_WORD } from "../../../components";
import { countOf, type MapItem } from "../clusters";
import { type AgentPlace, isExact } from "../places";

/** In degrees: a town further away does not tell where a cluster is. */
const NEAR = 2;

/** The largest of the named towns near a point, for those who do not see the map. */
export function townNear(labels: readonly MapLabel[], lat: number, lon: number): string | null {
  let best: MapLabel | null = null;
  let least = NEAR;
  for (const label of labels) {
    const east = ((((label.lon - lon + 180) % 360) + 360) % 360) - 180;
    const distance = Math.hypot(label.lat - lat, east * Math.cos((lat * Math.PI) / 180));
    if (distance < least) {
      best = label;
      least = distance;
    }
  }
  return best?.name ?? null;
}

/** Whether a place is sure, with the radius where it has one. */
export function certaintyOf(agent: AgentPlace): string {
  const radius = agent.accuracy_km === null ? "" : ` ${formatRadius(agent.accuracy_km)}`;
  return `${isExact(agent) ? "confirmed place" : "estimate"}${radius}`;
}

/** What stands there. */
export function sayItem(item: MapItem, labels: readonly MapLabel[]): string {
  if (item.kind === "agent") {
    const { agent } = item;
    return `${agent.name}, ${STATUS_WORD[agent.status].toLowerCase()}, ${certaintyOf(agent)}`;
  }
  const count = plural(countOf(item.tally), "agent");
  const states = `${item.tally.down} down, ${item.tally.attention} need attention`;
  if (item.kind === "country") {
    return `${item.code} ${countOf(item.tally)}: ${count} in ${item.name} of which only the country is known, ${states}`;
  }
  const town = townNear(labels, item.lat, item.lon);
  return `${count}, ${states}${town === null ? "" : `, near ${town}`}`;
}

/** What a marker says to somebody who cannot see it: what stands there, and what Enter does where nobody would guess. */
export function describeItem(item: MapItem, labels: readonly MapLabel[]): string {
  const said = sayItem(item, labels);
  if (item.kind === "agent") return said;
  return `${said}. ${item.kind === "cluster" && item.closer !== null ? "Enter to zoom" : "Enter to open the list"}`;
}
