import { Menu } from "@mantine/core";
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { AgentSummary } from "../../../backend/generated";
import { useAgents, useLink, useLinkSuggestions, useStopSync, useWorkspaceStatus } from "../../../backend/queries";
import {
  Badge,
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
import { AutomaticSwitch } from "../plan/AutomaticSwitch";
import { SyncNow } from "../plan/SyncNow";
import { CompanyDrawer } from "./CompanyDrawer";
import { LinkedBulk } from "./LinkedBulk";
import { LinkManyDialog } from "./LinkManyDialog";
import { SyncCell } from "./SyncCell";
import { SyncQueueBar } from "./SyncQueueBar";
import {
  type CompaniesFilter,
  type CompaniesRow,
  companiesRows,
  countRows,
  isCertain,
  selectRows,
  suggestionWords,
} from "./state";
import { useUnlinking } from "./useUnlinking";

interface Acts {
  /** Suggestions are on their way. */
  looking: boolean;
  syncing: ReadonlySet<string>;
  linking: string | null;
  onChoose: (row: CompaniesRow) => void;
  onLink: (row: CompaniesRow) => void;
  onMatch: (agent: AgentSummary) => void;
  onStop: (agent: AgentSummary) => void;
  onUnlink: (agent: AgentSummary) => void;
  onFields: (agent: AgentSummary) => void;
  onDuplicates: (agent: AgentSummary) => void;
}

function Actions({ row, acts }: { row: CompaniesRow; acts: Acts }) {
  const { agent, suggestion } = row;
  if (agent.psa.company === null) {
    return suggestion === null ? (
      <Button small icon="search" onClick={() => acts.onChoose(row)} aria-label={`Choose company for ${agent.name}`}>
        Choose company
      </Button>
    ) : (
      <span className="row g4 acts">
        <Button
          small
          icon="check"
          busy={acts.linking === row.id}
          onClick={() => acts.onLink(row)}
          aria-label={`Link ${agent.name} to ${suggestion.company.name}`}
        >
          Link
        </Button>
        <Button small kind="quiet" onClick={() => acts.onChoose(row)} aria-label={`Choose company for ${agent.name}`}>
          Choose
        </Button>
      </span>
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
      <SyncNow small agent={agent.id} agentName={agent.name} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button small kind="quiet" icon="more" iconOnly aria-label={`More for ${agent.name}`} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="company" size="s" />} onClick={() => acts.onChoose(row)}>
            Change company or site
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="swap" size="s" />} onClick={() => acts.onFields(agent)}>
            Match Fields of this agent
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="layers" size="s" />} onClick={() => acts.onDuplicates(agent)}>
            Duplicates in ConnectWise
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="close" size="s" />} onClick={() => acts.onUnlink(agent)}>
            Unlink
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function CompanyCell({ row, looking }: { row: CompaniesRow; looking: boolean }) {
  const { company, site } = row.agent.psa;
  if (company !== null) {
    return (
      <>
        <span className="el md block">{company.name}</span>
        <span className="sub2 el">
          {company.identifier} · {site === null ? "default site" : `site ${site.name}`}
        </span>
      </>
    );
  }
  if (row.suggestion === null) {
    return <span className="d">{looking ? "Looking for a suggestion" : "No suggestion"}</span>;
  }
  return (
    <>
      {/* The state says that it is suggested; the name has the room. */}
      <span className="el block" title={row.suggestion.company.name}>
        <span className="sr">Suggested: </span>
        {row.suggestion.company.name}
      </span>
      <span className="sub2 el">
        {row.suggestion.company.identifier} · {suggestionWords(row.suggestion)}
      </span>
    </>
  );
}

