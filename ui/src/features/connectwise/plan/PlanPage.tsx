import { useEffect, useState } from "react";
import { Link, useLocation, useParams, useSearchParams } from "wouter";
import type { CommandFailure } from "../../../backend/backend";
import type { SyncMode, SyncPlanRequest } from "../../../backend/generated";
import {
  useAgents,
  useProgress,
  useRetryPlan,
  useRun,
  useRunMatch,
  useRunSync,
  useSetAutomatic,
  useStopSync,
  useSyncPlan,
  useWorkspaceStatus,
} from "../../../backend/queries";
import {
  Button,
  EmptyState,
  ErrorState,
  Icon,
  Loading,
  Note,
  notifyDone,
  PageHead,
  plural,
  SegmentedFilter,
  StateBadge,
} from "../../../components";
import { BeforeFirstSync } from "../duplicates/BeforeFirstSync";
import { AcceptList } from "../matching/AcceptList";
import { NotConnected } from "../NotConnected";
import { modeName, sentence } from "../words";
import { AskWriteBack, useUndecidedSource } from "./AskWriteBack";
import { DirectionsDialog } from "./DirectionsDialog";
import { excludedRows, writtenLines } from "./group";
import { PlanOptions } from "./PlanOptions";
import { PlanTable } from "./PlanTable";
import { PlanView } from "./PlanView";
import { RunActs } from "./RunActs";
import { RunProgress } from "./RunProgress";
import { RunResult } from "./RunResult";
import { SYNC_MODES } from "./SyncNow";
import { planAddress, readWish, type Wish } from "./wish";

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

/** The words at the top while a plan is looked at in order to approve it. */
function ApproveNote({ name }: { name: string }) {
  return (
    <div className="pausedbar">
      <Note tone="acc" icon="clock">
        <b className="md">Automatic sync of {name} is not on yet.</b> This is what its first run would write. Approve
        it, and it begins within 5 minutes, then every 12 hours, following Match Fields. A run that would overwrite the
        values of more than 30 % of the records stops and asks.
      </Note>
    </div>
  );
}

/** The words at the top while the failed records of a run are planned again. */
function RetryNote({ run }: { run: string }) {
  return (
    <div className="pausedbar">
      <Note tone="acc" icon="sync">
        <b className="md">Only the records that failed in an earlier run.</b> They were planned anew, by the rules of{" "}
        <Link href={`/activity/${run}`}>that run</Link>: what an automatic run leaves for a person is left here, too.
      </Note>
    </div>
  );
}

interface ModeControlProps {
  wish: Wish;
  onMode: (mode: SyncMode) => void;
}

function ModeControl({ wish, onMode }: ModeControlProps) {
  const changed = Object.keys(wish.directions).length;
  return (
    <>
      {changed > 0 && (
        <span className="d t12 nw">
          {plural(changed, "field")} otherwise than in Match Fields{wish.keep && ", to be kept"}
        </span>
      )}
      <SegmentedFilter<SyncMode>
        label="Mode"
        value={wish.mode}
        onChange={onMode}
        segments={SYNC_MODES.map(({ value, icon }) => ({
          value,
          label: modeName(value),
          icon: <Icon name={icon} size="s" />,
        }))}
      />
    </>
  );
}

