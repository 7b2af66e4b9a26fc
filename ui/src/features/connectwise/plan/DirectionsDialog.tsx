import { Modal } from "@mantine/core";
import { useState } from "react";
import type { FieldRuleView } from "../../../backend/generated";
import { useFields } from "../../../backend/queries";
import { Button, DIRECTIONS, DirectionControl, ErrorState, Icon, Loading, plural } from "../../../components";
import { lockedWords, possibleDirections } from "../fields/remarks";
import { fieldName } from "../words";
import { changedDirections, type Directions } from "./wish";

interface Props {
  opened: boolean;
  agent: string;
  agentName: string;
  /** What was chosen before. */
  directions: Directions;
  keep: boolean;
  onChosen: (directions: Directions, keep: boolean) => void;
  onClose: () => void;
}

type FormProps = Omit<Props, "opened" | "agent"> & { rules: readonly FieldRuleView[] };

function DirectionsForm({ rules, agentName, directions, keep, onChosen, onClose }: FormProps) {
  const [chosen, setChosen] = useState<Directions>(directions);
  const [keeping, setKeeping] = useState(keep);
  const changed = changedDirections(rules, chosen);
  const count = Object.keys(changed).length;
  const going = rules.filter((rule) => (chosen[rule.field] ?? rule.direction) !== "off").length;
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        onChosen(changed, keeping && count > 0);
      }}
    >
      <p className="m">
        Which side is right, field by field, in this sync of <b className="md">{agentName}</b>. It begins with Match
        Fields; nothing is written before you have seen the plan.
      </p>
      <div className="row g16 t12 m">
        {DIRECTIONS.map(({ value, icon, words }) => (
          <span className="dir" key={value}>
            <Icon name={icon} size="s" /> {words}
          </span>
        ))}
        <span className="end">
          <Button kind="link" disabled={count === 0} onClick={() => setChosen({})}>
            As in Match Fields
          </Button>
        </span>
      </div>
      <ul className="dialog-list directions" aria-label="Fields">
        {rules.map((rule) => {
          const name = fieldName(rule.field);
          const value = chosen[rule.field] ?? rule.direction;
          return (
            <li key={rule.field} className="row">
              <span className="grow">
                <span className="md">{name}</span>
                <span className="d t12 block el">
                  {rule.chosen ? rule.chosen.name : <span className="mono">{rule.target}</span>}
                </span>
              </span>
              {value !== rule.direction && <span className="c-acc t12">changed</span>}
              <DirectionControl
                name={name}
                value={value}
                possible={possibleDirections(rule)}
                why={(direction) => lockedWords(rule, direction)}
                onChange={(direction) => setChosen({ ...chosen, [rule.field]: direction })}
              />
            </li>
          );
        })}
      </ul>
      <label className="row g6">
        <input
          type="checkbox"
          className="cb"
          checked={keeping}
          disabled={count === 0}
          onChange={(event) => setKeeping(event.currentTarget.checked)}
        />
        <span className={count === 0 ? "d" : undefined}>
          Keep for next time: these become {agentName}&apos;s own rules in Match Fields when the run starts
        </span>
      </label>
      <div className="dialog-foot">
        <span className="d t12 startsums">
          {count === 0 ? "as in Match Fields" : `${plural(count, "field")} changed for this sync`}
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          kind="primary"
          disabled={going === 0}
          title={going === 0 ? "Every field is off" : undefined}
        >
          Show the plan
        </Button>
      </div>
    </form>
  );
}

/** A direction for every single field, for one sync. */
function DirectionsBody({ agent, ...rest }: Omit<Props, "opened">) {
  const fields = useFields(agent);
  if (fields.error) {
    return (
      <ErrorState title="The fields could not be read" error={fields.error} onRetry={() => void fields.refetch()} />
    );
  }
  return fields.data === undefined ? (
    <Loading what="fields" />
  ) : (
    <DirectionsForm rules={fields.data.fields} {...rest} />
  );
}

/** Asks for the directions of a customized sync. */
export function DirectionsDialog({ opened, ...rest }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title="Customized synchronization"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened ? <DirectionsBody {...rest} /> : null}
    </Modal>
  );
}
