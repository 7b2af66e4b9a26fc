import L from "leaflet";
import { BaseLayer } from "./base-layer";
import { theWorld } from "./world";

export const MIN_ZOOM = 2;
export const MAX_ZOOM = 12;

/** An empty map with the offline base layer; zoom buttons and badges are real elements around it. */
export function createMap(container: HTMLElement): L.Map {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(container, {
    center: [30, 5],
    zoom: MIN_ZOOM,
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    zoomControl: false,
    attributionControl: false,
    zoomAnimation: !still,
    fadeAnimation: false,
    markerZoomAnimation: !still,
    inertia: !still,
    // Sideways the world goes on; up and down it ends.
    maxBounds: [
      [-85.1, -100_000],
      [85.1, 100_000],
    ],
    maxBoundsViscosity: 0.9,
  });
  map.addLayer(new BaseLayer());
  // Until the coasts are read, the ground is neither land nor sea: a pin must not seem to stand in the water.
  container.classList.add("unread");
  theWorld()
    .load("50m")
    .then(
      () => container.classList.remove("unread"),
      () => undefined,
    );
  return map;
}

/**
 * Keeps the map's size that of its frame. A frame on its way out of the page has no size any more; taking that for one
 * would move the view, and the next visit would begin beside the agents.
 */
export function followSize(map: L.Map, container: HTMLElement): ResizeObserver {
  const observer = new ResizeObserver(() => {
    if (container.clientWidth > 0 && container.clientHeight > 0) map.invalidateSize({ pan: false });
  });
  observer.observe(container);
  return observer;
}

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/**
 * The smallest box around all points. The box goes around the side of the world with the largest gap, so that
 * Fiji and Samoa are neighbours; its east may therefore lie beyond 180.
 */
export function boundsOf(points: readonly { lat: number; lon: number }[]): Bounds | null {
  if (points.length === 0) return null;
  const lons = points.map((point) => point.lon).sort((a, b) => a - b);
  const lats = points.map((point) => point.lat);
  let west = lons[0] as number;
  let east = lons[lons.length - 1] as number;
  let gap = west + 360 - east;
  for (let index = 0; index + 1 < lons.length; index += 1) {
    const left = lons[index] as number;
    const right = lons[index + 1] as number;
    if (right - left > gap) {
      gap = right - left;
      west = right;
      east = left + 360;
    }
  }
  return {
    south: lats.reduce((a, b) => Math.min(a, b), 90),
    north: lats.reduce((a, b) => Math.max(a, b), -90),
    west,
    east,
  };
}

/** The copy of this longitude that lies nearest to the given one. */
export function nearestCopy(lon: number, to: number): number {
  return lon + Math.round((to - lon) / 360) * 360;
}
