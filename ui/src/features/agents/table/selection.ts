import { useCallback, useState } from "react";
import type { AgentSummary, AgentsQuery, AgentsSelection } from "../../../backend/generated";
import { MOST_AT_ONCE, useAskAgentsTable } from "../../../backend/queries";
import { notifyFailure, type RowBoxes } from "../../../components";
import { sameQuery } from "./address";

/** Single agents (`whole`: all that were found), or all that a query finds: of 100,000 nobody keeps a list. */
export type Picked = { kind: "some"; ids: ReadonlySet<string>; whole?: boolean } | { kind: "all"; query: AgentsQuery };

export const NOTHING_PICKED: Picked = { kind: "some", ids: new Set() };

export function pickedCount(picked: Picked, found: number): number {
  return picked.kind === "all" ? found : picked.ids.size;
}

/** As the core takes it. */
export function toSelection(picked: Picked): AgentsSelection {
  return picked.kind === "all" ? { agents: [], query: picked.query } : { agents: [...picked.ids], query: null };
}

export const selectionOf = (agent: AgentSummary): AgentsSelection => ({ agents: [agent.id], query: null });

/** What of a selection is left when something else is searched or filtered. */
export function pickedAfter(picked: Picked, before: AgentsQuery, now: AgentsQuery): Picked {
  // Into the archive and out of it: other acts are possible there.
  if (before.filter.archived !== now.filter.archived) return NOTHING_PICKED;
  // Single agents stay selected: people search for one after the other.
  if (picked.kind === "some") return { kind: "some", ids: picked.ids };
  const same = sameQuery({ ...before, sort: now.sort, descending: now.descending }, now);
  return same ? { kind: "all", query: now } : NOTHING_PICKED;
}

export interface Selecting {
  picked: Picked;
  count: number;
  boxes: RowBoxes<AgentSummary>;
  clear(): void;
}

/** The selection of the table. */
export function useSelecting(query: AgentsQuery, found: number): Selecting {
  const [state, setState] = useState({ picked: NOTHING_PICKED, query });
  const ask = useAskAgentsTable();
  if (state.query !== query) setState({ picked: pickedAfter(state.picked, state.query, query), query });
  const { picked } = state;
  const setPicked = (next: Picked): void => setState({ picked: next, query });
  const clear = useCallback(() => setState((now) => ({ ...now, picked: NOTHING_PICKED })), []);
  const count = pickedCount(picked, found);

  const pickAll = (): void => {
    if (found > MOST_AT_ONCE) {
      setPicked({ kind: "all", query });
      return;
    }
    // So few that each can be named, and then taken out again one by one.
    ask.mutate(
      { query, offset: 0, limit: MOST_AT_ONCE },
      {
        onSuccess: (reply) =>
          setPicked(
            reply.found > reply.rows.length
              ? { kind: "all", query }
              : { kind: "some", ids: new Set(reply.rows.map((row) => row.id)), whole: true },
          ),
        onError: (reason) => notifyFailure("The agents were not selected.", reason),
      },
    );
  };

  return {
    picked,
    count,
    clear,
    boxes: {
      all: count === 0 ? "off" : picked.kind === "all" || picked.whole ? "on" : "mixed",
      onAll: (on) => (on ? pickAll() : clear()),
      has: (id) => picked.kind === "all" || picked.ids.has(id),
      canToggle: () => picked.kind === "some",
      fixedReason: "All that are found are selected. Clear the selection to choose single agents.",
      onToggle: (id) => {
        if (picked.kind === "all") return;
        const ids = new Set(picked.ids);
        if (!ids.delete(id)) ids.add(id);
        setPicked({ kind: "some", ids });
      },
    },
  };
}
