import { useLocation } from "wouter";
import { Button, type Column, DataTable, formatField, Icon, type IconName, Note, plural } from "../../../components";
import { creationText, creationWords } from "../words";
import type { CreateJob } from "./jobs";
import { againFor, type Outcome, type ResultRow, resultRows } from "./outcomes";

const looks: Record<ResultRow["outcome"], { icon: IconName; className: string; word: string }> = {
  failed: { icon: "error", className: "c-bad", word: "failed" },
  pending: { icon: "clock", className: "c-warn", word: "not known yet" },
  "not-reached": { icon: "stop", className: "c-idle", word: "not created" },
  created: { icon: "check", className: "c-ok", word: "created" },
  adopted: { icon: "link", className: "c-ok", word: "was there already" },
  "left-out": { icon: "minus", className: "c-idle", word: "left out" },
};

function happened(row: ResultRow): { text: string; more: string } {
  switch (row.outcome) {
    case "created":
      return {
        text: "Created and matched",
        more:
          row.differences.length > 0
            ? `ConnectWise stored otherwise: ${row.differences.map(formatField).join(", ")}`
            : `configuration ${row.configuration}`,
      };
    case "adopted":
      return {
        text: "Was there already from an earlier try; matched",
        more: `configuration ${row.configuration}`,
      };
    case "pending":
      return { text: "ConnectWise did not answer: not known yet", more: "Settled by a look, or by the next run" };
    case "not-reached":
      return { text: "The run ended before its turn", more: "Nothing was sent for it" };
    default:
      return { text: creationText(row.reason, row.message), more: creationWords(row.reason).advice };
  }
}

const columns: Column<ResultRow>[] = [
  {
    key: "outcome",
    title: "Outcome",
    width: 164,
    sort: (row) => row.outcome,
    render: ({ outcome }) => (
      <span className="row g6">
        <Icon name={looks[outcome].icon} size="s" className={looks[outcome].className} />
        {looks[outcome].word}
      </span>
    ),
  },
  {
    key: "device",
    title: "Device",
    width: 220,
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
    title: "What happened",
    render: (row) => {
      const { text, more } = happened(row);
      return (
        <>
          <span className="el block" title={row.message || undefined}>
            {text}
          </span>
          <span className="sub2 el">{more}</span>
        </>
      );
    },
  },
];

interface Props {
  outcomes: readonly Outcome[];
  /** Finds out what is not known yet. */
  onLook: () => void;
  onAgain: (jobs: CreateJob[]) => void;
  onClose: () => void;
}

/** What became of every device. */
export function CreateResult({ outcomes, onLook, onAgain, onClose }: Props) {
  const [, navigate] = useLocation();
  const rows = resultRows(outcomes);
  const count = (outcome: ResultRow["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  const pending = count("pending");
  const again = againFor(outcomes);
  const runs = outcomes.flatMap(({ reply }) => reply.run ?? []);
  const duplicates = outcomes.flatMap(({ reply }) => reply.duplicates);
  return (
    <div className="col g12">
      {outcomes
        .filter(({ message }) => message !== "")
        .map(({ job, message }) => (
          <Note tone="bad" key={job.agent}>
            <b className="md">The run{job.agentName === "" ? "" : ` of ${job.agentName}`} was broken off.</b> {message}{" "}
            What is listed as created is created.
          </Note>
        ))}
      {outcomes.some((outcome) => outcome.stopped) && (
        <Note icon="stop">
          <b className="md">Stopped.</b> What was created by then stays, and is matched.
          {count("not-reached") > 0 && ` Nothing was sent for ${plural(count("not-reached"), "device")}.`}
        </Note>
      )}
      {pending > 0 && (
        <Note tone="warn">
          <b className="md">{plural(pending, "device")} not known yet.</b> The answer of ConnectWise got lost. Sitebook
          sends nothing again before a full list shows that there is no record with the device's identifier. Look now,
          or leave it to the next run or the next start. Do not create {pending === 1 ? "it" : "them"} by hand
          meanwhile.
        </Note>
      )}
      {duplicates.map((duplicate) => (
        <Note tone="warn" key={duplicate.device}>
          <b className="md">{duplicate.device_name} is there more than once.</b> Configuration {duplicate.kept} is
          matched; {duplicate.others.join(", ")} carr{duplicate.others.length === 1 ? "ies" : "y"} the same identifier.
          Look at {duplicate.others.length === 1 ? "it" : "them"} in ConnectWise.
        </Note>
      ))}
      <div className="dialog-table" style={{ height: `min(${33 + 44 * Math.max(1, rows.length)}px, 48vh)` }}>
        <DataTable
          label="Result"
          rows={rows}
          columns={columns}
          rowId={(row) => `${row.outcome}/${row.id}`}
          rowName={(row) => row.name}
          rowHeight={44}
          rowClass={(row) => (row.outcome === "left-out" ? "off" : undefined)}
          empty={<p className="m">Nothing was created.</p>}
        />
      </div>
      <div className="dialog-foot">
        {pending > 0 && (
          <Button icon="search" onClick={onLook}>
            Look now
          </Button>
        )}
        {again.length > 0 && (
          <Button icon="sync" onClick={() => onAgain(again)}>
            {count("not-reached") > 0 ? "Preview the rest again" : "Preview the failed again"}
          </Button>
        )}
        {runs.length > 0 && (
          <Button onClick={() => navigate(runs.length === 1 ? `/activity/${runs[0]}` : "/activity")}>
            Open in Activity
          </Button>
        )}
        <Button kind="primary" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </div>
  );
}

/** The title over a result: how many of how many. */
export function resultTitle(outcomes: readonly Outcome[]): string {
  const rows = resultRows(outcomes);
  const made = rows.filter((row) => row.outcome === "created" || row.outcome === "adopted").length;
  const wanted = rows.filter((row) => row.outcome !== "left-out").length;
  return made === wanted
    ? `${plural(made, "configuration")} created`
    : `${made} of ${plural(wanted, "configuration")} created`;
}
