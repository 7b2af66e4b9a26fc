/** Many agents synchronized one after the other. It goes on while the pages change. */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { call, failureFrom } from "./backend";
import type { RunState, SyncMode } from "./generated";
import { invalidateLocal } from "./query-client";
import { onStartOver } from "./workspace-switch";

/** One agent of the queue. */
export interface QueuedAgent {
  agent: string;
  name: string;
  /** "left out" = its turn never came. */
  place: "waiting" | "running" | "ended" | "left-out";
  /** How its run ended; none where there was none. */
  outcome: RunState | null;
  run: string | null;
  written: number;
  failed: number;
  /** Why it did not end well. */
  message: string;
}

/** An agent whose plan a person has seen. */
export interface PlannedAgent {
  id: string;
  name: string;
  /** Hash of the plan: exactly this is carried out. */
  plan: string;
}

export interface SyncQueue {
  mode: SyncMode;
  agents: readonly QueuedAgent[];
  stopping: boolean;
  ended: boolean;
}

/** Failures of the connection itself: the next agent would only meet the same. */
const ENDS = new Set(["unauthorized", "missing_right", "connection_paused", "not_connected"]);

/** Failures that pass by themselves: the run is postponed. */
const POSTPONES = new Set(["unavailable", "too_many_requests"]);

let queue: SyncQueue | null = null;
const listeners = new Set<() => void>();

function publish(next: SyncQueue | null): void {
  queue = next;
  for (const listener of listeners) listener();
}

function change(agent: string, part: Partial<QueuedAgent>): void {
  if (queue === null) return;
  publish({ ...queue, agents: queue.agents.map((item) => (item.agent === agent ? { ...item, ...part } : item)) });
}

async function runOne(agent: string, mode: SyncMode, plan: string): Promise<boolean> {
  change(agent, { place: "running" });
  try {
    const reply = await call("sync_run", { agent, mode, plan });
    const { run, state, message, applied, failed } = reply;
    change(agent, { place: "ended", outcome: state, run, message, written: applied, failed: failed.length });
    return true;
  } catch (reason) {
    const failure = failureFrom(reason);
    const run = typeof failure.details["run"] === "string" ? failure.details["run"] : null;
    const outcome = failure.code === "stopped" ? "stopped" : POSTPONES.has(failure.code) ? "postponed" : "failed";
    change(agent, { place: "ended", outcome, run, message: failure.message });
    return !ENDS.has(failure.code);
  }
}

/** Carries out the plans of these agents in turn; one that fails does not hold the others back. */
export async function startQueue(client: QueryClient, mode: SyncMode, agents: readonly PlannedAgent[]): Promise<void> {
  if (queue !== null && !queue.ended) return;
  const made: SyncQueue = {
    mode,
    stopping: false,
    ended: false,
    agents: agents.map(({ id, name }) => ({
      agent: id,
      name,
      place: "waiting",
      outcome: null,
      run: null,
      written: 0,
      failed: 0,
      message: "",
    })),
  };
  publish(made);
  for (const { id, plan } of agents) {
    // Another workspace may have been opened meanwhile: its queue is none of ours.
    if (queue === null || queue.stopping) break;
    const goOn = await runOne(id, mode, plan);
    void invalidateLocal(client);
    if (!goOn) break;
  }
  if (queue === null) return;
  publish({
    ...queue,
    ended: true,
    stopping: false,
    agents: queue.agents.map((item) => (item.place === "waiting" ? { ...item, place: "left-out" } : item)),
  });
}

/** Ends the queue: the run at work stops between two requests, those after it do not begin. */
export async function stopQueue(): Promise<void> {
  if (queue === null || queue.ended) return;
  publish({ ...queue, stopping: true });
  const running = queue.agents.find((item) => item.place === "running");
  if (running) await call("sync_stop", { agent: running.agent });
}

/** Forgets the results of a queue that has ended. */
export function closeQueue(): void {
  if (queue?.ended) publish(null);
}

onStartOver(() => publish(null));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSyncQueue(): SyncQueue | null {
  return useSyncExternalStore(subscribe, () => queue);
}
