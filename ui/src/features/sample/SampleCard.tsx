import { useState } from "react";
import { failureFrom } from "../../backend/backend";
import type { WorkspaceStatus } from "../../backend/generated";
import { Badge, Button, ErrorState } from "../../components";
import { restartTour } from "../tour";
import { SampleDialogs, type SampleQuestion } from "./SampleDialogs";
import { useSampleActs } from "./useSampleActs";

/** In Settings: opening, leaving, resetting and removing the sample. */
export function SampleCard({ status }: { status: WorkspaceStatus }) {
  const acts = useSampleActs();
  const [question, setQuestion] = useState<SampleQuestion | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  /** Into the sample, or out of it. */
  async function go(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await (status.sample ? acts.leave() : acts.start(status.staff));
    } catch (reason) {
      setError(failureFrom(reason));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="card" aria-labelledby="sample-title">
      <header>
        <h2 id="sample-title">Sample data</h2>
        {status.sample ? (
          <Badge tone="accent" icon="flask">
            Open now
          </Badge>
        ) : status.sample_exists ? (
          <span className="n">made, not open</span>
        ) : null}
      </header>
      <div className="body">
        <p className="t13 m">
          {status.sample
            ? "All that you see is made up, and ConnectWise is a built-in one. Your own workspace waits as you left it."
            : "40 made-up networks with almost 800 devices and a built-in ConnectWise, to try linking, matching and syncing. Nothing leaves this computer, and your own workspace stays as it is."}
        </p>
        {error ? (
          <ErrorState
            title={status.sample ? "The sample was not left" : "The sample was not opened"}
            error={error}
            onRetry={() => void go()}
          />
        ) : null}
        <div className="row wrap-row">
          {status.sample ? (
            <>
              <Button icon="from" busy={busy} onClick={() => void go()}>
                Leave sample data
              </Button>
              <Button kind="quiet" icon="map" onClick={restartTour}>
                Start the guided tour
              </Button>
            </>
          ) : (
            <Button icon="flask" busy={busy} onClick={() => void go()}>
              {busy && !status.sample_exists
                ? "Making the sample"
                : status.sample_exists
                  ? "Open sample data"
                  : "Try it with sample data"}
            </Button>
          )}
        </div>
      </div>
      {status.sample_exists ? (
        <footer>
          <span className="grow">Both leave your own workspace alone.</span>
          <Button small onClick={() => setQuestion("reset")}>
            Reset
          </Button>
          <Button small kind="danger-outline" onClick={() => setQuestion("remove")}>
            Remove
          </Button>
        </footer>
      ) : null}
      <SampleDialogs question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}
