import L from "leaflet";
import { afterEach, describe, expect, it } from "vitest";
import { emptyTally, type MapItem } from "../clusters";
import { apart } from "../view";

const SIZE = { clientWidth: 700, clientHeight: 600 };
let map: L.Map;

function europe(): L.Map {
  const frame = document.createElement("div");
  for (const [name, value] of Object.entries(SIZE)) Object.defineProperty(frame, name, { value });
  document.body.append(frame);
  map = L.map(frame, { center: [50, 8], zoom: 3 });
  return map;
}
afterEach(() => map.remove());

const country = (code: string, lat: number, lon: number): MapItem => ({
  kind: "country",
  key: code,
  code,
  name: code,
  tally: { ...emptyTally(), online: 1 },
  lat,
  lon,
});
const cluster: MapItem = {
  kind: "cluster",
  key: "c",
  cluster: 1,
  zoom: 3,
  tally: { ...emptyTally(), online: 15 },
  closer: 5,
  lat: 51,
  lon: 4,
};

describe("boxes of countries", () => {
  it("cover neither each other nor the agents, where many small countries meet", () => {
    const on = europe();
    const countries = ["NL", "BE", "LU", "DE", "FR", "GB", "IE", "CH", "AT", "CZ"].map((code, at) =>
      country(code, 47 + (at % 5), 2 + at),
    );
    const items = apart(on, [cluster, ...countries]);
    const points = items.map(({ lat, lon }) => on.latLngToContainerPoint([lat, lon]));
    points.forEach((one, at) => {
      for (const other of points.slice(at + 1)) {
        expect(Math.abs(one.x - other.x) > 60 || Math.abs(one.y - other.y) > 31).toBe(true);
      }
    });
    expect(items[0]).toEqual(cluster);
  });

  it("stay where they belong where there is room", () => {
    const [box] = apart(europe(), [country("GB", 52, -2)]);
    expect(box?.lat).toBeCloseTo(52, 0);
    expect(box?.lon).toBeCloseTo(-2, 0);
  });
});
