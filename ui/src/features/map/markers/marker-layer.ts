import L from "leaflet";
import { formatRadius, plural, STATUS_WORD } from "../../../components";
import { countOf, type MapItem, worstOf } from "../clusters";
import { clusterRadius, clusterShape, countryShape, countrySize, estimateShape, pinShape } from "./shapes";

interface Shown {
  marker: L.Marker;
  looks: string;
}

interface Handlers {
  onPress(item: MapItem): void;
  onHover(item: MapItem | null): void;
}

export interface Highlight {
  selected: string | null;
  hovered: string | null;
}

/** What a marker says to somebody who cannot see it. */
export function describeItem(item: MapItem): string {
  if (item.kind === "agent") {
    const { agent } = item;
    const { confirmed, accuracy_km: radius } = agent.location;
    const where = confirmed ? "confirmed place" : radius ? `estimate ${formatRadius(radius)}` : "estimate";
    return `${agent.name}, ${STATUS_WORD[agent.status].toLowerCase()}, ${where}`;
  }
  const count = plural(countOf(item.tally), "agent");
  const states = `${item.tally.down} down, ${item.tally.attention} need attention`;
  if (item.kind === "country") {
    return `${item.code} ${countOf(item.tally)}: ${count} in ${item.name} of which only the country is known, ${states}`;
  }
  return `${count}, ${states}. Enter to zoom`;
}

function iconOf(item: MapItem, selected: boolean): L.DivIcon {
  if (item.kind === "country") {
    const html = countryShape(item.code, countOf(item.tally));
    return L.divIcon({ html, className: "mk mk-country", iconSize: countrySize(countOf(item.tally)) });
  }
  if (item.kind === "cluster") {
    const half = clusterRadius(countOf(item.tally)) + 8;
    const html = clusterShape(item.tally, selected) as unknown as HTMLElement;
    return L.divIcon({ html, className: "mk mk-cluster", iconSize: [half * 2, half * 2], iconAnchor: [half, half] });
  }
  const { status, location } = item.agent;
  if (location.confirmed || location.source === "source") {
    const html = pinShape(status, selected) as unknown as HTMLElement;
    return L.divIcon({ html, className: "mk mk-pin", iconSize: [36, 40], iconAnchor: [18, 34] });
  }
  const html = estimateShape(status, selected) as unknown as HTMLElement;
  return L.divIcon({ html, className: "mk mk-estimate", iconSize: [36, 36], iconAnchor: [18, 18] });
}

function looksOf(item: MapItem, selected: boolean): string {
  const what =
    item.kind === "agent"
      ? [item.agent.name, item.agent.status, item.agent.location.source, item.agent.location.confirmed]
      : Object.values(item.tally);
  return [item.kind, ...what, selected].join("|");
}

const DEPTH: Record<string, number> = { down: 300, attention: 200, "no-contact": 100, online: 0 };

/** Keeps the markers in the document equal to the items in sight; those that stay keep their focus. */
export class MarkerLayer {
  private readonly shown = new Map<string, Shown>();

  constructor(
    private readonly map: L.Map,
    private readonly handlers: Handlers,
  ) {}

  update(items: readonly MapItem[], highlight: Highlight): void {
    const keep = new Set<string>();
    for (const item of items) {
      keep.add(item.key);
      const selected = item.kind === "agent" && item.agent.id === highlight.selected;
      const looks = looksOf(item, selected);
      const known = this.shown.get(item.key);
      if (known) {
        known.marker.setLatLng([item.lat, item.lon]);
        if (known.looks !== looks) {
          known.marker.setIcon(iconOf(item, selected));
          known.looks = looks;
        }
        this.listen(known.marker, item);
      } else {
        const marker = L.marker([item.lat, item.lon], {
          icon: iconOf(item, selected),
          keyboard: true,
          riseOnHover: true,
        });
        this.listen(marker, item);
        marker.addTo(this.map);
        this.shown.set(item.key, { marker, looks });
      }
      this.dress(item, selected, highlight);
    }
    for (const [key, { marker }] of this.shown) {
      if (keep.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
  }

  private dress(item: MapItem, selected: boolean, highlight: Highlight): void {
    const marker = this.shown.get(item.key)?.marker;
    const element = marker?.getElement();
    if (!marker || !element) return;
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", describeItem(item));
    element.classList.toggle("hot", item.kind === "agent" && item.agent.id === highlight.hovered);
    element.classList.toggle("picked", selected);
    const status = item.kind === "agent" ? item.agent.status : worstOf(item.tally);
    marker.setZIndexOffset((DEPTH[status] ?? 0) + (selected ? 2000 : 0));
  }

  private listen(marker: L.Marker, item: MapItem): void {
    marker.off("click keydown mouseover mouseout");
    marker.on("click", () => this.handlers.onPress(item));
    marker.on("keydown", (event) => {
      const { originalEvent } = event as L.LeafletKeyboardEvent;
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      this.handlers.onPress(item);
    });
    marker.on("mouseover", () => this.handlers.onHover(item));
    marker.on("mouseout", () => this.handlers.onHover(null));
  }

  clear(): void {
    for (const { marker } of this.shown.values()) marker.remove();
    this.shown.clear();
  }
}
