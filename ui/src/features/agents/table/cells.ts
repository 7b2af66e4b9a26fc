import type { AgentSummary } from "../../../backend/generated";
import { formatFullTime, formatTime, toDay } from "../../../components";
import { activationDay, activationSeen, checkDay } from "../activation";
import type { CellExit } from "./EditableCell";

/** The columns of the subscription that can be edited, from left to right. */
export const EDITABLE = ["name", "customer_id", "contract_id", "activated", "plan"] as const;

export type EditableColumn = (typeof EDITABLE)[number];

/** What a cell edits, and how it is read and written. */
interface CellValue {
  /** Field key. */
  field: string;
  value(agent: AgentSummary): string;
  /** How a value is shown; as it is when not given. */
  show?(text: string): string;
  /** What stands for no value. */
  empty?(agent: AgentSummary): string;
  /** What is wrong with a typed text; null when nothing is. */
  check?(text: string): string | null;
  /** Makes of a value in the core's words the text of the cell. */
  read?(text: string): string;
  /** The way back: what the core has to know was seen. */
  seenAs?(agent: AgentSummary, seen: string): string;
}

export const CELL_VALUES: Record<EditableColumn, CellValue> = {
  name: {
    field: "name",
    value: (agent) => agent.name,
    check: (text) => (text.trim() === "" ? "An agent needs a name." : null),
  },
  customer_id: { field: "customer_id", value: (agent) => agent.customer_id },
  contract_id: { field: "contract_id", value: (agent) => agent.contract_id },
  activated: {
    field: "activated_at",
    value: activationDay,
    show: (text) => formatFullTime(text) || text,
    empty: (agent) => `first seen ${formatTime(toDay(agent.activated_at))}`,
    check: checkDay,
    read: toDay,
    seenAs: activationSeen,
  },
  plan: { field: "plan", value: (agent) => agent.plan },
};

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
