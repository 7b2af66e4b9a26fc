import type { AgentsFilter } from "../../../backend/generated";
import { Button, Icon } from "../../../components";
import { NO_FILTER } from "./address";
import { conditionsOf } from "./words";

/** The conditions that are set; each can be taken away by itself. */
export function FilterChips({ filter, onChange }: { filter: AgentsFilter; onChange(filter: AgentsFilter): void }) {
  const conditions = conditionsOf(filter);
  if (conditions.length === 0) return null;
  return (
    <ul className="chips" aria-label="Filters">
      {conditions.map(({ key, words, without }) => (
        <li key={key} className="fchip">
          <span className="el">{words}</span>
          <button type="button" aria-label={`Remove filter: ${words}`} title="Remove" onClick={() => onChange(without)}>
            <Icon name="close" size="xs" />
          </button>
        </li>
      ))}
      <li>
        <Button kind="link" className="t12" onClick={() => onChange({ ...NO_FILTER, status: filter.status })}>
          Clear all
        </Button>
      </li>
    </ul>
  );
}
