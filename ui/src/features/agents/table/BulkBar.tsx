import { Button, formatNumber, plural } from "../../../components";

interface Props {
  count: number;
  /** Whether these stand in the archive. */
  archived: boolean;
  /** Whether all that are found are selected, more than are named one by one. */
  all: boolean;
  onChange(): void;
  onArchive(): void;
  onTakeOut(): void;
  onExport(): void;
  onClear(): void;
}

/** What can be done with the selected agents. */
export function BulkBar({ count, archived, all, onChange, onArchive, onTakeOut, onExport, onClear }: Props) {
  if (count === 0) return null;
  const number = formatNumber(count);
  return (
    <section className="bulk" aria-label="Selected">
      <b className="md">{all ? `All ${number} selected` : `${number} selected`}</b>
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
