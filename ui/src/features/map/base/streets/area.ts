/** The part of the world that streets are of. */

import L from "leaflet";
import type { StreetsBounds } from "../../../../backend/generated";
import { nearestCopy } from "../bounds";

export type Area = StreetsBounds;

/** What Leaflet asks for tiles of. */
export const latLngBoundsOf = ({ west, south, east, north }: Area): L.LatLngBounds =>
  L.latLngBounds([south, west], [north, east]);

/** Where an area lies at a zoom, in the px of the whole world. */
export function rectangleOf({ west, south, east, north }: Area, zoom: number): L.Bounds {
  const corner = (lat: number, lon: number): L.Point => L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), zoom);
  // Whole px, so that tiles side by side end at the same one.
  return L.bounds(corner(north, west).round(), corner(south, east).round());
}

/** How much of the view of a map lies in an area, from 0 to 1. */
export function shareOfView(map: L.Map, area: Area | null): number {
  if (area === null) return 1;
  const view = map.getPixelBounds();
  const seen = view.getSize();
  if (seen.x === 0 || seen.y === 0) return 1;
  const middle = (area.west + area.east) / 2;
  const shift = nearestCopy(middle, map.getCenter().lng) - middle;
  const copy = rectangleOf({ ...area, west: area.west + shift, east: area.east + shift }, map.getZoom());
  const [left, top] = [Math.max(view.min?.x ?? 0, copy.min?.x ?? 0), Math.max(view.min?.y ?? 0, copy.min?.y ?? 0)];
  const [right, bottom] = [Math.min(view.max?.x ?? 0, copy.max?.x ?? 0), Math.min(view.max?.y ?? 0, copy.max?.y ?? 0)];
  return (Math.max(0, right - left) * Math.max(0, bottom - top)) / (seen.x * seen.y);
}
