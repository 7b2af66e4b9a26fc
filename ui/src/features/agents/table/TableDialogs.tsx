import type { AgentSummary, SavedView } from "../../../backend/generated";
import type { AgentsWindow } from "../../../backend/queries";
import { AddDialog, DuplicateDialog } from "./AddDialog";
import { ArchiveDialog, type Archiving, DeleteDialog } from "./ArchiveDialog";
import { shownColumns } from "./address";
import { ChangeDialog } from "./ChangeDialog";
import { ColumnsDrawer } from "./ColumnsDrawer";
import { EDITABLE } from "./cells";
import { ExportAgentsDialog } from "./ExportAgentsDialog";
import { FilterDrawer } from "./FilterDrawer";
import type { Selecting } from "./selection";
import type { TableState } from "./useTableAddress";

/** What is open over the table. */
export type OpenDialog =
  | { what: "filter" | "columns" | "change" | "export" | "export-selected" }
  | { what: "archive"; archiving: Archiving }
  | { what: "duplicate" | "delete"; agent: AgentSummary };

interface Props {
  open: OpenDialog | null;
  /** Whether an agent is being added; the address says so. */
  adding: boolean;
  state: TableState;
  head: AgentsWindow["head"];
  selecting: Selecting;
  inUse: SavedView | undefined;
  onOpenPage(agent: { id: string }): void;
  onClose(): void;
  onCloseAdding(): void;
}

/** Drawers and dialogs of the table, of which one at most is open. */
export function TableDialogs(props: Props) {
  const { open, state, head, selecting, inUse, onOpenPage, onClose } = props;
  const { query, tab } = state.address;
  const found = head?.found ?? 0;
  const tags = head?.tags ?? [];
  const selectedOnly = open?.what === "export-selected";
  return (
    <>
      <FilterDrawer
        opened={open?.what === "filter"}
        query={query}
        found={found}
        archived={head?.archived ?? 0}
        tags={tags}
        onChange={state.filter}
        onClose={onClose}
      />
      <ColumnsDrawer
        opened={open?.what === "columns"}
        columns={state.columns}
        kept={
          inUse === undefined
            ? "The choice is kept on this computer."
            : `The choice becomes part of ${inUse.name} when you save the view.`
        }
        onChange={state.setColumns}
        onClose={onClose}
      />
      <ChangeDialog
        opened={open?.what === "change"}
        picked={selecting.picked}
        count={selecting.count}
        tags={tags}
        onDone={selecting.clear}
        onClose={onClose}
      />
      <ExportAgentsDialog
        opened={open?.what === "export" || selectedOnly}
        wish={{ query, picked: selectedOnly ? selecting.picked : null }}
        count={selectedOnly ? selecting.count : found}
        view={inUse?.name ?? null}
        columns={tab === "subscription" ? EDITABLE : shownColumns(state.columns, query.filter.near)}
        onClose={onClose}
      />
      <ArchiveDialog
        archiving={open?.what === "archive" ? open.archiving : null}
        onDone={selecting.clear}
        onClose={onClose}
      />
      <DuplicateDialog agent={open?.what === "duplicate" ? open.agent : null} onAdded={onOpenPage} onClose={onClose} />
      <DeleteDialog agent={open?.what === "delete" ? open.agent : null} onClose={onClose} />
      <AddDialog opened={props.adding} onAdded={onOpenPage} onClose={props.onCloseAdding} />
    </>
  );
}
