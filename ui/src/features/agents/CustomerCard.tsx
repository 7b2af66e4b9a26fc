import { Fragment } from "react";
import { Link } from "wouter";
import type { AgentDetail } from "../../backend/generated";
import { checkEmail, formatPerson, Icon, ReachActs, Time } from "../../components";
import { AgentField, fieldOf } from "./agent-fields";
import { PhoneList } from "./PhoneList";

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
  const set = lastSet(agent);
  const { email } = agent.contact;
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
          <AgentField
            agent={agent}
            field="contact.email"
            type="email"
            check={checkEmail}
            acts={
              email === "" ? null : (
                <ReachActs address={`mailto:${encodeURI(email)}`} text={email} verb="Write to" icon="file" />
              )
            }
          />
        </div>
        <div className="wide">
          <PhoneList agent={agent} />
        </div>
        <AgentField agent={agent} field="customer_id" below={<AlsoOn agent={agent} />} />
        <AgentField agent={agent} field="contract_id" />
      </div>
    </section>
  );
}

/** So many of the customer's other agents are named. */
const NAMED = 2;

/** Other agents of the same customer: a typing error shows as their absence. */
function AlsoOn({ agent }: { agent: AgentDetail }) {
  const others = agent.same_customer;
  if (others.length === 0) return null;
  const more = others.length - NAMED;
  return (
    <div className="hint also">
      <Icon name="info" />
      <span>
        Also on{" "}
        {others.slice(0, NAMED).map((other, index) => (
          <Fragment key={other.id}>
            {index > 0 ? ", " : null}
            <Link href={`/agents/${other.id}`}>{other.name}</Link>
          </Fragment>
        ))}
        {more > 0 ? (
          <span
            title={others
              .slice(NAMED)
              .map((other) => other.name)
              .join(", ")}
          >
            {" "}
            and {more} more
          </span>
        ) : null}
      </span>
    </div>
  );
}
