import { Select } from "@mantine/core";
import { useLocation, useParams } from "wouter";
import type { AgentSummary, Direction, FieldRuleView } from "../../../backend/generated";
import { useAgents, useFields, useSetField } from "../../../backend/queries";
import {
  Badge,
  Button,
  ErrorState,
  formatField,
  formatNumber,
  Icon,
  type IconName,
  Loading,
  Note,
  notifyFailure,
  PageHead,
} from "../../../components";
import { NotConnected } from "../NotConnected";
import { directionName } from "../words";
import { clearingWords, fieldRemark } from "./remarks";

const directions: ReadonlyArray<{ value: Direction; icon: IconName }> = [
  { value: "from-connectwise", icon: "from" },
  { value: "off", icon: "minus" },
  { value: "to-connectwise", icon: "to" },
];

interface RuleProps {
  rule: FieldRuleView;
  onDirection: (direction: Direction) => void;
  onAllowEmpty: (allowed: boolean) => void;
}

function DirectionControl({ rule, onDirection }: Omit<RuleProps, "onAllowEmpty">) {
  const name = formatField(rule.field);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one inline row in every engine.
    <span className="seg dirs" role="group" aria-label={`Direction of ${name}`}>
      {directions.map(({ value, icon }) => {
        const locked = rule.discovered && value === "from-connectwise";
        const on = rule.direction === value;
        const words = locked
          ? `${name} is discovered: only the source knows it, so it never comes from ConnectWise`
          : `${name}: ${directionName(value)}`;
        return (
          <button
            key={value}
            type="button"
            className={[on ? "on" : "", on && value === "off" ? "isoff" : "", locked ? "locked" : ""].join(" ").trim()}
            aria-pressed={on}
            aria-label={words}
            title={words}
            disabled={locked}
            onClick={() => onDirection(value)}
          >
            <Icon name={locked ? "lock" : icon} size="s" />
          </button>
        );
      })}
    </span>
  );
}

function Rule({ rule, own, onDirection, onAllowEmpty }: RuleProps & { own: boolean }) {
  const name = formatField(rule.field);
  return (
    <tr>
      <td className="md">
        <span className="row g6">
          {name}
          {own && <Badge tone="accent">own</Badge>}
        </span>
      </td>
      <td className="d t12 el" title={fieldRemark(rule)}>
        {fieldRemark(rule)}
      </td>
      <td>
        <DirectionControl rule={rule} onDirection={onDirection} />
      </td>
      <td className="mono">{rule.target}</td>
      <td className="num">
        {rule.max_length === null ? <span className="d">no limit</span> : formatNumber(rule.max_length)}
      </td>
      <td>
        {rule.direction === "off" ? (
          <span className="d">–</span>
        ) : (
          <label className="row g6">
            <input
              type="checkbox"
              role="switch"
              aria-checked={rule.allow_empty}
              className="sw"
              checked={rule.allow_empty}
              aria-label={`An empty ${name} may overwrite`}
              onChange={(event) => onAllowEmpty(event.currentTarget.checked)}
            />
            <span className={rule.allow_empty ? "" : "d"}>{rule.allow_empty ? "may clear" : "never clears"}</span>
          </label>
        )}
      </td>
    </tr>
  );
}

function Legend() {
  return (
    <div className="toolbar t12 m">
      <span>A value too long for the other side is reported, never cut.</span>
      <span className="end row g16 nw">
        {directions.map(({ value, icon }) => (
          <span className="dir" key={value}>
            <Icon name={icon} size="s" /> {directionName(value).toLowerCase().replace("connectwise", "ConnectWise")}
          </span>
        ))}
        <span className="dir">
          <Icon name="lock" size="s" className="d" /> discovered: never comes back
        </span>
      </span>
    </div>
  );
}

