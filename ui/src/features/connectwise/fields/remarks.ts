/** What a person should know about a field before choosing its direction. */
import type { Direction, FieldRuleView, MappedField } from "../../../backend/generated";
import { fieldName } from "../words";

const remarks: Record<MappedField, string> = {
  name: "What the device is called",
  vendor: "A list in ConnectWise: looked up there, created if missing",
  model: "Model number",
  serial: "Also used for matching",
  mac: "The primary address; discovered",
  ip: "The primary address; discovered",
  notes: "Free text",
  zone: "Where it stands in the building; needs a question or custom field",
  room: "Where it stands in the building; needs a question or custom field",
  os: "Discovered",
  firmware: "Discovered",
  status: "Online and offline each set a status that you choose",
  link: "Address of the device's page at its source",
};

/** A short remark; a field that is new here has none. */
export function fieldRemark(rule: FieldRuleView): string {
  return Object.hasOwn(remarks, rule.field) ? remarks[rule.field] : rule.discovered ? "Discovered" : "";
}

/** Fields whose target a person has to pick. */
export function needsTarget(field: MappedField): boolean {
  return field === "zone" || field === "room";
}

/** The directions that can be chosen now: a field without its target stays off. */
export function possibleDirections(rule: FieldRuleView): readonly Direction[] {
  const lacksTarget = needsTarget(rule.field) && rule.chosen === null;
  const lacksStatus = rule.field === "status" && !rule.statuses?.online && !rule.statuses?.offline;
  return lacksTarget || lacksStatus ? ["off"] : rule.directions;
}

/** Why a direction cannot be chosen. */
export function lockedWords(rule: FieldRuleView, direction: Direction): string {
  const name = fieldName(rule.field);
  if (direction === "from-connectwise" && (rule.discovered || rule.field === "status" || rule.field === "link")) {
    return `${name} is discovered: only the source knows it, so it never comes from ConnectWise`;
  }
  if (needsTarget(rule.field) && rule.chosen === null) {
    return "pick a question or custom field in Match Fields first";
  }
  if (rule.field === "status") {
    return "choose a status for online or offline in Match Fields first";
  }
  return "this field cannot go that way";
}

/** What clearing means for a field, as the rest of a sentence that begins with its name. */
export function clearingWords(rule: FieldRuleView): string {
  return rule.direction === "from-connectwise"
    ? "comes from ConnectWise and may clear: an empty value there empties it here. The old value stays in History."
    : "goes to ConnectWise and may clear: an empty value here empties it there. The plan shows it before.";
}
