import { useProgress } from "../../../backend/queries";
import { Button, formatNumber } from "../../../components";
import type { CreateJob } from "./jobs";
import { type Outcome, resultRows } from "./outcomes";

interface Props {
  jobs: readonly CreateJob[];
  job: CreateJob;
  index: number;
  earlier: readonly Outcome[];
  stopping: boolean;
  onStop: () => void;
  onClose: () => void;
}

const share = (part: number, total: number): string => `${total === 0 ? 0 : (100 * part) / total}%`;

/** How far it has come, over all agents. */
export function CreateProgress({ jobs, job, index, earlier, stopping, onStop, onClose }: Props) {
  const progress = useProgress(job.agent);
  const before = resultRows(earlier).filter((row) => row.outcome !== "left-out");
  const waiting = jobs.slice(index + 1).reduce((sum, later) => sum + later.devices.length, 0);
  const total = before.length + (progress?.total ?? job.devices.length) + waiting;
  const done = before.length + (progress?.done ?? 0);
  const failed = before.filter((row) => row.outcome === "failed").length + (progress?.failed ?? 0);
  return (
    <div className="col g12">
      <div className="row">
        <span className="grow m">
          {formatNumber(done)} of {formatNumber(total)}
          {jobs.length > 1 && `, agent ${index + 1} of ${jobs.length}: ${job.agentName}`}
        </span>
        {failed > 0 && <span className="c-bad">{formatNumber(failed)} failed</span>}
      </div>
      <div
        className="bar l"
        role="progressbar"
        aria-label="Configurations finished"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <span className="ok" style={{ width: share(Math.max(0, done - failed), total) }} />
        <span className="bad" style={{ width: share(failed, total) }} />
      </div>
      <p className="d t12">
        ConnectWise's list is read afresh before the first one is sent, so that nothing is created twice. Stop acts
        between two records; what is created by then stays, and is matched. Where an answer gets lost, Sitebook waits a
        minute and looks whether the record is there before it sends anything again.
      </p>
      <div className="dialog-foot">
        <Button onClick={onClose}>Go on in the background</Button>
        <Button kind="danger-outline" icon="stop" busy={stopping} onClick={onStop} data-autofocus>
          {stopping ? "Stopping" : "Stop"}
        </Button>
      </div>
    </div>
  );
}
