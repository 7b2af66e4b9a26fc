import type { MapItem } from "./clusters";
import { type AgentPlace, isCountryOnly } from "./places";

/** What pointer or focus is on, in the list or on the map: both mark it. */
export type Pointed =
  | { kind: "agent"; agent: AgentPlace }
  | { kind: "cluster"; cluster: number }
  | { kind: "country"; code: string };

/** The cluster that each agent stands in; those that stand by themselves are not there. */
export type Holders = ReadonlyMap<string, number>;

export const NO_HOLDERS: Holders = new Map();

/** The clusters come in the order of the agents, or of these positions among them; below zero = in none. */
export function holdersOf(
  agents: readonly Pick<AgentPlace, "id">[],
  clusters: Int32Array,
  of: Int32Array | null = null,
): Holders {
  const holders = new Map<string, number>();
  clusters.forEach((cluster, position) => {
    const agent = agents[of === null ? position : (of[position] ?? -1)];
    if (agent && cluster >= 0) holders.set(agent.id, cluster);
  });
  return holders;
}

export function pointedOf(item: MapItem): Pointed {
  switch (item.kind) {
    case "agent":
      return { kind: "agent", agent: item.agent };
    case "cluster":
      return { kind: "cluster", cluster: item.cluster };
    case "country":
      return { kind: "country", code: item.code };
  }
}

/** Whether an agent is what is pointed at, or stands in it. */
export function isUnder(agent: AgentPlace, pointed: Pointed | null, holders: Holders): boolean {
  switch (pointed?.kind) {
    case undefined:
      return false;
    case "agent":
      return agent.id === pointed.agent.id;
    case "cluster":
      return holders.get(agent.id) === pointed.cluster;
    case "country":
      return isCountryOnly(agent) && agent.country === pointed.code;
  }
}

/** Whether a marker is what is pointed at, or holds it. */
export function isOver(item: MapItem, pointed: Pointed | null, holders: Holders): boolean {
  if (pointed?.kind === "agent") return isUnder(pointed.agent, pointedOf(item), holders);
  if (item.kind === "cluster") return pointed?.kind === "cluster" && pointed.cluster === item.cluster;
  return item.kind === "country" && pointed?.kind === "country" && pointed.code === item.code;
}
