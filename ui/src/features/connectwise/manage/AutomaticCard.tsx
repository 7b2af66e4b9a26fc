import type { SyncStatusReply } from "../../../backend/generated";
import { useRunsKept, useSyncStatus } from "../../../backend/queries";
import { ErrorState, Loading, plural, Time } from "../../../components";

/** Who does the automatic runs, in a few words. */
export function schedulerWords(scheduler: SyncStatusReply["scheduler"]): string {
  if (scheduler === null) {
    return "Nobody at present. They run while Sitebook or its service is open.";
  }
  return scheduler.here
    ? "This window, while it is open"
    : `sitebookctl serve, or another window, on ${scheduler.host} (process ${scheduler.process})`;
}

/** The earliest run that is due. */
export function nextRun({ agents }: Pick<SyncStatusReply, "agents">): string | null {
  return agents.reduce<string | null>((next, { automatic, next_run_at: at }) => {
    if (!automatic || at === null) {
      return next;
    }
    return next === null || Date.parse(at) < Date.parse(next) ? at : next;
  }, null);
}

function Facts({ status }: { status: SyncStatusReply }) {
  const kept = useRunsKept().data?.days;
  const on = status.agents.filter((agent) => agent.automatic).length;
  const off = status.agents.filter((agent) => agent.switched_off_because !== "").length;
  const next = nextRun(status);
  return (
    <dl className="body dl">
      <dt>On for</dt>
      <dd>
        {plural(on, "agent")}
        {off > 0 && <span className="c-bad">; switched off after a failure for {off}</span>}
      </dd>
      <dt>Run by</dt>
      <dd className="wrap">{schedulerWords(status.scheduler)}</dd>
      <dt>Next run</dt>
      <dd>{next === null ? <span className="d">none is due</span> : <Time at={next} withClock />}</dd>
      <dt>Runs are kept</dt>
      <dd>{kept === undefined ? "" : plural(kept, "day")}</dd>
    </dl>
  );
}

/** Automatic sync as a whole: for how many, by whom, and when next. */
export function AutomaticCard() {
  const status = useSyncStatus();
  return (
    <section className="card" aria-label="Automatic sync">
      <header>
        <h2>Automatic sync</h2>
      </header>
      {status.error ? (
        <div className="body">
          <ErrorState
            title="The state of automatic sync could not be read"
            error={status.error}
            onRetry={() => void status.refetch()}
          />
        </div>
      ) : status.data === undefined ? (
        <Loading what="automatic sync" />
      ) : (
        <Facts status={status.data} />
      )}
    </section>
  );
}
