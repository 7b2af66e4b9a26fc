/* Pure: where names may stand beside each other and beside markers. */

/** In px. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Point {
  x: number;
  y: number;
}

/** How a name stands at a point. */
export interface Spot {
  className: string;
  /** Around the point. */
  box: Box;
}

/** A name that would like to stand at a point of the map. */
export interface Name {
  key: string;
  at: Point;
  spot: Spot;
  /** Around a marker that stands on its point, the best first; none = it is left out then. */
  besideMarker: readonly Spot[];
}

/** What stands on the map already. */
export interface Obstacle {
  at: Point;
  /** Whether the name of the town below it stands beside it. */
  isNamed: boolean;
}

/** A name that has found room: at its own point, or around an obstacle. */
export interface Standing {
  key: string;
  className: string;
  /** Index of the obstacle; null = at its own point. */
  obstacle: number | null;
}

/** What a marker takes up around its point. */
export const MARKER = 24;

const meet = (a: Box, b: Box): boolean => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

const around = ({ x, y }: Point, box: Box): Box => ({
  left: x + box.left,
  right: x + box.right,
  top: y + box.top,
  bottom: y + box.bottom,
});

/** Finds room for names, the first ones first: whatever stands already is not covered. */
export function findRoom(names: readonly Name[], obstacles: readonly Obstacle[]): Standing[] {
  const square = { left: -MARKER, right: MARKER, top: -MARKER, bottom: MARKER };
  const markers = obstacles.map(({ at }) => around(at, square));
  const taken = [...markers];
  const spoken = new Set<number>();
  return names.flatMap(({ key, at, spot, besideMarker }): Standing[] => {
    const index = markers.findIndex((box) => meet(box, { left: at.x, right: at.x, top: at.y, bottom: at.y }));
    const obstacle = obstacles[index];
    if (obstacle && (spoken.has(index) || !obstacle.isNamed)) return [];
    // Where a marker covers several names, the first is that of its place, also where there is no room for it.
    if (obstacle) spoken.add(index);
    for (const { className, box } of obstacle ? besideMarker : [spot]) {
      const wanted = around(obstacle ? obstacle.at : at, box);
      if (taken.some((other) => meet(other, wanted))) continue;
      taken.push(wanted);
      return [{ key, className, obstacle: obstacle ? index : null }];
    }
    return [];
  });
}
