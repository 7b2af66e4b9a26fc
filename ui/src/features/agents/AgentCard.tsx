import type { AgentDetail } from "../../backend/generated";
import { listText } from "../../backend/list-text";
import {
  formatField,
  formatPerson,
  SavedSelect,
  SavedTags,
  SavedTextField,
  StatusShape,
  Time,
  toDay,
} from "../../components";
import { activationDay, activationSeen, checkDay } from "./activation";
import { AgentField, AgentSays, fieldOf, sourceTitle, useSaveAgentField } from "./agent-fields";
import { localTime, TIME_ZONES, useMinute } from "./local-time";
import { useTags } from "./tags";

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

const ZONES = [
  { value: "", label: "Not known" },
  ...TIME_ZONES.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
];

export function AgentCard({ agent }: { agent: AgentDetail }) {
  const save = useSaveAgentField(agent);
  const tags = useTags();
  return (
    <section className="card" aria-labelledby="agent-title">
      <header>
        <h2 id="agent-title">Agent</h2>
      </header>
      <div className="body f2">
        <AgentField
          agent={agent}
          field="name"
          label="Agent name"
          check={(text) => (text.trim() === "" ? "An agent needs a name." : null)}
        />
        <SavedSelect
          label="Kind of customer"
          value={agent.residential ? "yes" : "no"}
          choices={KINDS}
          onSave={(value, seen) => save("residential", value, seen)}
          below={<AgentSays agent={agent} field="residential" label="Kind of customer" />}
        />
        <SavedSelect
          label="Platform"
          value={agent.platform}
          choices={PLATFORMS}
          onSave={(value, seen) => save("platform", value, seen)}
          below={<AgentSays agent={agent} field="platform" label="Platform" />}
        />
        <TimeZone agent={agent} />
        <AgentField agent={agent} field="plan" />
        <Activation agent={agent} />
        <SavedTags
          label="Tags"
          value={agent.tags}
          suggestions={tags}
          placeholder="Type or choose, then Enter"
          onSave={(tags, seen) => save("tags", listText(tags), listText(seen))}
          below={<AgentSays agent={agent} field="tags" label="Tags" />}
        />
        <Facts agent={agent} />
      </div>
    </section>
  );
}

/** The day on which the subscription began. A source may say the very second; a day is what people agree on. */
function Activation({ agent }: { agent: AgentDetail }) {
  const save = useSaveAgentField(agent);
  return (
    <SavedTextField
      label={formatField("activated_at")}
      value={activationDay(agent)}
      placeholder={agent.activation_said ? "" : `First seen ${toDay(agent.activated_at)}`}
      draftKey={`${agent.id}/activated_at`}
      check={checkDay}
      read={toDay}
      onSave={(text, seen) => save("activated_at", text, activationSeen(agent, seen))}
      below={<AgentSays agent={agent} field="activated_at" label={formatField("activated_at")} />}
    />
  );
}

/** The licence of the zones' borders asks for it where a zone comes from them. */
const ZONE_CREDIT = "Time zone borders © OpenStreetMap contributors, ODbL";

/** The zone, and what the clock says there. */
function TimeZone({ agent }: { agent: AgentDetail }) {
  const save = useSaveAgentField(agent);
  const clock = localTime(agent.time_zone, useMinute());
  // The zone of the place is shown, but nobody has said it.
  const byPlace = fieldOf(agent, "time_zone")?.value === "" && agent.time_zone !== "";
  return (
    <SavedSelect
      label="Time zone"
      searchable
      value={agent.time_zone}
      choices={ZONES}
      onSave={(value, seen) => save("time_zone", value, byPlace && seen === agent.time_zone ? "" : seen)}
      below={
        <>
          {clock === "" ? null : (
            <span className="hint" title={byPlace ? ZONE_CREDIT : undefined}>
              {clock} there{byPlace ? `, by the ${agent.location.confirmed ? "" : "estimated "}place` : ""}
            </span>
          )}
          <AgentSays agent={agent} field="time_zone" label="Time zone" />
        </>
      }
    />
  );
}

function None() {
  return <span className="empty">none</span>;
}

function Facts({ agent }: { agent: AgentDetail }) {
  const created = agent.history.find((entry) => entry.field === "created" && entry.device === null);
  return (
    <dl className="dl wide agent-facts">
      <dt>Status</dt>
      <dd>
        <StatusShape status={agent.status} withWord />
      </dd>
      <dt>Public IP</dt>
      <dd className="mono">{agent.public_ip || <None />}</dd>
      <dt>Source</dt>
      <dd>
        {sourceTitle(agent.source)} <span className="d mono">{agent.source_id}</span>
      </dd>
      <dt>First seen</dt>
      <dd>
        <Time at={agent.created_at} />
        {created ? <span className="d"> by {formatPerson(created.by)}</span> : null}
      </dd>
      {agent.archived_since ? (
        <>
          <dt>Archived</dt>
          <dd>
            <Time at={agent.archived_since} />
          </dd>
        </>
      ) : null}
    </dl>
  );
}
