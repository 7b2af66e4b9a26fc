import { STATUS_ORDER } from "../../components";
import { type View, worldsIn } from "./clusters";
import { type AgentPlace, placeOf } from "./places";

/** The worst first, or as the query gives them: by name, or the nearest first. */
export type Order = "worst" | "given";

/** The agents in the view, in the order in which they are given. */
export function inView(agents: readonly AgentPlace[], view: View): readonly AgentPlace[] {
  // Once for all: there may be 100,000 agents, and each step of the map asks.
  const worlds = worldsIn(view);
  return agents.filter((agent) => {
    const place = placeOf(agent);
    if (!place || place.lat < view.south || place.lat > view.north) return false;
    return worlds.some((world) => place.lon >= world.west && place.lon <= world.east);
  });
}

/** By state, the worst first. Within each state the agents stay as they came. */
export function sorted(agents: readonly AgentPlace[], order: Order): readonly AgentPlace[] {
  if (order === "given") return agents;
  return STATUS_ORDER.flatMap((status) => agents.filter((agent) => agent.status === status));
}
