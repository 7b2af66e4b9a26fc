import { useCallback, useEffect, useRef, useState } from "react";
import { onStartOver } from "../../backend/workspace-switch";
import { type OpenedCluster, pointsOf } from "./cluster-index";
import type { ClusterReply, ClusterRequest } from "./cluster-messages";
import type { MapItem, View } from "./clusters";
import { type Holders, holdersOf, NO_HOLDERS } from "./hovering";
import type { AgentPlace } from "./places";

export interface Opened {
  /** The zoom at which the cluster parts; beyond the largest one it never does. */
  zoom: number;
  members: AgentPlace[];
}

export interface Clusters {
  /** What stands in the view; those of the view before until the worker has answered. */
  items: readonly MapItem[];
  /** Who stands in which cluster; nobody before somebody has asked. */
  holders: Holders;
  open(cluster: number): Promise<Opened>;
}

/** In ms: with 100,000 agents the answer takes the worker longer, and the next step of a zoom must not wait for it. */
const PAUSE = 80;

/** The one worker of the window, and which agents it holds: coming back to the map must not count them all again. */
interface Counting {
  worker: Worker;
  load: number;
  agents: readonly AgentPlace[] | null;
  maxZoom: number;
}

let counting: Counting | null = null;
/** The map that is open. */
let hear: ((reply: ClusterReply) => void) | null = null;
onStartOver(() => {
  counting?.worker.terminate();
  counting = null;
});

function theCounting(): Counting {
  if (counting) return counting;
  const worker = new Worker(new URL("./cluster-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<ClusterReply>) => hear?.(data);
  counting = { worker, load: 0, agents: null, maxZoom: 0 };
  return counting;
}

/** Starts the worker before there is anything to count: that takes it longer than counting 10,000 agents. */
export function startCounting(): void {
  theCounting();
}

/**
 * Clusters of agents, counted by a worker: with 100,000 agents the window must not wait for them. Who stands in which one
 * is asked once for each zoom, and only when somebody points at something or a state has changed.
 */
export function useClusters(
  agents: readonly AgentPlace[],
  view: View | null,
  maxZoom: number,
  asksHolders: boolean,
): Clusters {
  const opening = useRef(new Map<number, (opened: OpenedCluster) => void>());
  const current = useRef(agents);
  const [items, setItems] = useState<readonly MapItem[]>([]);
  const [holders, setHolders] = useState(NO_HOLDERS);
  const asked = useRef<{ load: number; zoom: number } | null>(null);

  const send = useCallback((request: ClusterRequest) => theCounting().worker.postMessage(request), []);

  useEffect(() => {
    const listen = (data: ClusterReply): void => {
      // An answer about agents of before.
      if (data.load !== theCounting().load) return;
      if (data.kind === "opened") {
        opening.current.get(data.cluster)?.(data.opened);
        opening.current.delete(data.cluster);
        return;
      }
      if (data.kind === "holders") {
        setHolders(holdersOf(current.current, data.holders));
        return;
      }
      setItems(
        data.items.flatMap((item): MapItem[] => {
          if (item.kind === "cluster") return [item];
          const agent = current.current[item.index];
          const { lat, lon, shift } = item;
          return agent ? [{ kind: "agent", key: `a${agent.id}@${shift}`, agent, lat, lon }] : [];
        }),
      );
    };
    hear = listen;
    return () => {
      if (hear === listen) hear = null;
    };
  }, []);

  useEffect(() => {
    current.current = agents;
    opening.current.clear();
    const held = theCounting();
    if (held.agents === agents && held.maxZoom === maxZoom) return;
    Object.assign(held, { load: held.load + 1, agents, maxZoom });
    send({ kind: "load", load: held.load, points: pointsOf(agents), maxZoom });
  }, [agents, send, maxZoom]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other agents, and other zooms, are another answer for the same view.
  useEffect(() => {
    if (view) send({ kind: "view", load: theCounting().load, view });
  }, [view, agents, send, maxZoom]);

  // The clusters of other agents have other numbers.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is they who are other agents.
  useEffect(() => setHolders(NO_HOLDERS), [agents, maxZoom]);
  const zoom = view?.zoom;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other agents, and other zooms, are another answer.
  useEffect(() => {
    if (!asksHolders || zoom === undefined) return;
    const { load } = theCounting();
    if (asked.current?.load === load && asked.current.zoom === zoom) return;
    const timer = setTimeout(() => {
      asked.current = { load, zoom };
      send({ kind: "holders", load, zoom });
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [asksHolders, zoom, agents, send, maxZoom]);

  const open = useCallback(
    (cluster: number) =>
      new Promise<Opened>((done) => {
        const of = current.current;
        opening.current.set(cluster, ({ zoom, members }) =>
          done({ zoom, members: members.flatMap((index) => of[index] ?? []) }),
        );
        send({ kind: "open", load: theCounting().load, cluster });
      }),
    [send],
  );

  return { items, holders, open };
}
