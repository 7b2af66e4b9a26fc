import L from "leaflet";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { AgentSummary } from "../../backend/generated";
import { onStartOver } from "../../backend/workspace-switch";
import { Icon } from "../../components";
import { boundsOf, createMap, followSize, MAX_ZOOM, nearestCopy } from "./base/create-map";
import type { CountryLabel } from "./base/messages";
import { theWorld } from "./base/world";
import {
  buildIndex,
  busiest,
  type Country,
  countryItems,
  isCountryOnly,
  itemsIn,
  type MapItem,
  membersOf,
  type Placed,
  placeOf,
  type View,
} from "./clusters";
import { MapControls, MapFurniture } from "./MapControls";
import { LabelLayer } from "./markers/label-layer";
import { MarkerLayer } from "./markers/marker-layer";
import { usePlacingPin } from "./use-placing-pin";

export interface MapPopup extends Placed {
  key: string;
  content: ReactNode;
}

interface MapCanvasProps {
  agents: readonly AgentSummary[];
  countries: readonly Country[];
  selected: AgentSummary | null;
  hovered: string | null;
  popup: MapPopup | null;
  /** The agent whose pin is being placed. */
  placing: AgentSummary | null;
  /** Several agents at one place, or the agents of a country. */
  onGroup(title: string, agents: AgentSummary[], place: Placed): void;
  onSelect(agent: AgentSummary): void;
  onHover(agent: string | null): void;
  onView(view: View): void;
  onPlace(lat: number, lon: number): void;
  onClosePopup(): void;
}

/** Where the map was looked at last, so that coming back finds it again. */
let lastView: { centre: L.LatLngExpression; zoom: number } | null = null;
onStartOver(() => {
  lastView = null;
});

function viewOf(map: L.Map): View {
  const bounds = map.getBounds();
  return {
    west: bounds.getWest(),
    south: Math.max(-85.05, bounds.getSouth()),
    east: bounds.getEast(),
    north: Math.min(85.05, bounds.getNorth()),
    zoom: Math.round(map.getZoom()),
  };
}

function showAll(map: L.Map, agents: readonly AgentSummary[], labels: readonly CountryLabel[]): void {
  const places: Placed[] = agents.flatMap((agent) => placeOf(agent) ?? []);
  if (places.length === 0) {
    const codes = new Set(agents.map((agent) => agent.location.country));
    places.push(...labels.filter((label) => codes.has(label.code)));
  }
  const bounds = boundsOf(places);
  if (!bounds) {
    map.setView([30, 5], map.getMinZoom());
    return;
  }
  map.fitBounds(
    [
      [bounds.south, bounds.west],
      [bounds.north, bounds.east],
    ],
    { padding: [50, 50], maxZoom: 8, animate: false },
  );
  // The world is too wide for a small window: rather most of the agents than the empty sea between them.
  const seen = map.getBounds();
  if (places.every((place) => seen.contains([place.lat, nearestCopy(place.lon, map.getCenter().lng)]))) return;
  const centre = busiest(places, seen.getEast() - seen.getWest());
  if (centre) map.setView([centre.lat, centre.lon], map.getMinZoom(), { animate: false });
}

/** Steps in px by which the box of a country may move aside. */
const ASIDE: readonly [number, number][] = [
  [0, 0],
  [0, -38],
  [0, 38],
  [-72, 0],
  [72, 0],
  [-72, -38],
  [72, -38],
  [-72, 38],
  [72, 38],
  [0, -68],
  [0, 68],
];

/** Boxes of countries move aside where something else stands; they say no exact place anyhow. */
function apart(map: L.Map, items: readonly MapItem[]): MapItem[] {
  const pointOf = (item: MapItem): L.Point => map.latLngToContainerPoint([item.lat, item.lon]);
  const taken = items.filter((item) => item.kind !== "country").map(pointOf);
  const { x: width, y: height } = map.getSize();
  const isInside = ({ x, y }: L.Point): boolean => x > 36 && x < width - 36 && y > 15 && y < height - 15;
  return items.map((item) => {
    if (item.kind !== "country") return item;
    const at = pointOf(item);
    const free = ASIDE.map(([x, y]) => at.add([x, y])).find(
      (point) =>
        isInside(point) && taken.every((other) => Math.abs(other.x - point.x) > 62 || Math.abs(other.y - point.y) > 33),
    );
    const place = free ?? at;
    taken.push(place);
    const { lat, lng } = map.containerPointToLatLng(place);
    return { ...item, lat, lon: lng };
  });
}

