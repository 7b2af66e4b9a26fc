/* Pure: also for workers, which have no document that Leaflet could be loaded into. */

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** The strip of longitudes around all of them that leaves out the largest gap; its east may lie beyond 180. */
export function stripOf(longitudes: Float64Array): { west: number; east: number } | null {
  if (longitudes.length === 0) return null;
  const lons = longitudes.slice().sort();
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
  return { west, east };
}

/**
 * The smallest box around all points. The box goes around the side of the world with the largest gap, so that
 * Fiji and Samoa are neighbours; its east may therefore lie beyond 180.
 */
export function boundsOf(points: readonly { lat: number; lon: number }[]): Bounds | null {
  const longitudes = new Float64Array(points.length);
  let south = 90;
  let north = -90;
  points.forEach(({ lat, lon }, index) => {
    longitudes[index] = lon;
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  });
  const strip = stripOf(longitudes);
  return strip && { south, north, ...strip };
}

/** The copy of this longitude that lies nearest to the given one. */
export function nearestCopy(lon: number, to: number): number {
  return lon + Math.round((to - lon) / 360) * 360;
}
