import { useEffect, useRef, useState } from "react";
import type { Progress } from "../../../backend/queries";
import { formatNumber, Icon } from "../../../components";
import { type PaceMark, remainingText, secondsRemaining } from "./pace";

function share(part: number, total: number): string {
  return `${total === 0 ? 0 : (100 * part) / total}%`;
}

/** The time that is left, in words; empty until the pace says something. */
function useRemaining(progress: Progress | undefined, total: number): string {
  const start = useRef<PaceMark | null>(null);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  if (progress === undefined) {
    return "";
  }
  start.current ??= { at: Date.now(), done: progress.done };
  return remainingText(secondsRemaining(start.current, { at: now, done: progress.done }, total));
}

interface Props {
  progress: Progress | undefined;
  /** Records of the plan, until the run says its own number. */
  total: number | null;
  /** Stop was pressed: the request on its way is still finished. */
  stopping?: boolean;
  /** What the run does. */
  title?: string;
}

/** How far a run has come, in a bar and in words. */
export function RunProgress({ progress, total, stopping = false, title = "Synchronizing" }: Props) {
  const all = progress?.total ?? total ?? 0;
  const done = progress?.done ?? 0;
  const failed = progress?.failed ?? 0;
  const finished = Math.max(0, done - failed);
  const left = useRemaining(progress, all);
  return (
    <section className="runbox" aria-label="Progress">
      <div className="row g12">
        <b className="t16 b">{stopping ? "Stopping" : title}</b>
        <span className="m" role="status">
          {progress === undefined ? "Reading both sides" : `${formatNumber(done)} of ${formatNumber(all)} records`}
        </span>
        <span className="end m t13">{stopping ? "after the request that is on its way" : left}</span>
      </div>
      <div
        className="bar l runbar"
        role="progressbar"
        aria-label="Records finished"
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
      >
        <span className="ok" style={{ width: share(finished, all) }} />
        <span className="bad" style={{ width: share(failed, all) }} />
      </div>
      <div className="row g16 t13">
        <span className="row g6">
          <Icon name="check" size="s" className="c-ok" />
          <span>
            <b className="b">{formatNumber(finished)}</b> finished
          </span>
        </span>
        <span className="row g6">
          <Icon name="error" size="s" className={failed > 0 ? "c-bad" : "d"} />
          <span>
            <b className="b">{formatNumber(failed)}</b> failed
          </span>
        </span>
        <span className="row g6">
          <Icon name="clock" size="s" className="d" />
          <span>
            <b className="b">{formatNumber(Math.max(0, all - done))}</b> waiting
          </span>
        </span>
        <span className="end d t12">Stop acts between two requests; what is written by then stays written.</span>
      </div>
    </section>
  );
}
