import L from "leaflet";
import type { MapLabel } from "../../../backend/generated";
import { nearestCopy } from "../base/bounds";
import type { CountryLabel } from "../base/messages";
import type { Placed } from "../places";

/** From this zoom on a country is larger than the map, and its name says nothing. */
const WIDEST_ZOOM = 8;
/** In px: what a marker takes up around its point. */
const MARKER = 24;

const widthOf = (label: CountryLabel): number => label.west + label.east;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const meet = (a: Box, b: Box): boolean => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

interface Candidate {
  key: string;
  text: string;
  className: string;
  at: L.LatLng;
  /** In px around the point. */
  box: Box;
}

function countryCandidate(label: CountryLabel, zoom: number, centre: number): Candidate | null {
  const half = (label.name.length * 8.6) / 2 + 6;
  // A name wider than its country would stand on its neighbours.
  if ((widthOf(label) / 360) * 256 * 2 ** zoom < half * 2 + 12) return null;
  return {
    key: label.code,
    text: label.name.toUpperCase(),
    className: "mk-label",
    at: L.latLng(label.lat, nearestCopy(label.lon, centre)),
    box: { left: -half, right: half, top: -8, bottom: 8 },
  };
}

function placeCandidate(label: MapLabel, centre: number): Candidate {
  return {
    key: `${label.name}/${label.lat}/${label.lon}`,
    text: label.name,
    className: "mk-label mk-place",
    at: L.latLng(label.lat, nearestCopy(label.lon, centre)),
    // A dot, and the name to the right of it.
    box: { left: -4, right: 12 + label.name.length * 6.4, top: -8, bottom: 8 },
  };
}

/** Names of countries and towns where they fit and nothing stands on them; they only help to find one's way. */
export class LabelLayer {
  private readonly shown = new Map<string, L.Marker>();

  constructor(private readonly map: L.Map) {
    const pane = map.createPane("labels");
    pane.style.zIndex = "350";
    pane.style.pointerEvents = "none";
  }

  update(countries: readonly CountryLabel[], places: readonly MapLabel[], items: readonly Placed[]): void {
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds();
    const centre = this.map.getCenter().lng;
    // Large countries first, then large towns: they win where two names would meet.
    const candidates = [
      ...(zoom > WIDEST_ZOOM ? [] : [...countries].sort((a, b) => widthOf(b) - widthOf(a))).flatMap(
        (label) => countryCandidate(label, zoom, centre) ?? [],
      ),
      ...places.map((label) => placeCandidate(label, centre)),
    ];
    const taken = items.map((item): Box => {
      const { x, y } = this.map.latLngToContainerPoint([item.lat, item.lon]);
      return { left: x - MARKER, right: x + MARKER, top: y - MARKER, bottom: y + MARKER };
    });
    const keep = new Set<string>();
    for (const candidate of candidates) {
      if (!bounds.contains(candidate.at)) continue;
      const { x, y } = this.map.latLngToContainerPoint(candidate.at);
      const { left, right, top, bottom } = candidate.box;
      const box = { left: x + left, right: x + right, top: y + top, bottom: y + bottom };
      if (taken.some((other) => meet(other, box))) continue;
      taken.push(box);
      keep.add(candidate.key);
      const known = this.shown.get(candidate.key);
      if (known) known.setLatLng(candidate.at);
      else this.shown.set(candidate.key, this.make(candidate));
    }
    for (const [key, marker] of this.shown) {
      if (keep.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
  }

  private make({ text, className, at }: Candidate): L.Marker {
    const html = document.createElement("span");
    html.textContent = text;
    html.setAttribute("aria-hidden", "true");
    const icon = L.divIcon({ html, className, iconSize: [0, 0] });
    return L.marker(at, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(this.map);
  }
}
