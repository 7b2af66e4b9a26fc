import { Badge, type Column, DataTable, EmptyState, NoResults, Time } from "../../../components";
import type { OnlyThere } from "./rows";

function Named({ item: { configuration, company }, companies }: { item: OnlyThere; companies: boolean }) {
  return (
    <>
      <span className="row g6">
        <span className="el md">{configuration.name}</span>
        {!configuration.active && (
          <Badge tone="dashed" icon="clock">
            Inactive
          </Badge>
        )}
      </span>
      {companies && <span className="sub2 el">{company.name}</span>}
    </>
  );
}

const columns: Column<OnlyThere>[] = [
  {
    key: "type",
    title: "Type, status",
    least: 160,
    optional: 2,
    sort: ({ configuration }) => configuration.type,
    render: ({ configuration: { type, status } }) => [type, status].filter(Boolean).join(", "),
  },
  {
    key: "site",
    title: "Site",
    width: 110,
    optional: 4,
    sort: ({ configuration }) => configuration.site,
    render: ({ configuration }) => configuration.site || <span className="d">none</span>,
  },
  {
    key: "serial",
    title: "Serial number",
    width: 150,
    sort: ({ configuration }) => configuration.serial,
    render: ({ configuration }) => <Value value={configuration.serial} />,
  },
  {
    key: "mac",
    title: "MAC address",
    width: 150,
    sort: ({ configuration }) => configuration.mac,
    render: ({ configuration }) => <Value value={configuration.mac} />,
  },
  {
    key: "ip",
    title: "IP address",
    width: 120,
    optional: 1,
    sort: ({ configuration }) => configuration.ip,
    render: ({ configuration }) => <Value value={configuration.ip} />,
  },
  {
    key: "updated",
    title: "Changed",
    width: 110,
    optional: 3,
    sort: ({ configuration }) => configuration.updated,
    render: ({ configuration }) => <Time at={configuration.updated} />,
  },
];

function Value({ value }: { value: string }) {
  return value === "" ? <span className="d">empty</span> : <span className="mono">{value}</span>;
}

interface Props {
  items: readonly OnlyThere[];
  searched: boolean;
  /** Whether they belong to several companies. */
  companies: boolean;
  onClear: () => void;
}

/** Configurations that no device here has: retired ones, or devices that the source does not see. */
export function OnlyInConnectWise({ items, searched, companies, onClear }: Props) {
  const name: Column<OnlyThere> = {
    key: "name",
    title: "Configuration",
    sort: ({ configuration }) => configuration.name,
    render: (item) => <Named item={item} companies={companies} />,
  };
  return (
    <DataTable
      label="Only in ConnectWise"
      rows={items}
      columns={[name, ...columns]}
      rowId={(item) => item.id}
      rowName={({ configuration }) => configuration.name}
      rowHeight={companies ? 44 : 36}
      initialSort={{ key: "name" }}
      empty={
        searched ? (
          <NoResults what="configurations" onClear={onClear} />
        ) : (
          <EmptyState icon="check" title="Every configuration that was read has a device here">
            Configurations without a device would be listed here.
          </EmptyState>
        )
      }
    />
  );
}
