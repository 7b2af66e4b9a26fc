import { useEffect, useState } from "react";
import type { DomotzStatus } from "../../../backend/generated";
import { useDomotzStatus } from "../../../backend/queries";
import { formatAge, formatMoment } from "../../../components";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So old may be what is refreshed each hour; a refresh itself takes its time. */
const LATE = 2 * HOUR;

/** What keeps states of agents from being those of now. */
export interface SourceTrouble {
  isPaused: boolean;
  /** One line. */
  words: string;
  /** All that is known of it. */
  title: string;
}

const age = (at: string, now: Date): number => now.getTime() - new Date(at).getTime();

/** "not refreshed for 5 h"; nothing where that is no news. */
function unrefreshed(at: string | null, now: Date): string {
  return at !== null && age(at, now) >= HOUR ? `not refreshed for ${formatAge(at, now)}` : "";
}

/** Why what Sitebook shows of Domotz is not what is there now; null where all is well, or where nobody wants it. */
export function domotzTrouble(status: DomotzStatus, now: Date): SourceTrouble | null {
  const { connection, hourly, last, refreshed_at } = status;
  if (connection === null) return null;
  const since = unrefreshed(refreshed_at, now);
  if (connection.paused !== null) {
    // Its first sentence; what to do about it stands where the link leads.
    const why = connection.paused.split(/\.(?:\s|$)/)[0] ?? "";
    return {
      isPaused: true,
      words: `Domotz paused${since === "" ? "" : `, ${since}`}: ${why}`,
      title: connection.paused,
    };
  }
  if (last !== null && last.error !== null) {
    // A refresh that comes to nothing is tried again four times an hour; what counts is since when.
    return {
      isPaused: false,
      words: since === "" ? `Domotz refresh failed ${formatMoment(last.ended_at, now)}` : `Domotz ${since}`,
      title: last.error,
    };
  }
  const at = refreshed_at ?? connection.connected_at;
  if (!hourly || age(at, now) < LATE) return null;
  return {
    isPaused: false,
    words: `Domotz ${unrefreshed(at, now)}`,
    title: `Last refresh: ${last === null ? "none yet" : formatMoment(last.ended_at, now)}`,
  };
}

/** What is wrong with Domotz at the moment. It grows old without anything happening, so the clock is looked at, too. */
export function useDomotzTrouble(): SourceTrouble | null {
  const status = useDomotzStatus().data;
  const [now, setNow] = useState(() => new Date());
  const isConnected = status !== undefined && status.connection !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is measured by the time of now.
  useEffect(() => {
    if (!isConnected) return;
    setNow(new Date());
    const timer = window.setInterval(() => setNow(new Date()), MINUTE);
    return () => window.clearInterval(timer);
  }, [isConnected, status]);
  return status === undefined ? null : domotzTrouble(status, now);
}
