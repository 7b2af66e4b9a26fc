import type { ClusterItem, ClusterPoints } from "./cluster-index";
import type { View } from "./clusters";

/** What window and cluster worker say to each other. The number tells which agents are meant; agents are their positions. */
export type ClusterRequest =
  /** The zoom is where they are likely to be looked at first. */
  | { kind: "load"; load: number; points: ClusterPoints; zoom: number }
  | { kind: "view"; load: number; view: View; maxZoom: number }
  /** None = of all agents. */
  | { kind: "holders"; load: number; zoom: number; of: Int32Array | null }
  | { kind: "members"; load: number; cluster: number; zoom: number };

export type ClusterReply =
  | { kind: "items"; load: number; items: ClusterItem[] }
  | { kind: "holders"; load: number; of: Int32Array | null; holders: Int32Array }
  | { kind: "members"; load: number; cluster: number; members: number[] };
