import { Link } from "wouter";
import type { AgentDetail, VioletView } from "../../backend/generated";
import { useViolet } from "../../backend/queries";
import { Badge, ErrorState, Loading, plural, Time } from "../../components";
import { AccessBadge } from "../violet";

/** How far the owner of a home has come with Violet; the rest stands on its own tab. */
export function VioletCard({ agent }: { agent: AgentDetail }) {
  return agent.residential ? <ForHome agent={agent} /> : <ForCommercial />;
}

function ForCommercial() {
  return (
    <section className="card wide" aria-labelledby="violet-title">
      <header>
        <h2 id="violet-title">Violet</h2>
        <span className="end">
          <Badge tone="dashed" icon="minus">
            For homes only
          </Badge>
        </span>
      </header>
      <div className="body t13">
        <p>
          Violet is for the owners of homes, and this is a commercial network.{" "}
          <span className="m">
            To give its owner access, add a field operator for it in Domotz (Team Management or Access Management).
          </span>
        </p>
      </div>
    </section>
  );
}

function ForHome({ agent }: { agent: AgentDetail }) {
  const violet = useViolet(agent.id);
  return (
    <section className="card wide" aria-labelledby="violet-title">
      <header>
        <h2 id="violet-title">Violet</h2>
        {violet.data ? <AccessBadge state={violet.data.state} /> : null}
        <span className="end">
          <Link href={`/agents/${agent.id}/violet`} className="btn xs">
            Owner and devices
          </Link>
        </span>
      </header>
      <div className="body t13">
        {violet.data ? (
          <Summary view={violet.data} />
        ) : violet.error ? (
          <ErrorState title="Violet could not be read" error={violet.error} onRetry={() => void violet.refetch()} />
        ) : (
          <Loading what="Violet" />
        )}
      </div>
    </section>
  );
}

function Summary({ view }: { view: VioletView }) {
  return (
    <dl className="dl">
      <dt>Owner</dt>
      <dd>
        {view.owner_email || <span className="empty">no e-mail</span>}
        {view.owner_source === "contact" ? <span className="d">, the contact</span> : null}
      </dd>
      <dt>Granted</dt>
      <dd>
        {view.granted} of {plural(view.devices.length, "device")}
      </dd>
      {view.invitation === null || view.state === "revoked" ? null : (
        <>
          <dt>Invited</dt>
          <dd>
            <Time at={view.invitation.invited_at} withClock />
          </dd>
        </>
      )}
      <dt>Last seen</dt>
      <dd>
        {view.last_seen_at === null ? <span className="empty">never</span> : <Time at={view.last_seen_at} withClock />}
      </dd>
    </dl>
  );
}
