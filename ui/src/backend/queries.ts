/**
 * Every command as a hook. Pages use these and never `call`.
 * Reads are queries; writes are mutations that make everything local be read again.
 */
import type { QueryClient } from "@tanstack/react-query";
import type { AgentDetail, DeviceView, LocationView, MatchReport } from "./generated";
import { type CommandMutation, type CommandQuery, useAsk, useRead, useWrite } from "./use-command";

export { type Progress, useAllProgress, useProgress } from "./progress";

const LONG = 5 * 60_000;

/* Workspace */

export const useWorkspaceStatus = (): CommandQuery<"workspace_status"> => useRead("workspace_status", {});
export const useSetStaff = (): CommandMutation<"staff_set"> =>
  useWrite("staff_set", (client, reply) => client.setQueryData(["workspace_status", {}], reply));
export const useSecretsStatus = (): CommandQuery<"secrets_status"> => useRead("secrets_status", {});
export const useUseGeoip = (): CommandMutation<"geoip_use"> => useWrite("geoip_use");
export const useGeoipLookup = (): CommandMutation<"geoip_lookup"> => useAsk("geoip_lookup");

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

/* Devices */

function rememberDevice(client: QueryClient, device: DeviceView): void {
  client.setQueryData<AgentDetail>(["agents_show", { agent: device.agent }], (agent) =>
    agent ? { ...agent, devices: agent.devices.map((known) => (known.id === device.id ? device : known)) } : undefined,
  );
}

export const useDevices = (agent: string, enabled = true): CommandQuery<"devices_list"> =>
  useRead("devices_list", { agent }, { enabled });
export const useSetDevice = (): CommandMutation<"devices_set"> => useWrite("devices_set", rememberDevice);

/* Location */

function rememberLocation(client: QueryClient, location: LocationView, request: { agent: string }): void {
  client.setQueryData<AgentDetail>(["agents_show", { agent: request.agent }], (agent) =>
    agent ? { ...agent, location } : undefined,
  );
}

export const useLocatePin = (): CommandMutation<"locate_pin"> => useWrite("locate_pin", rememberLocation);
export const useLocateReset = (): CommandMutation<"locate_reset"> => useWrite("locate_reset", rememberLocation);
export const useLocateEstimate = (): CommandMutation<"locate_estimate"> =>
  useWrite("locate_estimate", rememberLocation);

/* ConnectWise: connection */

export const useConnectwiseStatus = (): CommandQuery<"connectwise_status"> => useRead("connectwise_status", {});
export const useConnect = (): CommandMutation<"connectwise_connect"> => useWrite("connectwise_connect");
/** Asks ConnectWise; the connection's state may change with the answer. */
export const useCheck = (): CommandMutation<"connectwise_check"> => useWrite("connectwise_check");
export const useDisconnect = (): CommandMutation<"connectwise_disconnect"> =>
  useWrite("connectwise_disconnect", (client) => {
    for (const name of ["connectwise_companies", "connectwise_sites", "connectwise_types"]) {
      client.removeQueries({ queryKey: [name] });
    }
  });

/* ConnectWise: reads over the network, kept for some minutes */

export const useCompanies = (search: string, enabled = true): CommandQuery<"connectwise_companies"> =>
  useRead("connectwise_companies", { search }, { enabled, keepPrevious: true, staleTime: LONG });
export const useSites = (company: string | null): CommandQuery<"connectwise_sites"> =>
  useRead("connectwise_sites", { company: company ?? "" }, { enabled: company !== null, staleTime: LONG });
export const useTypes = (enabled = true): CommandQuery<"connectwise_types"> =>
  useRead("connectwise_types", {}, { enabled, staleTime: LONG });

/* Links and matches */

function rememberReport(client: QueryClient, report: MatchReport): void {
  client.setQueryData(["match_show", { agent: report.agent }], report);
}

export const useLink = (): CommandMutation<"link_set"> => useWrite("link_set");
export const useUnlink = (): CommandMutation<"link_remove"> => useWrite("link_remove");
export const useMatchReport = (agent: string, enabled = true): CommandQuery<"match_show"> =>
  useRead("match_show", { agent }, { enabled });
export const useRunMatch = (): CommandMutation<"match_run"> => useWrite("match_run", rememberReport);
export const useConfirmMatch = (): CommandMutation<"match_confirm"> => useWrite("match_confirm", rememberReport);
export const useRemoveMatch = (): CommandMutation<"match_remove"> => useWrite("match_remove", rememberReport);

/* Match Fields */

/** The integration's mapping, or that of one agent. */
export const useFields = (agent: string | null = null): CommandQuery<"fields_show"> =>
  useRead("fields_show", { agent });
export const useSetField = (): CommandMutation<"fields_set"> =>
  useWrite("fields_set", (client, reply, request) =>
    client.setQueryData(["fields_show", { agent: request.agent }], reply),
  );

/* Sync */

/** Plans; nothing is written anywhere by it, but ConnectWise is read. */
export const useSyncPlan = (): CommandMutation<"sync_plan"> => useAsk("sync_plan");
export const useRunSync = (): CommandMutation<"sync_run"> => useWrite("sync_run");
export const useStopSync = (): CommandMutation<"sync_stop"> => useWrite("sync_stop");
export const useRuns = (agent: string | null = null): CommandQuery<"sync_runs"> => useRead("sync_runs", { agent });
export const useRun = (run: string): CommandQuery<"sync_run_show"> => useRead("sync_run_show", { run });
