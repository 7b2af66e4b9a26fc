import type { Map as LeafletMap } from "leaflet";
import type { ReactNode } from "react";
import { Button, type DistanceUnit, formatNumber, Icon, unitHere } from "../../components";
import type { Streets } from "./base/streets/use-streets";
import type { View } from "./clusters";

interface MapControlsProps {
  map: LeafletMap | null;
  right?: boolean;
  /** More groups of buttons. */
  children?: ReactNode;
}

export function MapControls({ map, right, children }: MapControlsProps) {
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
      {children}
    </div>
  );
}

/** Longest first. */
const FAR: readonly number[] = [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];
/** What is shorter than a kilometre or a mile is said in a smaller unit. */
const SHORT: Record<DistanceUnit["name"], { name: string; km: number; steps: readonly number[] }> = {
  km: { name: "m", km: 0.001, steps: [500, 200, 100, 50, 20, 10] },
  mi: { name: "ft", km: 0.000_304_8, steps: [2000, 1000, 500, 200, 100, 50] },
};

/** The longest round distance that fits, such as "200 km" or "500 ft", and its length on screen at this latitude. */
export function scaleOf(lat: number, zoom: number, unit = unitHere(), most = 90): { words: string; width: number } {
  const perPixel = (40_075.017 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
  const { name, km, steps } = SHORT[unit.name];
  const lengths = [
    ...FAR.map((step) => ({ words: `${formatNumber(step)} ${unit.name}`, width: (step * unit.km) / perPixel })),
    ...steps.map((step) => ({ words: `${formatNumber(step)} ${name}`, width: (step * km) / perPixel })),
  ];
  const { words, width } = lengths.find((length) => length.width <= most) ?? lengths.at(-1) ?? { words: "", width: 0 };
  return { words, width: Math.round(width) };
}

/** What stands on the map for reading only: badge, scale, attribution. */
export function MapFurniture({ map, view, streets }: { map: LeafletMap | null; view: View | null; streets: Streets }) {
  const scale = map && view ? scaleOf(map.getCenter().lat, map.getZoom()) : null;
  return (
    <>
      <div className="mapfoot">
        <MapBadge streets={streets} icon />
        {scale ? (
          <div className="scale" style={{ width: scale.width }}>
            <span>{scale.words}</span>
          </div>
        ) : null}
      </div>
      <MapAttribution streets={streets} />
    </>
  );
}

/** What the map under the markers is. */
export function MapBadge({ streets, icon }: { streets: Streets; icon?: boolean }) {
  return (
    <div className="mapbadge">
      {icon ? <Icon name={streets.state === "failing" || streets.isDamaged ? "warn" : "info"} size="s" /> : null}
      <span className="el">{badgeWords(streets)}</span>
    </div>
  );
}

export const baseMapFailure = (why: string | null): string | null =>
  why === null ? null : `The base map could not be read. ${why}`;

/** Why the map does not show what it should, and a way out where there is one. */
export function MapFailure({ words, onRetry }: { words: string | null; onRetry?(): void }) {
  if (words === null) return null;
  return (
    <div className="map-failed" role="alert">
      <Icon name="warn" size="s" /> <span>{words}</span>
      {onRetry ? (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

/** The badge in words. */
export function badgeWords({ state, name, isDamaged }: Pick<Streets, "state" | "name" | "isDamaged">): string {
  if (state === "shown") return isDamaged ? `Streets: ${name}, some cannot be read here` : `Streets: ${name}`;
  if (state === "damaged") return `Offline map: ${name} cannot be read here`;
  if (state === "failing") return `Offline map: ${name} does not answer`;
  return state === "elsewhere" ? `Offline map, no streets of ${name} here` : "Offline map, no streets";
}

/** Whose data the map is; the licences of names and streets ask for it. */
export function MapAttribution({ streets }: { streets: Streets }) {
  const own = "Natural Earth, US Census, GeoNames (CC BY 4.0)";
  return <div className="mapattr">{streets.state === "shown" ? `${streets.attribution} · ${own}` : own}</div>;
}
