import { useSyncExternalStore } from "react";
import type { WorkspaceEvent } from "./generated";
import { onStartOver } from "./workspace-switch";

export type WaitingReason = Extract<WorkspaceEvent, { kind: "waiting" }>["reason"];

/** A pause in the requests to ConnectWise: who asked for it, and when it ends. */
export interface Waiting {
  reason: WaitingReason;
  /** The whole pause, in seconds. */
  seconds: number;
  /** Milliseconds since the epoch. */
  until: number;
}

let waiting: Waiting | null = null;
const listeners = new Set<() => void>();

function publish(next: Waiting | null): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Several requests may wait at once: the pause that ends last is the one to tell of. */
export function longer(known: Waiting | null, next: Waiting): Waiting {
  return known !== null && known.until >= next.until ? known : next;
}

export function reportWaiting(seconds: number, reason: WaitingReason, now: number = Date.now()): void {
  if (!(seconds > 0)) return;
  const known = waiting !== null && waiting.until > now ? waiting : null;
  publish(longer(known, { reason, seconds, until: now + seconds * 1000 }));
}

/** The pause is over. */
export function endWaiting(): void {
  if (waiting !== null) publish(null);
}

onStartOver(endWaiting);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useWaiting(): Waiting | null {
  return useSyncExternalStore(subscribe, () => waiting);
}

/** Whole seconds that are left; 0 when it is over. */
export function secondsLeft({ until }: Waiting, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}
