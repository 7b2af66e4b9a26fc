import { useRef, useState } from "react";
import { type CommandFailure, failureFrom } from "../../../backend/backend";
import type { AgentSummary } from "../../../backend/generated";
import { useRunMatch } from "../../../backend/queries";

export interface FindFailure {
  agent: AgentSummary;
  error: CommandFailure;
}

/** Failures of the connection itself: the next agent would only meet the same. */
const ENDS = new Set(["unauthorized", "missing_right", "connection_paused", "not_connected", "unavailable"]);

/** Finds the matches of many agents, one after the other: one that fails does not hold the others back. */
export function useFindAll(agents: readonly AgentSummary[]) {
  const run = useRunMatch();
  const [done, setDone] = useState<number | null>(null);
  const [failed, setFailed] = useState<readonly FindFailure[]>([]);
  const stopped = useRef(false);
  const find = async (): Promise<void> => {
    stopped.current = false;
    setFailed([]);
    for (const [index, agent] of agents.entries()) {
      setDone(index);
      if (stopped.current) {
        break;
      }
      try {
        await run.mutateAsync({ agent: agent.id });
      } catch (reason) {
        const error = failureFrom(reason);
        setFailed((known) => [...known, { agent, error }]);
        if (ENDS.has(error.code)) {
          break;
        }
      }
    }
    setDone(null);
  };
  const stop = () => {
    stopped.current = true;
  };
  return { find, stop, done, failed };
}
