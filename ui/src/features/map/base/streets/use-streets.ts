import L from "leaflet";
import { useEffect, useRef, useState } from "react";
import { backend } from "../../../../backend/backend";
import type { StreetsView } from "../../../../backend/generated";
import { useStreetsChoice } from "../../../../backend/queries";
import { MAX_ZOOM, STREETS_MAX_ZOOM } from "../create-map";

/** After pictures that did not come, they are asked for again. */
const RETRY_MS = 30_000;

export interface Streets {
  /** Whether somebody chose streets. */
  isOn: boolean;
  /** What the map calls them. */
  name: string;
  attribution: string;
  /** How near one may look. */
  maxZoom: number;
  /** What is seen: streets, or the offline map since there are none, none here, or none at the moment. */
  state: "none" | "shown" | "elsewhere" | "failing";
}

/**
 * Streets over the offline map, where somebody chose some. Where a picture is missing, the offline map shows through, so
 * nothing has to be switched while a network comes and goes.
 */
export function useStreets(map: L.Map | null): Streets {
  const choice = useStreetsChoice();
  const { data, refetch } = choice;
  const [loaded, setLoaded] = useState(0);
  // Where there simply are no streets, asking again brings none.
  const isInTrouble = useRef(false);
  isInTrouble.current = data !== undefined && data.trouble !== "";
  const isOn = data !== undefined && data.kind !== "none";
  const version = isOn ? data.version : null;
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const chosen = latest.current;
    if (!map || version === null || !chosen) return;
    let end: (() => void) | null = null;
    let isOver = false;
    // At once: whoever looks at a place by its accuracy does so before the layer is there.
    map.setMaxZoom(STREETS_MAX_ZOOM);
    void layerOf(chosen).then((layer) => {
      if (!isOver)
        end = show(map, layer, { onLoaded: setLoaded, onMissing: refetch, asksAgain: () => isInTrouble.current });
    });
    return () => {
      isOver = true;
      end?.();
      setLoaded(0);
      // The map may be gone already: then there is nothing to set.
      if (map.getPane("mapPane")?.isConnected) map.setMaxZoom(MAX_ZOOM);
    };
  }, [map, version, refetch]);

  if (!isOn) return NO_STREETS;
  const state = loaded > 0 ? "shown" : data.trouble === "" ? "elsewhere" : "failing";
  const { name, attribution } = data;
  return { isOn, name, attribution, maxZoom: STREETS_MAX_ZOOM, state };
}

/** The layer of a choice. What draws vector tiles is large, and is fetched where somebody has some. */
async function layerOf({ version, tiles, min_zoom, max_zoom }: StreetsView): Promise<L.GridLayer> {
  const address = `${backend().tileAddress}${version}/`;
  const options = { maxZoom: STREETS_MAX_ZOOM, updateWhenZooming: false };
  if (tiles === "vector") {
    const { VectorStreets } = await import("./vector-layer");
    return new VectorStreets({ ...options, className: "streets", address, firstZoom: min_zoom, lastZoom: max_zoom });
  }
  return L.tileLayer(`${address}{z}/{x}/{y}`, {
    ...options,
    className: "streets pictures",
    minZoom: min_zoom,
    maxNativeZoom: max_zoom,
  });
}

interface Showing {
  /** How many tiles are seen. */
  onLoaded(tiles: number): void;
  /** Some tile did not come. */
  onMissing(): void;
  /** Whether tiles that did not come are worth another try. */
  asksAgain(): boolean;
}

/** Puts a layer over the offline map, and returns what takes it off again. */
function show(map: L.Map, layer: L.GridLayer, { onLoaded, onMissing, asksAgain }: Showing): () => void {
  let missing = false;
  layer.on("loading", () => {
    missing = false;
  });
  layer.on("tileerror", () => {
    missing = true;
  });
  const count = (): void => {
    onLoaded(layer.getContainer()?.querySelectorAll(".leaflet-tile-loaded").length ?? 0);
  };
  // Farther than the first zoom nothing is loaded, and what was is gone.
  map.on("zoomend", count);
  // Also when the last tile did not come.
  layer.on("load", () => {
    count();
    // The tile does not say why it did not come; the core knows.
    if (missing) onMissing();
  });
  layer.addTo(map);
  const again = setInterval(() => {
    if (missing && asksAgain()) layer.redraw();
  }, RETRY_MS);
  return () => {
    clearInterval(again);
    map.off("zoomend", count);
    layer.remove();
  };
}

const NO_STREETS: Streets = { isOn: false, name: "", attribution: "", maxZoom: MAX_ZOOM, state: "none" };
