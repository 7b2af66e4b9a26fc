import { describe, expect, it } from "vitest";
import { boundsOf, nearestCopy } from "../src/features/map/base/bounds";
import {
  innerPoint,
  type Point,
  ringSize,
  unwrapLine,
  unwrapPolygon,
  unwrapRing,
} from "../src/features/map/base/rings";

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const wrap = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

describe("unwrapping", () => {
  it("leaves no step longer than half the world, and every point where it was", () => {
    const next = random(1);
    for (let round = 0; round < 300; round += 1) {
      let lon = next() * 360 - 180;
      // A walk of short steps, cut back into the usual range: that is how the data looks.
      const walk = Array.from({ length: 2 + Math.floor(next() * 60) }, (): Point => {
        lon += (next() - 0.5) * 170;
        return [wrap(lon), next() * 160 - 80];
      });
      const line = unwrapLine(walk);
      expect(line).toHaveLength(walk.length);
      for (const [index, [x, y]] of line.entries()) {
        const [before, lat] = walk[index] as Point;
        expect(wrap(x)).toBeCloseTo(wrap(before), 6);
        expect(y).toBe(lat);
        if (index > 0) expect(Math.abs(x - (line[index - 1] as Point)[0])).toBeLessThanOrEqual(180);
      }
    }
  });

  it("keeps a ring over the antimeridian small: no bar across the world", () => {
    const fiji: Point[] = [
      [179, -16],
      [-179, -16],
      [-179, -18],
      [179, -18],
      [179, -16],
    ];
    const ring = unwrapRing(fiji);
    const lons = ring.map(([lon]) => lon);
    expect(Math.max(...lons) - Math.min(...lons)).toBeCloseTo(2);
    expect(ring.at(-1)).toEqual(ring[0]);
    expect(ringSize(ring)).toBeLessThan(10);
  });

  it("closes a ring around a pole along the pole", () => {
    const coast: Point[] = [-180, -90, 0, 90, 180].map((lon): Point => [lon, -70]);
    const ring = unwrapRing(coast);
    expect(ring.at(-1)).toEqual(ring[0]);
    expect(Math.min(...ring.map(([, lat]) => lat))).toBe(-90);
  });

  it("keeps a hole inside its outer ring", () => {
    const outer: Point[] = [
      [170, 10],
      [-160, 10],
      [-160, -10],
      [170, -10],
      [170, 10],
    ];
    const hole: Point[] = [
      [-175, 1],
      [-174, 1],
      [-174, 0],
      [-175, 1],
    ];
    const [shell, inner] = unwrapPolygon([outer, hole]);
    const west = Math.min(...(shell ?? []).map(([lon]) => lon));
    const east = Math.max(...(shell ?? []).map(([lon]) => lon));
    for (const [lon] of inner ?? []) {
      expect(lon).toBeGreaterThan(west);
      expect(lon).toBeLessThan(east);
    }
  });

  it("finds a point on the land of a hollow shape", () => {
    const crescent: Point[] = [
      [0, 0],
      [10, 0],
      [10, 2],
      [2, 2],
      [2, 8],
      [10, 8],
      [10, 10],
      [0, 10],
      [0, 0],
    ];
    const [x, y] = innerPoint(crescent);
    expect(x < 2 || y < 2 || y > 8).toBe(true);
  });
});

describe("bounds and copies", () => {
  it("puts neighbours over the antimeridian into one small box", () => {
    const box = boundsOf([
      { lat: -17.7, lon: 179.9 },
      { lat: -13.8, lon: -179.9 },
    ]);
    expect(box?.west).toBeCloseTo(179.9);
    expect(box?.east).toBeCloseTo(180.1);
  });

  it("is the plain box elsewhere, and nothing for nothing", () => {
    expect(
      boundsOf([
        { lat: 51, lon: -3 },
        { lat: 55, lon: 1 },
      ]),
    ).toEqual({ south: 51, north: 55, west: -3, east: 1 });
    expect(boundsOf([])).toBeNull();
  });

  it("takes the copy of the world that is looked at", () => {
    expect(nearestCopy(-179.9, 179)).toBeCloseTo(180.1);
    expect(nearestCopy(179.9, -179)).toBeCloseTo(-180.1);
    expect(nearestCopy(10, 12)).toBe(10);
  });
});
