import type { Map as LeafletMap } from "leaflet";
import { useEffect, useRef, useState } from "react";
import { Button, Icon, TextField } from "../../components";
import type { View } from "./clusters";
import { readCoordinates } from "./use-location-acts";

interface MapControlsProps {
  map: LeafletMap | null;
  /** Left out on small maps. */
  onFit?(): void;
  right?: boolean;
}

export function MapControls({ map, onFit, right }: MapControlsProps) {
  const side = right ? { right: 8, top: 8 } : { left: 12, top: 12 };
  return (
    <div className="mapctls" style={side}>
      <div className="mapctl">
        <button type="button" aria-label="Zoom in" title="Zoom in" onClick={() => map?.zoomIn()}>
          <Icon name="plus" />
        </button>
        <button type="button" aria-label="Zoom out" title="Zoom out" onClick={() => map?.zoomOut()}>
          <Icon name="minus" />
        </button>
      </div>
      {onFit ? (
        <div className="mapctl">
          <button type="button" aria-label="Show all agents" title="Show all agents" onClick={onFit}>
            <Icon name="fit" />
          </button>
        </div>
      ) : null}
    </div>
  );
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The longest round distance that fits, and its length on screen at the middle of the view. */
export function scaleOf(lat: number, zoom: number, most = 90): { km: number; width: number } {
  const perPixel = (40_075.017 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
  const km = [...STEPS].reverse().find((step) => step / perPixel <= most) ?? 1;
  return { km, width: Math.round(km / perPixel) };
}

/** What stands on the map for reading only: badge, scale, attribution. */
export function MapFurniture({ map, view }: { map: LeafletMap | null; view: View | null }) {
  const scale = map && view ? scaleOf(map.getCenter().lat, map.getZoom()) : null;
  return (
    <>
      <div className="mapfoot">
        <div className="mapbadge">
          <Icon name="info" size="s" />
          Offline map, no streets
        </div>
        {scale ? (
          <div className="scale" style={{ width: scale.width }}>
            <span>{scale.km.toLocaleString("en-GB")} km</span>
          </div>
        ) : null}
      </div>
      <div className="mapattr">Natural Earth</div>
    </>
  );
}

interface PlacingBarProps {
  name: string;
  onPlace(lat: number, lon: number): void;
  onCancel(): void;
}

/** The hint while a pin is being placed, with the way for those who know the coordinates or use no pointer. */
export function PlacingBar({ name, onPlace, onCancel }: PlacingBarProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const coordinates = useRef<HTMLInputElement>(null);
  const cancel = useRef(onCancel);
  cancel.current = onCancel;
  // Whoever came by keyboard goes on by keyboard: into the coordinates, out with Esc, and back to where they were.
  useEffect(() => {
    const before = document.activeElement;
    coordinates.current?.focus({ preventScroll: true });
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      const inDialog = event.target instanceof Element && event.target.closest("[role=dialog]") !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !inDialog) cancel.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      const back = before?.isConnected ? before : document.querySelector(".maprows");
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, []);
  return (
    <form
      className="pop placebar"
      aria-label={`Set the exact place of ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        const place = readCoordinates(text);
        if (place) onPlace(place.lat, place.lon);
        else setError("Write latitude and longitude, such as 53.7443, -0.3325.");
      }}
    >
      <p>
        <b className="md el block" title={name}>
          {name}
        </b>
        Drag the pin to the exact place, or click there.
      </p>
      <div className="row top">
        <div className="grow">
          <TextField
            label="Or coordinates"
            ref={coordinates}
            value={text}
            placeholder="latitude, longitude"
            error={error}
            onChange={(value) => {
              setText(value);
              setError(null);
            }}
          />
        </div>
        <div className="row placebar-acts">
          <Button type="submit" disabled={text.trim() === ""}>
            Set place
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
      </div>
    </form>
  );
}
