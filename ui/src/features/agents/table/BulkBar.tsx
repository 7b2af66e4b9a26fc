import { Button, formatNumber, plural } from "../../../components";

interface Props {
  count: number;
  /** Whether these stand in the archive. */
  archived: boolean;
  /** How many are left out of all that are found; null where single agents are selected. */
  left: number | null;
  onChange(): void;
  onArchive(): void;
  onTakeOut(): void;
  onExport(): void;
  onClear(): void;
}

function selectedWords(number: string, left: number | null): string {
  if (left === null) return `${number} selected`;
  return left === 0 ? `All ${number} selected` : `${number} selected, ${formatNumber(left)} left out`;
}

/** What can be done with the selected agents. */
export function BulkBar({ count, archived, left, onChange, onArchive, onTakeOut, onExport, onClear }: Props) {
  if (count === 0) return null;
  const number = formatNumber(count);
  return (
    <section className="bulk" aria-label="Selected">
      <b className="md">{selectedWords(number, left)}</b>
      {archived ? (
        <Button kind="primary" icon="undo" onClick={onTakeOut}>
          Take {plural(count, "agent")} out of the archive
        </Button>
      ) : (
        <Button kind="primary" onClick={onChange}>
          Change {number}
        </Button>
      )}
      <Button icon="download" onClick={onExport}>
        Export {number}
      </Button>
      {archived ? null : (
        <Button icon="storage" onClick={onArchive}>
          Archive {number}
        </Button>
      )}
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}
