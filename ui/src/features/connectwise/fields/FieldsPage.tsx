import { Select } from "@mantine/core";
import { useLocation, useParams } from "wouter";
import type { AgentSummary, FieldRuleView, FieldsExample } from "../../../backend/generated";
import { useAgents, useFields, useFieldsExample, useFieldTargets, useSetField } from "../../../backend/queries";
import { Button, DIRECTIONS, ErrorState, Icon, Loading, Note, notifyFailure, PageHead } from "../../../components";
import { NotConnected } from "../NotConnected";
import { fieldName } from "../words";
import { FieldRow, type RuleChange } from "./FieldRow";
import { clearingWords } from "./remarks";
import { WriteBack } from "./WriteBack";

function Legend({ example }: { example: FieldsExample | null | undefined }) {
  return (
    <div className="toolbar t12 m fieldlegend">
      <span className="el">
        {example ? (
          <>
            <span className="d">Examples from</span> <b className="md">{example.device_name}</b>{" "}
            <span className="d">and</span> <b className="md">{example.configuration_name}</b>
          </>
        ) : example === null ? (
          "Examples of both sides stand here once a device is matched."
        ) : (
          ""
        )}
      </span>
      <span className="end row g16 nw">
        {DIRECTIONS.map(({ value, icon, words }) => (
          <span className="dir" key={value}>
            <Icon name={icon} size="s" /> {words}
          </span>
        ))}
        <span className="dir">
          <Icon name="lock" size="s" className="d" /> cannot go that way
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

/** What the choices of the table mean, below it. */
function Meaning() {
  return (
    <dl className="fieldmeaning">
      <dt>Direction</dt>
      <dd>
        The side that is right. A customized sync and every automatic run follow it; the modes to and from ConnectWise
        write each field that is not off in their direction. What a device reports of itself never comes from
        ConnectWise.
      </dd>
      <dt>Empty value</dt>
      <dd>
        Normally an empty value on one side never clears a value on the other. Allow it only where clearing is meant.
      </dd>
      <dt>Conflict</dt>
      <dd>
        Somebody changed the value on the side that would be overwritten. An automatic run leaves it for review unless
        you allow it; a sync by hand shows it first.
      </dd>
      <dt>Length</dt>
      <dd>A value longer than the other side takes is reported, and never cut.</dd>
      <WriteBack />
    </dl>
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
  const targets = useFieldTargets(true);
  const example = useFieldsExample(agent);
  const examples = new Map(example.data?.example?.values.map((value) => [value.field, value]));
  const change = (rule: FieldRuleView, { direction, allow_empty, ...rest }: RuleChange) =>
    setField.mutate(
      { field: rule.field, direction: direction ?? null, allow_empty: allow_empty ?? null, agent, ...rest },
      { onError: (reason) => notifyFailure(`${fieldName(rule.field)} was not changed.`, reason) },
    );
  const clearing = rules.filter((rule) => rule.allow_empty && rule.direction !== "off");
  return (
    <>
      <PageHead
        title="Match Fields"
        beside={<WhoseFields agent={agent} agents={agents} />}
        lead={
          agent === null
            ? "Which side is right, field by field, for all agents. Automatic runs follow this table; a sync by hand may choose otherwise."
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
      <Legend example={example.data?.example} />
      <div className="scroll">
        {targets.error && (
          <div className="pad">
            <ErrorState
              title="The questions, custom fields and statuses could not be read"
              error={targets.error}
              onRetry={() => void targets.refetch()}
            />
          </div>
        )}
        <table className="tbl fields" aria-label="Fields">
          <colgroup>
            <col style={{ width: 176 }} />
            <col />
            <col style={{ width: 124 }} />
            <col style={{ width: 212 }} />
            <col />
            <col style={{ width: 134 }} />
            <col style={{ width: 160 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Sitebook</th>
              <th scope="col">Example</th>
              <th scope="col">Direction</th>
              <th scope="col">ConnectWise</th>
              <th scope="col">Example</th>
              <th scope="col">Empty value</th>
              <th scope="col">Conflict, automatic</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <FieldRow
                key={rule.field}
                rule={rule}
                ofAgent={agent !== null}
                example={examples.get(rule.field)}
                targets={targets.data}
                onChange={(wanted) => change(rule, wanted)}
              />
            ))}
          </tbody>
        </table>
        <div className="col g8 pad">
          {clearing.map((rule) => (
            <Note tone="warn" key={rule.field}>
              <b className="md">{fieldName(rule.field)}</b> {clearingWords(rule)}{" "}
              <Button kind="link" onClick={() => change(rule, { allow_empty: false })}>
                Never clear
              </Button>
            </Note>
          ))}
          <Meaning />
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
