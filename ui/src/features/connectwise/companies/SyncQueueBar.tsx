import { Drawer } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import {
  closeQueue,
  type QueuedAgent,
  type SyncQueue,
  stopQueue,
  useProgress,
  useSyncQueue,
} from "../../../backend/queries";
import { Badge, Button, formatNumber, Icon, notifyFailure, plural, StateBadge } from "../../../components";
import { modeName, sentence } from "../words";

/** How many agents of the queue are in which state. */
export function queueCounts({ agents }: Pick<SyncQueue, "agents">) {
  const ended = agents.filter((item) => item.place === "ended");
  return {
    all: agents.length,
    ended: ended.length,
    good: ended.filter((item) => item.outcome === "done").length,
    bad: ended.filter((item) => item.outcome !== "done").length,
    leftOut: agents.filter((item) => item.place === "left-out").length,
  };
}

function QueuedState({ item }: { item: QueuedAgent }) {
  switch (item.place) {
    case "waiting":
      return <span className="d t12">waiting</span>;
    case "left-out":
      return (
        <Badge tone="dashed" icon="minus">
          Not begun
        </Badge>
      );
    case "running":
      return <StateBadge state="running" />;
    case "ended":
      return <StateBadge state={item.outcome ?? "failed"} failed={item.failed} />;
  }
}

/** The words below the name of an agent. */
function queuedWords({ place, message, written }: QueuedAgent): string {
  if (place !== "ended") {
    return "";
  }
  return message === "" ? `${plural(written, "record")} written` : sentence(message);
}

function QueueResults({ queue }: { queue: SyncQueue }) {
  const [, navigate] = useLocation();
  return (
    <ul className="picklist heldlist" aria-label="Agents of the queue">
      {queue.agents.map((item) => (
        <li key={item.agent} className="row">
          <span className="grow">
            <span className="el md block">{item.name}</span>
            <span className="sub2 wrap">{queuedWords(item)}</span>
          </span>
          <QueuedState item={item} />
          {item.run !== null && (
            <Button small aria-label={`Open the run of ${item.name}`} onClick={() => navigate(`/activity/${item.run}`)}>
              Open
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function RunningNow({ item }: { item: QueuedAgent }) {
  const progress = useProgress(item.agent);
  return (
    <span className="el m">
      {item.name}
      {progress && `: ${formatNumber(progress.done)} of ${formatNumber(progress.total)} records`}
    </span>
  );
}

/** One line for many agents that are synchronized in turn, with Stop; afterwards how they ended. */
export function SyncQueueBar() {
  const queue = useSyncQueue();
  const [showing, setShowing] = useState(false);
  if (queue === null) {
    return null;
  }
  const counts = queueCounts(queue);
  const running = queue.agents.find((item) => item.place === "running");
  return (
    <section className="queuebar" aria-label="Many agents">
      <div className="row g12">
        <Icon
          name={queue.ended ? (counts.bad > 0 ? "warn" : "check") : "spin"}
          className={counts.bad > 0 && queue.ended ? "c-warn" : queue.ended ? "c-ok" : undefined}
        />
        <b className="md nw" role="status">
          {queue.ended
            ? `${plural(counts.good, "agent")} synchronized`
            : `Syncing ${formatNumber(Math.min(counts.ended + 1, counts.all))} of ${plural(counts.all, "agent")}`}
        </b>
        <span className="d t12 nw">{modeName(queue.mode)}</span>
        {running && <RunningNow item={running} />}
        <span className="end row nw">
          {counts.bad > 0 && <span className="c-warn t13">{formatNumber(counts.bad)} to look at</span>}
          {counts.leftOut > 0 && <span className="d t13">{formatNumber(counts.leftOut)} not begun</span>}
          <Button small onClick={() => setShowing(true)}>
            Show agents
          </Button>
          {queue.ended ? (
            <Button small kind="quiet" icon="close" iconOnly aria-label="Close the results" onClick={closeQueue} />
          ) : (
            <Button
              small
              kind="danger-outline"
              icon="stop"
              disabled={queue.stopping}
              title="The run at work stops between two requests; the agents after it do not begin"
              onClick={() => stopQueue().catch((reason) => notifyFailure("The run was not stopped.", reason))}
            >
              {queue.stopping ? "Stopping" : "Stop"}
            </Button>
          )}
        </span>
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-label="Agents finished"
        aria-valuemin={0}
        aria-valuemax={counts.all}
        aria-valuenow={counts.ended}
      >
        <span className="ok" style={{ width: `${(100 * counts.good) / counts.all}%` }} />
        <span className="warn" style={{ width: `${(100 * counts.bad) / counts.all}%` }} />
      </div>
      <Drawer
        opened={showing}
        onClose={() => setShowing(false)}
        position="right"
        title={`Sync of ${plural(counts.all, "agent")}`}
        size={520}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {showing && <QueueResults queue={queue} />}
      </Drawer>
    </section>
  );
}
