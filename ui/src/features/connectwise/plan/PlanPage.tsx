import { useEffect, useState } from "react";
import { useLocation, useParams } from "wouter";
import type { CommandFailure } from "../../../backend/backend";
import type { SyncMode } from "../../../backend/generated";
import {
  useAgents,
  useProgress,
  useRun,
  useRunMatch,
  useRunSync,
  useStopSync,
  useSyncPlan,
  useWorkspaceStatus,
} from "../../../backend/queries";
import {
  Button,
  EmptyState,
  ErrorState,
  Icon,
  type IconName,
  Loading,
  PageHead,
  SegmentedFilter,
  StateBadge,
} from "../../../components";
import { BeforeFirstSync } from "../duplicates/BeforeFirstSync";
import { AcceptList } from "../matching/AcceptList";
import { NotConnected } from "../NotConnected";
import { modeName, sentence } from "../words";
import { groupPlan, planLines } from "./group";
import { PlanTable } from "./PlanTable";
import { PlanView } from "./PlanView";
import { RunProgress } from "./RunProgress";
import { RunResult } from "./RunResult";

const modes: ReadonlyArray<{ value: SyncMode; icon: IconName }> = [
  { value: "to-connectwise", icon: "to" },
  { value: "from-connectwise", icon: "from" },
  { value: "custom", icon: "settings" },
];

interface PlanFailureProps {
  error: CommandFailure;
  agent: string;
  company: string;
  onRetry: () => void;
}

function PlanFailure({ error, agent, company, onRetry }: PlanFailureProps) {
  const [, navigate] = useLocation();
  // Accepting is an act of matching; the plan is made again on the list that was accepted.
  const find = useRunMatch();
  const toCompanies = error.code === "not_linked" || error.code === "company_gone";
  return (
    <div className="pad col g8">
      <ErrorState
        title="There is no plan. Nothing was written."
        error={error}
        onRetry={onRetry}
        actions={
          <>
            {toCompanies && (
              <Button small onClick={() => navigate("/connectwise/companies")}>
                Choose company
              </Button>
            )}
            {error.code === "guard_stopped" && (
              // The page where a person sees which matches there are.
              <Button small onClick={() => navigate(`/connectwise/matching/${agent}`)}>
                Look at it in Matching
              </Button>
            )}
          </>
        }
      />
      <AcceptList
        error={error}
        company={company}
        busy={find.isPending}
        onAccept={() => find.mutate({ agent, accept_list: true }, { onSuccess: onRetry })}
      />
      {find.error && <ErrorState title="The list was not accepted" error={find.error} />}
    </div>
  );
}

/** A run that was broken off: why, and what became of its records until then. */
function EndedRun({ id, agent, error }: { id: string; agent: string; error: CommandFailure }) {
  const run = useRun(id);
  const why = run.data?.state === "postponed" ? "ConnectWise was out of reach." : "The run was broken off.";
  const outcome = run.data?.applied === 0 ? "No record was finished." : "What is listed as written stays written.";
  return (
    <>
      <div className="pad">
        <ErrorState title={`${why} ${outcome}`} error={error} />
      </div>
      {run.data ? <RunResult result={run.data} agent={agent} /> : <Loading what="result" />}
    </>
  );
}

