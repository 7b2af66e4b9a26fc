import type { AgentDetail } from "../../backend/generated";
import { formatPerson, linksIn, OutsideLink, Time } from "../../components";
import { AgentField, fieldOf } from "./agent-fields";

export function NotesCard({ agent, rows = 7 }: { agent: AgentDetail; rows?: number }) {
  const own = fieldOf(agent, "note");
  return (
    <section className="card" aria-labelledby="notes-title">
      <header>
        <h2 id="notes-title">Notes</h2>
        {own?.own_by && own.own_at ? (
          <span className="end t12 d el" title={own.own_by}>
            Saved by {formatPerson(own.own_by)} <Time at={own.own_at} withClock />
          </span>
        ) : null}
      </header>
      <div className="body">
        <AgentField
          agent={agent}
          field="note"
          label="What is special about this network"
          rows={rows}
          below={<NoteLinks note={agent.note} />}
        />
      </div>
    </section>
  );
}

/** The addresses in a note: the text itself stays text. */
function NoteLinks({ note }: { note: string }) {
  const links = linksIn(note);
  if (links.length === 0) return null;
  return (
    <ul className="note-links t12" aria-label="Links in the note">
      {links.map((address) => (
        <li key={address}>
          <OutsideLink
            address={address}
            {...(address.startsWith("mailto:") ? { words: decoded(address.slice("mailto:".length)) } : {})}
          />
        </li>
      ))}
    </ul>
  );
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
