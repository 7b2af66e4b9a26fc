import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { AgentColumn, AgentsFilter, SavedView } from "../../../backend/generated";
import { useRemembered } from "../../../components/remembered";
import { columnsOf, filtered, NO_QUERY, readAddress, readColumns, type TableAddress, tablePath } from "./address";
import { STANDARD_COLUMNS } from "./columns";

const isWords = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((word) => typeof word === "string");

export interface TableState {
  address: TableAddress;
  columns: readonly AgentColumn[];
  /** What the page is to show; `quietly` where it is no step that somebody would want to go back to. */
  go(part: Partial<TableAddress>, quietly?: boolean): void;
  search(text: string): void;
  filter(filter: AgentsFilter): void;
  sort(column: AgentColumn, descending: boolean): void;
  choose(view: SavedView): void;
  leaveView(): void;
  setColumns(columns: readonly AgentColumn[]): void;
}

/** What the table shows, kept in the address; the choice of columns is kept on this computer. */
export function useTableAddress(inUse: SavedView | undefined): TableState {
  const [, navigate] = useLocation();
  const words = useSearch();
  const address = useMemo(() => readAddress(new URLSearchParams(words)), [words]);
  const [own, keepOwn] = useRemembered<readonly AgentColumn[]>(
    "agents/columns",
    (kept) => (isWords(kept) ? readColumns(kept) : null) ?? STANDARD_COLUMNS,
  );
  const ofView = useMemo(() => (inUse === undefined ? null : columnsOf(inUse)), [inUse]);
  const columns = address.columns ?? ofView ?? own;
  const go = (part: Partial<TableAddress>, quietly = false): void =>
    navigate(tablePath({ ...address, ...part }), { replace: quietly });
  const { query } = address;
  return {
    address,
    columns,
    go,
    search: (search) => go({ query: { ...query, search } }, true),
    filter: (filter) => go({ query: filtered(query, filter) }),
    sort: (sort, descending) => go({ query: { ...query, sort, descending } }, true),
    choose: (view) => go({ query: view.query, view: view.name, columns: null }),
    leaveView: () => go({ query: NO_QUERY, view: null, columns: null }),
    setColumns: (next) => {
      if (inUse === undefined) {
        keepOwn(next);
        if (address.columns !== null) go({ columns: null }, true);
      } else go({ columns: next }, true);
    },
  };
}
