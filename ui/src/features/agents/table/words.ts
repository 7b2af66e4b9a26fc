import type {
  AgentColumn,
  AgentSummary,
  AgentsFilter,
  LocationSource,
  NearPoint,
  SyncState,
} from "../../../backend/generated";
import { formatDistance, STATUS_WORD } from "../../../components";
import { NO_FILTER } from "./address";

export const SYNC_WORD: Record<SyncState, string> = {
  failed: "Failed Sync",
  partly: "Partly",
  postponed: "Postponed",
  stopped: "Stopped",
  in_progress: "In progress",
  synchronized: "Synchronized",
  never: "Never synchronized",
};

export const LOCATION_WORD: Record<LocationSource, string> = {
  person: "Confirmed by a person",
  source: "From the source",
  "geoip-city": "Estimated from the public IP",
  "geoip-country": "Only country known",
  none: "No location",
};

export const COLUMN_TITLE: Record<AgentColumn, string> = {
  status: "Status",
  name: "Name",
  customer_id: "Customer ID",
  contract_id: "Contract ID",
  contact: "Contact",
  email: "Contact e-mail",
  place: "Place",
  precision: "Precision of the place",
  company: "Company",
  site: "Site",
  devices: "Devices",
  offline: "Devices offline",
  matched: "Devices matched",
  sync: "Sync",
  last_sync: "Last synchronized",
  platform: "Platform",
  residential: "Kind of customer",
  public_ip: "Public IP",
  source: "Source",
  plan: "Plan",
  activated: "Activated",
  tags: "Tags",
  gone: "Gone since",
  distance: "Distance",
};

const PLATFORM_WORD: Record<string, string> = {
  "domotz-box": "Domotz Box",
  "luxul-router": "Luxul router",
  software: "Software",
  other: "Other",
};

export const platformWords = (platform: string): string => PLATFORM_WORD[platform] ?? platform;

export function contactName({ contact }: Pick<AgentSummary, "contact">): string {
  return [contact.first_name, contact.last_name].filter(Boolean).join(" ") || contact.email;
}

/** "Within 25 km of Leeds", "Nearest to Leeds". */
export const nearWords = ({ km, name }: NearPoint): string =>
  km === null ? `Nearest to ${name}` : `Within ${formatDistance(km)} of ${name}`;

/** A condition of the filter in words, and the filter without it. */
export interface Condition {
  key: string;
  words: string;
  without: AgentsFilter;
}

/** "Failed Sync or Partly". */
const either = (words: readonly string[]): string => words.join(" or ");

/** Each condition that is set. A single state is left out where the segments above the table show it. */
export function conditionsOf(filter: AgentsFilter): Condition[] {
  const conditions: Condition[] = [];
  const add = <Key extends keyof AgentsFilter>(key: Key, words: string): void => {
    conditions.push({ key, words, without: { ...filter, [key]: NO_FILTER[key] } });
  };
  if (filter.archived) add("archived", "Archived");
  if (filter.status.length > 1) add("status", either(filter.status.map((status) => STATUS_WORD[status])));
  if (filter.linked !== null) add("linked", filter.linked ? "Linked to a company" : "Not linked");
  if (filter.sync.length > 0) add("sync", either(filter.sync.map((state) => SYNC_WORD[state])));
  if (filter.location.length > 0) add("location", either(filter.location.map((source) => LOCATION_WORD[source])));
  if (filter.residential !== null) add("residential", filter.residential ? "Residential" : "Commercial");
  if (filter.violet !== null) add("violet", filter.violet ? "With Violet" : "Without Violet");
  if (filter.gone !== null) add("gone", filter.gone ? "Gone from the source" : "Still reported");
  if (filter.doubtful !== null) {
    add("doubtful", filter.doubtful ? "Location suspicious" : "Location not suspicious");
  }
  if (filter.near !== null) add("near", nearWords(filter.near));
  for (const tag of filter.tags) {
    conditions.push({
      key: `tag/${tag}`,
      words: `Tag ${tag}`,
      without: { ...filter, tags: filter.tags.filter((other) => other !== tag) },
    });
  }
  return conditions;
}
