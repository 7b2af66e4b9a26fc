import { useEffect, useRef, useState } from "react";
import type { AgentStatus } from "../../backend/generated";
import type { AgentPlace } from "./places";

/** In ms: so long a change is marked on the map. */
const FRESH = 60_000;
/** So many changes are listed. */
const LISTED = 8;

export interface StatusChange {
  agent: AgentPlace;
  before: AgentStatus;
  at: number;
}

/** Which agents have another state than before; agents that come and go are no change of a state. */
export function changesBetween(
  before: ReadonlyMap<string, AgentStatus>,
  agents: readonly AgentPlace[],
  at: number,
): StatusChange[] {
  return agents.flatMap((agent) => {
    const status = before.get(agent.id);
    return status === undefined || status === agent.status ? [] : [{ agent, before: status, at }];
  });
}

export interface StatusChanges {
  /** The newest first. */
  latest: readonly StatusChange[];
  /** Agents whose state has changed a moment ago. */
  fresh: ReadonlySet<string>;
}

const NONE: StatusChanges = { latest: [], fresh: new Set() };

/** Changes of states while somebody looks on: what a map on the wall is for. */
export function useStatusChanges(agents: readonly AgentPlace[]): StatusChanges {
  const before = useRef<Map<string, AgentStatus> | null>(null);
  const [changes, setChanges] = useState(NONE);

  useEffect(() => {
    const found = before.current === null ? [] : changesBetween(before.current, agents, Date.now());
    before.current ??= new Map();
    for (const agent of agents) before.current.set(agent.id, agent.status);
    if (found.length === 0) return;
    setChanges((known) => ({
      latest: [...found, ...known.latest].slice(0, LISTED),
      fresh: new Set([...known.fresh, ...found.map(({ agent }) => agent.id)]),
    }));
    const ids = found.map(({ agent }) => agent.id);
    setTimeout(
      () => setChanges((known) => ({ ...known, fresh: new Set([...known.fresh].filter((id) => !ids.includes(id))) })),
      FRESH,
    );
  }, [agents]);

  return changes;
}
