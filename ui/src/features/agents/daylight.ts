import { getPosition } from "suncalc";

/** Whether people at a place have daylight. */
export type Daylight = "daylight" | "twilight" | "night";

/** Altitude of the sun's middle when its upper edge meets the horizon; the library has taken the air's refraction in. */
const RISEN = -0.27;
/** Altitude at which civil twilight ends, and nothing outside can be done without light (US Naval Observatory). */
const DARK = -6;

/** How light it is at a place. */
export function daylightAt(lat: number, lon: number, now: Date): Daylight {
  const { altitude } = getPosition(now, lat, lon);
  if (altitude > RISEN) return "daylight";
  return altitude > DARK ? "twilight" : "night";
}
