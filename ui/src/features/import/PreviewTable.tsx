import type { ImportChange, ImportValue } from "../../backend/generated";
import { Badge, Button, type Column, DataTable, formatField, Icon, plural } from "../../components";
import { Difference } from "../connectwise/plan/Difference";
import { isMonospaceField } from "../connectwise/words";
import type { PreviewLine } from "./lines";

interface Props {
  lines: readonly PreviewLine[];
  /** Fields in which the file's value is taken. */
  take: readonly string[];
  /** Folds or unfolds a record. */
  onFold(key: string): void;
}

/** The records that an import makes or changes, with their values before and after. */
export function PreviewTable({ lines, take, onFold }: Props) {
  const columns: readonly Column<PreviewLine>[] = [
    {
      key: "record",
      title: "Record, field",
      width: 280,
      render: (line) =>
        line.kind === "value" ? (
          <span className="import-field el">{formatField(line.value.field)}</span>
        ) : (
          <RecordName line={line} onFold={onFold} />
        ),
    },
    {
      key: "values",
      title: "Now, then",
      least: 200,
      render: (line) =>
        line.kind === "record" ? (
          <span className="m">{recordWords(line.change)}</span>
        ) : (
          <Value value={line.value} isNew={line.change.new} />
        ),
    },
    {
      key: "remark",
      title: "Remark",
      width: 180,
      render: (line) => (line.kind === "record" ? <RecordMark change={line.change} /> : remark(line, take)),
    },
  ];
  return (
    <DataTable
      label="Preview"
      rows={lines}
      columns={columns}
      rowId={({ key }) => key}
      rowHeight={32}
      rowClass={({ kind }) => (kind === "record" ? "import-record" : undefined)}
      onOpen={(line) => {
        if (line.kind === "record" && line.change.values.length > 0) onFold(line.key);
      }}
    />
  );
}

interface RecordNameProps {
  line: Extract<PreviewLine, { kind: "record" }>;
  onFold(key: string): void;
}

function RecordName({ line, onFold }: RecordNameProps) {
  const { change, open, key } = line;
  return (
    <span className="row g6">
      {change.values.length > 0 ? (
        <Button
          kind="quiet"
          small
          iconOnly
          icon={open ? "down" : "right"}
          aria-expanded={open}
          aria-label={`${open ? "Fold" : "Unfold"} ${change.name}`}
          onClick={() => onFold(key)}
        />
      ) : (
        <span className="import-nofold" />
      )}
      <Icon name={change.what === "device" ? "desktop" : "agents"} size="s" className="d" label={change.what} />
      <span className="el md" title={change.name}>
        {change.name}
      </span>
      <span className="el mono d" title={idWords(change)}>
        {change.source_id}
      </span>
    </span>
  );
}

const idWords = ({ what, agent, source_id }: ImportChange): string =>
  what === "device" ? `ID ${source_id}, of the agent ${agent}` : `ID ${source_id}`;

/** "3 values change, 1 stays". */
function recordWords({ new: isNew, counts, values }: ImportChange): string {
  if (isNew) return plural(values.length, "value");
  const stays = values.filter(({ kept }) => kept).length;
  const changes = values.length - stays;
  const parts = [
    ...(changes > 0 ? [`${plural(changes, "value")} ${changes === 1 ? "changes" : "change"}`] : []),
    ...(stays > 0 ? [`${plural(stays, "value")} set here ${stays === 1 ? "stays" : "stay"}`] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  return counts ? "seen by its source again" : "the file says what was set here";
}

function RecordMark({ change }: { change: ImportChange }) {
  return (
    <span className="row g6">
      {change.new ? (
        <Badge tone="accent" icon="plus">
          New
        </Badge>
      ) : change.counts ? (
        <Badge>Changed</Badge>
      ) : (
        <Badge tone="dashed">Unchanged</Badge>
      )}
      {change.what === "device" ? <span className="el t12 d">of {change.agent}</span> : null}
    </span>
  );
}

function Value({ value, isNew }: { value: ImportValue; isNew: boolean }) {
  const mono = isMonospaceField(value.field);
  if (value.kept) {
    return (
      <span className="diff">
        <span className={mono ? "el md mono" : "el md"} title={value.from}>
          {value.from === "" ? "empty" : value.from}
        </span>
        <span className="el d" title={value.to}>
          the file says {value.to === "" ? "nothing" : value.to}
        </span>
      </span>
    );
  }
  // Before a new record there was nothing.
  if (isNew) return <span className={mono ? "mono" : undefined}>{value.to}</span>;
  return <Difference from={value.from} to={value.to} conflict={false} mono={mono} />;
}

function remark({ value }: Extract<PreviewLine, { kind: "value" }>, take: readonly string[]) {
  if (value.kept) {
    return (
      <span className="row g6 t12 m">
        <Icon name="layers" size="s" className="c-warn" /> Set here, stays
      </span>
    );
  }
  return take.includes(value.field) ? <span className="t12 m">the file's is taken</span> : null;
}
