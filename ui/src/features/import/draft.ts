/**
 * The import that somebody is working on. It is kept while the pages change, and as long as the workspace is open: looking
 * something up elsewhere loses neither the file nor what was chosen for its columns.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import type { CommandFailure } from "../../backend/backend";
import type { ChangesUndoReply, ImportInspection, ImportReply } from "../../backend/generated";
import { choicesFor, type TableChoice } from "./mapping";

export type ImportStep = "file" | "columns" | "preview" | "result";

/** What a file was found to hold. */
export interface Inspected {
  path: string;
  inspection: ImportInspection;
  choices: readonly TableChoice[];
  /** Grows with each look into a file: a preview of what was read before counts no more. */
  round: number;
}

/** What was found in a file, after what was found before: what was chosen for the same columns stays. */
export function inspectedFrom(path: string, inspection: ImportInspection, before: Inspected | null): Inspected {
  return { path, inspection, choices: choicesFor(inspection, before ?? undefined), round: (before?.round ?? 0) + 1 };
}

export interface ImportDraft {
  step: ImportStep;
  /** As typed. */
  path: string;
  source: string;
  inspected: Inspected | null;
  /** Fields in which the file's value takes the place of one that was set here. */
  take: readonly string[];
  importing: boolean;
  /** The name of the import at work. */
  work: string | null;
  /** What the last import did. */
  result: ImportReply | null;
  failure: CommandFailure | null;
  undoing: boolean;
  undone: ChangesUndoReply | null;
  undoFailure: CommandFailure | null;
}

export const NEW_DRAFT: ImportDraft = {
  step: "file",
  path: "",
  source: "",
  inspected: null,
  take: [],
  importing: false,
  work: null,
  result: null,
  failure: null,
  undoing: false,
  undone: null,
  undoFailure: null,
};

interface Kept {
  draft: ImportDraft;
  listeners: Set<() => void>;
}

// Each workspace that is opened has a client of its own: what was chosen for one never shows up in another.
const kept = new WeakMap<QueryClient, Kept>();

function keptOf(client: QueryClient): Kept {
  const known = kept.get(client);
  if (known) return known;
  const made: Kept = { draft: NEW_DRAFT, listeners: new Set() };
  kept.set(client, made);
  return made;
}

export type ChangeDraft = (part: Partial<ImportDraft>) => void;

export function useImportDraft(): [ImportDraft, ChangeDraft] {
  const client = useQueryClient();
  const subscribe = useCallback(
    (listener: () => void) => {
      const { listeners } = keptOf(client);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [client],
  );
  const draft = useSyncExternalStore(subscribe, () => keptOf(client).draft);
  const change = useCallback<ChangeDraft>(
    (part) => {
      const store = keptOf(client);
      store.draft = { ...store.draft, ...part };
      for (const listener of store.listeners) listener();
    },
    [client],
  );
  return [draft, change];
}
