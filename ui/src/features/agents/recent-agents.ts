/** The agents that were opened last on this computer, for coming back to them. */

export interface RecentAgent {
  id: string;
  name: string;
}

const MOST = 6;
/** Each workspace has its own: another one does not know these agents. */
const keyOf = (workspace: string): string => `sitebook.recent/${workspace}`;

function isRecent(value: unknown): value is RecentAgent {
  if (typeof value !== "object" || value === null) return false;
  const agent = value as Partial<RecentAgent>;
  return typeof agent.id === "string" && typeof agent.name === "string";
}

export function recentAgents(workspace: string): RecentAgent[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(keyOf(workspace)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Puts an agent first, with the name that it has now. */
export function rememberRecent(workspace: string, agent: RecentAgent): void {
  const others = recentAgents(workspace).filter((known) => known.id !== agent.id);
  try {
    window.localStorage.setItem(keyOf(workspace), JSON.stringify([agent, ...others].slice(0, MOST)));
  } catch {
    // No room or no storage: nothing is remembered.
  }
}