function columnsFor(acts: Acts): Column<CompaniesRow>[] {
  return [
    {
      key: "agent",
      title: "Agent",
      least: 160,
      sort: (row) => row.agent.name,
      render: ({ agent }) => (
        <span className="row">
          <StatusShape status={agent.status} />
          <span className="grow">
            <span className="el md block">{agent.name}</span>
            <span className="sub2 el">
              {plural(agent.device_count, "device")}
              {agent.customer_id !== "" && ` · ${agent.customer_id}`}
            </span>
          </span>
        </span>
      ),
    },
    {
      key: "company",
      title: "ConnectWise company, site",
      least: 220,
      sort: (row) => row.agent.psa.company?.name ?? row.suggestion?.company.name ?? "",
      render: (row) => <CompanyCell row={row} looking={acts.looking} />,
    },
    {
      key: "matched",
      title: "Matched",
      width: 92,
      optional: 1,
      sort: (row) => row.agent.psa.matched,
      render: ({ agent }) =>
        agent.psa.company === null ? <span className="d">–</span> : <MatchedBar psa={agent.psa} />,
    },
    {
      key: "state",
      title: "State",
      width: 236,
      sort: ({ agent }) => agent.psa.sync.state,
      render: ({ agent, suggestion }) =>
        agent.psa.company === null ? (
          suggestion === null ? (
            <Badge tone="dashed" icon="minus">
              Not linked
            </Badge>
          ) : (
            <Badge tone="accent" icon="link">
              Suggested
            </Badge>
          )
        ) : (
          <SyncCell agent={agent} syncing={acts.syncing.has(agent.id)} withResume />
        ),
    },
    {
      key: "automatic",
      title: "Automatic",
      width: 92,
      sort: ({ agent }) => Number(agent.psa.sync.automatic),
      render: ({ agent }) =>
        agent.psa.company === null ? (
          <span className="d">–</span>
        ) : (
          <AutomaticSwitch agent={agent.id} agentName={agent.name} on={agent.psa.sync.automatic} />
        ),
    },
    {
      key: "actions",
      title: "Actions",
      hideTitle: true,
      width: 214,
      align: "right",
      render: (row) => <Actions row={row} acts={acts} />,
    },
  ];
}

/** Suggestions of the whole workspace: asked for once, when somebody is there who needs one. */
function useRows(agents: readonly AgentSummary[]) {
  const suggestions = useLinkSuggestions(agents.some((agent) => agent.psa.company === null));
  return { suggestions, rows: companiesRows(agents, suggestions.data?.suggestions ?? []) };
}

