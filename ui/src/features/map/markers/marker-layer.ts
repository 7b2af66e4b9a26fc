import L from "leaflet";
import type { MapLabel } from "../../../backend/generated";
import { countOf, type MapItem, worstOf } from "../clusters";
import { isExact } from "../places";
import { describeItem } from "./describe";
import { type FreshStates, freshOf } from "./fresh";
import { MarkerTip } from "./marker-tip";
import { nearestSpot, type Spot, spotTowards } from "./roving";
import { clusterRadius, clusterShape, countryShape, countrySize, estimateShape, pinShape } from "./shapes";

interface Shown {
  marker: L.Marker;
  looks: string;
  item: MapItem;
  /** What it was dressed for: each step of the map comes by here three times, and writing what stands there costs frames. */
  dressed: string;
  labels: readonly MapLabel[];
}

interface Handlers {
  onPress(item: MapItem): void;
  /** Of the pointer, and of the focus that the keyboard brings. */
  onHover(item: MapItem | null): void;
}

export interface Highlight {
  selected: string | null;
  /** What has changed a moment ago. */
  changed: FreshStates;
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
  const { status } = item.agent;
  if (isExact(item.agent)) {
    const html = pinShape(status, selected) as unknown as HTMLElement;
    return L.divIcon({ html, className: "mk mk-pin", iconSize: [36, 40], iconAnchor: [18, 34] });
  }
  const html = estimateShape(status, selected) as unknown as HTMLElement;
  return L.divIcon({ html, className: "mk mk-estimate", iconSize: [36, 36], iconAnchor: [18, 18] });
}

function looksOf(item: MapItem, selected: boolean): string {
  const what =
    item.kind === "agent"
      ? [item.agent.name, item.agent.status, item.agent.source, item.agent.accuracy_km]
      : Object.values(item.tally);
  return [item.kind, ...what, selected].join("|");
}

const DEPTH: Record<string, number> = { down: 300, attention: 200, "no-contact": 100, online: 0 };

/**
 * Keeps the markers in the document equal to the items in sight; those that stay keep their focus. To the keyboard all
 * markers together are one stop: the arrows go from one to the next.
 */
export class MarkerLayer {
  private readonly shown = new Map<string, Shown>();
  /** The marker that the Tab key reaches. */
  private stop: string | null = null;
  /** The marker that pointer or keyboard came to last. */
  private pointed: string | null = null;
  private isHot: (item: MapItem) => boolean = () => false;
  private labels: readonly MapLabel[] = [];
  private readonly tip: MarkerTip;

  constructor(
    private readonly map: L.Map,
    private readonly handlers: Handlers,
  ) {
    this.tip = new MarkerTip(map);
  }

  /** Marks what is pointed at in the list. */
  mark(isHot: (item: MapItem) => boolean): void {
    this.isHot = isHot;
    for (const { marker, item } of this.shown.values()) marker.getElement()?.classList.toggle("hot", isHot(item));
  }

