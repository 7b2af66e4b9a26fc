import { useEffect, useRef, useState } from "react";
import type { AgentStatus, AgentsQuery } from "../../backend/generated";
import { NO_FILTER } from "../agents/table/address";
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
 * Which agents have another state than before; agents that come and go are no change of a state, except where only some
 * states are looked at: then whoever comes has come to one of them.
 */
export function changesBetween(
  before: readonly Pick<AgentPlace, "id" | "status">[],
  agents: readonly AgentPlace[],
  at: number,
  isOfSomeStates = false,
): StatusChange[] {
  const states = new Map(before.map(({ id, status }) => [id, status]));
  return agents.flatMap((agent) => {
    const status = states.get(agent.id) ?? null;
    const isChange = status === null ? isOfSomeStates : status !== agent.status;
    return isChange ? [{ agent, before: status, at }] : [];
  });
}

/** Whether agents are left out by their state and by nothing else. */
function isByStateOnly({ search, filter }: AgentsQuery): boolean {
  const { status, ...others } = filter;
  const isLeftOpen = Object.entries(others).every(
    ([key, value]) => JSON.stringify(value) === JSON.stringify(NO_FILTER[key as keyof typeof others]),
  );
  return status.length > 0 && search === "" && isLeftOpen;
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
  const last = useRef<{ asked: string; agents: readonly AgentPlace[] } | null>(null);
  const [changes, setChanges] = useState(NONE);
  const asked = query === null ? null : JSON.stringify(query);
  const isOfSomeStates = query !== null && isByStateOnly(query);

  useEffect(() => {
    if (asked === null) return;
    const now = Date.now();
    // Whoever asks for others sees others: nothing has changed by that.
    const before = last.current?.asked === asked ? last.current.agents : agents;
    const found = before === agents ? [] : changesBetween(before, agents, now, isOfSomeStates);
    last.current = { asked, agents };
    if (found.length === 0) return;
    setChanges((known) => keptAt([...found, ...known.all], now));
    setTimeout(() => setChanges((known) => keptAt(known.all, Date.now())), FRESH + PAUSE);
  }, [agents, asked, isOfSomeStates]);

  return changes;
}
