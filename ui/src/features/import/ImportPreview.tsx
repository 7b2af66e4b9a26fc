import type { ImportReply } from "../../backend/generated";
import { formatNumber, Note, plural } from "../../components";

interface ImportPreviewProps {
  reply: ImportReply;
  source: string;
  /** After the import only what was not taken matters. */
  rejectedOnly?: boolean;
}

const MOST = 500;

export function ImportPreview({ reply, source, rejectedOnly }: ImportPreviewProps) {
  const rejected = reply.rejected;
  return (
    <section className="col g12" aria-label="Preview">
      {rejectedOnly ? null : (
        <>
          <dl className="importsums">
            <Sum label="new" value={reply.created} />
            <Sum label="changed" value={reply.updated} />
            <Sum label="unchanged" value={reply.unchanged} />
            <Sum label="rejected" value={rejected.length} warn={rejected.length > 0} />
          </dl>
          <p className="d t12">Agents and devices counted together. Nothing has been taken yet.</p>
          {reply.differing > 0 ? (
            <Note tone="warn">
              In {plural(reply.differing, "field")} the file says something else than a value set here. The value set
              here stays; the page of the agent shows what {source} says and can take it.
            </Note>
          ) : null}
        </>
      )}
      {rejected.length > 0 ? (
        <div
          className="rejected" // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also with the keyboard.
          tabIndex={0}
        >
          <table className="tbl dense in-card">
            <caption className="sr">Rejected records</caption>
            <thead>
              <tr>
                <th scope="col" style={{ width: 200 }}>
                  Where
                </th>
                <th scope="col">Why it is rejected</th>
              </tr>
            </thead>
            <tbody>
              {rejected.slice(0, MOST).map((record, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a place can be named twice, and the list never changes.
                <tr key={index}>
                  <td className="mono">{record.where}</td>
                  <td className="reason">{record.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rejected.length > MOST ? <p className="pad d t12">and {formatNumber(rejected.length - MOST)} more</p> : null}
        </div>
      ) : null}
    </section>
  );
}

function Sum({ label, value, warn }: { label: string; value: number; warn?: boolean }) {
  return (
    <div className={warn ? "warn" : ""}>
      <dt>{label}</dt>
      <dd>{formatNumber(value)}</dd>
    </div>
  );
}
