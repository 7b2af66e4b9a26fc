import type { AgentDetail } from "../../backend/generated";
import { Badge } from "../../components";

/** Violet is for homes; this version can say what it is for, and does not invite yet. */
export function VioletCard({ agent }: { agent: AgentDetail }) {
  return (
    <section className="card wide" aria-labelledby="violet-title">
      <header>
        <h2 id="violet-title">Violet</h2>
        <span className="end">
          <Badge tone="dashed" icon="minus">
            {agent.residential ? "Not available yet" : "For homes only"}
          </Badge>
        </span>
      </header>
      <div className="body t13">
        {agent.residential ? (
          <p>
            Violet is a small web app in which the owner of a home sees, power-cycles or blocks the devices that you
            allow. <span className="m">Invitations are not available in this version: nobody has access so far.</span>
          </p>
        ) : (
          <p>
            Violet is for the owners of homes, and this is a commercial network.{" "}
            <span className="m">
              To give its owner access, add a field operator for it in Domotz (Team Management or Access Management).
            </span>
          </p>
        )}
      </div>
    </section>
  );
}
