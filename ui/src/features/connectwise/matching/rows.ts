/** From a match report to the rows of the workspace: one per device, and one per configuration nobody has. */
import type {
  CandidateView,
  ConfigurationView,
  DeviceView,
  LinkedCompany,
  LinkedSite,
  MatchReport,
  MatchView,
  ReviewView,
} from "../../../backend/generated";
import { formatPerson } from "../../../components";
import { evidenceWords, reasonWords } from "../words";

/** State of a row; each has a letter or a sign, and a word. */
export type RowState = "automatic" | "confirmed" | "proposed" | "review" | "frozen" | "unmatched" | "ignored";

export type MatchingFilter = "all" | "matched" | "proposed" | "review" | "unmatched" | "ignored" | "connectwise";

/** A configuration that may be the device, with what is known about it. */
export interface Candidate {
  id: number;
  view: CandidateView;
  /** None when the last list no longer holds it. */
  configuration: ConfigurationView | null;
}

/** Whose device it is, and in which company its configuration is. */
export interface Scope {
  agent: string;
  agentName: string;
  company: LinkedCompany;
  /** The linked site; none = no particular one. */
  site: LinkedSite | null;
}

/** One device with its place in ConnectWise. */
export interface MatchingRow {
  id: string;
  scope: Scope;
  device: DeviceView;
  state: RowState;
  match: MatchView | null;
  configuration: ConfigurationView | null;
  candidates: Candidate[];
  /** Why, in words. */
  words: string;
  /** The values behind it, to be shown character by character. */
  values: string;
}

/** The value that a match rests on, as the device writes it. */
function evidenceValues(match: MatchView): string {
  const agreeing = match.evidence.filter((item) => item.agrees);
  return agreeing.map((item) => item.device_value).join("  ");
}

/** The device's own values, where there is no match to speak of. */
function deviceValues(device: DeviceView): string {
  return device.serial || device.macs[0] || device.ips[0] || "";
}

/** A frozen match stands among the reviews of a report; here it is a match again, so that it can be unlinked. */
function frozenMatch(device: DeviceView, reviews: readonly ReviewView[]): MatchView | null {
  const review = reviews.find((item) => item.reason.startsWith("frozen"));
  const held = review?.candidates[0];
  if (review === undefined || held === undefined) {
    return null;
  }
  return {
    device: device.id,
    device_source_id: device.source_id,
    configuration: held.configuration,
    state: "frozen",
    rule: device.match?.rule ?? held.evidence[0]?.rule ?? "manual",
    evidence: held.evidence,
    reason: review.reason,
    by: "",
  };
}

/** The reviews of each device: a frozen match, candidates, or both. */
function reviewsByDevice(report: MatchReport): Map<string, ReviewView[]> {
  const reviews = new Map<string, ReviewView[]>();
  for (const review of report.review) {
    reviews.set(review.device, [...(reviews.get(review.device) ?? []), review]);
  }
  return reviews;
}

function matchedRow(
  scope: Scope,
  device: DeviceView,
  match: MatchView,
  configuration: ConfigurationView | null,
  others: Candidate[],
): MatchingRow {
  const own: Candidate = {
    id: match.configuration,
    view: { configuration: match.configuration, evidence: match.evidence },
    configuration,
  };
  // What it is matched with can be compared too.
  const candidates = others.some((other) => other.id === own.id) ? others : [own, ...others];
  const state: RowState = match.state;
  let words = evidenceWords(match.rule, match.evidence);
  // A created one is confirmed as well; how it came about says more.
  if (state === "confirmed" && match.rule !== "created") {
    words = match.by === "" ? "Confirmed by hand" : `Confirmed by ${formatPerson(match.by)}`;
  } else if (match.reason === "new") {
    // A rule would make it; that happens when somebody presses Find matches.
    words = `${words}, not matched yet`;
  } else if (match.reason !== "") {
    words = reasonWords(match.reason).text;
  }
  const values = evidenceValues(match) || deviceValues(device);
  return { id: device.id, scope, device, state, match, configuration, candidates, words, values };
}

/** One row per device that is to be decided about, by name as the report lists them. */
export function matchingRows(report: MatchReport, agentName = ""): MatchingRow[] {
  const scope: Scope = { agent: report.agent, agentName, company: report.company, site: report.site };
  const configurations = new Map(report.configurations.map((item) => [item.id, item]));
  const matches = new Map(report.matches.map((item) => [item.device, item]));
  const reviews = reviewsByDevice(report);
  const unmatched = new Map(report.unmatched.map((item) => [item.device, item]));
  return report.devices.map((device) => {
    const own = reviews.get(device.id) ?? [];
    const match = matches.get(device.id) ?? frozenMatch(device, own);
    const candidates = own
      .flatMap((review) => review.candidates)
      .map((view) => ({
        id: view.configuration,
        view,
        configuration: configurations.get(view.configuration) ?? null,
      }));
    const base = { id: device.id, scope, device, match: null, configuration: null, candidates };
    if (match && match.state !== "proposed") {
      return matchedRow(scope, device, match, configurations.get(match.configuration) ?? null, candidates);
    }
    if (device.ignored) {
      return { ...base, state: "ignored", words: "Ignored", values: deviceValues(device) };
    }
    if (match) {
      return matchedRow(scope, device, match, configurations.get(match.configuration) ?? null, candidates);
    }
    const review = own[0];
    if (review) {
      const count = candidates.length === 1 ? "1 candidate" : `${candidates.length} candidates`;
      return { ...base, state: "review", words: reasonWords(review.reason).text, values: count };
    }
    // Before the first list there is nothing that a device could have been compared with.
    const reason = report.read_at === null ? undefined : unmatched.get(device.id)?.reason;
    return {
      ...base,
      state: "unmatched",
      words: reasonWords(reason ?? "not_compared").text,
      values: deviceValues(device),
    };
  });
}

