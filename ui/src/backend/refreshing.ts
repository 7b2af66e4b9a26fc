import { useSyncExternalStore } from "react";
import { onStartOver } from "./workspace-switch";

/** How far a refresh from Domotz has come: agents whose devices were read, of all that are read this time. */
export interface Refreshing {
  done: number;
  total: number;
}

let refreshing: Refreshing | null = null;
const listeners = new Set<() => void>();

function publish(next: Refreshing | null): void {
  refreshing = next;
  for (const listener of listeners) listener();
}

/** The last agent ends it: what became of all is read from the core. */
export function reportRefreshing(next: Refreshing): void {
  publish(next.done >= next.total ? null : next);
}

export function endRefreshing(): void {
  if (refreshing !== null) publish(null);
}

onStartOver(endRefreshing);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRefreshing(): Refreshing | null {
  return useSyncExternalStore(subscribe, () => refreshing);
}
