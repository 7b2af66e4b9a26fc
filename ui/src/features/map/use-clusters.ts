import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type OpenedCluster, pointsOf } from "./cluster-index";
import type { ClusterReply, ClusterRequest } from "./cluster-messages";
import type { MapItem, View } from "./clusters";
import type { AgentPlace } from "./places";

export interface Opened {
  /** The zoom at which the cluster parts; beyond the largest one it never does. */
  zoom: number;
  members: AgentPlace[];
}

export interface Clusters {
  /** What stands in the view; those of the view before until the worker has answered. */
  items: readonly MapItem[];
  open(cluster: number): Promise<Opened>;
}

/** Clusters of agents, counted by a worker: with 100,000 agents the window must not wait for them. */
export function useClusters(agents: readonly AgentPlace[], view: View | null, maxZoom: number): Clusters {
  const worker = useRef<Worker | null>(null);
  const load = useRef(0);
  const opening = useRef(new Map<number, (opened: OpenedCluster) => void>());
  const current = useRef(agents);
  const [items, setItems] = useState<readonly MapItem[]>([]);
  const points = useMemo(() => pointsOf(agents), [agents]);

  const send = useCallback((request: ClusterRequest) => worker.current?.postMessage(request), []);

  useEffect(() => {
    const made = new Worker(new URL("./cluster-worker.ts", import.meta.url), { type: "module" });
    made.onmessage = ({ data }: MessageEvent<ClusterReply>) => {
      // An answer about agents of before.
      if (data.load !== load.current) return;
      if (data.kind === "opened") {
        opening.current.get(data.cluster)?.(data.opened);
        opening.current.delete(data.cluster);
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
    worker.current = made;
    return () => {
      worker.current = null;
      made.terminate();
    };
  }, []);

  useEffect(() => {
    load.current += 1;
    current.current = agents;
    opening.current.clear();
    send({ kind: "load", load: load.current, points, maxZoom });
  }, [agents, points, send, maxZoom]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other agents, and other zooms, are another answer for the same view.
  useEffect(() => {
    if (view) send({ kind: "view", load: load.current, view });
  }, [view, points, send, maxZoom]);

  const open = useCallback(
    (cluster: number) =>
      new Promise<Opened>((done) => {
        const of = current.current;
        opening.current.set(cluster, ({ zoom, members }) =>
          done({ zoom, members: members.flatMap((index) => of[index] ?? []) }),
        );
        send({ kind: "open", load: load.current, cluster });
      }),
    [send],
  );

  return { items, open };
}
