/** State of an agent's sync, as the table of companies shows it. */
import type { AgentPsa, AgentSummary, LinkSuggestionView } from "../../../backend/generated";

export type CompaniesFilter = "all" | "linked" | "suggested" | "not-linked" | "partly" | "failed";

/** One agent with the company that is suggested for it; a linked agent has no suggestion. */
export interface CompaniesRow {
  id: string;
  agent: AgentSummary;
  suggestion: LinkSuggestionView | null;
}

/** The rows of the table. Suggestions may be older than the agents: one for an agent that has a link is left out. */
export function companiesRows(
  agents: readonly AgentSummary[],
  suggestions: readonly LinkSuggestionView[],
): CompaniesRow[] {
  const byAgent = new Map(suggestions.map((suggestion) => [suggestion.agent, suggestion]));
  return agents.map((agent) => ({
    id: agent.id,
    agent,
    suggestion: agent.psa.company === null ? (byAgent.get(agent.id) ?? null) : null,
  }));
}

/** What a suggestion rests on, in words. */
export function suggestionWords({ reason, score }: LinkSuggestionView): string {
  if (reason === "customer_id") {
    return "customer ID is equal";
  }
  return score >= 1 ? "name is equal" : `name is similar, ${Math.floor(100 * score)} %`;
}

/** Suggestions that rest on the customer ID, which a person typed to say just that. */
export function isCertain(row: CompaniesRow): boolean {
  return row.suggestion?.reason === "customer_id";
}

export type SyncKind = "not-linked" | "never" | "running" | "done" | "partial" | "failed" | "stopped" | "postponed";

export interface SyncState {
  kind: SyncKind;
  /** Records that failed. */
  failed: number;
  /** Why, in words; empty where all is well. */
  reason: string;
  /** When the last run ended or started (RFC 3339). */
  at: string | null;
  /** When a run ended well the last time, where that is not the run itself (RFC 3339). */
  lastSuccess: string | null;
}

/** What is to be said about an agent's sync; `syncing` = it runs at this moment. */
export function syncState(psa: AgentPsa, syncing: boolean): SyncState {
  const none = { failed: 0, reason: "", at: null, lastSuccess: null };
  if (psa.company === null) {
    return { kind: "not-linked", ...none };
  }
  if (syncing) {
    return { kind: "running", ...none };
  }
  const run = psa.last_run;
  if (run === null) {
    return { kind: "never", ...none };
  }
  return {
    kind: run.state,
    failed: run.failed,
    reason: run.state === "done" || run.state === "running" ? "" : run.message,
    at: run.ended_at ?? run.started_at,
    lastSuccess: run.state === "done" ? null : psa.last_success_at,
  };
}

function fits({ agent, suggestion }: CompaniesRow, filter: CompaniesFilter): boolean {
  const linked = agent.psa.company !== null;
  switch (filter) {
    case "all":
      return true;
    case "linked":
      return linked;
    case "suggested":
      return suggestion !== null;
    case "not-linked":
      return !linked;
    case "partly":
      return linked && agent.psa.last_run?.state === "partial";
    case "failed":
      return linked && agent.psa.last_run?.state === "failed";
  }
}

/** How many agents stand under each filter; those with a suggestion also count as not linked. */
export function countRows(rows: readonly CompaniesRow[]): Record<CompaniesFilter, number> {
  const count = (filter: CompaniesFilter) => rows.filter((row) => fits(row, filter)).length;
  return {
    all: rows.length,
    linked: count("linked"),
    suggested: count("suggested"),
    "not-linked": count("not-linked"),
    partly: count("partly"),
    failed: count("failed"),
  };
}

/** The rows that a filter and a search over agent and company leave. */
export function selectRows(rows: readonly CompaniesRow[], filter: CompaniesFilter, search: string): CompaniesRow[] {
  const wanted = search.trim().toLowerCase();
  return rows.filter((row) => {
    if (!fits(row, filter)) {
      return false;
    }
    const { company, site } = row.agent.psa;
    const suggested = row.suggestion?.company;
    return [
      row.agent.name,
      row.agent.customer_id,
      company?.name,
      company?.identifier,
      site?.name,
      suggested?.name,
      suggested?.identifier,
    ].some((text) => (text ?? "").toLowerCase().includes(wanted));
  });
}

/** Share of matched devices, 0 to 100. */
export function matchedShare(psa: AgentPsa): number {
  return psa.matchable === 0 ? 0 : Math.round((100 * Math.min(psa.matched, psa.matchable)) / psa.matchable);
}