function Companies({ agents }: { agents: readonly AgentSummary[] }) {
  const [, navigate] = useLocation();
  const [address, setAddress] = useSearchParams();
  const [filter, setFilter] = useState<CompaniesFilter>("all");
  const [search, setSearch] = useState("");
  // Another page may ask for the company of one agent.
  const [choosing, setChoosing] = useState(address.get("agent"));
  const [leaving, setLeaving] = useState<AgentSummary | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<readonly CompaniesRow[]>([]);
  const status = useWorkspaceStatus();
  const stop = useStopSync();
  const link = useLink();
  const unlink = useUnlinking();
  const { suggestions, rows } = useRows(agents);
  const counts = countRows(rows);
  const chosen = rows.filter((row) => row.suggestion !== null && selected.has(row.id));
  const chosenLinked = rows.filter((row) => row.agent.psa.company !== null && selected.has(row.id));
  const certain = rows.filter((row) => isCertain(row) && !selected.has(row.id));

  const unlinkAll = async (ids: readonly string[]) => {
    for (const id of ids) {
      const agent = agents.find((item) => item.id === id);
      try {
        // One after the other: each is an act with its own history.
        await unlink(agent ?? { id, name: id }, true);
      } catch (reason) {
        notifyFailure(`${agent?.name ?? id} was not unlinked.`, reason);
      }
    }
  };
  const unlinkOne = (agent: AgentSummary) =>
    unlink(agent).catch((reason) => notifyFailure(`${agent.name} was not unlinked.`, reason));
  const linked = (ids: readonly string[]) => {
    setSelected(new Set());
    if (ids.length > 0) {
      notifyDone(`Linked ${plural(ids.length, "agent")} as suggested`, () => void unlinkAll(ids));
    }
  };
  const linkOne = (row: CompaniesRow) => {
    if (row.suggestion === null || link.isPending) {
      return;
    }
    const { company } = row.suggestion;
    link.mutate(
      { agent: row.id, company: String(company.id), site: null },
      {
        onSuccess: () => notifyDone(`Linked ${row.agent.name} to ${company.name}`, () => void unlinkAll([row.id])),
        onError: (reason) => notifyFailure(`${row.agent.name} was not linked.`, reason),
      },
    );
  };
  const columns = columnsFor({
    looking: suggestions.isLoading,
    syncing: new Set(status.data?.syncing ?? []),
    linking: link.isPending ? (link.variables?.agent ?? null) : null,
    onChoose: (row) => setChoosing(row.id),
    onLink: linkOne,
    onMatch: (agent) => navigate(`/connectwise/matching/${agent.id}`),
    onStop: (agent) =>
      stop.mutate(
        { agent: agent.id },
        { onError: (reason) => notifyFailure(`${agent.name} was not stopped.`, reason) },
      ),
    onUnlink: (agent) => (agent.psa.matched > 0 ? setLeaving(agent) : void unlinkOne(agent)),
    onFields: (agent) => navigate(`/connectwise/fields/${agent.id}`),
    onDuplicates: (agent) => navigate(`/connectwise/duplicates/${agent.id}`),
  });
  return (
    <>
      <PageHead
        title="Companies"
        lead="Each agent belongs to one ConnectWise company, and to one of its sites or the default. A suggestion is linked only when you say so."
        actions={
          <span className="d t12">
            {plural(counts.all, "agent")}, {formatNumber(counts.linked)} linked
          </span>
        }
      />
      {suggestions.error && (
        <div className="pad alerts">
          <ErrorState
            title="There are no suggestions: the companies could not be read"
            error={suggestions.error}
            onRetry={() => void suggestions.refetch()}
          />
        </div>
      )}
      <SyncQueueBar />
      <Toolbar
        right={<SearchField label="Agent, company, identifier" value={search} onChange={setSearch} width={230} />}
      >
        <SegmentedFilter<CompaniesFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: counts.all },
            { value: "linked", label: "Linked", count: counts.linked },
            { value: "suggested", label: "Suggested", count: counts.suggested },
            { value: "not-linked", label: "Not linked", count: counts["not-linked"] },
            { value: "partly", label: "Partly", count: counts.partly },
            { value: "failed", label: "Failed", count: counts.failed },
          ]}
        />
        {suggestions.isFetching && (
          <span className="row g6 d t12" role="status">
            <Icon name="spin" size="s" /> Looking for suggestions
          </span>
        )}
      </Toolbar>
      <DataTable
        label="Agents and companies"
        rows={selectRows(rows, filter, search)}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.agent.name}
        rowHeight={44}
        initialSort={{ key: "agent" }}
        selection={{
          selected,
          onChange: setSelected,
          canSelect: (row) => row.suggestion !== null || row.agent.psa.company !== null,
        }}
        onOpen={(row) =>
          row.agent.psa.company === null ? setChoosing(row.id) : navigate(`/connectwise/matching/${row.id}`)
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
      {chosen.length + chosenLinked.length > 0 && (
        <section className="bulk" aria-label="Selected">
          <b className="md">{formatNumber(chosen.length + chosenLinked.length)} selected</b>
          {chosen.length > 0 && (
            <Button kind="primary" icon="link" onClick={() => setAsking(chosen)}>
              Link {formatNumber(chosen.length)} as suggested
            </Button>
          )}
          {chosenLinked.length > 0 && (
            <LinkedBulk agents={chosenLinked.map((row) => row.agent)} onDone={() => setSelected(new Set())} />
          )}
          <Button kind="quiet" onClick={() => setSelected(new Set())}>
            Clear
          </Button>
          {chosen.length > 0 && certain.length > 0 && (
            <span className="end row">
              <span className="d t12">
                {certain.length === 1
                  ? "1 more suggestion has an equal customer ID"
                  : `${formatNumber(certain.length)} more suggestions have an equal customer ID`}
              </span>
              <Button onClick={() => setSelected(new Set([...selected, ...certain.map((row) => row.id)]))}>
                {certain.length === 1 ? "Select it" : "Select them"}
              </Button>
            </span>
          )}
        </section>
      )}
      <CompanyDrawer
        row={rows.find((row) => row.id === choosing) ?? null}
        onClose={() => {
          setChoosing(null);
          if (address.has("agent")) setAddress({}, { replace: true });
        }}
      />
      <LinkManyDialog rows={asking} onLinked={linked} onClose={() => setAsking([])} />
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
            {leaving.name} is no longer linked to {leaving.psa.company.name}, and its{" "}
            {plural(leaving.psa.matched, "match", "matches")} are removed here.{" "}
            <b className="md">Nothing is changed in ConnectWise.</b> Undo puts back the link with all its matches.
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
