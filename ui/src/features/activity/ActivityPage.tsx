import { useState } from "react";
import { useLocation } from "wouter";
import type { RunView } from "../../backend/generated";
import { useRunPages } from "../../backend/queries";
import {
  Badge,
  Button,
  type Column,
  DataTable,
  EmptyState,
  ErrorState,
  formatNumber,
  formatPerson,
  Loading,
  NoResults,
  PageHead,
  SearchField,
  SegmentedFilter,
  StateBadge,
  Time,
  Toolbar,
} from "../../components";
import { runName } from "../connectwise/words";
import { ActivityTabs } from "./ActivityTabs";
import { countRuns, durationText, type RunsFilter, runSeconds, selectRuns } from "./runs";

function Count({ value, bad }: { value: number; bad?: boolean }) {
  return <span className={value === 0 ? "d" : bad ? "c-bad md" : ""}>{formatNumber(value)}</span>;
}

const columns: Column<RunView>[] = [
  {
    key: "when",
    title: "When",
    width: 132,
    sort: (run) => run.started_at,
    render: (run) => <Time at={run.started_at} withClock />,
  },
  { key: "agent", title: "Agent", className: "name", sort: (run) => run.agent_name, render: (run) => run.agent_name },
  {
    key: "mode",
    title: "What",
    width: 148,
    optional: 2,
    sort: (run) => runName(run),
    render: (run) => runName(run),
  },
  {
    key: "state",
    title: "State",
    width: 224,
    sort: (run) => run.state,
    render: (run) => (
      <span className="row g6" title={run.message}>
        <StateBadge kind={run.kind} state={run.state} failed={run.failed} />
        {run.undone_by !== null && <Badge icon="undo">Undone</Badge>}
      </span>
    ),
  },
  {
    key: "applied",
    title: "Written",
    width: 78,
    align: "right",
    sort: (run) => run.applied,
    render: (run) => <Count value={run.applied + (run.kind === "sync" ? run.created : 0)} />,
  },
  {
    key: "failed",
    title: "Failed",
    width: 70,
    align: "right",
    sort: (run) => run.failed,
    render: (run) => <Count value={run.failed} bad />,
  },
  {
    key: "skipped",
    title: "Skipped",
    width: 78,
    optional: 1,
    align: "right",
    sort: (run) => run.skipped,
    render: (run) => <Count value={run.skipped} />,
  },
  {
    key: "requests",
    title: "Requests",
    width: 80,
    optional: 3,
    align: "right",
    sort: (run) => run.requests,
    render: (run) => <Count value={run.requests} />,
  },
  { key: "who", title: "Who", width: 120, optional: 4, sort: (run) => run.by, render: (run) => formatPerson(run.by) },
  {
    key: "duration",
    title: "Duration",
    width: 92,
    optional: 1,
    align: "right",
    sort: (run) => runSeconds(run) ?? -1,
    render: (run) => durationText(runSeconds(run)),
  },
];

/** The way to the runs that are older than those shown. */
function Older({ runs }: { runs: ReturnType<typeof useRunPages> }) {
  if (!runs.hasNextPage) {
    return null;
  }
  return (
    <section className="bulk" aria-label="Older runs">
      <Button icon="down" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
        Show older runs
      </Button>
      <span className="d t12">
        The newest {formatNumber(runs.data?.pages.reduce((sum, page) => sum + page.runs.length, 0) ?? 0)} are listed.
      </span>
    </section>
  );
}

/** Every run, newest first. */
export function ActivityPage() {
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState<RunsFilter>("all");
  const [search, setSearch] = useState("");
  const runs = useRunPages(search.trim());
  const all = runs.data?.pages.flatMap((page) => page.runs) ?? [];
  const counts = countRuns(all);
  // What is not read yet cannot be counted.
  const count = (value: RunsFilter) => (runs.hasNextPage ? {} : { count: counts[value] });
  return (
    <>
      <PageHead
        title="Activity"
        lead="Everything that was written to ConnectWise, newest first. Open a run to see each record and value, or to undo it."
      >
        <ActivityTabs at="runs" />
      </PageHead>
      <Toolbar right={<SearchField label="Agent, person, message" value={search} onChange={setSearch} width={220} />}>
        <SegmentedFilter<RunsFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", ...count("all") },
            { value: "attention", label: "To look at", ...count("attention") },
            { value: "running", label: "In progress", ...count("running") },
          ]}
        />
      </Toolbar>
      {runs.error ? (
        <div className="pad">
          <ErrorState title="The runs could not be read" error={runs.error} onRetry={() => void runs.refetch()} />
        </div>
      ) : runs.data === undefined ? (
        <Loading what="runs" />
      ) : (
        <DataTable
          label="Runs"
          rows={selectRuns(all, filter)}
          columns={columns}
          rowId={(run) => run.run}
          rowName={(run) => run.agent_name}
          onOpen={(run) => navigate(`/activity/${run.run}`)}
          empty={
            all.length === 0 && search.trim() === "" ? (
              <EmptyState
                icon="activity"
                title="Nothing was synchronized yet"
                actions={
                  <Button kind="primary" onClick={() => navigate("/connectwise/companies")}>
                    Companies
                  </Button>
                }
              >
                Each sync is listed here with what it wrote, skipped and could not write.
              </EmptyState>
            ) : (
              <NoResults
                what="runs"
                onClear={() => {
                  setFilter("all");
                  setSearch("");
                }}
              />
            )
          }
        />
      )}
      <Older runs={runs} />
    </>
  );
}
