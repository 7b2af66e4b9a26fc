/**
 * Every command as a hook. Pages use these and never `call`.
 * Reads are queries; writes are mutations that make everything local be read again.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type {
  AgentDetail,
  AgentsPlacesReply,
  AgentsQuery,
  AgentsTableRequest,
  CreateRequest,
  DeviceView,
  DomotzPowerRequest,
  DomotzStatus,
  GeoipUpdateReply,
  HistoryRequest,
  LocationView,
  MapLabelsRequest,
  MatchAllReply,
  MatchReport,
  SavedViewsReply,
  StreetsView,
  SyncMode,
  SyncStatusReply,
} from "./generated";
import { invalidateLargeNow, REMOTE } from "./query-client";
import { endRefreshing } from "./refreshing";
import { type PlannedAgent, startQueue } from "./sync-queue";
import {
  type CommandMutation,
  type CommandPages,
  type CommandQuery,
  useAsk,
  usePages,
  useRead,
  useReads,
  useWrite,
} from "./use-command";

export { useAgentRows } from "./agent-rows";
export { type AgentsWindow, MOST_AT_ONCE, useAgentsWindow } from "./agents-window";
export { type ImportProgress, type Progress, useAllProgress, useImportProgress, useProgress } from "./progress";
export { type Refreshing, useRefreshing } from "./refreshing";
export { type SyncFailure, useSyncFailures } from "./sync-failures";
export { closeQueue, type QueuedAgent, type SyncQueue, stopQueue, useSyncQueue } from "./sync-queue";
export * from "./violet-queries";

const LONG = 5 * 60_000;
const MINUTE = 60_000;

/* Workspace */

export const useWorkspaceStatus = (): CommandQuery<"workspace_status"> => useRead("workspace_status", {});
export const useSetStaff = (): CommandMutation<"staff_set"> =>
  useWrite("staff_set", (client, reply) => client.setQueryData(["workspace_status", {}], reply));
export const useSecretsStatus = (): CommandQuery<"secrets_status"> => useRead("secrets_status", {});
export const useUseGeoip = (): CommandMutation<"geoip_use"> => useWrite("geoip_use");
/** The account that the database comes from, and how its updates go. */
export const useGeoipUpdate = (): CommandQuery<"geoip_update_show"> => useRead("geoip_update_show", {});
const rememberUpdate = (client: QueryClient, reply: GeoipUpdateReply): void => {
  client.setQueryData(["geoip_update_show", {}], reply);
};
export const useSetGeoipUpdate = (): CommandMutation<"geoip_update_set"> =>
  useWrite("geoip_update_set", rememberUpdate);
/** Downloads; may take minutes. */
export const useRunGeoipUpdate = (): CommandMutation<"geoip_update_run"> =>
  useWrite("geoip_update_run", rememberUpdate);
/** What making all unconfirmed estimates again would change. */
export const useGeoipRemakePreview = (): CommandQuery<"geoip_remake_preview"> => useRead("geoip_remake_preview", {});
export const useRemakeEstimates = (): CommandMutation<"geoip_remake"> =>
  useWrite("geoip_remake", (client, reply) => client.setQueryData(["geoip_remake_preview", {}], reply));
export const useGeoipLookup = (): CommandMutation<"geoip_lookup"> => useAsk("geoip_lookup");

/* Sample workspace: each of them changes which workspace the window shows, or what is in it */

export const useStartSample = (): CommandMutation<"sample_start"> => useAsk("sample_start");
export const useLeaveSample = (): CommandMutation<"sample_leave"> => useAsk("sample_leave");
export const useResetSample = (): CommandMutation<"sample_reset"> => useAsk("sample_reset");
export const useRemoveSample = (): CommandMutation<"sample_remove"> => useAsk("sample_remove");

/* Domotz: the calls that go there are counted, so that nothing is asked again by itself */

function rememberDomotz(client: QueryClient, status: DomotzStatus): void {
  client.setQueryData(["domotz_status", {}], status);
}

