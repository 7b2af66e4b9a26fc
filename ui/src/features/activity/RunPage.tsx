import { Link, useLocation, useParams } from "wouter";
import type { SyncRunReply } from "../../backend/generated";
import { useProgress, useRun, useStopSync } from "../../backend/queries";
import {
  Badge,
  Button,
  ErrorState,
  formatPerson,
  Icon,
  Loading,
  Note,
  PageHead,
  StateBadge,
  Time,
} from "../../components";
import { RunActs } from "../connectwise/plan/RunActs";
import { RunProgress } from "../connectwise/plan/RunProgress";
import { RunResult } from "../connectwise/plan/RunResult";
import { runName, sentence } from "../connectwise/words";
import { durationText, runSeconds } from "./runs";

function Facts({ run }: { run: SyncRunReply }) {
  const duration = durationText(runSeconds(run));
  return (
    <>
      {runName(run)}
      {run.company.name !== "" && ` · ${run.company.name}`} · started by {formatPerson(run.by) || "Sitebook"}{" "}
      <Time at={run.started_at} withClock />
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

/** What this run has to do with others: undone by one, or the undo of one. */
function Relations({ run }: { run: SyncRunReply }) {
  return (
    <>
      {run.undone_by !== null && (
        <Note icon="undo">
          <b className="md">{run.can_undo ? "This run was undone in part." : "This run was undone."}</b>{" "}
          <Link href={`/activity/${run.undone_by}`}>See what was put back</Link>
        </Note>
      )}
      {run.undo_of !== null && (
        <Note icon="undo">
          <b className="md">This is the undo of another run.</b>{" "}
          <Link href={`/activity/${run.undo_of}`}>See that run</Link>
        </Note>
      )}
      {run.not_undone.length > 0 && (
        <Note tone="warn">
          <b className="md">{run.kind === "undo" ? "Not undone:" : "An undo would not take back:"}</b>
          <ul className="plainlist">
            {run.not_undone.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Note>
      )}
      {run.message !== "" && (
        <p className="t13">
          <b className="md">{sentence(run.message)}</b>
        </p>
      )}
    </>
  );
}

function hasRelations(run: SyncRunReply): boolean {
  return run.undone_by !== null || run.undo_of !== null || run.not_undone.length > 0 || run.message !== "";
}

/** The configurations that a sync created beside what it wrote. */
function Created({ run }: { run: SyncRunReply }) {
  if (run.created.length === 0) {
    return null;
  }
  return (
    <div className="planhint">
      <Icon name="plus" size="s" />
      <span className="el">
        <b className="md">Created:</b>{" "}
        {run.created.map((item) => `${item.device_name} (configuration ${item.configuration})`).join(", ")}
      </span>
    </div>
  );
}

function RunWork({ id }: { id: string }) {
  const result = useRun(id);
  const stop = useStopSync();
  const [, navigate] = useLocation();
  const run = result.data;
  const progress = useProgress(run?.agent ?? "");
  const title = run?.agent_name ?? "Run";
  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ title: "Activity", to: "/activity" }, { title }]}
        beside={
          run && (
            <>
              <StateBadge kind={run.kind} state={run.state} failed={run.failed.length} />
              {run.undone_by !== null && <Badge icon="undo">Undone</Badge>}
            </>
          )
        }
        lead={run && <Facts run={run} />}
        actions={
          run &&
          (run.state === "running" ? (
            <Button
              kind="danger-outline"
              icon="stop"
              busy={stop.isPending}
              disabled={stop.isSuccess}
              onClick={() => stop.mutate({ agent: run.agent })}
            >
              {stop.isSuccess ? "Stopping" : "Stop"}
            </Button>
          ) : (
            <>
              <RunActs result={run} />
              {run.kind === "sync" || run.kind === "undo" ? (
                <Button icon="sync" onClick={() => navigate(`/connectwise/plan/${run.agent}`)}>
                  Plan again
                </Button>
              ) : (
                <Button onClick={() => navigate(`/connectwise/matching/${run.agent}`)}>Matching</Button>
              )}
            </>
          ))
        }
      />
      {run && hasRelations(run) && (
        <div className="pad col g8 resultnote">
          <Relations run={run} />
        </div>
      )}
      {run?.state === "running" && <RunProgress progress={progress} total={null} stopping={stop.isSuccess} />}
      {result.error ? (
        <div className="pad">
          <ErrorState title="This run could not be shown" error={result.error} onRetry={() => void result.refetch()} />
        </div>
      ) : run === undefined ? (
        <Loading what="run" />
      ) : (
        <>
          <RunResult key={id} result={run} agent={run.agent} />
          <Created run={run} />
        </>
      )}
    </>
  );
}

/** What became of each record of one run. */
export function RunPage() {
  const { run = "" } = useParams<{ run?: string }>();
  return <RunWork key={run} id={run} />;
}
