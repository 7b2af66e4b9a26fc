/** Some agents as lists show them, by their ids: what is in sight of a list whose order the window knows. */
import { useRef } from "react";
import type { CommandFailure } from "./backend";
import type { AgentSummary } from "./generated";
import { useReads } from "./use-command";

/** Ids that are asked for together. */
const TOGETHER = 50;
/** In ms: rows out of sight are soon forgotten. */
const KEPT = 30_000;
/** So many rows are remembered, so that a row in a new place of the list is not empty until it is read again. */
const REMEMBERED = 2000;

export interface AgentRows {
  /** Those that are read already, by id; those of before stay until newer ones are there. */
  rows: ReadonlyMap<string, AgentSummary>;
  /** Why some could not be read. */
  error: CommandFailure | null;
  retry(): void;
}

/** The agents of these ids, asked for in parts of fifty. */
export function useAgentRows(ids: readonly string[]): AgentRows {
  const parts = Array.from({ length: Math.ceil(ids.length / TOGETHER) }, (_, part) => ({
    agents: ids.slice(part * TOGETHER, (part + 1) * TOGETHER),
  }));
  const results = useReads("agents_rows", parts, { gcTime: KEPT });
  const remembered = useRef(new Map<string, AgentSummary>());
  const rows = remembered.current;
  for (const { data } of results) {
    for (const row of data?.rows ?? []) {
      // The newest stand last.
      rows.delete(row.id);
      rows.set(row.id, row);
    }
  }
  for (const id of rows.keys()) {
    if (rows.size <= REMEMBERED) break;
    rows.delete(id);
  }
  const failed = results.filter(({ error }) => error !== null);
  return {
    rows,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const { refetch } of failed) void refetch();
    },
  };
}
