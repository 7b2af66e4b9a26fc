import { Link } from "wouter";
import type { ChangesUndoReply, ImportReply } from "../../backend/generated";
import { Button, ErrorState, FailedList, formatField, formatNumber, Icon, plural } from "../../components";
import type { ImportDraft } from "./draft";
import { unchangedCount } from "./lines";
import { RejectedTable } from "./RejectedTable";
import { importedWords, undoneWords } from "./useImportActs";

interface Props {
  result: ImportReply;
  draft: Pick<ImportDraft, "undoing" | "undone" | "undoFailure">;
  onUndo(name: string): void;
}

/** What the import did, and the way back. */
export function ResultStep({ result, draft, onUndo }: Props) {
  const { undo } = result;
  return (
    <div className="import-body import-result">
      <div className="pad col g16">
        <section className="card emptyst" aria-label="Result">
          <Icon name={draft.undone ? "undo" : "check"} size="l" className={draft.undone ? undefined : "c-ok"} />
          <b role="status">{draft.undone ? undoneWords(draft.undone) : `Imported: ${importedWords(result)}`}</b>
          <p>{draft.undone ? leftWords(draft.undone) : restWords(result)}</p>
          {draft.undone ? <LeftAlone undone={draft.undone} /> : null}
          <div className="row">
            <Link href="/agents" className="btn">
              <Icon name="agents" />
              Show agents
            </Link>
            {undo !== null && draft.undone === null ? (
              <Button icon="undo" busy={draft.undoing} onClick={() => onUndo(undo)}>
                Undo import
              </Button>
            ) : null}
          </div>
        </section>
        {draft.undoFailure ? <ErrorState title="The import was not taken back" error={draft.undoFailure} /> : null}
      </div>
      {result.rejected.length > 0 ? (
        <section className="import-main import-left" aria-label="Rejected records">
          <h2>{plural(result.rejected.length, "record was", "records were")} rejected</h2>
          <RejectedTable rejected={result.rejected} search="" onClear={() => undefined} />
        </section>
      ) : null}
    </div>
  );
}

function restWords(reply: ImportReply): string {
  const { rejected, differing } = reply;
  const stays =
    differing > 0
      ? ` In ${plural(differing, "value")} the file says something else than what was set here; that stays.`
      : "";
  return `${formatNumber(unchangedCount(reply))} unchanged, ${formatNumber(rejected.length)} rejected.${stays}`;
}

const leftWords = ({ left }: ChangesUndoReply): string =>
  left.length === 0 ? "Everything is as it was before." : "This was left as it is:";

/** What an undo could not put back, each with its reason. */
function LeftAlone({ undone }: { undone: ChangesUndoReply }) {
  if (undone.left.length === 0) return null;
  return (
    <FailedList
      label="Left as it is"
      items={undone.left.map(({ name, field, reason }) => ({
        name: field === "" ? name : `${name}, ${formatField(field)}`,
        message: reason,
      }))}
    />
  );
}
