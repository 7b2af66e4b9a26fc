/**
 * Stable codes and what they mean to the person at the desk.
 *
 * The one place where a code becomes a sentence. A code that is not listed is shown as it is: a new reason in the
 * core is then visible instead of hidden behind "unknown".
 */
import type { Evidence, MatchRule, PlanUpdate, RunView, SyncMode } from "../../backend/generated";
import { formatField } from "../../components";

/** What happened, and what to do about it where something can be done. */
export interface ReasonWords {
  /** What happened. */
  text: string;
  /** What to do; empty where nothing needs doing. */
  advice: string;
}

const reasons: Record<string, ReasonWords> = {
  // A device without a match.
  no_candidate: {
    text: "No configuration has these values",
    advice: "Pick one by hand, or leave it unmatched",
  },
  no_identifying_value: {
    text: "No serial number, MAC or IP address that identifies it",
    advice: "Pick one by hand, or enter a serial number",
  },
  unlinked: { text: "Unlinked by a person", advice: "Pick a configuration to match it again" },
  // Ours alone: the report says nothing about the device yet.
  not_compared: { text: "Not compared yet", advice: "Find matches first" },
  // Review.
  contradiction: { text: "Its values contradict each other", advice: "Choose the right configuration" },
  several_candidates: { text: "Several configurations fit", advice: "Choose the right configuration" },
  taken: { text: "Its configuration is matched with another device", advice: "Choose the right configuration" },
  shared_value: { text: "Several records have the same value", advice: "Choose the right configuration" },
  // Only proposed.
  only_ip: { text: "Only the IP address agrees", advice: "" },
  only_kept: { text: "Only the id kept in Domotz agrees", advice: "" },
  inactive: { text: "The configuration is inactive", advice: "" },
  other_site: { text: "Another site of the company", advice: "" },
  dock_mac: { text: "Only the address of a dock or adapter agrees", advice: "" },
  typed_value: { text: "Rests on a value that a person typed", advice: "" },
  // Frozen: nothing is written until a person looks.
  frozen_contradiction: {
    text: "Frozen: its values contradict each other",
    advice: "Confirm the match, or unlink it",
  },
  frozen_moved: { text: "Frozen: now in another company", advice: "Unlink it, or move it back there" },
  frozen_deleted: { text: "Frozen: no longer in ConnectWise", advice: "Unlink it, or pick another" },
  // Conflicts of a plan.
  changed_since_base: { text: "changed there since the last sync", advice: "" },
  never_in_step: { text: "no earlier sync; the two differ", advice: "" },
  // Values and records that a plan leaves alone.
  held: {
    text: "Put back by an undo: left alone until the value changes here",
    advice: "Release it, or run a sync by hand",
  },
  conflict: {
    text: "A conflict: automatic runs leave it to a person",
    advice: "Run a sync by hand, or allow it in Match Fields",
  },
  excluded: { text: "Excluded by a person", advice: "" },
  no_target_here: {
    text: "The configuration's type has no such question",
    advice: "Choose another target in Match Fields",
  },
  not_a_choice: {
    text: "Not among the choices of that question or field",
    advice: "Add the choice in ConnectWise, or change the value",
  },
  empty_value: {
    text: "An empty value does not overwrite",
    advice: "Allow it in Match Fields, if it should",
  },
  too_long: { text: "Longer than the other side takes", advice: "Shorten the value, then plan again" },
  discovered_value: { text: "Discovered value: cannot come from ConnectWise", advice: "" },
  placeholder_value: { text: "A placeholder, not a serial number", advice: "Enter the serial number, if there is one" },
  frozen: { text: "The match is frozen", advice: "Decide in Matching, then plan again" },
  proposed: { text: "The match is only proposed", advice: "Confirm the match, then plan again" },
  in_review: { text: "The match waits for review", advice: "Decide in Matching, then plan again" },
  unmatched: { text: "No match", advice: "Match it first" },
  ignored: { text: "The device is ignored", advice: "" },
  gone: { text: "Its source no longer reports the device", advice: "" },
  // Devices that are not created.
  already_matched: { text: "It has a configuration already", advice: "" },
  has_proposal: { text: "A configuration is proposed for it", advice: "Match it, or dismiss the proposal first" },
  removed_candidate: {
    text: "A person took it and a configuration apart",
    advice: "Create it on its own, or pick a configuration",
  },
  no_type: { text: "No configuration type is set for its kind", advice: "Choose a type for its kind" },
  unknown_type: { text: "ConnectWise has no such type", advice: "Choose another type" },
  no_name: { text: "It has no name", advice: "Give it a name, then create it" },
  name_too_long: { text: "Its name is longer than ConnectWise takes", advice: "Shorten the name to 100 characters" },
  required_question: {
    text: "The type asks a question that must be answered",
    advice: "Answer it, then create the device",
  },
  unknown_choice: { text: "The answer is not among the choices", advice: "Choose another answer" },
  made_before: {
    text: "Its configuration was created before, and is unlinked or inactive",
    advice: "Pick it by hand instead of creating another",
  },
  sent_before: { text: "Sent before; its answer was lost", advice: "ConnectWise has it: that one is matched" },
  matched_meanwhile: { text: "It was matched meanwhile", advice: "" },
  outcome_unknown: { text: "ConnectWise did not answer: not known yet", advice: "Settled by the next run" },
  // Records of a run.
  changed_since_plan: {
    text: "Changed after the plan; left as it is",
    advice: "Plan again to see the new value",
  },
  changed_in_source: {
    text: "Kept in Sitebook; its source was changed meanwhile and left as it is",
    advice: "Look at the device, then send your value there",
  },
  not_written_back: {
    text: "Kept in Sitebook; its source did not take it",
    advice: "Look at the device, then send it again",
  },
  configuration_gone: {
    text: "The configuration is no longer in ConnectWise",
    advice: "Unlink it, or pick another",
  },
  configuration_moved: {
    text: "The configuration now belongs to another company",
    advice: "Unlink it, or move it back there",
  },
  rejected: { text: "ConnectWise refused the values", advice: "Mend it there, then plan again" },
  already_exists: {
    text: "ConnectWise has such a record already",
    advice: "Find matches, then match it with that one",
  },
  in_use: { text: "Somebody else was changing the record", advice: "Plan again" },
  not_stored: {
    text: "ConnectWise did not store every value",
    advice: "Compare it there, then plan again",
  },
  bad_answer: { text: "ConnectWise's answer made no sense", advice: "Plan again to see what arrived" },
};

