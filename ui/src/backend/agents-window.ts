/** The table of agents, of which only what is in sight is read. */
import { useThrottledCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CommandFailure } from "./backend";
import type { AgentSummary, AgentsQuery, AgentsTableReply, AgentsTableRequest } from "./generated";
import { useReads } from "./use-command";

/** Rows that are read together. */
const PAGE = 100;
/** Rows that are read before they come into sight. */
const AHEAD = 50;
/** In ms: dragging through the whole table asks no more often than this. */
const PAUSE = 80;
/** In ms: rows out of sight are soon forgotten, so that walking through a large table does not fill the memory. */
const KEPT = 60_000;

/** The most rows that the core gives in one answer. */
export const MOST_AT_ONCE = 500;

export interface AgentsWindow {
  /** What stands around the rows; undefined before the first answer. */
  head: Omit<AgentsTableReply, "rows" | "offset"> | undefined;
  /** The rows that are found; those which are not read yet are undefined. */
  source: { count: number; at(index: number): AgentSummary | undefined; indexOf(id: string): number };
  /** What the rows answer: the query, or the one before while the answer to this one is on its way. */
  shown: AgentsQuery;
  error: CommandFailure | null;
  retry(): void;
  /** Which rows are in sight. */
  onRange(first: number, last: number): void;
}

const requestFor = (query: AgentsQuery, page: number): AgentsTableRequest => ({
  query,
  offset: page * PAGE,
  limit: PAGE,
});

/** The pages with the rows in sight and a little around them. */
interface Span {
  first: number;
  last: number;
}

const TOP: Span = { first: 0, last: 0 };

const spanOf = (first: number, last: number): Span => ({
  first: Math.floor(Math.max(0, first - AHEAD) / PAGE),
  last: Math.floor((last + AHEAD) / PAGE),
});

const pagesOf = ({ first, last }: Span): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The rows of a query, read in pages as they come into sight; until another query is answered, the rows before stay. */
export function useAgentsWindow(query: AgentsQuery): AgentsWindow {
  const client = useQueryClient();
  const [span, setSpan] = useState(TOP);
  const [shown, setShown] = useState(query);
  const onRange = useThrottledCallback((first: number, last: number) => {
    const next = spanOf(first, last);
    setSpan((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, PAUSE);
  const switching = JSON.stringify(shown) !== JSON.stringify(query);
  const inSight = pagesOf(span);
  // Another query begins at its first row.
  const wanted = switching ? [0] : inSight;
  const results = useReads(
    "agents_table",
    wanted.map((page) => requestFor(query, page)),
    { gcTime: KEPT },
  );
  if (switching && results[0]?.data !== undefined) {
    setShown(query);
    setSpan(TOP);
  }

  const pages = new Map<number, AgentsTableReply>();
  for (const page of inSight) {
    const reply = switching
      ? client.getQueryData<AgentsTableReply>(["agents_table", requestFor(shown, page)])
      : results[inSight.indexOf(page)]?.data;
    if (reply !== undefined) pages.set(page, reply);
  }
  const answered = [...pages.values()][0];
  // Far from what is read, nothing in sight is answered yet: how many there are is still known.
  const [known, setKnown] = useState(answered);
  if (answered !== undefined && answered !== known) setKnown(answered);
  const head = answered ?? known;
  const failed = results.find((result) => result.error !== null);
  return {
    head,
    source: {
      count: head?.found ?? 0,
      at: (index) => pages.get(Math.floor(index / PAGE))?.rows[index % PAGE],
      indexOf: (id) => {
        for (const [page, { rows }] of pages) {
          const at = rows.findIndex((row) => row.id === id);
          if (at >= 0) return page * PAGE + at;
        }
        return -1;
      },
    },
    shown,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    onRange,
  };
}
