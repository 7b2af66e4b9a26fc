import { useState } from "react";
import type { AgentDetail, ExportFormat } from "../../../backend/generated";
import { useExportAgent } from "../../../backend/queries";
import { ExportDialog, notifyDone, SegmentedFilter } from "../../../components";

const FORMATS: Record<ExportFormat, { label: string; words: string }> = {
  xlsx: {
    label: "Excel",
    words: "An Excel workbook with a sheet each for the values, devices, locations and history.",
  },
  csv: { label: "CSV", words: "CSV files for spreadsheets: one each for the values, devices, locations and history." },
  json: { label: "JSON", words: "One JSON file with everything. It can be imported again." },
};
const ORDER: readonly ExportFormat[] = ["xlsx", "csv", "json"];

/** "Harbour Mill, plant" -> "harbour-mill-plant.xlsx". */
export function recordName(agentName: string, format: ExportFormat): string {
  const words = agentName
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${words || "agent"}.${format}`;
}

interface RecordExportProps {
  agent: AgentDetail;
  opened: boolean;
  onClose(): void;
}

/** Writes everything about one agent to a file. */
export function RecordExport({ agent, opened, onClose }: RecordExportProps) {
  const [format, setFormat] = useState<ExportFormat>("xlsx");
  const write = useExportAgent();
  return (
    <ExportDialog
      opened={opened}
      title="Export the whole record"
      name={recordName(agent.name, format)}
      onExport={(path) =>
        write
          .mutateAsync({ agent: agent.id, format, path })
          .then(({ paths }) => notifyDone(`Written to ${paths.join(", ")}`))
      }
      onClose={onClose}
    >
      <SegmentedFilter<ExportFormat>
        label="Format"
        value={format}
        onChange={setFormat}
        segments={ORDER.map((value) => ({ value, label: FORMATS[value].label }))}
      />
      <p className="export-words">{FORMATS[format].words}</p>
    </ExportDialog>
  );
}
