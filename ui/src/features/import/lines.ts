/** The rows of a preview: records, and below each the values that it gets. */
import type { ImportChange, ImportReply, ImportValue } from "../../backend/generated";

export type PreviewFilter = "all" | "new" | "changed" | "unchanged" | "rejected";

export type PreviewLine =
  | { kind: "record"; key: string; change: ImportChange; open: boolean }
  | { kind: "value"; key: string; change: ImportChange; value: ImportValue };

export const recordKey = ({ what, source, agent, source_id }: ImportChange): string =>
  `${what}/${source}/${agent}/${source_id}`;

/** What a record is in the sums of the reply. */
function placeOf(change: ImportChange): "new" | "changed" | "unchanged" {
  if (change.new) return "new";
  return change.counts ? "changed" : "unchanged";
}

function says(change: ImportChange, wanted: string): boolean {
  const texts = [change.name, change.source_id, change.agent, ...change.values.flatMap(({ from, to }) => [from, to])];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

export function selectChanges(reply: ImportReply, filter: PreviewFilter, search: string): readonly ImportChange[] {
  const wanted = search.trim().toLowerCase();
  return reply.changes.filter(
    (change) => (filter === "all" || placeOf(change) === filter) && (wanted === "" || says(change, wanted)),
  );
}

/** Records of which something counts otherwise afterwards. */
export const changedCount = ({ updated, updated_beneath }: ImportReply): number => updated - updated_beneath;

/** Records that count as before, also where the file says something new beneath values that were set here. */
export const unchangedCount = ({ unchanged, updated_beneath }: ImportReply): number => unchanged + updated_beneath;

/** A new record is folded at first: all that it holds is new. `turned` are those whose fold was changed by hand. */
export function previewLines(changes: readonly ImportChange[], turned: ReadonlySet<string>): PreviewLine[] {
  return changes.flatMap((change): PreviewLine[] => {
    const key = recordKey(change);
    const open = change.values.length > 0 && change.new === turned.has(key);
    const record: PreviewLine = { kind: "record", key, change, open };
    if (!open) return [record];
    return [
      record,
      ...change.values.map((value): PreviewLine => ({ kind: "value", key: `${key}/${value.field}`, change, value })),
    ];
  });
}

/** Records that are new or count otherwise afterwards. */
export const importedCount = (reply: ImportReply): number => reply.created + changedCount(reply);

/** Whether an import keeps anything, be it only what the file says beneath values that were set here. */
export const keepsSomething = ({ created, updated }: ImportReply): boolean => created + updated > 0;

/**
 * A cell of a CSV table. What a spreadsheet would take for a formula gets an apostrophe before it, as in every other
 * table that leaves Sitebook.
 */
function cell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** The rejected records as a CSV table. */
export function rejectedTable(rejected: ImportReply["rejected"]): string {
  return [["Where", "Why"], ...rejected.map(({ where, reason }) => [where, reason])]
    .map((row) => `${row.map(cell).join(",")}\r\n`)
    .join("");
}
