/** What a person wants of a sync, as it stands in the address of the plan page: a reload asks for the same plan. */
import type { Direction, FieldRuleView, MappedField, SyncMode } from "../../../backend/generated";

/** Directions for one run, only those that differ from the mapping. */
export type Directions = { [field in MappedField]?: Direction };

export interface Wish {
  mode: SyncMode;
  directions: Directions;
  /** The directions are to become the agent's own mapping when the run starts. */
  keep: boolean;
  /** The plan is shown to be approved as the first of the automatic runs. */
  approve: boolean;
  /** The run whose failed records are to be tried again, by the rules of that run; null = a sync of its own. */
  retry: string | null;
}

const modes: readonly SyncMode[] = ["to-connectwise", "from-connectwise", "custom"];
const directions: readonly Direction[] = ["to-connectwise", "from-connectwise", "off"];

/** Reads the part of the address behind the question mark; what makes no sense there is left out. */
export function readWish(address: URLSearchParams): Wish {
  const approve = address.has("approve");
  const retry = address.get("retry");
  if (retry !== null) {
    return { mode: "custom", directions: {}, keep: false, approve: false, retry };
  }
  const mode = modes.find((known) => known === address.get("mode")) ?? "custom";
  const chosen: Directions = {};
  for (const part of (address.get("directions") ?? "").split(",")) {
    const [field, wanted] = part.split(":");
    const direction = directions.find((known) => known === wanted);
    if (field && direction) {
      // The core refuses a field that it does not know, with a message of its own.
      chosen[field as MappedField] = direction;
    }
  }
  return approve || mode !== "custom"
    ? { mode: approve ? "custom" : mode, directions: {}, keep: false, approve, retry }
    : { mode, directions: chosen, keep: address.has("keep"), approve, retry };
}

/** The address of an agent's plan. */
export function planAddress(agent: string, wish: Partial<Wish> = {}): string {
  const parts: string[] = [];
  if (wish.mode !== undefined) {
    parts.push(`mode=${wish.mode}`);
  }
  const chosen = Object.entries(wish.directions ?? {});
  if (chosen.length > 0) {
    parts.push(`directions=${chosen.map(([field, direction]) => `${field}:${direction}`).join(",")}`);
  }
  if (wish.keep) {
    parts.push("keep=1");
  }
  if (wish.approve) {
    parts.push("approve=1");
  }
  if (wish.retry) {
    parts.push(`retry=${wish.retry}`);
  }
  return `/connectwise/plan/${agent}${parts.length === 0 ? "" : `?${parts.join("&")}`}`;
}

/** What differs from the mapping: only that is sent, so that the rest follows it. */
export function changedDirections(rules: readonly FieldRuleView[], chosen: Directions): Directions {
  return Object.fromEntries(
    rules.flatMap((rule) => {
      const direction = chosen[rule.field];
      return direction === undefined || direction === rule.direction ? [] : [[rule.field, direction]];
    }),
  );
}
