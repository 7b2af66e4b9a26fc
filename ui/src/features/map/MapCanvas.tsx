import L from "leaflet";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { NearPoint } from "../../backend/generated";
import { useMapLabels } from "../../backend/queries";
import { onStartOver } from "../../backend/workspace-switch";
import { nearestCopy } from "./base/bounds";
import { createMap, followSize } from "./base/create-map";
import { useStreets } from "./base/streets/use-streets";
import { useWorld } from "./base/use-world";
import { MIN_ZOOM } from "./base/zooms";
import { type Country, countryItems, type MapItem, type View } from "./clusters";
import { HomeControls, type HomeLook } from "./HomeControls";
import { type Holders, isOver, type Pointed, pointedOf } from "./hovering";
import { baseMapFailure, MapControls, MapFailure, MapFurniture } from "./MapControls";
import { freshStates, NOTHING_FRESH } from "./markers/fresh";
import { LabelLayer } from "./markers/label-layer";
import { MarkerLayer } from "./markers/marker-layer";
import { type AgentPlace, areAtOnePoint, isCountryOnly, isPlaced, type Placed, type PlacedAgent } from "./places";
import { useClusters } from "./use-clusters";
import { type MapPopup, useAccuracyCircle, useNearCircle, usePopup } from "./use-overlays";
import { usePlacingPin } from "./use-placing-pin";
import { apart, type Look, labelPart, lookOf, placesToShow, showAll, showOne, TOWNS_FROM, viewOf } from "./view";

interface MapCanvasProps {
  /** Agents with a place of their own. */
  agents: readonly PlacedAgent[];
  countries: readonly Country[];
  selected: AgentPlace | null;
  /** What pointer or focus is on, here or in the list. */
  pointed: Pointed | null;
  /** Agents whose state has changed a moment ago, placed or not. */
  changed: readonly AgentPlace[];
  popup: MapPopup | null;
  /** The agent whose pin is being placed. */
  placing: AgentPlace | null;
  home: HomeLook;
  /** How often somebody wanted to see all agents from beside the map. */
  wanted: number;
  /** The point that the agents are to be near. */
  near: NearPoint | null;
  /** More buttons in the corner. */
  controls?: ReactNode;
  /** Several agents at one place, or the agents of a country. */
  onGroup(title: string, agents: AgentPlace[], place: Placed): void;
  onSelect(agent: AgentPlace): void;
  onPoint(pointed: Pointed | null): void;
  /** Who stands in which cluster, once something is pointed at or has changed. */
  onHolders(holders: Holders): void;
  onView(view: View): void;
  onPlace(lat: number, lon: number): void;
  onClosePopup(): void;
}

/** Where the map was looked at last, so that coming back finds it again. */
let lastLook: Look | null = null;
onStartOver(() => {
  lastLook = null;
});

