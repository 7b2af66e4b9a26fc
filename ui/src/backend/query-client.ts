import { MutationCache, QueryClient } from "@tanstack/react-query";
import { backend, CommandFailure } from "./backend";
import { clearProgress, reportImportProgress, reportProgress } from "./progress";
import { reportRefreshing } from "./refreshing";
import { reportSyncFailure } from "./sync-failures";
import { reportWaiting } from "./waiting";

/** Keys that are read over the network from ConnectWise or Domotz: a change in the workspace is no reason to ask again. */
export const REMOTE: ReadonlySet<unknown> = new Set([
  "connectwise_companies",
  "connectwise_company",
  "connectwise_company_filters",
  "connectwise_sites",
  "connectwise_statuses",
  "connectwise_types",
  "fields_targets",
  "configurations_duplicates",
  "domotz_agent_details",
  "domotz_agents",
  "domotz_device_details",
  "domotz_power_reach",
  "link_suggestions",
  "type_questions",
]);

export function createQueryClient(): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache(),
    defaultOptions: {
      queries: {
        // The core is local and works without a network; being offline must not hold a query back.
        networkMode: "always",
        staleTime: 10_000,
        // The core repeats what is worth repeating; a second layer would only delay the message.
        retry: (count, error) => count < 1 && error instanceof CommandFailure && error.code === "internal",
        refetchOnReconnect: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/**
 * What is about all agents is large: it is read again a little later. What a command answers is put into the reports of
 * all agents at once.
 */
const LARGE = new Set<unknown>(["match_all", "agents_places"]);
const LARGE_PAUSE = 1500;
/** These never change while the program runs. */
const FIXED = new Set<unknown>(["map_labels"]);
const later = new WeakMap<QueryClient, ReturnType<typeof setTimeout>>();

function invalidateLarge(client: QueryClient): void {
  if (later.has(client)) return;
  const invalidate = () => {
    later.delete(client);
    void client.invalidateQueries({ predicate: (query) => LARGE.has(query.queryKey[0]) });
  };
  later.set(client, setTimeout(invalidate, LARGE_PAUSE));
}

/** What is large and cannot be mended from an answer alone: to be read again now. */
export function invalidateLargeNow(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (query) => LARGE.has(query.queryKey[0]) });
}

export function invalidateLocal(client: QueryClient): Promise<void> {
  if (
    client
      .getQueryCache()
      .getAll()
      .some(({ queryKey: [name] }) => LARGE.has(name))
  )
    invalidateLarge(client);
  return client.invalidateQueries({
    predicate: ({ queryKey: [name] }) => !REMOTE.has(name) && !LARGE.has(name) && !FIXED.has(name),
  });
}

/** Events are hints: they say that something has to be read again, never what it is now. */
export function followEvents(client: QueryClient): () => void {
  return backend().onEvent((event) => {
    if (event.kind === "progress") {
      if (event.total > 0 && event.done >= event.total) clearProgress(event.agent);
      else reportProgress(event.agent, { done: event.done, total: event.total, failed: event.failed });
      return;
    }
    if (event.kind === "import_progress") {
      reportImportProgress(event);
      return;
    }
    if (event.kind === "waiting") {
      reportWaiting(event.seconds, event.reason);
      return;
    }
    if (event.kind === "refreshing") {
      reportRefreshing({ done: event.done, total: event.total });
      return;
    }
    if (event.kind === "sync_failed") reportSyncFailure(event);
    void invalidateLocal(client);
  });
}
