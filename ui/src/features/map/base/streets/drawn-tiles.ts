import type L from "leaflet";
import { type PreparedTile, toIndex, type Zxy } from "protomaps-leaflet";

/** A tile on the map. */
export interface Drawn {
  canvas: HTMLCanvasElement;
  coords: Zxy;
  prepared: PreparedTile;
  /** Called when it is painted for the first time. */
  done: L.DoneCallback | null;
}

/** The tiles that are on the map. */
export class DrawnTiles {
  private readonly tiles = new Map<HTMLElement, Drawn>();

  add(tile: Drawn): void {
    this.tiles.set(tile.canvas, tile);
  }

  /** What was drawn on a canvas, if anything was. */
  take(canvas: HTMLElement): Drawn | null {
    const tile = this.tiles.get(canvas) ?? null;
    this.tiles.delete(canvas);
    return tile;
  }

  all(): Iterable<Drawn> {
    return this.tiles.values();
  }

  /** The tiles at some places; copies of the world have the same. */
  at(places: ReadonlySet<string>): Drawn[] {
    return [...this.tiles.values()].filter(({ coords }) => places.has(toIndex(coords)));
  }

  isAny(zoom: number): boolean {
    return [...this.tiles.values()].some(({ coords }) => coords.z === zoom);
  }

  /** Whether a tile at this zoom is drawn from the data of one. */
  isAnyOf(zoom: number, data: Zxy): boolean {
    const key = toIndex(data);
    return [...this.tiles.values()].some(
      ({ coords, prepared }) => coords.z === zoom && toIndex(prepared.dataTile) === key,
    );
  }
}
