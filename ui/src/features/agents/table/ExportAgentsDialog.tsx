import { Checkbox, Radio } from "@mantine/core";
import { useState } from "react";
import type { AgentColumn, ExportFormat } from "../../../backend/generated";
import { useExportAgents } from "../../../backend/queries";
import { ExportDialog, formatNumber, notifyDone, plural, SegmentedFilter } from "../../../components";
import { type ExportWish, exportName, toExportRequest } from "./export";
import type { Picked } from "./selection";

interface Props {
  opened: boolean;
  wish: ExportWish;
  count: number;
  /** Name of the view in use. */
  view: string | null;
  columns: readonly AgentColumn[];
  onClose(): void;
}

const FORMATS: readonly { value: ExportFormat; label: string; says: string }[] = [
  { value: "csv", label: "CSV", says: "For any spreadsheet. Values that look like a formula are guarded." },
  { value: "xlsx", label: "Excel (XLSX)", says: "A workbook. No value in it is a formula." },
  { value: "json", label: "JSON", says: "The import format, with all values." },
];

/** Writes the agents of the table, or the selected ones, to a file. */
export function ExportAgentsDialog({ opened, wish, count, view, columns, onClose }: Props) {
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [all, setAll] = useState(false);
  const [devices, setDevices] = useState(false);
  const write = useExportAgents();
  const run = async (path: string): Promise<void> => {
    const request = toExportRequest(wish, { format, devices, columns: all || format === "json" ? [] : columns, path });
    const reply = await write.mutateAsync(request);
    const what = reply.devices > 0 ? ` and ${plural(reply.devices, "device")}` : "";
    notifyDone(`Wrote ${plural(reply.agents, "agent")}${what} to ${reply.paths.join(" and ")}`);
  };
  return (
    <ExportDialog
      opened={opened}
      title={`Export ${plural(count, "agent")}`}
      name={exportName(view, format)}
      onExport={run}
      onClose={onClose}
    >
      <div className="col g12">
        <p>{wordsFor(wish.picked)}</p>
        <div className="col g4">
          <span className="flabel">Format</span>
          <span>
            <SegmentedFilter label="Format" value={format} onChange={setFormat} segments={FORMATS} />
          </span>
          <span className="hint">{FORMATS.find(({ value }) => value === format)?.says}</span>
        </div>
        {format === "json" ? null : (
          <Radio.Group label="Values" value={all ? "all" : "columns"} onChange={(value) => setAll(value === "all")}>
            <div className="col g4">
              <Radio
                size="xs"
                value="columns"
                label={`The ${formatNumber(columns.length)} columns of the table, in their order`}
              />
              <Radio size="xs" value="all" label="All values, such as can be imported again" />
            </div>
          </Radio.Group>
        )}
        <Checkbox
          label={
            format === "csv"
              ? "Devices too, in a second file beside it"
              : format === "xlsx"
                ? "Devices too, in a second sheet"
                : "Devices too, within each agent"
          }
          checked={devices}
          onChange={(event) => setDevices(event.currentTarget.checked)}
        />
      </div>
    </ExportDialog>
  );
}

function wordsFor(picked: Picked | null): string {
  return picked === null
    ? "The agents that are found, in the order of the table. A file of that name is replaced."
    : "The selected agents, in the order of the table. A file of that name is replaced.";
}
