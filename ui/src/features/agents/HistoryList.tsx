import { Link } from "wouter";
import type { HistoryView } from "../../backend/generated";
import { useRestore } from "../../backend/queries";
import { Button, formatField, formatPerson, Icon, notifyDone, notifyFailure, Time } from "../../components";
import { notifyWrittenBack } from "./domotz/written-back";

interface HistoryListProps {
  entries: readonly HistoryView[];
  /** Names the agent of each entry too; for a list over all agents. */
  withAgent?: boolean;
}

/** Changes, newest first, each with the button that puts its old value back. */
export function HistoryList({ entries, withAgent }: HistoryListProps) {
  const { restore, restoring } = useRestoring();
  return (
    <ul className="hist">
      {entries.map((entry) => (
        <Entry
          key={entry.id}
          entry={entry}
          withAgent={withAgent ?? false}
          busy={restoring === entry.id}
          onRestore={() => restore(entry)}
        />
      ))}
    </ul>
  );
}

/** Times of the core are compared with those of this window; both are of this computer, and may be cut to a second. */
const SECOND = 1000;

/** The change that restoring an entry made; none where the value was so already. */
function madeBy(entry: HistoryView, entries: readonly HistoryView[], begun: number): HistoryView | null {
  const [newest] = entries;
  if (!newest?.restorable || newest.field !== entry.field || newest.device !== entry.device) return null;
  return Date.parse(newest.at) >= begun - SECOND ? newest : null;
}

/** Puts the value before a change back; that is a change itself, and Undo takes it back in the same way. */
function useRestoring() {
  const restore = useRestore();
  return {
    restoring: restore.isPending ? restore.variables.entry : null,
    restore: (entry: HistoryView): void => {
      const what = formatField(entry.field);
      const begun = Date.now();
      restore.mutate(
        { entry: entry.id },
        {
          onSuccess: ({ entries, written_back }) => {
            notifyWrittenBack(entry.device_name ?? "the device", written_back);
            const made = madeBy(entry, entries, begun);
            notifyDone(
              entry.old === "" ? `${what} is empty again` : `${what} is "${entry.old}" again`,
              made !== null
                ? () =>
                    restore.mutate(
                      { entry: made.id },
                      { onError: (reason) => notifyFailure(`${what} was not put back.`, reason) },
                    )
                : undefined,
            );
          },
          onError: (reason) => notifyFailure(`${what} was not restored.`, reason),
        },
      );
    },
  };
}

interface EntryProps {
  entry: HistoryView;
  withAgent: boolean;
  busy: boolean;
  onRestore(): void;
}

function Entry({ entry, withAgent, busy, onRestore }: EntryProps) {
  const what = formatField(entry.field);
  const title = entry.device_name ? `${entry.device_name}, ${fieldInside(what)}` : what;
  const old = entry.old === "" ? "empty" : `"${entry.old}"`;
  return (
    <li>
      <span className="row">
        <span className="md el" title={title}>
          {title}
        </span>
        {withAgent ? (
          <Link href={`/agents/${entry.agent}/history`} className="el t12">
            {entry.agent_name}
          </Link>
        ) : null}
        <Who by={entry.by} at={entry.at} />
      </span>
      {entry.old === "" && entry.new === "" ? null : (
        <span className="row">
          <span className="diff">
            <Value text={entry.old} className={entry.old === "" ? "old none" : "old"} />
            <Icon name="to" size="xs" label="became" />
            <Value text={entry.new} className={entry.new === "" ? "old none" : "new"} />
          </span>
          {entry.restorable ? (
            <Button
              small
              kind="quiet"
              icon="undo"
              className="end restore"
              busy={busy}
              aria-label={`Restore ${old}`}
              title={`Sets ${fieldInside(what)} to ${old} again`}
              onClick={onRestore}
            >
              Restore
            </Button>
          ) : null}
        </span>
      )}
    </li>
  );
}

/** "Serial number" -> "serial number", but "MAC address" stays. */
function fieldInside(words: string): string {
  return /^[A-Z]{2}/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

export function Who({ by, at }: { by: string; at: string }) {
  return (
    <span className="end d t12 who">
      <span className="el" title={by}>
        {formatPerson(by)}
      </span>
      <Time at={at} withClock />
    </span>
  );
}

function Value({ text, className }: { text: string; className: string }) {
  return (
    <span className={`${className} el`} title={text}>
      {text === "" ? "empty" : text}
    </span>
  );
}
