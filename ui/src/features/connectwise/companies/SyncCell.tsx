import type { AgentSummary } from "../../../backend/generated";
import { useProgress } from "../../../backend/queries";
import { StateBadge, Time } from "../../../components";
import { sentence } from "../words";
import { syncState } from "./state";

/** How the last sync of an agent went, in two lines. */
export function SyncCell({ agent, syncing }: { agent: AgentSummary; syncing: boolean }) {
  const progress = useProgress(agent.id);
  const state = syncState(agent.psa, syncing);
  switch (state.kind) {
    case "not-linked":
      return <span className="d">–</span>;
    case "never":
      return <StateBadge state="none" />;
    case "running": {
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
    default:
      return (
        <>
          <StateBadge state={state.kind} failed={state.failed} />
          <span className="sub2 el">
            {state.reason === "" ? <Time at={state.at} withClock /> : sentence(state.reason)}
            {state.lastSuccess !== null && (
              <>
                {" · last success "}
                <Time at={state.lastSuccess} />
              </>
            )}
          </span>
        </>
      );
  }
}
