import { Link } from "wouter";
import type { AgentDetail } from "../../backend/generated";
import { HistoryList } from "./HistoryList";

/** The last changes, on the overview. */
export function HistoryCard({ agent, most }: { agent: AgentDetail; most: number }) {
  const entries = agent.history.slice(0, most);
  return (
    <section className="card" aria-labelledby="history-title">
      <header>
        <h2 id="history-title">History</h2>
      </header>
      {entries.length === 0 ? (
        <p className="body t13 d">Nothing has been changed yet.</p>
      ) : (
        <HistoryList entries={entries} />
      )}
      {entries.length < agent.history.length ? (
        <footer>
          <Link href={`/agents/${agent.id}/history`}>Show all changes</Link>
        </footer>
      ) : null}
    </section>
  );
}
