import { STATUS_ORDER } from "../../components";
import { type View, worldsIn } from "./clusters";
import { type AgentPlace, placeOf } from "./places";

export type Order = "worst" | "name";

/** The agents in the view, in the order in which they are given. */
export function inView(agents: readonly AgentPlace[], view: View | null): readonly AgentPlace[] {
  if (!view) return agents;
  // Once for all: there may be 100,000 agents, and each step of the map asks.
  const worlds = worldsIn(view);
  return agents.filter((agent) => {
    const place = placeOf(agent);
    if (!place || place.lat < view.south || place.lat > view.north) return false;
    return worlds.some((world) => place.lon >= world.west && place.lon <= world.east);
  });
}

/** By state, the worst first. The agents come by name, and stay so within each state. */
export function sorted(agents: readonly AgentPlace[], order: Order): readonly AgentPlace[] {
  if (order === "name") return agents;
  return STATUS_ORDER.flatMap((status) => agents.filter((agent) => agent.status === status));
}
