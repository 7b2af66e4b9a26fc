import Point from "@mapbox/point-geometry";
import L from "leaflet";
import {
  type Feature,
  Labelers,
  type PaintRule,
  type PreparedTile,
  paint,
  TileCache,
  type TileSource,
  toIndex,
  View,
  type Zxy,
} from "protomaps-leaflet";
import { onThemeChange } from "../theme";
import { readTile } from "./read-tile";
import { labelRules, lookOf, paintRules } from "./style";

/** Width and height of a tile on the map, px. */
const SIZE = 256;
/** The tiles of a file are drawn twice as large: they are made for 512 px. */
const LEVELS_APART = 1;
/** So many tiles keep their names; a large screen shows some thirty. Of fewer, names would vanish at the rim. */
const NAMED_TILES = 64;
/** What stands so near to a tile, px, may reach into it, or keep something else from standing there. */
const RIM = 48;

/** The map answers in between after so many milliseconds of painting: less than a frame. */
const SLICE_MS = 10;

/** A tile on the map. */
interface Drawn {
  canvas: HTMLCanvasElement;
  coords: Zxy;
  prepared: PreparedTile;
  /** Called when it is painted for the first time. */
  done: L.DoneCallback | null;
}

/** What a theme decides. */
interface Dress {
  ground: string;
  rules: PaintRule[];
  /** Who finds room for the names. */
  labelers: Labelers;
}

export interface VectorStreetsOptions extends L.GridLayerOptions {
  /** Address of the tiles, up to zoom, column and row. */
  address: string;
  /** First and last zoom that there are tiles for. */
  firstZoom: number;
  lastZoom: number;
}

/** Tiles as the core gives them. */
class Tiles implements TileSource {
  constructor(private readonly address: string) {}

  /** @throws where there is no tile: then the offline map is seen. */
  async get({ z, x, y }: Zxy, size: number): Promise<Map<string, Feature[]>> {
    const answer = await fetch(`${this.address}${z}/${x}/${y}`);
    if (!answer.ok) throw new Error(`no tile ${z}/${x}/${y}`);
    return readTile(await answer.arrayBuffer(), size, languages());
  }
}

const languages = (): string[] => [...new Set(navigator.languages.map((language) => language.slice(0, 2)))];

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Streets of vector tiles on canvases, in the colours of the theme. */
export class VectorStreets extends L.GridLayer {
  private readonly view: View;
  private readonly drawn = new Map<string, Set<Drawn>>();
  private dress: Dress | null = null;
  /** Taken off the map, some before they could be drawn. */
  private readonly gone = new WeakSet<HTMLElement>();
  private readonly waiting = new Set<Drawn>();
  private isPainting = false;
  private stopWatching: (() => void) | null = null;

  constructor({ address, firstZoom, lastZoom, ...options }: VectorStreetsOptions) {
    super({ ...options, minZoom: firstZoom === 0 ? 0 : firstZoom + LEVELS_APART });
    const cache = new TileCache(new Tiles(address), SIZE << LEVELS_APART);
    this.view = new View(cache, lastZoom, LEVELS_APART);
    this.on("tileunload", ({ tile }) => this.forget(tile));
  }

  override onAdd(map: L.Map): this {
    this.dress = this.dressFor(map);
    this.stopWatching = onThemeChange(() => {
      this.dress = this.dressFor(map);
      for (const tiles of this.drawn.values()) this.paint(tiles);
    });
    return super.onAdd(map);
  }

  override onRemove(map: L.Map): this {
    this.stopWatching?.();
    return super.onRemove(map);
  }

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement("canvas");
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = SIZE * ratio;
    canvas.height = SIZE * ratio;
    const at = { z: coords.z, x: coords.x, y: coords.y };
    this.view.getDisplayTile(at).then(
      (prepared) => {
        if (this.gone.has(canvas)) return;
        const tile = { canvas, coords: at, prepared, done };
        const key = toIndex(at);
        // Copies of the world have the same tiles.
        this.drawn.set(key, (this.drawn.get(key) ?? new Set()).add(tile));
        this.paint([tile]);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), canvas),
    );
    return canvas;
  }

  private dressFor(map: L.Map): Dress {
    const look = lookOf(map.getContainer());
    const scratch = document.createElement("canvas").getContext("2d");
    if (!scratch) throw new Error("no canvas to measure names on");
    // A name that comes to stand on tiles which are painted already.
    const reaches = (keys: Set<string>): void => {
      for (const key of keys) this.paint(this.drawn.get(key) ?? []);
    };
    const labelers = new Labelers(scratch, labelRules(look), NAMED_TILES, reaches);
    return { ground: look.land, rules: paintRules(look), labelers };
  }

  private forget(canvas: HTMLElement): void {
    this.gone.add(canvas);
    for (const [key, tiles] of this.drawn) {
      for (const tile of tiles) if (tile.canvas === canvas) tiles.delete(tile);
      if (tiles.size === 0) this.drawn.delete(key);
    }
  }

  private paint(tiles: Iterable<Drawn>): void {
    for (const tile of tiles) this.waiting.add(tile);
    if (!this.isPainting) void this.paintWaiting();
  }

  private async paintWaiting(): Promise<void> {
    this.isPainting = true;
    await nextTask();
    let until = performance.now() + SLICE_MS;
    for (const tile of this.waiting) {
      this.waiting.delete(tile);
      if (this.gone.has(tile.canvas)) continue;
      this.draw(tile);
      if (performance.now() < until) continue;
      await nextTask();
      until = performance.now() + SLICE_MS;
    }
    this.isPainting = false;
  }

  private draw(tile: Drawn): void {
    let trouble: Error | undefined;
    try {
      if (this.dress) this.drawIn(this.dress, tile);
    } catch (error) {
      trouble = error instanceof Error ? error : new Error(String(error));
    }
    tile.done?.(trouble, tile.canvas);
    tile.done = null;
  }

  private drawIn({ ground, rules, labelers }: Dress, { canvas, coords: { x, y, z }, prepared }: Drawn): void {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas to draw on");
    const tiles = new Map([["", [prepared]]]);
    labelers.add(z, tiles);
    const scale = canvas.width / SIZE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = ground;
    context.fillRect(0, 0, SIZE, SIZE);
    const origin = new Point(SIZE * x, SIZE * y);
    const bbox = {
      minX: origin.x - RIM,
      minY: origin.y - RIM,
      maxX: origin.x + SIZE + RIM,
      maxY: origin.y + SIZE + RIM,
    };
    paint(context, z, tiles, labelers.getIndex(z) ?? null, rules, bbox, origin, false);
  }
}
