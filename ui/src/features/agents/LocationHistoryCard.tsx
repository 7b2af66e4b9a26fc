import type { AgentDetail, LocationFactView, LocationKind } from "../../backend/generated";
import { formatCoordinates, formatDatabase, formatRadius } from "../../components";
import { countryName, methodWords } from "../map/location-words";
import { Who } from "./HistoryList";

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
    methodWords(fact.method),
    fact.address,
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
