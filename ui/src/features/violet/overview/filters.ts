/** The filters of the overview, each with what it asks for. */
import type { AccessState, VioletOverviewReply, VioletOverviewRequest } from "../../../backend/generated";

export const FILTERS = ["all", "ready", "invited", "unopened", "expired", "active", "no_email", "ended"] as const;

export type Filter = (typeof FILTERS)[number];

export const FILTER_WORD: Record<Filter, string> = {
  all: "All",
  ready: "Ready",
  invited: "Invited",
  unopened: "Never opened",
  expired: "Expired",
  active: "Active",
  no_email: "No e-mail",
  ended: "Revoked or off",
};

const STATES: Record<Filter, readonly AccessState[]> = {
  all: [],
  ready: ["ready"],
  invited: ["invited"],
  unopened: [],
  expired: ["expired"],
  active: ["active"],
  no_email: ["no_email"],
  ended: ["revoked", "disabled", "not_residential"],
};

export const filterFrom = (text: string | null): Filter => FILTERS.find((known) => known === text) ?? "all";

export const requestOf = (filter: Filter, search: string): Omit<VioletOverviewRequest, "offset" | "limit"> => ({
  states: [...STATES[filter]],
  never_opened: filter === "unopened",
  search: search.trim(),
});

/** How many agents a filter shows. */
export function countOf(filter: Filter, { counts, never_opened }: VioletOverviewReply): number {
  if (filter === "unopened") return never_opened;
  const states = STATES[filter];
  return counts
    .filter(({ state }) => states.length === 0 || states.includes(state))
    .reduce((sum, { agents }) => sum + agents, 0);
}

const CAN_BE_SENT: ReadonlySet<AccessState> = new Set(["ready", "invited", "expired", "revoked"]);

/** Whether an invitation can be sent to the owner, for the first time or again. */
export const canBeSent = (state: AccessState): boolean => CAN_BE_SENT.has(state);
