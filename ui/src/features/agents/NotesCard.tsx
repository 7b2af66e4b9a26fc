import type { AgentDetail } from "../../backend/generated";
import { AgentField } from "./agent-fields";

export function NotesCard({ agent, rows = 7 }: { agent: AgentDetail; rows?: number }) {
  return (
    <section className="card" aria-labelledby="notes-title">
      <header>
        <h2 id="notes-title">Notes</h2>
      </header>
      <div className="body">
        <AgentField agent={agent} field="note" label="What is special about this network" rows={rows} />
      </div>
    </section>
  );
}
