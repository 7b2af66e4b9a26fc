import { useState } from "react";
import { useWorkspaceStatus } from "../../../backend/queries";
import { Icon, Time } from "../../../components";
import { dropDraft, keepDraft, readDraft } from "../../../components/drafts";

/** What is filled into a dialog: text, lists of words, and null for what nobody wants to change. */
type Filled<T> = { [Key in keyof T]: string | string[] | null };

export interface KeptForm<T> {
  value: T;
  /** Since when it has been there, where it was typed before the dialog opened (RFC 3339). */
  keptSince: string | null;
  change(next: T): void;
  /** It was saved, or somebody gave it up. */
  drop(): void;
}

/** The key of a draft that belongs to no agent: it is found again in its workspace. Null until that is known. */
export function useWorkspaceDraft(name: string): string | null {
  const status = useWorkspaceStatus();
  return status.isPending ? null : `${status.data?.directory ?? ""}/${name}`;
}

const isText = (value: unknown): value is string => typeof value === "string";

/** Whether a kept value fits; another version of the program may have kept it. */
function isLike(kept: unknown, empty: string | string[] | null): boolean {
  if (Array.isArray(empty)) return Array.isArray(kept) && kept.every(isText);
  return isText(kept) || (kept === null && empty === null);
}

function readKept<T extends Filled<T>>(text: string, empty: T): T {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return empty;
  }
  if (typeof kept !== "object" || kept === null) return empty;
  const known = Object.entries(kept).filter(([key, value]) => key in empty && isLike(value, empty[key as keyof T]));
  return { ...empty, ...Object.fromEntries(known) };
}

const isBlank = <T extends Filled<T>>(value: T): boolean =>
  Object.values<string | string[] | null>(value).every((part) => part === null || part.length === 0);

/** What is typed into a dialog, kept as a draft however the dialog goes away, until it was saved or given up. */
export function useKeptForm<T extends Filled<T>>(draftKey: string, empty: T): KeptForm<T> {
  const [kept] = useState(() => readDraft(draftKey));
  const [value, setValue] = useState(() => (kept === null ? empty : readKept(kept.text, empty)));
  return {
    value,
    keptSince: kept?.at ?? null,
    change: (next) => {
      setValue(next);
      if (isBlank(next)) dropDraft(draftKey);
      else keepDraft(draftKey, { text: JSON.stringify(next), base: "", at: new Date().toISOString() });
    },
    drop: () => dropDraft(draftKey),
  };
}

/** Says that what stands in a dialog was typed earlier. */
export function KeptNote({ since }: { since: string | null }) {
  if (since === null) return null;
  return (
    <div className="hint">
      <Icon name="clock" />
      <span role="status">
        <b className="md">Draft</b> of <Time at={since} withClock />, not saved. Cancel drops it.
      </span>
    </div>
  );
}
