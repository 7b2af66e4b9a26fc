import { useEffect, useState } from "react";

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

/** Every time zone that this computer knows. */
export const TIME_ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");
