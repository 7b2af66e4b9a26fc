import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import type { AgentSummary, MatchReport } from "../../../backend/generated";
import { useMatchReports } from "../../../backend/queries";
import { Button, ErrorState, formatNumber, Loading, Note, PageHead, plural, Time } from "../../../components";
import { AgentPicker, ALL_AGENTS } from "./AgentPicker";
import { MatchingWork } from "./MatchingWork";
import { NothingLinked } from "./NothingLinked";
import { useFindAll } from "./useFindAll";

/** How old what is shown is: the oldest list counts. */
function ReadAt({ reports }: { reports: readonly MatchReport[] }) {
  const never = reports.filter((report) => report.read_at === null).length;
  const oldest = reports
    .map((report) => report.read_at ?? "")
    .filter((at) => at !== "")
    .sort()[0];
  return (
    <span className="d t12 nw">
      {oldest === undefined ? (
        "Not read yet"
      ) : (
        <>
          Read <Time at={oldest} withClock /> or later{never > 0 && `, ${formatNumber(never)} never`}
        </>
      )}
    </span>
  );
}

/** The devices of all linked agents in one list. */
export function AllMatching({ agents }: { agents: readonly AgentSummary[] }) {
  const [, navigate] = useLocation();
  const all = useMatchReports();
  const names = useMemo(() => new Map(agents.map((agent) => [agent.id, agent.name])), [agents]);
  const { find, stop, done, failed } = useFindAll(agents);
  const [headSlot, setHeadSlot] = useState<HTMLElement | null>(null);
  const reports = all.data?.reports;
  return (
    <>
      <PageHead
        title="Matching"
        beside={<AgentPicker agents={agents} agent={ALL_AGENTS} />}
        actions={
          reports && (
            <>
              <ReadAt reports={reports} />
              <span className="row" ref={setHeadSlot} />
              {done === null ? (
                <Button icon="sync" disabled={agents.length === 0} onClick={() => void find()}>
                  Find matches
                </Button>
              ) : (
                <Button icon="stop" onClick={stop}>
                  Stop ({formatNumber(done + 1)} of {formatNumber(agents.length)})
                </Button>
              )}
            </>
          )
        }
      />
      {failed.length > 0 && (
        <div className="pad col g8 alerts">
          <Note tone="warn">
            <b className="md">{plural(failed.length, "agent")} not compared.</b> Their rows are as they were; nothing
            was written.
            <ul className="failed-agents">
              {failed.map(({ agent, error }) => (
                <li key={agent.id} className="row g6">
                  <span className="grow">
                    <b className="md">{agent.name}:</b> {error.message}
                  </span>
                  <Button small onClick={() => navigate(`/connectwise/matching/${agent.id}`)}>
                    Open
                  </Button>
                </li>
              ))}
            </ul>
          </Note>
        </div>
      )}
      {reports ? (
        reports.length === 0 ? (
          <div className="pad">
            <NothingLinked />
          </div>
        ) : (
          <MatchingWork reports={reports} names={names} headSlot={headSlot} />
        )
      ) : all.error ? (
        <div className="pad">
          <ErrorState title="The matches could not be shown" error={all.error} onRetry={() => void all.refetch()} />
        </div>
      ) : (
        <Loading what="matches of all linked agents" />
      )}
    </>
  );
}
