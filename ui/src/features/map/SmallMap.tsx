import L from "leaflet";
import { useEffect, useRef, useState } from "react";
import type { AgentDetail } from "../../backend/generated";
import { useMapLabels } from "../../backend/queries";
import { createMap, followSize } from "./base/create-map";
import { useStreets } from "./base/streets/use-streets";
import { useWorld } from "./base/use-world";
import type { View } from "./clusters";
import { baseMapFailure, MapAttribution, MapBadge, MapControls, MapFailure } from "./MapControls";
import { LabelLayer } from "./markers/label-layer";
import { countryShape, countrySize, estimateShape, pinShape } from "./markers/shapes";
import { isCountryOnly, placeOf } from "./places";
import { usePlacingPin } from "./use-placing-pin";
import { labelPart, showWorld, TOWNS_FROM, viewOf } from "./view";

interface SmallMapProps {
  agent: AgentDetail;
  placing: boolean;
  onPlace(lat: number, lon: number): void;
  /** For paper: nothing to press. */
  still?: boolean;
}

const CONFIRMED_ZOOM = 9;
/** Where there are streets: the house and what is around it. */
const STREET_ZOOM = 16;

/** Where one agent is; the words beside it say the same. */
export function SmallMap({ agent, placing, onPlace, still }: SmallMapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<L.Map | null>(null);
  const [view, setView] = useState<View | null>(null);
  const { labels, failed } = useWorld();
  const streets = useStreets(map);
  const nearest = streets.isOn ? STREET_ZOOM : CONFIRMED_ZOOM;

  useEffect(() => {
    const container = frame.current;
    if (!container) return;
    const made = createMap(container);
    showWorld(made);
    // On a page that scrolls, the wheel scrolls the page.
    made.scrollWheelZoom.disable();
    const size = followSize(made, container);
    setMap(made);
    const report = (): void => setView(viewOf(made));
    made.on("moveend", report);
    report();
    return () => {
      size.disconnect();
      made.remove();
    };
  }, []);

  const { lat, lon, accuracy_km: radius, confirmed, source, country } = agent.location;
  const { status } = agent;
  // A place of its own needs none, and must not be looked at anew once the world is read.
  const label = isCountryOnly(agent.location) ? labels.find((known) => known.code === country) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is drawn; other changes of the agent must not move the map.
  useEffect(() => {
    if (!map || placing) return;
    const drawn = L.layerGroup().addTo(map);
    const place = placeOf(agent.location);
    if (place) {
      const at = L.latLng(place.lat, place.lon);
      const exact = confirmed || source === "source";
      if (radius !== null) {
        const circle = L.circle(at, { radius: radius * 1000, className: "acc-c", interactive: false }).addTo(drawn);
        map.fitBounds(circle.getBounds(), { padding: [10, 10], maxZoom: nearest, animate: false });
      } else map.setView(at, nearest, { animate: false });
      const html = (exact ? pinShape(status, false) : estimateShape(status, false)) as unknown as HTMLElement;
      L.marker(at, {
        interactive: false,
        keyboard: false,
        icon: L.divIcon({
          html,
          className: "mk",
          iconSize: exact ? [36, 40] : [36, 36],
          iconAnchor: exact ? [18, 34] : [18, 18],
        }),
      }).addTo(drawn);
    } else if (label) {
      map.setView([label.lat, label.lon], 4, { animate: false });
      L.marker([label.lat, label.lon], {
        interactive: false,
        keyboard: false,
        icon: L.divIcon({
          html: countryShape(label.code, 1),
          className: "mk mk-country",
          iconSize: countrySize(1),
        }),
      }).addTo(drawn);
    } else showWorld(map);
    return () => {
      drawn.remove();
    };
  }, [map, placing, lat, lon, radius, confirmed, source, label, status, nearest]);

  const towns = useMapLabels(view ? labelPart(view) : null).data?.labels;
  const isNamed = streets.state === "shown" && streets.coversView;
  const namesAreDrawn = !isNamed && view !== null && view.zoom >= TOWNS_FROM;
  const names = useRef<LabelLayer | null>(null);
  useEffect(() => {
    names.current = map ? new LabelLayer(map) : null;
  }, [map]);
  useEffect(() => {
    const at = placeOf({ lat, lon, source });
    // Names stand beside the marker, not below it.
    if (view) names.current?.update([], namesAreDrawn && towns ? towns : [], at ? [at] : []);
  }, [view, towns, namesAreDrawn, lat, lon, source]);

  usePlacingPin(map, placing ? { name: agent.name, status, ...agent.location } : null, onPlace);

  return (
    <div className={placing ? "map small placing" : "map small"}>
      {/* biome-ignore lint/a11y/useSemanticElements: Leaflet pans with the arrow keys inside this frame. */}
      <div ref={frame} className="map-frame" role="group" aria-label={`Map of ${agent.name}`} />
      {still ? null : <MapControls map={map} right />}
      <MapFailure words={baseMapFailure(failed)} />
      <div className="mapfoot">
        <MapBadge streets={streets} />
      </div>
      <MapAttribution streets={streets} />
    </div>
  );
}