export function MapCanvas(props: MapCanvasProps) {
  const { agents, countries, selected, pointed, changed, popup, placing, home, wanted } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<L.Map | null>(null);
  const [view, setView] = useState<View | null>(null);
  const { labels, failed } = useWorld();
  const layers = useRef<{ markers: MarkerLayer; labels: LabelLayer } | null>(null);
  const latest = useRef(props);
  latest.current = props;

  const part = useMemo(() => (view ? labelPart(view) : null), [view]);
  const named = useMapLabels(part);
  const places = part === null ? NO_LABELS : (named.data?.labels ?? NO_LABELS);
  const streets = useStreets(map);
  const nearest = useRef(streets.maxZoom);
  const clusters = useClusters(agents, {
    view,
    firstZoom: Math.min((lastLook ?? home.kept)?.zoom ?? MIN_ZOOM, streets.maxZoom),
    maxZoom: streets.maxZoom,
    held: pointed === null ? changed : agents,
  });
  const press = useRef<(item: MapItem) => void>(() => undefined);

  useEffect(() => {
    const container = frame.current;
    if (!container) return;
    const made = createMap(container);
    made.setMaxZoom(nearest.current);
    const look = lastLook ?? latest.current.home.kept;
    const first = placesToShow(latest.current.agents, latest.current.countries, []);
    if (look) made.setView([look.lat, look.lon], look.zoom);
    else showAll(made, first);
    layers.current = {
      labels: new LabelLayer(made),
      markers: new MarkerLayer(made, {
        onPress: (item) => press.current(item),
        onHover: (item) => latest.current.onPoint(item && pointedOf(item)),
      }),
    };
    const report = (): void => {
      const next = viewOf(made);
      lastLook = lookOf(made);
      setView(next);
      latest.current.onView(next);
    };
    fitted.current = look !== null || first.length > 0;
    made.on("moveend", report);
    const size = followSize(made, container);
    setMap(made);
    report();
    return () => {
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
    } else if (item.closer !== null) map.setView([item.lat, item.lon], item.closer);
    else {
      void clusters.membersOf(item).then((members) => {
        const title = areAtOnePoint(members) ? "At this place" : "Close to each other";
        latest.current.onGroup(title, members, item);
      });
    }
  };

  // The first agents decide what is looked at, unless something was looked at before.
  const fitted = useRef(false);
  useEffect(() => {
    const places = !map || fitted.current ? [] : placesToShow(agents, countries, labels);
    if (!map || places.length === 0) return;
    fitted.current = true;
    showAll(map, places);
  }, [map, agents, countries, labels]);

  // The button was in the list that is full now: who pressed it by keyboard goes on at the map.
  const given = useRef(wanted);
  useEffect(() => {
    if (!map || given.current === wanted) return;
    given.current = wanted;
    showAll(map, placesToShow(agents, countries, labels));
    map.getContainer().focus({ preventScroll: true });
  }, [map, wanted, agents, countries, labels]);

  const { items: clustered, holders } = clusters;
  const fresh = useMemo(
    () => (changed.length === 0 ? NOTHING_FRESH : freshStates(changed, holders)),
    [changed, holders],
  );
  const namesAreDrawn = streets.state !== "shown" || !streets.coversView;
  useEffect(() => {
    if (!map || !view || !layers.current) return;
    const items = [...clustered, ...countryItems(view, countries, labels)];
    const isSelected = (item: MapItem): boolean => item.kind === "agent" && item.agent.id === selected?.id;
    if (selected && isPlaced(selected) && !items.some(isSelected)) {
      // The selected agent is never hidden in a cluster.
      const lon = nearestCopy(selected.lon, map.getCenter().lng);
      items.push({ kind: "agent", key: `s${selected.id}`, agent: selected, lat: selected.lat, lon });
    }
    layers.current.markers.update(apart(map, items), places, { selected: selected?.id ?? null, changed: fresh });
    // Streets have names of their own.
    if (namesAreDrawn) layers.current.labels.update(labels, view.zoom < TOWNS_FROM ? NO_LABELS : places, items);
    else layers.current.labels.update(NO_LABELS, NO_LABELS, items);
  }, [map, view, clustered, countries, labels, places, selected, fresh, namesAreDrawn]);

  const { onHolders } = props;
  useEffect(() => onHolders(holders), [onHolders, holders]);
  useEffect(() => {
    if (map) layers.current?.markers.mark((item) => isOver(item, pointed, holders));
  }, [map, pointed, holders]);

  useNearCircle(map, props.near);
  useAccuracyCircle(map, placing ? null : selected);
  const country = placing && isCountryOnly(placing) ? placing.country : null;
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
    if (!map || !agent || !isPlaced(agent) || agent.id !== selectedId) return;
    const target = L.latLng(agent.lat, nearestCopy(agent.lon, map.getCenter().lng));
    if (!map.getBounds().pad(-0.05).contains(target)) map.setView(target, Math.max(map.getZoom(), 7));
  }, [map, selectedId]);

  return (
    <div className={placing ? "map placing" : "map"}>
      {/* biome-ignore lint/a11y/useSemanticElements: Leaflet pans with the arrow keys inside this frame. */}
      <div ref={frame} className="map-frame" role="group" aria-label="Map of agents" />
      <MapControls map={map}>
        <HomeControls
          home={home}
          onKeep={() => map && home.keep(lookOf(map))}
          onGo={(look) => map?.setView([look.lat, look.lon], look.zoom)}
          onAll={() => map && showAll(map, placesToShow(agents, countries, labels))}
          onSelected={selected && isPlaced(selected) ? () => map && showOne(map, selected) : null}
        />
        {props.controls}
      </MapControls>
      <MapFurniture map={map} view={view} streets={streets} />
      {clusters.failed === null ? (
        <MapFailure words={baseMapFailure(failed)} />
      ) : (
        <MapFailure
          words={`The agents could not be put on the map; the list has them all. ${clusters.failed}`}
          onRetry={() => {
            clusters.retry();
            // The button is gone now.
            map?.getContainer().focus({ preventScroll: true });
          }}
        />
      )}
      {popup && popupHost ? createPortal(popup.content, popupHost) : null}
    </div>
  );
}

const NO_LABELS: never[] = [];
