import { Badge, Button, Icon, KindIcon, MatchLetter } from "../../../components";
import { canOpen, canPick } from "./keys";
import type { MatchingRow } from "./rows";

export interface RowActs {
  onMatch: (row: MatchingRow) => void;
  onUnlink: (row: MatchingRow) => void;
  onPick: (row: MatchingRow) => void;
  onIgnore: (row: MatchingRow, ignored: boolean) => void;
  onOpen: (row: MatchingRow) => void;
  onSelect: (row: MatchingRow) => void;
}

interface Props extends RowActs {
  row: MatchingRow;
  focused: boolean;
  open: boolean;
  selected: boolean;
  busy: boolean;
  onFocus: () => void;
}

function deviceLine(row: MatchingRow): string {
  const { vendor, model, ips, macs } = row.device;
  return [[vendor, model].filter((text) => text !== "").join(" "), ips[0] ?? macs[0] ?? ""]
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
  const about = [configuration.type, configuration.status, configuration.site].filter((text) => text !== "");
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

function Acts({ row, open, busy, onMatch, onUnlink, onPick, onIgnore, onOpen }: Props) {
  const name = row.device.name;
  const unlink = row.state === "proposed" ? `Dismiss the proposal for ${name}` : `Unlink ${name}`;
  const waits = canPick(row);
  return (
    <span className="row g4 acts">
      {row.state === "proposed" && (
        <Button small icon="check" disabled={busy} onClick={() => onMatch(row)} aria-label={`Match ${name}`}>
          Match
        </Button>
      )}
      {row.state === "ignored" && (
        <Button small kind="quiet" onClick={() => onIgnore(row, false)} aria-label={`Restore ${name}`}>
          Restore
        </Button>
      )}
      {waits && (
        <Button small kind="quiet" onClick={() => onIgnore(row, true)} aria-label={`Ignore ${name}`}>
          Ignore
        </Button>
      )}
      {waits && (
        <Button small onClick={() => onPick(row)} aria-label={`Pick a configuration for ${name}`}>
          Pick
        </Button>
      )}
      {canOpen(row) && (
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
      {row.match !== null && (
        <Button
          small
          kind="quiet"
          icon="close"
          iconOnly
          disabled={busy}
          onClick={() => onUnlink(row)}
          aria-label={unlink}
        />
      )}
    </span>
  );
}

/** One device: what it is, what the match rests on, and its configuration. */
export function DeviceRow(props: Props) {
  const { row, focused, open, selected } = props;
  const classes = [focused ? "foc" : "", selected ? "sel" : "", row.state === "ignored" ? "off" : ""];
  return (
    <tr
      id={`device-${row.id}`}
      className={classes.filter(Boolean).join(" ")}
      aria-selected={row.state === "proposed" ? selected : undefined}
      onClick={props.onFocus}
      onDoubleClick={() => (canOpen(row) && !open ? props.onOpen(row) : undefined)}
    >
      <td>
        <input
          type="checkbox"
          className="cb"
          checked={selected}
          disabled={row.state !== "proposed"}
          aria-label={`Select ${row.device.name}`}
          title={row.state === "proposed" ? undefined : "Only proposed matches can be matched together"}
          onChange={() => props.onSelect(row)}
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
                  Gone
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
        <span className="row">
          <MatchLetter state={row.state} />
          <span className="grow">
            <span className="el block" title={row.words}>
              {row.words}
            </span>
            <span className="sub2 el mono" title={row.values}>
              {row.values}
            </span>
          </span>
        </span>
      </td>
      <td>
        <Configuration row={row} />
      </td>
      <td>
        <Acts {...props} />
      </td>
    </tr>
  );
}
