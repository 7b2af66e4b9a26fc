/** How long a run goes on, from the pace that it had so far. */

/** One moment of a run. */
export interface PaceMark {
  /** Milliseconds. */
  at: number;
  done: number;
}

/** Before that, a pace says too little. */
const LEAST_MS = 5_000;

/** Seconds that are left; none while that cannot be said. */
export function secondsRemaining(start: PaceMark, now: PaceMark, total: number): number | null {
  const passed = now.at - start.at;
  const done = now.done - start.done;
  if (passed < LEAST_MS || done <= 0 || total <= 0 || now.done >= total) {
    return null;
  }
  return ((total - now.done) * passed) / done / 1000;
}

/** "about 20 s left", "about 3 min left", "about 1 h 10 min left": no more exact than a guess can be. */
export function remainingText(seconds: number | null): string {
  if (seconds === null) {
    return "";
  }
  if (seconds < 10) {
    return "a few seconds left";
  }
  if (seconds < 90) {
    return `about ${Math.round(seconds / 10) * 10} s left`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `about ${minutes} min left`;
  }
  const tens = Math.round(minutes / 10) * 10;
  const rest = tens % 60;
  return `about ${Math.floor(tens / 60)} h${rest === 0 ? "" : ` ${rest} min`} left`;
}