  update(items: readonly MapItem[], labels: readonly MapLabel[], highlight: Highlight): void {
    const focused = this.focused();
    this.labels = labels;
    const keep = new Set<string>();
    for (const item of items) {
      keep.add(item.key);
      const selected = item.kind === "agent" && item.agent.id === highlight.selected;
      const looks = looksOf(item, selected);
      const known = this.shown.get(item.key);
      if (known) {
        if (known.item.lat !== item.lat || known.item.lon !== item.lon) known.marker.setLatLng([item.lat, item.lon]);
        if (known.looks !== looks) {
          known.marker.setIcon(iconOf(item, selected));
          known.looks = looks;
        }
        known.item = item;
      } else {
        const marker = L.marker([item.lat, item.lon], {
          icon: iconOf(item, selected),
          keyboard: true,
          riseOnHover: true,
        });
        marker.addTo(this.map);
        this.shown.set(item.key, { marker, looks, item, dressed: "", labels });
        this.listen(marker, item.key);
      }
      this.dress(item, labels, selected, highlight);
    }
    for (const [key, { marker }] of this.shown) {
      if (keep.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
    if (this.pointed !== null && !this.shown.has(this.pointed)) this.point(null);
    // What was closed by a press stays closed.
    else if (this.tip.isOpen()) this.showTip();
    this.keepStop();
    // Who pressed Enter on a cluster goes on where it parted.
    if (focused && !this.shown.has(focused.key)) this.focus(nearestSpot(this.pointOf(focused.item), this.spots()));
  }

  private dress(item: MapItem, labels: readonly MapLabel[], selected: boolean, highlight: Highlight): void {
    const shown = this.shown.get(item.key);
    const element = shown?.marker.getElement();
    if (!shown || !element) return;
    element.classList.toggle("hot", this.isHot(item));
    const changed = freshOf(item, highlight.changed);
    // What a cluster says depends on the town that it is near, and on what a press does.
    const whole = item.kind === "cluster" ? [item.lat, item.lon, item.closer === null] : [];
    const dressed = [shown.looks, changed, ...whole].join("|");
    if (shown.dressed === dressed && shown.labels === labels) return;
    Object.assign(shown, { dressed, labels });
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", describeItem(item, labels));
    if (changed === null) delete element.dataset.changed;
    else element.dataset.changed = changed;
    element.classList.toggle("picked", selected);
    const status = item.kind === "agent" ? item.agent.status : worstOf(item.tally);
    shown.marker.setZIndexOffset((DEPTH[status] ?? 0) + (selected ? 2000 : 0));
  }

  private listen(marker: L.Marker, key: string): void {
    marker.on("click", () => {
      const pressed = this.shown.get(key);
      if (pressed) this.press(pressed.item);
    });
    marker.on("mouseover", () => this.point(key));
    marker.on("mouseout", () => this.leave(key, this.focusedByKeys()));
    marker.on("keydown", (event) => this.onKey((event as L.LeafletKeyboardEvent).originalEvent, key));
    const element = marker.getElement();
    element?.addEventListener("focus", () => {
      this.stop = key;
      this.keepStop();
      // The focus of a press is none that somebody reads by.
      if (element.matches(":focus-visible")) this.point(key);
    });
    element?.addEventListener("blur", () => this.leave(key, null));
  }

  private point(key: string | null): void {
    this.pointed = key;
    this.showTip();
    this.handlers.onHover((key === null ? undefined : this.shown.get(key))?.item ?? null);
  }

  /** Where another marker was come to by now, that one stays. */
  private leave(key: string, to: string | null): void {
    if (this.pointed === key) this.point(to);
  }

  /** The popup or the closer look that follows says more than the tip. */
  private press(item: MapItem): void {
    this.tip.close();
    this.handlers.onPress(item);
  }

  private showTip(): void {
    const shown = this.pointed === null ? undefined : this.shown.get(this.pointed);
    if (shown) this.tip.show(shown.marker, shown.item, this.labels);
    else this.tip.close();
  }

  private onKey(event: KeyboardEvent, key: string): void {
    const shown = this.shown.get(key);
    if (!shown) return;
    if (event.key === "Enter" || event.key === " ") this.press(shown.item);
    else if (event.key === "+" || event.key === "=") this.zoomAt(shown, 1);
    else if (event.key === "-") this.zoomAt(shown, -1);
    else if (event.key === "Escape") this.map.getContainer().focus();
    else if (event.key.startsWith("Arrow")) this.focus(spotTowards(event.key, this.spotOf(shown), this.spots()));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Closer or further with the marker where it is, so that it does not leave the view. */
  private zoomAt({ marker }: Shown, steps: number): void {
    this.map.setZoomAround(marker.getLatLng(), this.map.getZoom() + steps);
  }

  private focused(): { key: string; item: MapItem } | null {
    for (const [key, { marker, item }] of this.shown) {
      if (marker.getElement() === document.activeElement) return { key, item };
    }
    return null;
  }

  private focusedByKeys(): string | null {
    return document.activeElement?.matches(":focus-visible") ? (this.focused()?.key ?? null) : null;
  }

  private focus(spot: Spot | null): void {
    if (spot) this.shown.get(spot.key)?.marker.getElement()?.focus({ preventScroll: true });
  }

  /** One marker is reached by Tab, the others from there. */
  private keepStop(): void {
    if (this.stop === null || !this.shown.has(this.stop)) this.stop = this.spots()[0]?.key ?? null;
    for (const [key, { marker }] of this.shown) {
      const element = marker.getElement();
      const reached = key === this.stop ? "0" : "-1";
      if (element && element.getAttribute("tabindex") !== reached) element.setAttribute("tabindex", reached);
    }
  }

  private pointOf(item: MapItem): L.Point {
    return this.map.latLngToContainerPoint([item.lat, item.lon]);
  }

  private spotOf({ item }: Shown): Spot {
    const { x, y } = this.pointOf(item);
    return { key: item.key, x, y };
  }

  /** The markers in sight. */
  private spots(): Spot[] {
    const { x: width, y: height } = this.map.getSize();
    return [...this.shown.values()]
      .map((shown) => this.spotOf(shown))
      .filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height);
  }
}
