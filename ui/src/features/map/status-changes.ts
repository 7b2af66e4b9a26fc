import { useEffect, useRef, useState } from "react";
import type { AgentStatus, AgentsQuery } from "../../backend/generated";
import type { AgentPlace } from "./places";

/** In ms: so long a change is marked on the map. */
const FRESH = 60_000;
/** Clocks and timers do not end a minute at the same moment. */
const PAUSE = 100;
/** So many changes are listed. */
const LISTED = 8;

export interface StatusChange {
  agent: AgentPlace;
  /** None where the agent was not known to be in another state. */
  before: AgentStatus | null;
  at: number;
}

/**
 * Which agents have another state than before; agents that come and go are no change of a state. Among agents of some
 * states only, those who were not in the list of before have come to their state since.
 */
export function changesBetween(
  before: ReadonlyMap<string, AgentStatus>,
  agents: readonly AgentPlace[],
  at: number,
  listed: ReadonlySet<string> | null = null,
): StatusChange[] {
  return agents.flatMap((agent) => {
    const status = before.get(agent.id) ?? null;
    const isOther = status !== null && status !== agent.status;
    if (!isOther && (listed === null || listed.has(agent.id))) return [];
    return [{ agent, before: isOther ? status : null, at }];
  });
}

export interface StatusChanges {
  /** The newest first. */
  latest: readonly StatusChange[];
  /** How many more are new, and not among them. */
  more: number;
  /** Agents whose state has changed a moment ago. */
  fresh: ReadonlySet<string>;
}

interface Kept extends StatusChanges {
  all: readonly StatusChange[];
}

/** What is listed and marked at a time, and what may be later. */
function keptAt(changes: readonly StatusChange[], now: number): Kept {
  const isFresh = ({ at }: StatusChange): boolean => now - at < FRESH;
  const all = changes.filter((change, index) => index < LISTED || isFresh(change));
  return {
    all,
    latest: all.slice(0, LISTED),
    more: Math.max(0, all.length - LISTED),
    fresh: new Set(all.filter(isFresh).map(({ agent }) => agent.id)),
  };
}

const NONE: Kept = { all: [], latest: [], more: 0, fresh: new Set() };

/**
 * Changes of states while somebody looks on: what a map on the wall is for. The query is that of the agents; none while
 * they are still those of another one.
 */
export function useStatusChanges(agents: readonly AgentPlace[], query: AgentsQuery | null): StatusChanges {
  const before = useRef<Map<string, AgentStatus> | null>(null);
  const list = useRef<{ asked: string; ids: ReadonlySet<string> } | null>(null);
  const [changes, setChanges] = useState(NONE);
  const asked = query === null || query.filter.status.length === 0 ? null : JSON.stringify(query);

  useEffect(() => {
    const now = Date.now();
    // Whoever asks for others sees others: nothing has changed by that.
    const listed = asked !== null && list.current?.asked === asked ? list.current.ids : null;
    const found = before.current === null ? [] : changesBetween(before.current, agents, now, listed);
    before.current ??= new Map();
    for (const agent of agents) before.current.set(agent.id, agent.status);
    list.current = asked === null ? null : { asked, ids: new Set(agents.map(({ id }) => id)) };
    if (found.length === 0) return;
    setChanges((known) => keptAt([...found, ...known.all], now));
    setTimeout(() => setChanges((known) => keptAt(known.all, Date.now())), FRESH + PAUSE);
  }, [agents, asked]);

  return changes;
}
