/** State of an agent's sync, as the table of companies shows it. */
import type { AgentPsa, AgentSummary, LinkSuggestionView, SyncState } from "../../../backend/generated";

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

export type SyncKind = SyncState | "not-linked";

/** What is to be said about an agent's sync; `syncing` = it runs at this moment in this program. */
export function syncKind(psa: AgentPsa, syncing: boolean): SyncKind {
  if (psa.company === null) {
    return "not-linked";
  }
  return syncing ? "in_progress" : psa.sync.state;
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
      return linked && agent.psa.sync.state === "partly";
    case "failed":
      return linked && agent.psa.sync.state === "failed";
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
