import L from "leaflet";
import type { MapLabel } from "../../../backend/generated";
import { nearestCopy } from "../base/bounds";
import type { CountryLabel } from "../base/messages";
import type { MapItem } from "../clusters";
import type { Placed } from "../places";
import { findRoom, MARKER, type Name } from "./names";

/** From this zoom on a country is larger than the map, and its name says nothing. */
const WIDEST_ZOOM = 8;
/** In px: how far from the middle of a marker a name begins that would stand under it. */
const BESIDE = MARKER + 2;

const widthOf = (label: CountryLabel): number => label.west + label.east;

/** What stands on the map already; without a kind it is an agent. */
type Occupant = Placed & { kind?: MapItem["kind"] };

interface Candidate extends Omit<Name, "at"> {
  text: string;
  at: L.LatLng;
}

function countryCandidate(label: CountryLabel, zoom: number, centre: number): Candidate | null {
  const half = (label.name.length * 8.6) / 2 + 6;
  // A name wider than its country would stand on its neighbours.
  if ((widthOf(label) / 360) * 256 * 2 ** zoom < half * 2 + 12) return null;
  return {
    key: label.code,
    text: label.name.toUpperCase(),
    at: L.latLng(label.lat, nearestCopy(label.lon, centre)),
    spot: { className: "mk-label", box: { left: -half, right: half, top: -8, bottom: 8 } },
    besideMarker: [],
  };
}

/** What GeoIP knows is the middle of a town, so it is the name of that town on which a marker stands. */
function placeCandidate(label: MapLabel, centre: number): Candidate {
  const width = label.name.length * 6.4;
  return {
    key: `${label.name}/${label.lat}/${label.lon}`,
    text: label.name,
    at: L.latLng(label.lat, nearestCopy(label.lon, centre)),
    // A dot, and the name to the right of it.
    spot: { className: "mk-label mk-place", box: { left: -4, right: 12 + width, top: -8, bottom: 8 } },
    besideMarker: [
      { className: "mk-label mk-place beside", box: { left: BESIDE, right: BESIDE + width, top: -8, bottom: 8 } },
      {
        className: "mk-label mk-place under",
        box: { left: -width / 2, right: width / 2, top: BESIDE, bottom: BESIDE + 14 },
      },
    ],
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

  update(countries: readonly CountryLabel[], places: readonly MapLabel[], items: readonly Occupant[]): void {
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds();
    const centre = this.map.getCenter().lng;
    // Large countries first, then large towns: they win where two names would meet.
    const candidates = [
      ...(zoom > WIDEST_ZOOM ? [] : [...countries].sort((a, b) => widthOf(b) - widthOf(a))).flatMap(
        (label) => countryCandidate(label, zoom, centre) ?? [],
      ),
      ...places.map((label) => placeCandidate(label, centre)),
    ].filter(({ at }) => bounds.contains(at));
    const pointOf = (at: L.LatLngExpression) => this.map.latLngToContainerPoint(at);
    const standing = findRoom(
      candidates.map((candidate) => ({ ...candidate, at: pointOf(candidate.at) })),
      // Agents of which only the country is known stand in no town.
      items.map(({ kind, lat, lon }) => ({ at: pointOf([lat, lon]), isNamed: kind !== "country" })),
    );
    const byKey = new Map(candidates.map((candidate) => [candidate.key, candidate]));
    const keep = new Set<string>();
    for (const { key: name, className, obstacle } of standing) {
      const candidate = byKey.get(name);
      if (candidate === undefined) continue;
      const item = obstacle === null ? undefined : items[obstacle];
      const at = item ? L.latLng(item.lat, item.lon) : candidate.at;
      const key = `${name}/${className}`;
      keep.add(key);
      const known = this.shown.get(key);
      if (known) known.setLatLng(at);
      else this.shown.set(key, this.make(candidate.text, at, className));
    }
    for (const [key, marker] of this.shown) {
      if (keep.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
  }

  private make(text: string, at: L.LatLng, className: string): L.Marker {
    const html = document.createElement("span");
    html.textContent = text;
    html.setAttribute("aria-hidden", "true");
    const icon = L.divIcon({ html, className, iconSize: [0, 0] });
    return L.marker(at, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(this.map);
  }
}
