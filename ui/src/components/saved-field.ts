import { useCallback, useEffect, useRef, useState } from "react";
import { failureFrom } from "../backend/backend";
import { type Draft, dropDraft, keepDraft, readDraft } from "./drafts";
import { useReportSaving } from "./SaveState";

export type SavingState = "idle" | "saving" | "saved" | "failed";

export interface SavedFieldOptions {
  /** The value as the workspace has it. */
  value: string;
  /** Saves; a rejection is shown below the field, and what was typed stays. */
  onSave(value: string): Promise<unknown>;
  /** Says what is wrong with a text before it is sent; null when nothing is. */
  check?(value: string): string | null;
  /** Name in "Not saved: ..."; the field's label. */
  label: string;
  /** Keeps what was typed but not saved when the field goes away. */
  draftKey?: string | undefined;
  /** Keeps it on this computer too, so that it survives a restart; for notes. */
  draftLasts?: boolean;
}

export interface SavedField {
  draft: string;
  /** The value as the workspace has it. */
  saved: string;
  dirty: boolean;
  state: SavingState;
  error: string | null;
  /** What was typed earlier, not saved, and shown again; null once it was saved or taken back. */
  restored: Draft | null;
  change(text: string): void;
  commit(text?: string): void;
  /** Back to the saved value; false when there was nothing to take back. */
  revert(): boolean;
}

/** The one saving behaviour: a field saves on leaving it or Enter, Esc reverts, a failure keeps what was typed. */
export function useSavedField(options: SavedFieldOptions): SavedField {
  const { value, onSave, check, label, draftKey, draftLasts = false } = options;
  const [restored, setRestored] = useState<Draft | null>(() => {
    const kept = draftKey ? readDraft(draftKey, draftLasts) : null;
    return kept === null || kept.text === value ? null : kept;
  });
  const [draft, setDraft] = useState(restored?.text ?? value);
  const [state, setState] = useState<SavingState>("idle");
  const [error, setError] = useState<string | null>(null);
  const [base, setBase] = useState(value);
  // What is being sent right now, so that Enter followed by leaving the field does not send it twice.
  const sending = useRef<string | null>(null);
  // What was saved but has not come back as the value yet; the core may also write it a little differently.
  const [saved, setSaved] = useState<string | null>(null);
  const latest = useRef(value);
  latest.current = value;
  const report = useReportSaving(label);

  if (value !== base) {
    // Somebody else changed the value: take it, unless something is being typed here.
    if (draft === base || draft === saved) setDraft(value);
    setBase(value);
    setSaved(null);
  }

  const remember = useCallback(
    (text: string | null) => {
      if (text === null) setRestored(null);
      if (!draftKey) return;
      if (text === null) dropDraft(draftKey);
      else keepDraft(draftKey, { text, base: latest.current, at: new Date().toISOString() }, draftLasts);
    },
    [draftKey, draftLasts],
  );

  const change = (text: string): void => {
    setDraft(text);
    setError(null);
    if (state !== "saving") setState("idle");
    remember(text === value ? null : text);
  };

  const fail = (message: string): void => {
    setState("failed");
    setError(message);
    report("failed");
  };

  const commit = (text: string = draft): void => {
    if (text === saved) return;
    if (text === value) {
      if (state === "failed") revert();
      return;
    }
    if (sending.current === text) return;
    const wrong = check?.(text) ?? null;
    if (wrong !== null) {
      fail(wrong);
      return;
    }
    sending.current = text;
    setState("saving");
    setError(null);
    report("saving");
    onSave(text).then(
      () => {
        if (sending.current === text) sending.current = null;
        remember(null);
        if (latest.current === value) setSaved(text);
        // The answer was quicker than this: show the value as the core wrote it.
        else setDraft((typed) => (typed === text ? latest.current : typed));
        setState("saved");
        report("saved");
      },
      (reason: unknown) => {
        if (sending.current === text) sending.current = null;
        fail(failureFrom(reason).message);
      },
    );
  };

  const revert = (): boolean => {
    const changed = (draft !== value && draft !== saved) || state === "failed";
    setDraft(saved ?? value);
    setState("idle");
    setError(null);
    remember(null);
    report("idle");
    return changed;
  };

  // A field that goes away no longer holds the page head's "Not saved".
  useEffect(() => () => report("idle"), [report]);

  const dirty = draft !== value && draft !== saved;
  return { draft, saved: value, dirty, state, error, restored: dirty ? restored : null, change, commit, revert };
}
