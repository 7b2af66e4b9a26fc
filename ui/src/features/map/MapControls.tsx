import type { Map as LeafletMap } from "leaflet";
import type { ReactNode } from "react";
import { Icon } from "../../components";
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
      <MapAttribution />
    </>
  );
}

/** Whose data the offline map is; the licence of the names asks for it. */
export function MapAttribution() {
  return <div className="mapattr">Natural Earth, US Census, GeoNames (CC BY 4.0)</div>;
}
