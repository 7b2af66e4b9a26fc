import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { AgentsFilter, AgentsQuery } from "../../backend/generated";
import { filtered, NO_FILTER, readAddress, tablePath, writeAddress } from "../agents/table/address";

/** The path of the map, for links. */
export function mapPath(query: AgentsQuery): string {
  const words = writeAddress({ tab: "table", query, view: null, columns: null }).toString();
  return words === "" ? "/map" : `/map?${words}`;
}

export interface MapAddress {
  query: AgentsQuery;
  /** The search stays as it is where none is given. */
  filter(filter: AgentsFilter, search?: string): void;
  search(text: string): void;
  /** All agents again. */
  clear(): void;
  /** The same agents in the table. */
  table: string;
}

/** Which agents the map shows, kept in the address in the same words as that of the table. */
export function useMapAddress(): MapAddress {
  const [, navigate] = useLocation();
  const words = useSearch();
  const { query } = useMemo(() => readAddress(new URLSearchParams(words)), [words]);
  return {
    query,
    filter: (filter, search = query.search) => navigate(mapPath(filtered({ ...query, search }, filter))),
    search: (search) => navigate(mapPath({ ...query, search }), { replace: true }),
    clear: () => navigate(mapPath(filtered({ ...query, search: "" }, NO_FILTER))),
    table: tablePath({ tab: "table", query, view: null, columns: null }),
  };
}
