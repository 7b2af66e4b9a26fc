import type { AgentStatus } from "../../backend/generated";
import { STATUS_ORDER } from "../../components";
import { type View, worldsIn } from "./clusters";
import type { AgentPlace, PlacedAgent } from "./places";

/** The worst first, or as the query gives them: by name, or the nearest first. */
export type Order = "worst" | "given";

/** The agents in the view, in the order in which they are given. */
export function inView(agents: readonly PlacedAgent[], view: View): readonly PlacedAgent[] {
  // Once for all: there may be 100,000 agents, and each step of the map asks.
  const worlds = worldsIn(view);
  return agents.filter(
    ({ lat, lon }) =>
      lat >= view.south && lat <= view.north && worlds.some((world) => lon >= world.west && lon <= world.east),
  );
}

/** By state, the worst first. Within each state the agents stay as they came. */
export function sorted<Agent extends AgentPlace>(agents: readonly Agent[], order: Order): readonly Agent[] {
  if (order === "given") return agents;
  const byStatus: Record<AgentStatus, Agent[]> = { down: [], attention: [], "no-contact": [], online: [] };
  for (const agent of agents) byStatus[agent.status].push(agent);
  return STATUS_ORDER.flatMap((status) => byStatus[status]);
}
