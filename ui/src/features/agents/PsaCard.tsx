import { Link } from "wouter";
import type { AgentDetail } from "../../backend/generated";
import { useWorkspaceStatus } from "../../backend/queries";
import { StateBadge, Time } from "../../components";

export function PsaCard({ agent }: { agent: AgentDetail }) {
  const { company, site, matched, matchable, last_run: run, last_success_at: success } = agent.psa;
  const status = useWorkspaceStatus();
  const connected = status.data?.connection !== null;
  return (
    <section className="card" aria-labelledby="psa-title">
      <header>
        <h2 id="psa-title">PSA and ticketing</h2>
      </header>
      {company ? (
        <>
          <div className="body">
            <dl className="dl">
              <dt>ConnectWise</dt>
              <dd>
                <b className="md">{company.name}</b> <span className="d">{company.identifier}</span>
              </dd>
              <dt>Site</dt>
              <dd>
                {site ? site.name : <span className="d">no particular site</span>}{" "}
                <Link href={`/connectwise/companies?agent=${agent.id}`} className="gap">
                  Change
                </Link>
              </dd>
              <dt>Sync</dt>
              <dd className="row g6">
                <StateBadge state={run?.state ?? "none"} failed={run?.failed ?? 0} />
                {run ? (
                  <Link href={`/activity/${run.run}`} className="t12">
                    <Time at={run.started_at} withClock />
                  </Link>
                ) : null}
              </dd>
              {success && run?.state !== "done" ? (
                <>
                  <dt>Last success</dt>
                  <dd>
                    <Time at={success} withClock />
                  </dd>
                </>
              ) : null}
              <dt>Matched</dt>
              <dd>
                {matched} of {matchable}{" "}
                <Link href={`/connectwise/matching/${agent.id}`} className="gap">
                  Match
                </Link>
              </dd>
            </dl>
          </div>
          <footer>
            <Link href={`/connectwise/plan/${agent.id}`}>Plan a sync</Link>
            <span>shows every change before anything is written</span>
          </footer>
        </>
      ) : (
        <div className="body">
          <p className="t13">
            <b className="md">Not linked to a company</b>
          </p>
          <p className="t13 m psa-why">Link one, and the devices here can be matched to ConnectWise configurations.</p>
          <Link href={connected ? `/connectwise/companies?agent=${agent.id}` : "/connectwise/manage"} className="btn">
            {connected ? "Link a company" : "Connect ConnectWise"}
          </Link>
        </div>
      )}
    </section>
  );
}
