import type { ConfigurationView } from "../../../backend/generated";
import { Badge, type Column, DataTable, EmptyState } from "../../../components";

const columns: Column<ConfigurationView>[] = [
  {
    key: "name",
    title: "Configuration",
    className: "name",
    sort: (item) => item.name,
    render: (item) => (
      <span className="row g6">
        <span className="el">{item.name}</span>
        {!item.active && (
          <Badge tone="dashed" icon="clock">
            Inactive
          </Badge>
        )}
      </span>
    ),
  },
  { key: "type", title: "Type", width: 140, optional: 1, sort: (item) => item.type, render: (item) => item.type },
  {
    key: "status",
    title: "Status",
    width: 110,
    optional: 2,
    sort: (item) => item.status,
    render: (item) => item.status,
  },
  {
    key: "site",
    title: "Site",
    width: 120,
    optional: 3,
    sort: (item) => item.site,
    render: (item) => item.site || <span className="d">none</span>,
  },
  {
    key: "serial",
    title: "Serial number",
    width: 160,
    sort: (item) => item.serial,
    render: (item) => <Value value={item.serial} />,
  },
  {
    key: "mac",
    title: "MAC address",
    width: 150,
    sort: (item) => item.mac,
    render: (item) => <Value value={item.mac} />,
  },
  { key: "ip", title: "IP address", width: 130, sort: (item) => item.ip, render: (item) => <Value value={item.ip} /> },
];

function Value({ value }: { value: string }) {
  return value === "" ? <span className="d">empty</span> : <span className="mono">{value}</span>;
}

/** Configurations that no device here has: retired ones, or devices that the source does not see. */
export function OnlyInConnectWise({ items }: { items: readonly ConfigurationView[] }) {
  return (
    <DataTable
      label="Only in ConnectWise"
      rows={items}
      columns={columns}
      rowId={(item) => String(item.id)}
      rowName={(item) => item.name}
      empty={
        <EmptyState icon="check" title="Every configuration of this company has a device here">
          Configurations without a device would be listed here.
        </EmptyState>
      }
    />
  );
}
