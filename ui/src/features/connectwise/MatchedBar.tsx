import type { AgentPsa } from "../../backend/generated";
import { formatNumber } from "../../components";
import { matchedShare } from "./companies/state";

/** "27 of 36" and the same as a bar. */
export function MatchedBar({ psa }: { psa: AgentPsa }) {
  return (
    <span className="col g4">
      <span>
        {formatNumber(psa.matched)} of {formatNumber(psa.matchable)}
      </span>
      <span className="bar" aria-hidden="true">
        <span className="ok" style={{ width: `${matchedShare(psa)}%` }} />
      </span>
    </span>
  );
}