/** One agent: plan, run, result. */
function PlanWork({ agent }: { agent: string }) {
  const [, navigate] = useLocation();
  const [address] = useSearchParams();
  const wish = readWish(address);
  const [customizing, setCustomizing] = useState(false);
  const syncPlan = useSyncPlan();
  const retryPlan = useRetryPlan();
  const plan = wish.retry === null ? syncPlan : retryPlan;
  const run = useRunSync();
  const stop = useStopSync();
  const automatic = useSetAutomatic();
  const progress = useProgress(agent);
  const status = useWorkspaceStatus();
  const agents = useAgents();
  const known = agents.data?.agents.find((item) => item.id === agent);
  // A run may have been started on another page, or before this one was left and opened again.
  const here = run.isPending || run.isSuccess || run.isError;
  const running = run.isPending || (!here && (status.data?.syncing.includes(agent) ?? false));
  const result = run.data;

  const { mutate: makePlan } = syncPlan;
  const { mutate: planRetry } = retryPlan;
  const planning = !running && !here;
  // A number that grows: planning again is wanted even where nothing else changed.
  const [round, setRound] = useState(0);
  const asked = JSON.stringify({ agent, mode: wish.mode, directions: wish.directions, automatic: wish.approve });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the round is the wish to plan again.
  useEffect(() => {
    if (planning && wish.retry !== null) {
      planRetry({ run: wish.retry });
    } else if (planning) {
      makePlan(JSON.parse(asked) as SyncPlanRequest);
    }
  }, [planning, round, asked, wish.retry, makePlan, planRetry]);

  const planAgain = () => {
    run.reset();
    stop.reset();
    automatic.reset();
    setRound(round + 1);
  };
  const chooseMode = (mode: SyncMode) => {
    if (mode === "custom") {
      setCustomizing(true);
    } else {
      run.reset();
      navigate(planAddress(agent, { mode }));
    }
  };
  const name = known?.name ?? plan.data?.agent_name ?? "";
  const company = known?.psa.company?.name ?? plan.data?.company.name ?? "";
  const undecided = useUndecidedSource([{ source: known?.source, plan: plan.data }]);
  // What the person wanted to run when the question came up.
  const [asking, setAsking] = useState<ReadonlySet<string> | null>(null);
  const begin = (excluded: ReadonlySet<string>) => {
    if (plan.data === undefined) {
      return;
    }
    if (undecided !== null) {
      setAsking(excluded);
      return;
    }
    start(excluded);
  };
  const start = (excluded: ReadonlySet<string>) => {
    if (plan.data === undefined) {
      return;
    }
    stop.reset();
    if (wish.approve) {
      automatic.mutate(
        { agents: [agent], on: true, plan: plan.data.plan },
        {
          onSuccess: () => {
            notifyDone(`Automatic sync of ${name} is on; its first run begins within 5 minutes`);
            navigate("/connectwise/companies");
          },
        },
      );
      return;
    }
    run.mutate({
      agent,
      mode: plan.data.mode,
      plan: plan.data.plan,
      directions: wish.directions,
      keep_directions: wish.keep,
      exclude: excludedRows(plan.data, excluded),
    });
  };
  const failure = run.error ?? automatic.error;
  const outdated = failure?.code === "plan_outdated";
  // A run that began and was broken off names itself: what it wrote by then stands in its result.
  const endedRun = typeof run.error?.details.run === "string" ? run.error.details.run : null;
  const stopping = stop.isSuccess && run.isPending;
  return (
    <>
      <PageHead
        title={
          result !== undefined
            ? "Sync result"
            : wish.approve
              ? "First automatic plan"
              : wish.retry !== null
                ? "Retry plan"
                : "Sync plan"
        }
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
              disabled={stopping}
              onClick={() => stop.mutate({ agent })}
            >
              {stopping ? "Stopping" : "Stop"}
            </Button>
          ) : result || endedRun !== null ? (
            <>
              {result && <RunActs result={result} />}
              <Button onClick={() => navigate(`/activity/${result?.run ?? endedRun}`)}>Open in Activity</Button>
              <Button icon="sync" onClick={planAgain}>
                Plan again
              </Button>
            </>
          ) : wish.approve || wish.retry !== null ? (
            <Button kind="quiet" onClick={() => navigate(planAddress(agent))}>
              {wish.approve ? "Sync once instead" : "Plan all records instead"}
            </Button>
          ) : (
            <ModeControl wish={wish} onMode={chooseMode} />
          )
        }
      />
      {planning && known && !wish.approve && wish.retry === null && <PlanOptions agent={known} onChanged={planAgain} />}
      {planning && wish.approve && <ApproveNote name={name} />}
      {planning && wish.retry !== null && <RetryNote run={wish.retry} />}
      {planning && known?.psa.last_run === null && <BeforeFirstSync agent={agent} />}
      {stop.error && (
        <div className="pad">
          <ErrorState title="The run was not stopped" error={stop.error} />
        </div>
      )}
      {run.error && endedRun !== null ? (
        <EndedRun id={endedRun} agent={agent} error={run.error} />
      ) : failure ? (
        <div className="pad">
          <ErrorState
            title={
              outdated
                ? "The plan no longer holds. Nothing was written."
                : automatic.error
                  ? "Automatic sync was not switched on"
                  : "The run did not end well"
            }
            error={failure}
            actions={
              <Button small icon="sync" onClick={planAgain}>
                Plan again
              </Button>
            }
          />
        </div>
      ) : running ? (
        <>
          <RunProgress progress={progress} total={plan.data?.records ?? null} stopping={stopping} />
          {plan.data && (
            <>
              <h2 className="sect">What is written</h2>
              <PlanTable lines={writtenLines(plan.data, run.variables?.exclude ?? [])} />
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
          key={`${plan.data.plan}/${round}`}
          plan={plan.data}
          approving={wish.approve}
          busy={automatic.isPending}
          onRun={begin}
          onAgain={planAgain}
          onDiscard={() => navigate("/connectwise/companies")}
        />
      )}
      {undecided !== null && (
        <AskWriteBack
          opened={asking !== null}
          source={undecided.source.source}
          values={undecided.values}
          plans={1}
          onDecided={(allowed) => {
            const excluded = asking ?? new Set<string>();
            setAsking(null);
            if (allowed) {
              notifyDone("The plan was made again: it says now which values reach Domotz");
              planAgain();
            } else {
              start(excluded);
            }
          }}
          onClose={() => setAsking(null)}
        />
      )}
      <DirectionsDialog
        opened={customizing}
        agent={agent}
        agentName={name}
        directions={wish.directions}
        keep={wish.keep}
        onChosen={(directions, keep) => {
          setCustomizing(false);
          run.reset();
          navigate(planAddress(agent, { mode: "custom", directions, keep }));
        }}
        onClose={() => setCustomizing(false)}
      />
    </>
  );
}

/** What a sync would do, before it does it. */
export function PlanPage() {
  const { agent } = useParams<{ agent?: string }>();
  const [, navigate] = useLocation();
  const [address] = useSearchParams();
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
        <PlanWork key={`${agent}/${address.get("retry") ?? ""}`} agent={agent} />
      )}
    </NotConnected>
  );
}
