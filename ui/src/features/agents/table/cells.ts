import type { CellExit } from "./EditableCell";

/** The columns of the subscription that can be edited, from left to right. */
export const EDITABLE = ["name", "customer_id", "contract_id", "plan"] as const;

export type EditableColumn = (typeof EDITABLE)[number];

export interface CellStep {
  column: EditableColumn;
  /** Rows further down. */
  rows: number;
}

/** Where the keyboard goes from a cell: at the end of a row on to the next one, at its beginning back to the one before. */
export function stepFrom(column: EditableColumn, exit: CellExit): CellStep {
  if (exit === "stay") return { column, rows: 0 };
  if (exit === "down") return { column, rows: 1 };
  const at = EDITABLE.indexOf(column) + (exit === "next" ? 1 : -1);
  const next = EDITABLE[at];
  if (next !== undefined) return { column: next, rows: 0 };
  return exit === "next" ? { column: "name", rows: 1 } : { column: "plan", rows: -1 };
}

/** The cell beside it, if there is one. */
export function besideOf(column: EditableColumn, key: string): EditableColumn {
  const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  return EDITABLE[EDITABLE.indexOf(column) + by] ?? column;
}
