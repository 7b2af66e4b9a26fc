import type { AgentStatus } from "../../../backend/generated";
import { type MapItem, SEVERITY } from "../clusters";
import type { Holders } from "../hovering";
import { type AgentPlace, isCountryOnly } from "../places";

/** For each marker the state that somebody there has come to a moment ago: the worst, where there are several. */
export interface FreshStates {
  agents: ReadonlyMap<string, AgentStatus>;
  clusters: ReadonlyMap<number, AgentStatus>;
  countries: ReadonlyMap<string, AgentStatus>;
}

export const NOTHING_FRESH: FreshStates = { agents: new Map(), clusters: new Map(), countries: new Map() };

/** Agents that have changed, and where they stand. */
export function freshStates(changed: readonly AgentPlace[], holders: Holders): FreshStates {
  const agents = new Map<string, AgentStatus>();
  const clusters = new Map<number, AgentStatus>();
  const countries = new Map<string, AgentStatus>();
  const note = <Key>(states: Map<Key, AgentStatus>, key: Key, status: AgentStatus): void => {
    const known = states.get(key);
    if (known === undefined || SEVERITY.indexOf(status) < SEVERITY.indexOf(known)) states.set(key, status);
  };
  for (const agent of changed) {
    agents.set(agent.id, agent.status);
    if (isCountryOnly(agent) && agent.country !== null) note(countries, agent.country, agent.status);
    const cluster = holders.get(agent.id);
    if (cluster !== undefined) note(clusters, cluster, agent.status);
  }
  return { agents, clusters, countries };
}

/** Null where nobody has changed. */
export function freshOf(item: MapItem, { agents, clusters, countries }: FreshStates): AgentStatus | null {
  switch (item.kind) {
    case "agent":
      return agents.get(item.agent.id) ?? null;
    case "cluster":
      return clusters.get(item.cluster) ?? null;
    case "country":
      return countries.get(item.code) ?? null;
  }
}
