import { useCallback, useState } from "react";
import type { AgentSummary, AgentsQuery, AgentsSelection } from "../../../backend/generated";
import { MOST_AT_ONCE, useAskAgentsTable } from "../../../backend/queries";
import { notifyFailure, type RowBoxes } from "../../../components";
import { sameQuery } from "./address";

/** Single agents (`whole`: all that were found), or what a query finds but for some: of 100,000 nobody keeps a list. */
export type Picked =
  | { kind: "some"; ids: ReadonlySet<string>; whole?: boolean }
  | { kind: "all"; query: AgentsQuery; except: ReadonlySet<string> };

export const NOTHING_PICKED: Picked = { kind: "some", ids: new Set() };

export function pickedCount(picked: Picked, found: number): number {
  return picked.kind === "all" ? Math.max(0, found - picked.except.size) : picked.ids.size;
}

/** As the core takes it. */
export function toSelection(picked: Picked): AgentsSelection {
  return picked.kind === "all"
    ? { agents: [], query: picked.query, except: [...picked.except] }
    : { agents: [...picked.ids], query: null };
}

export const selectionOf = (agent: AgentSummary): AgentsSelection => ({ agents: [agent.id], query: null });

/** What of a selection is left when something else is searched or filtered. */
export function pickedAfter(picked: Picked, before: AgentsQuery, now: AgentsQuery): Picked {
  // Into the archive and out of it: other acts are possible there.
  if (before.filter.archived !== now.filter.archived) return NOTHING_PICKED;
  // Single agents stay selected: people search for one after the other.
  if (picked.kind === "some") return { kind: "some", ids: picked.ids };
  const same = sameQuery({ ...before, sort: now.sort, descending: now.descending }, now);
  return same ? { ...picked, query: now } : NOTHING_PICKED;
}

export function isPicked(picked: Picked, id: string): boolean {
  return picked.kind === "all" ? !picked.except.has(id) : picked.ids.has(id);
}

/** The selection with one agent taken in, or taken out again. */
export function toggled(picked: Picked, id: string): Picked {
  const ids = new Set(picked.kind === "all" ? picked.except : picked.ids);
  if (!ids.delete(id)) ids.add(id);
  return picked.kind === "all" ? { ...picked, except: ids } : { kind: "some", ids };
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
    const allFound: Picked = { kind: "all", query, except: new Set() };
    if (found > MOST_AT_ONCE) {
      setPicked(allFound);
      return;
    }
    // So few that each can be named: they stay selected when something else is searched.
    ask.mutate(
      { query, offset: 0, limit: MOST_AT_ONCE },
      {
        onSuccess: (reply) =>
          setPicked(
            reply.found > reply.rows.length
              ? allFound
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
      all: headBox(picked, count),
      onAll: (on) => (on ? pickAll() : clear()),
      has: (id) => isPicked(picked, id),
      canToggle: () => true,
      onToggle: (id) => setPicked(toggled(picked, id)),
    },
  };
}

function headBox(picked: Picked, count: number): RowBoxes<AgentSummary>["all"] {
  if (count === 0) return "off";
  const whole = picked.kind === "all" ? picked.except.size === 0 : picked.whole === true;
  return whole ? "on" : "mixed";
}
