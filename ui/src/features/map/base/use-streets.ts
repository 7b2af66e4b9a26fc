import L from "leaflet";
import { useEffect, useRef, useState } from "react";
import { backend } from "../../../backend/backend";
import { useStreetsChoice } from "../../../backend/queries";
import { MAX_ZOOM, STREETS_MAX_ZOOM } from "./create-map";

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
  const minNativeZoom = data?.min_zoom ?? 0;
  const maxNativeZoom = data?.max_zoom ?? 0;

  useEffect(() => {
    if (!map || version === null) return;
    const layer = L.tileLayer(`${backend().tileAddress}${version}/{z}/{x}/{y}`, {
      minZoom: minNativeZoom,
      maxZoom: STREETS_MAX_ZOOM,
      maxNativeZoom,
      className: "streets",
      updateWhenZooming: false,
    });
    let missing = false;
    layer.on("loading", () => {
      missing = false;
    });
    layer.on("tileerror", () => {
      missing = true;
    });
    const count = (): void => {
      setLoaded(layer.getContainer()?.querySelectorAll(".leaflet-tile-loaded").length ?? 0);
    };
    // Farther than the first zoom nothing is loaded, and what was is gone.
    map.on("zoomend", count);
    // Also when the last picture did not come.
    layer.on("load", () => {
      count();
      // The picture does not say why it did not come; the core knows.
      if (missing) void refetch();
    });
    map.setMaxZoom(STREETS_MAX_ZOOM);
    layer.addTo(map);
    const again = setInterval(() => {
      if (missing && isInTrouble.current) layer.redraw();
    }, RETRY_MS);
    return () => {
      clearInterval(again);
      map.off("zoomend", count);
      layer.remove();
      setLoaded(0);
      // The map may be gone already: then there is nothing to set.
      if (map.getPane("mapPane")?.isConnected) map.setMaxZoom(MAX_ZOOM);
    };
  }, [map, version, minNativeZoom, maxNativeZoom, refetch]);

  if (!isOn) return NO_STREETS;
  const state = loaded > 0 ? "shown" : data.trouble === "" ? "elsewhere" : "failing";
  const { name, attribution } = data;
  return { isOn, name, attribution, maxZoom: STREETS_MAX_ZOOM, state };
}

const NO_STREETS: Streets = { isOn: false, name: "", attribution: "", maxZoom: MAX_ZOOM, state: "none" };
