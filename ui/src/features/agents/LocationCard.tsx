import { useState } from "react";
import { Link } from "wouter";
import type { AgentDetail } from "../../backend/generated";
import { useLocateEstimate } from "../../backend/queries";
import { Button, formatCoordinates, Icon, notifyDone, notifyFailure, Time } from "../../components";
import { LocationSentence } from "../map/LocationSentence";
import { countryName, doubtSentence } from "../map/location-words";
import { mapPath } from "../map/map-address";
import { PlacingBar } from "../map/PlacingBar";
import { nearAgent, placeOf } from "../map/places";
import { SmallMap } from "../map/SmallMap";
import { type FoundPlace, pinAt, useLocationActs } from "../map/use-location-acts";
import { filtered, NO_FILTER, NO_QUERY } from "./table/address";

/** The postal address on one line; empty where there is none. */
export function addressLine({ address }: AgentDetail): string {
  const { street, postal_code, city, region, country } = address;
  const name = /^[A-Z]{2}$/i.test(country) ? countryName(country.toUpperCase()) : country;
  return [street, [postal_code, city].filter(Boolean).join(" "), region, name].filter(Boolean).join(", ");
}

export function LocationCard({ agent }: { agent: AgentDetail }) {
  const [placing, setPlacing] = useState(false);
  const acts = useLocationActs();
  const estimate = useLocateEstimate();
  const { location } = agent;
  const point = placeOf(location);
  const address = addressLine(agent);
  // The sentence below begins with the country where nothing else is known.
  const where =
    location.source === "geoip-country"
      ? ""
      : [location.city, location.region, location.country ? countryName(location.country) : null]
          .filter(Boolean)
          .join(", ");

  function place(found: FoundPlace): void {
    acts.place(agent, found);
    setPlacing(false);
  }

  return (
    <section className="card location" aria-labelledby="location-title">
      <header>
        <h2 id="location-title">Location</h2>
        <span className="end row g6">
          {point && !placing ? (
            <Link
              className="btn xs"
              href={mapPath(filtered(NO_QUERY, { ...NO_FILTER, near: nearAgent({ ...point, name: agent.name }) }))}
            >
              Near here
            </Link>
          ) : null}
          {location.confirmed ? (
            <Button small busy={acts.busy} onClick={() => acts.backToEstimate(agent)}>
              Back to estimate
            </Button>
          ) : null}
          {placing ? null : (
            <Button small icon="pin" onClick={() => setPlacing(true)}>
              {location.confirmed ? "Move" : "Set exact place"}
            </Button>
          )}
        </span>
      </header>
      <div className="body">
        <SmallMap agent={agent} placing={placing} onPlace={(lat, lon) => place(pinAt(lat, lon))} />
        {placing ? (
          <div className="placeinline">
            <PlacingBar
              agent={{
                id: agent.id,
                name: agent.name,
                isLinked: agent.psa.company !== null,
                country: agent.location.country,
                postal: agent.location.postal,
              }}
              onPlace={place}
              onCancel={() => setPlacing(false)}
            />
          </div>
        ) : null}
        <p className="row g6 top t12 m location-words">
          <Icon
            name={
              location.confirmed || location.source === "source"
                ? "pin"
                : location.source === "none"
                  ? "minus"
                  : "estimate"
            }
            size="s"
          />
          <span>
            {where === "" ? null : (
              <>
                {where}
                <br />
              </>
            )}
            <LocationSentence location={location} withAddress />
            {location.at && location.confirmed ? (
              <>
                {" "}
                <Time at={location.at} />
              </>
            ) : null}
            {location.address ? (
              <>
                <br />
                {location.address}
              </>
            ) : null}
            {location.lat !== null && location.lon !== null && location.confirmed ? (
              <>
                <br />
                <span className="d">{formatCoordinates(location.lat, location.lon)}</span>
              </>
            ) : null}
          </span>
        </p>
        {location.doubt ? (
          <p className="row g6 top t12 m location-words">
            <Icon name="warn" size="s" className="c-warn" />
            <span>{doubtSentence(location.doubt)}</span>
          </p>
        ) : null}
        {address === "" ? null : (
          <p className="row g6 top t12 m location-words">
            <Icon name="company" size="s" label="Address" />
            <span>{address}</span>
          </p>
        )}
      </div>
      <footer>
        {agent.public_ip ? (
          <>
            <Icon name="globe" size="s" />
            <span className="el">
              Public IP <span className="mono">{agent.public_ip}</span>
            </span>
          </>
        ) : null}
        <Link href={`/agents/${agent.id}/history`} className="end t12 md">
          Location history
        </Link>
        {agent.public_ip ? (
          <Button
            kind="link"
            className="t12"
            disabled={estimate.isPending}
            onClick={() =>
              estimate.mutate(
                { agent: agent.id },
                {
                  onSuccess: () => notifyDone("A new estimate was made"),
                  onError: (reason) => notifyFailure("No new estimate was made.", reason),
                },
              )
            }
          >
            Re-estimate
          </Button>
        ) : null}
      </footer>
    </section>
  );
}
