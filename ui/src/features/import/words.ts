/** Fields of the import format as people know them. */
import type { ImportField } from "../../backend/generated";
import { formatField } from "../../components";
import type { Holds } from "./mapping";

/** Words that a field has only in a file. */
const TITLES: Record<Holds, Record<string, string>> = {
  agents: { id: "ID of the agent" },
  devices: { id: "ID of the device", agent: "ID of its agent" },
};

export const fieldTitle = (holds: Holds, field: string): string => TITLES[holds][field] ?? formatField(field);

/** Beginnings of the keys of a group; what fits nowhere stands in the first one. */
const GROUPS: Record<Holds, readonly { group: string; fields: readonly string[] }[]> = {
  agents: [
    { group: "Agent", fields: [] },
    { group: "Customer", fields: ["customer_id", "contract_id", "contact."] },
    { group: "Address and place", fields: ["address.", "latitude", "longitude"] },
  ],
  devices: [
    { group: "Device", fields: [] },
    { group: "Network", fields: ["macs", "ips", "vlan"] },
    { group: "Where it stands", fields: ["zone", "room"] },
  ],
};

export interface FieldGroup {
  group: string;
  items: { value: string; label: string }[];
}

/** The fields in groups, for a select. */
export function fieldGroups(holds: Holds, fields: readonly ImportField[]): FieldGroup[] {
  const groups = GROUPS[holds];
  const placeOf = (field: string): number =>
    Math.max(
      0,
      groups.findIndex((group) => group.fields.some((start) => field.startsWith(start))),
    );
  return groups
    .map(({ group }, place) => ({
      group,
      items: fields
        .filter(({ field }) => placeOf(field) === place)
        .map(({ field }) => ({ value: field, label: fieldTitle(holds, field) })),
    }))
    .filter(({ items }) => items.length > 0);
}

/** "agents.csv" out of a path, whichever way it is written. */
export function fileName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== "");
  return parts.at(-1) ?? path;
}
