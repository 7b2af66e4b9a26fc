import { useCallback, useEffect, useRef, useState } from "react";
import { failureFrom } from "../backend/backend";
import { type Conflict, conflictFrom } from "../backend/conflict";
import { type Draft, dropDraft, keepDraft, readDraft } from "./drafts";
import { useReportSaving } from "./SaveState";

export type SavingState = "idle" | "saving" | "saved" | "failed";

export interface SavedFieldOptions {
  /** The value as the workspace has it. */
  value: string;
  /**
   * Saves; a rejection is shown below the field, and what was typed stays. `seen` is the value on top of which it was
   * typed: where something else counts by now, the core refuses with `changed_meanwhile`.
   */
  onSave(value: string, seen: string): Promise<unknown>;
  /** Says what is wrong with a text before it is sent; null when nothing is. */
  check?(value: string): string | null;
  /** Name in "Not saved: ..."; the field's label. */
  label: string;
  /** Keeps what was typed but not saved when the field, or the window, goes away. */
  draftKey?: string | undefined;
  /** Makes of a value in the core's words the text of this field; for lists. */
  read?(text: string): string;
  /** Told of each text that stands in the field, saved or not: for what is shown beside it meanwhile. */
  onDraft?: ((text: string) => void) | undefined;
}

export interface SavedField {
  draft: string;
  /** The value as the workspace has it. */
  saved: string;
  dirty: boolean;
  state: SavingState;
  error: string | null;
  /** What somebody else saved meanwhile; to be settled with `takeTheirs` or `keepMine`. */
  conflict: Conflict | null;
  /** What was typed earlier, not saved, and shown again; null once it was saved or taken back. */
  restored: Draft | null;
  change(text: string): void;
  commit(text?: string): void;
  /** Back to the saved value; false when there was nothing to take back. */
  revert(): boolean;
  takeTheirs(): void;
  keepMine(): void;
}

/** The one saving behaviour: a field saves on leaving it or Enter, Esc reverts, a failure keeps what was typed. */
export function useSavedField(options: SavedFieldOptions): SavedField {
  const { value, onSave, check, label, draftKey, read = (text) => text, onDraft } = options;
  const [restored, setRestored] = useState<Draft | null>(() => {
    const kept = draftKey ? readDraft(draftKey) : null;
    return kept === null || kept.text === value ? null : kept;
  });
  const [draft, setDraft] = useState(restored?.text ?? value);
  const [state, setState] = useState<SavingState>("idle");
  const [error, setError] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [base, setBase] = useState(value);
  // The value that was seen before typing began; it goes with what is sent.
  const seen = useRef(restored?.base ?? value);
  // One text at a time is on its way. The one typed after it waits, so that a field is never in conflict with itself.
  const sending = useRef<string | null>(null);
  const waiting = useRef<string | null>(null);
  // What was saved but has not come back as the value yet; the core may also write it a little differently.
  const [saved, setSaved] = useState<string | null>(null);
  const latest = useRef(value);
  latest.current = value;
  const typed = useRef(draft);
  typed.current = draft;
  const report = useReportSaving(label, draftKey);

  if (value !== base) {
    // Somebody else changed the value: take it, unless something is being typed here.
    if (draft === (saved ?? base)) setDraft(value);
    setBase(value);
    setSaved(null);
  }

  // What counts as far as this field knows.
  const current = saved ?? value;
  const dirty = draft !== current;

  const remember = useCallback(
    (text: string | null) => {
      if (text === null) setRestored(null);
      if (!draftKey) return;
      if (text === null) dropDraft(draftKey);
      else keepDraft(draftKey, { text, base: seen.current, at: new Date().toISOString() });
    },
    [draftKey],
  );

  const change = (text: string): void => {
    if (!dirty) seen.current = current;
    setDraft(text);
    setError(null);
    setConflict(null);
    if (state !== "saving") setState("idle");
    remember(text === current ? null : text);
  };

  const fail = (reason: { message: string } | Conflict): void => {
    if ("now" in reason) setConflict({ ...reason, now: read(reason.now) });
    else setError(reason.message);
    setState("failed");
    report("failed");
  };

  const send = (text: string): void => {
    const before = latest.current;
    sending.current = text;
    setState("saving");
    setError(null);
    setConflict(null);
    report("saving");
    onSave(text, seen.current).then(
      () => {
        sending.current = null;
        seen.current = text;
        const next = waiting.current;
        waiting.current = null;
        if (next !== null && next !== text) {
          send(next);
          return;
        }
        // Typing may have gone on meanwhile: that is not saved yet.
        remember(typed.current === text ? null : typed.current);
        if (latest.current === before) setSaved(text);
        // The answer was quicker than this: show the value as the core wrote it.
        else setDraft((now) => (now === text ? latest.current : now));
        setState("saved");
        report("saved");
      },
      (reason: unknown) => {
        sending.current = null;
        waiting.current = null;
        const failure = failureFrom(reason);
        fail(conflictFrom(failure) ?? failure);
      },
    );
  };

  const commit = (text: string = draft): void => {
    // A conflict is settled by its buttons, not by leaving the field on the way to them.
    if (conflict !== null && text === draft) return;
    if (sending.current !== null) {
      if (sending.current !== text) waiting.current = text;
      return;
    }
    if (text === current) {
      if (state === "failed") revert();
      return;
    }
    const wrong = check?.(text) ?? null;
    if (wrong === null) send(text);
    else fail({ message: wrong });
  };

  const settle = (text: string): void => {
    setDraft(text);
    setState("idle");
    setError(null);
    setConflict(null);
    waiting.current = null;
    remember(null);
    report("idle");
  };

  const revert = (): boolean => {
    const changed = dirty || state === "failed";
    settle(current);
    return changed;
  };

  const takeTheirs = (): void => {
    if (conflict === null) return;
    // It may not have come back as the value yet.
    setSaved(conflict.now === value ? null : conflict.now);
    settle(conflict.now);
  };

  const keepMine = (): void => {
    if (conflict === null) return;
    seen.current = conflict.now;
    send(draft);
  };

  useEffect(() => onDraft?.(draft), [onDraft, draft]);
  // A field that goes away no longer holds the page head's "Not saved".
  useEffect(() => () => report("idle"), [report]);

  return {
    draft,
    saved: value,
    dirty,
    state,
    error,
    conflict,
    restored: dirty ? restored : null,
    change,
    commit,
    revert,
    takeTheirs,
    keepMine,
  };
}
