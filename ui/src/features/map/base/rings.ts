import polylabel from "polylabel";

/**
 * Rings and lines of the world data jump from 180 to -180 where they cross the antimeridian. Drawn as they are,
 * they make bars across the whole map; so every line is unrolled first and may then leave the usual range.
 */
export type Point = [number, number];

/** The same line without jumps: no step is longer than half the world. */
export function unwrapLine(line: readonly Point[]): Point[] {
  let shift = 0;
  let before: number | null = null;
  return line.map(([lon, lat]) => {
    if (before !== null) {
      if (lon - before > 180) shift -= 360;
      else if (lon - before < -180) shift += 360;
    }
    before = lon;
    return [lon + shift, lat];
  });
}

/** The same ring without jumps, closed. A ring around a pole is closed along the pole. */
export function unwrapRing(ring: readonly Point[]): Point[] {
  const open = unwrapLine(ring);
  const first = open[0];
  const last = open[open.length - 1];
  if (!first || !last) return open;
  if (Math.abs(last[0] - first[0]) > 180) {
    const south = open.reduce((sum, point) => sum + point[1], 0) < 0;
    const pole = south ? -90 : 90;
    return [...open, [last[0], pole], [first[0], pole], first];
  }
  return open;
}

export function boxOf(ring: readonly Point[]): { west: number; east: number; south: number; north: number } {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [lon, lat] of ring) {
    box.west = Math.min(box.west, lon);
    box.east = Math.max(box.east, lon);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
}

function middle(ring: readonly Point[]): number {
  const { west, east } = boxOf(ring);
  return (west + east) / 2;
}

/** A polygon whose rings are unrolled together: holes stay inside their outer ring. */
export function unwrapPolygon(rings: readonly (readonly Point[])[]): Point[][] {
  const [outer, ...holes] = rings;
  if (!outer) return [];
  const shell = unwrapRing(outer);
  const centre = middle(shell);
  return [
    shell,
    ...holes.map((hole) => {
      const unrolled = unwrapRing(hole);
      const shift = Math.round((centre - middle(unrolled)) / 360) * 360;
      return shift === 0 ? unrolled : unrolled.map(([lon, lat]): Point => [lon + shift, lat]);
    }),
  ];
}

/** Twice the planar area, in square degrees shrunk by latitude: enough to find the main landmass. */
export function ringSize(ring: readonly Point[]): number {
  let area = 0;
  let lats = 0;
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const [x1, y1] = ring[index] as Point;
    const [x2, y2] = ring[index + 1] as Point;
    area += x1 * y2 - x2 * y1;
    lats += y1;
  }
  const lat = ring.length > 1 ? lats / (ring.length - 1) : 0;
  return Math.abs(area) * Math.cos((lat * Math.PI) / 180);
}

/** How precise an inner point is, in parts of the ring's smaller extent: nobody sees a finer one. */
const PARTS = 16;

/** A point well inside the ring, far from its edges: a label or bubble there stands on the land. */
export function innerPoint(ring: Point[]): Point {
  const { west, east, south, north } = boxOf(ring);
  const [x, y] = polylabel([ring], Math.min(east - west, north - south) / PARTS);
  return [x, y];
}
