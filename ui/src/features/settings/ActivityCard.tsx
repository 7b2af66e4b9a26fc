import { useRunsKept, useSetRunsKept } from "../../backend/queries";
import { ErrorState, Loading, SavedTextField } from "../../components";

/** The core keeps runs at least so long: an undo needs them. */
const LEAST_DAYS = 30;

function wrong(text: string): string | null {
  const days = Number(text.trim());
  return Number.isInteger(days) && days >= LEAST_DAYS ? null : `A whole number of days, at least ${LEAST_DAYS}`;
}

/** How long Activity remembers. */
export function ActivityCard() {
  const kept = useRunsKept();
  const set = useSetRunsKept();
  return (
    <section className="card" aria-labelledby="activity-title">
      <header>
        <h2 id="activity-title">Activity</h2>
      </header>
      <div className="body">
        {kept.error ? (
          <ErrorState title="It could not be read" error={kept.error} onRetry={() => void kept.refetch()} />
        ) : kept.data === undefined ? (
          <Loading what="how long runs are kept" />
        ) : (
          <>
            <SavedTextField
              label="Days that runs are kept"
              value={String(kept.data.days)}
              check={wrong}
              onSave={(text) => set.mutateAsync({ days: Number(text.trim()) })}
            />
            <p className="t12 d">
              A run that is no longer kept cannot be undone. Old ones are deleted once a day, with their plans and
              results.
            </p>
          </>
        )}
      </div>
    </section>
  );
}
