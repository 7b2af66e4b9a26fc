import { useState } from "react";
import type { RejectedRecord } from "../../backend/generated";
import { Button, type Column, DataTable, EmptyState, NoResults, plural } from "../../components";
import { sentence } from "../connectwise/words";
import { rejectedTable } from "./lines";

interface Props {
  rejected: readonly RejectedRecord[];
  search: string;
  onClear(): void;
}

const COLUMNS: readonly Column<{ record: RejectedRecord; index: number }>[] = [
  { key: "where", title: "Where", width: 250, render: ({ record }) => <span className="mono">{record.where}</span> },
  { key: "why", title: "Why it is rejected", least: 200, render: ({ record }) => sentence(record.reason) },
];

/** The records that are not taken, with the reason, and the way to take the list to whoever can mend the file. */
export function RejectedTable({ rejected, search, onClear }: Props) {
  const wanted = search.trim().toLowerCase();
  const rows = rejected
    // A place can be named twice: only the index tells the rows apart.
    .map((record, index) => ({ record, index }))
    .filter(({ record }) => `${record.where} ${record.reason}`.toLowerCase().includes(wanted));
  if (rejected.length === 0) {
    return (
      <div className="pad grow">
        <EmptyState icon="check" title="No record is rejected">
          Every record of the file can be taken.
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <DataTable
        label="Rejected records"
        rows={rows}
        columns={COLUMNS}
        rowId={({ index }) => String(index)}
        rowHeight={32}
        empty={<NoResults what="rejected records" onClear={onClear} />}
      />
      <div className="foot">
        <span className="grow">The other records are taken. Mend these in the file, and import it again.</span>
        <CopyRejected rejected={rejected} />
      </div>
    </>
  );
}

function CopyRejected({ rejected }: Pick<Props, "rejected">) {
  const [copied, setCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard?.writeText(rejectedTable([...rejected])).then(() => setCopied(true));
  return (
    <Button small icon={copied ? "check" : "copy"} onClick={copy}>
      {copied ? "Copied" : "Copy"} {plural(rejected.length, "record")} as CSV
    </Button>
  );
}
