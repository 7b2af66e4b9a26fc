/// <reference lib="webworker" />
import { buildIndex, type ClusterIndex, clustersIn, holdersAt, openCluster } from "./cluster-index";
import type { ClusterReply, ClusterRequest } from "./cluster-messages";

let index: ClusterIndex | null = null;
let loaded = 0;
const answer = (reply: ClusterReply): void => self.postMessage(reply);

self.onmessage = ({ data }: MessageEvent<ClusterRequest>) => {
  if (data.kind === "load") {
    index = buildIndex(data.points, data.maxZoom);
    loaded = data.load;
  } else if (index && data.load === loaded) {
    if (data.kind === "view") answer({ kind: "items", load: loaded, items: clustersIn(data.view, index) });
    else if (data.kind === "holders") answer({ kind: "holders", load: loaded, holders: holdersAt(data.zoom, index) });
    else answer({ kind: "opened", load: loaded, cluster: data.cluster, opened: openCluster(index, data.cluster) });
  }
};
