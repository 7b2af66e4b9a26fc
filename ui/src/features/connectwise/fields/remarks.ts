/** What a person should know about a field before choosing its direction. */
import type { FieldRuleView, MappedField } from "../../../backend/generated";

const remarks: Record<MappedField, string> = {
  name: "What the device is called",
  vendor: "A list in ConnectWise: looked up there, created if missing",
  model: "Model number",
  serial: "Also used for matching",
  mac: "The primary address; discovered",
  ip: "The primary address; discovered",
  notes: "Free text",
  os: "Discovered",
  firmware: "Discovered",
};

/** A short remark; a field that is new here has none. */
export function fieldRemark(rule: FieldRuleView): string {
  return Object.hasOwn(remarks, rule.field) ? remarks[rule.field] : rule.discovered ? "Discovered" : "";
}

/** What clearing means for a field, as the rest of a sentence that begins with its name. */
export function clearingWords(rule: FieldRuleView): string {
  return rule.direction === "from-connectwise"
    ? "comes from ConnectWise and may clear: an empty value there empties it here. The old value stays in History."
    : "goes to ConnectWise and may clear: an empty value here empties it there. The plan shows it before.";
}