/** A configuration that no device of ours has, with the company it belongs to. */
export interface OnlyThere {
  id: string;
  configuration: ConfigurationView;
  company: LinkedCompany;
}

/** Configurations that no device of ours has, is proposed for, or is a candidate of; each company counts once. */
export function onlyInConnectWise(reports: readonly MatchReport[]): OnlyThere[] {
  const spoken = new Set<number>();
  for (const report of reports) {
    for (const match of report.matches) {
      spoken.add(match.configuration);
    }
    for (const candidate of report.review.flatMap((review) => review.candidates)) {
      spoken.add(candidate.configuration);
    }
  }
  const found = new Map<string, OnlyThere>();
  for (const { company, configurations } of reports) {
    for (const configuration of configurations) {
      const id = `${company.id}/${configuration.id}`;
      if (configuration.matched_device === null && !spoken.has(configuration.id)) {
        found.set(id, { id, configuration, company });
      }
    }
  }
  return [...found.values()];
}

const groups: Record<RowState, Exclude<MatchingFilter, "all" | "connectwise">> = {
  automatic: "matched",
  confirmed: "matched",
  proposed: "proposed",
  review: "review",
  // A frozen match is written to by nobody until a person decides, as a review is.
  frozen: "review",
  unmatched: "unmatched",
  ignored: "ignored",
};

/** Whether a row stands under a filter. */
export function fitsFilter(row: MatchingRow, filter: MatchingFilter): boolean {
  return filter === "all" || groups[row.state] === filter;
}

export type MatchingCounts = Record<MatchingFilter, number>;

/** How many rows stand under each filter; "all" counts devices. */
export function countRows(rows: readonly MatchingRow[], only: readonly OnlyThere[]): MatchingCounts {
  const counts: MatchingCounts = {
    all: rows.length,
    matched: 0,
    proposed: 0,
    review: 0,
    unmatched: 0,
    ignored: 0,
    connectwise: only.length,
  };
  for (const row of rows) {
    counts[groups[row.state]] += 1;
  }
  return counts;
}

/** Every value of a configuration that a person may search for. */
export function configurationText(item: ConfigurationView): string {
  return [
    item.name,
    item.type,
    item.status,
    item.site,
    item.manufacturer,
    item.model,
    item.serial,
    item.mac,
    item.ip,
    item.notes,
    String(item.id),
  ]
    .join("\n")
    .toLowerCase();
}

/** Thousands of rows are searched at each letter: what a row says is put together once. */
const texts = new WeakMap<MatchingRow, string>();

/** Every value of a row that a person may search for. */
function rowText(row: MatchingRow): string {
  const known = texts.get(row);
  if (known !== undefined) {
    return known;
  }
  const { device, configuration, scope } = row;
  const own = [
    scope.agentName,
    scope.company.name,
    device.name,
    device.kind,
    device.vendor,
    device.model,
    device.serial,
    ...device.macs,
    ...device.ips,
    device.zone,
    device.room,
    row.words,
    row.values,
  ]
    .join("\n")
    .toLowerCase();
  const theirs = [configuration, ...row.candidates.map((candidate) => candidate.configuration)]
    .filter((item) => item !== null)
    .map(configurationText);
  const text = [own, ...theirs].join("\n");
  texts.set(row, text);
  return text;
}

/** Letters and digits only, so that a MAC address is found in any spelling. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether a searched text stands in a record's text, as written or in another spelling of a MAC address. */
export function textFits(text: string, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  if (wanted === "" || text.includes(wanted)) {
    return true;
  }
  const plain = bare(wanted);
  // Only something that looks like a whole part of an address: "a-1" must not find every "a1".
  return /^[0-9a-f]{6,12}$/.test(plain) && text.split("\n").some((line) => bare(line).includes(plain));
}

/** Whether a configuration may be created for it: a device that waits for a decision is never created. */
export function canCreate(row: MatchingRow): boolean {
  return row.state === "unmatched" && row.device.gone_since === null;
}

/** Whether its configuration can be set inactive: the device is gone, its record still counts as there. */
export function canRetire(row: MatchingRow): boolean {
  return canReplace(row) && row.configuration?.active === true;
}

/** Whether its match can go to the device that took its place. */
export function canReplace(row: MatchingRow): boolean {
  return row.device.gone_since !== null && (row.state === "automatic" || row.state === "confirmed");
}

/** Whether it can be left out of matching. */
export function canIgnore(row: MatchingRow): boolean {
  return row.state === "proposed" || row.state === "unmatched" || row.state === "review";
}

/** The rows that a filter and a search leave. */
export function selectRows(rows: readonly MatchingRow[], filter: MatchingFilter, search: string): MatchingRow[] {
  return rows.filter((row) => fitsFilter(row, filter) && textFits(rowText(row), search));
}

/** What is only in ConnectWise, as far as a search leaves it. */
export function selectOnly(items: readonly OnlyThere[], search: string): OnlyThere[] {
  return items.filter((item) =>
    textFits(`${item.company.name.toLowerCase()}\n${configurationText(item.configuration)}`, search),
  );
}

/** The configurations that a search leaves. */
export function selectConfigurations(items: readonly ConfigurationView[], search: string): ConfigurationView[] {
  return items.filter((item) => textFits(configurationText(item), search));
}

/** Whether a person can take something apart: a match, a proposal, or all candidates of a review at once. */
export function canUnlink(row: MatchingRow): boolean {
  return row.match !== null || (row.state === "review" && row.candidates.length > 0);
}
