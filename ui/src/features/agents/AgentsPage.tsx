import { useCallback, useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { AgentColumn, AgentSummary } from "../../backend/generated";
import { useAgentsWindow, useSavedViews, useWorkspaceStatus } from "../../backend/queries";
import {
  Button,
  ErrorState,
  KeyBar,
  KeyHint,
  Loading,
  PageHead,
  plural,
  SaveScope,
  SaveState,
  type Sorting,
  TableFrame,
  Tabs,
} from "../../components";
import { useTakeOut } from "./table/ArchiveDialog";
import { NO_FILTER, shownColumns, tablePath } from "./table/address";
import { BulkBar } from "./table/BulkBar";
import { columnsFor } from "./table/columns";
import { NoAgents, NothingFound } from "./table/EmptyAgents";
import type { RowActs } from "./table/RowMenu";
import { SubscriptionKeys, SubscriptionTable } from "./table/SubscriptionTable";
import { selectionOf, toSelection, useSelecting } from "./table/selection";
import { type OpenDialog, TableDialogs } from "./table/TableDialogs";
import { TableToolbar } from "./table/TableToolbar";
import { useSearchText } from "./table/useSearchText";
import { type TableState, useTableAddress } from "./table/useTableAddress";
import { ViewsMenu } from "./table/ViewsMenu";

/** Agents with whatever people need to know of them, and what can be done with many of them. */
export function AgentsPage() {
  return (
    <SaveScope>
      <Agents />
    </SaveScope>
  );
}

function AgentsTabs({ state: { address } }: { state: TableState }) {
  const to = (tab: typeof address.tab): string => tablePath({ ...address, tab });
  return (
    <Tabs
      label="What is shown of the agents"
      tabs={[
        { to: to("table"), title: "Overview", on: address.tab === "table" },
        { to: to("subscription"), title: "Subscription", on: address.tab === "subscription" },
      ]}
    />
  );
}

function TableKeys() {
  return (
    <KeyBar>
      <KeyHint keys={["↑", "↓"]}>move</KeyHint>
      <KeyHint keys="Enter">open</KeyHint>
      <KeyHint keys="Space">select</KeyHint>
    </KeyBar>
  );
}

function Agents() {
  const [, navigate] = useLocation();
  const words = new URLSearchParams(useSearch());
  const views = useSavedViews();
  const inUse = views.data?.views.find((view) => view.name.toLowerCase() === words.get("view")?.toLowerCase());
  const state = useTableAddress(inUse);
  const { address, columns } = state;
  const { query, tab } = address;
  const { filter } = query;
  const [text, setText] = useSearchText(query.search, state.search);
  const agents = useAgentsWindow(query);
  const status = useWorkspaceStatus();
  const { head } = agents;
  const found = head?.found ?? 0;
  const selecting = useSelecting(query, found);
  const { picked } = selecting;
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const takeOut = useTakeOut(selecting.clear);
  const syncing = useMemo(() => new Set(status.data?.syncing ?? []), [status.data?.syncing]);
  const openPage = useCallback((agent: { id: string }): void => navigate(`/agents/${agent.id}`), [navigate]);
  const acts = useMemo<RowActs>(
    () => ({
      onOpen: openPage,
      onDuplicate: (agent) => setOpen({ what: "duplicate", agent }),
      onArchive: (agent) =>
        setOpen({ what: "archive", archiving: { selection: selectionOf(agent), count: 1, name: agent.name } }),
      onRestore: (agent) => takeOut({ selection: selectionOf(agent), count: 1, name: agent.name }),
      onDelete: (agent) => setOpen({ what: "delete", agent }),
    }),
    [openPage, takeOut],
  );
  // The same columns stay the same: rows are not drawn anew while the table scrolls.
  const keys = useMemo(() => shownColumns(columns, filter.near), [columns, filter.near]);
  const tableColumns = useMemo(() => columnsFor({ keys, syncing, acts }), [keys, syncing, acts]);

  const isEmpty = head !== undefined && head.total + head.archived === 0;
  const here = tablePath(address);
  const add = (dialog: "import" | "add"): void => navigate(`${here}${here.includes("?") ? "&" : "?"}${dialog}`);
  const closeDialog = (): void => navigate(here, { replace: true });
  const clear = (): void => {
    setText("");
    state.go({ query: { ...query, search: "", filter: NO_FILTER } });
  };
  const sorting: Sorting = { key: query.sort, descending: query.descending };
  const table = {
    source: agents.source,
    onRange: agents.onRange,
    beginning: agents.shown,
    rowId: (agent: AgentSummary) => agent.id,
    rowName: (agent: AgentSummary) => agent.name,
    sorting,
    // The columns that can be sorted are those which the core knows.
    onSort: ({ key, descending }: Sorting) => state.sort(key as AgentColumn, descending),
    boxes: selecting.boxes,
    empty: <NothingFound emptyArchive={filter.archived && head?.archived === 0} onClear={clear} />,
  };

  return (
    <>
      <PageHead
        title="Agents"
        beside={
          head === undefined || isEmpty ? null : (
            <>
              <ViewsMenu
                content={{ query, columns }}
                inUse={inUse?.name ?? null}
                onChoose={state.choose}
                onLeave={state.leaveView}
                onSaved={(name) => state.go({ view: name, columns: null }, true)}
              />
              <span className="d t13 nw">
                {plural(found, "agent")}, {plural(head.devices, "device")}
              </span>
              {tab === "subscription" ? <SaveState /> : null}
            </>
          )
        }
        actions={
          <>
            {isEmpty ? null : (
              <Button icon="download" disabled={found === 0} onClick={() => setOpen({ what: "export" })}>
                Export
              </Button>
            )}
            <Button icon="plus" onClick={() => add("add")}>
              Add agent
            </Button>
            <Button kind={isEmpty ? "default" : "primary"} icon="file" onClick={() => add("import")}>
              Import
            </Button>
          </>
        }
      >
        {isEmpty ? null : <AgentsTabs state={state} />}
      </PageHead>
      {head === undefined || isEmpty ? null : (
        <TableToolbar
          counts={head.counts}
          filter={filter}
          text={text}
          onText={setText}
          onFilter={state.filter}
          onOpenFilter={() => setOpen({ what: "filter" })}
          onOpenColumns={tab === "table" ? () => setOpen({ what: "columns" }) : undefined}
        />
      )}
      {agents.error ? (
        <div className={head === undefined ? "pad" : "pad alerts"}>
          <ErrorState title="The agents could not be read" error={agents.error} onRetry={agents.retry} />
        </div>
      ) : null}
      {head === undefined ? (
        agents.error ? null : (
          <Loading what="agents" />
        )
      ) : isEmpty ? (
        <div className="pad">
          <NoAgents onImport={() => add("import")} onAdd={() => add("add")} />
        </div>
      ) : tab === "subscription" ? (
        <SubscriptionTable {...table} />
      ) : (
        <TableFrame<AgentSummary>
          {...table}
          label="Agents"
          columns={tableColumns}
          rowHeight={44}
          rowClass={(agent) => (agent.gone_since || agent.archived_since ? "off" : undefined)}
          onOpen={openPage}
        />
      )}
      <BulkBar
        count={selecting.count}
        archived={filter.archived}
        left={picked.kind === "all" ? picked.except.size : null}
        onChange={() => setOpen({ what: "change" })}
        onArchive={() =>
          setOpen({ what: "archive", archiving: { selection: toSelection(picked), count: selecting.count } })
        }
        onTakeOut={() => takeOut({ selection: toSelection(picked), count: selecting.count })}
        onExport={() => setOpen({ what: "export-selected" })}
        onClear={selecting.clear}
      />
      {found === 0 ? null : tab === "subscription" ? <SubscriptionKeys /> : <TableKeys />}
      <TableDialogs
        open={open}
        adding={words.has("add")}
        state={state}
        head={head}
        selecting={selecting}
        inUse={inUse}
        onOpenPage={openPage}
        onClose={() => setOpen(null)}
        onCloseAdding={closeDialog}
      />
    </>
  );
}
