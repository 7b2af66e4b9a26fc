import { useMemo, useState } from "react";
import { useLocation, useParams } from "wouter";
import type { AgentSummary } from "../../../backend/generated";
import { useAgents, useMatchReport, useRunMatch } from "../../../backend/queries";
import {
  Button,
  type Column,
  DataTable,
  ErrorState,
  Loading,
  Note,
  PageHead,
  StatusShape,
  Time,
} from "../../../components";
import { MatchedBar } from "../MatchedBar";
import { NotConnected } from "../NotConnected";
import { AcceptList } from "./AcceptList";
import { AgentPicker, ALL_AGENTS } from "./AgentPicker";
import { AllMatching } from "./AllMatching";
import { MatchingWork } from "./MatchingWork";
import { NothingLinked } from "./NothingLinked";
import { ReadKept } from "./ReadKept";

const columns: Column<AgentSummary>[] = [
  {
    key: "agent",
    title: "Agent",
    width: 320,
    className: "name",
    sort: (agent) => agent.name,
    render: (agent) => (
      <span className="row">
        <StatusShape status={agent.status} />
        <span className="el">{agent.name}</span>
      </span>
    ),
  },
  {
    key: "company",
    title: "ConnectWise company",
    sort: (agent) => agent.psa.company?.name ?? "",
    render: (agent) => agent.psa.company?.name ?? "",
  },
  {
    key: "matched",
    title: "Matched",
    width: 200,
    sort: (agent) => agent.psa.matched - agent.psa.matchable,
    render: (agent) => <MatchedBar psa={agent.psa} />,
  },
];

function ChooseAgent({ agents }: { agents: readonly AgentSummary[] }) {
  const [, navigate] = useLocation();
  return (
    <>
      <PageHead
        title="Matching"
        lead="Which device here is which configuration there. Choose an agent, or work on all of them; nothing is written to ConnectWise by matching."
        actions={
          agents.length > 0 && (
            <Button kind="primary" onClick={() => navigate(`/connectwise/matching/${ALL_AGENTS}`)}>
              All linked agents
            </Button>
          )
        }
      />
      <DataTable
        label="Linked agents"
        rows={agents}
        columns={columns}
        rowId={(agent) => agent.id}
        rowHeight={44}
        onOpen={(agent) => navigate(`/connectwise/matching/${agent.id}`)}
        initialSort={{ key: "matched" }}
        empty={<NothingLinked />}
      />
    </>
  );
}

function AgentMatching({ agents, agent }: { agents: readonly AgentSummary[]; agent: string }) {
  const [, navigate] = useLocation();
  const report = useMatchReport(agent);
  const find = useRunMatch();
  const data = report.data;
  const reports = useMemo(() => (data === undefined ? [] : [data]), [data]);
  const [headSlot, setHeadSlot] = useState<HTMLElement | null>(null);
  const never = data !== undefined && data.read_at === null;
  return (
    <>
      <PageHead
        title="Matching"
        beside={<AgentPicker agents={agents} agent={agent} />}
        actions={
          data && (
            <>
              <span className="d t12 nw">
                {data.read_at === null ? (
                  "Not read yet"
                ) : (
                  <>
                    Read <Time at={data.read_at} withClock />
                  </>
                )}
              </span>
              <span className="row" ref={setHeadSlot} />
              <Button
                icon="sync"
                kind={never ? "primary" : "default"}
                busy={find.isPending}
                onClick={() => find.mutate({ agent })}
              >
                {find.isPending ? "Finding matches" : "Find matches"}
              </Button>
              <ReadKept agent={agents.find(({ id }) => id === agent)} />
              <Button onClick={() => navigate(`/connectwise/duplicates/${agent}`)}>Duplicates</Button>
              <Button onClick={() => navigate(`/connectwise/plan/${agent}`)}>Plan sync</Button>
            </>
          )
        }
      />
      {find.error && (
        <div className="pad col g8 alerts">
          <ErrorState
            title="The matches were not found anew. Those below are as they were; nothing was written."
            error={find.error}
            onRetry={() => find.mutate({ agent })}
          />
          <AcceptList
            error={find.error}
            company={data?.company.name ?? ""}
            busy={find.isPending}
            onAccept={() => find.mutate({ agent, accept_list: true })}
          />
        </div>
      )}
      {never && !find.isPending && (
        <div className="pad">
          <Note tone="acc">
            The configurations of {data.company.name} were not read yet. <b className="md">Find matches</b> reads and
            compares them; nothing is written to ConnectWise by matching.
          </Note>
        </div>
      )}
      {data ? (
        <MatchingWork key={data.agent} reports={reports} headSlot={headSlot} />
      ) : report.error?.code === "not_linked" ? (
        <div className="pad">
          <NothingLinked />
        </div>
      ) : report.error ? (
        <div className="pad">
          <ErrorState
            title="The matches of this agent could not be shown"
            error={report.error}
            onRetry={() => void report.refetch()}
          />
        </div>
      ) : (
        <Loading what="matches" />
      )}
    </>
  );
}

/** Devices and configurations that are the same thing. */
export function MatchingPage() {
  const { agent } = useParams<{ agent?: string }>();
  const agents = useAgents();
  const linked = (agents.data?.agents ?? []).filter((item) => item.psa.company !== null);
  return (
    <NotConnected title="Matching" what="Matching compares devices with ConnectWise configurations.">
      {agents.error ? (
        <div className="pad">
          <ErrorState title="The agents could not be read" error={agents.error} onRetry={() => void agents.refetch()} />
        </div>
      ) : agents.data === undefined ? (
        <Loading what="agents" />
      ) : agent === undefined ? (
        <ChooseAgent agents={linked} />
      ) : agent === ALL_AGENTS ? (
        <AllMatching agents={linked} />
      ) : (
        <AgentMatching key={agent} agents={linked} agent={agent} />
      )}
    </NotConnected>
  );
}
