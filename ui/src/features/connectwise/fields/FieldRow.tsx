import type { Direction, ExampleValue, FieldRuleView, FieldTargetsReply } from "../../../backend/generated";
import { Badge, Button, DirectionControl, Icon, Switch } from "../../../components";
import { fieldName, isMonospaceField } from "../words";
import { FieldTarget, type TargetChange } from "./FieldTarget";
import { fieldRemark, lockedWords, possibleDirections } from "./remarks";

/** What a person changes about a rule; what is left out stays as it is. */
export interface RuleChange extends TargetChange {
  direction?: Direction;
  allow_empty?: boolean;
  overwrite_conflicts?: boolean;
  follow?: boolean;
}

interface Props {
  rule: FieldRuleView;
  /** The mapping of one agent: its own rules can be dropped. */
  ofAgent: boolean;
  example: ExampleValue | undefined;
  targets: FieldTargetsReply | undefined;
  onChange: (change: RuleChange) => void;
}

function Example({ rule, value, agrees }: { rule: FieldRuleView; value: string | undefined; agrees: boolean }) {
  if (value === undefined) {
    return <span className="d">–</span>;
  }
  if (value === "") {
    return <span className="d">empty</span>;
  }
  return (
    <span className="row g4">
      <span className={isMonospaceField(rule.field) ? "el mono" : "el"} title={value}>
        {value}
      </span>
      {agrees && <Icon name="check" size="xs" className="c-ok" label="the same on both sides" />}
    </span>
  );
}

/** One field: both sides with an example, and what is to happen between them. */
export function FieldRow({ rule, ofAgent, example, targets, onChange }: Props) {
  const name = fieldName(rule.field);
  const own = ofAgent && rule.own;
  const agrees = example !== undefined && example.ours !== "" && example.ours === example.theirs;
  return (
    <tr>
      <td>
        <span className="row g6">
          <span className="md" title={fieldRemark(rule)}>
            {name}
          </span>
          {(rule.field === "mac" || rule.field === "ip") && <span className="d t12">primary</span>}
          {own && (
            <>
              <Badge tone="accent">own</Badge>
              <Button
                small
                kind="quiet"
                iconOnly
                icon="undo"
                aria-label={`${name}: follow the integration again`}
                onClick={() => onChange({ follow: true })}
              />
            </>
          )}
        </span>
      </td>
      <td className="el">
        <Example rule={rule} value={example?.ours} agrees={false} />
      </td>
      <td>
        <DirectionControl
          name={name}
          value={rule.direction}
          possible={possibleDirections(rule)}
          why={(direction) => lockedWords(rule, direction)}
          onChange={(direction) => onChange({ direction })}
        />
      </td>
      <td className="el">
        <FieldTarget rule={rule} targets={targets} onChange={onChange} />
      </td>
      <td className="el">
        <Example rule={rule} value={example?.theirs} agrees={agrees} />
      </td>
      <td>
        {rule.direction === "off" ? (
          <span className="d">–</span>
        ) : (
          <Switch
            label={`An empty ${name} may overwrite`}
            on={rule.allow_empty}
            title="Whether an empty value on one side may clear a value on the other"
            onChange={(allowed) => onChange({ allow_empty: allowed })}
          >
            <span className={rule.allow_empty ? "" : "d"}>{rule.allow_empty ? "may clear" : "never clears"}</span>
          </Switch>
        )}
      </td>
      <td>
        {rule.direction === "off" ? (
          <span className="d">–</span>
        ) : (
          <Switch
            label={`Automatic runs may overwrite conflicts of ${name}`}
            on={rule.overwrite_conflicts}
            title="What an automatic run does where the other side was changed too"
            onChange={(allowed) => onChange({ overwrite_conflicts: allowed })}
          >
            <span className={rule.overwrite_conflicts ? "" : "d"}>
              {rule.overwrite_conflicts ? "write" : "leave for review"}
            </span>
          </Switch>
        )}
      </td>
    </tr>
  );
}
