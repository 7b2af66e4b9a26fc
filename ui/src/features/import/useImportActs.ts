import { failureFrom } from "../../backend/backend";
import type { ChangesUndoReply, ImportReply, ImportRequest } from "../../backend/generated";
import { useImport, useInspectImport, useStopImport, useUndoChanges } from "../../backend/queries";
import { formatNumber, notifyDone, notifyFailure, plural } from "../../components";
import { type ChangeDraft, type Inspected, inspectedFrom } from "./draft";
import { changedCount } from "./lines";
import { isComplete } from "./mapping";
import { nextWork } from "./work";

/** "412 new records, 6 changed". */
export function importedWords(reply: ImportReply): string {
  const { created } = reply;
  const updated = changedCount(reply);
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
  run(request: ImportRequest, inspected: Inspected): void;
  stop(work: string): void;
  /** From the page, which shows how it ends. */
  undo(name: string): void;
}

/** The import and its undo. The import goes on, and says how it ended, while another page is looked at. */
export function useImportActs(change: ChangeDraft): ImportActs {
  const { mutateAsync: take } = useImport();
  const { mutateAsync: takeBack } = useUndoChanges();
  const { mutateAsync: inspect } = useInspectImport();
  const stop = useStopImport();

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

  /** The file is another than the one that was previewed: it is looked into and previewed anew. */
  async function lookAgain(before: Inspected): Promise<void> {
    const inspected = inspectedFrom(before.path, await inspect({ path: before.path }), before);
    const stays = inspected.choices === before.choices || isComplete(inspected.inspection, inspected.choices);
    change({ inspected, step: stays ? "preview" : "columns" });
  }

  function run(request: ImportRequest, inspected: Inspected): void {
    const work = nextWork("import");
    change({ importing: true, work, failure: null });
    take({ ...request, work }).then(
      (result) => {
        change({ importing: false, work: null, step: "result", result, undone: null, undoFailure: null, take: [] });
        const name = result.undo;
        notifyDone(`Imported ${importedWords(result)}`, name === null ? undefined : () => undoFromMessage(name));
      },
      (reason: unknown) => {
        const failure = failureFrom(reason);
        change({ importing: false, work: null, failure });
        if (failure.code !== "file_changed") return;
        lookAgain(inspected).catch((why: unknown) => change({ failure: failureFrom(why) }));
      },
    );
  }

  // What went wrong stands on the page by then.
  return { run, stop: (work) => stop.mutate({ work }), undo: (name) => void undo(name).catch(() => undefined) };
}
