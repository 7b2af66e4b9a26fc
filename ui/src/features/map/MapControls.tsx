import type { Map as LeafletMap } from "leaflet";
import type { ReactNode } from "react";
import { Icon } from "../../components";
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

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The longest round distance that fits, and its length on screen at the middle of the view. */
export function scaleOf(lat: number, zoom: number, most = 90): { km: number; width: number } {
  const perPixel = (40_075.017 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
  const km = [...STEPS].reverse().find((step) => step / perPixel <= most) ?? 0.01;
  return { km, width: Math.round(km / perPixel) };
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
            <span>{lengthWords(scale.km)}</span>
          </div>
        ) : null}
      </div>
      <MapAttribution streets={streets} />
    </>
  );
}

const lengthWords = (km: number): string =>
  km < 1 ? `${Math.round(km * 1000)} m` : `${km.toLocaleString("en-GB")} km`;

/** What the map under the markers is. */
export function MapBadge({ streets, icon }: { streets: Streets; icon?: boolean }) {
  return (
    <div className="mapbadge">
      {icon ? <Icon name={streets.state === "failing" ? "warn" : "info"} size="s" /> : null}
      <span className="el">{badgeWords(streets)}</span>
    </div>
  );
}

/** The badge in words. */
export function badgeWords({ state, name }: Pick<Streets, "state" | "name">): string {
  if (state === "shown") return `Streets: ${name}`;
  if (state === "failing") return `Offline map: ${name} does not answer`;
  return state === "elsewhere" ? `Offline map, no streets of ${name} here` : "Offline map, no streets";
}

/** Whose data the map is; the licences of names and streets ask for it. */
export function MapAttribution({ streets }: { streets: Streets }) {
  const own = "Natural Earth, US Census, GeoNames (CC BY 4.0)";
  return <div className="mapattr">{streets.state === "shown" ? `${streets.attribution} · ${own}` : own}</div>;
}
