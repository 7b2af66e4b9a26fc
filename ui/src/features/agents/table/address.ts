import type {
  AgentColumn,
  AgentStatus,
  AgentsFilter,
  AgentsQuery,
  LocationSource,
  NearPoint,
  SavedView,
  SyncState,
} from "../../../backend/generated";

/** The table shows agents, or what the subscription knows of them. */
export type TableTab = "table" | "subscription";

/** What the address of the page says: a reload, a bookmark and Back find the same table. */
export interface TableAddress {
  tab: TableTab;
  query: AgentsQuery;
  /** Name of the saved view that is in use; the query may differ from it by now. */
  view: string | null;
  /** Columns that differ from those of the view. */
  columns: readonly AgentColumn[] | null;
}

export const STATUSES: readonly AgentStatus[] = ["down", "attention", "online", "no-contact"];
export const SYNC_STATES: readonly SyncState[] = [
  "failed",
  "partly",
  "postponed",
  "stopped",
  "in_progress",
  "synchronized",
  "never",
];
export const LOCATION_SOURCES: readonly LocationSource[] = ["person", "source", "geoip-city", "geoip-country", "none"];
/** Every column that can be chosen, in the order in which they are offered. */
export const ALL_COLUMNS: readonly AgentColumn[] = [
  "status",
  "name",
  "customer_id",
  "contract_id",
  "plan",
  "activated",
  "contact",
  "email",
  "place",
  "precision",
  "company",
  "site",
  "devices",
  "offline",
  "matched",
  "sync",
  "last_sync",
  "platform",
  "residential",
  "public_ip",
  "source",
  "tags",
  "gone",
];

export const NO_FILTER: AgentsFilter = {
  status: [],
  linked: null,
  sync: [],
  location: [],
  residential: null,
  violet: null,
  gone: null,
  doubtful: null,
  near: null,
  tags: [],
  archived: false,
};

export const NO_QUERY: AgentsQuery = { search: "", filter: NO_FILTER, sort: "name", descending: false };

/** Those of the words that are known, each once. */
function known<Word extends string>(words: readonly string[], all: readonly Word[]): Word[] {
  return all.filter((word) => words.includes(word));
}

function readYesNo(params: URLSearchParams, key: string): boolean | null {
  const value = params.get(key);
  return value === "yes" ? true : value === "no" ? false : null;
}

/** "53.8,-1.55,25,Leeds", or "any" where it may be however far. */
function readNear(words: string | null): NearPoint | null {
  const [, lat, lon, radius, name = ""] = /^([-\d.]+),([-\d.]+),([\d.]+|any),(.*)$/.exec(words ?? "") ?? [];
  const point = { lat: Number(lat), lon: Number(lon), km: radius === "any" ? null : Number(radius), name };
  const isPoint = Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180;
  return isPoint && (point.km === null || point.km > 0) ? point : null;
}

const writeNear = ({ lat, lon, km, name }: NearPoint): string => [lat, lon, km ?? "any", name].join(",");

/** The same agents under other conditions. Near a point the nearest come first, until somebody sorts them otherwise. */
export function filtered(query: AgentsQuery, filter: AgentsFilter): AgentsQuery {
  if (filter.near !== null && query.filter.near === null)
    return { ...query, filter, sort: "distance", descending: false };
  if (filter.near === null && query.sort === "distance") {
    return { ...query, filter, sort: NO_QUERY.sort, descending: NO_QUERY.descending };
  }
  return { ...query, filter };
}

/** The columns that are shown: the distance stands beside the name where one is asked for, and nowhere else. */
export function shownColumns(columns: readonly AgentColumn[], near: NearPoint | null): readonly AgentColumn[] {
  return near === null ? columns : columns.flatMap((column) => (column === "name" ? ["name", "distance"] : [column]));
}

