import { type ClusterIndex, clustersIn, countAhead, countedAt, holdersAt, indexFor, membersOf } from "./cluster-index";
import type { ClusterReply, ClusterRequest } from "./cluster-messages";

/** In ms: where nothing was asked for so long, nobody has to wait for what is counted ahead. */
const QUIET = 400;

/** Answers what the window asks about clusters, and counts ahead while it asks nothing. */
export class ClusterCounter {
  private index: ClusterIndex | null = null;
  private loaded = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly answer: (reply: ClusterReply) => void) {}

  hear(request: ClusterRequest): void {
    const { load } = request;
    clearTimeout(this.timer);
    if (request.kind === "load") {
      this.index = indexFor(request.points);
      this.loaded = load;
      // The window is still building its map, and asks for the view of it after that.
      countedAt(request.zoom, this.index);
      return;
    }
    const { index } = this;
    // A question about agents of before.
    if (index === null || load !== this.loaded) return;
    if (request.kind === "view") {
      const { view, maxZoom } = request;
      this.answer({ kind: "items", load, items: clustersIn(view, maxZoom, index) });
      this.timer = setTimeout(() => countAhead(view.zoom, maxZoom, index), QUIET);
    } else if (request.kind === "holders") {
      const { of, zoom } = request;
      const holders = holdersAt(zoom, index);
      this.answer({ kind: "holders", load, of, holders: of === null ? holders : of.map((at) => holders[at] ?? -1) });
    } else {
      const { cluster } = request;
      this.answer({ kind: "members", load, cluster, members: membersOf(request, index) });
    }
  }
}
