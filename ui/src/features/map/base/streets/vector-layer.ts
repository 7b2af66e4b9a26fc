import Point from "@mapbox/point-geometry";
import L from "leaflet";
import {
  type Bbox,
  Labelers,
  type PaintRule,
  type PreparedTile,
  paint,
  TileCache,
  toIndex,
  View,
  type Zxy,
} from "protomaps-leaflet";
import { onThemeChange } from "../theme";
import { type Area, latLngBoundsOf, rectangleOf } from "./area";
import { type Drawn, DrawnTiles } from "./drawn-tiles";
import { labelRules, lookOf, paintRules } from "./style";
import { reasonOf } from "./tile-error";
import { Tiles } from "./tile-source";

/** Width and height of a tile on the map, px. */
const SIZE = 256;
/** The tiles of a file are drawn twice as large: they are made for 512 px. */
const LEVELS_APART = 1;
/** Names go with their tiles. A number here would make the library throw away those of tiles that are still seen. */
const NAMED_TILES = Number.POSITIVE_INFINITY;
/** What stands so near to a tile, px, may reach into it, or keep something else from standing there. */
const RIM = 48;

/** The map answers in between after so many milliseconds of painting: less than a frame. */
const SLICE_MS = 10;

/** A tile that is waited for. */
interface Asked {
  canvas: HTMLCanvasElement;
  coords: Zxy;
  /** Key of the tile that has its data. */
  data: string;
  done: L.DoneCallback;
}

/** What a theme decides. */
interface Dress {
  ground: string;
  rules: PaintRule[];
  /** Who finds room for the names. */
  labelers: Labelers;
}

export interface VectorStreetsOptions extends Omit<L.GridLayerOptions, "bounds" | "minZoom"> {
  /** Address of the tiles, up to zoom, column and row. */
  address: string;
  /** First and last zoom that there are tiles for. */
  firstZoom: number;
  lastZoom: number;
  /** The part of the world that there are tiles of; of all without one. Around it the offline map is seen. */
  area: Area | null;
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Calls back when fonts have come, with which names have another width. Returns the end of it. */
function onFonts(come: () => void): () => void {
  const fonts: FontFaceSet | undefined = document.fonts;
  fonts?.addEventListener("loadingdone", come);
  return () => fonts?.removeEventListener("loadingdone", come);
}

/** Streets of vector tiles on canvases, in the colours of the theme. */
export class VectorStreets extends L.GridLayer {
  private readonly view: View;
  private readonly area: Area | null;
  private readonly asked = new Map<HTMLElement, Asked>();
  /** Those that did not come. */
  private readonly missed = new Map<HTMLElement, Asked>();
  private readonly drawn = new DrawnTiles();
  /** Those that are to be painted, for the first time or again. */
  private readonly waiting = new Set<Drawn>();
  private isPainting = false;
  private dress: Dress | null = null;
  private stopWatching: (() => void)[] = [];

  constructor({ address, firstZoom, lastZoom, area, ...options }: VectorStreetsOptions) {
    super({
      ...options,
      ...(area ? { bounds: latLngBoundsOf(area) } : {}),
      minZoom: firstZoom === 0 ? 0 : firstZoom + LEVELS_APART,
    });
    this.area = area;
    const isWanted = (at: Zxy): boolean => [...this.asked.values()].some(({ data }) => data === toIndex(at));
    this.view = new View(new TileCache(new Tiles(address, isWanted), SIZE << LEVELS_APART), lastZoom, LEVELS_APART);
    this.on("tileunload", ({ tile }) => this.forget(tile));
  }

  override onAdd(map: L.Map): this {
    const redress = (): void => {
      this.dress = this.dressFor(map);
      this.paint(this.drawn.all());
    };
    redress();
    this.stopWatching = [onThemeChange(redress), onFonts(redress)];
    return super.onAdd(map);
  }

  override onRemove(map: L.Map): this {
    for (const stop of this.stopWatching) stop();
    return super.onRemove(map);
  }

  /** Asks once more for a tile that did not come. */
  askAgain(tile: HTMLElement): void {
    const asked = this.missed.get(tile);
    if (!asked) return;
    this.missed.delete(tile);
    this.ask(asked);
  }

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement("canvas");
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = SIZE * ratio;
    canvas.height = SIZE * ratio;
    const at = { z: coords.z, x: coords.x, y: coords.y };
    this.ask({ canvas, coords: at, data: toIndex(this.view.dataTileForDisplayTile(at).dataTile), done });
    return canvas;
  }

