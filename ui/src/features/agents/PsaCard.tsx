import { Link } from "wouter";
import type { AgentDetail } from "../../backend/generated";
import { useWorkspaceStatus } from "../../backend/queries";
import { Time } from "../../components";
import { ResumeButton, SyncCell } from "../connectwise/companies/SyncCell";
import { AutomaticSwitch } from "../connectwise/plan/AutomaticSwitch";

export function PsaCard({ agent }: { agent: AgentDetail }) {
  const { company, site, matched, matchable, sync } = agent.psa;
  const status = useWorkspaceStatus();
  const connected = status.data?.connection !== null;
  return (
    <section className="card" aria-labelledby="psa-title">
      <header>
        <h2 id="psa-title">PSA and ticketing</h2>
      </header>
      {company ? (
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
            <dd>
              <SyncCell agent={agent} syncing={status.data?.syncing.includes(agent.id) ?? false} />
            </dd>
            {sync.last_success_at !== null && (
              <>
                <dt>Last success</dt>
                <dd>
                  <Time at={sync.last_success_at} withClock />
                  {sync.run !== null && (
                    <Link href={`/activity/${sync.run}`} className="gap">
                      Last run
                    </Link>
                  )}
                </dd>
              </>
            )}
            <dt>Automatic</dt>
            <dd className="row g12">
              <AutomaticSwitch agent={agent.id} agentName={agent.name} on={sync.automatic} withWord />
              {sync.switched_off_because !== "" && <ResumeButton agent={agent} />}
            </dd>
            <dt>Matched</dt>
            <dd>
              {matched} of {matchable}{" "}
              <Link href={`/connectwise/matching/${agent.id}`} className="gap">
                Match
              </Link>
            </dd>
            <dt>Plan</dt>
            <dd>
              <Link href={`/connectwise/plan/${agent.id}`}>Plan a sync</Link>{" "}
              <span className="d">shows every change before anything is written</span>
            </dd>
          </dl>
        </div>
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
      <footer>Autotask, Syncro, Zendesk, Freshservice, Freshdesk: not connected</footer>
    </section>
  );
}
