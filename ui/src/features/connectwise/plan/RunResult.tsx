import { useState } from "react";
import { useLocation } from "wouter";
import type { RecordOutcome, RecordView, RunKind, RunState, SyncRunReply } from "../../../backend/generated";
import {
  Button,
  type Column,
  DataTable,
  EmptyState,
  Icon,
  type IconName,
  NoResults,
  SearchField,
  SegmentedFilter,
  Toolbar,
} from "../../../components";
import { type RecordFilter, recordsOf } from "../../activity/runs";
import { reasonWords, recordText, sentence } from "../words";
import { RunPlan } from "./RunPlan";
import { Sum, Sums } from "./Sums";
import { WrittenValues } from "./WrittenValues";

/** Records by what became of them, the values that were written, or the plan that was carried out. */
type ResultFilter = RecordFilter | "values" | "plan";

/** What the written records of a run are called. */
function writtenWord(kind: RunKind): string {
  switch (kind) {
    case "create":
      return "created";
    case "undo":
      return "put back";
    default:
      return "written";
  }
}

const outcomes: Record<RecordOutcome, { icon: IconName; className: string; word: string }> = {
  failed: { icon: "error", className: "c-bad", word: "failed" },
  skipped: { icon: "minus", className: "c-idle", word: "skipped" },
  applied: { icon: "check", className: "c-ok", word: "written" },
};

/** What happened to a record that was written. */
const appliedWords: Record<RunKind, string> = {
  sync: "Written and read back",
  create: "Created and matched",
  retire: "Set inactive and read back",
  undo: "Put back and read back",
  type: "Type changed",
};

function columnsFor(kind: RunKind, agent: string, open: (path: string) => void): Column<RecordView>[] {
  return [
    {
      key: "outcome",
      title: "Outcome",
      hideTitle: true,
      width: 46,
      render: ({ outcome }) => (
        <Icon name={outcomes[outcome].icon} className={outcomes[outcome].className} label={outcomes[outcome].word} />
      ),
    },
    {
      key: "record",
      title: "Record",
      width: 190,
      sort: (record) => record.device_name,
      render: (record) => (
        <>
          <span className="el md block">{record.device_name}</span>
          <span className="sub2 el">
            {/* A record that was not created has none. */}
            {record.configuration === 0 ? "nothing was created" : `configuration ${record.configuration}`}
          </span>
        </>
      ),
    },
    {
      key: "what",
      title: "What happened",
      sort: (record) => record.reason,
      render: (record) =>
        record.outcome === "applied" ? (
          <span className="m">{appliedWords[kind]}</span>
        ) : (
          <>
            <span className="el block">{recordText(record.reason, record.message)}</span>
            <span className="sub2 el mono">{record.reason}</span>
          </>
        ),
    },
    {
      key: "advice",
      title: "What to do",
      width: 244,
      optional: 1,
      render: (record) =>
        record.outcome === "applied" ? null : <span className="el block">{reasonWords(record.reason).advice}</span>,
    },
    {
      key: "open",
      title: "Open",
      hideTitle: true,
      width: 110,
      align: "right",
      render: (record) =>
        record.outcome === "applied" ? null : (
          <Button
            small
            aria-label={`Open ${record.device_name} in Matching`}
            onClick={() => open(`/connectwise/matching/${agent}`)}
          >
            Matching
          </Button>
        ),
    },
  ];
}

/** Why a run lists no record: only one that went through may say that there was nothing to do. */
function NoRecords({ state }: { state: RunState }) {
  switch (state) {
    case "done":
      return (
        <EmptyState icon="check" title="No record had to be written">
          Both sides said the same.
        </EmptyState>
      );
    case "running":
      return (
        <EmptyState icon="clock" title="No record is finished yet">
          Each is listed here as soon as the run has ended.
        </EmptyState>
      );
    default:
      return (
        <EmptyState icon="minus" title="No record was finished">
          The run ended before the first one.
        </EmptyState>
      );
  }
}

interface Props {
  result: SyncRunReply;
  /** For the way to its matches; none where the agent is not known. */
  agent: string | null;
}

/** What became of every record of one run, and every value that it wrote. */
export function RunResult({ result, agent }: Props) {
  const left = result.failed.length + result.skipped.length;
  const [filter, setFilter] = useState<ResultFilter>(left > 0 ? "left" : "all");
  const [search, setSearch] = useState("");
  const [, navigate] = useLocation();
  const wanted = search.trim().toLowerCase();
  const records =
    filter === "values" || filter === "plan"
      ? []
      : recordsOf(result, filter).filter((record) =>
          [record.device_name, record.message, record.reason, String(record.configuration)].some((text) =>
            text.toLowerCase().includes(wanted),
          ),
        );
  // Where everything was written, nothing is left to do.
  const columns = columnsFor(result.kind, agent ?? "", navigate).filter(
    (column) => (column.key !== "open" || (agent !== null && left > 0)) && (column.key !== "advice" || left > 0),
  );
  const word = writtenWord(result.kind);
  const showAll = () => {
    setFilter(filter === "values" || filter === "plan" ? filter : "all");
    setSearch("");
  };
  return (
    <>
      <Sums>
        <Sum value={result.applied} label={word} icon="check" />
        <Sum
          value={result.failed.length}
          label="failed"
          icon="error"
          tone={result.failed.length > 0 ? "bad" : undefined}
        />
        <Sum value={result.skipped.length} label={result.kind === "undo" ? "left alone" : "skipped"} icon="minus" />
        {result.kind === "sync" && result.created.length > 0 && (
          <Sum value={result.created.length} label="created" icon="plus" />
        )}
        {result.kind === "sync" && <Sum value={result.conflicts} label="conflicts overwritten" icon="warn" />}
        {result.excluded > 0 && <Sum value={result.excluded} label="excluded by hand" />}
        <Sum value={result.requests} label="requests" />
      </Sums>
      <Toolbar
        right={
          <SearchField
            label={filter === "values" || filter === "plan" ? "Record, field, value" : "Record or reason"}
            value={search}
            onChange={setSearch}
            width={200}
          />
        }
      >
        <SegmentedFilter<ResultFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: left + result.written.length },
            { value: "left", label: "Failed, skipped", count: left },
            { value: "applied", label: sentence(word), count: result.written.length },
            ...(result.writes.length > 0
              ? [{ value: "values" as const, label: "Old and new values", count: result.writes.length }]
              : []),
            ...(result.plan === "" ? [] : [{ value: "plan" as const, label: "Whole plan" }]),
          ]}
        />
      </Toolbar>
      {filter === "plan" ? (
        <RunPlan run={result.run} search={search} onClear={showAll} />
      ) : filter === "values" ? (
        <WrittenValues writes={result.writes} search={search} onClear={showAll} />
      ) : (
        <DataTable
          label="Records of the run"
          rows={records}
          columns={columns}
          rowId={(record) => `${record.device}/${record.configuration}/${record.outcome}`}
          rowHeight={44}
          empty={
            left + result.written.length === 0 ? (
              <NoRecords state={result.state} />
            ) : (
              <NoResults what="records" onClear={showAll} />
            )
          }
        />
      )}
    </>
  );
}
