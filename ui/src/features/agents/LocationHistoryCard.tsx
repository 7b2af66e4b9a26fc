import type { AgentDetail, LocationFactView, LocationKind, LocationView } from "../../backend/generated";
import { Button, formatCoordinates, formatDatabase, formatRadius } from "../../components";
import { countryName, methodWords } from "../map/location-words";
import { type FoundPlace, useLocationActs } from "../map/use-location-acts";
import { Who } from "./HistoryList";

const KIND: Record<LocationKind, string> = {
  "geoip-city": "Estimate",
  "geoip-country": "Estimate, country only",
  source: "Coordinates of the source",
  person: "Confirmed",
  reset: "Back to estimate",
};

/** Whether a fact says what counts now. An estimate of the same point does not confirm it. */
function isCurrent(fact: LocationFactView, location: LocationView): boolean {
  return (
    fact.lat === location.lat &&
    fact.lon === location.lon &&
    fact.accuracy_km === location.accuracy_km &&
    fact.address === location.address &&
    (location.confirmed || fact.kind !== "person")
  );
}

/** The place that a fact says, as a person confirms it; null where it says no point, or the one that counts now. */
function placeAgain(fact: LocationFactView, location: LocationView): FoundPlace | null {
  const { lat, lon, method, address, postal, accuracy_km, city, country } = fact;
  if (lat === null || lon === null || isCurrent(fact, location)) return null;
  return {
    lat,
    lon,
    // Nobody points at the map for it: what no person said is taken by its coordinates.
    method: method ?? "coordinates",
    address,
    postal,
    accuracy_km,
    city,
    region: postal?.region || null,
    country,
  };
}

export function LocationHistoryCard({ agent }: { agent: AgentDetail }) {
  const acts = useLocationActs();
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
            <Fact
              key={`${fact.at} ${fact.kind}`}
              fact={fact}
              place={placeAgain(fact, agent.location)}
              busy={acts.busy}
              onUse={(place) => acts.place(agent, place)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface FactProps {
  fact: LocationFactView;
  /** What can be used again; null where there is nothing to use. */
  place: FoundPlace | null;
  busy: boolean;
  onUse(place: FoundPlace): void;
}

function Fact({ fact, place, busy, onUse }: FactProps) {
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
      {parts.length > 0 ? (
        <span className="row">
          <span className="m wrapany">{parts.join(", ")}</span>
          {place === null ? null : (
            <Button
              small
              kind="quiet"
              icon="undo"
              className="end restore"
              disabled={busy}
              title="Confirms this place as the one where the agent stands"
              onClick={() => onUse(place)}
            >
              Use this place again
            </Button>
          )}
        </span>
      ) : null}
    </li>
  );
}
