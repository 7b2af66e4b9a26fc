/** Groups of configurations that share a value, as the page filters them. */
import type { DuplicateGroupView } from "../../../backend/generated";
import { configurationText, textFits } from "../matching/rows";

export type DuplicatesFilter = "all" | DuplicateGroupView["key"];

const names: Record<DuplicateGroupView["key"], string> = { serial: "serial number", mac: "MAC address" };

/** The kind of value that is shared. */
export function groupName(key: DuplicateGroupView["key"]): string {
  return names[key];
}

/** How many groups stand under each filter. */
export function countGroups(groups: readonly DuplicateGroupView[]): Record<DuplicatesFilter, number> {
  const serial = groups.filter((group) => group.key === "serial").length;
  return { all: groups.length, serial, mac: groups.length - serial };
}

/** How many configurations are concerned; one that is in two groups counts once. */
export function recordsIn(groups: readonly DuplicateGroupView[]): number {
  return new Set(groups.flatMap((group) => group.configurations.map((item) => item.id))).size;
}

/** The groups that a filter and a search leave; a group stays whole. */
export function selectGroups(
  groups: readonly DuplicateGroupView[],
  filter: DuplicatesFilter,
  search: string,
): DuplicateGroupView[] {
  return groups.filter(
    (group) =>
      (filter === "all" || group.key === filter) &&
      (textFits(group.value.toLowerCase(), search) ||
        group.configurations.some((item) => textFits(configurationText(item), search))),
  );
}

/** "duplicates-HARBMILL-2026-11-21.csv": only what every file system takes. */
export function exportName(identifier: string, now: Date): string {
  const safe = identifier.replace(/[^A-Za-z0-9_-]+/g, "-");
  const two = (value: number) => String(value).padStart(2, "0");
  return `duplicates-${safe}-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.csv`;
}
