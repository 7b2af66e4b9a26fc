import { Link } from "wouter";
import type { AgentDetail, HistoryView, LocationFactView, LocationKind } from "../../backend/generated";
import { formatCoordinates, formatDatabase, formatField, formatRadius, Icon, Time } from "../../components";
import { countryName } from "../map/location-words";

export function HistoryCard({ agent, most }: { agent: AgentDetail; most?: number }) {
  const entries = most === undefined ? agent.history : agent.history.slice(0, most);
  return (
    <section className="card" aria-labelledby="history-title">
      <header>
        <h2 id="history-title">History</h2>
        <span className="n">{agent.history.length}</span>
      </header>
      {entries.length === 0 ? (
        <p className="body t13 d">Nothing has been changed yet.</p>
      ) : (
        <ul className="hist">
          {entries.map((entry) => (
            <Entry key={`${entry.at} ${entry.device ?? ""} ${entry.field} ${entry.new}`} entry={entry} />
          ))}
        </ul>
      )}
      {entries.length < agent.history.length ? (
        <footer>
          <Link href={`/agents/${agent.id}/history`}>Show all {agent.history.length}</Link>
        </footer>
      ) : null}
    </section>
  );
}

function Entry({ entry }: { entry: HistoryView }) {
  const what = formatField(entry.field);
  return (
    <li>
      <span className="row">
        <span className="md el">{entry.device_name ? `${entry.device_name}, ${what.toLowerCase()}` : what}</span>
        <span className="end d t12 nw">
          {entry.by}, <Time at={entry.at} withClock />
        </span>
      </span>
      {entry.old === "" && entry.new === "" ? null : (
        <span className="diff">
          <Value text={entry.old} className={entry.old === "" ? "old none" : "old"} />
          <Icon name="to" size="xs" label="became" />
          <Value text={entry.new} className={entry.new === "" ? "old none" : "new"} />
        </span>
      )}
    </li>
  );
}

function Value({ text, className }: { text: string; className: string }) {
  return (
    <span className={`${className} el`} title={text}>
      {text === "" ? "empty" : text}
    </span>
  );
}

const KIND: Record<LocationKind, string> = {
  "geoip-city": "Estimate",
  "geoip-country": "Estimate, country only",
  source: "Coordinates of the source",
  person: "Confirmed",
  reset: "Back to estimate",
};

export function LocationHistoryCard({ agent }: { agent: AgentDetail }) {
  return (
    <section className="card" aria-labelledby="location-history-title">
      <header>
        <h2 id="location-history-title">Location history</h2>
        <span className="n">{agent.locations.length}</span>
      </header>
      {agent.locations.length === 0 ? (
        <p className="body t13 d">Nothing has been said about the place of this agent yet.</p>
      ) : (
        <ul className="hist">
          {agent.locations.map((fact) => (
            <Fact key={`${fact.at} ${fact.kind}`} fact={fact} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Fact({ fact }: { fact: LocationFactView }) {
  const parts = [
    fact.city,
    fact.country ? countryName(fact.country) : null,
    fact.lat !== null && fact.lon !== null ? formatCoordinates(fact.lat, fact.lon) : null,
    fact.accuracy_km === null ? null : formatRadius(fact.accuracy_km),
    fact.ip ? `from ${fact.ip}` : null,
    fact.database ? formatDatabase(fact.database) : null,
  ].filter(Boolean);
  return (
    <li>
      <span className="row">
        <span className="md el">{KIND[fact.kind]}</span>
        <span className="end d t12 nw">
          {fact.by}, <Time at={fact.at} withClock />
        </span>
      </span>
      {parts.length > 0 ? <span className="m wrapany">{parts.join(", ")}</span> : null}
    </li>
  );
}