export const useDomotzStatus = (): CommandQuery<"domotz_status"> => useRead("domotz_status", {});
export const useConnectDomotz = (): CommandMutation<"domotz_connect"> => useWrite("domotz_connect", rememberDomotz);
export const useCheckDomotz = (): CommandMutation<"domotz_check"> => useWrite("domotz_check", rememberDomotz);
export const useSetDomotz = (): CommandMutation<"domotz_set"> => useWrite("domotz_set", rememberDomotz);
export const useRefreshDomotz = (): CommandMutation<"domotz_refresh"> =>
  useWrite("domotz_refresh", () => endRefreshing());
export const useDisconnectDomotz = (): CommandMutation<"domotz_disconnect"> => useWrite("domotz_disconnect");
/** The agents of the account, to choose from. */
export const useDomotzAgents = (enabled: boolean): CommandQuery<"domotz_agents"> =>
  useRead("domotz_agents", {}, { enabled, staleTime: LONG });
export const useDomotzAgentDetails = (agent: string, enabled: boolean): CommandQuery<"domotz_agent_details"> =>
  useRead("domotz_agent_details", { agent }, { enabled, staleTime: LONG });
export const useDomotzDeviceDetails = (device: string, enabled: boolean): CommandQuery<"domotz_device_details"> =>
  useRead("domotz_device_details", { device }, { enabled, staleTime: LONG });
/** Connects the account that the sample brings, and takes in what it holds. */
export const useConnectSampleDomotz = (): CommandMutation<"domotz_connect_sample"> => useWrite("domotz_connect_sample");
/** Takes hints about VLANs that a person saw. */
export const useDomotzTakeVlans = (): CommandMutation<"domotz_take_vlans"> => useWrite("domotz_take_vlans");
/** Writes the ids of matched configurations to Domotz. */
export const useDomotzKeepMatches = (): CommandMutation<"domotz_keep_matches"> => useWrite("domotz_keep_matches");
/** How many ids that would write. */
export const useDomotzUnkept = (): CommandQuery<"domotz_unkept"> => useRead("domotz_unkept", {});
/** Reads the ids that Domotz keeps, or says how many calls that takes. */
export const useDomotzReadMatches = (): CommandMutation<"domotz_read_matches"> => useWrite("domotz_read_matches");
/** What goes dark with what somebody is about to switch; null while nobody is. Believed for a minute, each time costs calls. */
export const useDomotzPowerReach = (asked: DomotzPowerRequest | null): CommandQuery<"domotz_power_reach"> =>
  useRead("domotz_power_reach", asked ?? { device: "", action: "on" }, {
    enabled: asked !== null,
    once: true,
    staleTime: MINUTE,
    gcTime: MINUTE,
  });
/** Switches power; what Domotz tells of the device is read again, and what goes dark with it when that is next wanted. */
export const useDomotzPower = (): CommandMutation<"domotz_power"> =>
  useWrite("domotz_power", (client, _reply, { device }) => {
    void client.invalidateQueries({ queryKey: ["domotz_device_details", { device }] });
    void client.invalidateQueries({ queryKey: ["domotz_power_reach"], refetchType: "none" });
  });

/* Agents */

function rememberAgent(client: QueryClient, agent: AgentDetail): void {
  client.setQueryData(["agents_show", { agent: agent.id }], agent);
}

/** Agents whose name, references, contact, note or devices hold the text; all for an empty text. */
export const useAgents = (search = "", enabled = true): CommandQuery<"agents_list"> =>
  useRead("agents_list", { search }, { keepPrevious: true, enabled });
