import { Select } from "@mantine/core";
import type { FieldRuleView, FieldTargetsReply } from "../../../backend/generated";
import { formatNumber } from "../../../components";
import { fieldName } from "../words";
import { needsTarget } from "./remarks";

/** What a person sets beside the direction. */
export interface TargetChange {
  target?: string;
  online?: string;
  offline?: string;
}

interface Props {
  rule: FieldRuleView;
  /** None while they are read. */
  targets: FieldTargetsReply | undefined;
  onChange: (change: TargetChange) => void;
}

/** A list of ids and names for a choice, with the chosen one even where the list is not there. */
function choices(
  items: readonly { id: number; name: string; type_name?: string }[],
  chosen: { id: number; name: string } | null,
) {
  const all = items.map((item) => ({
    value: String(item.id),
    label: item.type_name ? `${item.name} (${item.type_name})` : item.name,
  }));
  return chosen === null || items.some((item) => item.id === chosen.id)
    ? all
    : [{ value: String(chosen.id), label: chosen.name }, ...all];
}

/** Zone and room: a question of the configuration type, or a custom field. */
function PickTarget({ rule, targets, onChange }: Props) {
  const kinds = [
    { kind: "question" as const, group: "Questions" },
    { kind: "custom_field" as const, group: "Custom fields" },
  ];
  const keyOf = (kind: string, id: number) => `${kind}:${id}`;
  const { chosen } = rule;
  const data = kinds
    .map(({ kind, group }) => ({
      group,
      items: choices(
        (targets?.targets ?? []).filter((target) => target.kind === kind),
        chosen?.kind === kind ? chosen : null,
      ).map((item) => ({ value: keyOf(kind, Number(item.value)), label: item.label })),
    }))
    .filter((group) => group.items.length > 0);
  return (
    <Select
      aria-label={`${fieldName(rule.field)} in ConnectWise`}
      size="xs"
      placeholder="Pick a question or field"
      searchable
      clearable
      nothingFoundMessage={targets === undefined ? "Reading ConnectWise" : "There is no such question or field"}
      clearButtonProps={{ "aria-label": `No target for ${fieldName(rule.field)}` }}
      value={chosen === null ? null : keyOf(chosen.kind, chosen.id)}
      data={data}
      onChange={(value) => onChange({ target: value ?? "" })}
    />
  );
}

function PickStatus({ rule, targets, onChange }: Props) {
  const sides = [
    { key: "online" as const, chosen: rule.statuses?.online ?? null },
    { key: "offline" as const, chosen: rule.statuses?.offline ?? null },
  ];
  return (
    <span className="col g4 statuspicks">
      {sides.map(({ key, chosen }) => (
        <Select
          key={key}
          aria-label={`Status in ConnectWise for ${key}`}
          size="xs"
          placeholder="left alone"
          clearable
          clearButtonProps={{ "aria-label": `No status for ${key}` }}
          leftSection={<span className="t12 d">{key}</span>}
          leftSectionWidth={56}
          value={chosen === null ? null : String(chosen.id)}
          data={choices(targets?.statuses ?? [], chosen)}
          onChange={(value) => onChange({ [key]: value ?? "" })}
        />
      ))}
    </span>
  );
}

/** Where a field goes to in ConnectWise, and how long it may be there; to be picked where ConnectWise has no fixed place. */
export function FieldTarget(props: Props) {
  const { rule } = props;
  if (needsTarget(rule.field)) {
    return <PickTarget {...props} />;
  }
  if (rule.field === "status") {
    return <PickStatus {...props} />;
  }
  return (
    <span className="mono">
      {rule.target}{" "}
      {rule.max_length !== null && (
        <span className="d" title="Longest value that ConnectWise takes, in UTF-16 units">
          {formatNumber(rule.max_length)}
        </span>
      )}
    </span>
  );
}
