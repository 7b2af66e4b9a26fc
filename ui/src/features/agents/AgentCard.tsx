import type { AgentDetail } from "../../backend/generated";
import { SavedSelect, Time } from "../../components";
import { AgentField, AgentSays, useSaveAgentField } from "./agent-fields";

const PLATFORMS = [
  { value: "", label: "Not known" },
  { value: "domotz-box", label: "Domotz Box" },
  { value: "luxul-router", label: "Luxul router" },
  { value: "software", label: "Software" },
  { value: "other", label: "Other" },
];

const KINDS = [
  { value: "no", label: "Commercial" },
  { value: "yes", label: "Residential" },
];

function address(agent: AgentDetail): string {
  const { street, postal_code, city, region, country } = agent.address;
  return [street, [postal_code, city].filter(Boolean).join(" "), region, country].filter(Boolean).join(", ");
}

export function AgentCard({ agent }: { agent: AgentDetail }) {
  const save = useSaveAgentField(agent);
  return (
    <section className="card" aria-labelledby="agent-title">
      <header>
        <h2 id="agent-title">Agent</h2>
      </header>
      <div className="body f2">
        <div className="wide">
          <AgentField
            agent={agent}
            field="name"
            label="Agent name"
            check={(text) => (text.trim() === "" ? "An agent needs a name." : null)}
          />
        </div>
        <SavedSelect
          label="Kind of customer"
          value={agent.residential ? "yes" : "no"}
          choices={KINDS}
          onSave={(value) => save("residential", value)}
          below={<AgentSays agent={agent} field="residential" label="Kind of customer" />}
        />
        <SavedSelect
          label="Platform"
          value={agent.platform}
          choices={PLATFORMS}
          onSave={(value) => save("platform", value)}
          below={<AgentSays agent={agent} field="platform" label="Platform" />}
        />
        <dl className="dl wide agent-facts">
          <dt>Public IP</dt>
          <dd className="mono">{agent.public_ip || <span className="empty">none</span>}</dd>
          <dt>Source</dt>
          <dd>
            {agent.source} <span className="d mono">{agent.source_id}</span>
          </dd>
          <dt>Time zone</dt>
          <dd>{agent.time_zone || <span className="empty">none</span>}</dd>
          <dt>First seen</dt>
          <dd>
            <Time at={agent.created_at} />
          </dd>
          {address(agent) ? (
            <>
              <dt>Address</dt>
              <dd className="address">{address(agent)}</dd>
            </>
          ) : null}
        </dl>
      </div>
    </section>
  );
}
