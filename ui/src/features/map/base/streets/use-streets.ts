import L from "leaflet";
import { useEffect, useRef, useState } from "react";
import { backend } from "../../../../backend/backend";
import type { StreetsView } from "../../../../backend/generated";
import { useStreetsChoice } from "../../../../backend/queries";
import { MAX_ZOOM, STREETS_MAX_ZOOM } from "../zooms";
import { latLngBoundsOf } from "./area";
import { type Sight, type StreetsLayer, show } from "./showing";

export interface Streets {
  /** Whether somebody chose streets. */
  isOn: boolean;
  /** What the map calls them. */
  name: string;
  attribution: string;
  /** How near one may look. */
  maxZoom: number;
  /**
   * What is seen: streets, or the offline map since there are none, none here, none at the moment, or none that can be
   * read.
   */
  state: "none" | "shown" | "elsewhere" | "failing" | "damaged";
  /** Whether there are streets for most of the view. Where not, the names of the offline map belong to it. */
  coversView: boolean;
  /** Whether some tile of the view cannot be read, also where others are shown. */
  isDamaged: boolean;
}

const NO_SIGHT: Sight = { seen: "nothing", coversView: true, isDamaged: false };
/** What draws the streets could not be had, or does not run here. */
const NO_LAYER: Sight = { ...NO_SIGHT, isDamaged: true };

/** The same object where nothing has changed: then nothing is rendered. */
const changed = (known: Sight, next: Sight): Sight =>
  known.seen === next.seen && known.coversView === next.coversView && known.isDamaged === next.isDamaged ? known : next;

/**
 * Streets over the offline map, where somebody chose some. Where a tile is missing, the offline map shows through, so
 * nothing has to be switched while a network comes and goes.
 */
export function useStreets(map: L.Map | null): Streets {
  const choice = useStreetsChoice();
  const { data, refetch } = choice;
  const [sight, setSight] = useState(NO_SIGHT);
  // Where there simply are no streets, asking again brings none. The core tells of the last picture alone: it was in trouble
  // until all of them are there.
  const wasInTrouble = useRef(false);
  wasInTrouble.current ||= data !== undefined && data.trouble !== "";
  const isOn = data !== undefined && data.kind !== "none";
  const version = isOn ? data.version : null;
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const chosen = latest.current;
    if (!map || version === null || !chosen) return;
    let end: (() => void) | null = null;
    let isOver = false;
    const watching = {
      onSight: (next: Sight): void => setSight((known) => changed(known, next)),
      onMissing: (): void => void refetch(),
      onWhole: (): void => {
        wasInTrouble.current = false;
      },
      asksAgain: () => wasInTrouble.current,
    };
    // At once: whoever looks at a place by its accuracy does so before the layer is there.
    map.setMaxZoom(STREETS_MAX_ZOOM);
    layerOf(chosen)
      .then((layer) => {
        if (!isOver) end = show(map, layer, watching);
      })
      .catch(() => {
        if (!isOver) setSight(NO_LAYER);
      });
    return () => {
      isOver = true;
      end?.();
      setSight(NO_SIGHT);
      // The map may be gone already: then there is nothing to set.
      if (map.getPane("mapPane")?.isConnected) map.setMaxZoom(MAX_ZOOM);
    };
  }, [map, version, refetch]);

  if (!isOn) return NO_STREETS;
  const { name, attribution, trouble } = data;
  const { coversView, isDamaged } = sight;
  const state = stateOf(sight, trouble);
  return { isOn, name, attribution, maxZoom: STREETS_MAX_ZOOM, state, coversView, isDamaged };
}

function stateOf({ seen, isDamaged }: Sight, trouble: string): Streets["state"] {
  if (seen !== "nothing") return seen === "streets" ? "shown" : "elsewhere";
  if (isDamaged) return "damaged";
  return trouble === "" ? "elsewhere" : "failing";
}

/** The layer of a choice. What draws vector tiles is large, and is fetched where somebody has some. */
async function layerOf({ version, tiles, min_zoom, max_zoom, bounds: area }: StreetsView): Promise<StreetsLayer> {
  const address = `${backend().tileAddress}${version}/`;
  const options = { maxZoom: STREETS_MAX_ZOOM, updateWhenZooming: false };
  if (tiles === "vector") {
    const { VectorStreets } = await import("./vector-layer");
    const streets = new VectorStreets({
      ...options,
      className: "streets",
      address,
      firstZoom: min_zoom,
      lastZoom: max_zoom,
      area,
    });
    return { layer: streets, area, tellsWhy: true, askAgain: (tile) => streets.askAgain(tile) };
  }
  const layer = L.tileLayer(`${address}{z}/{x}/{y}`, {
    ...options,
    className: "streets pictures",
    minZoom: min_zoom,
    maxNativeZoom: max_zoom,
    ...(area ? { bounds: latLngBoundsOf(area) } : {}),
  });
  return { layer, area, tellsWhy: false, askAgain: loadAgain };
}

/** A picture whose address is set is loaded, also where it is the same address. */
function loadAgain(picture: HTMLElement): void {
  const address = picture.getAttribute("src");
  if (address !== null) picture.setAttribute("src", address);
}

const NO_STREETS: Streets = {
  isOn: false,
  name: "",
  attribution: "",
  maxZoom: MAX_ZOOM,
  state: "none",
  coversView: false,
  isDamaged: false,
};
