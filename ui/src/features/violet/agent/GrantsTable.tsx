import { useMemo, useState } from "react";
import type { VioletDeviceView, VioletView } from "../../../backend/generated";
import {
  DataTable,
  EmptyState,
  KeyBar,
  KeyHint,
  NoResults,
  SearchField,
  SegmentedFilter,
  Toolbar,
} from "../../../components";
import { hasGrant } from "../words";
import { GrantBulk } from "./GrantBulk";
import { grantColumns } from "./grant-columns";
import { PresetMenu } from "./PresetMenu";
import { useGranting } from "./useGranting";

type Filter = "all" | "granted" | "void";

const isVoid = ({ switches }: VioletDeviceView): boolean => switches.some((each) => each.granted && !each.effective);

const KEEP: Record<Filter, (device: VioletDeviceView) => boolean> = {
  all: () => true,
  granted: (device) => hasGrant(device),
  void: isVoid,
};

function finds(device: VioletDeviceView, text: string): boolean {
  const words = `${device.name}\n${device.kind}\n${device.vendor} ${device.model}`.toLowerCase();
  return words.includes(text.trim().toLowerCase());
}

/** What the owner may see, power and block: one device a row, three switches each. */
export function GrantsTable({ view }: { view: VioletView }) {
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const granting = useGranting(view);
  const { change } = granting;
  const columns = useMemo(() => grantColumns(change), [change]);
  const rows = view.devices.filter((device) => KEEP[filter](device) && finds(device, text));
  const count = (name: Filter): number => view.devices.filter(KEEP[name]).length;

  if (view.devices.length === 0) {
    return (
      <div className="pad">
        <EmptyState icon="device" title="This agent has no devices yet">
          They come with the next refresh of its source, or with an import. Then they can be granted here.
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <Toolbar right={<SearchField label="Search devices" value={text} onChange={setText} width={170} />}>
        <SegmentedFilter
          label="Devices"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: view.devices.length },
            { value: "granted", label: "Granted", count: view.granted },
            ...(count("void") > 0 || filter === "void"
              ? [{ value: "void" as const, label: "Without effect", count: count("void") }]
              : []),
          ]}
        />
        <PresetMenu view={view} />
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
          label="What the owner may see and do"
          rows={rows}
          columns={columns}
          rowId={(device) => device.device}
          rowName={(device) => device.name}
          rowClass={(device) => (device.ignored || device.gone_since !== null ? "off" : undefined)}
          initialSort={{ key: "name" }}
          selection={{ selected, onChange: setSelected }}
          onRowKey={(event, device) => {
            const grant = ({ v: "visible", p: "power", b: "block" } as const)[event.key];
            const wanted = device.switches.find((each) => each.grant === grant);
            if (wanted === undefined || (wanted.reason !== null && !wanted.granted)) return;
            event.preventDefault();
            change([device], wanted.grant, !wanted.granted);
          }}
        />
      )}
      <GrantBulk
        devices={view.devices.filter(({ device }) => selected.has(device))}
        busy={granting.busy}
        onChange={change}
        onTakeAll={granting.takeAll}
        onClear={() => setSelected(new Set())}
      />
      <KeyBar>
        <KeyHint keys={["↑", "↓"]}>move</KeyHint>
        <KeyHint keys="Space">select</KeyHint>
        <KeyHint keys="V">visible</KeyHint>
        <KeyHint keys="P">power</KeyHint>
        <KeyHint keys="B">block</KeyHint>
      </KeyBar>
      {granting.dialog}
    </>
  );
}
