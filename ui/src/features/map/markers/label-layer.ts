import L from "leaflet";
import { nearestCopy } from "../base/create-map";
import type { CountryLabel } from "../base/messages";
import type { MapItem } from "../clusters";

const WIDEST_ZOOM = 8;

const widthOf = (label: CountryLabel): number => label.west + label.east;

/** Country names where they fit and nothing stands on them; they only help to find one's way. */
export class LabelLayer {
  private readonly shown = new Map<string, L.Marker>();

  constructor(private readonly map: L.Map) {
    const pane = map.createPane("labels");
    pane.style.zIndex = "350";
    pane.style.pointerEvents = "none";
  }

  update(labels: readonly CountryLabel[], items: readonly MapItem[]): void {
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds();
    const centre = this.map.getCenter().lng;
    const taken = items.map((item) => this.map.latLngToContainerPoint([item.lat, item.lon]));
    const keep = new Set<string>();
    // Large countries first: they win where two names would meet.
    for (const label of zoom > WIDEST_ZOOM ? [] : [...labels].sort((a, b) => widthOf(b) - widthOf(a))) {
      const words = label.name.length * 8.6;
      if ((widthOf(label) / 360) * 256 * 2 ** zoom < words + 24) continue;
      const place = L.latLng(label.lat, nearestCopy(label.lon, centre));
      if (!bounds.contains(place)) continue;
      const at = this.map.latLngToContainerPoint(place);
      const half = words / 2 + 6;
      if (taken.some((other) => Math.abs(other.x - at.x) < half + 22 && Math.abs(other.y - at.y) < 30)) continue;
      taken.push(at, L.point(at.x - half, at.y), L.point(at.x + half, at.y));
      keep.add(label.code);
      const known = this.shown.get(label.code);
      if (known) known.setLatLng(place);
      else this.shown.set(label.code, this.make(label, place));
    }
    for (const [code, marker] of this.shown) {
      if (keep.has(code)) continue;
      marker.remove();
      this.shown.delete(code);
    }
  }

  private make(label: CountryLabel, place: L.LatLng): L.Marker {
    const html = document.createElement("span");
    html.textContent = label.name.toUpperCase();
    html.setAttribute("aria-hidden", "true");
    const icon = L.divIcon({ html, className: "mk-label", iconSize: [0, 0] });
    return L.marker(place, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(this.map);
  }
}
