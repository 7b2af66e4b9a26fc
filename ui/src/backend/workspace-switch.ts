import { useSyncExternalStore } from "react";

/*
 * Another workspace was opened in this window. Ids of the one before mean nothing in it, so that everything which was
 * read, selected or typed for it is dropped: the application is mounted anew for each number.
 */
let opened = 0;
let switching = 0;
const mounts = new Set<() => void>();
const memories = new Set<() => void>();

/** For what outlives a page on purpose: `forget` is called before the pages of another workspace are shown. */
export function onStartOver(forget: () => void): void {
  memories.add(forget);
}

/** Drops everything that belongs to the workspace shown so far. Where to go on is the caller's choice. */
export function startOver(): void {
  for (const forget of memories) forget();
  opened += 1;
  for (const mount of mounts) mount();
}

/** Runs an act of this window that opens another workspace; it ends with `startOver`. */
export async function whileSwitching<T>(act: () => Promise<T>): Promise<T> {
  switching += 1;
  try {
    return await act();
  } finally {
    switching -= 1;
  }
}

/** Whether this window is just opening another workspace: what it reads meanwhile is of either one. */
export function isSwitching(): boolean {
  return switching > 0;
}

function subscribe(mount: () => void): () => void {
  mounts.add(mount);
  return () => mounts.delete(mount);
}

/** Grows with each workspace that is opened in this window. */
export function useWorkspaceNumber(): number {
  return useSyncExternalStore(subscribe, () => opened);
}
