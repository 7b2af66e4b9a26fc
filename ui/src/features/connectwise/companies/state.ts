/** State of an agent's sync, as the table of companies shows it. */
import type { AgentPsa, AgentSummary } from "../../../backend/generated";

export type CompaniesFilter = "all" | "not-linked" | "partly" | "failed";

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

function fits(agent: AgentSummary, filter: CompaniesFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "not-linked":
      return agent.psa.company === null;
    case "partly":
      return agent.psa.company !== null && agent.psa.last_run?.state === "partial";
    case "failed":
      return agent.psa.company !== null && agent.psa.last_run?.state === "failed";
  }
}

/** How many agents stand under each filter. */
export function countAgents(agents: readonly AgentSummary[]): Record<CompaniesFilter, number> {
  const count = (filter: CompaniesFilter) => agents.filter((agent) => fits(agent, filter)).length;
  return {
    all: agents.length,
    "not-linked": count("not-linked"),
    partly: count("partly"),
    failed: count("failed"),
  };
}

/** The agents that a filter and a search over agent and company leave. */
export function selectAgents(agents: readonly AgentSummary[], filter: CompaniesFilter, search: string): AgentSummary[] {
  const wanted = search.trim().toLowerCase();
  return agents.filter((agent) => {
    if (!fits(agent, filter)) {
      return false;
    }
    const { company, site } = agent.psa;
    return [agent.name, agent.customer_id, company?.name, company?.identifier, site?.name].some((text) =>
      (text ?? "").toLowerCase().includes(wanted),
    );
  });
}

/** Share of matched devices, 0 to 100. */
export function matchedShare(psa: AgentPsa): number {
  return psa.matchable === 0 ? 0 : Math.round((100 * Math.min(psa.matched, psa.matchable)) / psa.matchable);
}
