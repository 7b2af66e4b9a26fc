import { Menu } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { AgentSummary } from "../../../backend/generated";
import { useAgents, useLink, useStopSync, useUnlink, useWorkspaceStatus } from "../../../backend/queries";
import {
  Button,
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  ErrorState,
  formatNumber,
  Icon,
  Loading,
  NoResults,
  notifyDone,
  notifyFailure,
  PageHead,
  plural,
  SearchField,
  SegmentedFilter,
  StatusShape,
  Toolbar,
} from "../../../components";
import { MatchedBar } from "../MatchedBar";
import { NotConnected } from "../NotConnected";
import { CompanyDrawer } from "./CompanyDrawer";
import { SyncCell } from "./SyncCell";
import { type CompaniesFilter, countAgents, selectAgents } from "./state";

interface Acts {
  syncing: ReadonlySet<string>;
  onChoose: (agent: AgentSummary) => void;
  onMatch: (agent: AgentSummary) => void;
  onSync: (agent: AgentSummary) => void;
  onStop: (agent: AgentSummary) => void;
  onUnlink: (agent: AgentSummary) => void;
}

function Actions({ agent, acts }: { agent: AgentSummary; acts: Acts }) {
  if (agent.psa.company === null) {
    return (
      <Button small icon="search" onClick={() => acts.onChoose(agent)} aria-label={`Choose company for ${agent.name}`}>
        Choose company
      </Button>
    );
  }
  if (acts.syncing.has(agent.id)) {
    return (
      <Button small icon="stop" onClick={() => acts.onStop(agent)} aria-label={`Stop ${agent.name}`}>
        Stop
      </Button>
    );
  }
  return (
    <span className="row g4 acts">
      <Button small onClick={() => acts.onMatch(agent)} aria-label={`Match ${agent.name}`}>
        Match
      </Button>
      <Button small icon="sync" onClick={() => acts.onSync(agent)} aria-label={`Sync now ${agent.name}`}>
        Sync now
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button small kind="quiet" icon="more" iconOnly aria-label={`More for ${agent.name}`} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="company" size="s" />} onClick={() => acts.onChoose(agent)}>
            Change company or site
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="close" size="s" />} onClick={() => acts.onUnlink(agent)}>
            Unlink
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function columnsFor(acts: Acts): Column<AgentSummary>[] {
  return [
    {
      key: "agent",
      title: "Agent",
      sort: (agent) => agent.name,
      render: (agent) => (
        <span className="row">
          <StatusShape status={agent.status} />
          <span className="grow">
            <span className="el md block">{agent.name}</span>
            <span className="sub2 el">{plural(agent.device_count, "device")}</span>
          </span>
        </span>
      ),
    },
    {
      key: "company",
      title: "ConnectWise company, site",
      width: 200,
      sort: (agent) => agent.psa.company?.name ?? "",
      render: ({ psa }) =>
        psa.company === null ? (
          <span className="d">Not linked</span>
        ) : (
          <>
            <span className="el md block">{psa.company.name}</span>
            <span className="sub2 el">
              {psa.company.identifier} · {psa.site === null ? "default site" : `site ${psa.site.name}`}
            </span>
          </>
        ),
    },
    {
      key: "matched",
      title: "Matched",
      width: 116,
      optional: 1,
      sort: (agent) => agent.psa.matched,
      render: (agent) => (agent.psa.company === null ? <span className="d">–</span> : <MatchedBar psa={agent.psa} />),
    },
    {
      key: "state",
      title: "State",
      least: 192,
      sort: (agent) => agent.psa.last_run?.state ?? "",
      render: (agent) => <SyncCell agent={agent} syncing={acts.syncing.has(agent.id)} />,
    },
    {
      key: "actions",
      title: "Actions",
      hideTitle: true,
      width: 214,
      align: "right",
      render: (agent) => <Actions agent={agent} acts={acts} />,
    },
  ];
}

function useUnlinking() {
  const link = useLink();
  const unlink = useUnlink();
  return async (agent: AgentSummary): Promise<void> => {
    const { company, site } = agent.psa;
    if (company === null) {
      return;
    }
    const reply = await unlink.mutateAsync({ agent: agent.id });
    const removed = reply.matches_removed;
    notifyDone(
      `Unlinked ${agent.name} from ${company.name}${removed > 0 ? `; ${plural(removed, "match", "matches")} removed` : ""}`,
      () =>
        link.mutate(
          { agent: agent.id, company: String(company.id), site: site === null ? null : String(site.id) },
          { onError: (reason) => notifyFailure(`${agent.name} was not linked again.`, reason) },
        ),
    );
  };
}