  private ask(asked: Asked): void {
    this.asked.set(asked.canvas, asked);
    void this.view.getDisplayTile(asked.coords).then(
      (prepared) => this.take(asked, prepared),
      (error: unknown) => this.miss(asked, error),
    );
  }

  private take({ canvas, coords, done }: Asked, prepared: PreparedTile): void {
    // It may be off the map again.
    if (!this.asked.delete(canvas)) return;
    const tile: Drawn = { canvas, coords, prepared, done };
    this.drawn.add(tile);
    this.paint([tile]);
  }

  private miss(asked: Asked, error: unknown): void {
    if (!this.asked.delete(asked.canvas)) return;
    // Nobody wanted it when it came, and somebody does since.
    if (reasonOf(error) === "unwanted") this.ask(asked);
    else {
      this.missed.set(asked.canvas, asked);
      asked.done(asError(error), asked.canvas);
    }
  }

  private dressFor(map: L.Map): Dress {
    const look = lookOf(map.getContainer());
    const scratch = document.createElement("canvas").getContext("2d");
    if (!scratch) throw new Error("no canvas to measure names on");
    // A name that comes to stand on tiles which are painted already.
    const reaches = (places: Set<string>): void => this.paint(this.drawn.at(places));
    const labelers = new Labelers(scratch, labelRules(look), NAMED_TILES, reaches);
    return { ground: look.land, rules: paintRules(look), labelers };
  }

  private forget(canvas: HTMLElement): void {
    this.asked.delete(canvas);
    this.missed.delete(canvas);
    const tile = this.drawn.take(canvas);
    if (!tile) return;
    this.waiting.delete(tile);
    this.forgetNames(tile);
  }

  /** Names of a tile that nothing on the map is drawn from are in nobody's way any more. */
  private forgetNames({ coords: { z }, prepared: { dataTile } }: Drawn): void {
    const labelers = this.dress?.labelers;
    if (!this.drawn.isAny(z)) labelers?.labelers.delete(z);
    else if (!this.drawn.isAnyOf(z, dataTile)) labelers?.getIndex(z)?.pruneKey(`${toIndex(dataTile)}:`);
  }

  private paint(tiles: Iterable<Drawn>): void {
    for (const tile of tiles) this.waiting.add(tile);
    if (!this.isPainting) void this.paintWaiting();
  }

  private async paintWaiting(): Promise<void> {
    this.isPainting = true;
    try {
      await nextTask();
      let until = performance.now() + SLICE_MS;
      for (const tile of this.waiting) {
        this.waiting.delete(tile);
        this.draw(tile);
        if (performance.now() < until) continue;
        await nextTask();
        until = performance.now() + SLICE_MS;
      }
    } finally {
      this.isPainting = false;
    }
  }

  private draw(tile: Drawn): void {
    const { canvas, done } = tile;
    let trouble: Error | undefined;
    try {
      if (this.dress) this.drawIn(this.dress, tile);
    } catch (error) {
      trouble = asError(error);
    }
    tile.done = null;
    done?.(trouble, canvas);
  }

  private drawIn({ ground, rules, labelers }: Dress, { canvas, coords: { x, y, z }, prepared }: Drawn): void {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas to draw on");
    const tiles = new Map([["", [prepared]]]);
    labelers.add(z, tiles);
    const scale = canvas.width / SIZE;
    const origin = new Point(SIZE * x, SIZE * y);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    context.save();
    try {
      if (this.area) clip(context, rectangleOf(this.area, z), origin);
      context.fillStyle = ground;
      context.fillRect(0, 0, SIZE, SIZE);
      paint(context, z, tiles, labelers.getIndex(z) ?? null, rules, around(origin), origin, false);
    } finally {
      context.restore();
    }
  }
}

/** What may be seen on a tile, in the px of the whole world. */
const around = ({ x, y }: Point): Bbox => ({
  minX: x - RIM,
  minY: y - RIM,
  maxX: x + SIZE + RIM,
  maxY: y + SIZE + RIM,
});

/** From here on only what lies in a rectangle of the world is painted. */
function clip(context: CanvasRenderingContext2D, rectangle: L.Bounds, origin: Point): void {
  const { x, y } = rectangle.getTopLeft();
  const size = rectangle.getSize();
  context.beginPath();
  context.rect(x - origin.x, y - origin.y, size.x, size.y);
  context.clip();
}
