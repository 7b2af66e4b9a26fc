import { useState } from "react";
import type { CreateFailedView } from "../../../backend/generated";
import { Badge, type Column, DataTable, formatNumber, Icon } from "../../../components";
import { creationText, creationWords, reasonWords } from "../words";
import type { PreviewRow } from "./jobs";

const looks = {
  ready: { icon: "plus", className: "c-acc", word: "will be created" },
  "sent-before": { icon: "search", className: "c-acc", word: "sent before, looked up first" },
  refused: { icon: "warn", className: "c-warn", word: "cannot be created" },
  "left-out": { icon: "minus", className: "c-idle", word: "left out" },
} as const;

/** What the run does about a device that was sent before; `found` = its record is there. */
function sentBeforeWords(found: CreateFailedView | null): string {
  return found === null
    ? "Looked up first; sent again only if it is not there"
    : `It is there as configuration ${found.configuration}: that one is matched`;
}

const columns: Column<PreviewRow>[] = [
  {
    key: "outcome",
    title: "Outcome",
    hideTitle: true,
    width: 40,
    render: ({ outcome }) => (
      <Icon name={looks[outcome].icon} size="s" className={looks[outcome].className} label={looks[outcome].word} />
    ),
  },
  {
    key: "device",
    title: "Device",
    width: 190,
    sort: (row) => row.name,
    render: (row) => (
      <>
        <span className="el md block">{row.name}</span>
        {row.agentName !== "" && <span className="sub2 el">{row.agentName}</span>}
      </>
    ),
  },
  {
    key: "what",
    title: "What is created",
    sort: (row) => row.preview?.type.name ?? "",
    render: ({ outcome, preview, reason }) =>
      outcome === "sent-before" ? (
        <>
          <span className="el block">Sent before; its answer was lost</span>
          <span className="sub2 el">{sentBeforeWords(reason)}</span>
        </>
      ) : preview === null ? (
        <>
          <span className="el block">{creationText(reason?.reason ?? "", reason?.message ?? "")}</span>
          <span className="sub2 el">{creationWords(reason?.reason ?? "").advice}</span>
        </>
      ) : (
        <>
          <span className="el block">{preview.type.name}</span>
          <span className="sub2 el">
            {[preview.status?.name ?? "default status", preview.site?.name ?? "no particular site"].join(" · ")}
          </span>
        </>
      ),
  },
];

function Detail({ row }: { row: PreviewRow | null }) {
  if (row === null) {
    return <p className="d t12 preview-none">Choose a row to see every value that is sent.</p>;
  }
  const { preview, reason } = row;
  if (preview === null && row.outcome === "sent-before") {
    return <p className="preview-none">{reason?.message}</p>;
  }
  if (preview === null) {
    const words = creationWords(reason?.reason ?? "");
    return (
      <div className="col g8 preview-none">
        <b className="md">{row.name} is not created</b>
        <p>{reason?.message || words.text}</p>
        {words.advice !== "" && <p className="m">{words.advice}.</p>}
        <span className="mono d">{reason?.reason}</span>
      </div>
    );
  }
  return (
    <dl className="sent">
      <dt>type</dt>
      <dd>{preview.type.name}</dd>
      <dt>status</dt>
      <dd>{preview.status?.name ?? <span className="d">ConnectWise's default</span>}</dd>
      <dt>site</dt>
      <dd>{preview.site?.name ?? <span className="d">no particular site</span>}</dd>
      {preview.fields.map(({ field, value }) => (
        <div className="dlrow" key={field}>
          <dt>{field}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <dt>deviceIdentifier</dt>
      <dd>{preview.identifier}</dd>
      {preview.answers.map(({ question, label, value }) => (
        <div className="dlrow" key={question}>
          <dt className="said">{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {preview.left_out.map(({ field, reason: why, length }) => (
        <div className="dlrow" key={field}>
          <dt>{field}</dt>
          <dd className="c-warn">
            <Icon name="warn" size="xs" className="inline" /> left out: {reasonWords(why).text.toLowerCase()}
            {length === null ? "" : ` (${formatNumber(length)} characters)`}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Exactly what will be created, row by row, and why some rows will not be. */
export function PreviewTable({ rows, fetching }: { rows: readonly PreviewRow[]; fetching: boolean }) {
  const [active, setActive] = useState<PreviewRow | null>(null);
  // A new preview holds other records of the same devices.
  const shown =
    rows.find((row) => row.id === active?.id) ?? rows.find((row) => row.preview !== null) ?? rows[0] ?? null;
  return (
    <div className="preview" aria-busy={fetching}>
      <DataTable
        label="Preview"
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowHeight={44}
        rowClass={(row) => (row.outcome === "left-out" ? "off" : row.id === shown?.id ? "shown" : undefined)}
        onActiveChange={(row) => {
          if (row !== null) setActive(row);
        }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      <section className="preview-detail" aria-label="Values that are sent" tabIndex={0}>
        <header className="row g6">
          <b className="md el">{shown?.name ?? "Values"}</b>
          {shown?.outcome === "ready" && <Badge tone="accent">new</Badge>}
          {shown?.outcome === "sent-before" && <Badge>sent before</Badge>}
        </header>
        <Detail row={shown} />
      </section>
    </div>
  );
}
