import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import type { AgentStatus, AgentSummary } from "../../backend/generated";
import { useAgents, useWorkspaceStatus } from "../../backend/queries";
import {
  Badge,
  Button,
  type Column,
  DataTable,
  EmptyState,
  ErrorState,
  formatNumber,
  Loading,
  NoResults,
  PageHead,
  SearchField,
  SegmentedFilter,
  STATUS_ORDER,
  STATUS_WORD,
  StatusShape,
  Time,
  Toolbar,
} from "../../components";
import { SyncCell } from "../connectwise/companies/SyncCell";
import { certaintyWords, placeWords } from "../map/location-words";

type Filter = AgentStatus | "all";

const RANK = new Map(STATUS_ORDER.map((status, index) => [status, index]));

export function contactName(agent: AgentSummary): string {
  return [agent.contact.first_name, agent.contact.last_name].filter(Boolean).join(" ") || agent.contact.email;
}

function Nothing({ children = "none" }: { children?: string }) {
  return <span className="empty">{children}</span>;
}

const COLUMNS: readonly Column<AgentSummary>[] = [
  {
    key: "status",
    title: "Status",
    hideTitle: true,
    width: 44,
    sort: (agent) => RANK.get(agent.status) ?? 9,
    render: (agent) => <StatusShape status={agent.status} />,
  },
  {
    key: "name",
    title: "Name",
    sort: (agent) => agent.name,
    render: (agent) => (
      <>
        <Link href={`/agents/${agent.id}`} className="rowlink el">
          {agent.name}
        </Link>
        <span className="sub2 el">
          {agent.gone_since ? (
            <>
              Gone since <Time at={agent.gone_since} />
            </>
          ) : (
            contactName(agent) || (agent.residential ? "residential" : "no contact person")
          )}
        </span>
      </>
    ),
  },
  {
    key: "customer",
    title: "Customer ID",
    width: 120,
    optional: 1,
    sort: (agent) => agent.customer_id,
    render: (agent) => agent.customer_id || <Nothing />,
  },
  {
    key: "contract",
    title: "Contract ID",
    width: 120,
    optional: 3,
    sort: (agent) => agent.contract_id,
    render: (agent) => agent.contract_id || <Nothing />,
  },
  {
    key: "place",
    title: "Place",
    width: 146,
    optional: 2,
    sort: (agent) => placeWords(agent.location),
    render: (agent) => (
      <>
        <span className="el block">{placeWords(agent.location)}</span>
        <span className="sub2 el">{certaintyWords(agent.location)}</span>
      </>
    ),
  },
  {
    key: "company",
    title: "Company",
    width: 170,
    sort: (agent) => agent.psa.company?.name ?? "",
    render: (agent) =>
      agent.psa.company ? (
        <>
          <span className="el block">{agent.psa.company.name}</span>
          <span className="sub2 el">{agent.psa.site?.name ?? agent.psa.company.identifier}</span>
        </>
      ) : (
        <Nothing>not linked</Nothing>
      ),
  },
  {
    key: "devices",
    title: "Devices",
    width: 90,
    align: "right",
    sort: (agent) => agent.device_count,
    render: (agent) => (
      <>
        {formatNumber(agent.device_count)}
        {agent.devices_offline > 0 ? <span className="sub2 c-bad">{agent.devices_offline} offline</span> : null}
      </>
    ),
  },
  {
    key: "sync",
    title: "Sync",
    width: 186,
    sort: (agent) => syncRank(agent),
    render: (agent) => <SyncState agent={agent} />,
  },
];

function syncRank(agent: AgentSummary): string {
  return agent.psa.company ? agent.psa.sync.state : "z";
}

function SyncState({ agent }: { agent: AgentSummary }) {
  const status = useWorkspaceStatus();
  if (!agent.psa.company) {
    return (
      <Badge tone="dashed" icon="minus">
        Off
      </Badge>
    );
  }
  return <SyncCell agent={agent} syncing={status.data?.syncing.includes(agent.id) ?? false} />;
}

export function AgentsPage() {
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 150);
  const [filter, setFilter] = useState<Filter>("all");
  const agents = useAgents(search);
  const status = useWorkspaceStatus();

  const all = agents.data?.agents;
  const rows = useMemo(() => (all ?? []).filter((agent) => filter === "all" || agent.status === filter), [all, filter]);
  const counts = useMemo(() => {
    const found: Record<Filter, number> = { all: all?.length ?? 0, down: 0, attention: 0, online: 0, "no-contact": 0 };
    for (const agent of all ?? []) found[agent.status] += 1;
    return found;
  }, [all]);
  const isEmpty = search === "" && all !== undefined && all.length === 0;
  const openImport = (): void => navigate("/import");

  return (
    <>
      <PageHead
        title="Agents"
        beside={status.data ? <span className="d t13">{formatNumber(status.data.devices)} devices</span> : null}
        actions={
          <Button kind={isEmpty ? "default" : "primary"} icon="download" onClick={openImport}>
            Import
          </Button>
        }
      />
      {isEmpty || (agents.error && !all) ? null : (
        <Toolbar right={<SearchField label="Search agents" value={text} onChange={setText} width={280} />}>
          <SegmentedFilter
            label="Status"
            value={filter}
            onChange={setFilter}
            segments={(["all", "down", "attention", "online", "no-contact"] as const).map((value) => ({
              value,
              label: value === "all" ? "All" : STATUS_WORD[value],
              count: counts[value],
              icon: value === "all" ? undefined : <StatusShape status={value} hidden />,
            }))}
          />
        </Toolbar>
      )}
      {agents.error && !all ? (
        <div className="pad">
          <ErrorState title="The agents could not be read" error={agents.error} onRetry={() => void agents.refetch()} />
        </div>
      ) : all === undefined ? (
        <Loading what="agents" />
      ) : isEmpty ? (
        <div className="pad">
          <EmptyState
            icon="agents"
            title="There are no agents yet"
            actions={
              <Button kind="primary" icon="download" onClick={openImport}>
                Import agents
              </Button>
            }
          >
            An agent is one customer network with its devices. Import agents from a JSON file, a CSV file, or a folder
            with agents.csv and devices.csv. Nothing is taken before you have seen a preview.
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label="Agents"
          rows={rows}
          columns={COLUMNS}
          rowId={(agent) => agent.id}
          rowHeight={44}
          initialSort={{ key: "name" }}
          rowClass={(agent) => (agent.gone_since ? "off" : undefined)}
          onOpen={(agent) => navigate(`/agents/${agent.id}`)}
          empty={
            <NoResults
              what="agents"
              onClear={() => {
                setText("");
                setFilter("all");
              }}
            />
          }
        />
      )}
    </>
  );
}