export const useAgent = (agent: string): CommandQuery<"agents_show"> => useRead("agents_show", { agent });
export const useSetAgent = (): CommandMutation<"agents_set"> => useWrite("agents_set", rememberAgent);
export const useTakeSource = (): CommandMutation<"agents_take_source"> => useWrite("agents_take_source", rememberAgent);
/** A real import; for the preview see useImportPreview. */
export const useImport = (): CommandMutation<"agents_import"> => useWrite("agents_import");
/** For requests with `dry_run`, which change nothing. */
export const useImportPreview = (): CommandMutation<"agents_import"> => useAsk("agents_import");

/** Stops a look into a file, a preview or an import. */
export const useStopImport = (): CommandMutation<"import_stop"> => useAsk("import_stop");

/** What a file holds and where its columns may go; reads the file. */
export const useInspectImport = (): CommandMutation<"import_inspect"> => useAsk("import_inspect");
export const useExportAgents = (): CommandMutation<"agents_export"> => useAsk("agents_export");
export const useExportAgent = (): CommandMutation<"agent_export"> => useAsk("agent_export");
export const useAddAgent = (): CommandMutation<"agents_add"> => useWrite("agents_add", rememberAgent);
export const useDuplicateAgent = (): CommandMutation<"agents_duplicate"> => useWrite("agents_duplicate", rememberAgent);
export const useArchiveAgents = (): CommandMutation<"agents_archive"> => useWrite("agents_archive");
export const useDeleteAgent = (): CommandMutation<"agents_delete"> => useWrite("agents_delete");
export const useChangeAgents = (): CommandMutation<"agents_change"> => useWrite("agents_change");
/** Takes back an import, or a change of many agents or devices. */
export const useUndoChanges = (): CommandMutation<"changes_undo"> => useWrite("changes_undo");

/* The table of agents, see also useAgentsWindow, and its views */

/** Some rows of the table, at the moment when somebody asks for them. */
export const useAskAgentsTable = (): CommandMutation<"agents_table"> => useAsk("agents_table");

/** Some rows of the table, and what stands around them. */
export const useAgentsTable = (request: AgentsTableRequest): CommandQuery<"agents_table"> =>
  useRead("agents_table", request);

export const useSavedViews = (): CommandQuery<"views_list"> => useRead("views_list", {});
const rememberViews = (client: QueryClient, reply: SavedViewsReply): void => {
  client.setQueryData(["views_list", {}], reply);
};
export const useSaveView = (): CommandMutation<"views_save"> => useWrite("views_save", rememberViews);
export const useRemoveView = (): CommandMutation<"views_remove"> => useWrite("views_remove", rememberViews);

/* The map */

/** Where all agents of a query are; large, and read again some time after a change. */
export const useAgentsPlaces = (query: AgentsQuery): CommandQuery<"agents_places"> =>
  useRead("agents_places", { query }, { keepPrevious: true, whole: true });
/** The names of places in a part of the map; they never change. */
export const useMapLabels = (part: MapLabelsRequest | null): CommandQuery<"map_labels"> =>
  useRead("map_labels", part ?? NO_PART, {
    keepPrevious: true,
    enabled: part !== null && part.limit > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: LABELS_KEPT,
  });
const NO_PART: MapLabelsRequest = { west: 0, south: 0, east: 1, north: 1, limit: 0 };
const LABELS_KEPT = 60_000;

/* Search and history */

/** Agents, devices and linked companies that a text finds. */
export const useSearch = (text: string, enabled = true): CommandQuery<"search"> =>
  useRead("search", { text }, { keepPrevious: true, enabled: enabled && text.trim() !== "" });
/** Changes, newest first; `fetchNextPage` reads older ones. */
export const useHistoryPages = (filter: Omit<HistoryRequest, "before" | "limit">): CommandPages<"history_list"> =>
  usePages("history_list", { ...filter, limit: 100 }, ({ entries, more }, request) => {
    const last = more ? entries.at(-1) : undefined;
    return last === undefined ? null : { ...request, before: last.id };
  });
export const useRestore = (): CommandMutation<"history_restore"> => useWrite("history_restore");

/* Devices */

