import { type FormEvent, useState } from "react";
import type { GeocoderKind, GeocoderView } from "../../backend/generated";
import { useGeocoder, useSetGeocoder } from "../../backend/queries";
import { whenDone } from "../../backend/when-done";
import { Button, ErrorState, Loading, Note, notifyDone, SegmentedFilter, TextField } from "../../components";

const KINDS: readonly { value: GeocoderKind; label: string }[] = [
  { value: "nominatim", label: "Nominatim" },
  { value: "photon", label: "Photon" },
];

/** What the operators of public services ask for, by the end of the host's name. */
const POLICIES: readonly { host: string; words: string }[] = [
  {
    host: "nominatim.openstreetmap.org",
    words:
      "OpenStreetMap's own server is for occasional searches by people: one a second for all of you together, no lists of addresses, and it may refuse you at any time. For an office, run a server of your own or take a paid one.",
  },
  {
    host: "photon.komoot.io",
    words:
      "Komoot's server is a demonstration: it allows occasional searches, slows down those who ask much, and promises nothing. For an office, run a server of your own.",
  },
];

/** The policy of a public service, for an address as somebody types it. */
export function policyOf(address: string): string | null {
  const host = /^(?:https?:\/\/)?([^/:?#]+)/i.exec(address.trim())?.[1]?.toLowerCase() ?? "";
  return POLICIES.find((policy) => host === policy.host)?.words ?? null;
}

/** The service that turns addresses into places. */
export function GeocoderCard() {
  const geocoder = useGeocoder();
  return (
    <section className="card" aria-labelledby="geocoder-title">
      <header>
        <h2 id="geocoder-title">Addresses on the map</h2>
      </header>
      <div className="body">
        <p className="t13 m">
          Towns are found without a network. To find streets and houses, name a geocoding service: it is asked when
          somebody presses <i>Find place</i>, one search at a time, and learns the addresses that are searched.
        </p>
        {geocoder.error ? (
          <ErrorState
            title="The service could not be read"
            error={geocoder.error}
            onRetry={() => void geocoder.refetch()}
          />
        ) : geocoder.data ? (
          <GeocoderForm key={geocoder.data.url} geocoder={geocoder.data} />
        ) : (
          <Loading what="the service" />
        )}
      </div>
    </section>
  );
}

function GeocoderForm({ geocoder }: { geocoder: GeocoderView }) {
  const [kind, setKind] = useState(geocoder.kind);
  const [url, setUrl] = useState(geocoder.url);
  const set = useSetGeocoder();
  const policy = policyOf(url);

  function save(event: FormEvent): void {
    event.preventDefault();
    whenDone(set.mutateAsync({ kind, url: url.trim() }), (now) =>
      notifyDone(now.url === "" ? "Only towns are found now" : `Now asking ${now.url}`),
    );
  }

  return (
    <form className="col g8" onSubmit={save}>
      <div>
        <SegmentedFilter label="Kind of service" small value={kind} onChange={setKind} segments={KINDS} />
      </div>
      <div className="inline-form">
        <TextField
          label="Address of the service"
          value={url}
          onChange={setUrl}
          placeholder="https://geocoder.example.com"
          autoComplete="off"
        />
        <Button type="submit" busy={set.isPending} disabled={url.trim() === geocoder.url && kind === geocoder.kind}>
          {url.trim() === "" ? "Use no service" : "Use service"}
        </Button>
      </div>
      {policy === null ? null : <Note tone="warn">{policy}</Note>}
      {set.error ? <ErrorState title="The service is not used" error={set.error} /> : null}
    </form>
  );
}
