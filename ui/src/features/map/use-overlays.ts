import L from "leaflet";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { NearPoint } from "../../backend/generated";
import { nearestCopy } from "./base/bounds";
import { type AgentPlace, type Placed, placeOf } from "./places";

export interface MapPopup extends Placed {
  key: string;
  content: ReactNode;
}

/** The circle that the selected agent is somewhere in, where its place is not exact. */
export function useAccuracyCircle(map: L.Map | null, agent: AgentPlace | null): void {
  const place = agent ? placeOf(agent) : null;
  const { lat, lon } = place ?? {};
  const radius = agent?.accuracy_km ?? null;
  useEffect(() => {
    if (!map || lat === undefined || lon === undefined || radius === null) return;
    const centre = L.latLng(lat, nearestCopy(lon, map.getCenter().lng));
    const circle = L.circle(centre, { radius: radius * 1000, className: "acc-c", interactive: false }).addTo(map);
    return () => {
      circle.remove();
    };
  }, [map, lat, lon, radius]);
}

/** The point that agents are to be near, and the circle around it. The map shows all of it when it is chosen. */
export function useNearCircle(map: L.Map | null, near: NearPoint | null): void {
  const { lat, lon, km } = near ?? {};
  useEffect(() => {
    if (!map || lat === undefined || lon === undefined) return;
    const centre = L.latLng(lat, nearestCopy(lon, map.getCenter().lng));
    const layers = [L.circleMarker(centre, { radius: 4, className: "near-p", interactive: false }).addTo(map)];
    if (typeof km === "number") {
      const circle = L.circle(centre, { radius: km * 1000, className: "near-c", interactive: false }).addTo(map);
      layers.push(circle);
      map.fitBounds(circle.getBounds(), { padding: [24, 24] });
    } else map.setView(centre, Math.max(map.getZoom(), CLOSE));
    return () => {
      for (const layer of layers) layer.remove();
    };
  }, [map, lat, lon, km]);
}

/** Zoom at which a town and what is around it can be seen. */
const CLOSE = 8;

/** Leaflet places and moves the popup; React fills it, so that names are only ever text. */
export function usePopup(map: L.Map | null, popup: MapPopup | null, onClose: () => void): HTMLElement | null {
  const [host, setHost] = useState<HTMLElement | null>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const key = popup?.key;
  const place = useRef(popup);
  place.current = popup;

  useEffect(() => {
    const at = place.current;
    if (!map || key === undefined || !at) {
      setHost(null);
      return;
    }
    const element = document.createElement("div");
    // A press may replace the popup before it comes to the map, which then takes it for one beside the popup, and closes the
    // new one.
    L.DomEvent.on(element, "click", L.DomEvent.stopPropagation);
    const shown = L.popup({
      closeButton: false,
      autoPan: true,
      // Beside the buttons in the corner, and above what stands along the lower edge.
      autoPanPaddingTopLeft: [52, 56],
      autoPanPaddingBottomRight: [12, 56],
      minWidth: 304,
      maxWidth: 304,
      offset: [0, -14],
      className: "mk-popup",
    })
      .setLatLng([at.lat, nearestCopy(at.lon, map.getCenter().lng)])
      .setContent(element);
    let replaced = false;
    shown.on("remove", () => {
      if (!replaced) close.current();
    });
    shown.openOn(map);
    setHost(element);
    // React fills the popup after it was opened; its size is only known then.
    const resized = new ResizeObserver(() => shown.update());
    resized.observe(element);
    return () => {
      replaced = true;
      resized.disconnect();
      shown.remove();
    };
  }, [map, key]);

  return host;
}
