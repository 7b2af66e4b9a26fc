import { Select } from "@mantine/core";
import { useState } from "react";
import type { NearPoint } from "../../backend/generated";
import { useFindPlace, useGeocoder } from "../../backend/queries";
import { Button, ErrorState, formatDistance, Icon, TextField, unitHere } from "../../components";
import { PlaceResults } from "./PlaceResults";
import { candidateName } from "./place-words";

/** Radii to choose from, in the reader's unit. */
const RADII = [1, 2, 5, 10, 25, 50, 100, 250];
/** The radius while nobody has chosen another. */
const USUAL = 25;

interface NearChoiceProps {
  value: NearPoint | null;
  onChange(near: NearPoint | null): void;
}

/** Agents near a point: which, and how far around it. */
export function NearChoice({ value, onChange }: NearChoiceProps) {
  const [km, setKm] = useState<number | null>(value === null ? USUAL * unitHere().km : value.km);
  const choose = (next: number | null): void => {
    setKm(next);
    if (value !== null) onChange({ ...value, km: next });
  };
  return (
    <div className="col g6">
      {value === null ? (
        <PointSearch onFound={(point) => onChange({ ...point, km })} />
      ) : (
        <div className="row g6">
          <Icon name="pin" size="s" />
          <span className="el grow" title={value.name}>
            {value.name}
          </span>
          <Button small onClick={() => onChange(null)}>
            Another point
          </Button>
        </div>
      )}
      <Select
        label="Not further than"
        size="xs"
        data={radii(km)}
        value={words(km)}
        allowDeselect={false}
        onChange={(chosen) => choose(kmOf(chosen, km))}
      />
    </div>
  );
}

const ANY = "However far";

const words = (km: number | null): string => (km === null ? ANY : formatDistance(km));

/** The choices in words, with one that came from elsewhere, in its place. */
function radii(km: number | null): string[] {
  const all = [...RADII.map((radius) => radius * unitHere().km), ...(km === null ? [] : [km])];
  return [...new Set(all.sort((left, right) => left - right).map(words)), ANY];
}

function kmOf(chosen: string | null, before: number | null): number | null {
  if (chosen === ANY) return null;
  const radius = RADII.find((each) => words(each * unitHere().km) === chosen);
  return radius === undefined ? before : Math.round(radius * unitHere().km * 1000) / 1000;
}

/** An address, a town or coordinates that become a point. */
function PointSearch({ onFound }: { onFound(point: Omit<NearPoint, "km">): void }) {
  const [text, setText] = useState("");
  const find = useFindPlace();
  const geocoder = useGeocoder();
  const search = (): void => {
    const wanted = text.trim();
    if (wanted === "") return;
    find.mutate(
      { text: wanted, ask_geocoder: (geocoder.data?.url ?? "") !== "" },
      {
        onSuccess: ({ search: by, places: [only] }) => {
          // Coordinates mean one point.
          if (by === "coordinates" && only) onFound({ lat: only.lat, lon: only.lon, name: wanted });
        },
      },
    );
  };
  return (
    <form
      className="col g6"
      aria-label="Search a point"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <div className="inline-form">
        <div className="grow">
          <TextField
            label="Address, town or coordinates"
            value={text}
            placeholder="Leeds, GB"
            autoComplete="off"
            onChange={(next) => {
              setText(next);
              find.reset();
            }}
          />
        </div>
        <Button type="submit" icon="search" busy={find.isPending} disabled={text.trim() === ""}>
          Find
        </Button>
      </div>
      {find.error ? <ErrorState title="No place was searched" error={find.error} /> : null}
      {find.data ? (
        <PlaceResults
          reply={find.data}
          otherwise="Write the town and the country, or coordinates."
          onChoose={(place) => onFound({ lat: place.lat, lon: place.lon, name: candidateName(place) })}
        />
      ) : null}
    </form>
  );
}
