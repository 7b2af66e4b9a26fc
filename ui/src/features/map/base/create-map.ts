import L from "leaflet";
import { BaseLayer } from "./base-layer";
import { theWorld } from "./world";
import { MAX_ZOOM, MIN_ZOOM } from "./zooms";

/**
 * An empty map with the offline base layer; zoom buttons and badges are real elements around it. It looks nowhere yet:
 * whoever makes it says where before anything else, and nothing is drawn that nobody wants to see.
 */
export function createMap(container: HTMLElement): L.Map {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(container, {
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
  if (still) standStill(map);
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

/** The keys, and every look at something else in the view, glide by default; there is no option against it. */
function standStill(map: L.Map): void {
  const panBy = map.panBy.bind(map);
  map.panBy = (offset, options) => panBy(offset, { ...options, animate: false });
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
