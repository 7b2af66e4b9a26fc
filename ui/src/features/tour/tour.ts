/** How far somebody is with the tour; kept on this computer, so that a closed tour stays closed. */
import { useSyncExternalStore } from "react";
import { tourSteps } from "./steps";

export interface Tour {
  /** Place in the list of steps. */
  step: number;
  open: boolean;
}

const KEY = "sitebook.tour";
const fresh: Tour = { step: 0, open: true };

/** What was kept; a value of another shape counts as nothing kept. */
export function readTour(text: string | null): Tour {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null) return fresh;
    const { step, open } = value as Partial<Tour>;
    if (typeof step !== "number" || typeof open !== "boolean" || tourSteps[step] === undefined) return fresh;
    return { step, open };
  } catch {
    return fresh;
  }
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let tour: Tour | null = null;
const listeners = new Set<() => void>();

function current(): Tour {
  tour ??= readTour(stored());
  return tour;
}

function publish(next: Tour | null): void {
  tour = next;
  try {
    if (next === null) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // There is no storage: the tour is remembered as long as the window lives.
  }
  for (const listener of listeners) listener();
}

export function goToStep(step: number): void {
  if (tourSteps[step] !== undefined) publish({ step, open: true });
}

export function closeTour(): void {
  publish({ ...current(), open: false });
}

export function restartTour(): void {
  publish(fresh);
}

/** Back to the first step; a closed tour stays closed. */
export function rewindTour(): void {
  publish({ ...current(), step: 0 });
}

export function finishTour(): void {
  publish({ step: 0, open: false });
}

/** With the sample goes what was done in it; a new one begins with the tour. */
export function forgetTour(): void {
  publish(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTour(): Tour {
  return useSyncExternalStore(subscribe, current);
}
