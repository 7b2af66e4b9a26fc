import { useCallback, useEffect, useRef, useState } from "react";
import { onStartOver } from "../../backend/workspace-switch";
import { pointsOf } from "./cluster-index";
import type { ClusterReply, ClusterRequest } from "./cluster-messages";
import type { Cluster, MapItem, View } from "./clusters";
import { type Holders, holdersOf, NO_HOLDERS } from "./hovering";
import type { AgentPlace, PlacedAgent } from "./places";

export interface Clusters {
  /** What stands in the view; those of the view before until the worker has answered. */
  items: readonly MapItem[];
  /** Who stands in which cluster; nobody before somebody has asked. */
  holders: Holders;
  /** Why nothing is counted; none = it is. */
  failed: string | null;
  /** Counts them anew, once that has failed. */
  retry(): void;
  membersOf(cluster: Cluster): Promise<AgentPlace[]>;
}

/** In ms: with 100,000 agents the answer takes the worker longer, and the next step of a zoom must not wait for it. */
const PAUSE = 80;

/** The one worker of the window, and which agents it holds: coming back to the map must not count them all again. */
interface Counting {
  worker: Worker;
  load: number;
  agents: readonly AgentPlace[] | null;
}

/** The map that is open. */
interface Listener {
  hear(reply: ClusterReply): void;
  fail(why: string): void;
}

let counting: Counting | null = null;
/** Goes on over failures and workspaces: an answer or a cluster of before never passes for one of now. */
let loads = 0;
let listener: Listener | null = null;

function startOver(): void {
  counting?.worker.terminate();
  counting = null;
}
onStartOver(startOver);

function theCounting(): Counting {
  if (counting) return counting;
  const worker = new Worker(new URL("./cluster-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<ClusterReply>) => listener?.hear(data);
  worker.onerror = ({ message }) => {
    if (counting?.worker !== worker) return;
    startOver();
    listener?.fail(message);
  };
  counting = { worker, load: loads, agents: null };
  return counting;
}

/** Starts the worker before there is anything to count: that takes it longer than counting 10,000 agents. */
export function startCounting(): void {
  theCounting();
}

const send = (request: ClusterRequest): void => theCounting().worker.postMessage(request);

/** Where they stand among the agents; those that do not are left out. */
function positionsOf(some: readonly AgentPlace[], agents: readonly AgentPlace[]): Int32Array {
  const wanted = new Set(some.map(({ id }) => id));
  return Int32Array.from(agents.flatMap(({ id }, position) => (wanted.has(id) ? [position] : [])));
}

interface Asked {
  /** None until the map stands. */
  view: View | null;
  /** Where it will be looked at first, as far as that is known before the map stands. */
  firstZoom: number;
  maxZoom: number;
  /** In which cluster these stand is asked once for each zoom: somebody points at something, or their state has changed. */
  held: readonly AgentPlace[];
}

/** Clusters of agents, counted by a worker: with 100,000 agents the window must not wait for them. */
export function useClusters(agents: readonly PlacedAgent[], { view, firstZoom, maxZoom, held }: Asked): Clusters {
  const opening = useRef(new Map<number, (members: AgentPlace[]) => void>());
  const current = useRef(agents);
  const likelyZoom = useRef(firstZoom);
  likelyZoom.current = view?.zoom ?? firstZoom;
  const [items, setItems] = useState<readonly MapItem[]>([]);
  const [holders, setHolders] = useState(NO_HOLDERS);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  /** The agents of the items that are shown. */
  const shown = useRef(0);
  const asked = useRef<{ load: number; zoom: number; held: readonly AgentPlace[] } | null>(null);

  useEffect(() => {
    const hear = (data: ClusterReply): void => {
      // An answer about agents of before.
      if (data.load !== theCounting().load) return;
      const agentAt = (position: number): AgentPlace[] => current.current.slice(position, position + 1);
      if (data.kind === "members") {
        opening.current.get(data.cluster)?.(data.members.flatMap(agentAt));
        opening.current.delete(data.cluster);
      } else if (data.kind === "holders") {
        setHolders(holdersOf(current.current, data.holders, data.of));
      } else {
        shown.current = data.load;
        setFailed(null);
        setItems(
          data.items.flatMap((item): MapItem[] => {
            if (item.kind === "cluster") return [item];
            const { lat, lon, shift } = item;
            return agentAt(item.index).map((agent) => ({
              kind: "agent",
              key: `a${agent.id}@${shift}`,
              agent,
              lat,
              lon,
            }));
          }),
        );
      }
    };
    const mine: Listener = { hear, fail: setFailed };
    listener = mine;
    return () => {
      if (listener === mine) listener = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: after a failure there is nobody who holds them.
  useEffect(() => {
    current.current = agents;
    opening.current.clear();
    const counted = theCounting();
    if (counted.agents === agents) return;
    loads += 1;
    Object.assign(counted, { load: loads, agents });
    send({ kind: "load", load: counted.load, points: pointsOf(agents), zoom: likelyZoom.current });
  }, [agents, tries]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other agents, or a new try, are another answer for the same view.
  useEffect(() => {
    if (view) send({ kind: "view", load: theCounting().load, view, maxZoom });
  }, [view, agents, maxZoom, tries]);

  // The clusters of other agents have other numbers.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is they who are other agents.
  useEffect(() => setHolders(NO_HOLDERS), [agents]);
  const zoom = view?.zoom;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a failure may have left this question open.
  useEffect(() => {
    if (held.length === 0 || zoom === undefined) return;
    const { load } = theCounting();
    const last = asked.current;
    if (last?.load === load && last.zoom === zoom && (last.held === held || last.held === agents)) return;
    const timer = setTimeout(() => {
      asked.current = { load, zoom, held };
      send({ kind: "holders", load, zoom, of: held === agents ? null : positionsOf(held, agents) });
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [held, zoom, agents, tries]);

  const membersOf = useCallback(
    ({ cluster, zoom: at }: Cluster) =>
      new Promise<AgentPlace[]>((done) => {
        opening.current.set(cluster, done);
        send({ kind: "members", load: shown.current, cluster, zoom: at });
      }),
    [],
  );

  const retry = (): void => {
    setFailed(null);
    setTries((times) => times + 1);
  };

  return { items, holders, failed, retry, membersOf };
}