function rememberDevice(client: QueryClient, device: DeviceView): void {
  client.setQueryData<MatchAllReply>(["match_all", {}], (all) => (all ? withDevice(all, device) : undefined));
  client.setQueryData<AgentDetail>(["agents_show", { agent: device.agent }], (agent) =>
    agent ? { ...agent, devices: agent.devices.map((known) => (known.id === device.id ? device : known)) } : undefined,
  );
}

/** The reports with the device as it is now; only its own report becomes another. */
function withDevice(all: MatchAllReply, device: DeviceView): MatchAllReply {
  const replaced = (report: MatchReport): MatchReport => ({
    ...report,
    devices: report.devices.map((known) => (known.id === device.id ? device : known)),
  });
  return { reports: all.reports.map((report) => (report.agent === device.agent ? replaced(report) : report)) };
}

export const useDevices = (agent: string, enabled = true): CommandQuery<"devices_list"> =>
  useRead("devices_list", { agent }, { enabled });
export const useSetDevice = (): CommandMutation<"devices_set"> => useWrite("devices_set", rememberDevice);
export const useDeviceWriteBack = (): CommandMutation<"device_write_back"> =>
  useWrite("device_write_back", rememberDevice);
export const useIgnoreDevices = (): CommandMutation<"devices_ignore"> => useWrite("devices_ignore");

/* Location */

function rememberLocation(client: QueryClient, location: LocationView, request: { agent: string }): void {
  client.setQueryData<AgentDetail>(["agents_show", { agent: request.agent }], (agent) =>
    agent ? { ...agent, location } : undefined,
  );
  // The map is read again only a little later; who has just set a place sees it there at once.
  client.setQueriesData<AgentsPlacesReply>({ queryKey: ["agents_places"] }, (places) =>
    places ? movedTo(places, request.agent, location) : undefined,
  );
}

/** The places with one agent where it is now. */
export function movedTo(places: AgentsPlacesReply, agent: string, location: LocationView): AgentsPlacesReply {
  const at = places.ids.indexOf(agent);
  if (at < 0) return places;
  const { source, lat, lon, accuracy_km, country } = location;
  return {
    ...places,
    source: places.source.with(at, source),
    lat: places.lat.with(at, lat),
    lon: places.lon.with(at, lon),
    accuracy_km: places.accuracy_km.with(at, accuracy_km),
    country: places.country.with(at, country),
  };
}

export const useLocatePin = (): CommandMutation<"locate_pin"> => useWrite("locate_pin", rememberLocation);
export const useLocateReset = (): CommandMutation<"locate_reset"> => useWrite("locate_reset", rememberLocation);
export const useLocateEstimate = (): CommandMutation<"locate_estimate"> =>
  useWrite("locate_estimate", rememberLocation);

/** The service that turns addresses into places. */
export const useGeocoder = (): CommandQuery<"geocoder_show"> => useRead("geocoder_show", {});
export const useSetGeocoder = (): CommandMutation<"geocoder_set"> =>
  useWrite("geocoder_set", (client, reply) => client.setQueryData(["geocoder_show", {}], reply));

/** What the person who sits here wants to see first on the map. */
export const useMapHome = (): CommandQuery<"map_home_show"> => useRead("map_home_show", {});
export const useSetMapHome = (): CommandMutation<"map_home_set"> =>
  useWrite("map_home_set", (client, reply) => client.setQueryData(["map_home_show", {}], reply));

/** Where the streets of the map come from. */
export const useStreetsChoice = (): CommandQuery<"streets_show"> => useRead("streets_show", {});
const rememberStreets = (client: QueryClient, reply: StreetsView): void => {
  client.setQueryData(["streets_show", {}], reply);
};
export const useUseStreetsService = (): CommandMutation<"streets_use_service"> =>
  useWrite("streets_use_service", rememberStreets);
export const useUseStreetsFile = (): CommandMutation<"streets_use_file"> =>
  useWrite("streets_use_file", rememberStreets);
