/* Pure: also for workers, which have no document that Leaflet could be loaded into. */

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/**
 * The smallest box around all points. The box goes around the side of the world with the largest gap, so that
 * Fiji and Samoa are neighbours; its east may therefore lie beyond 180.
 */
export function boundsOf(points: readonly { lat: number; lon: number }[]): Bounds | null {
  if (points.length === 0) return null;
  const lons = Float64Array.from(points, (point) => point.lon).sort();
  let west = lons[0] as number;
  let east = lons[lons.length - 1] as number;
  let gap = west + 360 - east;
  for (let index = 0; index + 1 < lons.length; index += 1) {
    const left = lons[index] as number;
    const right = lons[index + 1] as number;
    if (right - left > gap) {
      gap = right - left;
      west = right;
      east = left + 360;
    }
  }
  return {
    south: points.reduce((least, point) => Math.min(least, point.lat), 90),
    north: points.reduce((most, point) => Math.max(most, point.lat), -90),
    west,
    east,
  };
}

/** The copy of this longitude that lies nearest to the given one. */
export function nearestCopy(lon: number, to: number): number {
  return lon + Math.round((to - lon) / 360) * 360;
}
