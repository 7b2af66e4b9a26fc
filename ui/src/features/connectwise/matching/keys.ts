/** What a key does in the matching table. Pure, so that every combination can be tested. */
import { canCreate, canIgnore, canReplace, canRetire, canUnlink, type MatchingRow } from "./rows";

/** What the table is to do. */
export type KeyAct =
  | { act: "move"; to: number }
  | { act: "match" }
  | { act: "match-selected" }
  | { act: "choose"; candidate: number }
  | { act: "confirm-shown" }
  | { act: "pick" }
  | { act: "create" }
  | { act: "retire" }
  | { act: "replace" }
  | { act: "undo" }
  | { act: "unlink" }
  | { act: "ignore" }
  | { act: "restore" }
  | { act: "toggle-open" }
  | { act: "close" }
  | { act: "select" }
  | { act: "search" }
  | { act: "help" };

/** The parts of a keyboard event that count. */
export interface KeyPress {
  key: string;
  shift: boolean;
  /** Control, Alt or Command: such keys belong to somebody else. */
  modified: boolean;
}

export interface KeyContext {
  rows: readonly MatchingRow[];
  /** Index of the row with the keyboard; -1 = none. */
  focus: number;
  /** Id of the row whose review is open. */
  open: string | null;
  /** Number of proposed rows that are selected. */
  selected: number;
  /** Whether the rows are a list of proposals, to be confirmed together. */
  confirmable: boolean;
  /** Whether something was unlinked that can be put back. */
  undoable: boolean;
}

/** Whether a row can be opened for comparing. */
export function canOpen(row: MatchingRow): boolean {
  return row.candidates.length > 0;
}

/** Whether a person must decide, with both sides before their eyes. */
export function mustDecide(row: MatchingRow): boolean {
  return row.state === "review" || row.state === "frozen";
}

/** Whether a row can be selected for an act on many. */
export function canSelect(row: MatchingRow): boolean {
  return row.state === "proposed" || row.state === "unmatched" || row.state === "review";
}

function moved(context: KeyContext, to: number): KeyAct | null {
  if (context.rows.length === 0) {
    return null;
  }
  return { act: "move", to: Math.max(0, Math.min(context.rows.length - 1, to)) };
}

/** Whether a configuration may be picked for it by hand. */
export function canPick(row: MatchingRow): boolean {
  return row.state === "unmatched" || row.state === "review";
}

function entered(row: MatchingRow): KeyAct | null {
  if (row.state === "proposed") {
    return { act: "match" };
  }
  return canOpen(row) ? { act: "toggle-open" } : null;
}

function enteredShifted(context: KeyContext): KeyAct | null {
  if (context.selected > 0) {
    return { act: "match-selected" };
  }
  return context.confirmable ? { act: "confirm-shown" } : null;
}

/** The keys that act on the row with the keyboard. */
function rowAct(key: string, row: MatchingRow, context: KeyContext): KeyAct | null {
  switch (key) {
    case "Enter":
      return entered(row);
    case " ":
      return canSelect(row) ? { act: "select" } : null;
    case "v":
      return canOpen(row) ? { act: "toggle-open" } : null;
    case "x":
      return canUnlink(row) ? { act: "unlink" } : null;
    case "p":
      return canPick(row) ? { act: "pick" } : null;
    case "c":
      return canCreate(row) ? { act: "create" } : null;
    case "s":
      return canRetire(row) ? { act: "retire" } : null;
    case "r":
      return canReplace(row) ? { act: "replace" } : null;
    case "i":
      if (row.state === "ignored") {
        return { act: "restore" };
      }
      return canIgnore(row) ? { act: "ignore" } : null;
    default:
      break;
  }
  if (/^[1-9]$/.test(key) && context.open === row.id) {
    const candidate = Number(key) - 1;
    return candidate < row.candidates.length ? { act: "choose", candidate } : null;
  }
  return null;
}

/** The act of a key, or none where the key means nothing here. */
export function keyAct(press: KeyPress, context: KeyContext): KeyAct | null {
  if (press.modified) {
    return context.undoable && press.key.toLowerCase() === "z" && !press.shift ? { act: "undo" } : null;
  }
  const row = context.rows[context.focus] ?? null;
  switch (press.key) {
    case "ArrowDown":
      return moved(context, context.focus + 1);
    case "ArrowUp":
      return moved(context, context.focus < 0 ? 0 : context.focus - 1);
    case "Home":
      return moved(context, 0);
    case "End":
      return moved(context, context.rows.length - 1);
    case "/":
      return { act: "search" };
    case "?":
      return { act: "help" };
    case "Escape":
      return context.open === null ? null : { act: "close" };
    case "Enter":
      if (press.shift) {
        return enteredShifted(context);
      }
      break;
    default:
      break;
  }
  // Letters mean the same with Shift or Caps Lock.
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return row === null ? null : rowAct(key, row, context);
}
