import type { AgentColumn, AgentsExportRequest, AgentsQuery, ExportFormat } from "../../../backend/generated";
import { NO_QUERY } from "./address";
import type { Picked } from "./selection";

/** Which agents go to the file: the selected ones, or all that the table finds. */
export interface ExportWish {
  query: AgentsQuery;
  picked: Picked | null;
}

interface ExportLooks {
  format: ExportFormat;
  columns: readonly AgentColumn[];
  devices: boolean;
  path: string;
}

export function toExportRequest({ query, picked }: ExportWish, looks: ExportLooks): AgentsExportRequest {
  const rest = { ...looks, columns: [...looks.columns] };
  if (picked === null) return { query, only: [], ...rest };
  if (picked.kind === "all") return { query: picked.query, only: [], except: [...picked.except], ...rest };
  // Single agents may come from several searches: only the order of the table counts for them.
  const filter = { ...NO_QUERY.filter, archived: query.filter.archived };
  return { query: { ...query, search: "", filter }, only: [...picked.ids], ...rest };
}

/** A name that every file system takes. */
export function exportName(view: string | null, format: ExportFormat): string {
  const words = (view ?? "agents")
    .normalize("NFKC")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .toLowerCase();
  return `${words === "" ? "agents" : words}.${format}`;
}
