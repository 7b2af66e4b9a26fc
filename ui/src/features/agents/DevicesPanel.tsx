import { type KeyboardEvent, useCallback, useMemo, useState } from "react";
import type { AgentDetail, DeviceView } from "../../backend/generated";
import {
  Button,
  ColumnChoice,
  DataTable,
  KeyBar,
  KeyHint,
  NoResults,
  plural,
  SearchField,
  SegmentedFilter,
  Toolbar,
} from "../../components";
import { useRemembered } from "../../components/remembered";
import { type EditedCell, editableAmong } from "./DeviceCell";
import { deviceRowClass, NO_DEVICES, useFoundDevices } from "./DevicesCard";
import { COLUMN_NAMES, deviceColumns, readColumns, USUAL_COLUMNS } from "./device-columns";
import { useIgnoring } from "./device-fields";

type Filter = "all" | "offline" | "unmatched" | "ignored" | "gone";

const KEEP: Record<Filter, (device: DeviceView) => boolean> = {
  all: () => true,
  offline: (device) => device.status === "offline" && !device.ignored,
  unmatched: (device) => device.match === null && !device.ignored && device.gone_since === null,
  ignored: (device) => device.ignored,
  gone: (device) => device.gone_since !== null,
};

interface DevicesPanelProps {
  agent: AgentDetail;
  onOpen(device: DeviceView): void;
}

/** All devices with all that is known of them; what a person may set is edited in the table. */
export function DevicesPanel({ agent, onOpen }: DevicesPanelProps) {
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const [shown, setShown] = useRemembered("device-columns", readColumns);
  const [edited, setEdited] = useState<EditedCell | null>(null);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const ignoring = useIgnoring();
  const found = useFoundDevices(agent, text);
  const rows = found.filter(KEEP[filter]);
  const count = (name: Filter): number => agent.devices.filter(KEEP[name]).length;
  const fields = editableAmong(shown);
  const onEdit = useCallback((cell: EditedCell | null) => setEdited(cell), []);
  const { ignore } = ignoring;
  const linked = agent.psa.company !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ignore` does the same each time, whatever it is made from.
  const columns = useMemo(
    () =>
      deviceColumns({
        source: agent.source,
        linked,
        edited,
        shown,
        onEdit,
        onOpen,
        onIgnore: (device) => ignore([device], !device.ignored),
      }),
    [agent.source, linked, edited, shown, onEdit, onOpen],
  );

  function onRowKey(event: KeyboardEvent<HTMLElement>, device: DeviceView): void {
    const [first] = fields;
    if (event.key === "F2" && first !== undefined) setEdited({ device: device.id, field: first });
    else if (event.key === "i") ignore([device], !device.ignored);
    else return;
    event.preventDefault();
  }

  if (agent.devices.length === 0) return <div className="pad">{NO_DEVICES}</div>;
  return (
    <>
      <Toolbar
        right={
          <>
            <SearchField label="Search devices" value={text} onChange={setText} width={200} />
            <ColumnChoice columns={COLUMN_NAMES} shown={shown} usual={USUAL_COLUMNS} onChange={setShown} />
          </>
        }
      >
        <SegmentedFilter
          label="Devices"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: agent.devices.length },
            { value: "offline", label: "Offline", count: count("offline") },
            ...(linked ? [{ value: "unmatched" as const, label: "Unmatched", count: count("unmatched") }] : []),
            { value: "ignored", label: "Ignored", count: count("ignored") },
            ...(count("gone") > 0 ? [{ value: "gone" as const, label: "Gone", count: count("gone") }] : []),
          ]}
        />
      </Toolbar>
      {rows.length === 0 ? (
        <div className="pad grow">
          <NoResults
            what="devices"
            onClear={() => {
              setText("");
              setFilter("all");
            }}
          />
        </div>
      ) : (
        <DataTable
          label="Devices"
          rows={rows}
          columns={columns}
          rowId={(device) => device.id}
          rowName={(device) => device.name}
          rowHeight={32}
          rowClass={deviceRowClass}
          initialSort={{ key: "name" }}
          onOpen={onOpen}
          onRowKey={onRowKey}
          selection={{ selected, onChange: setSelected }}
        />
      )}
      <SelectedDevices
        devices={agent.devices.filter((device) => selected.has(device.id))}
        busy={ignoring.busy}
        onIgnore={ignore}
        onClear={() => setSelected(new Set())}
      />
      <KeyBar>
        <KeyHint keys={["↑", "↓"]}>move</KeyHint>
        <KeyHint keys="Space">select</KeyHint>
        <KeyHint keys="Enter">details</KeyHint>
        <KeyHint keys="F2">edit, Tab goes on</KeyHint>
        <KeyHint keys="I">ignore or use</KeyHint>
      </KeyBar>
    </>
  );
}

interface SelectedDevicesProps {
  devices: readonly DeviceView[];
  busy: boolean;
  onIgnore(devices: readonly DeviceView[], ignored: boolean): void;
  onClear(): void;
}

/** What can be done with the selected devices at once. */
function SelectedDevices({ devices, busy, onIgnore, onClear }: SelectedDevicesProps) {
  if (devices.length === 0) return null;
  const used = devices.filter((device) => !device.ignored);
  const ignored = devices.length - used.length;
  return (
    <section className="bulk" aria-label="Selected devices">
      <b className="md t13">{plural(devices.length, "device")} selected</b>
      {used.length > 0 ? (
        <Button busy={busy} onClick={() => onIgnore(devices, true)}>
          Ignore {used.length}
        </Button>
      ) : null}
      {ignored > 0 ? (
        <Button busy={busy} onClick={() => onIgnore(devices, false)}>
          Stop ignoring {ignored}
        </Button>
      ) : null}
      <span className="d t12">Ignored devices are left out of counts, matching and creation.</span>
      <Button kind="quiet" className="end" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}
