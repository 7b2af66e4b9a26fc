import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { AgentSummary } from "../../backend/generated";
import { Button, formatNumber, Icon, plural, StatusShape } from "../../components";
import { daylightAt } from "../agents/daylight";
import { useMinute } from "../agents/local-time";
import { LocationSentence } from "./LocationSentence";
import { doubtSentence } from "./location-words";
import { type AgentPlace, placeOf } from "./places";

interface AgentPopupProps {
  place: AgentPlace;
  /** All of it; undefined until it is read. */
  agent: AgentSummary | undefined;
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

export function AgentPopup({ place, agent, onClose, onPlace, onBackToEstimate, onNear }: AgentPopupProps) {
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
      <Light agent={agent} />
      {agent.devices_offline > 0 ? (
        <p className="row g6 top t12 m">
          <Icon name="warn" size="s" className="c-warn" />
          {plural(agent.devices_offline, "device")} offline
        </p>
      ) : null}
    </>
  );
}

/** Whether somebody who goes there now finds daylight. */
function Light({ agent: { location } }: { agent: AgentSummary }) {
  const now = useMinute();
  const place = placeOf(location);
  if (place === null) return null;
  const light = daylightAt(place.lat, place.lon, now);
  return (
    <p className="row g6 top t12 m">
      <Icon name="clock" size="s" />
      {light === "night" ? "It is night there" : light === "twilight" ? "It is twilight there" : "It is day there"}
    </p>
  );
}

interface GroupPopupProps {
  title: string;
  agents: readonly AgentPlace[];
  onClose(): void;
  onSelect(agent: AgentPlace): void;
}

/** So many are shown until somebody asks for all: few places have more, and a country may have thousands. */
const FIRST = 200;

/** Agents that share one place, or of which only the country is known. */
export function GroupPopup({ title, agents, onClose, onSelect }: GroupPopupProps) {
  const [showsAll, setShowsAll] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  // The button that had the focus is gone: it goes on where the list did.
  useEffect(() => {
    if (showsAll) list.current?.querySelectorAll("button")[FIRST]?.focus();
  }, [showsAll]);
  return (
    <section className="mappop" aria-label={title}>
      <div className="row g6">
        <b className="el">{title}</b>
        <span className="d t12">{formatNumber(agents.length)}</span>
        <button type="button" className="plain end d" aria-label="Close" onClick={onClose}>
          <Icon name="close" size="s" />
        </button>
      </div>
      <ul ref={list} className="mappop-list">
        {(showsAll ? agents : agents.slice(0, FIRST)).map((agent) => (
          <li key={agent.id}>
            <button type="button" className="plain row g6" onClick={() => onSelect(agent)}>
              <StatusShape status={agent.status} />
              <span className="el" title={agent.name}>
                {agent.name}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {agents.length > FIRST && !showsAll ? (
        <Button small className="mappop-more" onClick={() => setShowsAll(true)}>
          Show all {formatNumber(agents.length)}
        </Button>
      ) : null}
    </section>
  );
}
