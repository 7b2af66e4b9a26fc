/** From the flat lists of a plan to the rows that people read: one group per record. */
import type { PlanCreate, PlanSkip, PlanUpdate, SyncPlanReply } from "../../../backend/generated";
import { formatField } from "../../../components";
import { reasonWords } from "../words";

export type PlanFilter = "all" | "updates" | "conflicts" | "skipped";

/** Everything that a plan says about one record. */
export interface PlanGroup {
  /** Stable key: device and configuration. */
  key: string;
  device: string;
  deviceName: string;
  configuration: number | null;
  /** Name of the configuration, empty where the plan does not say it. */
  configurationName: string;
  updates: PlanUpdate[];
  skips: PlanSkip[];
}

/** One visible line of the plan's table. */
export type PlanLine =
  | { kind: "record"; key: string; group: PlanGroup; open: boolean }
  | { kind: "update"; key: string; update: PlanUpdate }
  | { kind: "skip"; key: string; skip: PlanSkip }
  | { kind: "create"; key: string; create: PlanCreate };

export interface PlanCounts {
  all: number;
  updates: number;
  conflicts: number;
  skipped: number;
}

/** How many values stand under each filter. */
export function countPlan(plan: SyncPlanReply): PlanCounts {
  const conflicts = plan.updates.filter((update) => update.conflict).length;
  return {
    all: plan.creates.length + plan.updates.length + plan.skips.length,
    updates: plan.updates.length,
    conflicts,
    skipped: plan.skips.length,
  };
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** One group per record, by name; records that are only skipped come last. */
export function groupPlan(updates: readonly PlanUpdate[], skips: readonly PlanSkip[]): PlanGroup[] {
  const groups = new Map<string, PlanGroup>();
  const groupOf = (
    device: string,
    deviceName: string,
    configuration: number | null,
    configurationName: string,
  ): PlanGroup => {
    const key = `${device}/${configuration ?? ""}`;
    const known = groups.get(key);
    if (known) {
      return known;
    }
    const made: PlanGroup = {
      key,
      device,
      deviceName,
      configuration,
      configurationName,
      updates: [],
      skips: [],
    };
    groups.set(key, made);
    return made;
  };
  for (const update of updates) {
    groupOf(update.device, update.device_name, update.configuration, update.configuration_name).updates.push(update);
  }
  for (const skip of skips) {
    groupOf(skip.device, skip.device_name, skip.configuration, "").skips.push(skip);
  }
  const all = [...groups.values()].sort((a, b) => collator.compare(a.deviceName, b.deviceName));
  return [...all.filter((group) => group.updates.length > 0), ...all.filter((group) => group.updates.length === 0)];
}

/** Whether a text that a person searches for stands in one of the parts. */
function says(search: string, ...parts: string[]): boolean {
  const wanted = search.trim().toLowerCase();
  return wanted === "" || parts.some((part) => part.toLowerCase().includes(wanted));
}

/** The groups that a filter and a search leave, each with only the values that fit. */
export function selectGroups(plan: SyncPlanReply, filter: PlanFilter, search: string): PlanGroup[] {
  const updates =
    filter === "skipped"
      ? []
      : plan.updates.filter(
          (update) =>
            (filter !== "conflicts" || update.conflict) &&
            says(
              search,
              update.device_name,
              update.configuration_name,
              formatField(update.field),
              update.from,
              update.to,
            ),
        );
  const skips =
    filter === "updates" || filter === "conflicts"
      ? []
      : plan.skips.filter((skip) =>
          says(search, skip.device_name, formatField(skip.field), skip.message, reasonWords(skip.reason).text),
        );
  return groupPlan(updates, skips);
}

/** The lines to draw: each record, and its values unless it is folded. */
export function planLines(groups: readonly PlanGroup[], folded: ReadonlySet<string>): PlanLine[] {
  const lines: PlanLine[] = [];
  for (const group of groups) {
    const open = !folded.has(group.key);
    lines.push({ kind: "record", key: group.key, group, open });
    if (open) {
      for (const update of group.updates) {
        lines.push({ kind: "update", key: `${group.key}/${update.field}/${update.target}`, update });
      }
      for (const [index, skip] of group.skips.entries()) {
        lines.push({ kind: "skip", key: `${group.key}/skip/${skip.field}/${index}`, skip });
      }
    }
  }
  return lines;
}

/** Configurations that would be created stand first: they weigh most. */
export function createLines(plan: SyncPlanReply, filter: PlanFilter, search: string): PlanLine[] {
  if (filter !== "all") {
    return [];
  }
  return plan.creates
    .filter((create) => says(search, create.device_source_id))
    .map((create) => ({ kind: "create", key: `create/${create.device}`, create }));
}

/** "3 values", "1 value, 2 skipped": what a record's own line says. */
export function groupSummary(group: PlanGroup): string {
  const parts: string[] = [];
  if (group.updates.length > 0) {
    parts.push(group.updates.length === 1 ? "1 value" : `${group.updates.length} values`);
  }
  if (group.skips.length > 0) {
    parts.push(group.updates.length > 0 ? `${group.skips.length} skipped` : "skipped");
  }
  return parts.join(", ");
}
