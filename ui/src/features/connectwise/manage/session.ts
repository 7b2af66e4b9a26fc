/**
 * What somebody typed and ticked while connecting. It lives as long as the window, so that looking something up on
 * another page loses nothing; it is never written anywhere, and the private key is not even kept here.
 */
import { useSyncExternalStore } from "react";
import type { ConnectRequest } from "../../../backend/generated";
import { onStartOver } from "../../../backend/workspace-switch";
import { nextStep, type SetupStepId } from "./setup-steps";

export type KeptValues = Omit<ConnectRequest, "private_key">;

export interface ConnectSession {
  values: KeptValues;
  done: readonly SetupStepId[];
  /** The step whose help is shown; null = none. */
  open: SetupStepId | null;
}

const fresh: ConnectSession = {
  values: { site: "", company: "", public_key: "", client_id: "" },
  done: [],
  open: "role",
};

let session = fresh;
const listeners = new Set<() => void>();

function publish(next: ConnectSession): void {
  session = next;
  for (const listener of listeners) listener();
}

export function keepValues({ site, company, public_key, client_id }: ConnectRequest): void {
  publish({ ...session, values: { site, company, public_key, client_id } });
}

export function openStep(step: SetupStepId | null): void {
  publish({ ...session, open: step });
}

/** A step that is done folds up, and the next one that is not done opens. */
export function tickStep(step: SetupStepId, isDone: boolean): void {
  const others = session.done.filter((item) => item !== step);
  const done = isDone ? [...others, step] : others;
  const folds = isDone && session.open === step;
  publish({ ...session, done, open: folds ? nextStep(step, done) : session.open });
}

/** Connected: what was typed is of no more use here. The ticks stay, in case it is done again. */
export function forgetValues(): void {
  publish({ ...session, values: fresh.values });
}

export function forgetConnectSession(): void {
  publish(fresh);
}

onStartOver(forgetConnectSession);

/** What was typed before this page was opened. */
export function keptValues(): KeptValues {
  return session.values;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnectSession(): ConnectSession {
  return useSyncExternalStore(subscribe, () => session);
}
