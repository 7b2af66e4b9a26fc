import { useState } from "react";
import { Link } from "wouter";
import type { AgentDetail, HistoryView, LocationFactView, LocationKind } from "../../backend/generated";
import {
  Button,
  formatCoordinates,
  formatDatabase,
  formatField,
  formatNumber,
  formatPerson,
  formatRadius,
  Icon,
  NoResults,
  SearchField,
  Time,
} from "../../components";
import { countryName } from "../map/location-words";
import { selectHistory } from "./history";

/** So many entries at once; more on asking. */
const PAGE = 200;

/** The last changes, on the overview. */
export function HistoryCard({ agent, most }: { agent: AgentDetail; most: number }) {
  const entries = agent.history.slice(0, most);
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

/** All changes, with a search over fields, devices, people and values. */
export function HistoryPanel({ agent }: { agent: AgentDetail }) {
  const [text, setText] = useState("");
  const [most, setMost] = useState(PAGE);
  const found = selectHistory(agent.history, text);
  const entries = found.slice(0, most);
  return (
    <section className="card" aria-labelledby="history-title">
      <header>
        <h2 id="history-title">History</h2>
        <span className="n" role="status">
          {found.length === agent.history.length
            ? formatNumber(found.length)
            : `${formatNumber(found.length)} of ${formatNumber(agent.history.length)}`}
        </span>
        {agent.history.length > 0 ? (
          <span className="end">
            <SearchField label="Field, device, person or value" value={text} onChange={setText} width={240} small />
          </span>
        ) : null}
      </header>
      {agent.history.length === 0 ? (
        <p className="body t13 d">Nothing has been changed yet.</p>
      ) : entries.length === 0 ? (
        <div className="body">
          <NoResults what="changes" onClear={() => setText("")} />
        </div>
      ) : (
        <ul className="hist">
          {entries.map((entry) => (
            <Entry key={`${entry.at} ${entry.device ?? ""} ${entry.field} ${entry.new}`} entry={entry} />
          ))}
        </ul>
      )}
      {found.length > entries.length ? (
        <footer>
          <Button kind="link" className="t12" onClick={() => setMost(most + PAGE)}>
            Show {formatNumber(Math.min(PAGE, found.length - entries.length))} more
          </Button>
        </footer>
      ) : null}
    </section>
  );
}

function Entry({ entry }: { entry: HistoryView }) {
  const what = formatField(entry.field);
  const title = entry.device_name ? `${entry.device_name}, ${fieldInside(what)}` : what;
  return (
    <li>
      <span className="row">
        <span className="md el" title={title}>
          {title}
        </span>
        <Who by={entry.by} at={entry.at} />
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

/** "Serial number" -> "serial number", but "MAC address" stays. */
function fieldInside(words: string): string {
  return /^[A-Z]{2}/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

function Who({ by, at }: { by: string; at: string }) {
  return (
    <span className="end d t12 who">
      <span className="el" title={by}>
        {formatPerson(by)}
      </span>
      <Time at={at} withClock />
    </span>
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
        <Who by={fact.by} at={fact.at} />
      </span>
      {parts.length > 0 ? <span className="m wrapany">{parts.join(", ")}</span> : null}
    </li>
  );
}
