import L from "leaflet";
import { useEffect, useRef } from "react";
import { nearestCopy } from "./base/bounds";
import { pinShape } from "./markers/shapes";
import { type AgentPlace, type Placed, placeOf } from "./places";

const COUNTRY_ZOOM = 5;

type Placeable = Pick<AgentPlace, "name" | "status" | "lat" | "lon" | "source">;

/** While a place is being set: one pin that can be dragged, and a click that puts it there. */
export function usePlacingPin(
  map: L.Map | null,
  agent: Placeable | null,
  onPlace: (lat: number, lon: number) => void,
  /** Where the pin of an agent without a place begins; the middle of the view when left out. */
  start?: Placed | undefined,
): void {
  const place = useRef(onPlace);
  place.current = onPlace;
  const current = useRef(agent);
  current.current = agent;
  const active = agent !== null;
  const first = useRef(start);
  first.current = start;

  useEffect(() => {
    const placed = current.current;
    if (!map || !active || !placed) return;
    const known = placeOf(placed);
    const from = known ?? first.current;
    const at = from ? L.latLng(from.lat, nearestCopy(from.lon, map.getCenter().lng)) : map.getCenter();
    // A country is looked at as a whole: from the world, no street could be hit.
    if (!known && from) map.setView(at, Math.max(map.getZoom(), COUNTRY_ZOOM), { animate: false });
    const html = pinShape(placed.status, true) as unknown as HTMLElement;
    const pin = L.marker(at, {
      icon: L.divIcon({ html, className: "mk mk-placing", iconSize: [36, 40], iconAnchor: [18, 34] }),
      draggable: true,
      autoPan: true,
      zIndexOffset: 3000,
      title: "Drag to the exact place",
    }).addTo(map);
    pin.getElement()?.setAttribute("aria-label", `Pin of ${placed.name}; drag it to the exact place`);
    // The hint stands above the map, and grows with fields and results: the pin must not start below it.
    const height = map.getSize().y;
    const hint = height > 600 ? 340 : 170;
    if (height > 400) map.panInside(at, { paddingTopLeft: [40, hint], paddingBottomRight: [40, 60] });
    else if (!map.getBounds().contains(at)) map.setView(at);
    const finish = (there: L.LatLng): void => {
      const wrapped = there.wrap();
      place.current(wrapped.lat, wrapped.lng);
    };
    const begun = performance.now();
    const onClick = (event: L.LeafletMouseEvent): void => {
      // The press on the button that began this is still on its way to the map.
      if (event.originalEvent.timeStamp < begun) return;
      pin.setLatLng(event.latlng);
      finish(event.latlng);
    };
    pin.on("dragend", () => finish(pin.getLatLng()));
    map.on("click", onClick);
    return () => {
      map.off("click", onClick);
      pin.remove();
    };
  }, [map, active]);
}
