import { useSyncExternalStore } from "react";
import { onStartOver } from "./workspace-switch";

export interface Progress {
  done: number;
  total: number;
  failed: number;
}

/** Progress is only a hint on the way; the truth of a run is read when it has ended. */
let runs: ReadonlyMap<string, Progress> = new Map();
const listeners = new Set<() => void>();

function publish(next: Map<string, Progress>): void {
  runs = next;
  for (const listener of listeners) listener();
}

export function reportProgress(agent: string, progress: Progress): void {
  publish(new Map(runs).set(agent, progress));
}

export function clearProgress(agent: string): void {
  if (!runs.has(agent)) return;
  const next = new Map(runs);
  next.delete(agent);
  publish(next);
}

onStartOver(() => publish(new Map()));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The progress of this agent's run, as last heard; undefined when nothing was heard. */
export function useProgress(agent: string): Progress | undefined {
  return useSyncExternalStore(subscribe, () => runs.get(agent));
}

export function useAllProgress(): ReadonlyMap<string, Progress> {
  return useSyncExternalStore(subscribe, () => runs);
}
