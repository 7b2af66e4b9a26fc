import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { deepEqual } from "fast-equals";
import { type CommandFailure, type CommandName, call, type Reply, type Request } from "./backend";
import { invalidateLocal } from "./query-client";

export type CommandQuery<K extends CommandName> = UseQueryResult<Reply<K>, CommandFailure>;
export type CommandMutation<K extends CommandName> = UseMutationResult<Reply<K>, CommandFailure, Request<K>>;
export type CommandPages<K extends CommandName> = UseInfiniteQueryResult<InfiniteData<Reply<K>>, CommandFailure>;

interface ReadOptions {
  enabled?: boolean;
  /** Goes on showing the last answer while another one is on its way; for searches. */
  keepPrevious?: boolean;
  staleTime?: number;
  /** Not asked once more when somebody comes back to the window; for what costs calls elsewhere. */
  once?: boolean;
  /** In ms: how long an answer is kept that nobody looks at; for those that come in great numbers. */
  gcTime?: number;
  /** Kept where nothing in it has changed, else replaced as a whole; for columns of all agents. */
  whole?: boolean;
}

/** Looking for the parts that stay, as the library does, holds the window for over a second with 100,000 agents. */
const sameOrNew = (before: unknown, after: unknown): unknown => (deepEqual(before, after) ? before : after);

function reading<K extends CommandName>(name: K, request: Request<K>, options: ReadOptions) {
  return {
    queryKey: [name, request],
    queryFn: (): Promise<unknown> => call(name, request),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.once ? { refetchOnWindowFocus: false } : {}),
    ...(options.gcTime === undefined ? {} : { gcTime: options.gcTime }),
    ...(options.whole ? { structuralSharing: sameOrNew } : {}),
  };
}

export function useRead<K extends CommandName>(
  name: K,
  request: Request<K>,
  options: ReadOptions = {},
): CommandQuery<K> {
  const result = useQuery<unknown, CommandFailure>(reading(name, request, options));
  // The library's types cannot follow a reply that depends on K; the query function above is the proof.
  return result as CommandQuery<K>;
}

/** The same command for several requests at once; the answers stand in the order of the requests. */
export function useReads<K extends CommandName>(
  name: K,
  requests: readonly Request<K>[],
  options: ReadOptions = {},
): CommandQuery<K>[] {
  const results = useQueries({ queries: requests.map((request) => reading(name, request, options)) });
  return results as CommandQuery<K>[];
}

/** A command that answers in parts; `next` makes the request for the part after this one, or none when it was the last. */
export function usePages<K extends CommandName>(
  name: K,
  first: Request<K>,
  next: (reply: Reply<K>, request: Request<K>) => Request<K> | null,
): CommandPages<K> {
  const result = useInfiniteQuery<unknown, CommandFailure, InfiniteData<unknown>, unknown[], unknown>({
    queryKey: [name, first, "pages"],
    queryFn: ({ pageParam }) => call(name, pageParam as Request<K>),
    initialPageParam: first,
    getNextPageParam: (reply, _replies, request) => next(reply as Reply<K>, request as Request<K>),
    placeholderData: keepPreviousData,
  });
  // As above: the library's types cannot follow K, the query function is the proof.
  return result as CommandPages<K>;
}

/** A command that changes something; everything local that is on screen is read again afterwards. */
export function useWrite<K extends CommandName>(
  name: K,
  remember?: (client: QueryClient, reply: Reply<K>, request: Request<K>) => void,
): CommandMutation<K> {
  const client = useQueryClient();
  return useMutation<Reply<K>, CommandFailure, Request<K>>({
    mutationKey: [name],
    mutationFn: (request) => call(name, request),
    onSuccess: (reply, request) => remember?.(client, reply, request),
    // Also after a failure: a partly done act may have changed something.
    onSettled: () => {
      void invalidateLocal(client);
    },
  });
}

/** A command that only asks something, at the moment when somebody presses a button. */
export function useAsk<K extends CommandName>(name: K): CommandMutation<K> {
  return useMutation<Reply<K>, CommandFailure, Request<K>>({
    mutationKey: [name],
    mutationFn: (request) => call(name, request),
  });
}
