import { useEffect, useRef, useState } from "react";
import { failureFrom } from "../../../backend/backend";
import { useCreate, useStopSync } from "../../../backend/queries";
import { notifyDone, notifyFailure, plural } from "../../../components";
import type { CreateJob, Wanted } from "./jobs";
import { brokenOff, ended, notBegun, type Outcome, type ResultRow, resultRows } from "./outcomes";

export type Phase =
  | { kind: "choosing" }
  | { kind: "running"; job: CreateJob; index: number; earlier: Outcome[] }
  /** `wanted` = the request of each outcome. */
  | { kind: "ended"; outcomes: Outcome[]; wanted: readonly Wanted[] };

const NOT_MADE: ReadonlySet<ResultRow["outcome"]> = new Set(["failed", "pending", "not-reached"]);

/** Runs the jobs one after the other; it goes on when the dialog is closed, and then says how it ended. */
export function useCreating() {
  const create = useCreate();
  const stopRun = useStopSync();
  const [phase, setPhase] = useState<Phase>({ kind: "choosing" });
  const [stopping, setStopping] = useState(false);
  const stopped = useRef(false);
  const seen = useRef(true);
  useEffect(() => {
    seen.current = true;
    return () => {
      seen.current = false;
    };
  }, []);

  /** `wanted` = the request of each job. */
  const start = async (jobs: readonly CreateJob[], wanted: readonly Wanted[]): Promise<void> => {
    const outcomes: Outcome[] = [];
    stopped.current = false;
    for (const [index, job] of jobs.entries()) {
      const request = wanted[index];
      if (stopped.current || request === undefined) {
        outcomes.push(notBegun(job));
        continue;
      }
      setPhase({ kind: "running", job, index, earlier: [...outcomes] });
      try {
        const reply = await create.mutateAsync({ ...request, dry_run: false });
        outcomes.push(ended(job, reply));
      } catch (reason) {
        const failure = failureFrom(reason);
        outcomes.push(brokenOff(job, failure.message, failure.details));
      }
    }
    setStopping(false);
    setPhase({ kind: "ended", outcomes, wanted });
    if (!seen.current) {
      const rows = resultRows(outcomes);
      const made = rows.filter((row) => row.outcome === "created" || row.outcome === "adopted").length;
      const left = rows.filter((row) => NOT_MADE.has(row.outcome)).length;
      notifyDone(`Created ${plural(made, "configuration")}${left > 0 ? `; ${left} not. Activity says why` : ""}`);
    }
  };

  const stop = (agent: string): void => {
    stopped.current = true;
    setStopping(true);
    stopRun.mutate(
      { agent },
      {
        onError: (reason) => {
          setStopping(false);
          notifyFailure("The run was not stopped.", reason);
        },
      },
    );
  };

  const choose = () => setPhase({ kind: "choosing" });
  return { phase, start, stop, stopping, choose };
}
