import type { AppError, Commands, ErrorCode, WorkspaceEvent } from "./generated";

export type CommandName = keyof Commands;
export type Request<K extends CommandName> = Commands[K]["request"];
export type Reply<K extends CommandName> = Commands[K]["reply"];

/** What happens to files that somebody drags over the window. */
export type FileDrop = { kind: "over" } | { kind: "left" } | { kind: "dropped"; paths: string[] };

/** The one seam between the pages and whatever hosts the core. */
export interface Backend {
  call<K extends CommandName>(name: K, request: Request<K>): Promise<Reply<K>>;
  onEvent(listener: (event: WorkspaceEvent) => void): () => void;
  /** Whether the host can show a file dialog; where it cannot, a path is typed. */
  readonly hasFileDialogs: boolean;
  chooseFile(): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
  /** Address of street pictures, to which `version/zoom/column/row` is appended. */
  readonly tileAddress: string;
  onFileDrop(listener: (drop: FileDrop) => void): () => void;
  /** Hands an address (web, mailto, tel) to the computer's own programs; null where the host cannot, and it is copied. */
  readonly openLink: ((address: string) => Promise<void>) | null;
}

/** A command that did not succeed. Decide by `code`, never by the text. */
export class CommandFailure extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  constructor(error: AppError) {
    super(error.message);
    this.name = "CommandFailure";
    this.code = error.code;
    this.details = error.details ?? {};
    this.retryable = error.retryable;
  }
}

function isAppError(value: unknown): value is AppError {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<AppError>).code === "string" &&
    typeof (value as Partial<AppError>).message === "string"
  );
}

/** Turns whatever a host rejected with into the one kind of failure that pages know. */
export function failureFrom(reason: unknown): CommandFailure {
  if (reason instanceof CommandFailure) return reason;
  if (isAppError(reason)) return new CommandFailure(reason);
  const message = reason instanceof Error ? reason.message : String(reason);
  return new CommandFailure({ code: "internal", message, retryable: true });
}

let current: Backend | null = null;

export function setBackend(backend: Backend): void {
  current = backend;
}

/** Chosen once at start: the desktop shell when it is there, otherwise the loopback host. */
export async function chooseBackend(): Promise<void> {
  if ("__TAURI_INTERNALS__" in window) {
    const { tauriBackend } = await import("./tauri");
    current = tauriBackend();
  } else {
    const { loopbackBackend } = await import("./loopback");
    current = loopbackBackend();
  }
}

export function backend(): Backend {
  if (!current) throw new Error("The backend has not been chosen yet.");
  return current;
}

export async function call<K extends CommandName>(name: K, request: Request<K>): Promise<Reply<K>> {
  try {
    return await backend().call(name, request);
  } catch (reason) {
    throw failureFrom(reason);
  }
}
