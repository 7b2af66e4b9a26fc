import type { AgentDetail } from "../../backend/generated";
import { useAgents } from "../../backend/queries";
import { formatPerson, Icon, SavedList, Time } from "../../components";
import { AgentField, AgentSays, checkEmail, fieldOf, useSaveAgentField } from "./agent-fields";

const KEYS = [
  "contact.first_name",
  "contact.last_name",
  "contact.email",
  "contact.phones",
  "customer_id",
  "contract_id",
];

/** Who set an own value here last; null where the source's values count. */
function lastSet(agent: AgentDetail): { by: string; at: string } | null {
  const own = KEYS.flatMap((key) => {
    const field = fieldOf(agent, key);
    return field?.own_by && field.own_at ? [{ by: field.own_by, at: field.own_at }] : [];
  });
  return own.sort((a, b) => b.at.localeCompare(a.at))[0] ?? null;
}

export function CustomerCard({ agent }: { agent: AgentDetail }) {
  const save = useSaveAgentField(agent);
  const set = lastSet(agent);
  return (
    <section className="card" aria-labelledby="customer-title">
      <header>
        <h2 id="customer-title">Customer</h2>
        {set ? (
          <span className="end t12 d el" title={set.by}>
            Own values, set by {formatPerson(set.by)} <Time at={set.at} />
          </span>
        ) : null}
      </header>
      <div className="body f2">
        <AgentField agent={agent} field="contact.first_name" />
        <AgentField agent={agent} field="contact.last_name" />
        <div className="wide">
          <AgentField agent={agent} field="contact.email" type="email" check={checkEmail} />
        </div>
        <div className="wide">
          <SavedList
            label="Phone numbers"
            item="phone number"
            type="tel"
            value={agent.contact.phones}
            draftKey={`${agent.id}/contact.phones`}
            onSave={(phones) => save("contact.phones", phones.join(", "))}
            below={<AgentSays agent={agent} field="contact.phones" label="Phone numbers" />}
          />
        </div>
        <AgentField agent={agent} field="customer_id" below={<AlsoOn agent={agent} />} />
        <AgentField agent={agent} field="contract_id" />
      </div>
    </section>
  );
}

/** Other agents of the same customer: a typing error shows as their absence. */
function AlsoOn({ agent }: { agent: AgentDetail }) {
  const agents = useAgents("", agent.customer_id !== "");
  if (agent.customer_id === "") return null;
  const others = (agents.data?.agents ?? []).filter(
    (other) => other.id !== agent.id && other.customer_id.toLowerCase() === agent.customer_id.toLowerCase(),
  );
  const [first, second] = others;
  if (!first) return null;
  const names = second
    ? `${first.name} and ${others.length === 2 ? second.name : `${others.length - 1} others`}`
    : first.name;
  return (
    <div className="hint also">
      <Icon name="info" />
      <span className="el">Also on {names}</span>
    </div>
  );
}
