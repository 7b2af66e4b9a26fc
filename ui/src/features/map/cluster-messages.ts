import type { ClusterItem, ClusterPoints, OpenedCluster } from "./cluster-index";
import type { View } from "./clusters";

/** What window and cluster worker say to each other. The number tells which agents are meant. */
export type ClusterRequest =
  | { kind: "load"; load: number; points: ClusterPoints; maxZoom: number }
  | { kind: "view"; load: number; view: View }
  | { kind: "holders"; load: number; zoom: number }
  | { kind: "open"; load: number; cluster: number };

export type ClusterReply =
  | { kind: "items"; load: number; items: ClusterItem[] }
  | { kind: "holders"; load: number; holders: Int32Array }
  | { kind: "opened"; load: number; cluster: number; opened: OpenedCluster };
