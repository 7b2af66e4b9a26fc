import { useEffect, useRef, useState } from "react";
import type { LocationMethod, PlaceCandidate, PostalAddress } from "../../backend/generated";
import { useAgent, useFindPlace, useGeocoder, useSiteAddress } from "../../backend/queries";
import { Button, ErrorState, TextField } from "../../components";
import { AddressFields } from "./address/AddressFields";
import { canBeFound, NO_ADDRESS, postalLine } from "./address/postal";
import { PlaceResults } from "./PlaceResults";
import type { FoundPlace } from "./use-location-acts";

interface PlacingBarProps {
  agent: { id: string; name: string; isLinked: boolean; country: string | null; postal: PostalAddress | null };
  onPlace(place: FoundPlace): void;
  onCancel(): void;
}

/** The place as an act of a person who chose this result. */
function asFound(place: PlaceCandidate, method: LocationMethod, text: string, typed: PostalAddress | null): FoundPlace {
  const { city, region, country } = place.address;
  return {
    lat: place.lat,
    lon: place.lon,
    method,
    address: method === "coordinates" ? null : text,
    // What a person wrote counts more than what a service made of it.
    postal: method === "coordinates" ? null : (typed ?? place.postal),
    accuracy_km: place.accuracy_km,
    city: city || null,
    region: region || null,
    country: country || null,
  };
}

/** The hint while a pin is being placed, with the ways for those who know an address or coordinates or use no pointer. */
export function PlacingBar({ agent, onPlace, onCancel }: PlacingBarProps) {
  const [text, setText] = useState("");
  const [parts, setParts] = useState<PostalAddress | null>(null);
  const [method, setMethod] = useState<LocationMethod>("address");
  const input = useRef<HTMLInputElement>(null);
  const find = useFindPlace();
  const site = useSiteAddress();
  const geocoder = useGeocoder();
  const reported = useAgent(agent.id).data?.address;
  const line = reported === undefined ? "" : postalLine({ ...NO_ADDRESS, ...reported });
  useLeavingByKey(input, onCancel);

  /** `isTaken`: the address was not typed, but taken as it is from where it stands. */
  function search(wanted: string, by: LocationMethod, isTaken = false): void {
    setMethod(by);
    find.mutate(
      { text: wanted, ask_geocoder: (geocoder.data?.url ?? "") !== "" },
      {
        onSuccess: (reply) => {
          const [first, ...others] = reply.places;
          if (first === undefined || others.length > 0) return;
          // Coordinates mean one place, and whoever typed them has said it. So has who takes an address that means one.
          if (reply.search === "coordinates") onPlace(asFound(first, "coordinates", wanted, null));
          // A town that stands in for a house, because the service did not answer, is for them to choose; and so is one that
          // is called like a word of the street.
          else if (isTaken && reply.trouble === "" && first.named) onPlace(asFound(first, by, wanted, null));
        },
      },
    );
  }

  function take(address: string, by: LocationMethod): void {
    setText(address);
    setParts(null);
    if (address !== "") search(address, by, true);
  }

  function takeSite(): void {
    site.mutate(
      { agent: agent.id },
      {
        onSuccess: ({ address }) => take(address, "site"),
      },
    );
  }

  const wanted = parts === null ? text.trim() : postalLine(parts);
  const isReady = parts === null ? wanted !== "" : canBeFound(parts);

  return (
    <form
      className="pop placebar"
      aria-label={`Set the exact place of ${agent.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) search(wanted, "address");
      }}
    >
      <p>
        <b className="md el block" title={agent.name}>
          {agent.name}
        </b>
        Drag the pin to the exact place, or click there.
      </p>
      {parts === null ? null : (
        <AddressFields
          value={parts}
          onChange={(next) => {
            setParts(next);
            find.reset();
            site.reset();
          }}
        />
      )}
      <div className="row placebar-find">
        <div className="grow">
          {parts === null ? (
            <TextField
              label="Or an address, a town, or coordinates"
              ref={input}
              value={text}
              placeholder="1 High St, Hull, GB or 53.7443, -0.3325"
              autoComplete="off"
              onChange={(value) => {
                setText(value);
                find.reset();
                // What ConnectWise answers late does not replace what is being typed.
                site.reset();
              }}
            />
          ) : (
            <p className="m el" title={wanted}>
              {wanted}
            </p>
          )}
        </div>
        <Button type="submit" icon="search" busy={find.isPending} disabled={!isReady}>
          Find place
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      <span className="row g6">
        <Button
          small
          onClick={() => {
            setParts(parts === null ? (agent.postal ?? { ...NO_ADDRESS, country: agent.country ?? "" }) : null);
            find.reset();
          }}
        >
          {parts === null ? "Write the address in fields" : "Write it on one line"}
        </Button>
        {line === "" ? null : (
          <Button small icon="pin" title={line} onClick={() => take(line, "address")}>
            Take the imported address
          </Button>
        )}
        {agent.isLinked ? (
          <Button small icon="company" busy={site.isPending} onClick={takeSite}>
            Take the address from ConnectWise
          </Button>
        ) : null}
      </span>
      {site.data?.address === "" ? (
        <p className="t12 m">ConnectWise has no address of {site.data.name}. Type it here, or add it there.</p>
      ) : null}
      {site.error ? <ErrorState title="The address was not read from ConnectWise" error={site.error} /> : null}
      {find.error ? <ErrorState title="No place was searched" error={find.error} /> : null}
      {find.data ? (
        <PlaceResults
          reply={find.data}
          otherwise="Write the town and the country, type coordinates, or drag the pin."
          onChoose={(place) => onPlace(asFound(place, method, find.data.text, parts))}
        />
      ) : null}
    </form>
  );
}

/** Whoever came by keyboard goes on by keyboard: into the field, out with Esc, and back to where they were. */
function useLeavingByKey(field: React.RefObject<HTMLInputElement | null>, onCancel: () => void): void {
  const cancel = useRef(onCancel);
  cancel.current = onCancel;
  useEffect(() => {
    const before = document.activeElement;
    field.current?.focus({ preventScroll: true });
    const onKeyDown = (event: KeyboardEvent): void => {
      const inDialog = event.target instanceof Element && event.target.closest("[role=dialog]") !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !inDialog) cancel.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      const back = before?.isConnected ? before : document.querySelector(".maprows");
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, [field]);
}
