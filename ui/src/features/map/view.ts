import L from "leaflet";
import { boundsOf, nearestCopy } from "./base/bounds";
import type { CountryLabel } from "./base/messages";
import { busiest, type Country, type MapItem, type View } from "./clusters";
import type { Placed, PlacedAgent } from "./places";

/** Beyond this latitude the map ends: what its projection makes square. */
const LAST_LATITUDE = 85.05;
/** Nearer than this nobody is brought by himself. */
const NEAREST_FIT = 10;

/** What somebody looks at: the middle and the zoom. */
export interface Look extends Placed {
  zoom: number;
}

/** Who looks at an edge of the map has all in view that lies beyond it. */
const toPole = (lat: number): number => (Math.abs(lat) >= LAST_LATITUDE ? Math.sign(lat) * 90 : lat);

export function viewOf(map: L.Map): View {
  const bounds = map.getBounds();
  return {
    west: bounds.getWest(),
    south: toPole(bounds.getSouth()),
    east: bounds.getEast(),
    north: toPole(bounds.getNorth()),
    zoom: Math.round(map.getZoom()),
  };
}

export function lookOf(map: L.Map): Look {
  const { lat, lng } = map.getCenter();
  return { lat, lon: lng, zoom: map.getZoom() };
}

/** Where agents stand: those with a place; where there is none, the countries that are known of the others. */
export function placesToShow(
  agents: readonly Placed[],
  countries: readonly Pick<Country, "code">[],
  labels: readonly CountryLabel[],
): readonly Placed[] {
  if (agents.length > 0) return agents;
  const codes = new Set(countries.map(({ code }) => code));
  return labels.filter(({ code }) => codes.has(code));
}

/** From far: where nothing is known that could be looked at. */
export function showWorld(map: L.Map): void {
  map.setView([30, 5], map.getMinZoom(), { animate: false });
}

/** Brings all of them into view, and the world where there are none. */
export function showAll(map: L.Map, places: readonly Placed[]): void {
  const bounds = boundsOf(places);
  if (!bounds) {
    showWorld(map);
    return;
  }
  const box = L.latLngBounds([bounds.south, bounds.west], [bounds.north, bounds.east]);
  map.fitBounds(box, { padding: [50, 50], maxZoom: 8, animate: false });
  // The world is too wide for a small window: rather most of the agents than the empty sea between them.
  const seen = map.getBounds();
  if (seen.contains(box)) return;
  const centre = busiest(places, seen.getEast() - seen.getWest());
  if (centre) map.setView([centre.lat, centre.lon], map.getMinZoom(), { animate: false });
}

/** Brings one agent into view, with the circle that it is somewhere in. */
export function showOne(map: L.Map, agent: PlacedAgent): void {
  const at = L.latLng(agent.lat, nearestCopy(agent.lon, map.getCenter().lng));
  if (agent.accuracy_km === null) map.setView(at, NEAREST_FIT, { animate: false });
  else
    map.fitBounds(at.toBounds(agent.accuracy_km * 2000), { padding: [40, 40], maxZoom: NEAREST_FIT, animate: false });
}

/** In px: what stands along the lower edge of the map. */
const FOOT = 44;

/** Steps in px by which the box of a country may move aside, the shortest first. In Europe many meet. */
const ASIDE: readonly [number, number][] = [
  [0, 0],
  [0, -38],
  [0, 38],
  [0, -68],
  [0, 68],
  [-72, 0],
  [72, 0],
  [-72, -38],
  [72, -38],
  [-72, 38],
  [72, 38],
  [-72, -68],
  [72, -68],
  [-72, 68],
  [72, 68],
  [0, -104],
  [0, 104],
  [-136, 0],
  [136, 0],
  [-136, -38],
  [136, -38],
  [-136, 38],
  [136, 38],
];

/** Boxes of countries move aside where something else stands; they say no exact place anyhow. */
export function apart(map: L.Map, items: readonly MapItem[]): MapItem[] {
  const pointOf = (item: MapItem): L.Point => map.latLngToContainerPoint([item.lat, item.lon]);
  const taken = items.filter((item) => item.kind !== "country").map(pointOf);
  const { x: width, y: height } = map.getSize();
  const isInside = ({ x, y }: L.Point): boolean => x > 36 && x < width - 36 && y > 15 && y < height - FOOT;
  return items.map((item) => {
    if (item.kind !== "country") return item;
    const at = pointOf(item);
    const free = ASIDE.map(([x, y]) => at.add([x, y])).find(
      (point) =>
        isInside(point) && taken.every((other) => Math.abs(other.x - point.x) > 62 || Math.abs(other.y - point.y) > 33),
    );
    const place = free ?? at;
    taken.push(place);
    const { lat, lng } = map.containerPointToLatLng(place);
    return { ...item, lat, lon: lng };
  });
}

/** From this zoom on names of towns are drawn. */
export const TOWNS_FROM = 4;

/** How many names of towns are read for a view of this zoom. Those that are not drawn say where a cluster is. */
function labelLimit(zoom: number): number {
  return zoom < 6 ? 40 : zoom < 8 ? 90 : 150;
}

/** The part of the map whose names are read: a little more than is seen, in steps, so that small moves ask nothing new. */
export function labelPart(view: View): { west: number; south: number; east: number; north: number; limit: number } {
  const step = 360 / 2 ** view.zoom;
  const down = (value: number): number => Math.floor(value / step) * step;
  const up = (value: number): number => Math.ceil(value / step) * step;
  return {
    west: down(view.west),
    south: Math.max(-90, down(view.south)),
    east: up(view.east),
    north: Math.min(90, up(view.north)),
    limit: labelLimit(view.zoom),
  };
}
