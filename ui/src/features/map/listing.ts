import { STATUS_ORDER } from "../../components";
import { type View, worldsIn } from "./clusters";
import { type AgentPlace, placeOf } from "./places";

export type Order = "worst" | "name";

export function isInView(agent: AgentPlace, view: View): boolean {
  const place = placeOf(agent);
  if (!place || place.lat < view.south || place.lat > view.north) return false;
  return worldsIn(view).some((world) => place.lon >= world.west && place.lon <= world.east);
}

/** The agents in the view, in the order in which they are given. */
export function inView(agents: readonly AgentPlace[], view: View | null): readonly AgentPlace[] {
  return view ? agents.filter((agent) => isInView(agent, view)) : agents;
}

/** By state, the worst first. The agents come by name, and stay so within each state. */
export function sorted(agents: readonly AgentPlace[], order: Order): readonly AgentPlace[] {
  if (order === "name") return agents;
  return STATUS_ORDER.flatMap((status) => agents.filter((agent) => agent.status === status));
}
