import { useLocation } from "wouter";
import type { AgentStatus, AgentsFilter, StatusCounts } from "../../../backend/generated";
import { Button, SearchField, SegmentedFilter, STATUS_WORD, StatusShape, Toolbar } from "../../../components";
import { mapPath } from "../../map/map-address";
import { filtered, NO_QUERY } from "./address";
import { FilterChips } from "./FilterChips";
import { conditionsOf } from "./words";

interface Props {
  counts: StatusCounts;
  filter: AgentsFilter;
  text: string;
  onText(text: string): void;
  onFilter(filter: AgentsFilter): void;
  onOpenFilter(): void;
  /** Left out where the columns cannot be chosen. */
  onOpenColumns?: (() => void) | undefined;
}

const SEGMENTS = ["all", "down", "attention", "online", "no-contact"] as const;

function countOf(counts: StatusCounts, value: (typeof SEGMENTS)[number]): number {
  if (value === "all") return counts.down + counts.attention + counts.online + counts.no_contact;
  return value === "no-contact" ? counts.no_contact : counts[value];
}

/** States with their counts, search, filter and columns; below them the conditions that are set. */
export function TableToolbar({ counts, filter, text, onText, onFilter, onOpenFilter, onOpenColumns }: Props) {
  const [, navigate] = useLocation();
  const conditions = conditionsOf(filter).length;
  // The order of the table stays behind: the list beside the map has its own.
  const onMap = mapPath(filtered({ ...NO_QUERY, search: text.trim() }, filter));
  return (
    <>
      <Toolbar
        right={
          <>
            <SearchField label="Search agents" value={text} onChange={onText} width={220} />
            <Button icon="filter" onClick={onOpenFilter}>
              Filter
              {conditions > 0 ? <span className="cntbdg">{conditions}</span> : null}
            </Button>
            <Button icon="map" iconOnly aria-label="Show these agents on the map" onClick={() => navigate(onMap)} />
            {onOpenColumns ? <Button icon="columns" iconOnly aria-label="Columns" onClick={onOpenColumns} /> : null}
          </>
        }
      >
        <SegmentedFilter<AgentStatus | "all" | "several">
          label="Status"
          value={filter.status.length > 1 ? "several" : (filter.status[0] ?? "all")}
          onChange={(value) => onFilter({ ...filter, status: value === "all" || value === "several" ? [] : [value] })}
          segments={SEGMENTS.map((value) => ({
            value,
            label: value === "all" ? "All" : STATUS_WORD[value],
            count: countOf(counts, value),
            icon: value === "all" ? undefined : <StatusShape status={value} hidden />,
          }))}
        />
      </Toolbar>
      <FilterChips filter={filter} onChange={(next) => onFilter(next)} />
    </>
  );
}
