/** Everything that is known of a device, as columns of a table. */
import type { AgentStatus, DeviceView } from "../../backend/generated";
import { Button, type Column, formatField, KindIcon, MatchLetter, StatusShape, Time } from "../../components";
import { DeviceCell, type EditedCell } from "./DeviceCell";
import { type DeviceText, textOf } from "./device-fields";

export function deviceStatus(device: DeviceView): AgentStatus {
  return device.status === "online" ? "online" : device.status === "offline" ? "down" : "no-contact";
}

export function None() {
  return <span className="empty">none</span>;
}

/** The first of several, with how many more there are. */
export function First({ values }: { values: readonly string[] }) {
  const [first] = values;
  if (first === undefined) return <None />;
  return (
    <span title={values.length > 1 ? values.join(", ") : undefined}>
      {first}
      {values.length > 1 ? <span className="d"> +{values.length - 1}</span> : null}
    </span>
  );
}

export const STATUS_COLUMN: Column<DeviceView> = {
  key: "status",
  title: "Status",
  hideTitle: true,
  width: 40,
  sort: (device) => deviceStatus(device),
  render: (device) => <StatusShape status={deviceStatus(device)} />,
};

export const MAC_COLUMN: Column<DeviceView> = {
  key: "macs",
  title: "MAC address",
  width: 182,
  className: "mono",
  sort: (device) => device.macs[0] ?? "",
  render: (device) => <First values={device.macs} />,
};

export const IP_COLUMN: Column<DeviceView> = {
  key: "ips",
  title: "IP address",
  width: 112,
  className: "mono",
  sort: (device) => device.ips[0] ?? "",
  render: (device) => <First values={device.ips} />,
};

export function matchColumn(linked: boolean): Column<DeviceView> {
  return {
    key: "match",
    title: "Match",
    width: 70,
    sort: (device) => device.match?.state ?? "",
    render: (device) =>
      device.ignored ? (
        <MatchLetter state="ignored" />
      ) : linked ? (
        <MatchLetter state={device.match?.state ?? "unmatched"} />
      ) : (
        <span className="d">–</span>
      ),
  };
}

/** A discovered text that nobody sets here. */
function plain(key: "firmware" | "os", width: number): Column<DeviceView> {
  return {
    key,
    title: formatField(key),
    width,
    className: "m",
    sort: (device) => device[key],
    render: (device) => device[key] || <None />,
  };
}

interface EditingContext {
  source: string;
  linked: boolean;
  edited: EditedCell | null;
  shown: readonly string[];
  onEdit(cell: EditedCell | null): void;
  onOpen(device: DeviceView): void;
  onIgnore(device: DeviceView): void;
}

const LOOKS: Record<DeviceText, Partial<Column<DeviceView>>> = {
  name: { least: 148 },
  kind: { width: 108, optional: 4 },
  vendor: { width: 92 },
  model: { width: 118 },
  serial: { width: 140, className: "mono" },
  zone: { width: 112, optional: 2 },
  room: { width: 112, optional: 3 },
  vlan: { width: 96, className: "m", sort: (device) => device.vlan ?? -1 },
  notes: { width: 180, className: "m" },
};

/** Every column; what a person may set is edited in its place. */
function allColumns(context: EditingContext): Column<DeviceView>[] {
  const { source, edited, onEdit } = context;
  const text = (field: DeviceText): Column<DeviceView> => ({
    key: field,
    title: formatField(field),
    sort: (device) => textOf(device, field),
    ...LOOKS[field],
    render: (device) => {
      const cell = <DeviceCell device={device} field={field} source={source} edited={edited} onEdit={onEdit} />;
      if (field !== "name") return cell;
      return (
        <span className="row g6">
          <KindIcon kind={device.kind} />
          {cell}
        </span>
      );
    },
  });
  return [
    STATUS_COLUMN,
    text("name"),
    text("kind"),
    text("vendor"),
    text("model"),
    text("serial"),
    MAC_COLUMN,
    IP_COLUMN,
    text("zone"),
    text("room"),
    plain("firmware", 110),
    plain("os", 148),
    text("vlan"),
    {
      key: "first_seen",
      title: "First seen",
      width: 104,
      className: "m",
      sort: (device) => device.first_seen,
      render: (device) => (device.first_seen === "" ? <None /> : <Time at={device.first_seen} />),
    },
    text("notes"),
    matchColumn(context.linked),
  ];
}

/** What can be chosen, with the words of the heads. */
export const COLUMN_NAMES: readonly { key: string; title: string }[] = allColumns({
  source: "",
  linked: false,
  edited: null,
  shown: [],
  onEdit: () => undefined,
  onOpen: () => undefined,
  onIgnore: () => undefined,
}).map(({ key, title }) => ({ key, title }));

export const USUAL_COLUMNS: readonly string[] = [
  "status",
  "name",
  "kind",
  "vendor",
  "model",
  "serial",
  "macs",
  "ips",
  "zone",
  "room",
  "match",
];

/** A kept choice of columns; the usual ones for anything else. */
export function readColumns(kept: unknown): string[] {
  const known = Array.isArray(kept) ? COLUMN_NAMES.map((column) => column.key).filter((key) => kept.includes(key)) : [];
  return known.length === 0 ? [...USUAL_COLUMNS] : known;
}

/** The chosen columns, and the buttons of each row. */
export function deviceColumns(context: EditingContext): Column<DeviceView>[] {
  const { shown } = context;
  const chosen = allColumns(context).filter((column) => shown.includes(column.key));
  // Columns that somebody chose are not left out where there is little room: the table scrolls.
  const usual = shown.length === USUAL_COLUMNS.length && USUAL_COLUMNS.every((key) => shown.includes(key));
  const columns = usual ? chosen : chosen.map(({ optional: _, ...column }) => column);
  return [
    ...columns,
    {
      key: "acts",
      title: "Acts",
      hideTitle: true,
      width: 116,
      className: "acts",
      render: (device) => (
        <span className="row g4 row-acts">
          <Button
            small
            kind="quiet"
            tabIndex={-1}
            aria-label={`${device.ignored ? "Stop ignoring" : "Ignore"} ${device.name}`}
            title={device.ignored ? "Counts and matches it again" : "Leaves it out of counts, matching and creation"}
            onClick={() => context.onIgnore(device)}
          >
            {device.ignored ? "Use" : "Ignore"}
          </Button>
          <Button
            small
            iconOnly
            kind="quiet"
            icon="right"
            tabIndex={-1}
            aria-label={`Details of ${device.name}`}
            onClick={() => context.onOpen(device)}
          />
        </span>
      ),
    },
  ];
}
