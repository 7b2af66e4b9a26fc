import { formatFullTime, formatMoment, formatTime } from "./format";

/** A time in short, in full on hover. */
export function Time({ at, withClock }: { at: string | null | undefined; withClock?: boolean }) {
  if (!at) return null;
  return (
    <time dateTime={at} title={formatFullTime(at)}>
      {withClock ? formatMoment(at) : formatTime(at)}
    </time>
  );
}