function Companies({ agents }: { agents: readonly AgentSummary[] }) {
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState<CompaniesFilter>("all");
  const [search, setSearch] = useState("");
  const [choosing, setChoosing] = useState<AgentSummary | null>(null);
  const [leaving, setLeaving] = useState<AgentSummary | null>(null);
  const status = useWorkspaceStatus();
  const stop = useStopSync();
  const unlink = useUnlinking();
  const counts = countAgents(agents);
  const columns = columnsFor({
    syncing: new Set(status.data?.syncing ?? []),
    onChoose: setChoosing,
    onMatch: (agent) => navigate(`/connectwise/matching/${agent.id}`),
    onSync: (agent) => navigate(`/connectwise/plan/${agent.id}`),
    onStop: (agent) =>
      stop.mutate(
        { agent: agent.id },
        { onError: (reason) => notifyFailure(`${agent.name} was not stopped.`, reason) },
      ),
    onUnlink: setLeaving,
  });
  return (
    <>
      <PageHead
        title="Companies"
        lead="Each agent belongs to one ConnectWise company, and to one of its sites or the default."
        actions={
          <span className="d t12">
            {plural(counts.all, "agent")}, {formatNumber(counts.all - counts["not-linked"])} linked
          </span>
        }
      />
      <Toolbar
        right={<SearchField label="Agent, company, identifier" value={search} onChange={setSearch} width={250} />}
      >
        <SegmentedFilter<CompaniesFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: counts.all },
            { value: "not-linked", label: "Not linked", count: counts["not-linked"] },
            { value: "partly", label: "Partly", count: counts.partly },
            { value: "failed", label: "Failed", count: counts.failed },
          ]}
        />
      </Toolbar>
      <DataTable
        label="Agents and companies"
        rows={selectAgents(agents, filter, search)}
        columns={columns}
        rowId={(agent) => agent.id}
        rowName={(agent) => agent.name}
        rowHeight={44}
        initialSort={{ key: "agent" }}
        onOpen={(agent) =>
          agent.psa.company === null ? setChoosing(agent) : navigate(`/connectwise/matching/${agent.id}`)
        }
        empty={
          agents.length === 0 ? (
            <EmptyState
              icon="agents"
              title="There is no agent yet"
              actions={
                <Button kind="primary" onClick={() => navigate("/agents")}>
                  Agents
                </Button>
              }
            >
              Import agents and devices first; then link them to companies here.
            </EmptyState>
          ) : (
            <NoResults
              what="agents"
              onClear={() => {
                setFilter("all");
                setSearch("");
              }}
            />
          )
        }
      />
      <CompanyDrawer agent={choosing} onClose={() => setChoosing(null)} />
      <ConfirmDialog
        opened={leaving !== null}
        title={leaving === null ? "" : `Unlink ${leaving.name}?`}
        action="Unlink"
        danger
        onConfirm={() => (leaving === null ? undefined : unlink(leaving))}
        onClose={() => setLeaving(null)}
      >
        {leaving?.psa.company && (
          <p>
            {leaving.name} is no longer linked to {leaving.psa.company.name}
            {leaving.psa.matched > 0 && `, and its ${plural(leaving.psa.matched, "match", "matches")} are removed here`}
            . <b className="md">Nothing is changed in ConnectWise.</b> Linking it again and finding matches brings back
            what serial numbers and MAC addresses say.
          </p>
        )}
      </ConfirmDialog>
    </>
  );
}

/** Which agent belongs to which company, and how their sync stands. */
export function CompaniesPage() {
  const agents = useAgents();
  return (
    <NotConnected title="Companies" what="Agents are linked to ConnectWise companies here.">
      {agents.error ? (
        <div className="pad">
          <ErrorState title="The agents could not be read" error={agents.error} onRetry={() => void agents.refetch()} />
        </div>
      ) : agents.data === undefined ? (
        <Loading what="agents" />
      ) : (
        <Companies agents={agents.data.agents} />
      )}
    </NotConnected>
  );
}
