import { countryName } from "../location-words";
import type { CountryLabel } from "./messages";

/**
 * Countries and territories that have a code and no outline of their own in the coarse map: too small for it, drawn as a
 * part of their state, or without a number in ISO 3166-1. Code, latitude, longitude, and how far the land reaches from
 * there, in degrees. Of several islands it is the main one. Their middles, rounded.
 */
const SMALL_LANDS: readonly [code: string, lat: number, lon: number, reach: number][] = [
  ["BQ", 12.18, -68.26, 0.15],
  ["BV", -54.42, 3.36, 0.05],
  ["CC", -12.17, 96.84, 0.08],
  ["CX", -10.49, 105.63, 0.1],
  ["GF", 4.0, -53.1, 1.4],
  ["GI", 36.14, -5.35, 0.03],
  ["GP", 16.2, -61.55, 0.25],
  ["MQ", 14.65, -61.0, 0.2],
  ["RE", -21.13, 55.53, 0.25],
  ["SJ", 78.6, 16.2, 2],
  ["TK", -9.2, -171.85, 0.1],
  ["TV", -8.52, 179.2, 0.1],
  ["UM", 28.21, -177.38, 0.05],
  ["XK", 42.6, 20.9, 0.4],
  ["YT", -12.82, 45.15, 0.15],
];

/** The countries of the outlines, and after them those that these do not know; each once. */
export function withSmallLands(labels: readonly CountryLabel[]): CountryLabel[] {
  const known = new Set(labels.map(({ code }) => code));
  return [
    ...labels,
    ...SMALL_LANDS.filter(([code]) => !known.has(code)).map(([code, lat, lon, reach]) => ({
      code,
      name: countryName(code),
      lat,
      lon,
      west: reach,
      east: reach,
      south: reach,
      north: reach,
    })),
  ];
}