export const useStreetsOff = (): CommandMutation<"streets_off"> => useWrite("streets_off", rememberStreets);

/** Places that a text may mean. */
export const useFindPlace = (): CommandMutation<"place_find"> => useAsk("place_find");
/** Reads the address of the linked site from ConnectWise. */
export const useSiteAddress = (): CommandMutation<"locate_site"> => useAsk("locate_site");

/* ConnectWise: connection */

export const useConnectwiseStatus = (): CommandQuery<"connectwise_status"> => useRead("connectwise_status", {});
export const useConnect = (): CommandMutation<"connectwise_connect"> => useWrite("connectwise_connect");
/** Asks ConnectWise; the connection's state may change with the answer. */
export const useCheck = (): CommandMutation<"connectwise_check"> => useWrite("connectwise_check");
export const useDisconnect = (): CommandMutation<"connectwise_disconnect"> =>
  useWrite("connectwise_disconnect", (client) => {
    for (const name of REMOTE) {
      client.removeQueries({ queryKey: [name] });
    }
  });

/** Asks somebody on the internet for this computer's address; only when a person presses the button. */
export const usePublicIp = (): CommandMutation<"public_ip"> => useAsk("public_ip");

/* ConnectWise: reads over the network, kept for some minutes */

export interface CompanyFilter {
  /** Id of a company status; null = any. */
  status: number | null;
  /** Id of a company type; null = any. */
  type: number | null;
}

export const useCompanies = (search: string, filter: CompanyFilter): CommandQuery<"connectwise_companies"> =>
  useRead(
    "connectwise_companies",
    { search, status: filter.status, company_type: filter.type },
    { keepPrevious: true, staleTime: LONG },
  );
/** One company with its sites and how many configurations it has. */
export const useCompany = (company: string): CommandQuery<"connectwise_company"> =>
  useRead("connectwise_company", { company }, { staleTime: LONG });
export const useCompanyFilters = (): CommandQuery<"connectwise_company_filters"> =>
  useRead("connectwise_company_filters", {}, { staleTime: LONG });
export const useSites = (company: string | null): CommandQuery<"connectwise_sites"> =>
  useRead("connectwise_sites", { company: company ?? "" }, { enabled: company !== null, staleTime: LONG });
export const useTypes = (enabled = true): CommandQuery<"connectwise_types"> =>
  useRead("connectwise_types", {}, { enabled, staleTime: LONG });
export const useConfigurationStatuses = (enabled = true): CommandQuery<"connectwise_statuses"> =>
  useRead("connectwise_statuses", {}, { enabled, staleTime: LONG });
/** The questions of several configuration types, in the order of the types. */
export const useQuestionsOf = (types: readonly string[]): CommandQuery<"type_questions">[] =>
  useReads(
    "type_questions",
    types.map((type) => ({ type })),
    { staleTime: LONG },
  );

/* Links */

/** Which company each agent without a link may belong to; reads all companies, hence only when asked for. */
export const useLinkSuggestions = (enabled: boolean): CommandQuery<"link_suggestions"> =>
  useRead("link_suggestions", {}, { enabled, staleTime: LONG });
export const useLink = (): CommandMutation<"link_set"> => useWrite("link_set");
export const useLinkMany = (): CommandMutation<"link_many"> => useWrite("link_many");
export const useUnlink = (): CommandMutation<"link_remove"> => useWrite("link_remove", suggestAnew);
/** Puts back a link or a match that was removed. */
export const useUndoRemoval = (): CommandMutation<"removal_undo"> => useWrite("removal_undo", invalidateLargeNow);

/** An agent that lost its link needs a suggestion again. */
function suggestAnew(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["link_suggestions"] });
}

/* Matches */

/** A report in the answer of a command is newer than the one on screen. */
function rememberReport(client: QueryClient, report: MatchReport): void {
  client.setQueryData(["match_show", { agent: report.agent }], report);
  client.setQueryData<MatchAllReply>(["match_all", {}], (all) =>
    all ? { reports: all.reports.map((known) => (known.agent === report.agent ? report : known)) } : undefined,
  );
}

