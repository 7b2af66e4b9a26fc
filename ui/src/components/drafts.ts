import { onStartOver } from "../backend/workspace-switch";

/**
 * Text that was typed but not saved when its field went away; it comes back with the field.
 *
 * It is also kept on this computer until it is saved or taken back, so that it survives closing the window. That is a
 * convenience: where there is no room or no storage, the draft lives as long as the window.
 */
export interface Draft {
  text: string;
  /** The saved value on top of which it was typed. */
  base: string;
  /** When it was typed last (RFC 3339). */
  at: string;
}

const PREFIX = "sitebook.draft/";
const here = new Map<string, Draft>();

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const draft = value as Partial<Draft>;
  return typeof draft.text === "string" && typeof draft.base === "string" && typeof draft.at === "string";
}

/** The draft of a field, also one that was typed before a restart. */
export function readDraft(key: string): Draft | null {
  const known = here.get(key);
  if (known) return known;
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(PREFIX + key) ?? "null");
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

export function keepDraft(key: string, draft: Draft): void {
  here.set(key, draft);
  try {
    window.localStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // No room or no storage: the draft stays in this window.
  }
}

export function dropDraft(key: string): void {
  here.delete(key);
  try {
    window.localStorage.removeItem(PREFIX + key);
  } catch {
    // There is no storage, so there is nothing to remove either.
  }
}

/** Forgets what this window knows, as a restart does. */
export function forgetDraftsHere(): void {
  here.clear();
}

// They stay in the storage: each belongs to its agent, and is found again in its workspace.
onStartOver(forgetDraftsHere);
