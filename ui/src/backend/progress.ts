import { useSyncExternalStore } from "react";
import type { ImportStep } from "./generated";
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

/** How far a look into a file, a preview or an import has come. */
export interface ImportProgress {
  /** The name that its request gave it. */
  work: string;
  step: ImportStep;
  done: number;
  /** Null while it is not known. */
  total: number | null;
}

// One at a time is looked at; what is heard of another one takes its place.
let importing: ImportProgress | null = null;

export function reportImportProgress(progress: ImportProgress): void {
  importing = progress;
  for (const listener of listeners) listener();
}

onStartOver(() => {
  importing = null;
});

/** The progress of the work of this name, as last heard; null when nothing was heard. */
export function useImportProgress(work: string | null): ImportProgress | null {
  const heard = useSyncExternalStore(subscribe, () => importing);
  return heard !== null && heard.work === work ? heard : null;
}