export const useMatchReport = (agent: string, enabled = true): CommandQuery<"match_show"> =>
  useRead("match_show", { agent }, { enabled });
/** The reports of all linked agents, as last read. */
export const useMatchReports = (enabled = true): CommandQuery<"match_all"> => useRead("match_all", {}, { enabled });
export const useRunMatch = (): CommandMutation<"match_run"> => useWrite("match_run", rememberReport);
export const useConfirmMatch = (): CommandMutation<"match_confirm"> => useWrite("match_confirm", rememberReport);
export const useConfirmMatches = (): CommandMutation<"match_confirm_many"> =>
  useWrite("match_confirm_many", invalidateLargeNow);
export const useRemoveMatch = (): CommandMutation<"match_remove"> => useWrite("match_remove", rememberReport);
export const useMoveMatch = (): CommandMutation<"match_move"> => useWrite("match_move", rememberReport);
/** Sets the configuration of a device inactive in ConnectWise. */
export const useRetire = (): CommandMutation<"match_retire"> => useWrite("match_retire", rememberReport);

/* What is no evidence */

export const usePlaceholders = (): CommandQuery<"placeholders_show"> => useRead("placeholders_show", {});
export const useSetPlaceholder = (): CommandMutation<"placeholders_set"> =>
  useWrite("placeholders_set", (client, reply) => client.setQueryData(["placeholders_show", {}], reply));
export const useMatchOptions = (): CommandQuery<"match_options_show"> => useRead("match_options_show", {});
export const useSetMatchOptions = (): CommandMutation<"match_options_set"> =>
  useWrite("match_options_set", (client, reply) => client.setQueryData(["match_options_show", {}], reply));

/* Duplicates in ConnectWise */

/** Reads the company's configurations. */
export const useDuplicates = (agent: string): CommandQuery<"configurations_duplicates"> =>
  useRead("configurations_duplicates", { agent }, { staleTime: LONG });
export const useExportDuplicates = (): CommandMutation<"configurations_duplicates_export"> =>
  useAsk("configurations_duplicates_export");

/* Creating configurations */

export type CreateChoices = Omit<CreateRequest, "dry_run">;

/** What would be created, for each request; writes nothing. */
export const useCreatePreviews = (requests: readonly CreateChoices[], enabled: boolean): CommandQuery<"create">[] =>
  useReads(
    "create",
    requests.map((request) => ({ ...request, dry_run: true })),
    { enabled, keepPrevious: true },
  );
export const useCreate = (): CommandMutation<"create"> => useWrite("create");
/** Types by kind of device: of the integration, or of one agent with its own entries first. */
export const useTypeMap = (agent: string | null = null): CommandQuery<"type_map_show"> =>
  useRead("type_map_show", agent === null ? {} : { agent });
export const useSetTypeMap = (): CommandMutation<"type_map_set"> =>
  useWrite("type_map_set", (client) => client.invalidateQueries({ queryKey: ["type_map_show"] }));

/* Match Fields */

/** The integration's mapping, or that of one agent. */
export const useFields = (agent: string | null = null): CommandQuery<"fields_show"> =>
  useRead("fields_show", { agent });
export const useSetField = (): CommandMutation<"fields_set"> =>
  useWrite("fields_set", (client, reply, request) =>
    client.setQueryData(["fields_show", { agent: request.agent }], reply),
  );

/** Questions and custom fields that may hold zone and room, and the statuses to choose from. */
export const useFieldTargets = (enabled: boolean): CommandQuery<"fields_targets"> =>
  useRead("fields_targets", {}, { enabled, staleTime: LONG });
/** The values of a real pair of records, of this agent or of any. */
export const useFieldsExample = (agent: string | null = null): CommandQuery<"fields_example"> =>
  useRead("fields_example", agent === null ? {} : { agent }, { staleTime: LONG, keepPrevious: true });

