/** From a match report to the rows of the workspace: one per device, and one per configuration nobody has. */
import type {
  CandidateView,
  ConfigurationView,
  DeviceView,
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

/** One device with its place in ConnectWise. */
export interface MatchingRow {
  id: string;
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
  device: DeviceView,
  match: MatchView,
  configuration: ConfigurationView | null,
  candidates: Candidate[],
): MatchingRow {
  const state: RowState = match.state;
  let words = evidenceWords(match.rule, match.evidence);
  if (state === "confirmed") {
    words = match.by === "" ? "Confirmed by hand" : `Confirmed by ${formatPerson(match.by)}`;
  } else if (match.reason === "new") {
    // A rule would make it; that happens when somebody presses Find matches.
    words = `${words}, not matched yet`;
  } else if (match.reason !== "") {
    words = reasonWords(match.reason).text;
  }
  const values = evidenceValues(match) || deviceValues(device);
  return { id: device.id, device, state, match, configuration, candidates, words, values };
}

/** One row per device that is to be decided about, by name as the report lists them. */
export function matchingRows(report: MatchReport): MatchingRow[] {
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
    const base = { id: device.id, device, match: null, configuration: null, candidates };
    if (match && match.state !== "proposed") {
      return matchedRow(device, match, configurations.get(match.configuration) ?? null, candidates);
    }
    if (device.ignored) {
      return { ...base, state: "ignored", words: "Ignored", values: deviceValues(device) };
    }
    if (match) {
      return matchedRow(device, match, configurations.get(match.configuration) ?? null, candidates);
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

/** Configurations that no device of ours has, is proposed for, or is a candidate of. */
export function onlyInConnectWise(report: MatchReport): ConfigurationView[] {
  const spoken = new Set<number>(report.matches.map((match) => match.configuration));
  for (const review of report.review) {
    for (const candidate of review.candidates) {
      spoken.add(candidate.configuration);
    }
  }
  return report.configurations.filter((item) => item.matched_device === null && !spoken.has(item.id));
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
export function countRows(rows: readonly MatchingRow[], only: readonly ConfigurationView[]): MatchingCounts {
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
    String(item.id),
  ]
    .join("\n")
    .toLowerCase();
}

/** Every value of a row that a person may search for. */
function rowText(row: MatchingRow): string {
  const { device, configuration } = row;
  const own = [
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
  return [own, ...theirs].join("\n");
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

/** The rows that a filter and a search leave. */
export function selectRows(rows: readonly MatchingRow[], filter: MatchingFilter, search: string): MatchingRow[] {
  return rows.filter((row) => fitsFilter(row, filter) && textFits(rowText(row), search));
}

/** The configurations that a search leaves. */
export function selectConfigurations(items: readonly ConfigurationView[], search: string): ConfigurationView[] {
  return items.filter((item) => textFits(configurationText(item), search));
}