/** Whose mapping stands there: all agents', or one agent's with what differs from it. */
function WhoseFields({ agent, agents }: { agent: string | null; agents: readonly AgentSummary[] }) {
  const [, navigate] = useLocation();
  const all = "all";
  return (
    <Select
      aria-label="Mapping of"
      className="agentpicker"
      searchable
      nothingFoundMessage="No linked agent has this name"
      value={agent ?? all}
      data={[
        { value: all, label: "All agents" },
        ...agents
          .filter((item) => item.psa.company !== null || item.id === agent)
          .map((item) => ({ value: item.id, label: item.name })),
      ]}
      onChange={(id) => navigate(id === null || id === all ? "/connectwise/fields" : `/connectwise/fields/${id}`)}
    />
  );
}

interface FieldsProps {
  rules: readonly FieldRuleView[];
  /** None = the mapping of all agents. */
  agent: string | null;
}

function Fields({ rules, agent }: FieldsProps) {
  const agents = useAgents().data?.agents ?? [];
  const name = agents.find((item) => item.id === agent)?.name ?? "this agent";
  const own = agent === null ? 0 : rules.filter((rule) => rule.own).length;
  const setField = useSetField();
  const change = (rule: FieldRuleView, direction: Direction | null, allowEmpty: boolean | null) =>
    setField.mutate(
      { field: rule.field, direction, allow_empty: allowEmpty, agent },
      { onError: (reason) => notifyFailure(`${formatField(rule.field)} was not changed.`, reason) },
    );
  const clearing = rules.filter((rule) => rule.allow_empty && rule.direction !== "off");
  return (
    <>
      <PageHead
        title="Match Fields"
        beside={<WhoseFields agent={agent} agents={agents} />}
        lead={
          agent === null
            ? "Which side is right, field by field, for all agents. A customized sync follows this table; the other modes write every field that is not off in their direction."
            : own === 0
              ? `${name} follows the mapping of all agents. What is changed here counts for ${name} alone.`
              : `${name} has ${own === 1 ? "1 rule" : `${own} rules`} of its own, marked below; the others follow the mapping of all agents.`
        }
        actions={
          <span className="saved" role="status">
            {setField.isPending ? (
              <>
                <Icon name="spin" size="s" /> Saving
              </>
            ) : setField.isSuccess ? (
              <>
                <Icon name="check" size="s" /> Saved
              </>
            ) : null}
          </span>
        }
      />
      <Legend />
      <div className="scroll">
        <table className="tbl fields" aria-label="Fields">
          <colgroup>
            <col style={{ width: 150 }} />
            <col />
            <col style={{ width: 124 }} />
            <col style={{ width: 150 }} />
            <col style={{ width: 90 }} />
            <col style={{ width: 160 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Sitebook</th>
              <th scope="col">Remark</th>
              <th scope="col">Direction</th>
              <th scope="col">ConnectWise</th>
              <th scope="col" className="num" title="In UTF-16 units, as ConnectWise counts">
                Longest
              </th>
              <th scope="col">Empty value</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <Rule
                key={rule.field}
                rule={rule}
                own={agent !== null && rule.own}
                onDirection={(direction) => change(rule, direction, null)}
                onAllowEmpty={(allowed) => change(rule, null, allowed)}
              />
            ))}
          </tbody>
        </table>
        <div className="col g8 pad">
          <p className="d t12">
            Empty value: normally an empty value on one side never clears a value on the other. Allow it only where
            clearing is meant.
          </p>
          {clearing.map((rule) => (
            <Note tone="warn" key={rule.field}>
              <b className="md">{formatField(rule.field)}</b> {clearingWords(rule)}{" "}
              <Button kind="link" onClick={() => change(rule, null, false)}>
                Never clear
              </Button>
            </Note>
          ))}
        </div>
      </div>
    </>
  );
}

/** The field mapping of the integration, or of one agent. */
export function FieldsPage() {
  const { agent = null } = useParams<{ agent?: string }>();
  const fields = useFields(agent);
  return (
    <NotConnected title="Match Fields" what="Match Fields says which side is right, field by field.">
      {fields.error ? (
        <div className="pad">
          <ErrorState title="The fields could not be read" error={fields.error} onRetry={() => void fields.refetch()} />
        </div>
      ) : fields.data === undefined ? (
        <Loading what="fields" />
      ) : (
        <Fields key={agent} rules={fields.data.fields} agent={agent} />
      )}
    </NotConnected>
  );
}
