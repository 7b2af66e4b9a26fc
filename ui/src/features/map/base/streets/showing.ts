import type L from "leaflet";
import { type Area, shareOfView } from "./area";
import { reasonOf, type TileReason } from "./tile-error";

/** After tiles that did not come, they are asked for again. */
const RETRY_MS = 30_000;
/** Tiles that do not come do so together: the core is asked once about all of them. */
const TOGETHER_MS = 200;
/** Where streets cover less of the view than this, it is a view of the offline map. */
const COVERED = 0.5;

/** What is seen of the streets: some, none, or a place beside them. */
export type Seen = "streets" | "nothing" | "beside";

/** What a view of the map shows. */
export interface Sight {
  seen: Seen;
  /** Whether there are streets for most of it. */
  coversView: boolean;
  /** Whether some tile of it cannot be read. */
  isDamaged: boolean;
}

/** A layer of streets. */
export interface StreetsLayer {
  layer: L.GridLayer;
  /** The part of the world that there are streets of; all without one. */
  area: Area | null;
  /** Whether its tiles say why they did not come; of pictures only the core knows. */
  tellsWhy: boolean;
  /** Asks once more for a tile that did not come. */
  askAgain(tile: HTMLElement): void;
}

interface Watching {
  onSight(sight: Sight): void;
  /** Some tile did not come. */
  onMissing(): void;
  /** All tiles of the view are there. */
  onWhole(): void;
  /** Whether tiles that did not come are worth another try, where they do not say it themselves. */
  asksAgain(): boolean;
}

interface Missing {
  tile: HTMLElement;
  reason: TileReason;
}

/** Puts streets over the offline map, and returns what takes them off again. */
export function show(map: L.Map, { layer, area, tellsWhy, askAgain }: StreetsLayer, watching: Watching): () => void {
  /** The tiles of the view that did not come. */
  const missing = new Map<string, Missing>();
  const keyOf = ({ z, x, y }: L.Coords): string => `${z}/${x}/${y}`;
  layer.on("tileerror", ({ coords, tile, error }: L.TileErrorEvent) => {
    missing.set(keyOf(coords), { tile, reason: reasonOf(error) });
  });
  for (const over of ["tileload", "tileunload", "tileabort"] as const) {
    layer.on(over, ({ coords }: L.TileEvent) => missing.delete(keyOf(coords)));
  }

  const seen = (share: number): Seen => {
    if (share === 0) return "beside";
    return layer.getContainer()?.querySelector(".leaflet-tile-loaded") ? "streets" : "nothing";
  };
  const look = (): void => {
    const share = shareOfView(map, area);
    const isDamaged = share > 0 && [...missing.values()].some(({ reason }) => reason === "damaged");
    watching.onSight({ seen: seen(share), coversView: share >= COVERED, isDamaged });
  };
  // Farther than the first zoom nothing is loaded, and what was is gone.
  map.on("moveend", look);
  let telling: ReturnType<typeof setTimeout> | undefined;
  // Also when the last tile did not come.
  layer.on("load", () => {
    look();
    clearTimeout(telling);
    if (missing.size === 0) return watching.onWhole();
    telling = setTimeout(watching.onMissing, TOGETHER_MS);
  });
  layer.addTo(map);
  look();

  const again = setInterval(() => {
    const isWorthIt = tellsWhy || watching.asksAgain();
    for (const { tile, reason } of missing.values()) if (isWorthIt && reason === "trouble") askAgain(tile);
  }, RETRY_MS);
  return () => {
    clearInterval(again);
    clearTimeout(telling);
    map.off("moveend", look);
    layer.remove();
  };
}
