import type { AgentsFilter } from "../../../backend/generated";
import { Button, Icon } from "../../../components";
import { NO_FILTER } from "./address";
import { conditionsOf } from "./words";

interface FilterChipsProps {
  filter: AgentsFilter;
  /** What is searched for, where the field that says so may be out of sight. */
  search?: string;
  onChange(filter: AgentsFilter, search: string): void;
}

/** The conditions that are set; each can be taken away by itself. */
export function FilterChips({ filter, search = "", onChange }: FilterChipsProps) {
  const conditions = conditionsOf(filter);
  if (conditions.length === 0 && search === "") return null;
  return (
    <ul className={conditions.length === 0 ? "chips search-only" : "chips"} aria-label="Filters">
      {search === "" ? null : (
        <li className="fchip search-chip">
          <span className="el">Search: {search}</span>
          <button
            type="button"
            aria-label={`Remove search: ${search}`}
            title="Remove"
            onClick={() => onChange(filter, "")}
          >
            <Icon name="close" size="xs" />
          </button>
        </li>
      )}
      {conditions.map(({ key, words, without }) => (
        <li key={key} className="fchip">
          <span className="el">{words}</span>
          <button
            type="button"
            aria-label={`Remove filter: ${words}`}
            title="Remove"
            onClick={() => onChange(without, search)}
          >
            <Icon name="close" size="xs" />
          </button>
        </li>
      ))}
      <li>
        <Button kind="link" className="t12" onClick={() => onChange({ ...NO_FILTER, status: filter.status }, "")}>
          Clear all
        </Button>
      </li>
    </ul>
  );
}
