import { failureFrom } from "../../backend/backend";
import type { ChangesUndoReply, ImportReply, ImportRequest } from "../../backend/generated";
import { useImport, useUndoChanges } from "../../backend/queries";
import { formatNumber, notifyDone, notifyFailure, plural } from "../../components";
import type { ChangeDraft } from "./draft";

/** "412 new records, 6 changed". */
export function importedWords({ created, updated }: ImportReply): string {
  const parts = [
    ...(created > 0 ? [plural(created, "new record")] : []),
    ...(updated > 0 ? [created > 0 ? `${formatNumber(updated)} changed` : plural(updated, "changed record")] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "nothing new";
}

/** What an undo put back, and what it had to leave. */
export function undoneWords({ restored, left }: ChangesUndoReply): string {
  const back = `Import taken back: ${plural(restored, "record")} as before`;
  return left.length === 0 ? back : `${back}, ${plural(left.length, "value")} left because changed since`;
}

interface ImportActs {
  run(request: ImportRequest): void;
  /** From the page, which shows how it ends. */
  undo(name: string): void;
}

/** The import and its undo. The import goes on, and says how it ended, while another page is looked at. */
export function useImportActs(change: ChangeDraft): ImportActs {
  const { mutateAsync: take } = useImport();
  const { mutateAsync: takeBack } = useUndoChanges();

  async function undo(name: string): Promise<ChangesUndoReply> {
    change({ undoing: true, undoFailure: null });
    try {
      const undone = await takeBack({ undo: name });
      change({ undoing: false, undone });
      return undone;
    } catch (reason) {
      change({ undoing: false, undoFailure: failureFrom(reason) });
      throw reason;
    }
  }

  /** From a message, which may be pressed on any page. */
  function undoFromMessage(name: string): void {
    undo(name).then(
      (undone) => notifyDone(undoneWords(undone)),
      (reason: unknown) => notifyFailure("The import was not taken back.", reason),
    );
  }

  function run(request: ImportRequest): void {
    change({ importing: true, failure: null });
    take(request).then(
      (result) => {
        change({ importing: false, step: "result", result, undone: null, undoFailure: null, take: [] });
        const name = result.undo;
        notifyDone(`Imported ${importedWords(result)}`, name === null ? undefined : () => undoFromMessage(name));
      },
      (reason: unknown) => change({ importing: false, failure: failureFrom(reason) }),
    );
  }

  // What went wrong stands on the page by then.
  return { run, undo: (name) => void undo(name).catch(() => undefined) };
}
