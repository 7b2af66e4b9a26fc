import { useLocation, useParams } from "wouter";
import type { RunView } from "../../backend/generated";
import { useProgress, useRun, useRuns, useStopSync } from "../../backend/queries";
import { Button, ErrorState, formatPerson, Loading, PageHead, StateBadge, Time } from "../../components";
import { RunProgress } from "../connectwise/plan/RunProgress";
import { RunResult } from "../connectwise/plan/RunResult";
import { runName, sentence } from "../connectwise/words";
import { durationText, runSeconds } from "./runs";

function Facts({ run }: { run: RunView }) {
  const duration = durationText(runSeconds(run));
  return (
    <>
      {runName(run)} · started by {formatPerson(run.by) || "Sitebook"} <Time at={run.started_at} withClock />
      {duration !== "" && ` · ${duration}`}
      {run.plan !== "" && (
        <>
          {" · plan "}
          <span className="mono">{run.plan.slice(0, 8)}</span>
        </>
      )}
    </>
  );
}

function Running({ run }: { run: RunView }) {
  return <RunProgress progress={useProgress(run.agent)} total={null} />;
}

function RunWork({ id }: { id: string }) {
  const result = useRun(id);
  // The result knows the records, the list knows agent, person and times.
  const runs = useRuns();
  const stop = useStopSync();
  const [, navigate] = useLocation();
  const run = runs.data?.runs.find((item) => item.run === id);
  const state = result.data?.state ?? run?.state;
  const message = result.data?.message ?? run?.message ?? "";
  return (
    <>
      <PageHead
        title={run?.agent_name ?? "Run"}
        crumbs={[{ title: "Activity", to: "/activity" }, { title: run?.agent_name ?? "Run" }]}
        beside={
          state && (
            <StateBadge
              kind={result.data?.kind ?? run?.kind}
              state={state}
              failed={result.data?.failed.length ?? run?.failed ?? 0}
            />
          )
        }
        lead={run && <Facts run={run} />}
        actions={
          run &&
          (state === "running" ? (
            <Button
              kind="danger-outline"
              icon="stop"
              busy={stop.isPending}
              disabled={stop.isSuccess}
              onClick={() => stop.mutate({ agent: run.agent })}
            >
              {stop.isSuccess ? "Stopping" : "Stop"}
            </Button>
          ) : run.kind === "sync" ? (
            <Button icon="sync" onClick={() => navigate(`/connectwise/plan/${run.agent}`)}>
              Plan again
            </Button>
          ) : (
            <Button onClick={() => navigate(`/connectwise/matching/${run.agent}`)}>Matching</Button>
          ))
        }
      />
      {message !== "" && (
        <div className="pad resultnote">
          <b className="md">{sentence(message)}</b>
        </div>
      )}
      {run && state === "running" && <Running run={run} />}
      {result.error ? (
        <div className="pad">
          <ErrorState title="This run could not be shown" error={result.error} onRetry={() => void result.refetch()} />
        </div>
      ) : result.data === undefined ? (
        <Loading what="run" />
      ) : (
        <RunResult key={id} result={result.data} agent={run?.agent ?? null} />
      )}
    </>
  );
}

/** What became of each record of one run. */
export function RunPage() {
  const { run = "" } = useParams<{ run?: string }>();
  return <RunWork key={run} id={run} />;
}