/** A code in words; a code nobody knows stays as it is. */
export function reasonWords(code: string): ReasonWords {
  return Object.hasOwn(reasons, code) ? (reasons[code] as ReasonWords) : { text: code, advice: "" };
}

/** What to do about a device that was not created, where a sync would need something else. */
const creationAdvice: Record<string, string> = {
  rejected: "Change what it asks for, then preview it again",
  in_use: "Preview it again",
  bad_answer: "Preview it again",
  in_review: "Decide in Matching first",
  frozen: "Decide in Matching first",
  configuration_gone: "Preview it again",
};

/** A reason why a device is not created, in words. */
export function creationWords(code: string): ReasonWords {
  const { text, advice } = reasonWords(code);
  return { text, advice: Object.hasOwn(creationAdvice, code) ? (creationAdvice[code] as string) : advice };
}

/** Reasons where the message of a record is ConnectWise's own, and therefore stands in quotation marks. */
const spoken = new Set(["rejected"]);

/** What a conflict means for the person who looks at the plan. */
export function conflictMeaning({ conflict_reason, target }: PlanUpdate): string {
  const side = target === "connectwise" ? "ConnectWise" : "Sitebook";
  return conflict_reason === "never_in_step"
    ? `The two sides were never the same, and ${side} has a value of its own. It is overwritten if you leave it ticked.`
    : `Somebody changed the value in ${side} since the last sync. It is overwritten if you leave it ticked.`;
}

/** What happened to one record: ConnectWise's words in quotation marks, else ours, else the code. */
export function recordText(reason: string, message: string): string {
  if (message === "") {
    return reasonWords(reason).text;
  }
  return spoken.has(reason) ? `ConnectWise: “${message}”` : message;
}

/** Words for mapped fields where another field of an agent has the same key, and for what an undo puts back beside values. */
const ownFieldNames: Record<string, string> = {
  link: "Device page",
  active: "Active",
  match: "Match",
  os: "OS",
};

/** The name of a field of a plan, a run or the mapping. */
export function fieldName(field: string): string {
  return Object.hasOwn(ownFieldNames, field) ? (ownFieldNames[field] as string) : formatField(field);
}

/** Why a device is not created, in a row that has room for our words only. Unknown codes have no words of ours. */
export function creationText(code: string, message: string): string {
  return Object.hasOwn(reasons, code) && !spoken.has(code) ? creationWords(code).text : recordText(code, message);
}

/** Fields that people compare character by character. */
export function isMonospaceField(field: string): boolean {
  return field === "serial" || field === "mac" || field === "ip" || field === "firmware";
}

const ruleNames: Record<MatchRule, string> = {
  serial: "Serial number",
  mac: "MAC address",
  ip: "IP address",
  kept: "Id kept in Domotz",
  manual: "By hand",
  created: "Created from the device",
};

/** The kind of value that a match rests on. */
export function ruleName(rule: MatchRule): string {
  return ruleNames[rule];
}

const shortRuleNames: Record<MatchRule, string> = {
  serial: "Serial",
  mac: "MAC",
  ip: "IP address",
  kept: "Kept id",
  manual: "Choice by hand",
  created: "Creation",
};

/** "Serial and MAC agree": what the compared values say, in a few words. */
export function evidenceWords(rule: MatchRule, evidence: readonly Evidence[]): string {
  if (rule === "manual") {
    return "Matched by hand";
  }
  if (rule === "created") {
    return "Created from the device";
  }
  const agreeing = evidence.filter((item) => item.agrees).map((item) => item.rule);
  const kinds = [...new Set(agreeing)];
  if (kinds.length === 0) {
    return `${ruleNames[rule]} agrees`;
  }
  if (kinds.length === 1) {
    return `${ruleNames[kinds[0] as MatchRule]} agrees`;
  }
  const names = kinds.map((kind) => shortRuleNames[kind]);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} agree`;
}

const modes: Record<SyncMode, string> = {
  "to-connectwise": "To ConnectWise",
  "from-connectwise": "From ConnectWise",
  custom: "Customized",
};

/** What a sync was asked to do. */
export function modeName(mode: SyncMode): string {
  return modes[mode];
}

/** What a mode does, in a sentence. */
export const MODE_MEANING: Record<SyncMode, string> = {
  "to-connectwise": "The values here overwrite those of the ConnectWise configurations.",
  "from-connectwise": "The values of the ConnectWise configurations overwrite those here.",
  custom: "Each field goes the way that you choose for it.",
};

/** What a run did: a sync by its mode, else its own kind. */
export function runName({ kind, mode }: Pick<RunView, "kind" | "mode">): string {
  switch (kind) {
    case "sync":
      return modeName(mode);
    case "create":
      return "Create configurations";
    case "retire":
      return "Set inactive";
    case "undo":
      return "Undo";
    case "type":
      return "Change type";
  }
}

/** A reason as it is stored, written as a sentence: with a capital letter at its beginning. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
