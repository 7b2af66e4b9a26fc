import { formatNumber, STATUS_WORD, StatusShape, Time } from "../../components";
import type { AgentPlace } from "./places";
import type { StatusChanges } from "./status-changes";

interface ChangesPanelProps {
  changes: StatusChanges;
  onSelect(agent: AgentPlace): void;
}

/** What has changed while somebody looked on; the newest first. */
export function ChangesPanel({ changes, onSelect }: ChangesPanelProps) {
  return (
    <section className="pop mapchanges" aria-label="Latest changes">
      <ul aria-live="polite">
        {changes.latest.map(({ agent, at }) => (
          <li key={`${agent.id} ${at}`}>
            <button type="button" className="plain row g6" onClick={() => onSelect(agent)}>
              <StatusShape status={agent.status} hidden />
              <span className="el">{agent.name}</span>
              <span className="d t12 nw">
                {STATUS_WORD[agent.status]} <Time at={new Date(at).toISOString()} />
              </span>
            </button>
          </li>
        ))}
        {changes.more > 0 ? <li className="d t12 mapchanges-more">and {formatNumber(changes.more)} more</li> : null}
      </ul>
    </section>
  );
}
