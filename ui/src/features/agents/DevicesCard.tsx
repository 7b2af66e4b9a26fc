import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { AgentDetail, AgentStatus, DeviceView } from "../../backend/generated";
import {
  type Column,
  DataTable,
  EmptyState,
  KindIcon,
  MatchLetter,
  NoResults,
  SearchField,
  SegmentedFilter,
  StatusShape,
  Toolbar,
} from "../../components";

export function deviceStatus(device: DeviceView): AgentStatus {
  return device.status === "online" ? "online" : device.status === "offline" ? "down" : "no-contact";
}

function None() {
  return <span className="empty">none</span>;
}

/** The first of several, with how many more there are. */
function First({ values }: { values: readonly string[] }) {
  const [first] = values;
  if (first === undefined) return <None />;
  return (
    <span title={values.length > 1 ? values.join(", ") : undefined}>
      {first}
      {values.length > 1 ? <span className="d"> +{values.length - 1}</span> : null}
    </span>
  );
}

function columnsFor(linked: boolean): Column<DeviceView>[] {
  return [
    {
      key: "status",
      title: "Status",
      hideTitle: true,
      width: 40,
      sort: (device) => deviceStatus(device),
      render: (device) => <StatusShape status={deviceStatus(device)} />,
    },
    {
      key: "name",
      title: "Name",
      sort: (device) => device.name,
      render: (device) => {
        return (
          <span className="row g6">
            <KindIcon kind={device.kind} />
            <span className="md el">{device.name || device.source_id}</span>
          </span>
        );
      },
    },
    {
      key: "vendor",
      title: "Vendor, model",
      width: 160,
      optional: 2,
      className: "m",
      sort: (device) => `${device.vendor} ${device.model}`,
      render: (device) => [device.vendor, device.model].filter(Boolean).join(" ") || <None />,
    },
    {
      key: "serial",
      title: "Serial number",
      width: 156,
      optional: 1,
      className: "mono",
      sort: (device) => device.serial,
      render: (device) => device.serial || <None />,
    },
    {
      key: "mac",
      title: "MAC address",
      width: 182,
      className: "mono",
      sort: (device) => device.macs[0] ?? "",
      render: (device) => <First values={device.macs} />,
    },
    {
      key: "ip",
      title: "IP address",
      width: 118,
      className: "mono",
      sort: (device) => device.ips[0] ?? "",
      render: (device) => <First values={device.ips} />,
    },
    {
      key: "zone",
      title: "Zone, room",
      width: 140,
      optional: 3,
      className: "m",
      sort: (device) => `${device.zone} ${device.room}`,
      render: (device) => [device.zone, device.room].filter(Boolean).join(", ") || <None />,
    },
    {
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
    },
  ];
}

const LINKED = columnsFor(true);
const UNLINKED = columnsFor(false);

function DeviceTable({
  agent,
  rows,
  onOpen,
}: {
  agent: AgentDetail;
  rows: DeviceView[];
  onOpen(device: DeviceView): void;
}) {
  return (
    <DataTable
      label="Devices"
      rows={rows}
      columns={agent.psa.company ? LINKED : UNLINKED}
      rowId={(device) => device.id}
      rowName={(device) => device.name}
      rowHeight={32}
      rowClass={(device) => (device.ignored || device.gone_since ? "off" : undefined)}
      initialSort={{ key: "name" }}
      onOpen={onOpen}
    />
  );
}

function summary(agent: AgentDetail): string {
  const ignored = agent.devices.filter((device) => device.ignored).length;
  const gone = agent.devices.filter((device) => device.gone_since !== null).length;
  const parts = [String(agent.devices.length)];
  if (agent.devices_offline > 0) parts.push(`${agent.devices_offline} offline`);
  if (ignored > 0) parts.push(`${ignored} ignored`);
  if (gone > 0) parts.push(`${gone} gone`);
  return parts.join(", ");
}

function holds(device: DeviceView, words: string): boolean {
  return [device.name, device.kind, device.vendor, device.model, device.serial, device.zone, device.room, device.notes]
    .concat(device.macs, device.ips)
    .some((text) => text.toLowerCase().includes(words));
}

function useFound(agent: AgentDetail, text: string): DeviceView[] {
  const words = text.trim().toLowerCase();
  return useMemo(
    () => (words === "" ? agent.devices : agent.devices.filter((device) => holds(device, words))),
    [agent.devices, words],
  );
}

const NO_DEVICES = (
  <EmptyState icon="desktop" title="There are no devices yet">
    They come with an import, or from the source when it reports them.
  </EmptyState>
);

/** On the overview: the first ones, worst first. */
export function DevicesCard({ agent, onOpen }: { agent: AgentDetail; onOpen(device: DeviceView): void }) {
  const [text, setText] = useState("");
  const found = useFound(agent, text);
  const MOST = 8;
  const rows = useMemo(
    () =>
      [...found]
        .sort(
          (a, b) =>
            Number(a.ignored) - Number(b.ignored) || Number(b.status === "offline") - Number(a.status === "offline"),
        )
        .slice(0, MOST),
    [found],
  );
  return (
    <section className="card wide devices" aria-labelledby="devices-title">
      <header>
        <h2 id="devices-title">Devices</h2>
        <span className="n">{summary(agent)}</span>
        {agent.devices.length > 0 ? (
          <span className="end">
            <SearchField label="Search devices" value={text} onChange={setText} width={180} small />
          </span>
        ) : null}
      </header>
      {agent.devices.length === 0 ? (
        <div className="body">{NO_DEVICES}</div>
      ) : rows.length === 0 ? (
        <div className="body">
          <NoResults what="devices" onClear={() => setText("")} />
        </div>
      ) : (
        <DeviceTable agent={agent} rows={rows} onOpen={onOpen} />
      )}
      {found.length > rows.length ? (
        <footer>
          <Link href={`/agents/${agent.id}/devices`}>Show all {agent.devices.length} devices</Link>
        </footer>
      ) : null}
    </section>
  );
}

type Filter = "all" | "offline" | "unmatched" | "ignored";

export function DevicesPanel({ agent, onOpen }: { agent: AgentDetail; onOpen(device: DeviceView): void }) {
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const found = useFound(agent, text);
  const keep: Record<Filter, (device: DeviceView) => boolean> = {
    all: () => true,
    offline: (device) => device.status === "offline" && !device.ignored,
    unmatched: (device) => device.match === null && !device.ignored && device.gone_since === null,
    ignored: (device) => device.ignored,
  };
  const count = (name: Filter): number => agent.devices.filter(keep[name]).length;
  const rows = found.filter(keep[filter]);
  if (agent.devices.length === 0) return <div className="pad">{NO_DEVICES}</div>;
  return (
    <>
      <Toolbar right={<SearchField label="Search devices" value={text} onChange={setText} />}>
        <SegmentedFilter
          label="Devices"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: agent.devices.length },
            { value: "offline", label: "Offline", count: count("offline") },
            ...(agent.psa.company
              ? [{ value: "unmatched" as const, label: "Unmatched", count: count("unmatched") }]
              : []),
            { value: "ignored", label: "Ignored", count: count("ignored") },
          ]}
        />
      </Toolbar>
      {rows.length === 0 ? (
        <div className="pad">
          <NoResults
            what="devices"
            onClear={() => {
              setText("");
              setFilter("all");
            }}
          />
        </div>
      ) : (
        <DeviceTable agent={agent} rows={rows} onOpen={onOpen} />
      )}
    </>
  );
}
