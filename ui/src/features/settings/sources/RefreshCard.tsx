import type { DomotzRefreshReply, DomotzStatus } from "../../../backend/generated";
import { useRefreshDomotz, useRefreshing, useSetDomotz } from "../../../backend/queries";
import {
  Button,
  ErrorState,
  FailedList,
  Note,
  notifyDone,
  notifyFailure,
  plural,
  Switch,
  Time,
} from "../../../components";
import { readWords, refreshWords } from "./words";

/** Refreshing now and every hour, and what the last refresh came to. */
export function RefreshCard({ status }: { status: DomotzStatus }) {
  const refresh = useRefreshDomotz();
  const set = useSetDomotz();
  const progress = useRefreshing();
  const isBusy = refresh.isPending || status.refreshing;
  return (
    <section className="card" aria-label="Refresh">
      <header>
        <h2>Refresh</h2>
        <span className="end">
          <Button
            small
            kind="primary"
            icon="sync"
            busy={isBusy}
            disabled={status.connection?.paused != null}
            onClick={() =>
              refresh.mutate({}, { onSuccess: (reply) => notifyDone(`Refreshed from Domotz: ${refreshWords(reply)}`) })
            }
          >
            {isBusy ? "Refreshing" : "Refresh now"}
          </Button>
        </span>
      </header>
      <div className="body">
        {isBusy ? (
          <p className="t13 m" role="status">
            {progress === null
              ? "Asking for the list of agents"
              : `Devices of ${progress.done} of ${plural(progress.total, "agent")} read`}
          </p>
        ) : null}
        {refresh.error ? <ErrorState title="The refresh ended early" error={refresh.error} /> : null}
        <Switch
          label="Refresh every hour"
          on={status.hourly}
          disabled={set.isPending}
          onChange={(hourly) =>
            set.mutate({ hourly }, { onError: (reason) => notifyFailure("The option was not changed.", reason) })
          }
        >
          <span>
            <span className="md block t13">Refresh every hour</span>
            <span className="t12 d block">
              While Sitebook or its service is open. Reads only agents where something may have changed, and never more
              than an hour's share of the day's calls.
            </span>
          </span>
        </Switch>
        <dl className="dl">
          <dt>Last refresh</dt>
          <dd>
            {status.last === null ? (
              <span className="empty">none yet</span>
            ) : (
              <>
                <Time at={status.last.ended_at} withClock />
                {status.last.by_hand ? "" : ", by itself"}
              </>
            )}
          </dd>
          <dt>Next refresh</dt>
          <dd>
            {status.next_at !== null ? (
              <Time at={status.next_at} withClock />
            ) : (
              <span className="empty">{status.connection?.paused == null ? "by hand" : "once a check has passed"}</span>
            )}
          </dd>
        </dl>
        {status.last === null ? null : <LastRefresh last={status.last} />}
      </div>
    </section>
  );
}

function LastRefresh({ last }: { last: DomotzRefreshReply }) {
  return (
    <div className="col g8 t13">
      {last.error === null ? null : (
        <Note tone="bad">
          <b className="md">It ended early.</b> {last.error} What was read until then is kept.
        </Note>
      )}
      {last.guarded ? (
        <Note tone="warn">
          The list of agents was empty or much shorter than before. Nothing was marked as gone. Look at the key's rights
          in Domotz; if the agents were really removed, archive them here.
        </Note>
      ) : null}
      <p>
        {refreshWords(last)}. <span className="d">{readWords(last)}</span>
      </p>
      {last.failed.length > 0 ? (
        <FailedList
          label="Agents whose devices could not be read"
          items={last.failed.map((failed) => ({ name: failed.name, message: failed.reason }))}
        />
      ) : null}
      {last.rejected.length > 0 ? (
        <FailedList
          label="Records that could not be read"
          items={last.rejected.map((rejected) => ({ name: rejected.where, message: rejected.reason }))}
        />
      ) : null}
    </div>
  );
}
