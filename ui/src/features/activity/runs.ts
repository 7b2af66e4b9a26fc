/** What the pages of Activity compute from runs. */
import type { RecordView, RunState, RunView, SyncRunReply } from "../../backend/generated";

/** Seconds between start and end; none while it runs or where a time makes no sense. */
export function runSeconds(run: Pick<RunView, "started_at" | "ended_at">): number | null {
  if (run.ended_at === null) {
    return null;
  }
  const seconds = (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** "under 1 s", "4.2 s", "12 s", "3 min 05 s", "1 h 02 min". */
export function durationText(seconds: number | null): string {
  if (seconds === null) {
    return "";
  }
  if (seconds < 1) {
    return "under 1 s";
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  }
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

export type RunsFilter = "all" | "attention" | "running";

/** States in which a person should look. */
function needsAttention(state: RunState): boolean {
  return state === "partial" || state === "failed" || state === "stopped" || state === "postponed";
}

/** The runs that a filter leaves; the search is made by the core, which also knows the runs that are not shown yet. */
export function selectRuns(runs: readonly RunView[], filter: RunsFilter): RunView[] {
  switch (filter) {
    case "all":
      return [...runs];
    case "attention":
      return runs.filter((run) => needsAttention(run.state));
    case "running":
      return runs.filter((run) => run.state === "running");
  }
}

/** How many runs stand under each filter. */
export function countRuns(runs: readonly RunView[]): Record<RunsFilter, number> {
  return {
    all: runs.length,
    attention: runs.filter((run) => needsAttention(run.state)).length,
    running: runs.filter((run) => run.state === "running").length,
  };
}

export type RecordFilter = "all" | "left" | "applied";

/** The records of a result: failed first, then skipped, then written. */
export function recordsOf(result: SyncRunReply, filter: RecordFilter): RecordView[] {
  // A record of which one value was written and another one left alone stands in both lists.
  const left = [...result.failed, ...result.skipped.map((record) => ({ ...record, outcome: "skipped" as const }))];
  switch (filter) {
    case "all":
      return [...left, ...result.written];
    case "left":
      return left;
    case "applied":
      return result.written;
  }
}
