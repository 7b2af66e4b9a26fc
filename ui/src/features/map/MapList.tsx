import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import type { AgentSummary } from "../../backend/generated";
import { useAgentRows } from "../../backend/queries";
import { ErrorState, formatDistance, Icon, STATUS_WORD, StatusShape } from "../../components";
import { customerLine } from "./AgentPopup";
import { certaintyWords, doubtSentence, placeWords } from "./location-words";
import type { AgentPlace } from "./places";

interface MapListProps {
  label: string;
  agents: readonly AgentPlace[];
  selected: string | null;
  /** Whether it is pointed at, here or on the map. */
  isHot(agent: AgentPlace): boolean;
  onSelect(agent: AgentPlace): void;
  /** The row of the pointer, or the one that the keyboard is on. */
  onHover(agent: AgentPlace | null): void;
  onOpen(agent: AgentPlace): void;
}

/** Says the same as the map, for the keyboard and for those who do not see it. */
export function MapList({ label, agents, selected, isHot, onSelect, onHover, onOpen }: MapListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: agents.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 45,
    overscan: 8,
  });
  const inSight = virtual.getVirtualItems();
  const { rows, error, retry } = useAgentRows(pagesAround(agents, inSight[0]?.index ?? 0, inSight.at(-1)?.index ?? 0));
  const at = selected === null ? -1 : agents.findIndex((agent) => agent.id === selected);

  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);

  function onKeyDown(event: KeyboardEvent): void {
    const step: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: agents.length - 1,
      PageDown: at + 10,
      PageUp: at - 10,
    };
    const to = step[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = agents[Math.max(0, Math.min(agents.length - 1, to))];
      if (next) {
        onSelect(next);
        onHover(next);
      }
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      const agent = agents[at];
      if (agent) onOpen(agent);
    }
  }

  return (
    <>
      {error === null ? null : <ErrorState title="Some agents could not be read" error={error} onRetry={retry} />}
      <div
        ref={scroller}
        className="maprows"
        role="listbox"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={at >= 0 ? `${id}-${selected}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={({ target, currentTarget }) => {
          // A row that was pressed has the pointer already.
          if (target === currentTarget) onHover(agents[at] ?? null);
        }}
        onBlur={() => onHover(null)}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {inSight.map((item) => {
            const agent = agents[item.index];
            if (!agent) return null;
            const row = rows.get(agent.id);
            const classes = ["maprow", agent.id === selected && "sel", isHot(agent) && "hot"];
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list listens to the keys of its selected row.
              <div
                key={agent.id}
                id={`${id}-${agent.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={agent.id === selected}
                aria-setsize={agents.length}
                aria-posinset={item.index + 1}
                className={classes.filter(Boolean).join(" ")}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => onSelect(agent)}
                onDoubleClick={() => onOpen(agent)}
                onMouseEnter={() => onHover(agent)}
                onMouseLeave={() => onHover(null)}
              >
                <StatusShape status={agent.status} />
                <span className="grow">
                  <span className="el md block" title={agent.name}>
                    {agent.name}
                  </span>
                  <span className="el d t12 block">{secondLine(agent, row)}</span>
                </span>
                {row ? <RowFacts agent={row} /> : null}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

/** How far it is, where that was asked, and whose it is. */
function secondLine(agent: AgentPlace, row: AgentSummary | undefined): string {
  const whose = (row && customerLine(row)) || STATUS_WORD[agent.status];
  return agent.distance_km === null ? whose : `${formatDistance(agent.distance_km)}, ${whose}`;
}

/** In rows: those that are read together, so that scrolling does not ask for each row by itself. */
const PAGE = 25;

/** The ids of the pages with these rows. */
function pagesAround(agents: readonly AgentPlace[], first: number, last: number): string[] {
  const from = Math.floor(first / PAGE) * PAGE;
  return agents.slice(from, (Math.floor(last / PAGE) + 1) * PAGE).map((agent) => agent.id);
}

/** What is only known when the whole row was read. */
function RowFacts({ agent }: { agent: AgentSummary }) {
  return (
    <>
      <span className="where">
        <span className="el block">{placeWords(agent.location)}</span>
        <Certainty agent={agent} />
      </span>
      <span className="since t12">
        {agent.devices_offline > 0 ? (
          <span className="c-bad">{agent.devices_offline} offline</span>
        ) : (
          <span className="d">{agent.device_count === 0 ? "" : `${agent.device_count} dev.`}</span>
        )}
      </span>
    </>
  );
}

function Certainty({ agent }: { agent: AgentSummary }) {
  const words = certaintyWords(agent.location);
  if (words === "") return null;
  if (agent.location.doubt) {
    return (
      <span className="c-warn t12 row g4" title={doubtSentence(agent.location.doubt)}>
        <Icon name="warn" size="xs" />
        <span className="el">suspicious</span>
      </span>
    );
  }
  const exact = agent.location.source === "person" || agent.location.source === "source";
  const icon = exact ? "pin" : agent.location.source === "geoip-country" ? "globe" : "estimate";
  return (
    <span className="d t12 row g4">
      <Icon name={icon} size="xs" />
      <span className="el">{words}</span>
    </span>
  );
}
