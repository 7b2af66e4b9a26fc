import { useEffect, useState } from "react";
import { type Location, placeOf } from "../map/places";
import { type Daylight, daylightAt } from "./daylight";

const MINUTE = 60_000;

/** Now, again at the beginning of each minute. */
export function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setTimeout(() => setNow(new Date()), MINUTE - (now.getTime() % MINUTE));
    return () => window.clearTimeout(timer);
  }, [now]);
  return now;
}

/** "09:42", or "Thu 23:10" where it is another day there than here; empty where the zone is not known. */
export function localTime(zone: string, now: Date): string {
  if (zone === "") return "";
  try {
    const part = (options: Intl.DateTimeFormatOptions, timeZone?: string): string =>
      new Intl.DateTimeFormat("en-GB", { ...options, ...(timeZone === undefined ? {} : { timeZone }) }).format(now);
    const day = { weekday: "short" } as const;
    const clock = part({ hour: "2-digit", minute: "2-digit" }, zone);
    const there = part(day, zone);
    return there === part(day) ? clock : `${there} ${clock}`;
  } catch {
    // A zone that this computer does not know.
    return "";
  }
}

const LIGHT: Record<Daylight, string> = {
  daylight: "Daylight there",
  twilight: "Twilight there",
  night: "Night there",
};

/** The clock at a place and how light it is there, as far as zone and place are known; empty where neither is. */
export function localTimeWords(zone: string, location: Location, now: Date): string {
  const clock = localTime(zone, now);
  const place = placeOf(location);
  const light = place === null ? null : daylightAt(place.lat, place.lon, now);
  if (clock === "") return light === null ? "" : LIGHT[light];
  return light === null ? `Local time ${clock}` : `Local time ${clock}, ${light}`;
}

/** Browsers list some zones under the names that they had once (CLDR never renames); people look for today's. */
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Louisville": "America/Kentucky/Louisville",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};

/** Every time zone that this computer knows, by name. */
export const TIME_ZONES: readonly string[] = [
  ...new Set(["UTC", ...Intl.supportedValuesOf("timeZone").map((zone) => RENAMED[zone] ?? zone)]),
].sort();
