/** Which column of a file goes where: what is proposed, what a person chose, and what is wrong with it. */
import type { ImportField, ImportInspection, ImportMapping, ImportTable } from "../../backend/generated";
import { formatField } from "../../components";

/** What the rows of a table are. */
export type Holds = "agents" | "devices";
const HOLDS: readonly Holds[] = ["agents", "devices"];

/** Key of the id of a record in its source. */
export const ID = "id";
/** Fields that several columns may go to; the core has them as lists. */
const LISTS: ReadonlySet<string> = new Set(["contact.phones", "tags", "macs", "ips"]);

/** Where the columns go if the rows are of this kind. */
export interface Targets {
  /** Head of a column to field key. */
  columns: ReadonlyMap<string, string>;
  /** Head of the column that stands in for the id where no column goes to it. */
  idFrom: string | null;
}

/** What a person chose for a table. */
export interface TableChoice {
  table: string;
  /** None = it is left out. */
  holds: Holds | null;
  /** Of either kind: trying the other one loses nothing. */
  targets: Readonly<Record<Holds, Targets>>;
}

/** What keeps a table from being imported. */
export type Problem = { kind: "missing"; field: string } | { kind: "twice"; field: string; columns: readonly string[] };

export function fieldsOf(inspection: ImportInspection, holds: Holds): readonly ImportField[] {
  return holds === "agents" ? inspection.agent_fields : inspection.device_fields;
}

/** Without case, spaces and punctuation: "Serial-number" and "Serial number" are one. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** What a head says by itself; the core knows more words than these, but guesses for one kind of record only. */
function namedField(head: string, fields: readonly ImportField[]): string | undefined {
  const wanted = plain(head);
  return fields.find(({ field }) => plain(field) === wanted || plain(formatField(field)) === wanted)?.field;
}

/** The targets for the kind of record that the core did not guess: the same fields where that kind has them. */
function translated(table: ImportTable, fields: readonly ImportField[]): Targets {
  const known = new Set(fields.map(({ field }) => field));
  const columns = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, target } of table.columns) {
    const field = namedField(name, fields) ?? (target !== null && known.has(target) ? target : undefined);
    if (field === undefined || (taken.has(field) && !LISTS.has(field))) continue;
    columns.set(name, field);
    taken.add(field);
  }
  return { columns, idFrom: null };
}

/** As the core proposes it. */
function proposed(table: ImportTable): Targets {
  const columns = new Map<string, string>();
  for (const { name, target } of table.columns) if (target !== null) columns.set(name, target);
  return { columns, idFrom: table.id_from };
}

function choiceOf(table: ImportTable, inspection: ImportInspection): TableChoice {
  const told = HOLDS.find((holds) => holds === table.holds) ?? null;
  const targets = (holds: Holds): Targets =>
    holds === told ? proposed(table) : translated(table, fieldsOf(inspection, holds));
  return {
    table: table.name,
    // A file with one table is meant to be imported.
    holds: told ?? (inspection.tables.length === 1 ? "agents" : null),
    targets: { agents: targets("agents"), devices: targets("devices") },
  };
}

const headsOf = ({ tables }: ImportInspection): string =>
  JSON.stringify(tables.map((table) => [table.name, table.columns.map(({ name }) => name)]));

/** The choices to begin with. Those for a file with the same columns that was looked into before stay. */
export function choicesFor(
  inspection: ImportInspection,
  before?: { inspection: ImportInspection; choices: readonly TableChoice[] },
): readonly TableChoice[] {
  if (before !== undefined && headsOf(before.inspection) === headsOf(inspection)) return before.choices;
  return inspection.tables.map((table) => choiceOf(table, inspection));
}

/** The same choice with a column going elsewhere; null = left out. */
export function withTarget(choice: TableChoice, column: string, field: string | null): TableChoice {
  if (choice.holds === null) return choice;
  const { columns, idFrom } = choice.targets[choice.holds];
  const next = new Map(columns);
  if (field === null) next.delete(column);
  else next.set(column, field);
  return { ...choice, targets: { ...choice.targets, [choice.holds]: { columns: next, idFrom } } };
}

/** The same choice with another column that stands in for the id. */
export function withIdFrom(choice: TableChoice, column: string | null): TableChoice {
  if (choice.holds === null) return choice;
  const { columns } = choice.targets[choice.holds];
  return { ...choice, targets: { ...choice.targets, [choice.holds]: { columns, idFrom: column } } };
}

/** Whether a column of its own is the id. */
export function hasId({ columns }: Targets): boolean {
  return [...columns.values()].includes(ID);
}

/** What is wrong with a table; a table that is left out has no problems. */
export function problemsOf(choice: TableChoice, inspection: ImportInspection): Problem[] {
  if (choice.holds === null) return [];
  const targets = choice.targets[choice.holds];
  const byField = new Map<string, string[]>();
  for (const [column, field] of targets.columns) byField.set(field, [...(byField.get(field) ?? []), column]);
  const missing = fieldsOf(inspection, choice.holds)
    .filter(({ field, required }) => required && !byField.has(field) && !(field === ID && targets.idFrom !== null))
    .map(({ field }): Problem => ({ kind: "missing", field }));
  const twice = [...byField]
    .filter(([field, columns]) => columns.length > 1 && !LISTS.has(field))
    .map(([field, columns]): Problem => ({ kind: "twice", field, columns }));
  return [...missing, ...twice];
}

/** Whether the file can be previewed as it is chosen. */
export function isComplete(inspection: ImportInspection, choices: readonly TableChoice[]): boolean {
  if (inspection.tables.length === 0) return true;
  return (
    choices.some((choice) => choice.holds !== null) &&
    choices.every((choice) => problemsOf(choice, inspection).length === 0)
  );
}

/** Whether the columns name our own fields, so that there is nothing to choose. */
export function isOwnFormat(inspection: ImportInspection): boolean {
  return (
    inspection.tables.every(
      (table) =>
        table.holds !== null && table.columns.every(({ name, target }) => target === name.trim().toLowerCase()),
    ) && isComplete(inspection, choicesFor(inspection))
  );
}

export const columnCount = ({ tables }: ImportInspection): number =>
  tables.reduce((sum, table) => sum + table.columns.length, 0);

/** As the import takes it: exactly what was on screen. */
export function mappingOf(choices: readonly TableChoice[]): ImportMapping[] {
  return choices.map(({ table, holds, targets }) => {
    if (holds === null) return { table, holds, columns: {} };
    const { columns, idFrom } = targets[holds];
    const standIn = idFrom !== null && !hasId(targets[holds]) ? { id_from: idFrom } : {};
    return { table, holds, columns: Object.fromEntries(columns), ...standIn };
  });
}
