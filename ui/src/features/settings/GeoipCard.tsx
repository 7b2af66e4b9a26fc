import { useState } from "react";
import type { GeoipLookupReply, GeoipStatus } from "../../backend/generated";
import { useGeoipLookup, useUseGeoip } from "../../backend/queries";
import { Button, daysSince, ErrorState, formatRadius, Note, notifyDone, plural, TextField } from "../../components";
import { countryName } from "../map/location-words";
import { GeoipRemake } from "./GeoipRemake";
import { GeoipUpdates } from "./GeoipUpdates";
import { UseFileForm } from "./UseFileForm";

/** Addresses move; the licence of the bundled data asks for a fresh file within this time. */
const OLD_AFTER_DAYS = 30;

export function GeoipCard({ geoip }: { geoip: GeoipStatus }) {
  const age = daysSince(geoip.build_date);
  return (
    <section className="card" aria-labelledby="geoip-title">
      <header>
        <h2 id="geoip-title">GeoIP database</h2>
        <span className="n">places from public IP addresses</span>
      </header>
      <div className="body">
        <dl className="dl">
          <dt>Database</dt>
          <dd>
            {geoip.database_type} {geoip.build_date}
          </dd>
          <dt>File</dt>
          <dd>{geoip.bundled ? "came with Sitebook" : "your own"}</dd>
          <dt>Knows</dt>
          <dd>{geoip.knows_cities ? "cities and countries" : "countries only"}</dd>
        </dl>
        {age !== null && age > OLD_AFTER_DAYS ? (
          <Note tone="warn">
            This database is {plural(age, "day")} old. Addresses move between places; use a newer file.
            {geoip.database_type.startsWith("GeoLite2")
              ? " The licence of GeoLite2 wants a file older than 30 days deleted once a newer one is out."
              : ""}
          </Note>
        ) : null}
        {geoip.knows_cities ? null : (
          <Note tone="warn">This database knows no cities, so estimates are countries only.</Note>
        )}
        <GeoipRemake />
        <GeoipUpdates />
        <UseFile />
        <Lookup />
      </div>
      {geoip.attribution === "" ? null : <footer>{geoip.attribution}</footer>}
    </section>
  );
}

function UseFile() {
  const use = useUseGeoip();
  return (
    <UseFileForm
      label="Use another file"
      placeholder="Path of an MMDB file"
      busy={use.isPending}
      onUse={(path) =>
        use.mutateAsync({ path }).then(
          (status) => {
            notifyDone(`Now using ${status.database_type} ${status.build_date}`);
            return true;
          },
          () => false,
        )
      }
    >
      {use.error ? <ErrorState title="The file is not used; the database is as it was" error={use.error} /> : null}
    </UseFileForm>
  );
}

function Lookup() {
  const [ip, setIp] = useState("");
  const lookup = useGeoipLookup();
  return (
    <>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ip.trim() !== "") lookup.mutate({ ip: ip.trim() });
        }}
      >
        <TextField
          label="Look up an IP address"
          value={ip}
          onChange={setIp}
          placeholder="81.2.69.142"
          mono
          autoComplete="off"
        />
        <Button type="submit" icon="search" busy={lookup.isPending} disabled={ip.trim() === ""}>
          Look up
        </Button>
      </form>
      {lookup.error ? <ErrorState title="The address was not looked up" error={lookup.error} /> : null}
      {lookup.data ? <LookupResult reply={lookup.data} /> : null}
    </>
  );
}

function LookupResult({ reply }: { reply: GeoipLookupReply }) {
  if (!reply.public) {
    return (
      <Note>
        {reply.ip} does not belong to the public internet. Such addresses are never looked up: they say nothing about a
        place.
      </Note>
    );
  }
  const place = [reply.city, reply.region, reply.country ? countryName(reply.country) : null]
    .filter(Boolean)
    .join(", ");
  return (
    <dl className="dl" aria-live="polite">
      <dt>Address</dt>
      <dd className="mono">{reply.ip}</dd>
      <dt>Place</dt>
      <dd>
        {place || <span className="empty">not in the database</span>}
        {reply.accuracy_km === null ? null : <span className="d"> {formatRadius(reply.accuracy_km)}</span>}
      </dd>
      {reply.lat !== null && reply.lon !== null ? (
        <>
          <dt>Coordinates</dt>
          <dd>
            {reply.lat}, {reply.lon}
          </dd>
        </>
      ) : null}
      {reply.time_zone ? (
        <>
          <dt>Time zone</dt>
          <dd>{reply.time_zone}</dd>
        </>
      ) : null}
    </dl>
  );
}
