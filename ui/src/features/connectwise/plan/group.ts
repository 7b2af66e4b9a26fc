/** From the flat lists of a plan to the rows that people read: one group per record. */
import type { PlanCreate, PlanSkip, PlanUpdate, SyncExclusion, SyncPlanReply } from "../../../backend/generated";
import { fieldName, reasonWords } from "../words";

export type PlanFilter = "all" | "connectwise" | "local" | "conflicts" | "creates" | "skipped";

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
  | { kind: "create"; key: string; create: PlanCreate; open: boolean }
  | { kind: "value"; key: string; create: PlanCreate; value: CreatedValue };

/** One value of a configuration that would be created. */
export interface CreatedValue {
  /** ConnectWise's name of the field, or the words of a question. */
  field: string;
  /** What is sent; null = the value is not sent. */
  value: string | null;
  /** Code of why it is not sent; empty otherwise. */
  reason: string;
}

/** How many values stand under each filter. */
export function countPlan(plan: SyncPlanReply): Record<PlanFilter, number> {
  return {
    all: plan.creates.length + plan.updates.length + plan.skips.length,
    connectwise: plan.updates.filter((update) => update.target === "connectwise").length,
    local: plan.updates.filter((update) => update.target === "local").length,
    conflicts: plan.updates.filter((update) => update.conflict).length,
    creates: plan.creates.length,
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

function updateFits(update: PlanUpdate, filter: PlanFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "connectwise":
    case "local":
      return update.target === filter;
    case "conflicts":
      return update.conflict;
    case "creates":
    case "skipped":
      return false;
  }
}

/** The groups that a filter and a search leave, each with only the values that fit. */
export function selectGroups(plan: SyncPlanReply, filter: PlanFilter, search: string): PlanGroup[] {
  const updates = plan.updates.filter(
    (update) =>
      updateFits(update, filter) &&
      says(search, update.device_name, update.configuration_name, fieldName(update.field), update.from, update.to),
  );
  const skips =
    filter === "all" || filter === "skipped"
      ? plan.skips.filter((skip) =>
          says(search, skip.device_name, fieldName(skip.field), skip.message, reasonWords(skip.reason).text),
        )
      : [];
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

/** Everything that is sent to create a configuration, and what is not, in the order of the creation's preview. */
export function createdValues(create: PlanCreate): CreatedValue[] {
  const sent = (field: string, value: string): CreatedValue => ({ field, value, reason: "" });
  return [
    sent("type", create.type_name),
    sent("status", create.status === null ? "ConnectWise's default" : nameOrNumber(create.status)),
    sent("site", create.site === null ? "no particular site" : nameOrNumber(create.site)),
    ...create.fields.map(({ field, value }) => sent(field, value)),
    ...create.answers.map(({ question, label, value }) => sent(label || `question ${question}`, value)),
    sent("deviceIdentifier", create.identifier),
    ...create.left_out.map(({ field, reason }) => ({ field, value: null, reason })),
  ];
}

/** A name from ConnectWise's tables; its number where the name is not known any more. */
function nameOrNumber({ id, name }: { id: number; name: string }): string {
  return name === "" ? String(id) : name;
}

/** Configurations that would be created stand first: they weigh most. Each with its values unless it is folded. */
export function createLines(
  plan: SyncPlanReply,
  filter: PlanFilter,
  search: string,
  folded: ReadonlySet<string> = new Set(),
): PlanLine[] {
  if (filter !== "all" && filter !== "creates") {
    return [];
  }
  return plan.creates.flatMap((create): PlanLine[] => {
    const values = createdValues(create);
    const sent = values.map(({ value }) => value ?? "");
    if (!says(search, create.device_name, create.device_source_id, create.name, ...sent)) {
      return [];
    }
    const key = `create/${create.device}`;
    const open = !folded.has(key);
    const lines = values.map((value): PlanLine => ({ kind: "value", key: `${key}/${value.field}`, create, value }));
    return [{ kind: "create", key, create, open }, ...(open ? lines : [])];
  });
}

/* What a person leaves out of a run: keys of values, and of records to be created. */

/** The key of a value that would be written. */
export function valueKey(update: Pick<PlanUpdate, "device" | "field">): string {
  return `${update.device}/${update.field}`;
}

/** The key of a configuration that would be created. */
export function createKey(create: Pick<PlanCreate, "device">): string {
  return `${create.device}/`;
}

/** The keys that a line stands for; a line that writes nothing has none. */
export function lineKeys(line: PlanLine): string[] {
  switch (line.kind) {
    case "record":
      return line.group.updates.map(valueKey);
    case "update":
      return [valueKey(line.update)];
    case "create":
      return [createKey(line.create)];
    case "skip":
    case "value":
      return [];
  }
}

export type BoxState = "on" | "off" | "mixed";

/** How the box of these keys stands: ticked unless they were excluded. */
export function boxState(keys: readonly string[], excluded: ReadonlySet<string>): BoxState {
  const out = keys.filter((key) => excluded.has(key)).length;
  return out === 0 ? "on" : out === keys.length ? "off" : "mixed";
}

/** The excluded keys after the box of these was pressed: what is partly or wholly out comes back in. */
export function toggled(keys: readonly string[], excluded: ReadonlySet<string>): Set<string> {
  const next = new Set(excluded);
  const out = boxState(keys, excluded) === "on";
  for (const key of keys) {
    if (out) {
      next.add(key);
    } else {
      next.delete(key);
    }
  }
  return next;
}

/** The numbers of what would really be done. */
export interface PlanSums {
  changes: number;
  records: number;
  creates: number;
  conflicts: number;
  excluded: number;
}

/** What is left of a plan without what was excluded. */
export function sumPlan(plan: SyncPlanReply, excluded: ReadonlySet<string>): PlanSums {
  const updates = plan.updates.filter((update) => !excluded.has(valueKey(update)));
  const creates = plan.creates.filter((create) => !excluded.has(createKey(create)));
  return {
    changes: updates.length + creates.length,
    records: new Set(updates.map((update) => `${update.device}/${update.configuration}`)).size,
    creates: creates.length,
    conflicts: updates.filter((update) => update.conflict).length,
    excluded: plan.updates.length - updates.length + plan.creates.length - creates.length,
  };
}

/** What is sent with a run: a record of which nothing is left is excluded whole. */
export function excludedRows(plan: SyncPlanReply, excluded: ReadonlySet<string>): SyncExclusion[] {
  const rows: SyncExclusion[] = plan.creates
    .filter((create) => excluded.has(createKey(create)))
    .map(({ device }) => ({ device }));
  for (const { device, updates } of groupPlan(plan.updates, [])) {
    const out = updates.filter((update) => excluded.has(valueKey(update)));
    if (out.length === updates.length) {
      rows.push({ device });
    } else {
      rows.push(...out.map(({ field }) => ({ device, field })));
    }
  }
  return rows;
}

/** "3 values", "2 values, 1 excluded", "1 value, 2 skipped": what a record's own line says. */
export function groupSummary(group: PlanGroup, excluded: ReadonlySet<string> = new Set()): string {
  const parts: string[] = [];
  const out = group.updates.filter((update) => excluded.has(valueKey(update))).length;
  if (group.updates.length > 0) {
    parts.push(group.updates.length === 1 ? "1 value" : `${group.updates.length} values`);
  }
  if (out > 0) {
    parts.push(`${out} excluded`);
  }
  if (group.skips.length > 0) {
    parts.push(group.updates.length > 0 ? `${group.skips.length} skipped` : "skipped");
  }
  return parts.join(", ");
}

/** The lines of what a run writes, without what was excluded from it. */
export function writtenLines(plan: SyncPlanReply, exclude: readonly SyncExclusion[]): PlanLine[] {
  const out = new Set(exclude.map(({ device, field }) => `${device}/${field ?? ""}`));
  const updates = plan.updates.filter((update) => !out.has(valueKey(update)) && !out.has(`${update.device}/`));
  return planLines(groupPlan(updates, []), new Set());
}
