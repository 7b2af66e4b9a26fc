import { memo } from "react";
import { Badge, Button, type ButtonProps, Icon, KindIcon, MatchLetter, Time } from "../../../components";
import { ChangeTypeAct } from "../type/ChangeTypeAct";
import { canOpen, canPick, canSelect, type KeyAct, mustDecide } from "./keys";
import { canCreate, canIgnore, canReplace, canRetire, canUnlink, type MatchingRow } from "./rows";

export interface RowActs {
  /** What a key does, done by its button. */
  onAct: (act: KeyAct, row: MatchingRow) => void;
  onOpen: (row: MatchingRow) => void;
  onFocus: (row: MatchingRow) => void;
}

interface Props extends RowActs {
  row: MatchingRow;
  focused: boolean;
  open: boolean;
  selected: boolean;
  busy: boolean;
}

function deviceLine(row: MatchingRow): string {
  const { vendor, model, ips, macs } = row.device;
  return [row.scope.agentName, [vendor, model].filter((text) => text !== "").join(" "), ips[0] ?? macs[0] ?? ""]
    .filter((text) => text !== "")
    .join(" · ");
}

function Configuration({ row }: { row: MatchingRow }) {
  const { configuration, match, candidates, state } = row;
  if (match === null) {
    return state === "review" ? (
      <span className="d">
        {candidates.length === 1 ? "Look at 1 candidate" : `Choose one of ${candidates.length}`}
      </span>
    ) : (
      <span className="d">None</span>
    );
  }
  if (configuration === null) {
    return (
      <>
        <span className="el md block">Configuration {match.configuration}</span>
        <span className="sub2 el">not in the list that was read last</span>
      </>
    );
  }
  const about = [
    configuration.type,
    configuration.status,
    configuration.site,
    // Where rows of several agents stand below each other, the company is not said anywhere else.
    row.scope.agentName === "" ? "" : row.scope.company.name,
  ].filter((text) => text !== "");
  return (
    <>
      <span className="row g6">
        <span className="el md" title={configuration.name}>
          {configuration.name}
        </span>
        {!configuration.active && (
          <Badge tone="dashed" icon="clock">
            Inactive
          </Badge>
        )}
      </span>
      <span className="sub2 el" title={about.join(" · ")}>
        {about.join(" · ")}
      </span>
    </>
  );
}

function Act({ act, row, onAct, ...rest }: ButtonProps & Pick<Props, "row" | "onAct"> & { act: KeyAct }) {
  return <Button small {...rest} onClick={() => onAct(act, row)} />;
}

function Acts({ row, open, busy, onAct, onOpen }: Props) {
  const { name } = row.device;
  const at = { row, onAct };
  return (
    <span className="row g4 acts">
      {row.state === "proposed" && (
        <Act {...at} act={{ act: "match" }} icon="check" disabled={busy} aria-label={`Match ${name}`}>
          Match
        </Act>
      )}
      {row.state === "ignored" && (
        <Act {...at} act={{ act: "restore" }} kind="quiet" aria-label={`Restore ${name}`}>
          Restore
        </Act>
      )}
      {canIgnore(row) && (
        <Act {...at} act={{ act: "ignore" }} kind="quiet" aria-label={`Ignore ${name}`}>
          Ignore
        </Act>
      )}
      {canPick(row) && (
        <Act {...at} act={{ act: "pick" }} aria-label={`Pick a configuration for ${name}`}>
          Pick
        </Act>
      )}
      {canCreate(row) && (
        <Act {...at} act={{ act: "create" }} icon="plus" aria-label={`Create a configuration for ${name}`}>
          Create
        </Act>
      )}
      {canRetire(row) && (
        <Act
          {...at}
          act={{ act: "retire" }}
          aria-label={`Set inactive in ConnectWise: the configuration of ${name}`}
          title="Set inactive in ConnectWise"
        >
          Set inactive
        </Act>
      )}
      {canReplace(row) && (
        <Act
          {...at}
          act={{ act: "replace" }}
          aria-label={`Replace the device ${name}`}
          title="Replace device: the match goes to the new one"
        >
          Replace
        </Act>
      )}
      {mustDecide(row) && (
        <Button
          small
          kind={open ? "quiet" : "default"}
          aria-expanded={open}
          aria-label={`${open ? "Close" : "Decide"} ${name}`}
          onClick={() => onOpen(row)}
        >
          {open ? "Close" : "Decide"} <Icon name={open ? "up" : "down"} />
        </Button>
      )}
      {row.configuration?.active && (row.state === "automatic" || row.state === "confirmed") && (
        <ChangeTypeAct
          change={{
            device: row.id,
            deviceName: name,
            configurationName: row.configuration.name,
            type: row.configuration.type,
          }}
        />
      )}
      {canUnlink(row) && (
        <Act
          {...at}
          act={{ act: "unlink" }}
          kind="quiet"
          icon="close"
          iconOnly
          disabled={busy}
          aria-label={unlinkLabel(row)}
          title={row.state === "review" ? "None of these" : undefined}
        />
      )}
    </span>
  );
}

