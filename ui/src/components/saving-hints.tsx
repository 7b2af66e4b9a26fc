/** What a field says about its own saving, and the keys that all of them share. */
import type { KeyboardEvent, ReactNode } from "react";
import { Button } from "./Button";
import { formatPerson } from "./format";
import { Icon } from "./icons";
import { KeyHint } from "./KeyHint";
import type { SavedField } from "./saved-field";
import { Time } from "./Time";

/** What a field says about its own saving; null leaves the place to another hint. */
export function savingHint(field: SavedField, keys: ReactNode): ReactNode {
  if (field.state === "saving") {
    return (
      <>
        <Icon name="spin" />
        <span role="status">Saving</span>
      </>
    );
  }
  if (field.state === "saved" && !field.dirty) {
    return (
      <span className="hint ok" role="status">
        <Icon name="check" />
        Saved
      </span>
    );
  }
  if (!field.dirty || field.conflict !== null) return null;
  return (
    <>
      {field.restored ? <DraftHint field={field} /> : null}
      {keys}
    </>
  );
}

/** Says that what stands in the field was typed earlier and is not saved. */
function DraftHint({ field }: { field: SavedField }) {
  if (field.restored === null) return null;
  const { at, base } = field.restored;
  return (
    <>
      <Icon name="clock" />
      <span role="status">
        <b className="md">Draft</b> of <Time at={at} withClock />, not saved
        {base === field.saved ? "." : "; the saved text was changed since."}
      </span>
    </>
  );
}

export const TEXT_KEYS = (
  <>
    <KeyHint keys="Enter">saves,</KeyHint>
    <KeyHint keys="Esc">reverts</KeyHint>
  </>
);

/** Enter or Ctrl+S in a field that saves itself, as the field decides; Esc takes back what was typed. */
export function onSavingKeys(field: SavedField, event: KeyboardEvent<HTMLElement>, saves: boolean): void {
  if (saves) {
    event.preventDefault();
    event.stopPropagation();
    field.commit();
  } else if (event.key === "Escape" && field.revert()) {
    // The first Esc is the field's; only the next one closes a drawer around it.
    event.stopPropagation();
    event.preventDefault();
  }
}

/** Whether a key ends the typing in a field of one line; not the one that ends a composition of letters. */
export const isEnter = (event: KeyboardEvent<HTMLElement>): boolean =>
  event.key === "Enter" && !event.nativeEvent.isComposing;

/** Ctrl+S, or the same with the command key. */
export const isSaveKey = (event: KeyboardEvent<HTMLElement>): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";

export const failedText = (field: SavedField): string | null =>
  field.error === null ? null : `Not saved. ${field.error}`;

interface ConflictNoteProps {
  field: SavedField;
  /** The value in words; as it is unless given. */
  words?(value: string): string;
}

/** Somebody else changed the value meanwhile: what it is now, and both ways on. Nothing typed is lost before one is chosen. */
export function ConflictNote({ field, words = (value) => value }: ConflictNoteProps) {
  const { conflict } = field;
  if (conflict === null) return null;
  return (
    <div className="conflict" role="alert">
      <Icon name="warn" />
      <span>
        <b className="md">{conflict.by === "" ? "The source" : formatPerson(conflict.by)}</b> changed it to{" "}
        {conflict.now === "" ? <i className="empty">nothing</i> : <b className="conflict-now">{words(conflict.now)}</b>}
        {conflict.at === "" ? null : (
          <>
            {" "}
            <Time at={conflict.at} withClock />
          </>
        )}
        . Yours is not saved.
      </span>
      <span className="row g6">
        <Button small onClick={field.takeTheirs}>
          Take theirs
        </Button>
        <Button small onClick={field.keepMine}>
          Keep mine
        </Button>
      </span>
    </div>
  );
}
