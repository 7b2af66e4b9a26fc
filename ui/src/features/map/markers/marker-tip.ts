import L from "leaflet";
import type { MapLabel } from "../../../backend/generated";
import { STATUS_WORD } from "../../../components";
import type { MapItem } from "../clusters";
import { certaintyOf, sayItem } from "./describe";

/** In px, beside the marker. */
const GAP = 2;

/** What the tip says, as nodes: a name from outside cannot become markup. */
export function tipContent(item: MapItem, labels: readonly MapLabel[]): HTMLElement {
  const content = document.createElement("div");
  if (item.kind !== "agent") {
    content.textContent = sayItem(item, labels);
    return content;
  }
  const name = document.createElement("b");
  name.textContent = item.agent.name;
  const facts = document.createElement("span");
  facts.textContent = `${STATUS_WORD[item.agent.status]}, ${certaintyOf(item.agent)}`;
  content.append(name, facts);
  return content;
}

/** From the point of a marker to the edge of what is drawn there, at half its height. */
function offsetOf(marker: L.Marker): L.Point {
  const { iconSize, iconAnchor } = marker.getIcon().options;
  const size = L.point(iconSize ?? [0, 0]);
  const anchor = L.point(iconAnchor ?? size.divideBy(2));
  return L.point(size.x / 2 + GAP, size.y / 2 - anchor.y);
}

/**
 * The one tip of the map, beside the marker that pointer or focus is on. Not Leaflet's own binding: that would tell it a
 * second time to those who hear the name of the marker.
 */
export class MarkerTip {
  private readonly tip = L.tooltip({ className: "mk-tip", direction: "auto", opacity: 1 });

  constructor(private readonly map: L.Map) {}

  isOpen(): boolean {
    return this.tip.isOpen() === true;
  }

  show(marker: L.Marker, item: MapItem, labels: readonly MapLabel[]): void {
    this.tip.options.offset = offsetOf(marker);
    this.tip.setLatLng(marker.getLatLng()).setContent(tipContent(item, labels));
    if (!this.isOpen()) this.tip.addTo(this.map);
    const element = this.tip.getElement();
    element?.removeAttribute("role");
    element?.setAttribute("aria-hidden", "true");
  }

  close(): void {
    this.tip.remove();
  }
}
