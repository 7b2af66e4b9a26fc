import { type ImportProgress, useImportProgress } from "../../backend/queries";
import { formatNumber, plural } from "../../components";

/** "Reading the file: 12,000 rows", "Comparing with what is here: 12,000 of 100,000 records". */
export function progressWords(progress: ImportProgress | null, writes: boolean): string {
  if (progress === null || progress.step === "reading") {
    return progress === null || progress.done === 0
      ? "Reading the file"
      : `Reading the file: ${plural(progress.done, "record")}`;
  }
  const what = writes ? "Importing" : "Comparing with what is here:";
  const all = progress.total ?? 0;
  return `${what} ${formatNumber(progress.done)} of ${plural(all, "record")}`;
}

interface Props {
  work: string | null;
  /** Whether it writes, or only says what it would do. */
  writes: boolean;
}

/** How far a look into a file, a preview or an import has come, in a bar and in words. */
export function WorkProgress({ work, writes }: Props) {
  const progress = useImportProgress(work);
  const total = progress?.total ?? null;
  const done = progress?.done ?? 0;
  const known = total === null ? {} : { "aria-valuemin": 0, "aria-valuemax": total, "aria-valuenow": done };
  return (
    <section className="runbox" aria-label="Progress">
      <span className="m" role="status">
        {progressWords(progress, writes)}
      </span>
      <div className="bar l runbar" role="progressbar" aria-label="Records done" {...known}>
        <span className="ok" style={{ width: `${total === null || total === 0 ? 0 : (100 * done) / total}%` }} />
      </div>
      <span className="d t12">
        {writes ? "Nothing is kept before the last record: Stop leaves everything as it was." : "Nothing is written."}
      </span>
    </section>
  );
}
