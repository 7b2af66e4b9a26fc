import L from "leaflet";
import type { Detail, TileShapes } from "./messages";
import { onThemeChange } from "./theme";
import { theWorld } from "./world";

const EXTENT = 4096;
/** Below this zoom the coarse outlines cannot be told from the fine ones. */
const FINE_FROM = 6;

interface Colours {
  land: string;
  coast: string;
}

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  return { land: style.getPropertyValue("--land").trim(), coast: style.getPropertyValue("--coast").trim() };
}

function trace(context: CanvasRenderingContext2D, lines: ArrayLike<number>[], scale: number, close: boolean): void {
  context.beginPath();
  for (const line of lines) {
    for (let index = 0; index + 1 < line.length; index += 2) {
      const x = (line[index] ?? 0) * scale;
      const y = (line[index + 1] ?? 0) * scale;
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    if (close) context.closePath();
  }
}

function draw(canvas: HTMLCanvasElement, shapes: TileShapes, colours: Colours): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = canvas.width / EXTENT;
  const pixel = canvas.width / 256;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colours.land;
  trace(context, shapes.land, scale, true);
  context.fill("evenodd");
  context.strokeStyle = colours.coast;
  context.lineJoin = "round";
  context.lineWidth = 0.8 * pixel;
  trace(context, shapes.coast, scale, false);
  context.stroke();
  context.setLineDash([1 * pixel, 3 * pixel]);
  trace(context, shapes.states, scale, false);
  context.stroke();
  context.setLineDash([4 * pixel, 3 * pixel]);
  trace(context, shapes.borders, scale, false);
  context.stroke();
  context.setLineDash([]);
}

/** Natural Earth on canvas tiles, in the colours of the theme; no request leaves the computer. */
export const BaseLayer = L.GridLayer.extend({
  // Under streets, and where those are missing, it is shown from nearer than it is drawn for.
  options: { minZoom: 0, maxZoom: 22, maxNativeZoom: 14, updateWhenZooming: false, keepBuffer: 2 },

  onAdd(this: BaseLayerInstance, map: L.Map) {
    this.shapes = new WeakMap();
    this.stopWatching = onThemeChange(() => this.repaint());
    return L.GridLayer.prototype.onAdd.call(this, map);
  },

  onRemove(this: BaseLayerInstance, map: L.Map) {
    this.stopWatching();
    return L.GridLayer.prototype.onRemove.call(this, map);
  },

  repaint(this: BaseLayerInstance) {
    const container = this.getContainer();
    if (!container) return;
    const colours = coloursOf(container);
    for (const canvas of container.querySelectorAll("canvas")) {
      const shapes = this.shapes.get(canvas);
      if (shapes) draw(canvas, shapes, colours);
    }
  },

  /** Coarse outlines at once are better than fine ones after seconds; the tiles are made anew when those are there. */
  refineLater(this: BaseLayerInstance, detail: Detail) {
    if (this.refining) return;
    this.refining = true;
    theWorld()
      .load(detail)
      .then(
        () => {
          if (this.getContainer()?.isConnected) this.redraw();
        },
        () => undefined,
      )
      .finally(() => {
        this.refining = false;
      });
  },

  createTile(this: BaseLayerInstance, coords: L.Coords, done: L.DoneCallback) {
    const canvas = document.createElement("canvas");
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = 256 * ratio;
    canvas.height = 256 * ratio;
    const count = 2 ** coords.z;
    // Copies of the world show the same tiles.
    const x = ((coords.x % count) + count) % count;
    const wanted: Detail = coords.z >= FINE_FROM ? "10m" : "50m";
    const detail = theWorld().isReady(wanted) ? wanted : "50m";
    if (detail !== wanted) this.refineLater(wanted);
    void theWorld()
      .tile(detail, coords.z, x, coords.y)
      .then((shapes) => {
        this.shapes.set(canvas, shapes);
        draw(canvas, shapes, coloursOf(this.getContainer() ?? document.documentElement));
        done(undefined, canvas);
      });
    return canvas;
  },
}) as unknown as new (
  options?: L.GridLayerOptions,
) => L.GridLayer;

interface BaseLayerInstance extends L.GridLayer {
  stopWatching: () => void;
  shapes: WeakMap<HTMLCanvasElement, TileShapes>;
  refining: boolean;
  repaint(): void;
  refineLater(detail: Detail): void;
}
