import type { Progress } from "../../../backend/queries";
import { formatNumber, Icon } from "../../../components";

function share(part: number, total: number): string {
  return `${total === 0 ? 0 : (100 * part) / total}%`;
}

/** How far a run has come, in a bar and in words. */
export function RunProgress({ progress, total }: { progress: Progress | undefined; total: number | null }) {
  const all = progress?.total ?? total ?? 0;
  const done = progress?.done ?? 0;
  const failed = progress?.failed ?? 0;
  const written = Math.max(0, done - failed);
  return (
    <section className="runbox" aria-label="Progress">
      <div className="row g12">
        <b className="t16 b">Synchronizing</b>
        <span className="m">
          {progress === undefined ? "Reading both sides" : `${formatNumber(done)} of ${formatNumber(all)} records`}
        </span>
      </div>
      <div
        className="bar l runbar"
        role="progressbar"
        aria-label="Records finished"
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
      >
        <span className="ok" style={{ width: share(written, all) }} />
        <span className="bad" style={{ width: share(failed, all) }} />
      </div>
      <div className="row g16 t13">
        <span className="row g6">
          <Icon name="check" size="s" className="c-ok" />
          <span>
            <b className="b">{formatNumber(written)}</b> finished
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
