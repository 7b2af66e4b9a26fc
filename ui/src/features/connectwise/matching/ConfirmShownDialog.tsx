import { Modal } from "@mantine/core";
import { useState } from "react";
import {
  Badge,
  Button,
  type Column,
  DataTable,
  ErrorState,
  FailedList,
  formatNumber,
  MatchLetter,
  Note,
  plural,
} from "../../../components";
import type { MatchingRow } from "./rows";
import type { Unconfirmed } from "./useMatchingActs";

interface Props {
  opened: boolean;
  /** Whether they were selected; else they are all that a filter shows. */
  selected: boolean;
  /** Proposed rows. */
  rows: readonly MatchingRow[];
  onConfirm: (rows: readonly MatchingRow[]) => Promise<Unconfirmed[]>;
  onClose: () => void;
}

const columns: Column<MatchingRow>[] = [
  {
    key: "device",
    title: "Device",
    render: (row) => (
      <>
        <span className="el md block">{row.device.name}</span>
        <span className="sub2 el">
          {[row.scope.agentName, `${row.device.vendor} ${row.device.model}`.trim()].filter(Boolean).join(" · ")}
        </span>
      </>
    ),
  },
  {
    key: "evidence",
    title: "Evidence",
    render: (row) => (
      <span className="row">
        <MatchLetter state="proposed" />
        <span className="grow">
          <span className="el block">{row.words}</span>
          <span className="sub2 el mono" title={row.values}>
            {row.values}
          </span>
        </span>
      </span>
    ),
  },
  {
    key: "configuration",
    title: "Configuration",
    render: ({ configuration, match }) => (
      <>
        <span className="row g6">
          <span className="el md">{configuration?.name ?? `Configuration ${match?.configuration}`}</span>
          {configuration?.active === false && (
            <Badge tone="dashed" icon="clock">
              Inactive
            </Badge>
          )}
        </span>
        <span className="sub2 el">
          {[configuration?.type, configuration?.status, configuration?.site].filter(Boolean).join(" · ")}
        </span>
      </>
    ),
  },
];

function Body({ rows, onConfirm, onClose }: Props) {
  // What was on screen when the dialog opened is what is confirmed, whatever arrives meanwhile.
  const [wanted] = useState(rows);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<readonly Unconfirmed[]>([]);
  const [error, setError] = useState<unknown>(null);
  const inactive = wanted.filter((row) => row.configuration?.active === false).length;
  const onlyIp = wanted.filter((row) => row.match?.reason === "only_ip").length;
  const onlyKept = wanted.filter((row) => row.match?.reason === "only_kept").length;
  if (failed.length > 0) {
    return (
      <div className="col g12">
        <Note tone="warn">
          <b className="md">{plural(failed.length, "proposal")} not confirmed.</b> The other{" "}
          {formatNumber(wanted.length - failed.length)} are.
        </Note>
        <FailedList label="Not confirmed" items={failed} />
        <div className="dialog-foot">
          <Button kind="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    );
  }
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      const left = await onConfirm(wanted);
      setFailed(left);
      if (left.length === 0) {
        onClose();
      }
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <p>
        Each device is matched with the configuration beside it, confirmed by you.{" "}
        <b className="md">Nothing is written to ConnectWise</b> until the next sync.
      </p>
      {(onlyIp > 0 || onlyKept > 0 || inactive > 0) && (
        <Note tone="warn">
          {[
            onlyIp > 0
              ? `${formatNumber(onlyIp)} ${onlyIp === 1 ? "rests" : "rest"} on the IP address alone, which is handed on`
              : "",
            onlyKept > 0
              ? `${formatNumber(onlyKept)} ${onlyKept === 1 ? "rests" : "rest"} on the id kept in Domotz alone, which anyone there can change`
              : "",
            inactive > 0 ? `${formatNumber(inactive)} ${inactive === 1 ? "is" : "are"} inactive in ConnectWise` : "",
          ]
            .filter(Boolean)
            .join("; ")}
          . Read those first.
        </Note>
      )}
      <div className="dialog-table" style={{ height: `min(${33 + 44 * wanted.length}px, 50vh)` }}>
        <DataTable label="Proposals" rows={wanted} columns={columns} rowId={(row) => row.id} rowHeight={44} />
      </div>
      {error !== null && <ErrorState title="The proposals were not confirmed" error={error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="check" busy={busy} data-autofocus>
          Confirm {plural(wanted.length, "match", "matches")}
        </Button>
      </div>
    </form>
  );
}

/** Several proposals, or a whole screen of them, to be read once more and confirmed with one press. */
export function ConfirmShownDialog(props: Props) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      size={860}
      title={props.selected ? "Confirm all that are selected?" : "Confirm all that are shown?"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.opened ? <Body {...props} /> : null}
    </Modal>
  );
}
