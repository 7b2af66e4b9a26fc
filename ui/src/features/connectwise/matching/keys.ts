/** What a key does in the matching table. Pure, so that every combination can be tested. */
import type { MatchingRow } from "./rows";

/** What the table is to do. */
export type KeyAct =
  | { act: "move"; to: number }
  | { act: "match" }
  | { act: "match-selected" }
  | { act: "choose"; candidate: number }
  | { act: "pick" }
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
}

/** Whether a row can be opened for comparing. */
export function canOpen(row: MatchingRow): boolean {
  return row.state === "review" || row.state === "frozen" || row.candidates.length > 0;
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

/** The act of a key, or none where the key means nothing here. */
export function keyAct(press: KeyPress, context: KeyContext): KeyAct | null {
  if (press.modified) {
    return null;
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
        return context.selected > 0 ? { act: "match-selected" } : null;
      }
      return row === null ? null : entered(row);
    case " ":
      return row?.state === "proposed" ? { act: "select" } : null;
    case "x":
    case "X":
      return row?.match ? { act: "unlink" } : null;
    case "p":
    case "P":
      return row !== null && canPick(row) ? { act: "pick" } : null;
    case "i":
    case "I":
      if (row === null || (row.match !== null && row.state !== "proposed")) {
        return null;
      }
      return { act: row.state === "ignored" ? "restore" : "ignore" };
    default:
      break;
  }
  if (/^[1-9]$/.test(press.key) && row !== null && context.open === row.id) {
    const candidate = Number(press.key) - 1;
    return candidate < row.candidates.length ? { act: "choose", candidate } : null;
  }
  return null;
}