/** One agent: plan, run, result. */
function PlanWork({ agent }: { agent: string }) {
  const [, navigate] = useLocation();
  const [mode, setMode] = useState<SyncMode>("custom");
  const plan = useSyncPlan();
  const run = useRunSync();
  const stop = useStopSync();
  const progress = useProgress(agent);
  const status = useWorkspaceStatus();
  const agents = useAgents();
  const known = agents.data?.agents.find((item) => item.id === agent);
  // A run may have been started on another page, or before this one was left and opened again.
  const here = run.isPending || run.isSuccess || run.isError;
  const running = run.isPending || (!here && (status.data?.syncing.includes(agent) ?? false));
  const result = run.data;

  const { mutate: makePlan } = plan;
  const planning = !running && !here;
  // A number that grows: planning again is wanted even where nothing else changed.
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the round is the wish to plan again.
  useEffect(() => {
    if (planning) {
      makePlan({ agent, mode });
    }
  }, [planning, round, agent, mode, makePlan]);

  const planAgain = () => {
    run.reset();
    stop.reset();
    setRound(round + 1);
  };
  const name = known?.name ?? plan.data?.agent_name ?? "";
  const company = known?.psa.company?.name ?? plan.data?.company.name ?? "";
  const outdated = run.error?.code === "plan_outdated";
  // A run that began and was broken off names itself: what it wrote by then stands in its result.
  const endedRun = typeof run.error?.details.run === "string" ? run.error.details.run : null;
  return (
    <>
      <PageHead
        title={result === undefined ? "Sync plan" : "Sync result"}
        crumbs={[{ title: "Companies", to: "/connectwise/companies" }, { title: company || "Sync plan" }]}
        beside={
          <>
            <span className="el m t13" title={`${name} and ${company}`}>
              {name} {company !== "" && <span className="d">and</span>} {company}
            </span>
            {result && <StateBadge state={result.state} failed={result.failed.length} />}
          </>
        }
        actions={
          running ? (
            <Button
              kind="danger-outline"
              icon="stop"
              busy={stop.isPending}
              disabled={stop.isSuccess && run.isPending}
              onClick={() => stop.mutate({ agent })}
            >
              {stop.isSuccess && run.isPending ? "Stopping" : "Stop"}
            </Button>
          ) : result || endedRun !== null ? (
            <>
              <Button onClick={() => navigate(`/activity/${result?.run ?? endedRun}`)}>Open in Activity</Button>
              <Button icon="sync" onClick={planAgain}>
                Plan again
              </Button>
            </>
          ) : (
            <SegmentedFilter<SyncMode>
              label="Mode"
              value={mode}
              onChange={(next) => {
                run.reset();
                setMode(next);
              }}
              segments={modes.map(({ value, icon }) => ({
                value,
                label: modeName(value),
                icon: <Icon name={icon} size="s" />,
              }))}
            />
          )
        }
      />
      {planning && known?.psa.last_run === null && <BeforeFirstSync agent={agent} />}
      {stop.error && (
        <div className="pad">
          <ErrorState title="The run was not stopped" error={stop.error} />
        </div>
      )}
      {run.error && endedRun !== null ? (
        <EndedRun id={endedRun} agent={agent} error={run.error} />
      ) : run.error ? (
        <div className="pad">
          <ErrorState
            title={outdated ? "The plan no longer holds. Nothing was written." : "The run did not end well"}
            error={run.error}
            actions={
              <Button small icon="sync" onClick={planAgain}>
                Plan again
              </Button>
            }
          />
        </div>
      ) : running ? (
        <>
          <RunProgress progress={progress} total={plan.data?.records ?? null} />
          {plan.data && (
            <>
              <h2 className="sect">What is written</h2>
              <PlanTable lines={planLines(groupPlan(plan.data.updates, []), new Set())} />
            </>
          )}
        </>
      ) : result ? (
        <>
          {result.message !== "" && (
            <div className="pad resultnote">
              <b className="md">{sentence(result.message)}</b>
            </div>
          )}
          <RunResult result={result} agent={agent} />
        </>
      ) : plan.error ? (
        <PlanFailure error={plan.error} agent={agent} company={company} onRetry={planAgain} />
      ) : plan.data === undefined || plan.isPending ? (
        <Loading what="both sides" />
      ) : (
        <PlanView
          plan={plan.data}
          onRun={() => {
            stop.reset();
            run.mutate({ agent, mode: plan.data.mode, plan: plan.data.plan });
          }}
          onAgain={planAgain}
          onDiscard={() => navigate("/connectwise/companies")}
        />
      )}
    </>
  );
}

/** What a sync would do, before it does it. */
export function PlanPage() {
  const { agent } = useParams<{ agent?: string }>();
  const [, navigate] = useLocation();
  return (
    <NotConnected title="Sync plan" what="A plan shows what a sync with ConnectWise would change.">
      {agent === undefined ? (
        <div className="pad">
          <EmptyState
            icon="sync"
            title="No agent is chosen"
            actions={<Button onClick={() => navigate("/connectwise/companies")}>Companies</Button>}
          >
            Press Sync now beside an agent to see what would change.
          </EmptyState>
        </div>
      ) : (
        <PlanWork key={agent} agent={agent} />
      )}
    </NotConnected>
  );
}
