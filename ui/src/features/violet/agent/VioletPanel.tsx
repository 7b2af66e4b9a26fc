import { Link } from "wouter";
import type { VioletView } from "../../../backend/generated";
import { useViolet } from "../../../backend/queries";
import { EmptyState, ErrorState, Loading, Note } from "../../../components";
import { CheckList } from "./CheckList";
import { GrantsTable } from "./GrantsTable";
import { OwnerAccess } from "./OwnerAccess";
import { OwnerPresence } from "./OwnerPresence";

/** Violet on the page of an agent: what the owner may see and do on the left, the owner and the invitation on the right. */
export function VioletPanel({ agent }: { agent: string }) {
  const violet = useViolet(agent);
  if (violet.data) return <Panel view={violet.data} />;
  return (
    <div className="pad">
      {violet.error ? (
        <ErrorState title="Violet could not be read" error={violet.error} onRetry={() => void violet.refetch()} />
      ) : (
        <Loading what="Violet" />
      )}
    </div>
  );
}

function Panel({ view }: { view: VioletView }) {
  const hasAny = view.granted > 0 || view.invitation !== null || view.active_since !== null;
  if (!view.residential && !hasAny) {
    return (
      <div className="pad">
        <ForCommercial agent={view.agent} />
      </div>
    );
  }
  return (
    <div className="vgrid">
      <div className="vmain">
        {view.residential ? null : (
          <div className="pad">
            <Note tone="warn">
              This is a commercial network: nothing that was granted here has an effect, and nobody can be invited. Take
              the grants away, or set it to residential on the <Link href={`/agents/${view.agent}`}>overview</Link>.
            </Note>
          </div>
        )}
        <GrantsTable view={view} />
      </div>
      <aside className="vside" aria-label="Owner">
        <OwnerAccess view={view} />
        <CheckList checks={view.checks} agent={view.agent} />
        <OwnerPresence view={view} />
      </aside>
    </div>
  );
}

/** Commercial networks have field operators in place of an owner. */
function ForCommercial({ agent }: { agent: string }) {
  return (
    <EmptyState
      icon="home"
      title="Violet is for the owners of homes, and this is a commercial network"
      actions={
        <Link href={`/agents/${agent}`} className="btn">
          Change kind of customer
        </Link>
      }
    >
      To give its owner access, add a field operator for it in Domotz, under Team Management or Access Management: an
      operator sees whole networks and signs in to Domotz itself. If this is a home after all, set the kind of customer
      to residential on the overview.
    </EmptyState>
  );
}
