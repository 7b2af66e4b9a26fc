import { useCallback, useEffect, useMemo, useState } from "react";
import type { VioletOverviewReply, VioletOverviewRow } from "../../../backend/generated";
import { useVioletOverview } from "../../../backend/queries";
import type { RowSource } from "../../../components";
import { type Filter, requestOf } from "./filters";

export interface Overview {
  /** The counts around the rows; undefined before the first answer. */
  head: VioletOverviewReply | undefined;
  /** All rows that are found; those which are not read yet are undefined. */
  source: RowSource<VioletOverviewRow>;
  /** The rows that are read. */
  rows: readonly VioletOverviewRow[];
  error: Error | null;
  retry(): void;
  onRange(first: number, last: number): void;
}

/** The rows of a filter, read in parts as they come into sight. */
export function useOverview(filter: Filter, search: string): Overview {
  const request = useMemo(() => requestOf(filter, search), [filter, search]);
  const pages = useVioletOverview(request);
  const [last, setLast] = useState(0);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const { hasNextPage, isFetching, fetchNextPage } = pages;
  useEffect(() => {
    if (last >= rows.length && hasNextPage && !isFetching) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetching, fetchNextPage]);
  const head = pages.data?.pages[0];
  return {
    head,
    rows,
    source: {
      count: head?.found ?? 0,
      at: (index) => rows[index],
      indexOf: (id) => rows.findIndex((row) => row.agent === id),
    },
    error: pages.error,
    retry: () => void pages.refetch(),
    onRange: useCallback((_first: number, end: number) => setLast(end), []),
  };
}
