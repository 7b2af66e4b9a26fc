import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { AgentDetail, DeviceView } from "../../backend/generated";
import { type Column, DataTable, EmptyState, KindIcon, NoResults, SearchField } from "../../components";
import { IP_COLUMN, MAC_COLUMN, matchColumn, None, STATUS_COLUMN } from "./device-columns";

function columnsFor(linked: boolean): Column<DeviceView>[] {
  return [
    STATUS_COLUMN,
    {
      key: "name",
      title: "Name",
      sort: (device) => device.name,
      render: (device) => (
        <span className="row g6">
          <KindIcon kind={device.kind} />
          <span className="md el">{device.name || device.source_id}</span>
        </span>
      ),
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
    MAC_COLUMN,
    IP_COLUMN,
    {
      key: "zone",
      title: "Zone, room",
      width: 140,
      optional: 3,
      className: "m",
      sort: (device) => `${device.zone} ${device.room}`,
      render: (device) => [device.zone, device.room].filter(Boolean).join(", ") || <None />,
    },
    matchColumn(linked),
  ];
}

const LINKED = columnsFor(true);
const UNLINKED = columnsFor(false);

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

/** The devices that hold a text. */
export function useFoundDevices(agent: AgentDetail, text: string): DeviceView[] {
  const words = text.trim().toLowerCase();
  return useMemo(
    () => (words === "" ? agent.devices : agent.devices.filter((device) => holds(device, words))),
    [agent.devices, words],
  );
}

/** Ignored and gone devices are there, and do not count. */
export const deviceRowClass = (device: DeviceView): string | undefined =>
  device.ignored || device.gone_since ? "off" : undefined;

export const NO_DEVICES = (
  <EmptyState icon="desktop" title="There are no devices yet">
    They come with an import, or from the source when it reports them.
  </EmptyState>
);

/** On the overview: the first ones, worst first. */
export function DevicesCard({ agent, onOpen }: { agent: AgentDetail; onOpen(device: DeviceView): void }) {
  const [text, setText] = useState("");
  const found = useFoundDevices(agent, text);
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
        <DataTable
          label="Devices"
          rows={rows}
          columns={agent.psa.company ? LINKED : UNLINKED}
          rowId={(device) => device.id}
          rowName={(device) => device.name}
          rowHeight={32}
          rowClass={deviceRowClass}
          initialSort={{ key: "name" }}
          onOpen={onOpen}
        />
      )}
      {agent.devices.length > 0 ? (
        <footer>
          <Link href={`/agents/${agent.id}/devices`}>
            {found.length > rows.length ? `Show all ${agent.devices.length} devices` : "Edit and choose columns"}
          </Link>
        </footer>
      ) : null}
    </section>
  );
}
