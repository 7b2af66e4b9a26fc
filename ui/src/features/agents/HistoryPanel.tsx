import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { DeviceView, HistoryRequest } from "../../backend/generated";
import { useHistoryPages } from "../../backend/queries";
import { Button, ErrorState, formatField, formatNumber, Loading, NoResults, SearchField } from "../../components";
import { HistoryList } from "./HistoryList";

interface HistoryPanelProps {
  /** Of this agent and its devices; of all agents when left out. */
  agent?: string;
  /** Whose history can be looked at alone. */
  devices?: readonly DeviceView[];
  /** The device that is looked at first. */
  device?: string;
}

interface Filter {
  field: string;
  search: string;
  /** A day as its input has it: YYYY-MM-DD, or empty. */
  since: string;
  device: string;
}

/** The beginning of a day on this computer (RFC 3339). */
function beginOf(day: string): string | null {
  const date = new Date(`${day}T00:00:00`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function requestOf(agent: string | undefined, filter: Filter): Omit<HistoryRequest, "before" | "limit"> {
  const since = filter.since === "" ? null : beginOf(filter.since);
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(filter.device === "" ? {} : { device: filter.device }),
    ...(filter.field === "" ? {} : { field: filter.field }),
    ...(filter.search.trim() === "" ? {} : { search: filter.search.trim() }),
    ...(since === null ? {} : { since }),
  };
}

/** All changes, newest first, with what they can be looked through by. The filter is the core's. */
export function HistoryPanel({ agent, devices = [], device = "" }: HistoryPanelProps) {
  const nothing: Filter = { field: "", search: "", since: "", device: "" };
  const [filter, setFilter] = useState<Filter>({ ...nothing, device });
  const [search] = useDebouncedValue(filter.search, 150);
  const pages = useHistoryPages(requestOf(agent, { ...filter, search }));
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const fields = pages.data?.pages[0]?.fields ?? [];
  const set = (change: Partial<Filter>): void => setFilter({ ...filter, ...change });
  const filtered = Object.values(filter).some((value) => value.trim() !== "");

  return (
    <section className="card" aria-labelledby="changes-title">
      <header className="history-head">
        <h2 id="changes-title">{agent === undefined ? "Changes" : "History"}</h2>
        <span className="n" role="status">
          {pages.data === undefined ? "" : `${formatNumber(entries.length)}${pages.hasNextPage ? " newest" : ""}`}
        </span>
      </header>
      <div className="history-filter">
        <Select
          aria-label="Field"
          w={150}
          searchable
          comboboxProps={{ keepMounted: false }}
          data={[{ value: "", label: "All fields" }, ...fields.map((key) => ({ value: key, label: formatField(key) }))]}
          value={filter.field}
          onChange={(field) => set({ field: field ?? "" })}
        />
        {devices.length > 0 ? (
          <Select
            aria-label="Device"
            w={170}
            searchable
            comboboxProps={{ keepMounted: false }}
            data={[
              { value: "", label: "Agent and devices" },
              ...devices.map((each) => ({ value: each.id, label: each.name || each.source_id })),
            ]}
            value={filter.device}
            onChange={(chosen) => set({ device: chosen ?? "" })}
          />
        ) : null}
        <label className="row g6 t12 m nw">
          Since
          <input
            type="date"
            className="in date"
            value={filter.since}
            onChange={(event) => set({ since: event.currentTarget.value })}
          />
        </label>
        <span className="end">
          <SearchField
            label="Person or value"
            value={filter.search}
            onChange={(text) => set({ search: text })}
            width={180}
          />
        </span>
      </div>
      {pages.error && pages.data === undefined ? (
        <div className="body">
          <ErrorState title="The history could not be read" error={pages.error} onRetry={() => void pages.refetch()} />
        </div>
      ) : pages.data === undefined ? (
        <Loading what="the history" />
      ) : entries.length === 0 && filtered ? (
        <div className="body">
          <NoResults what="changes" onClear={() => setFilter(nothing)} />
        </div>
      ) : entries.length === 0 ? (
        <p className="body t13 d">Nothing has been changed yet.</p>
      ) : (
        <HistoryList entries={entries} withAgent={agent === undefined} />
      )}
      {pages.hasNextPage ? (
        <footer>
          <Button small busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show older changes
          </Button>
        </footer>
      ) : null}
    </section>
  );
}