function unlinkLabel(row: MatchingRow): string {
  const { name } = row.device;
  switch (row.state) {
    case "proposed":
      return `Dismiss the proposal for ${name}`;
    case "review":
      return `None of the candidates is ${name}`;
    default:
      return `Unlink ${name}`;
  }
}

function EvidenceCell({ row, open, onOpen }: Pick<Props, "row" | "open" | "onOpen">) {
  const words = (
    <span className="grow">
      <span className="el block" title={row.words}>
        {row.words}
      </span>
      <span className={row.state === "review" ? "sub2 el" : "sub2 el mono"} title={row.values}>
        {row.values}
      </span>
    </span>
  );
  if (!canOpen(row)) {
    return (
      <span className="row">
        <MatchLetter state={row.state} />
        {words}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="row evidence"
      aria-expanded={open}
      title="Compare both sides"
      onClick={() => onOpen(row)}
    >
      <MatchLetter state={row.state} />
      {words}
      <Icon name={open ? "up" : "down"} size="xs" />
    </button>
  );
}

/** One device: what it is, what the match rests on, and its configuration. */
export const DeviceRow = memo(function DeviceRow(props: Props) {
  const { row, focused, open, selected } = props;
  const classes = [focused ? "foc" : "", selected ? "sel" : "", row.state === "ignored" ? "off" : ""];
  return (
    <tr
      id={`device-${row.id}`}
      className={classes.filter(Boolean).join(" ")}
      aria-selected={canSelect(row) ? selected : undefined}
      onClick={() => props.onFocus(row)}
      onDoubleClick={() => (canOpen(row) && !open ? props.onOpen(row) : undefined)}
    >
      <td className="box">
        <input
          type="checkbox"
          className="cb"
          checked={selected}
          disabled={!canSelect(row)}
          aria-label={`Select ${row.device.name}`}
          title={canSelect(row) ? undefined : "Only what waits for a decision can be selected"}
          onChange={() => props.onAct({ act: "select" }, row)}
        />
      </td>
      <td>
        <span className="row">
          <KindIcon kind={row.device.kind} />
          <span className="grow">
            <span className="row g6">
              <span className="el md" title={row.device.name}>
                {row.device.name}
              </span>
              {row.device.gone_since !== null && (
                <Badge tone="dashed" icon="clock">
                  Gone since <Time at={row.device.gone_since} />
                </Badge>
              )}
            </span>
            <span className="sub2 el" title={deviceLine(row)}>
              {deviceLine(row)}
            </span>
          </span>
        </span>
      </td>
      <td>
        <EvidenceCell row={row} open={open} onOpen={props.onOpen} />
      </td>
      <td>
        <Configuration row={row} />
      </td>
      <td>
        <Acts {...props} />
      </td>
    </tr>
  );
});