/* Sync: plans and runs */

/** Plans; nothing is written anywhere by it, but ConnectWise is read. */
export const useSyncPlan = (): CommandMutation<"sync_plan"> => useAsk("sync_plan");
export const useExportPlan = (): CommandMutation<"sync_plan_export"> => useAsk("sync_plan_export");
export const useRunSync = (): CommandMutation<"sync_run"> => useWrite("sync_run");
export const useStopSync = (): CommandMutation<"sync_stop"> => useWrite("sync_stop");
/** Plans the failed records of a run once more; nothing is written by it. */
export const useRetryPlan = (): CommandMutation<"sync_retry_plan"> => useAsk("sync_retry_plan");
export const useUndoPreview = (run: string): CommandQuery<"sync_undo_preview"> =>
  useRead("sync_undo_preview", { run }, { staleTime: 0 });
export const useUndoRun = (): CommandMutation<"sync_undo"> => useWrite("sync_undo");
export const useRun = (run: string): CommandQuery<"sync_run_show"> => useRead("sync_run_show", { run });
/** The plan that a run carried out. */
export const useRunPlan = (run: string): CommandQuery<"sync_run_plan"> => useRead("sync_run_plan", { run });
export const useChangeType = (): CommandMutation<"type_change"> => useWrite("type_change");
/** Which values from ConnectWise also reach the source of their device. */
export const useWriteBack = (): CommandQuery<"write_back_show"> => useRead("write_back_show", {});
export const useSetWriteBack = (): CommandMutation<"write_back_set"> =>
  useWrite("write_back_set", (client, reply) => client.setQueryData(["write_back_show", {}], reply));
export const useSyncOptions = (agent: string): CommandQuery<"sync_options_show"> =>
  useRead("sync_options_show", { agent });
export const useSetSyncOptions = (): CommandMutation<"sync_options_set"> =>
  useWrite("sync_options_set", (client, reply, request) =>
    client.setQueryData(["sync_options_show", { agent: request.agent }], reply),
  );

/** How many runs are read at a time. */
export const RUNS_AT_ONCE = 100;

/** The runs that say the text, newest first; `fetchNextPage` reads those before. */
export const useRunPages = (search: string): CommandPages<"sync_runs"> =>
  usePages("sync_runs", { agent: null, search, limit: RUNS_AT_ONCE }, ({ runs }, request) => {
    const last = runs.length < RUNS_AT_ONCE ? undefined : runs.at(-1);
    return last === undefined ? null : { ...request, before: last.run };
  });

/* Sync: fields that an undo holds back */

export const useHeld = (agent: string): CommandQuery<"held_list"> => useRead("held_list", { agent });
export const useReleaseHeld = (): CommandMutation<"held_release"> => useWrite("held_release");

/* Sync: automatic */

const rememberStatus = (client: QueryClient, reply: SyncStatusReply): void => {
  client.setQueryData(["sync_status", {}], reply);
};
export const useSyncStatus = (): CommandQuery<"sync_status"> => useRead("sync_status", {});
export const useSetAutomatic = (): CommandMutation<"sync_auto"> => useWrite("sync_auto", rememberStatus);
export const useResumeSync = (): CommandMutation<"sync_resume"> => useWrite("sync_resume", rememberStatus);

/** Begins to synchronize these agents, one after the other; see `useSyncQueue`. */
export function useStartQueue(): (mode: SyncMode, agents: readonly PlannedAgent[]) => void {
  const client = useQueryClient();
  return (mode, agents) => void startQueue(client, mode, agents);
}
/** How long runs are kept. */
export const useRunsKept = (): CommandQuery<"runs_kept_show"> => useRead("runs_kept_show", {});
export const useSetRunsKept = (): CommandMutation<"runs_kept_set"> =>
  useWrite("runs_kept_set", (client, reply) => client.setQueryData(["runs_kept_show", {}], reply));
