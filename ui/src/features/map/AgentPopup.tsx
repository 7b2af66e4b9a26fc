import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Link } from "wouter";
import type { CommandFailure } from "../../backend/backend";
import type { AgentSummary } from "../../backend/generated";
import { useAgent } from "../../backend/queries";
import { Button, ErrorState, formatNumber, Icon, plural, StatusShape } from "../../components";
import { localTimeWords, useMinute } from "../agents/local-time";
import { LocationSentence } from "./LocationSentence";
import { doubtSentence } from "./location-words";
import type { AgentPlace } from "./places";

interface AgentPopupProps {
  place: AgentPlace;
  /** All of it; undefined until it is read. */
  agent: AgentSummary | undefined;
  /** Why it could not be read. */
  error: CommandFailure | null;
  onRetry(): void;
  onClose(): void;
  onPlace(): void;
  onBackToEstimate(): void;
  /** Which others are near. */
  onNear(): void;
}

/** The customer in one line: company, else the customer's reference, else what kind of network it is. */
export function customerLine(agent: AgentSummary): string {
  const contact = [agent.contact.first_name, agent.contact.last_name].filter(Boolean).join(" ");
  return agent.psa.company?.name || agent.customer_id || contact || (agent.residential ? "residential" : "");
}

export function AgentPopup({
  place,
  agent,
  error,
  onRetry,
  onClose,
  onPlace,
  onBackToEstimate,
  onNear,
}: AgentPopupProps) {
  return (
    <section className="mappop" aria-label={place.name}>
      <div className="row g6">
        <StatusShape status={place.status} />
        <b className="el" title={place.name}>
          {place.name}
        </b>
        <button type="button" className="plain end d" aria-label="Close" onClick={onClose}>
          <Icon name="close" size="s" />
        </button>
      </div>
      {agent ? <PopupFacts agent={agent} /> : null}
      {!agent && error !== null ? (
        <ErrorState title="What else is known could not be read" error={error} onRetry={onRetry} />
      ) : null}
      <div className="row g6 mappop-acts">
        <Link href={`/agents/${place.id}`} className="btn xs">
          Open agent
        </Link>
        <Button small icon="pin" onClick={onPlace}>
          {place.source === "person" ? "Move" : "Set exact place"}
        </Button>
        {place.source === "person" ? (
          <Button small onClick={onBackToEstimate}>
            Back to estimate
          </Button>
        ) : null}
        <Button small onClick={onNear}>
          Near here
        </Button>
      </div>
    </section>
  );
}

function PopupFacts({ agent }: { agent: AgentSummary }) {
  const { location } = agent;
  const line = [customerLine(agent), plural(agent.device_count, "device")].filter(Boolean).join(", ");
  return (
    <>
      <p className="t12 m el mappop-sub">{line}</p>
      <p className="row g6 top t12 m mappop-fact">
        <Icon name={location.confirmed || location.source === "source" ? "pin" : "estimate"} size="s" />
        <span>
          <LocationSentence location={location} />
        </span>
      </p>
      {location.doubt ? (
        <p className="row g6 top t12 m">
          <Icon name="warn" size="s" className="c-warn" />
          <span>{doubtSentence(location.doubt)}</span>
        </p>
      ) : null}
      <LocalTime agent={agent} />
      {agent.devices_offline > 0 ? (
        <p className="row g6 top t12 m">
          <Icon name="warn" size="s" className="c-warn" />
          {plural(agent.devices_offline, "device")} offline
        </p>
      ) : null}
    </>
  );
}

/** Whether somebody who calls now wakes them up, and whether who goes there finds daylight. */
function LocalTime({ agent: { id, location } }: { agent: AgentSummary }) {
  const now = useMinute();
  const read = useAgent(id);
  // Its line is there from the start: nothing moves when the answer comes.
  return (
    <p className="row g6 top t12 m">
      <Icon name="clock" size="s" />
      <span>{read.isPending ? "Local time" : localTimeWords(read.data?.time_zone ?? "", location, now)}</span>
    </p>
  );
}

interface GroupPopupProps {
  title: string;
  agents: readonly AgentPlace[];
  onClose(): void;
  onSelect(agent: AgentPlace): void;
}

/** In px, as in map.css. */
const ROW = 28;

/** Agents that share one place, or of which only the country is known: few as a rule, and sometimes all there are. */
export function GroupPopup({ title, agents, onClose, onSelect }: GroupPopupProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: agents.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  return (
    <section className="mappop" aria-label={title}>
      <div className="row g6">
        <b className="el">{title}</b>
        <span className="d t12">{formatNumber(agents.length)}</span>
        <button type="button" className="plain end d" aria-label="Close" onClick={onClose}>
          <Icon name="close" size="s" />
        </button>
      </div>
      <div ref={scroller} className="mappop-list">
        <ul style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const agent = agents[index];
            if (!agent) return null;
            return (
              <li
                key={agent.id}
                aria-setsize={agents.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                <button type="button" className="plain row g6" onClick={() => onSelect(agent)}>
                  <StatusShape status={agent.status} />
                  <span className="el" title={agent.name}>
                    {agent.name}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
