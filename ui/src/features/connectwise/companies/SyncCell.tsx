import type { AgentSummary, RunState, SyncState } from "../../../backend/generated";
import { useProgress, useResumeSync } from "../../../backend/queries";
import { whenDone } from "../../../backend/when-done";
import { Button, formatMoment, Icon, notifyDone, notifyFailure, StateBadge, Time } from "../../../components";
import { sentence } from "../words";
import { syncKind } from "./state";

/** The state of an agent's sync as the state of a run is shown. */
const BADGE: Record<SyncState, RunState | "none"> = {
  never: "none",
  in_progress: "running",
  synchronized: "done",
  partly: "partial",
  postponed: "postponed",
  failed: "failed",
  stopped: "stopped",
};

type Psa = Pick<AgentSummary, "id" | "name" | "psa">;

/** One press that clears the failure and goes on by itself. */
export function ResumeButton({ agent }: { agent: Psa }) {
  const resume = useResumeSync();
  return (
    <Button
      small
      icon="play"
      busy={resume.isPending}
      aria-label={`Resume ${agent.name}`}
      title="Switches automatic sync on again and begins a run at once"
      onClick={() =>
        whenDone(
          resume.mutateAsync({ agent: agent.id }),
          () => notifyDone(`Automatic sync of ${agent.name} goes on`),
          (reason) => notifyFailure(`Automatic sync of ${agent.name} was not resumed.`, reason),
        )
      }
    >
      Resume
    </Button>
  );
}

/** The second line: when, until when, or why not. */
function SyncFacts({ psa }: Pick<Psa, "psa">) {
  const { sync } = psa;
  const success = sync.last_success_at;
  switch (sync.state) {
    case "postponed":
      return (
        <>
          until <Time at={sync.postponed_until} withClock />
          {sync.reason !== "" && ` · ${sentence(sync.reason)}`}
        </>
      );
    case "failed":
    case "stopped":
    case "partly":
      return (
        <>
          {/* What is short stands first: a long reason is cut, and stands whole in the tooltip. */}
          {sync.state === "partly" ? (
            <Time at={sync.at} withClock />
          ) : success === null ? (
            "never succeeded"
          ) : (
            <>
              last success <Time at={success} withClock />
            </>
          )}
          {sync.reason !== "" && ` · ${sentence(sync.reason)}`}
        </>
      );
    default:
      return (
        <>
          <Time at={sync.at} withClock />
          {sync.automatic && sync.next_run_at !== null && (
            <>
              {sync.at !== null && " · "}next <Time at={sync.next_run_at} withClock />
            </>
          )}
        </>
      );
  }
}

/** The whole of it for a tooltip: cells cut long reasons. */
function factsText({ psa: { sync } }: Pick<Psa, "psa">): string {
  return [
    sentence(sync.reason),
    sync.switched_off_because === "" ? "" : "Automatic sync was switched off.",
    sync.last_success_at === null ? "" : `Last success ${formatMoment(sync.last_success_at)}.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

interface Props {
  agent: Psa;
  syncing: boolean;
  /** Offers to resume what a failure switched off. */
  withResume?: boolean;
}

/** How the sync of an agent stands, in two lines. */
export function SyncCell({ agent, syncing, withResume = false }: Props) {
  const progress = useProgress(agent.id);
  const kind = syncKind(agent.psa, syncing);
  if (kind === "not-linked") {
    return <span className="d">–</span>;
  }
  const { sync } = agent.psa;
  if (kind === "in_progress") {
    const share = progress && progress.total > 0 ? (100 * progress.done) / progress.total : 0;
    return (
      <>
        <span className="row g6">
          <StateBadge state="running" />
          {progress && (
            <span className="t12 m">
              {progress.done} of {progress.total}
            </span>
          )}
        </span>
        {progress && (
          <span className="bar statebar" aria-hidden="true">
            <span className="acc" style={{ width: `${share}%` }} />
          </span>
        )}
      </>
    );
  }
  const off = sync.switched_off_because !== "";
  return (
    <span className="synccell" title={factsText(agent) || undefined}>
      <span className="row g6">
        <StateBadge state={BADGE[kind]} failed={sync.failed_records} />
        {sync.automatic && <Icon name="clock" size="s" className="d" label="automatic" />}
        {withResume && off && (
          <span className="end">
            <ResumeButton agent={agent} />
          </span>
        )}
      </span>
      <span className="sub2 el">
        <SyncFacts psa={agent.psa} />
      </span>
    </span>
  );
}
