export interface Spot {
  key: string;
  x: number;
  y: number;
}

const TOWARDS: Record<string, { x: number; y: number }> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** The spot that the arrow key leads to: the nearest one on that side, where what is aside counts double. */
export function spotTowards(key: string, from: Spot, spots: readonly Spot[]): Spot | null {
  const way = TOWARDS[key];
  if (!way) return null;
  let best: Spot | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    if (spot.key === from.key) continue;
    const along = (spot.x - from.x) * way.x + (spot.y - from.y) * way.y;
    const aside = Math.abs((spot.x - from.x) * way.y) + Math.abs((spot.y - from.y) * way.x);
    // Straight on, and up to some way beside it; what lies further aside is reached by another arrow.
    if (along <= 0 || aside > along * 2) continue;
    const effort = along + aside * 2;
    if (effort < least) {
      best = spot;
      least = effort;
    }
  }
  return best;
}

/** The spot nearest to a point. */
export function nearestSpot(at: { x: number; y: number }, spots: readonly Spot[]): Spot | null {
  let best: Spot | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    const distance = Math.hypot(spot.x - at.x, spot.y - at.y);
    if (distance < least) {
      best = spot;
      least = distance;
    }
  }
  return best;
}
