import { MutationCache, QueryClient } from "@tanstack/react-query";
import { backend, CommandFailure } from "./backend";
import { clearProgress, reportProgress } from "./progress";

/** Keys that are read over the network from ConnectWise: a change in the workspace is no reason to ask again. */
const REMOTE = new Set<unknown>(["connectwise_companies", "connectwise_sites", "connectwise_types"]);

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

export function invalidateLocal(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: (query) => !REMOTE.has(query.queryKey[0]) });
}

/** Events are hints: they say that something has to be read again, never what it is now. */
export function followEvents(client: QueryClient): () => void {
  return backend().onEvent((event) => {
    if (event.kind === "progress") {
      if (event.total > 0 && event.done >= event.total) clearProgress(event.agent);
      else reportProgress(event.agent, { done: event.done, total: event.total, failed: event.failed });
      return;
    }
    void invalidateLocal(client);
  });
}
