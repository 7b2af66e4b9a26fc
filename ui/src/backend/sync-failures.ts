import { useEffect, useRef } from "react";
import type { WorkspaceEvent } from "./generated";

/** An automatic run that failed: whose, and why. */
export type SyncFailure = Omit<Extract<WorkspaceEvent, { kind: "sync_failed" }>, "kind">;

const listeners = new Set<(failure: SyncFailure) => void>();

export function reportSyncFailure({ agent, agent_name, reason }: SyncFailure): void {
  for (const listener of listeners) listener({ agent, agent_name, reason });
}

/** Calls `listener` for each automatic run that fails while the window is open. */
export function useSyncFailures(listener: (failure: SyncFailure) => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const listen = (failure: SyncFailure): void => latest.current(failure);
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  }, []);
}