/** Columns in their order; unknown and repeated ones are left out. Null when none is left. */
export function readColumns(words: readonly string[]): AgentColumn[] | null {
  const columns = [...new Set(words)].filter((word): word is AgentColumn =>
    (ALL_COLUMNS as readonly string[]).includes(word),
  );
  if (columns.length === 0) return null;
  // Without its name nobody knows which agent a row is about.
  return columns.includes("name") ? columns : ["name", ...columns];
}

/** What an address asks for. What it says that nobody knows is left out. */
export function readAddress(params: URLSearchParams): TableAddress {
  const sort = params.get("sort") ?? "";
  const column = sort.replace(/^-/, "");
  const near = readNear(params.get("near"));
  const sortable: readonly AgentColumn[] = near === null ? ALL_COLUMNS : [...ALL_COLUMNS, "distance"];
  return {
    tab: params.get("tab") === "subscription" ? "subscription" : "table",
    query: {
      search: params.get("search") ?? "",
      filter: {
        status: known(params.getAll("status"), STATUSES),
        linked: readYesNo(params, "linked"),
        sync: known(params.getAll("sync"), SYNC_STATES),
        location: known(params.getAll("location"), LOCATION_SOURCES),
        residential: readYesNo(params, "residential"),
        violet: readYesNo(params, "violet"),
        gone: readYesNo(params, "gone"),
        doubtful: readYesNo(params, "suspicious"),
        near,
        tags: [...new Set(params.getAll("tag"))],
        archived: params.has("archived"),
      },
      sort: known([column], sortable)[0] ?? NO_QUERY.sort,
      descending: sort.startsWith("-"),
    },
    view: params.get("view"),
    columns: params.has("columns") ? readColumns((params.get("columns") ?? "").split(",")) : null,
  };
}

/** The shortest address that says it; the same query always has the same one. */
export function writeAddress({ tab, query, view, columns }: TableAddress): URLSearchParams {
  const params = new URLSearchParams();
  const { filter } = query;
  const yesNo = (key: string, value: boolean | null): void => {
    if (value !== null) params.set(key, value ? "yes" : "no");
  };
  if (tab !== "table") params.set("tab", tab);
  if (view !== null) params.set("view", view);
  if (query.search !== "") params.set("search", query.search);
  for (const status of known(filter.status, STATUSES)) params.append("status", status);
  yesNo("linked", filter.linked);
  for (const state of known(filter.sync, SYNC_STATES)) params.append("sync", state);
  for (const source of known(filter.location, LOCATION_SOURCES)) params.append("location", source);
  yesNo("residential", filter.residential);
  yesNo("violet", filter.violet);
  yesNo("gone", filter.gone);
  yesNo("suspicious", filter.doubtful);
  if (filter.near !== null) params.set("near", writeNear(filter.near));
  for (const tag of [...filter.tags].sort()) params.append("tag", tag);
  if (filter.archived) params.set("archived", "");
  if (query.sort !== NO_QUERY.sort || query.descending) {
    params.set("sort", `${query.descending ? "-" : ""}${query.sort}`);
  }
  if (columns !== null) params.set("columns", columns.join(","));
  return params;
}

/** The path of a table, for links. */
export function tablePath(address: TableAddress): string {
  const words = writeAddress(address).toString();
  return words === "" ? "/agents" : `/agents?${words}`;
}

export function sameQuery(left: AgentsQuery, right: AgentsQuery): boolean {
  const words = (query: AgentsQuery): string =>
    writeAddress({ tab: "table", query, view: null, columns: null }).toString();
  return words(left) === words(right);
}

export const columnsOf = (view: SavedView): AgentColumn[] =>
  readColumns(view.columns.map(({ column }) => column)) ?? ["name"];

/** Whether query or columns differ from what the view keeps. */
export function differsFromView(view: SavedView, query: AgentsQuery, columns: readonly AgentColumn[]): boolean {
  return !sameQuery(view.query, query) || columnsOf(view).join() !== columns.join();
}
