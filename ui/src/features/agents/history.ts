/** What the history of an agent can be searched for. */
import type { HistoryView } from "../../backend/generated";
import { formatField, formatPerson } from "../../components";

/** Entries that hold every word of the text: in the field as people call it, the device, the person, or a value. */
export function selectHistory(entries: readonly HistoryView[], text: string): HistoryView[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [...entries];
  return entries.filter((entry) => {
    const { field, device_name: device, by, old } = entry;
    const all = [formatField(field), field, device ?? "", by, formatPerson(by), old, entry.new]
      .join("\n")
      .toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