export function MapCanvas(props: MapCanvasProps) {
  const { agents, countries, selected, hovered, popup, placing } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<L.Map | null>(null);
  const [view, setView] = useState<View | null>(null);
  const [labels, setLabels] = useState<readonly CountryLabel[]>([]);
  const [failed, setFailed] = useState<string | null>(null);
  const layers = useRef<{ markers: MarkerLayer; labels: LabelLayer } | null>(null);
  const latest = useRef(props);
  latest.current = props;

  const index = useMemo(() => buildIndex(agents), [agents]);
  const press = useRef<(item: MapItem) => void>(() => undefined);

  useEffect(() => {
    const container = frame.current;
    if (!container) return;
    const made = createMap(container);
    if (lastView) made.setView(lastView.centre, lastView.zoom);
    layers.current = {
      labels: new LabelLayer(made),
      markers: new MarkerLayer(made, {
        onPress: (item) => press.current(item),
        onHover: (item) => latest.current.onHover(item?.kind === "agent" ? item.agent.id : null),
      }),
    };
    const report = (): void => {
      const next = viewOf(made);
      lastView = { centre: made.getCenter(), zoom: made.getZoom() };
      setView(next);
      latest.current.onView(next);
    };
    made.on("moveend", report);
    const size = followSize(made, container);
    setMap(made);
    report();
    let alive = true;
    theWorld()
      .load("50m")
      .then(
        (known) => alive && setLabels(known),
        (reason: unknown) => alive && setFailed(reason instanceof Error ? reason.message : String(reason)),
      );
    return () => {
      alive = false;
      size.disconnect();
      layers.current = null;
      made.remove();
    };
  }, []);

  press.current = (item) => {
    if (!map || placing) return;
    if (item.kind === "agent") props.onSelect(item.agent);
    else if (item.kind === "country") {
      const found = countries.find((country) => country.code === item.code);
      if (found) props.onGroup(`Only country known: ${item.name}`, found.agents, item);
    } else {
      const zoom = index.points.getClusterExpansionZoom(item.cluster);
      // Agents at the very same place never part, however close one looks.
      if (zoom > MAX_ZOOM) props.onGroup("At this place", membersOf(index, item.cluster, agents), item);
      else map.setView([item.lat, item.lon], zoom);
    }
  };

  // The first agents decide what is looked at, unless the map was looked at before.
  const fitted = useRef(lastView !== null);
  useEffect(() => {
    if (!map || fitted.current || agents.length === 0) return;
    fitted.current = true;
    showAll(map, agents, labels);
  }, [map, agents, labels]);

  useEffect(() => {
    if (!map || !view || !layers.current) return;
    const items = [...itemsIn(view, index, agents), ...countryItems(view, countries, labels)];
    const place = selected ? placeOf(selected) : null;
    if (selected && place && !items.some((item) => item.kind === "agent" && item.agent.id === selected.id)) {
      // The selected agent is never hidden in a cluster.
      const lon = nearestCopy(place.lon, map.getCenter().lng);
      items.push({ kind: "agent", key: `s${selected.id}`, agent: selected, lat: place.lat, lon });
    }
    layers.current.markers.update(apart(map, items), { selected: selected?.id ?? null, hovered });
    layers.current.labels.update(labels, items);
  }, [map, view, index, agents, countries, labels, selected, hovered]);

  useAccuracyCircle(map, placing ? null : selected);
  const country = placing && isCountryOnly(placing) ? placing.location.country : null;
  usePlacingPin(
    map,
    placing,
    props.onPlace,
    labels.find((label) => label.code === country),
  );
  const popupHost = usePopup(map, placing ? null : popup, props.onClosePopup);

  // A selection from the list comes into sight; one from the map is there already.
  const selectedId = selected?.id;
  useEffect(() => {
    const agent = latest.current.selected;
    const place = agent ? placeOf(agent) : null;
    if (!map || !place || agent?.id !== selectedId) return;
    const target = L.latLng(place.lat, nearestCopy(place.lon, map.getCenter().lng));
    if (!map.getBounds().pad(-0.05).contains(target)) map.setView(target, Math.max(map.getZoom(), 7));
  }, [map, selectedId]);

  return (
    <div className={placing ? "map placing" : "map"}>
      {/* biome-ignore lint/a11y/useSemanticElements: Leaflet pans with the arrow keys inside this frame. */}
      <div ref={frame} className="map-frame" role="group" aria-label="Map of agents" />
      <MapControls map={map} onFit={() => map && showAll(map, agents, labels)} />
      <MapFurniture map={map} view={view} />
      {failed ? (
        <div className="map-failed" role="alert">
          <Icon name="warn" size="s" /> The base map could not be read. {failed}
        </div>
      ) : null}
      {popup && popupHost ? createPortal(popup.content, popupHost) : null}
    </div>
  );
}

function useAccuracyCircle(map: L.Map | null, agent: AgentSummary | null): void {
  useEffect(() => {
    const place = agent ? placeOf(agent) : null;
    const radius = agent?.location.accuracy_km ?? null;
    if (!map || !agent || !place || radius === null || agent.location.confirmed) return;
    const centre = L.latLng(place.lat, nearestCopy(place.lon, map.getCenter().lng));
    const circle = L.circle(centre, { radius: radius * 1000, className: "acc-c", interactive: false }).addTo(map);
    return () => {
      circle.remove();
    };
  }, [map, agent]);
}

/** Leaflet places and moves the popup; React fills it, so that names are only ever text. */
function usePopup(map: L.Map | null, popup: MapPopup | null, onClose: () => void): HTMLElement | null {
  const [host, setHost] = useState<HTMLElement | null>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const key = popup?.key;
  const place = useRef(popup);
  place.current = popup;

  useEffect(() => {
    const at = place.current;
    if (!map || key === undefined || !at) {
      setHost(null);
      return;
    }
    const element = document.createElement("div");
    const shown = L.popup({
      closeButton: false,
      autoPan: true,
      autoPanPadding: [12, 56],
      minWidth: 304,
      maxWidth: 304,
      offset: [0, -14],
      className: "mk-popup",
    })
      .setLatLng([at.lat, nearestCopy(at.lon, map.getCenter().lng)])
      .setContent(element);
    let replaced = false;
    shown.on("remove", () => {
      if (!replaced) close.current();
    });
    shown.openOn(map);
    setHost(element);
    // React fills the popup after it was opened; its size is only known then.
    const resized = new ResizeObserver(() => shown.update());
    resized.observe(element);
    return () => {
      replaced = true;
      resized.disconnect();
      shown.remove();
    };
  }, [map, key]);

  return host;
}
